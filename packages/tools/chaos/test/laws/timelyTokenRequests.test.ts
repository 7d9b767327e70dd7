import { describe, expect, it } from "@effect/vitest"
import { timelyTokenRequests } from "../../src/laws/timelyTokenRequests.js"
import { goodRun, request, start, tokenRequest } from "./goodRun.js"

type Entry = ReturnType<typeof request>

const violations = (...journal: ReadonlyArray<Entry>) => timelyTokenRequests.violations({ ...goodRun, journal })

const failed = (at: number, faultName = "503") => tokenRequest({ at, faultName, status: 503 })

const rejected = (at: number, token: string) => request({ at, token, status: 401 })

// A token of the first moments of a second lives for three seconds from its beginning: the advisory window begins 750 ms
// before the end, the mandatory one 300 ms. With the lag of 50 ms that is always granted, a request at 0 may have been
// decided on in the second before, so these begin at 200.

describe(timelyTokenRequests.name, () => {
  it("a token is renewed in its advisory window, and not before", () => {
    expect(violations(tokenRequest({ at: 200 }), tokenRequest({ at: 2300 }))).toEqual([])
    expect(violations(tokenRequest({ at: 200 }), tokenRequest({ at: 2200 }))).toHaveLength(1)
    // Asked for late in a second it is old before it is used.
    expect(violations(tokenRequest({ at: 900 }), tokenRequest({ at: 2500 }))).toEqual([])
  })

  it("the time that a request took to arrive is no reason to blame anybody", () => {
    const journal = [tokenRequest({ at: 200 }), tokenRequest({ at: 1500 })]
    expect(timelyTokenRequests.violations({ ...goodRun, journal })).toHaveLength(1)
    const lags = new Map([[Math.floor(start / 100) + 2, 250]])
    expect(timelyTokenRequests.violations({ ...goodRun, journal, lags })).toEqual([])
  })

  it("a 401 to the token in hand is a reason, one to an older token is none", () => {
    const first = tokenRequest({ at: 200 })
    expect(violations(first, rejected(300, "token 1"), tokenRequest({ at: 310 }))).toEqual([])
    const old = request({ at: 100, token: "token 0" })
    expect(violations(old, first, rejected(300, "token 0"), tokenRequest({ at: 310 }))).toHaveLength(1)
    expect(violations(first, tokenRequest({ at: 310 }), rejected(400, "token 1"))).toHaveLength(1)
  })

  it("renewals that a 401 forces are spaced by the back-off, which doubles", () => {
    const before = [tokenRequest({ at: 200 }), rejected(300, "token 1"), tokenRequest({ at: 310 })]
    // Half of 500 ms, as the caches draw from the upper half.
    expect(violations(...before, rejected(320, "token 2"), tokenRequest({ at: 400 }))).toHaveLength(1)
    const second = [...before, rejected(600, "token 2"), tokenRequest({ at: 610 })]
    expect(violations(...second)).toEqual([])
    expect(violations(...second, rejected(620, "token 3"), tokenRequest({ at: 1000 }))).toHaveLength(1)
    expect(violations(...second, rejected(620, "token 3"), tokenRequest({ at: 1120 }))).toEqual([])
  })

  it("a token that served for longer than the longest pause is believed, whatever forced it", () => {
    const before = [tokenRequest({ at: 200 }), rejected(210, "token 1"), tokenRequest({ at: 220 })]
    expect(violations(...before, rejected(2300, "token 2"), tokenRequest({ at: 2310 }))).toEqual([])
  })

  it("after a failure the back-off is waited for, and it doubles", () => {
    expect(violations(failed(0), tokenRequest({ at: 200 }))).toHaveLength(1)
    expect(violations(failed(0), tokenRequest({ at: 255 }))).toEqual([])
    expect(violations(failed(0), failed(255), tokenRequest({ at: 600 }))).toHaveLength(1)
    expect(violations(failed(0), failed(255), tokenRequest({ at: 760 }))).toEqual([])
    // No pause is longer than two seconds.
    const many = [0, 300, 900, 2000, 4100, 6200].map((at) => failed(at))
    expect(violations(...many, tokenRequest({ at: 7300 }))).toEqual([])
    expect(violations(...many, tokenRequest({ at: 7100 }))).toHaveLength(1)
  })

  it("while a token is good no pause goes beyond the moment at which calls begin to wait", () => {
    const before = [tokenRequest({ at: 200 }), failed(2300), failed(2560)]
    expect(violations(...before, tokenRequest({ at: 2730 }))).toEqual([])
    expect(violations(...before, tokenRequest({ at: 2600 }))).toHaveLength(1)
    // From then on it is the back-off again.
    expect(violations(...before, failed(2730), tokenRequest({ at: 3000 }))).toHaveLength(1)
  })

  it("an answer that was never read, cut or foreign counts as a failure", () => {
    for (const changes of [
      { faultName: "HTML with 200" },
      { faultName: "truncated" },
      { faultName: "dropped after", outcome: "dropped", status: undefined }
    ] as const) {
      expect(violations(tokenRequest({ at: 0, ...changes }), tokenRequest({ at: 100 }))).toHaveLength(1)
      expect(violations(tokenRequest({ at: 0, ...changes }), tokenRequest({ at: 300 }))).toEqual([])
    }
  })

  it("a request that hangs is a failure from its deadline on", () => {
    const hanging = tokenRequest({ at: 200, outcome: "interrupted", status: undefined, endTime: start + 1210 })
    expect(violations(hanging, tokenRequest({ at: 1200 }))).toHaveLength(1)
    expect(violations(hanging, tokenRequest({ at: 1400 }))).toEqual([])
  })

  it("what Retry-After asks is waited for, and no rejection makes an exception", () => {
    const asked = failed(2300, "503, Retry-After")
    const before = [tokenRequest({ at: 200 }), asked]
    expect(violations(...before, tokenRequest({ at: 3200 }))).toHaveLength(1)
    expect(violations(...before, tokenRequest({ at: 3310 }))).toEqual([])
    const proven = rejected(2400, "token 1")
    expect(violations(...before, proven, tokenRequest({ at: 2420 }))).toHaveLength(1)
    expect(violations(tokenRequest({ at: 200 }), failed(2300), proven, tokenRequest({ at: 2420 }))).toEqual([])
  })

  it("an answer that came when the client may have given up says nothing", () => {
    const late = tokenRequest({ at: 200, endTime: start + 1150, faultName: "slow" })
    expect(violations(late, tokenRequest({ at: 1400 }))).toEqual([])
  })
})
