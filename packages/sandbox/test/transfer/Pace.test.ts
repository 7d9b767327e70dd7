import { describe, expect, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/TestClock"
import * as Pace from "../../src/transfer/Pace.js"

describe("Pace", () => {
  it("never moves more than its rate and one second's credit allow", () => {
    const takes = FastCheck.array(FastCheck.tuple(FastCheck.nat(5000), FastCheck.integer({ min: 1, max: 500 })))
    FastCheck.assert(
      FastCheck.property(FastCheck.integer({ min: 1, max: 10_000 }), takes, (rate, takes) => {
        let now = 0
        let reached = 0
        let moved = 0
        const moments = [{ now, moved }]
        for (const [idle, bytes] of takes) {
          now += idle
          reached = Pace.due(rate, reached, now, bytes)
          now = Math.max(now, reached)
          moved += bytes
          // Over any stretch of time, however long nothing was asked before.
          for (const since of moments) {
            expect(moved - since.moved).toBeLessThanOrEqual((rate * (now - since.now + 1000)) / 1000 + 1e-6)
          }
          moments.push({ now, moved })
        }
      })
    )
  })

  it.effect("takes a second for a second's bytes, in twenty pieces", () =>
    Effect.gen(function* () {
      const pace = yield* Pace.make(2000)
      expect(pace.chunkBytes).toBe(100)
      const fiber = yield* Effect.fork(
        Effect.zipRight(
          Effect.replicateEffect(pace.take(pace.chunkBytes), 20, { discard: true }),
          Clock.currentTimeMillis
        )
      )
      yield* TestClock.adjust("999 millis")
      expect((yield* Fiber.poll(fiber))._tag).toBe("None")
      yield* TestClock.adjust("1 millis")
      expect(yield* Fiber.join(fiber)).toBe(1000)
    })
  )

  it.effect("does not wait without a rate", () =>
    Effect.gen(function* () {
      const pace = yield* Pace.make(undefined)
      yield* pace.take(1e12)
      expect(yield* Clock.currentTimeMillis).toBe(0)
    })
  )
})
