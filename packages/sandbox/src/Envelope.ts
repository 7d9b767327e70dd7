/**
 * Error documents, each service's own: Auth lists `errors`, Transfer states a `code`. Every one has a request id, as
 * the real ones do.
 *
 * @since 0.1.0
 */
import { resourceServer as transfer } from "@effect-globus/sdk/transfer/TransferApi"
import * as Effect from "effect/Effect"
import { Failure } from "./Failure.js"
import { requestId } from "./transfer/Refusal.js"

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
  /** The path of the request. */
  readonly path: string
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
  429: "RateLimitExceeded",
  500: "InternalError",
  501: "NotImplemented",
  502: "EndpointError",
  503: "ServiceUnavailable",
  504: "EndpointError"
}

const auth = ({ detail, status }: Problem): Readonly<Record<string, unknown>> => {
  const [code, title] = authWords[status] ?? [`HTTP_${status}`, `HTTP ${status}`]
  return {
    errors: [{ status: String(status), id: globalThis.crypto.randomUUID(), code, title, detail }],
    error: code.toLowerCase(),
    error_description: title
  }
}

/**
 * A refusal in the words of the service with this resource server; of a service that is not known here, in both kinds
 * of words at once.
 *
 * @since 0.1.0
 * @category constructors
 */
export const refusal = (service: string | undefined, problem: Problem): Effect.Effect<Failure> =>
  Effect.map(requestId, (request_id) => {
    const transferBody = {
      code: transferCodes[problem.status] ?? `HTTP${problem.status}`,
      message: problem.detail,
      request_id,
      resource: problem.path.replace(/^\/v0\.10(?=\/)/, "")
    }
    return new Failure({
      status: problem.status,
      body:
        service === transfer
          ? transferBody
          : service === undefined
            ? { ...auth(problem), ...transferBody }
            : auth(problem),
      ...(problem.status === 401 || problem.token !== undefined
        ? { headers: { "www-authenticate": challenge(problem) } }
        : {})
    })
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
