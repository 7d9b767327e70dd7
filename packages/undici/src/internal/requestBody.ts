/** A request's body, as undici takes it. */
import type * as HttpBody from "@effect/platform/HttpBody"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Stream from "effect/Stream"
import { Readable } from "node:stream"
import type { Dispatcher } from "undici"

export type RequestBody = Exclude<Dispatcher.DispatchOptions["body"], undefined>

/** A body of the platform underneath; undefined: it is none that can be sent. */
const rawBody = (body: unknown): RequestBody | undefined => {
  if (body === null || typeof body === "string" || body instanceof Uint8Array || body instanceof Readable) return body
  if (body instanceof ArrayBuffer) return new Uint8Array(body)
  if (body instanceof URLSearchParams) return body.toString()
  if (body instanceof Blob) return rawBody(body.stream())
  const isChunks = (body: unknown): body is AsyncIterable<unknown> => Predicate.hasProperty(body, Symbol.asyncIterator)
  return isChunks(body) ? Readable.from(body, { objectMode: false }) : undefined
}

/** What goes out, and the content type that it brings along; undefined: it can not be sent. */
export const requestBody = (
  body: Exclude<HttpBody.HttpBody, HttpBody.Stream>
): { readonly body: RequestBody | undefined; readonly contentType?: string | null } => {
  switch (body._tag) {
    case "Empty":
      return { body: null }
    case "Uint8Array":
      return body
    case "FormData": {
      // Node's own FormData is not the undici package's: it is written as Node writes it.
      const encoded = new Response(body.formData)
      return { body: rawBody(encoded.body), contentType: encoded.headers.get("content-type") }
    }
    case "Raw":
      return { body: rawBody(body.body) }
  }
}

/**
 * A stream runs in a fiber of its own: destroying its readable, as undici does when the request ends early, interrupts
 * it.
 */
export const streamBody = ({ stream }: HttpBody.Stream): Effect.Effect<RequestBody> =>
  Effect.map(Stream.toAsyncIterableEffect(stream), (chunks) => Readable.from(chunks, { objectMode: false }))
