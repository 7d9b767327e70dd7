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
const normal = /^(?:\/(?!\.|%2e)[\w\-.~!$&()*+,;=:@%]*)+(?:\?[\w\-.~!$&()*+,;=:@%/?]*(?<!\?))?$/i

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
  /** The one of them that was asked last: a text of its own each time would be hashed each time. */
  let latest = ""
  return (request) => {
    const { url } = request
    if (request.urlParams.length === 0) {
      if (latest === "" || !url.startsWith(latest) || url[latest.length] !== "/") {
        // The first slash that is not the scheme's.
        const origin = url.slice(0, Math.max(url.indexOf("/", 8), 0))
        latest = known.has(origin) ? origin : ""
      }
      const path = url.slice(latest.length)
      if (latest !== "" && normal.test(path)) return Either.right({ origin: latest, path })
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
