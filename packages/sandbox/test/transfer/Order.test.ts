import { describe, expect, it } from "@effect/vitest"
import type { File } from "@effect-globus/sdk/transfer/File"
import * as Either from "effect/Either"
import * as FastCheck from "effect/FastCheck"
import { byTypeAndName, fields } from "../../src/transfer/Listing.js"
import * as Order from "../../src/transfer/Order.js"

const files = FastCheck.uniqueArray(
  FastCheck.record({
    name: FastCheck.stringOf(FastCheck.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 3 }),
    type: FastCheck.constantFrom("file", "dir"),
    size: FastCheck.option(FastCheck.nat(3))
  }),
  { selector: ({ name }) => name }
)
const orderby = FastCheck.constantFrom(undefined, "name", "size DESC", "size,name DESC", "type DESC, size ASC")
const sorted = (rows: ReadonlyArray<File>, text: string | undefined) =>
  [...rows].sort(Either.getOrThrow(Order.parse(fields, text, byTypeAndName)))

describe("Order", () => {
  it("puts a listing in one order, however the disk gave it", () => {
    FastCheck.assert(
      FastCheck.property(
        files.chain((rows) =>
          FastCheck.tuple(FastCheck.constant(rows), FastCheck.shuffledSubarray(rows, { minLength: rows.length }))
        ),
        orderby,
        ([rows, shuffled], text) => {
          expect(sorted(shuffled, text)).toEqual(sorted(rows, text))
        }
      )
    )
  })

  it("reverses by DESC", () => {
    const rows = ["b", "a", "c"].map((name) => ({ name, type: "file" }))
    expect(sorted(rows, "name DESC").map(({ name }) => name)).toEqual(["c", "b", "a"])
    expect(sorted(rows, "name asc").map(({ name }) => name)).toEqual(["a", "b", "c"])
  })

  it("goes by type, then name, when nothing is asked", () => {
    const rows = [
      { name: "a", type: "file" },
      { name: "b", type: "dir" },
      { name: "c", type: "dir" }
    ]
    expect(sorted(rows, undefined).map(({ name }) => name)).toEqual(["b", "c", "a"])
  })

  it.each(["colour", "name SIDEWAYS", "name ASC DESC", "toString"])("refuses %j", (text) => {
    expect(Either.isLeft(Order.parse(fields, text, byTypeAndName))).toBe(true)
  })
})
