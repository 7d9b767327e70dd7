/**
 * A clock on which nobody waits: a sleep ends at once, moves the clock, and is remembered. Polls and retries run on it. A
 * timeout must not, since it would be over at once.
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

export interface JumpingClock {
  readonly clock: Clock.Clock
  /** When the clock started, in epoch milliseconds. */
  readonly start: number
  /** The sleeps so far, in seconds. */
  readonly sleeps: ReadonlyArray<number>
}

export const make: Effect.Effect<JumpingClock> = Effect.map(Clock.currentTimeMillis, (start) => {
  const sleeps: Array<number> = []
  let jumped = 0
  const millis = () => start + jumped
  const nanos = () => BigInt(Math.round(millis())) * 1_000_000n
  return {
    start,
    sleeps,
    clock: {
      ...Clock.make(),
      unsafeCurrentTimeMillis: millis,
      unsafeCurrentTimeNanos: nanos,
      currentTimeMillis: Effect.sync(millis),
      currentTimeNanos: Effect.sync(nanos),
      sleep: (duration) =>
        Effect.zipRight(
          Effect.sync(() => {
            jumped += Duration.toMillis(duration)
            sleeps.push(Duration.toSeconds(duration))
          }),
          Effect.yieldNow()
        )
    }
  }
})
