/** The loop of every wait: it looks, tells, and sleeps, until it is over or the time is up. */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { GlobusUsageError } from "../../GlobusError.js"
import type { WaitOptions } from "../../Wait.js"
import { checkPollingInterval, checkTimeout } from "../wire/callOptions.js"

/** Milliseconds that only go forward: the wall clock may be set during a wait. */
const now = Effect.map(Clock.currentTimeNanos, (nanos) => Number(nanos / 1_000n) / 1_000)

/** `timedOut` makes the error for a time that is up, from what was seen last. */
export const until = <A, E, R, E2, R2, Late>(
  look: Effect.Effect<A, E, R>,
  isOver: (seen: A) => boolean,
  { onProgress, pollingInterval, timeout }: WaitOptions<A, E2, R2>,
  timedOut: (last: A, timeout: Duration.Duration) => Late
): Effect.Effect<A, E | E2 | Late | GlobusUsageError, R | R2> =>
  Effect.gen(function* () {
    const pause = Duration.toMillis(yield* checkPollingInterval(pollingInterval))
    const limit = timeout === undefined ? Option.none() : yield* checkTimeout(timeout)
    const start = yield* now
    while (true) {
      const seen = yield* look
      if (onProgress !== undefined) yield* Effect.suspend(() => onProgress(seen))
      if (isOver(seen)) return seen
      const left = Option.isNone(limit) ? Infinity : Duration.toMillis(limit.value) - ((yield* now) - start)
      if (Option.isSome(limit) && left <= 0) return yield* Effect.fail(timedOut(seen, limit.value))
      yield* Effect.sleep(Duration.millis(Math.min(pause, left)))
    }
  })
