/**
 * Bodies of requests, read as a whole and within a limit, before anything looks at them. The platform reads without one
 * and parses what it got: a large body, or a deeply nested one, would end the process.
 *
 * @since 0.1.0
 */
import * as HttpIncomingMessage from "@effect/platform/HttpIncomingMessage"
import * as HttpServerError from "@effect/platform/HttpServerError"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as Multipart from "@effect/platform/Multipart"
import * as UrlParams from "@effect/platform/UrlParams"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Inspectable from "effect/Inspectable"
import * as Stream from "effect/Stream"

/**
 * Annotates an endpoint whose handler takes the body piece by piece: it has no limit.
 *
 * @since 0.1.0
 * @category annotations
 */
export class IsStreamed extends Context.Tag("@effect-globus/sandbox/Body/IsStreamed")<IsStreamed, true>() {}

/**
 * The body is larger than the route allows.
 *
 * @since 0.1.0
 * @category errors
 */
export class TooLarge extends Data.TaggedError("TooLarge")<{
  /** In bytes. */
  readonly limit: number
}> {}

/**
 * The largest body of a caller whom the gate does not know: enough for a form of any login, and little to parse.
 *
 * @since 0.1.0
 * @category constants
 */
export const strangersLimit = 1024 * 1024

/**
 * The largest body by default: Search's limit of 10 MB, rounded up. A guess: what the other services allow is not known.
 *
 * @since 0.1.0
 * @category constants
 */
export const defaultLimit = 10 * 1024 * 1024

/** Globus Search allows 20 levels in an entry; flow definitions need some more. The parsers of JSON documents recurse. */
const deepest = 100

/** Whether a JSON text has more than so many arrays and objects in one another. One look at each character. */
const isTooDeep = (text: string): boolean => {
  let depth = 0
  let inString = false
  for (let i = 0; i < text.length; i++) {
    const character = text[i]
    if (inString) {
      if (character === "\\") i++
      else if (character === '"') inString = false
    } else if (character === '"') inString = true
    else if (character === "{" || character === "[") {
      depth += 1
      if (depth > deepest) return true
    } else if (character === "}" || character === "]") depth -= 1
  }
  return false
}

/**
 * The pieces as one. Fails as soon as they are more than the limit, or are announced to be: then nothing is read.
 *
 * @since 0.1.0
 * @category operations
 */
export const read = <E>(
  pieces: Stream.Stream<Uint8Array, E>,
  options: { readonly announced: string | undefined; readonly limit: number }
): Effect.Effect<Uint8Array, TooLarge | E> =>
  Effect.gen(function* () {
    const { announced, limit } = options
    if (announced !== undefined && Number(announced) > limit) return yield* new TooLarge({ limit })
    let buffer = new Uint8Array(4096)
    const size = yield* Stream.runFoldEffect(pieces, 0, (position, piece) => {
      const behind = position + piece.length
      if (behind > limit) return new TooLarge({ limit })
      if (behind > buffer.length) {
        // Many pieces of a byte each must not cost a buffer each.
        const larger = new Uint8Array(Math.max(behind, Math.min(2 * buffer.length, limit)))
        larger.set(buffer.subarray(0, position))
        buffer = larger
      }
      buffer.set(piece, position)
      return Effect.succeed(behind)
    })
    return buffer.subarray(0, size)
  })

/**
 * The request, with a body that was read already. No route takes `multipart/form-data`.
 *
 * @since 0.1.0
 * @category constructors
 */
export const provide = (
  request: HttpServerRequest.HttpServerRequest,
  body: Uint8Array
): HttpServerRequest.HttpServerRequest => {
  const refuse = (description: string, cause?: unknown) =>
    new HttpServerError.RequestError({ request, reason: "Decode", description, cause })
  const text = new TextDecoder().decode(body)
  const isNoForm = new Multipart.MultipartError({ reason: "Parse", cause: "No route takes multipart/form-data" })
  return {
    [HttpServerRequest.TypeId]: HttpServerRequest.TypeId,
    [HttpIncomingMessage.TypeId]: HttpIncomingMessage.TypeId,
    source: request.source,
    url: request.url,
    originalUrl: request.originalUrl,
    method: request.method,
    headers: request.headers,
    cookies: request.cookies,
    remoteAddress: request.remoteAddress,
    upgrade: request.upgrade,
    modify: (changes) => provide(request.modify(changes), body),
    text: Effect.succeed(text),
    json: Effect.suspend(() => {
      if (isTooDeep(text)) return refuse(`The document is nested more than ${deepest} levels deep`)
      return Effect.try({
        try: (): unknown => (text === "" ? null : JSON.parse(text)),
        catch: (cause) => refuse("The body is no JSON", cause)
      })
    }),
    urlParamsBody: Effect.sync(() => UrlParams.fromInput(new URLSearchParams(text))),
    arrayBuffer: Effect.sync(() => new Uint8Array(body).buffer),
    stream: Stream.make(body),
    multipart: Effect.fail(isNoForm),
    multipartStream: Stream.fail(isNoForm),
    toString: () => request.toString(),
    toJSON: () => request.toJSON(),
    [Inspectable.NodeInspectSymbol]: () => request[Inspectable.NodeInspectSymbol]()
  }
}
