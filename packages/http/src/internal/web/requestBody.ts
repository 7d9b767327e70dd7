/** A request's body, as `fetch` takes it. */
import type * as HttpBody from "@effect/platform/HttpBody"
import * as Effect from "effect/Effect"
import * as FiberId from "effect/FiberId"
import type * as Runtime from "effect/Runtime"
import * as Stream from "effect/Stream"
import { bytesOf } from "../requestBody.js"
import type { Exchange } from "./Exchange.js"

/** `fetch` does not send memory that is shared with other threads. */
const isUnshared = (bytes: Uint8Array): bytes is Uint8Array<ArrayBuffer> => bytes.buffer instanceof ArrayBuffer

const unshared = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => (isUnshared(bytes) ? bytes : new Uint8Array(bytes))

/** The bodies that `fetch` knows. It would send anything else as text, such as `[object Object]`. */
const raw = (body: unknown): BodyInit | null | undefined => {
  if (body == null) return null
  const bytes = bytesOf(body)
  if (bytes !== undefined) return unshared(bytes)
  return typeof body === "string" ||
    body instanceof Blob ||
    body instanceof FormData ||
    body instanceof URLSearchParams ||
    body instanceof ReadableStream
    ? body
    : undefined
}

/** The body to send; undefined: it cannot be sent. */
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

/** A stream in a fiber of its own, which ends with its exchange: Node's `fetch` does not end a body that waits. */
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
    runtime
  )

const ignore = () => {}

/** Whether a stream was read before, or is being read. A stream that was sent stays locked. */
export const isUsedUp = (body: ReadableStream): boolean => {
  if (body.locked) return true
  try {
    // Nothing else tells whether a stream was read before: this refuses it.
    return new Response(body).bodyUsed
  } catch {
    return true
  }
}

/** A web stream of the program, which ends with its exchange. */
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
