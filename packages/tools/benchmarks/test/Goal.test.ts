import { describe, expect, it } from "@effect/vitest"
import { verdict } from "../src/Goal.js"
import { rows } from "../src/Plan.js"

describe("the verdict", () => {
  it("of a rate: reached at the limit, missed below", () => {
    const goal = { must: 2, aim: 3, better: "more" } as const
    expect([1.99, 2, 2.99, 3, 4].map((figure) => verdict(goal, figure))).toStrictEqual([
      "missed",
      "must",
      "must",
      "aim",
      "aim"
    ])
  })

  it("of a time: reached at the limit, missed above", () => {
    const goal = { must: 1, aim: 0.8, better: "less" } as const
    expect([1.01, 1, 0.81, 0.8, 0.1].map((figure) => verdict(goal, figure))).toStrictEqual([
      "missed",
      "must",
      "must",
      "aim",
      "aim"
    ])
  })

  it("the aim of every goal is stricter than its minimum", () => {
    const goals = rows.flatMap(({ goal }) => goal ?? [])
    expect(goals.length).toBeGreaterThan(5)
    for (const goal of goals) expect(verdict(goal, goal.aim)).toBe("aim")
    for (const goal of goals) expect(verdict(goal, goal.must)).toBe("must")
  })
})
