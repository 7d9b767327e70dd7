/**
 * What a browser must be told before a program of another origin may call the sandbox (Fetch Standard, "CORS protocol").
 * Credentials of the browser's own, such as cookies, are never asked for: a token is sent by the program itself. The
 * platform's own `cors` knows no operations, and would copy the response that stands for none.
 *
 * @since 0.1.0
 */
import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"

/** What a program reads of an answer, beside what every program may read (`Content-Type`, `Last-Modified` and so on). */
const exposed = ["Accept-Ranges", "Content-Range", "Date", "ETag", "Location", "Retry-After", "WWW-Authenticate"].join(
  ", "
)

/**
 * What hands codes and secrets to anybody who asks. Here nobody is asked to approve, so that any page of the web could
 * read the directories of collections by them. A browser visits the first two and no program calls them; the third is
 * for installed programs.
 */
const handOut: ReadonlySet<string | undefined> = new Set(["authorize", "authCode", "createClient"])

/** A program that is being made is served by this machine. */
const isLocal = (origin: string): boolean =>
  URL.canParse(origin) && /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(origin).hostname)

const isAllowed = (origin: string, operation: string | undefined): boolean => !handOut.has(operation) || isLocal(origin)

/**
 * Whether a request is the question of a browser whether it may make another one.
 *
 * @since 0.1.0
 * @category predicates
 */
export const isPreflight = ({ headers, method }: HttpServerRequest.HttpServerRequest): boolean =>
  method === "OPTIONS" && headers["origin"] !== undefined && headers["access-control-request-method"] !== undefined

/**
 * The answer to a preflight: any method and any header. Whether there is such a route, the request itself is told. It
 * lasts ten minutes.
 *
 * @since 0.1.0
 * @category constructors
 */
export const preflight = ({ headers }: HttpServerRequest.HttpServerRequest): HttpServerResponse.HttpServerResponse => {
  const asked = headers["access-control-request-headers"]
  return HttpServerResponse.empty({
    status: 204,
    headers: {
      "access-control-allow-methods": "GET, HEAD, POST, PUT, PATCH, DELETE",
      // By their names: a star would not stand for Authorization.
      ...(asked === undefined ? {} : { "access-control-allow-headers": asked }),
      "access-control-max-age": "600",
      vary: "Access-Control-Request-Headers"
    }
  })
}

/**
 * An answer that a program of another origin may read, where it may read this operation's.
 *
 * @since 0.1.0
 * @category conversions
 */
export const readable = (
  response: HttpServerResponse.HttpServerResponse,
  { headers }: HttpServerRequest.HttpServerRequest,
  operation: string | undefined
): HttpServerResponse.HttpServerResponse => {
  const origin = headers["origin"]
  return origin === undefined || !isAllowed(origin, operation)
    ? response
    : HttpServerResponse.setHeaders(response, {
        "access-control-allow-origin": handOut.has(operation) ? origin : "*",
        "access-control-expose-headers": exposed
      })
}
