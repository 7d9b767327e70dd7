/**
 * Laws of time, on a clock of two hands: a wall that can jump and a steady one. Effect's TestClock has one hand, and
 * pauses for real at each step, which long simulations cannot afford.
 */
import { it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"

/** The hands in a test's hand. */
export interface Time {
  /** Lets time pass; whatever sleeps wakes in its order. */
  readonly advance: (duration: Duration.DurationInput) => Effect.Effect<void>
  /** Moves the wall hand alone. */
  readonly moveWall: (millis: number) => Effect.Effect<void>
  /** How many fibers sleep. */
  readonly sleeping: Effect.Effect<number>
}

/** All fibers that can run do so: each hop between fibers takes one turn. */
const turns = Effect.repeatN(Effect.yieldNow(), 16)

const hands = () => {
  let steady = 0
  let moved = 0
  const sleepers = new Set<{ readonly due: number; readonly wake: () => void }>()
  const clock: Clock.Clock = {
    [Clock.ClockTypeId]: Clock.ClockTypeId,
    unsafeCurrentTimeMillis: () => steady + moved,
    currentTimeMillis: Effect.sync(() => steady + moved),
    unsafeCurrentTimeNanos: () => BigInt(Math.round(steady * 1_000_000)),
    currentTimeNanos: Effect.sync(() => BigInt(Math.round(steady * 1_000_000))),
    sleep: (duration) =>
      Effect.async<void>((resume) => {
        const sleeper = { due: steady + Duration.toMillis(duration), wake: () => resume(Effect.void) }
        sleepers.add(sleeper)
        return Effect.sync(() => sleepers.delete(sleeper))
      })
  }
  const time: Time = {
    advance: (duration) =>
      Effect.gen(function* () {
        const end = steady + Duration.toMillis(duration)
        yield* turns
        while (true) {
          const [next] = [...sleepers].filter(({ due }) => due <= end).sort((a, b) => a.due - b.due)
          if (next === undefined) break
          steady = Math.max(steady, next.due)
          sleepers.delete(next)
          next.wake()
          yield* turns
        }
        steady = end
      }),
    moveWall: (millis) => Effect.sync(() => void (moved += millis)),
    sleeping: Effect.zipRight(
      turns,
      Effect.sync(() => sleepers.size)
    )
  }
  return { clock, time }
}

/** A test on such a clock. Its scope is closed while time goes on, as closing may wait. */
export const law = <A, E>(title: string, body: (time: Time) => Effect.Effect<A, E, Scope.Scope>) =>
  it.effect(title, () => {
    const { clock, time } = hands()
    return Effect.gen(function* () {
      const scope = yield* Scope.make()
      const exit = yield* Effect.exit(Scope.extend(body(time), scope))
      const closing = yield* Effect.fork(Scope.close(scope, exit))
      yield* time.advance("5 minutes")
      yield* Fiber.join(closing)
      return yield* exit
    }).pipe(Effect.withClock(clock))
  })
