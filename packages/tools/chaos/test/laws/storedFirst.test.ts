import { describe, expect, it } from "@effect/vitest"
import { storedFirst } from "../../src/laws/storedFirst.js"
import { goodRun, request } from "./goodRun.js"

describe(storedFirst.name, () => {
  it("the first request with a token comes after the token was stored", () => {
    // Stored 20 ms after the start.
    expect(storedFirst.violations({ ...goodRun, journal: [request({ at: 20 })] })).toEqual([])
    expect(storedFirst.violations({ ...goodRun, journal: [request({ at: 19 }), request({ at: 30 })] })).toHaveLength(1)
  })

  it("a token that was never stored must not be used", () => {
    expect(storedFirst.violations({ ...goodRun, stored: [] })).toHaveLength(2)
  })
})
