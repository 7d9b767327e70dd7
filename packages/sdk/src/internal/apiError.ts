/** An answer that is no success, read into one of the error classes. Pure, and total over any body. */
import * as Duration from "effect/Duration"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as AuthRequirements from "../AuthRequirements.js"
import type { ApiError, Call, Detail } from "../GlobusError.js"
import { apiError } from "../GlobusError.js"

/** An answer as text. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

const isText = (value: unknown): value is string => Predicate.isString(value) && value !== ""

/** The first that says something. */
const string = (...values: ReadonlyArray<unknown>): string | undefined => values.find(isText)

const record = (value: unknown): Record<string, unknown> => (Predicate.isRecord(value) ? value : {})

const isJson = (contentType: string | undefined): boolean =>
  contentType !== undefined && /^[^;]*\/([^;]*\+)?json\s*(;|$)/i.test(contentType)

/** The document of an answer, of any kind; none of text and of JSON that broke off. */
const parse = (answer: Answer): Option.Option<unknown> =>
  isJson(answer.headers["content-type"])
    ? Option.liftThrowable((): unknown => JSON.parse(answer.text))()
    : Option.none()

interface Entry extends Detail {
  readonly id: string | undefined
}

/** What validators say: `msg`, and where in the request. */
const located = (entry: Record<string, unknown>): string | undefined => {
  const message = string(entry["msg"])
  const place = Array.isArray(entry["loc"]) ? entry["loc"].map(String).join(".") : ""
  return message === undefined || place === "" ? message : `${message}: ${place}`
}

/** The list of errors: Auth's and JSON:API's `errors`, or what Timers and Flows have in `detail`. */
const details = (document: Record<string, unknown>): ReadonlyArray<Entry> =>
  [document["errors"], document["detail"], record(document["error"])["detail"]]
    .flatMap((list): ReadonlyArray<unknown> => (Array.isArray(list) ? list : []))
    .filter(Predicate.isRecord)
    .map((entry) => ({
      code: string(entry["code"]),
      message: string(entry["message"], entry["detail"], entry["title"], located(entry)),
      id: string(entry["id"])
    }))

/** The one value of all that have one. */
const common = (values: ReadonlyArray<string | undefined>): string | undefined => {
  const [first, ...others] = new Set(values.filter(Predicate.isNotUndefined))
  return others.length === 0 ? first : undefined
}

/** What a person can use of a body that is no document: a page's title, or the first words. */
const words = (body: string): string | undefined => {
  const text = body.slice(0, 5000)
  const title = /<title[^>]*>([^<]*)<\/title>/i.exec(text)?.[1] ?? (/^\s*</.test(text) ? "" : text)
  const line = title.trim().replace(/\s+/g, " ")
  return line === "" ? undefined : line.slice(0, 200)
}

/** A proxy in between answers with a page. */
const isPage = (body: string): boolean => /^\s*<(!doctype|html)/i.test(body)

const phrases: Readonly<Record<ApiError["_tag"], string>> = {
  ConsentRequired: "The user has not consented to this",
  AuthorizationRequired: "The user must authenticate anew for this",
  Unauthenticated: "The service does not take this token",
  PermissionDenied: "The identity may not do this",
  NotFound: "There is no such thing",
  Conflict: "It conflicts with what is there",
  InvalidRequest: "The service does not understand the request",
  RateLimited: "Too many requests",
  CollectionFailure: "The collection failed",
  ServiceUnavailable: "The service failed",
  GlobusApiError: "The answer is no success"
}

/** Codes by which Transfer says that a collection failed, not Transfer. */
const isCollectionFailure = (code: string | undefined): boolean =>
  code !== undefined && /ExternalError|EndpointError/.test(code)

/** The class of an error: what the user must do first, then whose failure it is, then the status. */
export const tagOf = (
  status: number,
  code: string | undefined,
  requirements: AuthRequirements.AuthRequirements | undefined
): ApiError["_tag"] => {
  if (status >= 400 && status < 500) {
    if (code === "ConsentRequired") return "ConsentRequired"
    if (requirements !== undefined) {
      return Object.keys(requirements).every((key) => key === "required_scopes") && code !== "AuthorizationRequired"
        ? "ConsentRequired"
        : "AuthorizationRequired"
    }
  }
  if (status === 429) return "RateLimited"
  if (isCollectionFailure(code)) return "CollectionFailure"
  if (status === 401) return "Unauthenticated"
  if (status === 403) return "PermissionDenied"
  if (status === 404) return "NotFound"
  if (status === 409) return "Conflict"
  if (status >= 400 && status < 500) return "InvalidRequest"
  return status >= 500 && status < 600 ? "ServiceUnavailable" : "GlobusApiError"
}

/** An HTTP date (RFC 9110, section 5.6.7), in epoch milliseconds. */
const httpDate = (text: string | undefined): number | undefined => {
  // Date.parse takes bare numbers and the like for dates: an HTTP date begins with the day's name.
  const date = text !== undefined && /^[A-Z][a-z]{2}/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(date) ? undefined : date
}

/**
 * `Retry-After` in seconds or as an HTTP date (RFC 9110, section 10.2.3). A date is as the answer's own clock has it: it
 * counts from the answer's `Date`, and without one from `now` in epoch milliseconds.
 */
export const retryAfter = (
  value: string | undefined,
  now: number,
  answered?: string
): Duration.Duration | undefined => {
  if (value === undefined) return undefined
  const text = value.trim()
  if (/^\d+$/.test(text)) return Duration.seconds(Number(text))
  const date = httpDate(text)
  return date === undefined ? undefined : Duration.millis(Math.max(0, date - (httpDate(answered?.trim()) ?? now)))
}

/** What Globus support asks for: in the document, as each service puts it, else in a header. */
export const requestId = (answer: Pick<Answer, "headers">, document: unknown): string | undefined => {
  const body = record(document)
  return string(
    body["request_id"],
    record(body["meta"])["request_id"],
    common(details(body).map((error) => error.id)),
    answer.headers["x-request-id"]
  )
}

/** The error of an answer. `sensitive`: the text is not kept. `now` is in epoch milliseconds. */
export const fromAnswer = (call: Call, answer: Answer, now: number, sensitive: boolean): ApiError => {
  const parsed = parse(answer)
  const document = record(Option.getOrUndefined(parsed))
  const nested = record(document["error"])
  const errors = details(document)
  const requirements = AuthRequirements.fromDocument(document)
  const code = string(document["code"], nested["code"], common(errors.map((error) => error.code)), document["error"])
  const message = string(
    document["message"],
    nested["message"],
    nested["detail"],
    errors
      .map((error) => error.message)
      .filter(Predicate.isNotUndefined)
      .join("; "),
    document["detail"],
    document["error_description"],
    document["description"],
    document["title"],
    nested["title"],
    requirements?.session_message,
    sensitive ? undefined : Option.getOrElse(parsed, () => words(answer.text))
  )
  // One failed collection among several errors is reason enough, as in the Python SDK's client of JSON:API.
  const decisive = code ?? errors.map((error) => error.code).find(isCollectionFailure)
  const tag = tagOf(answer.status, decisive, requirements)
  return apiError(tag, {
    ...call,
    status: answer.status,
    code,
    message:
      message ??
      `${phrases[tag]} (${[answer.status, code, sensitive && isPage(answer.text) ? "an HTML page" : undefined].filter(Predicate.isNotUndefined).join(", ")})`,
    requestId: requestId(answer, document),
    resource: string(document["resource"]),
    errors: errors.map(({ code, message }) => ({ code, message })),
    requirements,
    retryAfter: retryAfter(answer.headers["retry-after"], now, answer.headers["date"]),
    body: sensitive ? "" : answer.text
  })
}
