/** Deadlines that share a timer are each kept as if it had one of its own. */
import { describe, expect, it, vi } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import type { Waiting } from "../../../src/internal/undici/Deadlines.js"
import { Deadlines } from "../../../src/internal/undici/Deadlines.js"
import { until } from "../../servers.js"

const waits = (late: Waiting["late"]): Waiting => ({
  late,
  deadline: undefined,
  due: 0,
  before: undefined,
  after: undefined
})

/** Waiters, and when each was late, in milliseconds from now. */
const record = () => {
  const start = performance.now()
  const late: Array<{ readonly name: string; readonly at: number; readonly millis: number }> = []
  return {
    late,
    names: () => late.map(({ name }) => name),
    waiting: (name: string) => waits((millis) => void late.push({ name, at: performance.now() - start, millis }))
  }
}

describe("deadlines", () => {
  it.live("are each kept, whatever their length and their order", () =>
    Effect.gen(function* () {
      const deadlines = new Deadlines()
      const { late, names, waiting } = record()
      deadlines.of(60)?.add(waiting("long"))
      deadlines.of(20)?.add(waiting("short"))
      yield* Effect.sleep(10)
      deadlines.of(20)?.add(waiting("later"))
      yield* Effect.sleep(120)
      expect(names()).toEqual(["short", "later", "long"])
      expect(late.map(({ millis }) => millis)).toEqual([20, 20, 60])
      // It is not late before its time, though the timer was set for an earlier one.
      for (const [index, earliest] of [20, 30, 60].entries())
        expect(late[index]?.at).toBeGreaterThanOrEqual(earliest - 1)
    })
  )

  it.live("of the same length share one timer", () =>
    Effect.gen(function* () {
      const deadlines = new Deadlines()
      const { late, waiting } = record()
      const timers = vi.spyOn(globalThis, "setTimeout")
      const all = Array.from({ length: 1000 }, (_, index) => waiting(String(index)))
      for (const one of all) deadlines.of(30)?.add(one)
      expect(timers).toHaveBeenCalledTimes(1)
      timers.mockRestore()
      for (const one of all.slice(1)) deadlines.of(30)?.delete(one)
      yield* Effect.sleep(60)
      expect(late.map(({ name }) => name)).toEqual(["0"])
    })
  )

  it.live("start anew for a waiter that waits again, even when it was late", () =>
    Effect.gen(function* () {
      const deadlines = new Deadlines()
      let times = 0
      const one = waits(() => {
        if (++times < 3) deadlines.of(20)?.add(one)
      })
      deadlines.of(20)?.add(one)
      yield* Effect.sleep(10)
      deadlines.of(20)?.add(one)
      yield* Effect.sleep(15)
      expect(times).toBe(0)
      yield* Effect.sleep(100)
      expect(times).toBe(3)
    })
  )

  it("longer than a timer of Node can wait never pass", () => {
    const deadlines = new Deadlines()
    for (const millis of [undefined, Infinity, NaN, 2 ** 31]) expect(deadlines.of(millis)).toBeUndefined()
    expect(deadlines.of(2 ** 31 - 1)).toBeDefined()
  })

  it.live("are forgotten when nobody waits for them, so that their lengths may be any number", () =>
    Effect.gen(function* () {
      const deadlines = new Deadlines()
      const { waiting } = record()
      const one = waiting("one")
      const used = deadlines.of(20)
      used?.add(one)
      used?.delete(one)
      expect(deadlines.of(20)).toBe(used)
      yield* Effect.sleep(40)
      expect(deadlines.of(20)).not.toBe(used)
    })
  )

  it.live("call every waiter that was not deleted, and no other", () =>
    Effect.gen(function* () {
      const steps = FastCheck.array(
        FastCheck.record({
          name: FastCheck.nat(8),
          millis: FastCheck.integer({ min: 5, max: 12 }),
          add: FastCheck.boolean()
        }),
        { maxLength: 40 }
      )
      for (const sequence of FastCheck.sample(steps, 40)) {
        const deadlines = new Deadlines()
        const { names, waiting } = record()
        const all = Array.from({ length: 9 }, (_, name) => waiting(String(name)))
        /** The deadline that each waiter has now. */
        const open = new Map<number, number>()
        for (const { add, millis, name } of sequence) {
          const one = all[name]
          if (one === undefined) continue
          if (add) {
            deadlines.of(millis)?.add(one)
            open.set(name, millis)
          } else {
            deadlines.of(millis)?.delete(one)
            if (open.get(name) === millis) open.delete(name)
          }
        }
        yield* until(() => names().length >= open.size)
        // Time for one that should not be called.
        yield* Effect.sleep(15)
        expect(names().sort()).toEqual([...open.keys()].map(String).sort())
        expect(all.filter(({ after, before, deadline }) => after ?? before ?? deadline)).toEqual([])
      }
    })
  )
})
