/**
 * What the body of an error says to the Python SDK, as it was recorded, and what it says to our client. Both readings have
 * one shape, so that they can be compared field by field.
 */
import type { ApiError, Detail } from "@effect-globus/sdk/GlobusError"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { at, list } from "./ErrorWords.js"

const Text = Schema.NullOr(Schema.String)
const Texts = Schema.Array(Schema.String)
const Members = Schema.Record({ key: Schema.String, value: Schema.Unknown })

/** `info` of Python's error: what Python finds in a few well-known members. */
const Info = Schema.Struct({
  authorization_parameters: Schema.Struct(
    { present: Schema.Boolean },
    Schema.Record({ key: Schema.String, value: Schema.Unknown })
  ),
  consent_required: Schema.Struct({ present: Schema.Boolean, required_scopes: Texts })
})

/** A recorded answer that is an error. */
export const RecordedAnswer = Schema.Struct({
  errorClass: Schema.String,
  status: Schema.Number,
  headers: Schema.Record({ key: Schema.String, value: Schema.String }),
  body: Schema.optional(Schema.String),
  bodyBase64: Schema.optional(Schema.String)
})
export type RecordedAnswer = typeof RecordedAnswer.Type

/** A row of `errors` in errors.json. */
export const RecordedError = Schema.Struct({
  ...RecordedAnswer.fields,
  /** Classes that read the body as `errorClass` does. */
  sameFor: Schema.optionalWith(Texts, { default: () => [] }),
  request: Schema.Struct({
    method: Schema.Literal("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"),
    url: Schema.String
  }),
  expect: Schema.Struct({
    code: Text,
    message: Text,
    request_id: Text,
    errors: Schema.Array(Schema.Struct({ code: Text, message: Text })),
    rawJsonPresent: Schema.Boolean,
    info: Schema.optional(Info),
    /** The requirements by Python's other reading. Null or absent: Python finds none, or breaks. */
    gare: Schema.optional(Schema.NullOr(Schema.Struct({ code: Schema.String, authorization_parameters: Members })))
  })
})
export type RecordedError = typeof RecordedError.Type

type Requirements = Readonly<Record<string, unknown>>

/** What a client makes of a body. Undefined: the body says nothing of the kind. */
export interface Reading {
  readonly tag: ApiError["_tag"]
  readonly status: number
  readonly method: string
  readonly code: string | undefined
  readonly message: string | undefined
  readonly requestId: string | undefined
  readonly requirements: Requirements | undefined
  /** The list of errors in the body. */
  readonly errors: ReadonlyArray<Detail> | undefined
}

/** The authorization parameters that `AuthRequirements` knows. */
const known = [
  "session_message",
  "session_required_identities",
  "session_required_single_domain",
  "session_required_policies",
  "session_required_mfa",
  "required_scopes",
  "prompt"
]

/** The known parameters that are given. */
export const knownParameters = (parameters: Requirements): Requirements =>
  Object.fromEntries(Object.entries(parameters).filter(([name, value]) => known.includes(name) && value !== null))

/** Whether a GARE of Python has taken the error's message for its own. Our error has that message in `description`. */
export const isBorrowed = (message: unknown, document: unknown): boolean =>
  ![document, at(document, "error"), ...list(at(document, "errors"))].some(
    (of) => at(of, "authorization_parameters", "session_message") === message
  )

const requirementsOf = ({ gare, info }: RecordedError["expect"], document: unknown): Requirements | undefined => {
  if (gare != null) {
    const { session_message, ...others } = gare.authorization_parameters
    return knownParameters(isBorrowed(session_message, document) ? others : gare.authorization_parameters)
  }
  const parameters = info?.authorization_parameters
  const consent = info?.consent_required
  return parameters?.present === true || consent?.present === true
    ? knownParameters({ ...parameters, ...(consent?.present === true && { required_scopes: consent.required_scopes }) })
    : undefined
}

/**
 * The class of our error for a reading. What the user must do comes first, then a collection's failure by Transfer's own
 * rule, then the status.
 */
export const tagOf = ({
  code,
  requirements,
  status
}: Pick<Reading, "status" | "code" | "requirements">): ApiError["_tag"] => {
  const client = status >= 400 && status < 500
  if (client && code === "ConsentRequired") return "GlobusConsentRequired"
  if (client && requirements !== undefined) {
    const names = Object.keys(requirements)
    return code !== "AuthorizationRequired" && names.length === 1 && names[0] === "required_scopes"
      ? "GlobusConsentRequired"
      : "GlobusAuthorizationRequired"
  }
  if (status === 429) return "GlobusRateLimited"
  if (code?.includes("ExternalError") === true || code?.includes("EndpointError") === true)
    return "GlobusCollectionFailure"
  const byStatus: Readonly<Record<number, ApiError["_tag"]>> = {
    401: "GlobusUnauthenticated",
    403: "GlobusPermissionDenied",
    404: "GlobusNotFound",
    409: "GlobusConflict"
  }
  return (
    byStatus[status] ??
    (client ? "GlobusInvalidRequest" : status >= 500 && status < 600 ? "GlobusServiceUnavailable" : "GlobusApiError")
  )
}

/** Python's reading. */
export const recorded = (row: RecordedError, document: unknown): Reading => {
  const { status } = row
  const code = row.expect.code ?? undefined
  const requirements = requirementsOf(row.expect, document)
  return {
    tag: tagOf({ status, code, requirements }),
    status,
    method: row.request.method,
    code,
    message: row.expect.message ?? undefined,
    requestId: row.expect.request_id ?? undefined,
    requirements,
    errors: hasErrors(document)
      ? row.expect.errors.map(({ code, message }) => ({ code: code ?? undefined, message: message ?? undefined }))
      : undefined
  }
}

/** Whether the service sent a list of errors. Without one, Python takes the whole body for the one error. */
const hasErrors = (document: unknown): boolean => {
  const errors = list(at(document, "errors"))
  return errors.length > 0 && errors.every((error) => typeof error === "object" && error !== null)
}

/** Our reading. */
export const ours = (error: ApiError, document: unknown): Reading => ({
  tag: error._tag,
  status: error.status,
  method: error.method,
  code: error.code,
  message: error.description,
  requestId: error.requestId,
  requirements: error.requirements === undefined ? undefined : { ...error.requirements },
  errors: hasErrors(document) ? error.errors : undefined
})

/** The body's bytes. */
export const bytes = ({ body, bodyBase64 }: RecordedAnswer): Buffer =>
  body === undefined ? Buffer.from(bodyBase64 ?? "", "base64") : Buffer.from(body, "utf8")

/** The body as JSON, whatever its media type is. Undefined: it is no JSON. */
export const documentOf = (answer: RecordedAnswer): unknown =>
  Option.getOrUndefined(Option.liftThrowable((): unknown => JSON.parse(bytes(answer).toString("utf8")))())
