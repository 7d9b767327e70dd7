import { describe, expect, it } from "@effect/vitest"
import * as Machine from "../src/Machine.js"

describe("the machine", () => {
  it("is told with the date, its load, and every version", () => {
    const [where = "", versions = ""] = Machine.describe(new Date("2025-03-01T08:15:30Z")).split("\n")
    expect(where).toMatch(
      /^2025-03-01, Node \d+\.\d+\.\d+ on \S+ \S+, \d+ cores \(.+\), load average before \d+\.\d\.$/
    )
    expect(versions).not.toContain("?")
    for (const name of [
      "undici 7.",
      "@globus/sdk 6.",
      "effect 3.",
      "@effect/platform ",
      "@effect-globus/fetch ",
      "@effect-globus/undici "
    ]) {
      expect(versions).toContain(name)
    }
  })
})
