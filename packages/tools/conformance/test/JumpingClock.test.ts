import { describe, expect, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as JumpingClock from "../src/JumpingClock.js"

describe("a jumping clock", () => {
  it.live("ends a sleep at once, and remembers how long it was", () =>
    Effect.gen(function* () {
      const { clock, sleeps, start } = yield* JumpingClock.make
      const times = yield* Effect.withClock(
        Effect.all([Clock.currentTimeMillis, Effect.sleep("1 day"), Clock.currentTimeMillis, Clock.currentTimeNanos]),
        clock
      )
      expect(times).toStrictEqual([start, undefined, start + 86_400_000, BigInt(start + 86_400_000) * 1_000_000n])
      expect(sleeps).toStrictEqual([86_400])
    })
  )

  it.live("drives schedules", () =>
    Effect.gen(function* () {
      const { clock, sleeps } = yield* JumpingClock.make
      const policy = Schedule.intersect(Schedule.exponential("1 second"), Schedule.recurs(3))
      yield* Effect.fail("no").pipe(Effect.retry(policy), Effect.withClock(clock), Effect.flip)
      expect(sleeps).toStrictEqual([1, 2, 4])
    })
  )
})
