import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/TestClock"
import * as TestContext from "effect/TestContext"
import * as Worklist from "../../src/transfer/Worklist.js"

interface Step {
  readonly name: string
  readonly rank: number
  /** How often it fails first. */
  readonly failures: number
  readonly further: ReadonlyArray<Step>
}

const fault = (isFatal = false) => new Worklist.Fault({ code: "X", description: "x", isFatal })

const run = (steps: ReadonlyArray<Step>) => {
  const tried: Array<string> = []
  const sums: Array<{ pending: number; retrying: number; succeeded: number; skippedErrors: number }> = []
  const work = Worklist.work<Step>({
    steps,
    rank: ({ rank }) => rank,
    run: (step) =>
      Effect.suspend(() => {
        tried.push(step.name)
        const failed = tried.filter((name) => name === step.name).length <= step.failures
        if (failed) return Effect.fail(fault(step.failures === Infinity))
        // By themselves or in a batch of their rank: it makes no difference.
        const [first, ...others] = step.further
        const batches = others.map((other) => ({ rank: other.rank, size: 1, step: () => other }))
        return Effect.succeed(Worklist.done(first === undefined ? [] : [first], batches))
      }),
    onFault: () => Effect.void,
    onSteps: (now) => Effect.sync(() => void sums.push(now)),
    retryInterval: "10 seconds"
  })
  return { work, tried, sums }
}

const step = (name: string, more: Partial<Step> = {}): Step => ({ name, rank: 0, failures: 0, further: [], ...more })

describe("Worklist", () => {
  it.effect("sees everything of a lower rank before it begins with the next", () =>
    Effect.gen(function* () {
      const file = (name: string) => step(name, { rank: 1 })
      const { tried, work } = run([
        step("a", { further: [file("a1"), step("sub", { further: [file("s1")] })] }),
        step("b", { further: [file("b1")] })
      ])
      yield* work
      expect(tried.slice(0, 3)).toEqual(["a", "b", "sub"])
      expect(tried.slice(3).sort()).toEqual(["a1", "b1", "s1"])
    })
  )

  it.effect("goes on with the others, and tries what failed again after the pause", () =>
    Effect.gen(function* () {
      const { sums, tried, work } = run([step("bad", { failures: 2 }), step("good")])
      const fiber = yield* Effect.fork(work)
      yield* TestClock.adjust("9 seconds")
      expect(tried).toEqual(["bad", "good"])
      yield* TestClock.adjust("1 second")
      expect(tried).toEqual(["bad", "good", "bad"])
      expect(sums[sums.length - 1]).toEqual({ pending: 0, retrying: 1, succeeded: 1, skippedErrors: 0 })
      yield* TestClock.adjust("10 seconds")
      yield* Fiber.join(fiber)
      expect(sums[sums.length - 1]).toEqual({ pending: 0, retrying: 0, succeeded: 2, skippedErrors: 0 })
    })
  )

  it.effect("makes the steps of a batch one by one, each when its turn comes", () =>
    Effect.gen(function* () {
      const made: Array<number> = []
      const done: Array<number> = []
      let ahead = 0
      const pending: Array<number> = []
      const batch: Worklist.Batch<number> = {
        rank: 1,
        size: 5000,
        step: (index) => {
          made.push(index)
          ahead = Math.max(ahead, made.length - done.length)
          return index
        }
      }
      yield* Worklist.work<number>({
        steps: [-1],
        rank: () => 0,
        run: (step) =>
          step === -1
            ? Effect.succeed(Worklist.done<number>([], [batch, { ...batch, size: 0 }]))
            : Effect.sync(() => {
                done.push(step)
                return Worklist.done<number>()
              }),
        onFault: () => Effect.void,
        onSteps: (now) => Effect.sync(() => void pending.push(now.pending)),
        retryInterval: "10 seconds"
      })
      expect([made, ahead]).toEqual([done, 1])
      expect(done).toEqual(Array.from({ length: 5000 }, (_, index) => index))
      expect([pending[0], pending[1], pending.at(-1)]).toEqual([1, 5000, 0])
    })
  )

  it.effect("stops at a fatal fault", () =>
    Effect.gen(function* () {
      const { tried, work } = run([step("bad", { failures: Infinity }), step("good")])
      expect(yield* Effect.flip(work)).toMatchObject({ code: "X", isFatal: true })
      expect(tried).toEqual(["bad"])
    })
  )

  it("does every step once, however they fail, and loses none from its sums", () => {
    const leaf = FastCheck.record({ rank: FastCheck.nat(2), failures: FastCheck.nat(2) })
    const shape = FastCheck.array(FastCheck.tuple(leaf, FastCheck.array(leaf, { maxLength: 3 })), { maxLength: 4 })
    return FastCheck.assert(
      FastCheck.asyncProperty(shape, async (shape) => {
        let named = 0
        const steps = shape.map(([first, further]) =>
          step(`${named++}`, { ...first, further: further.map((leaf) => step(`${named++}`, leaf)) })
        )
        const { sums, tried, work } = run(steps)
        const last = await Effect.runPromise(
          Effect.gen(function* () {
            const fiber = yield* Effect.fork(work)
            yield* TestClock.adjust("1 minute")
            yield* Fiber.join(fiber)
            return sums[sums.length - 1]
          }).pipe(Effect.provide(TestContext.TestContext))
        )
        const all = steps.flatMap((step) => [step, ...step.further])
        expect(tried.length).toBe(all.reduce((sum, { failures }) => sum + failures + 1, 0))
        expect(last).toEqual({ pending: 0, retrying: 0, succeeded: all.length, skippedErrors: 0 })
        for (const { pending, retrying } of sums) expect(Math.min(pending, retrying)).toBeGreaterThanOrEqual(0)
      }),
      { numRuns: 50 }
    )
  })
})
