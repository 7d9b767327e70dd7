/** A request's body, as `fetch` takes it. */
import type * as HttpBody from "@effect/platform/HttpBody"
import * as Effect from "effect/Effect"
import * as FiberId from "effect/FiberId"
import * as Runtime from "effect/Runtime"
import * as RuntimeFlags from "effect/RuntimeFlags"
import * as Stream from "effect/Stream"
import type { Exchange } from "./Exchange.js"

/** Memory that is shared with other threads can not be sent. */
const isUnshared = (bytes: Uint8Array): bytes is Uint8Array<ArrayBuffer> => bytes.buffer instanceof ArrayBuffer

const unshared = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => (isUnshared(bytes) ? bytes : new Uint8Array(bytes))

/** Anything else would be sent as the text that it makes of itself, such as `[object Object]`. */
const raw = (body: unknown): BodyInit | null | undefined => {
  if (body == null) return null
  if (ArrayBuffer.isView(body)) return unshared(new Uint8Array(body.buffer, body.byteOffset, body.byteLength))
  return typeof body === "string" ||
    body instanceof ArrayBuffer ||
    body instanceof Blob ||
    body instanceof FormData ||
    body instanceof URLSearchParams ||
    body instanceof ReadableStream
    ? body
    : undefined
}

/** What goes out for a body; undefined: it can not be sent. */
export const requestBody = (body: Exclude<HttpBody.HttpBody, HttpBody.Stream>): BodyInit | null | undefined => {
  switch (body._tag) {
    case "Empty":
      return null
    case "Uint8Array":
      return unshared(body.body)
    case "FormData":
      return body.formData
    case "Raw":
      return raw(body.body)
  }
}

/**
 * A stream in a fiber of its own, which ends with its exchange: `fetch` of Node leaves a body alone that waits for its next
 * chunk.
 */
export const streamBody = <E>(
  stream: Stream.Stream<Uint8Array, E>,
  runtime: Runtime.Runtime<never>,
  exchange: Exchange
): ReadableStream<Uint8Array> =>
  Stream.toReadableStreamRuntime(
    Stream.unwrap(
      Effect.withFiberRuntime<Stream.Stream<Uint8Array, E>>((fiber) => {
        exchange.endUpload = () => fiber.unsafeInterruptAsFork(FiberId.none)
        return Effect.succeed(stream)
      })
    ),
    // Also where the program can not be interrupted.
    Runtime.enableRuntimeFlag(runtime, RuntimeFlags.Interruption)
  )

const ignore = () => {}

/** Whether a stream has no more to give: it was read before, or somebody reads it. One that was sent stays locked. */
export const isUsedUp = (body: ReadableStream): boolean => {
  if (body.locked) return true
  try {
    // Refuses one that was read before, as nothing else tells it.
    return new Response(body).bodyUsed
  } catch {
    return true
  }
}

/** A stream of the program's that ends with its exchange. */
export const endedBy = (body: ReadableStream<Uint8Array>, exchange: Exchange): ReadableStream<Uint8Array> => {
  const reader = body.getReader()
  const end = () => reader.cancel().catch(ignore)
  exchange.endUpload = () => void end()
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const { done, value } = await reader.read()
        if (done) controller.close()
        else controller.enqueue(value)
      },
      cancel: end
    },
    { highWaterMark: 0 }
  )
}
