import { describe, expect, it } from "@effect/vitest"
import * as FastCheck from "effect/FastCheck"
import * as Dice from "../src/Dice.js"

describe("dice", () => {
  it("the same seed and purpose give the same number, in any order", () => {
    const [one, other] = [Dice.make(7), Dice.make(7)]
    const first = [one.roll("a", 1), one.roll("b", 1)]
    expect([other.roll("b", 1), other.roll("a", 1)].reverse()).toEqual(first)
    expect(Dice.make(8).roll("a", 1)).not.toBe(first[0])
    expect(one.roll("a", 2)).not.toBe(first[0])
  })

  it("numbers lie in [0, 1), and spread", () => {
    const dice = Dice.make(1)
    const rolls = Array.from({ length: 1000 }, (_, n) => dice.roll(n))
    expect(Math.min(...rolls)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...rolls)).toBeLessThan(1)
    for (let tenth = 0; tenth < 10; tenth++) {
      expect(rolls.filter((roll) => Math.floor(roll * 10) === tenth).length).toBeGreaterThan(60)
    }
  })

  it("a pick is by weight, and never has weight zero", () => {
    const things = [
      { weight: 1, name: "a" },
      { weight: 0, name: "b" },
      { weight: 3, name: "c" }
    ]
    expect([0, 0.24, 0.25, 0.99].map((roll) => Dice.pick(roll, things)?.name)).toEqual(["a", "a", "c", "c"])
    FastCheck.assert(
      FastCheck.property(FastCheck.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (roll) =>
        ["a", "c"].includes(Dice.pick(roll, things)?.name ?? "")
      )
    )
    expect(Dice.pick(0.5, [])).toBeUndefined()
  })

  it("a UUID is valid", () => {
    expect(Dice.uuid(Dice.make(1), "x")).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/)
  })
})
