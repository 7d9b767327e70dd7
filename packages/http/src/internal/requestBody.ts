/** What both clients do with the body of a request. */
import * as Effect from "effect/Effect"
import * as Runtime from "effect/Runtime"
import * as RuntimeFlags from "effect/RuntimeFlags"

/** The bytes of a body that is memory already. */
export const bytesOf = (body: unknown): Uint8Array | undefined => {
  if (body instanceof Uint8Array) return body
  if (body instanceof ArrayBuffer) return new Uint8Array(body)
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength)
  return undefined
}

/**
 * The runtime for a stream that is sent, which runs in a fiber of its own and is interrupted when its request ends: also
 * where the program cannot be interrupted.
 */
export const streamRuntime: Effect.Effect<Runtime.Runtime<never>> = Effect.map(Effect.runtime(), (runtime) =>
  Runtime.enableRuntimeFlag(runtime, RuntimeFlags.Interruption)
)
