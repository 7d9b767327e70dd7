/**
 * A clock on which nobody waits: it stands still, and to sleep is to be there at once. It tells how long the sleeps were.
 * Polls and retries run on it; a timeout must not, as it would be over at once.
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

export interface JumpingClock {
  readonly clock: Clock.Clock
  /** In epoch milliseconds. */
  readonly start: number
  /** In seconds, in order. */
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
