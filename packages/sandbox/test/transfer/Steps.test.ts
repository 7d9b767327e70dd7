import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import * as Order from "effect/Order"
import * as Stream from "effect/Stream"
import * as Steps from "../../src/transfer/Steps.js"

const byKey = Order.mapInput(Order.number, ({ key }: { readonly key: number }) => key)

const rows = FastCheck.array(FastCheck.integer({ min: 0, max: 50 }), { maxLength: 6000, size: "max" }).map((keys) =>
  keys.map((key, at) => ({ key, at }))
)

describe("a long list", () => {
  it("is sorted as any other, and equal rows keep their places", () =>
    FastCheck.assert(
      FastCheck.asyncProperty(rows, async (rows) => {
        expect(await Effect.runPromise(Steps.sort(rows, byKey))).toStrictEqual([...rows].sort(byKey))
      }),
      { numRuns: 20 }
    ))

  it("is the same JSON in pieces as in one", () =>
    FastCheck.assert(
      FastCheck.asyncProperty(rows, async (rows) => {
        const text = await Effect.runPromise(
          Stream.mkString(Stream.decodeText(Steps.json({ a: "ü", total: rows.length }, "DATA", rows)))
        )
        expect(JSON.parse(text)).toStrictEqual({ a: "ü", total: rows.length, DATA: rows })
      }),
      { numRuns: 20 }
    ))

  it.live("is worked on with turns of the event loop in between", () =>
    Effect.gen(function* () {
      const rows = Array.from({ length: 20_000 }, (_, at) => ({ key: -at, at }))
      let turns = 0
      let works = true
      const count = (): void => {
        turns += 1
        if (works) setImmediate(count)
      }
      count()
      yield* Steps.sort(rows, byKey)
      const sorting = turns
      yield* Stream.runDrain(Steps.json({ total: 1 }, "DATA", rows))
      works = false
      expect(sorting).toBeGreaterThan(20)
      expect(turns - sorting).toBeGreaterThan(15)
    })
  )
})
