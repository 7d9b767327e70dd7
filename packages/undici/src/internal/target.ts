/** Where a request goes, as undici takes it: origin and path. */
import * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as UrlParams from "@effect/platform/UrlParams"
import * as Either from "effect/Either"

export interface Target {
  readonly origin: string
  readonly path: string
}

/** What a URL parser leaves as it is: no character to encode, no fragment, no segment that begins with a dot. */
const isNormal = (path: string): boolean => /^[\w\-.~!$&()*+,;=:@%/?]*$/.test(path) && !/\/(?:\.|%2e)/i.test(path)

/**
 * Reads targets. Parsing a URL takes longer than all the rest of sending it, so an origin is parsed once, and a path
 * only if it might not stay as it is.
 */
export const reader = (): ((
  request: HttpClientRequest.HttpClientRequest
) => Either.Either<Target, HttpClientError.RequestError>) => {
  /** The origin that was seen last, as a URL parser writes it. */
  let known = ""
  return (request) => {
    const { url } = request
    if (known !== "" && url.startsWith(known) && url[known.length] === "/" && request.urlParams.length === 0) {
      const path = url.slice(known.length)
      if (request.hash._tag === "None" && isNormal(path)) return Either.right({ origin: known, path })
    }
    const invalid = (description: string, cause?: unknown) =>
      Either.left(new HttpClientError.RequestError({ request, reason: "InvalidUrl", description, cause }))
    const parsed = UrlParams.makeUrl(url, request.urlParams, request.hash)
    if (Either.isLeft(parsed)) return invalid("The URL can not be parsed", parsed.left)
    const { protocol, username, password, origin, pathname, search } = parsed.right
    if (protocol !== "http:" && protocol !== "https:") return invalid(`${protocol} is not a protocol of HTTP`)
    if (username !== "" || password !== "")
      return invalid("Credentials belong into the authorization header, not the URL")
    known = origin
    return Either.right({ origin, path: pathname + search })
  }
}
