/** The URL of a request, as undici takes it: origin and path. */
import * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as UrlParams from "@effect/platform/UrlParams"
import * as Either from "effect/Either"

export interface Target {
  readonly origin: string
  readonly path: string
}

/**
 * Paths that a URL parser leaves as they are: no character to encode, no fragment, no empty query, no segment that begins
 * with a dot.
 */
const normal = /^(?:\/(?!\.|%2e)[\w\-.~!$&()*+,;=:@%]*)+(?:\?[\w\-.~!$&()*+,;=:@%/?]*(?<!\?))?$/i

/** Only a program that takes URLs from elsewhere has more origins. */
const manyOrigins = 100

/**
 * Reads targets. To parse a URL takes longer than all the rest of sending a request. So an origin is parsed once, and a path
 * only if the parser might change it.
 */
export const reader = (): ((
  request: HttpClientRequest.HttpClientRequest
) => Either.Either<Target, HttpClientError.RequestError>) => {
  /** Origins in the form that a URL parser gives them. */
  const known = new Set<string>()
  /** The one of the last request. To look for it among `known` would cost a new string, and its hash, each time. */
  let latest = ""
  return (request) => {
    const { url } = request
    if (request.urlParams.length === 0) {
      if (latest === "" || !url.startsWith(latest) || url[latest.length] !== "/") {
        // The first slash after `https://`.
        const origin = url.slice(0, Math.max(url.indexOf("/", 8), 0))
        latest = known.has(origin) ? origin : ""
      }
      const path = url.slice(latest.length)
      if (latest !== "" && normal.test(path)) return Either.right({ origin: latest, path })
    }
    const invalid = (description: string, cause?: unknown) =>
      Either.left(new HttpClientError.RequestError({ request, reason: "InvalidUrl", description, cause }))
    const parsed = UrlParams.makeUrl(url, request.urlParams, request.hash)
    if (Either.isLeft(parsed)) return invalid("The URL cannot be parsed", parsed.left)
    const { protocol, username, password, origin, pathname, search } = parsed.right
    if (protocol !== "http:" && protocol !== "https:")
      return invalid(`The protocol of the URL is ${protocol} and not http: or https:`)
    if (username !== "" || password !== "")
      return invalid("The URL has credentials: they belong into the authorization header")
    if (known.size >= manyOrigins) known.clear()
    known.add(origin)
    return Either.right({ origin, path: pathname + search })
  }
}
