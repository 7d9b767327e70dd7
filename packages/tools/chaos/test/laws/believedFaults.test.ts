import type { JournalEntry } from "@effect-globus/sandbox/Journal"
import { describe, expect, it } from "@effect/vitest"
import { believedFaults } from "../../src/laws/believedFaults.js"
import { call, goodRun, request } from "./goodRun.js"

const violations = (journal: ReadonlyArray<JournalEntry>, ...calls: ReadonlyArray<ReturnType<typeof call>>) =>
  believedFaults.violations({ ...goodRun, journal, calls })

describe(believedFaults.name, () => {
  it("a success has an unchanged answer for each of its pages", () => {
    const pages = [request({ at: 0, call: "c" }), request({ at: 10, call: "c", query: { call: "c", offset: "3" } })]
    expect(violations(pages, call("c"))).toEqual([])
    const cut = pages.map((entry) => ({
      ...entry,
      ...(entry.query["offset"] === "3" ? { faultName: "truncated" } : {})
    }))
    expect(violations(cut, call("c"))).toHaveLength(1)
  })

  it("an HTML page, half a document, a refusal and a dropped connection do not count as answers", () => {
    for (const changes of [
      { faultName: "HTML with 200" },
      { faultName: "HTML with 200 after" },
      { faultName: "truncated" },
      { faultName: "broken off", outcome: "dropped" },
      { faultName: "late 401", status: 401 },
      { outcome: "interrupted", status: undefined }
    ] as const) {
      expect(violations([request({ at: 0, call: "c", ...changes })], call("c"))).toHaveLength(1)
      expect(violations([request({ at: 0, call: "c", ...changes }), request({ at: 9, call: "c" })], call("c"))).toEqual(
        []
      )
    }
  })

  it("only a request for the rest completes a broken page of a stream", () => {
    const first = { at: 0, call: "c", faultName: "broken off", outcome: "dropped" } as const
    const rest = request({ at: 10, call: "c", query: { call: "c", offset: "1" } })
    const stream = call("c", { operation: "taskListStream" })
    expect(violations([request(first), rest], stream)).toEqual([])
    expect(violations([request(first), rest], call("c"))).toHaveLength(1)
    expect(violations([request(first)], stream)).toHaveLength(1)
    expect(violations([request({ ...first, faultName: "truncated" }), rest], stream)).toHaveLength(1)
    expect(violations([rest, request(first)], stream)).toHaveLength(1)
  })

  it("a slow answer is an answer", () => {
    expect(violations([request({ at: 0, call: "c", faultName: "slow" })], call("c"))).toEqual([])
  })

  it("a success without a request is a violation, except for calls without an id", () => {
    expect(violations([], call("c"))).toHaveLength(1)
    expect(violations([], call("c", { traced: false }))).toEqual([])
  })

  it("a failed call may have had any fault", () => {
    const failed = call("c", { outcome: { _tag: "Failed", error: "GlobusDecodeError" } })
    expect(violations([request({ at: 0, call: "c", faultName: "truncated" })], failed)).toEqual([])
  })
})
