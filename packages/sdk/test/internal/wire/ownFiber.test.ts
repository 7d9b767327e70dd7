/** Pulls by one fiber for all: what the reader may count on. */
import { describe, expect, it } from "@effect/vitest"
import { Deferred, Duration, Effect, Exit, Fiber, Option, Ref } from "effect"
import { pullsInOwnFiber } from "../../../src/internal/wire/ownFiber.js"

const within = (deadline: Option.Option<Duration.Duration>) => ({ deadline, onTimeout: () => "late" })
const unlimited = within(Option.none())

describe("pulls in a fiber of their own", () => {
  it.scopedLive("are all in the same one, which is not the reader's", () =>
    Effect.gen(function* () {
      const read = yield* pullsInOwnFiber(Effect.fiberId, unlimited)
      const first = yield* read
      expect(yield* read).toEqual(first)
      expect(first).not.toEqual(yield* Effect.fiberId)
    })
  )

  it.scopedLive("see what their maker's fiber has, and are made one for each read", () =>
    Effect.gen(function* () {
      const made = yield* Ref.make(0)
      const local = yield* Effect.makeLatch(false)
      const read = yield* pullsInOwnFiber(
        Effect.zipRight(
          local.await,
          Ref.updateAndGet(made, (n) => n + 1)
        ),
        unlimited
      )
      yield* local.open
      expect([yield* read, yield* read]).toEqual([1, 2])
      yield* Effect.sleep("20 millis")
      expect(yield* made).toBe(2)
    })
  )

  it.scopedLive("end where one fails, and stay ended", () =>
    Effect.gen(function* () {
      const made = yield* Ref.make(0)
      const read = yield* pullsInOwnFiber(
        Effect.flatMap(
          Ref.updateAndGet(made, (n) => n + 1),
          (n) => (n < 2 ? Effect.succeed(n) : Effect.fail(`end ${n}`))
        ),
        within(Option.some(Duration.seconds(10)))
      )
      expect(yield* read).toBe(1)
      expect([yield* Effect.flip(read), yield* Effect.flip(read)]).toEqual(["end 2", "end 2"])
      const died = yield* pullsInOwnFiber(Effect.die("bug"), unlimited)
      expect(yield* Effect.exit(died)).toEqual(Exit.die("bug"))
    })
  )

  it.scopedLive("are late after the deadline of each, which the reader's time does not count for", () =>
    Effect.gen(function* () {
      const interrupted = yield* Deferred.make<void>()
      let pulls = 0
      const pull = Effect.suspend(() =>
        pulls++ < 2 ? Effect.delay(Effect.succeed(pulls), "60 millis") : Effect.never
      ).pipe(Effect.onInterrupt(() => Deferred.succeed(interrupted, undefined)))
      const read = yield* pullsInOwnFiber(pull, within(Option.some(Duration.millis(400))))
      expect(yield* read).toBe(1)
      yield* Effect.sleep("500 millis")
      expect(yield* read).toBe(2)
      expect(yield* Effect.flip(read)).toBe("late")
      yield* Deferred.await(interrupted)
      expect(yield* Effect.flip(read)).toBe("late")
    })
  )

  it.scopedLive("lose nothing when their reader is interrupted: the next one gets it", () =>
    Effect.gen(function* () {
      const latch = yield* Effect.makeLatch(false)
      const made = yield* Ref.make(0)
      const read = yield* pullsInOwnFiber(
        Effect.zipRight(
          latch.await,
          Ref.updateAndGet(made, (n) => n + 1)
        ),
        unlimited
      )
      const reader = yield* Effect.fork(read)
      yield* Effect.sleep("10 millis")
      yield* Fiber.interrupt(reader)
      yield* latch.open
      yield* Effect.sleep("10 millis")
      expect([yield* read, yield* read]).toEqual([1, 2])
    })
  )

  it.live("are interrupted at the scope's end, whoever can not be", () =>
    Effect.gen(function* () {
      const interrupted = yield* Deferred.make<void>()
      const never = Effect.onInterrupt(Effect.never, () => Deferred.succeed(interrupted, undefined))
      yield* Effect.scoped(
        Effect.gen(function* () {
          const read = yield* Effect.uninterruptible(pullsInOwnFiber(never, unlimited))
          yield* Effect.fork(read)
          yield* Effect.sleep("10 millis")
        })
      )
      expect(yield* Deferred.isDone(interrupted)).toBe(true)
    })
  )
})
