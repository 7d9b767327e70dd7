import { describe, expect, it } from "@effect/vitest"
import * as Dice from "../src/Dice.js"
import * as FaultKind from "../src/FaultKind.js"
import * as Weather from "../src/Weather.js"

const seeds = Array.from({ length: 50 }, (_, seed) => seed)

describe("the weather", () => {
  it("depends on the seed", () => {
    expect(Weather.make(Dice.make(3), 60_000)).toEqual(Weather.make(Dice.make(3), 60_000))
    expect(Weather.make(Dice.make(3), 60_000)).not.toEqual(Weather.make(Dice.make(4), 60_000))
  })

  it("has some of each in a minute, and only known kinds of outages", () => {
    for (const seed of seeds) {
      const { endings, outages, refusals } = Weather.make(Dice.make(seed), 60_000)
      for (const episodes of [endings, outages, refusals]) expect(episodes.length).toBeGreaterThan(4)
      expect(new Set(outages.map(({ kind }) => kind)).size).toBe(Math.min(outages.length, FaultKind.outages.length))
      for (const { kind } of outages) expect(FaultKind.named(kind)?.name).toBe(kind)
    }
  })

  it("has an outage in three seconds, and ends before the run", () => {
    for (const seed of seeds) {
      const { outages, refusals } = Weather.make(Dice.make(seed), 3000)
      expect(outages.length).toBeGreaterThan(0)
      for (const { from, to } of [...outages, ...refusals]) {
        expect(from).toBeGreaterThan(0)
        expect(to).toBeGreaterThan(from)
        expect(to).toBeLessThan(3000)
      }
    }
  })

  it("an episode includes its beginning and excludes its end", () => {
    const times = [9, 10, 19, 20].map((time) => Weather.isIn(time)({ from: 10, to: 20 }))
    expect(times).toEqual([false, true, true, false])
  })
})
