import { describe, expect, it } from "@effect/vitest"
import { Data, Duration, Effect, Exit, FastCheck, Fiber, Option, Ref, TestClock } from "effect"
import * as Clock from "effect/Clock"
import * as Wait from "../src/Wait.js"
import { failure, settle } from "./script.js"

/** Something that is over at look number `over`, and when it was looked at, in milliseconds. */
const something = (over: number) => {
  const times: Array<number> = []
  const look = Effect.map(Clock.currentTimeMillis, (now) => {
    times.push(now)
    return times.length
  })
  return { times, look, isOver: (seen: number) => seen >= over }
}

class Refused extends Data.TaggedError("Refused")<{ readonly seen: number }> {}

describe("waitUntil", () => {
  it.effect.prop(
    "looks at once and then at each interval, until it is over or the time is up, and once more then",
    {
      over: FastCheck.integer({ min: 1, max: 20 }),
      interval: FastCheck.integer({ min: 1, max: 60 }),
      timeout: FastCheck.option(FastCheck.integer({ min: 1, max: 600 }))
    },
    ({ interval, over, timeout }) =>
      Effect.gen(function* () {
        const start = yield* Clock.currentTimeMillis
        const { isOver, look, times } = something(over)
        const exit = yield* settle(
          Wait.waitUntil(look, isOver, {
            pollingInterval: Duration.seconds(interval),
            ...(timeout === null ? {} : { timeout: Duration.seconds(timeout) })
          })
        )
        const looks = Array.from({ length: over }, (_, index) => index * interval)
        const inTime = looks.filter((time) => timeout === null || time < timeout)
        const atLast = inTime.length < over && timeout !== null ? [...inTime, timeout] : inTime
        expect(times.map((time) => (time - start) / 1000)).toEqual(atLast)
        const isDone = atLast.length === over
        expect(Exit.isSuccess(exit)).toBe(isDone)
        if (!isDone) {
          expect(Option.getOrUndefined(Exit.causeOption(exit))).toMatchObject({
            error: { _tag: "GlobusWaitTimeout", last: atLast.length, timeout: Duration.seconds(timeout ?? 0) }
          })
        }
      }),
    { fastCheck: { numRuns: 40 } }
  )

  it.effect("tells of each document, the last one too, before it goes on", () =>
    Effect.gen(function* () {
      const told = yield* Ref.make<ReadonlyArray<number>>([])
      const { isOver, look } = something(3)
      const seen = yield* yield* settle(
        Wait.waitUntil(look, isOver, { onProgress: (seen) => Ref.update(told, (all) => [...all, seen]) })
      )
      expect([seen, yield* told]).toEqual([3, [1, 2, 3]])
    })
  )

  it.effect("fails as the progress or the look does, and looks no more", () =>
    Effect.gen(function* () {
      const { isOver, look, times } = something(5)
      expect(
        yield* failure(
          Wait.waitUntil(look, isOver, {
            onProgress: (seen) => (seen === 2 ? Effect.fail(new Refused({ seen })) : Effect.void)
          })
        )
      ).toEqual(new Refused({ seen: 2 }))
      expect(times).toHaveLength(2)
      expect(yield* failure(Wait.waitUntil(new Refused({ seen: 0 }), isOver))).toEqual(new Refused({ seen: 0 }))
    })
  )

  it.effect("dies of a progress that throws, and does not hang", () =>
    Effect.gen(function* () {
      const exit = yield* settle(
        Wait.waitUntil(something(2).look, () => false, {
          onProgress: () => {
            throw new Error("thrown")
          }
        })
      )
      expect(Exit.isFailure(exit) && String(exit.cause)).toContain("thrown")
    })
  )

  it.effect("does not take a wall clock that is set for time that has passed", () =>
    Effect.gen(function* () {
      const clock = yield* Effect.clock
      let set = 0
      const wall: Clock.Clock = {
        [Clock.ClockTypeId]: Clock.ClockTypeId,
        unsafeCurrentTimeMillis: () => clock.unsafeCurrentTimeMillis() + set,
        currentTimeMillis: Effect.map(clock.currentTimeMillis, (now) => now + set),
        unsafeCurrentTimeNanos: () => clock.unsafeCurrentTimeNanos(),
        currentTimeNanos: clock.currentTimeNanos,
        sleep: (duration) => clock.sleep(duration)
      }
      let looks = 0
      const fiber = yield* Effect.fork(
        Wait.waitUntil(
          Effect.sync(() => {
            set = 86_400_000
            return ++looks
          }),
          (seen) => seen === 4,
          { timeout: "1 minute" }
        ).pipe(Effect.withClock(wall))
      )
      yield* TestClock.adjust("30 seconds")
      expect(yield* Fiber.join(fiber)).toBe(4)
    })
  )

  it.effect("is no harder on the service than once a second, and has no time that is none", () =>
    Effect.gen(function* () {
      const { isOver, look, times } = something(1)
      for (const pollingInterval of [0, 999, -1, Number.NaN, Infinity] as const) {
        const error = yield* Effect.flip(Wait.waitUntil(look, isOver, { pollingInterval }))
        expect(error).toMatchObject({ _tag: "GlobusUsageError", field: "pollingInterval" })
      }
      for (const timeout of [0, -1, Number.NaN]) {
        const error = yield* Effect.flip(Wait.waitUntil(look, isOver, { timeout }))
        expect(error).toMatchObject({ _tag: "GlobusUsageError", field: "timeout" })
      }
      expect(times).toEqual([])
    })
  )
})
