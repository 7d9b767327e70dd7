import { describe, expect, it } from "@effect/vitest"
import * as Either from "effect/Either"
import * as Choice from "../../src/flows/Choice.js"

const context = {
  n: 2,
  text: "beam-7.tif",
  flag: false,
  none: null,
  at: "2026-01-02T00:00:00Z",
  limit: 3,
  long: "a".repeat(5000)
}

const rule = (variable: string, operator: string, wanted: unknown) => ({
  Variable: `$.${variable}`,
  [operator]: wanted
})

describe("a rule", () => {
  it.each([
    [true, "n", "NumericEquals", 2],
    [false, "n", "NumericEquals", "2"],
    [false, "n", "StringEquals", 2],
    [true, "n", "NumericLessThan", 3],
    [false, "n", "NumericLessThan", 2],
    [true, "n", "NumericLessThanEquals", 2],
    [true, "n", "NumericGreaterThan", 1],
    [false, "n", "NumericGreaterThanEquals", 3],
    [true, "n", "NumericLessThanPath", "$.limit"],
    [true, "text", "StringMatches", "beam-*.tif"],
    [false, "text", "StringMatches", "beam*7xtif"],
    [true, "text", "StringMatches", "*"],
    [false, "text", "StringMatches", "beam-?.tif"],
    [false, "long", "StringMatches", `${"*a".repeat(30)}b`],
    [true, "flag", "BooleanEquals", false],
    [true, "at", "TimestampEquals", "2026-01-02T01:00:00+01:00"],
    [true, "at", "TimestampLessThan", "2026-01-03T00:00:00Z"],
    [true, "none", "IsNull", true],
    [true, "n", "IsNull", false],
    [false, "nowhere", "IsPresent", true],
    [true, "nowhere", "IsPresent", false],
    [true, "text", "IsString", true],
    [false, "text", "IsNumeric", true],
    [true, "flag", "IsBoolean", true],
    [true, "at", "IsTimestamp", true]
  ])("is %s: %s %s %s", (held, variable, operator, wanted) => {
    expect(Choice.holds(rule(variable, operator, wanted), context)).toStrictEqual(Either.right(held))
    expect(Choice.holds({ Not: rule(variable, operator, wanted) }, context)).toStrictEqual(Either.right(!held))
  })

  it("is joined with others by And and Or", () => {
    const [yes, no] = [rule("n", "NumericEquals", 2), rule("n", "NumericEquals", 3)]
    for (const [held, joined] of [
      [true, { And: [yes, yes] }],
      [false, { And: [yes, no] }],
      [true, { Or: [no, yes] }],
      [false, { Or: [no, no] }],
      [true, { And: [yes, { Or: [no, { Not: no }] }] }]
    ] as const) {
      expect(Choice.holds(joined, context)).toStrictEqual(Either.right(held))
    }
  })

  it.each([
    [{ NumericEquals: 1 }, "has no Variable"],
    [rule("n", "NumericNotEquals", 1), "none of the comparisons"],
    [rule("nowhere", "NumericEquals", 1), "nothing at $.nowhere"],
    ["$.n == 1", "no object"]
  ])("that is not understood says so: %j", (rule, problem) => {
    const read = Choice.holds(rule, context)
    expect(Either.isLeft(read) ? read.left : "").toContain(problem)
  })
})
