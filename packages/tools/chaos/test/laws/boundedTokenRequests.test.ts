import { describe, expect, it } from "@effect/vitest"
import { bound, boundedTokenRequests } from "../../src/laws/boundedTokenRequests.js"
import { goodRun, request, tokenRequest, transferCache } from "./goodRun.js"

/** This many requests, spread evenly over this many seconds. */
const requests = (count: number, seconds: number, changes = {}) =>
  Array.from({ length: count }, (_, n) => tokenRequest({ at: (n * seconds * 1000) / (count - 1), ...changes }))

const run = (journal: ReadonlyArray<ReturnType<typeof request>>) => ({ ...goodRun, journal })

describe(boundedTokenRequests.name, () => {
  it("tokens of three seconds are renewed at most every one and a half seconds", () => {
    expect(bound(run(requests(2, 15)), transferCache)).toBe(1 + 10)
    expect(boundedTokenRequests.violations(run(requests(11, 15)))).toEqual([])
    expect(boundedTokenRequests.violations(run(requests(12, 15)))).toHaveLength(1)
  })

  it("each rejected token and each failure allows one more, however many calls it affected", () => {
    const rejected = [1, 2, 3].map((at) => request({ at, status: 401, token: "the same" }))
    expect(bound(run([...requests(2, 15), ...rejected]), transferCache)).toBe(1 + 10 + 1)
    const failed = requests(2, 15, { status: 503, faultName: "503" })
    expect(bound(run(failed), transferCache)).toBe(1 + 10 + 2)
  })
})
