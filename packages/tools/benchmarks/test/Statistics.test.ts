import { describe, expect, it } from "@effect/vitest"
import * as FastCheck from "effect/FastCheck"
import { ratios, summarize } from "../src/Statistics.js"

const number = FastCheck.double({ min: 0.001, max: 1e6, noNaN: true })
const numbers = FastCheck.tuple(number, FastCheck.array(number, { maxLength: 30 })).map(
  ([first, rest]) => [first, ...rest] as const
)

const law = <A>(values: FastCheck.Arbitrary<A>, holds: (value: A) => void) =>
  FastCheck.assert(FastCheck.property(values, holds))

describe("the summary", () => {
  it("is the default of R and NumPy", () => {
    expect(summarize([4, 1, 3, 2])).toStrictEqual({ lower: 1.75, median: 2.5, upper: 3.25 })
    expect(summarize([9, 1, 5])).toStrictEqual({ lower: 3, median: 5, upper: 7 })
    expect(summarize([7])).toStrictEqual({ lower: 7, median: 7, upper: 7 })
    // Sorted as numbers: as text, 10 would come before 9.
    expect(summarize([10, 9, 100]).median).toBe(10)
  })

  it("is the same whatever the order", () =>
    law(FastCheck.tuple(numbers, FastCheck.infiniteStream(FastCheck.nat())), ([numbers, order]) => {
      const [first, ...rest] = numbers
        .map((number) => ({ number, place: order.next().value }))
        .sort((a, b) => a.place - b.place)
        .map(({ number }) => number)
      expect(summarize([first ?? 0, ...rest])).toStrictEqual(summarize(numbers))
    }))

  it("has its quartiles around the median, within the measured values", () =>
    law(numbers, (numbers) => {
      const { lower, median, upper } = summarize(numbers)
      expect(Math.min(...numbers)).toBeLessThanOrEqual(lower)
      expect(lower).toBeLessThanOrEqual(median)
      expect(median).toBeLessThanOrEqual(upper)
      expect(upper).toBeLessThanOrEqual(Math.max(...numbers))
    }))

  it("has at least a quarter, a half and three quarters of the numbers at or below its three values", () =>
    law(numbers, (numbers) => {
      const { lower, median, upper } = summarize(numbers)
      const share = (line: number) => numbers.filter((number) => number <= line).length / numbers.length
      const ofOthers = (line: number) => numbers.filter((number) => number >= line).length / numbers.length
      expect(share(lower)).toBeGreaterThanOrEqual(0.25 - 1 / numbers.length)
      expect(share(median)).toBeGreaterThanOrEqual(0.5 - 0.5 / numbers.length)
      expect(share(upper)).toBeGreaterThanOrEqual(0.75 - 1 / numbers.length)
      expect(ofOthers(median)).toBeGreaterThanOrEqual(0.5 - 0.5 / numbers.length)
    }))

  it("does not reorder its input", () => {
    const numbers = [3, 1, 2] as const
    summarize(numbers)
    expect(numbers).toStrictEqual([3, 1, 2])
  })
})

describe("ratios", () => {
  const measured = FastCheck.record({ value: number, baseline: number })
  const rounds = FastCheck.tuple(measured, FastCheck.array(measured, { maxLength: 30 })).map(
    ([first, rest]) => [first, ...rest] as const
  )

  it("are computed within each round: a machine that is ten times slower in one round changes nothing", () => {
    const quiet = { value: 30, baseline: 10 }
    expect(ratios([quiet, { value: 3, baseline: 1 }, quiet])).toStrictEqual({ lower: 3, median: 3, upper: 3 })
    // The ratio of the medians would be 10.
    expect(
      ratios([
        { value: 1, baseline: 1 },
        { value: 10, baseline: 10 },
        { value: 20, baseline: 1 }
      ]).median
    ).toBe(1)
  })

  it("of the baseline to itself are one", () =>
    law(rounds, ([first, ...rest]) => {
      const same = ({ baseline }: typeof first) => ({ value: baseline, baseline })
      expect(ratios([same(first), ...rest.map(same)])).toStrictEqual({ lower: 1, median: 1, upper: 1 })
    }))

  it("do not depend on the speed of the machine", () =>
    law(FastCheck.tuple(rounds, FastCheck.integer({ min: -8, max: 8 })), ([rounds, exponent]) => {
      const scaled = ({ baseline, value }: (typeof rounds)[0]) => ({
        value: value * 2 ** exponent,
        baseline: baseline * 2 ** exponent
      })
      const [first, ...rest] = rounds
      expect(ratios([scaled(first), ...rest.map(scaled)])).toStrictEqual(ratios(rounds))
    }))

  it("are proportional to the measured values", () =>
    law(FastCheck.tuple(rounds, FastCheck.integer({ min: -8, max: 8 })), ([rounds, exponent]) => {
      const faster = ({ baseline, value }: (typeof rounds)[0]) => ({ value: value * 2 ** exponent, baseline })
      const [first, ...rest] = rounds
      const { lower, median, upper } = ratios(rounds)
      expect(ratios([faster(first), ...rest.map(faster)])).toStrictEqual({
        lower: lower * 2 ** exponent,
        median: median * 2 ** exponent,
        upper: upper * 2 ** exponent
      })
    }))
})
