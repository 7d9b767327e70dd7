/**
 * The speed of a task: bytes have to wait for their time. Measured over the task, not per piece, so that slow disks and
 * coarse timers do not add up; at most one second of unused time is made good later.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Ref from "effect/Ref"

/**
 * @since 0.1.0
 * @category models
 */
export interface Pace {
  /** Bytes to move at a time. */
  readonly chunkBytes: number
  /** Waits until these bytes may have moved. */
  readonly take: (bytes: number) => Effect.Effect<void>
}

const largestChunk = 1024 * 1024
const credit = 1000

/**
 * When bytes asked for at `now` may have moved, given when those before them had. All in milliseconds.
 *
 * @since 0.1.0
 * @category combinators
 */
export const due = (bytesPerSecond: number, previous: number, now: number, bytes: number): number =>
  Math.max(previous, now - credit) + (bytes * 1000) / bytesPerSecond

/**
 * A pace in bytes per second; none: as fast as the disk.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (bytesPerSecond: number | undefined): Effect.Effect<Pace> => {
  if (bytesPerSecond === undefined) return Effect.succeed({ chunkBytes: largestChunk, take: () => Effect.void })
  return Effect.gen(function* () {
    const reached = yield* Ref.make(yield* Clock.currentTimeMillis)
    return {
      // Twenty pieces a second: smooth to watch, and few timers.
      chunkBytes: Math.min(Math.max(Math.floor(bytesPerSecond / 20), 1), largestChunk),
      take: (bytes) =>
        Effect.flatMap(Clock.currentTimeMillis, (now) =>
          Effect.flatMap(
            Ref.updateAndGet(reached, (previous) => due(bytesPerSecond, previous, now, bytes)),
            (then) => Effect.sleep(Math.max(then - now, 0))
          )
        )
    }
  })
}
