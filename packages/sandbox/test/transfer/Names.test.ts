import { describe, expect, it } from "@effect/vitest"
import * as FastCheck from "effect/FastCheck"
import * as Names from "../../src/transfer/Names.js"

describe("packed names", () => {
  it("are the names that they were, in their order", () => {
    const name = FastCheck.string({ unit: "binary" }).filter((name) => !name.includes("/"))
    FastCheck.assert(
      FastCheck.property(FastCheck.array(name), (names) => {
        const packed = Names.pack(names)
        expect([...packed]).toStrictEqual(names)
        expect(names.map((_, index) => packed.at(index))).toStrictEqual(names)
        expect(packed.size).toBe(names.length)
      })
    )
  })
})
