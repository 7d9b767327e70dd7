import { describe, expect, it } from "@effect/vitest"
import { singleFlight } from "../../src/laws/singleFlight.js"
import { authCache, goodRun, start, tokenRequest } from "./goodRun.js"

const violations = (...journal: ReadonlyArray<ReturnType<typeof tokenRequest>>) =>
  singleFlight.violations({ ...goodRun, journal })

describe(singleFlight.name, () => {
  it("a request starts after the end of the one before", () => {
    const slow = tokenRequest({ at: 0, endTime: start + 400 })
    expect(violations(slow, tokenRequest({ at: 400 }))).toEqual([])
    expect(violations(slow, tokenRequest({ at: 399 }))).toHaveLength(1)
  })

  it("an abandoned request ends at its deadline, even if the sandbox notices later", () => {
    const hanging = tokenRequest({ at: 0, endTime: start + 1300, outcome: "interrupted", status: undefined })
    expect(violations(hanging, tokenRequest({ at: 1001 }))).toEqual([])
    expect(violations(hanging, tokenRequest({ at: 800 }))).toHaveLength(1)
  })

  it("caches do not wait for each other", () => {
    const slow = tokenRequest({ at: 0, endTime: start + 400 })
    expect(violations(slow, tokenRequest({ at: 100, clientId: authCache.clientId }))).toEqual([])
  })
})
