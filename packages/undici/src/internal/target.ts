/** Where a request goes, as undici takes it: origin and path. */
import * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as UrlParams from "@effect/platform/UrlParams"
import * as Either from "effect/Either"

export interface Target {
  readonly origin: string
  readonly path: string
}

/**
 * What a URL parser leaves as it is: no character to encode, no fragment, no empty query, no segment that begins with a
 * dot.
 */
const isNormal = (path: string): boolean =>
  /^[\w\-.~!$&()*+,;=:@%/?]*(?<!\?)$/.test(path) && !/\/(?:\.|%2e)/i.test(path)

/** More origins than a program has that does not take them from elsewhere. */
const manyOrigins = 100

/**
 * Reads targets. Parsing a URL takes longer than all the rest of sending it, so an origin is parsed once, and a path
 * only if it might not stay as it is.
 */
export const reader = (): ((
  request: HttpClientRequest.HttpClientRequest
) => Either.Either<Target, HttpClientError.RequestError>) => {
  /** Origins that a URL parser writes as they were given. */
  const known = new Set<string>()
  return (request) => {
    const { url } = request
    // The first slash that is not the scheme's.
    const end = url.indexOf("/", 8)
    if (end !== -1 && request.urlParams.length === 0) {
      const origin = url.slice(0, end)
      const path = url.slice(end)
      if (known.has(origin) && isNormal(path)) return Either.right({ origin, path })
    }
    const invalid = (description: string, cause?: unknown) =>
      Either.left(new HttpClientError.RequestError({ request, reason: "InvalidUrl", description, cause }))
    const parsed = UrlParams.makeUrl(url, request.urlParams, request.hash)
    if (Either.isLeft(parsed)) return invalid("The URL can not be parsed", parsed.left)
    const { protocol, username, password, origin, pathname, search } = parsed.right
    if (protocol !== "http:" && protocol !== "https:") return invalid(`${protocol} is not a protocol of HTTP`)
    if (username !== "" || password !== "")
      return invalid("Credentials belong into the authorization header, not the URL")
    if (known.size >= manyOrigins) known.clear()
    known.add(origin)
    return Either.right({ origin, path: pathname + search })
  }
}
