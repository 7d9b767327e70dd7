import { describe, expect, it } from "@effect/vitest"
import { timelyTokenRequests } from "../../src/laws/timelyTokenRequests.js"
import { goodRun, request, start, tokenRequest } from "./goodRun.js"

type Entry = ReturnType<typeof request>

const violations = (...journal: ReadonlyArray<Entry>) => timelyTokenRequests.violations({ ...goodRun, journal })

const failed = (at: number, faultName = "503") => tokenRequest({ at, faultName, status: 503 })

const rejected = (at: number, token: string) => request({ at, token, status: 401 })

// A token that is issued early in a second lives for three seconds from the beginning of that second. Its advisory
// window begins 750 ms before the end, its mandatory window 300 ms. A lag of 50 ms is always allowed, so the decision
// for a request at 0 may be in the second before. Therefore these requests begin at 200.

describe(timelyTokenRequests.name, () => {
  it("a token is renewed in its advisory window, not before", () => {
    expect(violations(tokenRequest({ at: 200 }), tokenRequest({ at: 2300 }))).toEqual([])
    expect(violations(tokenRequest({ at: 200 }), tokenRequest({ at: 2200 }))).toHaveLength(1)
    // A token that is requested late in a second has lost most of that second.
    expect(violations(tokenRequest({ at: 900 }), tokenRequest({ at: 2500 }))).toEqual([])
  })

  it("the transit time of a request is allowed for", () => {
    const journal = [tokenRequest({ at: 200 }), tokenRequest({ at: 1500 })]
    expect(timelyTokenRequests.violations({ ...goodRun, journal })).toHaveLength(1)
    const lags = new Map([[Math.floor(start / 100) + 2, 250]])
    expect(timelyTokenRequests.violations({ ...goodRun, journal, lags })).toEqual([])
  })

  it("a 401 to the current token is a reason, a 401 to an older token is not", () => {
    const first = tokenRequest({ at: 200 })
    expect(violations(first, rejected(300, "token 1"), tokenRequest({ at: 310 }))).toEqual([])
    const old = request({ at: 100, token: "token 0" })
    expect(violations(old, first, rejected(300, "token 0"), tokenRequest({ at: 310 }))).toHaveLength(1)
    expect(violations(first, tokenRequest({ at: 310 }), rejected(400, "token 1"))).toHaveLength(1)
  })

  it("renewals after a 401 have a back-off that doubles", () => {
    const before = [tokenRequest({ at: 200 }), rejected(300, "token 1"), tokenRequest({ at: 310 })]
    // Half of 500 ms, since the caches use only the upper half of random numbers.
    expect(violations(...before, rejected(320, "token 2"), tokenRequest({ at: 400 }))).toHaveLength(1)
    const second = [...before, rejected(600, "token 2"), tokenRequest({ at: 610 })]
    expect(violations(...second)).toEqual([])
    expect(violations(...second, rejected(620, "token 3"), tokenRequest({ at: 1000 }))).toHaveLength(1)
    expect(violations(...second, rejected(620, "token 3"), tokenRequest({ at: 1120 }))).toEqual([])
  })

  it("after a token was used for longer than the longest pause, a rejection counts as new", () => {
    const before = [tokenRequest({ at: 200 }), rejected(210, "token 1"), tokenRequest({ at: 220 })]
    expect(violations(...before, rejected(2300, "token 2"), tokenRequest({ at: 2310 }))).toEqual([])
  })

  it("a failure is followed by a back-off that doubles", () => {
    expect(violations(failed(0), tokenRequest({ at: 200 }))).toHaveLength(1)
    expect(violations(failed(0), tokenRequest({ at: 255 }))).toEqual([])
    expect(violations(failed(0), failed(255), tokenRequest({ at: 600 }))).toHaveLength(1)
    expect(violations(failed(0), failed(255), tokenRequest({ at: 760 }))).toEqual([])
    // No pause is longer than two seconds.
    const many = [0, 300, 900, 2000, 4100, 6200].map((at) => failed(at))
    expect(violations(...many, tokenRequest({ at: 7300 }))).toEqual([])
    expect(violations(...many, tokenRequest({ at: 7100 }))).toHaveLength(1)
  })

  it("while a token is valid, no pause lasts beyond the mandatory window's beginning", () => {
    const before = [tokenRequest({ at: 200 }), failed(2300), failed(2560)]
    expect(violations(...before, tokenRequest({ at: 2730 }))).toEqual([])
    expect(violations(...before, tokenRequest({ at: 2600 }))).toHaveLength(1)
    // From then on the back-off holds again.
    expect(violations(...before, failed(2730), tokenRequest({ at: 3000 }))).toHaveLength(1)
  })

  it("an unread, incomplete or foreign answer counts as a failure", () => {
    for (const changes of [
      { faultName: "HTML with 200" },
      { faultName: "truncated" },
      { faultName: "dropped after", outcome: "dropped", status: undefined }
    ] as const) {
      expect(violations(tokenRequest({ at: 0, ...changes }), tokenRequest({ at: 100 }))).toHaveLength(1)
      expect(violations(tokenRequest({ at: 0, ...changes }), tokenRequest({ at: 300 }))).toEqual([])
    }
  })

  it("a hanging request counts as a failure after its deadline", () => {
    const hanging = tokenRequest({ at: 200, outcome: "interrupted", status: undefined, endTime: start + 1210 })
    expect(violations(hanging, tokenRequest({ at: 1200 }))).toHaveLength(1)
    expect(violations(hanging, tokenRequest({ at: 1400 }))).toEqual([])
  })

  it("Retry-After is respected, also after a rejection", () => {
    const asked = failed(2300, "503, Retry-After")
    const before = [tokenRequest({ at: 200 }), asked]
    expect(violations(...before, tokenRequest({ at: 3200 }))).toHaveLength(1)
    expect(violations(...before, tokenRequest({ at: 3310 }))).toEqual([])
    const proven = rejected(2400, "token 1")
    expect(violations(...before, proven, tokenRequest({ at: 2420 }))).toHaveLength(1)
    expect(violations(tokenRequest({ at: 200 }), failed(2300), proven, tokenRequest({ at: 2420 }))).toEqual([])
  })

  it("an answer after the client may have given up proves nothing", () => {
    const late = tokenRequest({ at: 200, endTime: start + 1150, faultName: "slow" })
    expect(violations(late, tokenRequest({ at: 1400 }))).toEqual([])
  })
})
