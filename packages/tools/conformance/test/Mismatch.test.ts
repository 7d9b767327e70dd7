import { describe, expect, it } from "@effect/vitest"
import * as FastCheck from "effect/FastCheck"
import { isDeepStrictEqual } from "node:util"
import { documents, print, same } from "../src/Mismatch.js"

const ordered = { unordered: false }
const unordered = { unordered: true }

describe("documents", () => {
  it("have a mismatch if and only if they are not the same", () => {
    FastCheck.assert(
      FastCheck.property(FastCheck.jsonValue(), FastCheck.jsonValue(), (a, b) => {
        expect(documents(a, structuredClone(a), ordered)).toStrictEqual([])
        expect(documents(a, b, ordered).length === 0).toBe(isDeepStrictEqual(a, b))
      })
    )
  })

  it("are compared member by member, and each mismatch has its place", () => {
    expect(documents({ a: [{ b: 1, c: null }], d: 1 }, { a: [{ b: 2, c: null, e: 0 }] }, ordered)).toStrictEqual([
      { name: "a.0.b", recorded: 1, ours: 2 },
      { name: "a.0.e", recorded: undefined, ours: 0 },
      { name: "d", recorded: 1, ours: undefined }
    ])
  })

  it("differ by null instead of nothing, by the order of a list, and by its length", () => {
    expect(documents({ a: null }, {}, ordered)).toHaveLength(1)
    expect(documents([1, 2], [2, 1], ordered)).toHaveLength(2)
    expect(documents([1, 2], [1], ordered)).toStrictEqual([{ name: "", recorded: [1, 2], ours: [1] }])
  })

  it("of Python sets may have any order, also in joined texts, but no other items", () => {
    expect(same({ a: [{ b: "x,y" }, 2], s: "a b" }, { a: [2, { b: "y,x" }], s: "b a" }, unordered)).toBe(true)
    expect(same(["x,y"], ["x,x"], unordered)).toBe(false)
    expect(same(["x", "x"], ["x"], unordered)).toBe(false)
    expect(same(["x,y"], ["y,x"], ordered)).toBe(false)
  })
})

describe("a mismatch", () => {
  it("is one short line", () => {
    expect(print({ place: "query", exchange: 1, name: "a", recorded: ["x"], ours: undefined })).toBe(
      'request 2, query a: recorded ["x"], ours nothing'
    )
    expect(print({ place: "body", recorded: "x".repeat(1000), ours: "" }).length).toBeLessThan(220)
  })
})
