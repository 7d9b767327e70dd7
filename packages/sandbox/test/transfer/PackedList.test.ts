import { describe, expect, it } from "@effect/vitest"
import * as FastCheck from "effect/FastCheck"
import * as Schema from "effect/Schema"
import * as PackedList from "../../src/transfer/PackedList.js"

const rows = PackedList.packing(Schema.Struct({ name: Schema.String, size: Schema.optional(Schema.Number) }))

type Row = Parameters<typeof rows.append>[1]

const listOf = (all: ReadonlyArray<Row>) => all.reduce(rows.append, PackedList.empty<Row>())

describe("a packed list", () => {
  it("gives back what a list would, wherever a page begins and ends", () => {
    const all = Array.from({ length: 1234 }, (_, index): Row => ({ name: `run-${index}`, size: index }))
    const list = listOf(all)
    expect(list.size).toBe(all.length)
    FastCheck.assert(
      FastCheck.property(FastCheck.nat(2500), FastCheck.nat(700), (start, length) => {
        expect(rows.slice(list, start, start + length)).toStrictEqual(all.slice(start, start + length))
      })
    )
  })

  it("keeps every text and what is absent", () => {
    const row = FastCheck.record({ name: FastCheck.string({ unit: "binary" }) })
    FastCheck.assert(
      FastCheck.property(row, FastCheck.integer({ min: 500, max: 501 }), (row, length) => {
        expect(rows.slice(listOf(Array.from({ length }, () => row)), 0, 1)).toStrictEqual([row])
      }),
      { numRuns: 10 }
    )
  })

  it("leaves the list that it is made from as it was", () => {
    const first = listOf(Array.from({ length: 499 }, (_, index): Row => ({ name: `${index}` })))
    const second = rows.append(first, { name: "one" })
    const other = rows.append(first, { name: "other" })
    expect([first, second, other].map((list) => rows.slice(list, 498, 600).map(({ name }) => name))).toStrictEqual([
      ["498"],
      ["498", "one"],
      ["498", "other"]
    ])
  })

  it("takes a small part of the bytes that its rows have as text", () => {
    const all = Array.from({ length: 20_000 }, (_, index): Row => ({ name: `scan-${index}.h5`, size: index }))
    const { blocks, newest } = listOf(all)
    const bytes = [...blocks].reduce((sum, block) => sum + block.byteLength, 0)
    expect(bytes).toBeLessThan(JSON.stringify(all).length / 3)
    expect(newest.length).toBeLessThan(500)
  })
})
