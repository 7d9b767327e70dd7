/** The body of an answer, read over any `HttpClient`: no more of it than may be held in memory. */
import { BodyTooLong } from "@effect-globus/http/DeadlineHttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import type * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"

/** Over fetch, an answer that can have no body fails as a stream. */
const isEmpty = (error: HttpClientError.ResponseError): boolean => error.reason === "EmptyBody"

/** The body as a stream: an empty one where there is none. */
export const stream = (
  response: HttpClientResponse.HttpClientResponse
): Stream.Stream<Uint8Array, HttpClientError.ResponseError> =>
  Stream.catchAll(response.stream, (error) => (isEmpty(error) ? Stream.empty : Stream.fail(error)))

/** The length that the head tells; none where the body is encoded, or has no end that is known. */
const announced = ({ headers }: HttpClientResponse.HttpClientResponse): number | undefined => {
  const length = headers["content-length"]
  return length !== undefined && /^\d{1,15}$/.test(length) ? Number(length) : undefined
}

const isEncoded = ({ headers }: HttpClientResponse.HttpClientResponse): boolean =>
  !/^(|identity)$/i.test(headers["content-encoding"] ?? "")

/** All of a body as text, at most so many bytes. */
export const text = (
  response: HttpClientResponse.HttpClientResponse,
  limit: number
): Effect.Effect<string, HttpClientError.ResponseError> => {
  const tooLong = () =>
    Effect.fail(
      new HttpClientError.ResponseError({
        request: response.request,
        response,
        reason: "Decode",
        cause: new BodyTooLong(limit)
      })
    )
  const length = announced(response)
  // What has its length is not longer, and needs no counting. The head of an answer to HEAD tells of no body here.
  if (response.request.method === "HEAD" || (length !== undefined && length <= limit && !isEncoded(response))) {
    return Effect.flatMap(response.text, (text) => (text.length > limit ? tooLong() : Effect.succeed(text)))
  }
  return Effect.suspend(() => {
    const decoder = new TextDecoder()
    let text = ""
    // Where the head tells that it is too long, the first piece ends it.
    let size = length !== undefined && length > limit ? length : 0
    const take = (chunk: Chunk.Chunk<Uint8Array>) => {
      for (const bytes of chunk) {
        size += bytes.length
        if (size > limit) return tooLong()
        text += decoder.decode(bytes, { stream: true })
      }
      return Effect.void
    }
    return Effect.map(Stream.runForEachChunk(stream(response), take), () => text + decoder.decode())
  })
}
