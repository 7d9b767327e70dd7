import { describe, expect, it } from "@effect/vitest"
import type { Law } from "../src/laws/Law.js"
import * as Report from "../src/Report.js"
import { goodRun } from "./laws/goodRun.js"

const law = (name: string, count: number): Law => ({
  name,
  violations: () => Array.from({ length: count }, (_, n) => `evidence ${n}`)
})

describe("the report", () => {
  it("ends with the totals of the laws, and names the violated ones with their evidence", () => {
    const { failed, text } = Report.make(goodRun, [law("one", 0), law("two", 12)])
    expect(failed).toEqual(["two"])
    expect(text).toContain("holds     one")
    expect(text).toContain("VIOLATED  two")
    expect(text).toContain("violated: two, 12 times\n  evidence 0")
    expect(text).toContain("  and 2 more")
    expect(text.endsWith("1 passed, 1 failed")).toBe(true)
  })

  it("counts calls, faults, tasks and token requests", () => {
    const { text } = Report.make(goodRun, [])
    const row = (start: string) =>
      text
        .split("\n")
        .find((line) => line.startsWith(`  ${start}`))
        ?.trim()
        .split(/ {2,}/)
    expect(row("taskList")).toEqual(["taskList", "4", "2", "1", "1"])
    expect(row("GlobusRefreshFailed")).toEqual(["GlobusRefreshFailed", "1"])
    expect(row("dropped after")).toEqual(["dropped after", "1", "0"])
    expect(row("TRANSFER SUCCEEDED")).toEqual(["TRANSFER SUCCEEDED", "1"])
    expect(row("user, Transfer")).toEqual(["user, Transfer", "2", "2", "2", "0", "0", "0"])
  })
})
