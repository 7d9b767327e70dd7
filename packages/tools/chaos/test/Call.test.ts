import { describe, expect, it } from "@effect/vitest"
import * as Call from "../src/Call.js"
import { request } from "./laws/goodRun.js"

describe("a call", () => {
  it("is found by the id in its requests", () => {
    expect(Call.options("user-00-1")).toEqual({ query: { call: "user-00-1" } })
    expect(Call.callId({ query: { call: "user-00-1" } })).toBe("user-00-1")
    expect(Call.callId({ query: {} })).toBeUndefined()
  })

  it("has its attempts in the order of arrival, page by page", () => {
    const page = (at: number, offset?: string) =>
      request({ at, query: { call: "c", ...(offset === undefined ? {} : { offset }) } })
    const journal = [page(0), request({ at: 1 }), page(2), page(3, "3"), request({ at: 4, call: "d" }), page(5, "3")]
    const found = Call.attempts(journal)
    expect([...found.keys()]).toEqual(["c", "d"])
    expect(found.get("c")).toEqual([
      [journal[0], journal[2]],
      [journal[3], journal[5]]
    ])
  })
})
