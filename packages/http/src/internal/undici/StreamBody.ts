/**
 * A body that is a stream of Effect, as the stream of Node that undici takes. One fiber reads it, no faster than the
 * connection takes it, and hands on together what came together.
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

/** The fiber begins at the first read. Destroying the stream interrupts the fiber, and waits for its finalizers. */
export class StreamBody extends Readable {
  private fiber: Fiber.RuntimeFiber<void, Option.Option<unknown>> | undefined
  /** Node asked for more since the last piece. */
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
        // Undici reads a body once inside `dispatch`, to see whether it is empty. The program's stream begins after that.
        Effect.flatMap(Effect.zipRight(Effect.yieldNow(), bodyPullOf(this.stream)), (pull) =>
          // `Effect.forever` would yield each time; waiting for the connection yields often enough.
          Effect.whileLoop({ while: always, body: () => Effect.flatMap(pull, give), step: () => {} })
        )
      )
    )
    this.fiber.addObserver((exit) => {
      if (this.destroyed || Exit.isSuccess(exit)) return
      const failure = Cause.failureOption(exit.cause)
      if (Option.isSome(failure) && Option.isNone(failure.value)) return void this.push(null)
      // The failure may be any value. Node takes it as an error, but its types ask for an `Error`.
      Reflect.apply(this.destroy, this, [Cause.squash(Cause.map(exit.cause, Option.getOrUndefined))])
    })
  }

  /** Hands on these pieces, and waits until more is wanted. */
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
