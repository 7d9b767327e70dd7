import { describe, expect, it } from "@effect/vitest"
import { print, summarize } from "../src/Report.js"
import type { Outcome, Verdict } from "../src/Verdict.js"

const verdict = (subject: string, outcome: Outcome, detail = "", section = "vectors"): Verdict => ({
  section,
  subject,
  id: `id of ${subject}`,
  outcome,
  detail
})

const verdicts = [
  verdict("A.one", "passed"),
  verdict("A.one", "by design", "booleans: Ours. Why."),
  verdict("A.two", "failed", "path: recorded 1\nbody: recorded 2"),
  verdict("A.three", "not yet"),
  verdict("B.four", "not yet"),
  verdict("B.five", "not yet"),
  verdict("other", "by design", "booleans: Ours. Why.", "errors")
]

/** The lines without the spaces between the columns. */
const lines = (verdicts: ReadonlyArray<Verdict>): ReadonlyArray<string> =>
  print(verdicts)
    .split("\n")
    .map((line) => line.trim().replace(/ {2,}/g, " "))

describe("the report", () => {
  it("is a table by section and subject, with one line for what a client does not have yet", () => {
    expect(lines(verdicts).slice(0, 11)).toStrictEqual([
      "passed by design failed not yet",
      "vectors 1 1 1 3",
      "A.one 1 1 . .",
      "A.two . . 1 .",
      "A.three . . . 1",
      "B, 2 more . . . 2",
      "",
      "errors . 1 . .",
      "other . 1 . .",
      "",
      "all 1 2 1 3"
    ])
  })

  it("says which rules were met, then what failed, line by line", () => {
    expect(lines(verdicts).slice(12, -2)).toStrictEqual([
      "by design:",
      "1 vectors, booleans: Ours. Why.",
      "1 errors, booleans: Ours. Why.",
      "",
      "failed: vectors, A.two, id of A.two",
      "path: recorded 1",
      "body: recorded 2"
    ])
  })

  it("ends with the sum: by design counts as passed, and not yet does not count", () => {
    expect(lines(verdicts).at(-1)).toBe("3 passed, 1 failed")
    expect(summarize(verdicts)).toStrictEqual({
      passed: 3,
      failed: 1,
      byDesign: 2,
      notYet: 3,
      failures: [verdicts[2]]
    })
    expect(lines([]).at(-1)).toBe("0 passed, 0 failed")
  })
})
