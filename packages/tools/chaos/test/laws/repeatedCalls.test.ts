import type { JournalEntry } from "@effect-globus/sandbox/Journal"
import { describe, expect, it } from "@effect/vitest"
import { repeatedCalls } from "../../src/laws/repeatedCalls.js"
import { goodRun, request, start } from "./goodRun.js"

type Changes = Partial<JournalEntry> & { readonly at: number }

const violations = (...requests: ReadonlyArray<Changes>) =>
  repeatedCalls.violations({ ...goodRun, journal: requests.map((changes) => request({ call: "c", ...changes })) })

const mkdir = { method: "POST", operation: "operationMkdir", path: "/mkdir" } as const

describe(repeatedCalls.name, () => {
  it("only transient failures are retried", () => {
    for (const status of [429, 500, 502, 503, 504, 401]) expect(violations({ at: 0, status }, { at: 100 })).toEqual([])
    for (const status of [200, 400, 403, 404, 409]) {
      expect(violations({ at: 0, status }, { at: 100 })).toEqual([
        `call c, taskList: another request after number 1: the answer was ${status}`
      ])
    }
    expect(violations({ at: 0, outcome: "dropped", status: undefined }, { at: 100 })).toEqual([])
  })

  it("an unsafe call that may have been carried out is not sent again", () => {
    for (const status of [401, 429]) expect(violations({ at: 0, ...mkdir, status }, { at: 100, ...mkdir })).toEqual([])
    for (const status of [500, 502, 503]) {
      expect(violations({ at: 0, ...mkdir, status }, { at: 100, ...mkdir })).toHaveLength(1)
    }
    for (const outcome of ["dropped", "interrupted"] as const) {
      expect(violations({ at: 0, ...mkdir, outcome, status: undefined }, { at: 100, ...mkdir })).toHaveLength(1)
    }
  })

  it("a retry comes after the answer, and after Retry-After", () => {
    expect(violations({ at: 0, status: 503, endTime: start + 200 }, { at: 100 })).toHaveLength(1)
    const asked = { at: 0, status: 503, faultName: "503, Retry-After" }
    expect(violations(asked, { at: 900 })).toHaveLength(1)
    expect(violations(asked, { at: 1005 })).toEqual([])
  })

  it("a second 401 is not retried", () => {
    const refused = { status: 401 }
    expect(violations({ at: 0, ...refused }, { at: 100, ...refused })).toEqual([])
    expect(violations({ at: 0, ...refused }, { at: 100, ...refused }, { at: 200 })).toHaveLength(1)
    expect(violations({ at: 0, ...refused }, { at: 100, status: 503 }, { at: 200 })).toEqual([])
  })

  it("there are five retries, and one replay after a 401", () => {
    const failing = (count: number) => Array.from({ length: count }, (_, n) => ({ at: n * 1000, status: 503 }))
    expect(violations(...failing(7))).toEqual([])
    expect(violations(...failing(8))).toHaveLength(1)
  })

  it("an answer after the caller may have given up proves nothing", () => {
    const late = { at: 0, endTime: start + 1950 }
    expect(violations(late, { at: 2100 })).toEqual([])
    const busy = new Map([[Math.floor(start / 100), 1500]])
    const journal = [request({ at: 0, call: "c" }), request({ at: 100, call: "c" })]
    expect(repeatedCalls.violations({ ...goodRun, journal })).toHaveLength(1)
    expect(repeatedCalls.violations({ ...goodRun, journal, lags: busy })).toEqual([])
  })
})
