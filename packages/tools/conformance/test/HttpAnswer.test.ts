import { describe, expect, it } from "@effect/vitest"
import { httpHeaders, isFinalStatus, isHttpHeader, toResponse } from "../src/HttpAnswer.js"

describe("an answer", () => {
  it("is final from status 200 on", () => {
    expect([100, 199, 200, 599, 600, 999, 1000, 200.5].map(isFinalStatus)).toEqual([
      false,
      false,
      true,
      true,
      true,
      true,
      false,
      false
    ])
  })

  it("has the headers that HTTP can carry: UTF-8 as bytes, and neither control characters nor invalid names", () => {
    expect(httpHeaders({ a: "plain", b: "é", c: "x\r\ny\u0000\tz", "d e": "x", "": "x" })).toEqual({
      a: "plain",
      b: "\xc3\xa9",
      c: "xy\tz"
    })
    expect([isHttpHeader("a", "é"), isHttpHeader("a", "日"), isHttpHeader("a b", ""), isHttpHeader("a", 7)]).toEqual([
      true,
      false,
      false,
      false
    ])
  })

  it("may have any status, and a body unless its status has none", async () => {
    const told = [199, 204, 600].map((status) => toResponse(status, { a: "日" }, "text"))
    expect(told.map(({ status }) => status)).toEqual([199, 204, 600])
    expect(await Promise.all(told.map((response) => response.text()))).toEqual(["text", "", "text"])
  })
})
