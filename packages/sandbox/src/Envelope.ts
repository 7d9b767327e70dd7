/**
 * Error documents, each service's own: Auth lists `errors`, Transfer states a `code`, and so on. A further service is one
 * more entry of `documents`.
 *
 * @since 0.1.0
 */
import { resourceServer as authServer } from "@effect-globus/sdk/auth/AuthApi"
import { resourceServer as compute } from "@effect-globus/sdk/compute/ComputeApi"
import { resourceServer as flows } from "@effect-globus/sdk/flows/FlowsApi"
import { resourceServer as groups } from "@effect-globus/sdk/groups/GroupsApi"
import { resourceServer as search } from "@effect-globus/sdk/search/SearchApi"
import { resourceServer as timers } from "@effect-globus/sdk/timers/TimersApi"
import { resourceServer as transfer } from "@effect-globus/sdk/transfer/TransferApi"
import * as Effect from "effect/Effect"
import type { ArrayFormatterIssue } from "effect/ParseResult"
import { Failure } from "./Failure.js"
import { endpointId } from "./gcs/SandboxEndpoint.js"
import { requestId } from "./transfer/Refusal.js"

/**
 * What is wrong with a field.
 *
 * @since 0.1.0
 * @category models
 */
export interface Flaw {
  /** Where it stands: `body` or `query`, and the way from there. */
  readonly loc: ReadonlyArray<PropertyKey>
  readonly msg: string
}

/**
 * What is wrong, before a service puts it into its words.
 *
 * @since 0.1.0
 * @category models
 */
export interface Problem {
  readonly status: number
  /** For people. */
  readonly detail: string
  /** The path of the request. Transfer alone says it. */
  readonly path?: string
  /** The service's own code. Default: by the status. */
  readonly code?: string
  /** Further members, where the service has such a place: Search's `error_data`, a manager's `detail`. */
  readonly data?: Readonly<Record<string, unknown>>
  /** What is wrong with each field, where the service says it in a form of its own. */
  readonly fields?: ReadonlyArray<Flaw>
  /** What is wrong with the bearer token that came along (RFC 6750, section 3.1). */
  readonly token?: { readonly error: "invalid_token" | "insufficient_scope"; readonly scope?: string }
}

const realm = "Globus Auth"

/** RFC 6750, section 3: never the scheme alone. [K] Which parameters Globus sends was not seen. */
const challenge = ({ token }: Problem): string =>
  `Bearer ${Object.entries({ realm, ...token })
    .map(([name, value]) => `${name}="${value}"`)
    .join(", ")}`

/** [K] Beside UNAUTHORIZED and FORBIDDEN the codes are guesses after the statuses' names. */
const authWords: Readonly<Record<number, readonly [code: string, title: string]>> = {
  400: ["BAD_REQUEST", "Bad Request"],
  401: ["UNAUTHORIZED", "Unauthorized"],
  403: ["FORBIDDEN", "Forbidden"],
  404: ["NOT_FOUND", "Not Found"],
  409: ["CONFLICT", "Conflict"],
  413: ["PAYLOAD_TOO_LARGE", "Payload Too Large"],
  415: ["UNSUPPORTED_MEDIA_TYPE", "Unsupported Media Type"],
  421: ["MISDIRECTED_REQUEST", "Misdirected Request"],
  429: ["TOO_MANY_REQUESTS", "Too Many Requests"],
  500: ["INTERNAL_SERVER_ERROR", "Internal Server Error"],
  501: ["NOT_IMPLEMENTED", "Not Implemented"],
  502: ["BAD_GATEWAY", "Bad Gateway"],
  503: ["SERVICE_UNAVAILABLE", "Service Unavailable"],
  504: ["GATEWAY_TIMEOUT", "Gateway Timeout"]
}

/** [K] for all but AuthenticationFailed, PermissionDenied, BadRequest, NotFound and ServiceUnavailable. */
const transferCodes: Readonly<Record<number, string>> = {
  400: "ClientError.BadRequest",
  401: "ClientError.AuthenticationFailed",
  403: "PermissionDenied",
  404: "ClientError.NotFound",
  409: "Conflict",
  413: "ClientError.PayloadTooLarge",
  415: "ClientError.UnsupportedMediaType",
  421: "ClientError.MisdirectedRequest",
  429: "RateLimitExceeded",
  500: "InternalError",
  501: "NotImplemented",
  502: "EndpointError",
  503: "ServiceUnavailable",
  504: "EndpointError"
}

/** [K] for all but AUTHENTICATION_ERROR and INVALID_TOKEN. */
const groupsCodes: Readonly<Record<number, string>> = {
  400: "BAD_REQUEST",
  401: "AUTHENTICATION_ERROR",
  403: "FORBIDDEN",
  404: "NOT_FOUND",
  409: "CONFLICT",
  501: "NOT_IMPLEMENTED"
}

/** [K] for 401, 429 and all from 500 up. */
const searchCodes: Readonly<Record<number, string>> = {
  400: "BadRequest.Generic",
  401: "AuthenticationFailed.Generic",
  403: "Forbidden.Generic",
  404: "NotFound.Generic",
  409: "Conflict.Generic",
  429: "TooManyRequests.Generic",
  501: "NotImplemented.Generic"
}

/** [K]: ERROR is the only one that was seen. */
const timersCodes: Readonly<Record<number, string>> = {
  401: "UNAUTHORIZED",
  403: "FORBIDDEN",
  404: "NOT_FOUND",
  409: "CONFLICT",
  501: "NOT_IMPLEMENTED"
}

/** Of a manager, and [K] of a collection's files. What is not in services' documents is a guess after them. */
const managerCodes: Readonly<Record<number, string>> = {
  400: "bad_request",
  401: "not_authorized",
  403: "permission_denied",
  404: "not_found",
  409: "resource_conflict",
  422: "unprocessable_entity",
  501: "not_implemented"
}

/** [K] for 429 and all from 500 up. */
const flowsCodes: Readonly<Record<number, string>> = {
  400: "BAD_REQUEST",
  401: "AUTHENTICATION_ERROR",
  403: "FORBIDDEN",
  404: "NOT_FOUND",
  409: "STATE_CONFLICT",
  429: "TOO_MANY_REQUESTS",
  500: "INTERNAL_SERVER_ERROR",
  501: "NOT_IMPLEMENTED",
  503: "SERVICE_UNAVAILABLE"
}

/** [K]: that codes are names in capitals is known, and which ones there are is not. */
const computeCodes: Readonly<Record<number, string>> = {
  401: "USER_UNAUTHENTICATED",
  403: "ACCESS_FORBIDDEN",
  404: "RESOURCE_NOT_FOUND",
  409: "RESOURCE_CONFLICT",
  422: "REQUEST_MALFORMED",
  501: "NOT_IMPLEMENTED"
}

type Document = (problem: Problem, request_id: string) => Readonly<Record<string, unknown>>

const auth: Document = ({ detail, status }) => {
  const [code, title] = authWords[status] ?? [`HTTP_${status}`, `HTTP ${status}`]
  return {
    errors: [{ status: String(status), id: globalThis.crypto.randomUUID(), code, title, detail }],
    error: code.toLowerCase(),
    error_description: title
  }
}

/** What FastAPI says of a request that is not as declared: Groups, Timers and Compute leave it as it is. */
const fieldByField = (fields: ReadonlyArray<Flaw>) => ({
  detail: fields.map((flaw) => ({ ...flaw, type: "value_error" }))
})

const documents: Readonly<Record<string, Document>> = {
  [authServer]: auth,
  [transfer]: ({ code, detail, path = "", status }, request_id) => ({
    code: code ?? transferCodes[status] ?? `HTTP${status}`,
    message: detail,
    request_id,
    resource: path.replace(/^\/v0\.10(?=\/)/, "")
  }),
  [groups]: ({ code, detail, fields, status, token }) =>
    fields === undefined
      ? {
          code:
            code ?? (token?.error === "invalid_token" ? "INVALID_TOKEN" : (groupsCodes[status] ?? `HTTP_${status}`)),
          detail
        }
      : fieldByField(fields),
  [search]: ({ code, data, detail, fields, status }, request_id) => ({
    "@datatype": "GError",
    "@version": "2017-09-01",
    code: code ?? (fields === undefined ? (searchCodes[status] ?? `HTTP.${status}`) : "BadRequest.ValidationError"),
    message: detail,
    request_id,
    status,
    error_data:
      fields === undefined
        ? (data ?? null)
        : { messages: Object.fromEntries(fields.map(({ loc, msg }) => [loc.slice(1).join("."), [msg]])) }
  }),
  [timers]: ({ code, detail, fields, status }) =>
    fields === undefined
      ? { error: { code: code ?? timersCodes[status] ?? "ERROR", detail, status } }
      : fieldByField(fields),
  [flows]: ({ code, detail, fields, status, token }) => {
    const misfits = code === "FLOW_INPUT_ERROR"
    return {
      error:
        fields === undefined
          ? {
              code:
                code ??
                (token?.error === "insufficient_scope" ? "MISSING_SCOPE" : (flowsCodes[status] ?? `HTTP_${status}`)),
              detail
            }
          : {
              code: code ?? "UNPROCESSABLE_ENTITY",
              detail: fields.map(({ loc, msg }) => ({
                loc: loc.slice(1),
                msg,
                type: misfits ? "InvalidActionInput" : "value_error"
              })),
              message: detail
            },
      debug_id: globalThis.crypto.randomUUID()
    }
  },
  [compute]: ({ code, detail, fields, status }) =>
    fields === undefined
      ? {
          status: "Failed",
          code: code ?? computeCodes[status] ?? "UNKNOWN_ERROR",
          error_args: [],
          http_status_code: status,
          detail,
          reason: detail
        }
      : fieldByField(fields)
}

/** Of endpoints and collections, which are the resource servers that have ids for names. */
const manager: Document = ({ code, data, detail, fields, status }) => ({
  DATA_TYPE: "result#1.0.0",
  http_response_code: status,
  code: code ?? managerCodes[status] ?? `http_${status}`,
  message: detail,
  detail: data ?? (fields === undefined ? null : { DATA_TYPE: "invalid_input#1.0.0" }),
  data: [],
  has_next_page: false,
  marker: ""
})

/** Of a service that is not known here: in Auth's and in Transfer's words at once. */
const unknown: Document = (problem, request_id) => ({
  ...auth(problem, request_id),
  ...documents[transfer]?.(problem, request_id)
})

/** The id of a collection is whatever stands in the path. */
const documentOf = (service: string | undefined): Document => {
  if (service === undefined) return unknown
  return (Object.hasOwn(documents, service) ? documents[service] : undefined) ?? manager
}

/**
 * A refusal in the words of the service with this resource server; of a service that is not known here, in both kinds
 * of words at once.
 *
 * @since 0.1.0
 * @category constructors
 */
export const refusal = (service: string | undefined, problem: Problem): Effect.Effect<Failure> =>
  Effect.map(
    requestId,
    (request_id) =>
      new Failure({
        status: problem.status,
        body: documentOf(service)(problem, request_id),
        ...(problem.status === 401 || problem.token !== undefined
          ? { headers: { "www-authenticate": challenge(problem) } }
          : {})
      })
  )

/**
 * Fails with `refusal`.
 *
 * @since 0.1.0
 * @category constructors
 */
export const refuse = (service: string | undefined, problem: Problem): Effect.Effect<never, Failure> =>
  Effect.flatMap(refusal(service, problem), Effect.fail)

/** [K] Where services that have no words of their own for a malformed field say 400, these say 422. */
const saysUnprocessable: ReadonlySet<string | undefined> = new Set([compute, flows, groups, timers, endpointId])

/**
 * The request is not as declared. It names the fields, and not their values, which may be secrets.
 *
 * @since 0.1.0
 * @category constructors
 */
export const malformed = (
  service: string | undefined,
  request: { readonly method: string; readonly path: string },
  issues: ReadonlyArray<Pick<ArrayFormatterIssue, "path">>
): Effect.Effect<Failure> =>
  refusal(service, {
    status: saysUnprocessable.has(service) ? 422 : 400,
    detail: `Missing or malformed: ${issues.map(({ path }) => path.join(".")).join(", ")}`,
    path: request.path,
    fields: issues.map(({ path }) => ({
      loc: [request.method === "GET" || request.method === "DELETE" ? "query" : "body", ...path],
      msg: "missing or malformed"
    }))
  })

/**
 * 401: there is no bearer token, or it is not good for the service.
 *
 * @since 0.1.0
 * @category constructors
 */
export const unauthenticated = (
  service: string | undefined,
  path: string,
  token: { readonly sent: boolean }
): Effect.Effect<Failure> =>
  refusal(service, {
    status: 401,
    path,
    ...(token.sent
      ? { detail: "Token is not valid for this service", token: { error: "invalid_token" } }
      : { detail: "Call must be authenticated" })
  })

/**
 * 403: the token has none of the scopes that would do.
 *
 * @since 0.1.0
 * @category constructors
 */
export const insufficientScope = (
  service: string | undefined,
  path: string,
  scopes: ReadonlyArray<string>
): Effect.Effect<Failure> => {
  const scope = scopes.join(" ")
  const detail = `The token has none of the scopes ${scope}`
  return refusal(service, { status: 403, detail, path, token: { error: "insufficient_scope", scope } })
}

/**
 * The token endpoint's refusals (RFC 6749, section 5.2).
 *
 * @since 0.1.0
 * @category constructors
 */
export const oauthRefusal = (error: string, description: string): Failure =>
  new Failure({
    // Real reports of invalid_grant say 400; for the others the RFC's statuses stand in [K].
    status: error === "invalid_client" ? 401 : 400,
    body: { error, error_description: description },
    ...(error === "invalid_client" ? { headers: { "www-authenticate": `Basic realm="${realm}"` } } : {})
  })
