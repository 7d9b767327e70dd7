/**
 * A body that is a stream, as the stream of Node that undici takes: one fiber reads it, as far as somebody takes what it
 * gives, and hands on what came together at once.
 */
import * as Cause from "effect/Cause"
import type * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import * as FiberId from "effect/FiberId"
import * as Option from "effect/Option"
import * as Runtime from "effect/Runtime"
import type * as Stream from "effect/Stream"
import { Readable } from "node:stream"
import { bodyPullOf } from "../../DeadlineHttpClient.js"

/** Bytes that are read before the connection takes them: to wake the fiber for each piece costs more than the piece. */
const readAhead = 262_144

const always = () => true

/** It begins with the first that is asked for. Destroying it interrupts it, and waits for what it then still does. */
export class StreamBody extends Readable {
  private fiber: Fiber.RuntimeFiber<void, Option.Option<unknown>> | undefined
  /** Somebody asks for more. */
  private isWanted = false
  private notify: (() => void) | undefined

  constructor(
    private readonly stream: Stream.Stream<Uint8Array, unknown>,
    private readonly runtime: Runtime.Runtime<never>
  ) {
    super({ objectMode: false, highWaterMark: readAhead })
  }

  override _read(): void {
    this.isWanted = true
    if (this.fiber === undefined) this.begin()
    const { notify } = this
    this.notify = undefined
    notify?.()
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    const { fiber } = this
    if (fiber === undefined) return callback(error)
    fiber.addObserver(() => callback(error))
    fiber.unsafeInterruptAsFork(FiberId.none)
  }

  private begin(): void {
    const give = (pieces: Chunk.Chunk<Uint8Array>) => this.give(pieces)
    this.fiber = Runtime.runFork(this.runtime)(
      Effect.scoped(
        // Undici looks for the end of a body before it sends anything: what a stream does is not to begin in there.
        Effect.flatMap(Effect.zipRight(Effect.yieldNow(), bodyPullOf(this.stream)), (pull) =>
          // Not forever, which lets others run each time: waiting does.
          Effect.whileLoop({ while: always, body: () => Effect.flatMap(pull, give), step: () => {} })
        )
      )
    )
    this.fiber.addObserver((exit) => {
      if (this.destroyed || Exit.isSuccess(exit)) return
      const failure = Cause.failureOption(exit.cause)
      if (Option.isSome(failure) && Option.isNone(failure.value)) return void this.push(null)
      // Whatever it failed with is the error: to Node an error may be anything, to its types it is an Error.
      Reflect.apply(this.destroy, this, [Cause.squash(Cause.map(exit.cause, Option.getOrUndefined))])
    })
  }

  /** Hands on what there is, and waits until more is wanted. */
  private give(pieces: Chunk.Chunk<Uint8Array>): Effect.Effect<void> {
    this.isWanted = false
    let isWanted = true
    for (const piece of pieces) if (piece.length > 0) isWanted = this.push(piece)
    return isWanted || this.isWanted ? Effect.void : this.wanted
  }

  private readonly wanted: Effect.Effect<void> = Effect.async((resume) => {
    this.notify = () => resume(Effect.void)
  })
}
