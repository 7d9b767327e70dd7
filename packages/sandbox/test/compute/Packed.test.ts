import { describe, expect, it } from "@effect/vitest"
import * as FastCheck from "effect/FastCheck"
import * as Option from "effect/Option"
import { resultOf, unpack } from "../../src/compute/Packed.js"

/** As Python does: `len` counts code points. */
const pack = (buffers: ReadonlyArray<string>) =>
  buffers.map((buffer) => `${Array.from(buffer).length}\n${buffer}`).join("")

const buffer = FastCheck.fullUnicodeString()

describe("packed buffers", () => {
  it("are unpacked to what they were", () => {
    FastCheck.assert(
      FastCheck.property(FastCheck.array(buffer), (buffers) => {
        expect(Option.getOrThrow(unpack(pack(buffers)))).toStrictEqual(buffers)
      })
    )
  })

  it.each(["arguments", "6\nshort", "-1\nabc", "1 \na", "3\nabc2", "3\nabcx\nab", "3", "\u{1F511}\n"])(
    "%j is no pack",
    (text) => expect(Option.isNone(unpack(text))).toBe(true)
  )
})

describe("a result", () => {
  it("is the buffer of the positional arguments, by whatever it was serialized", () => {
    const json = pack(['11\n[1, "two"]', '11\n{"three": 3}'])
    expect(resultOf(json)).toBe('11\n[1, "two"]')
    FastCheck.assert(
      FastCheck.property(buffer, FastCheck.array(buffer), (first, others) => {
        expect(resultOf(pack([first, ...others]))).toBe(first)
      })
    )
  })

  it("of another form is what was sent", () => {
    for (const text of ["", "arguments", "36\n"]) expect(resultOf(text)).toBe(text)
  })
})
