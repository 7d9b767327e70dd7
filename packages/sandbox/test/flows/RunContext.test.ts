import { describe, expect, it } from "@effect/vitest"
import * as Either from "effect/Either"
import * as FastCheck from "effect/FastCheck"
import * as RunContext from "../../src/flows/RunContext.js"

const name = FastCheck.stringMatching(/^[a-z][a-z0-9_]{0,5}$/)
const names = FastCheck.array(name, { minLength: 1, maxLength: 4 })
const dotted = (way: ReadonlyArray<string>) => `$.${way.join(".")}`
const bracketed = (way: ReadonlyArray<string>) => `$${way.map((name) => `["${name}"]`).join("")}`

describe("the context of a run", () => {
  it("holds what was written where it was written, in whichever way the path is spelled", () => {
    FastCheck.assert(
      FastCheck.property(
        FastCheck.dictionary(name, FastCheck.jsonValue()),
        names,
        FastCheck.jsonValue(),
        (context, way, value) => {
          const written = Either.getOrThrow(RunContext.write(context, dotted(way), value))
          expect(RunContext.read(written, bracketed(way))).toStrictEqual(Either.right(value))
          for (const [other, kept] of Object.entries(context)) {
            if (other !== way[0]) expect(RunContext.read(written, `$.${other}`)).toStrictEqual(Either.right(kept))
          }
        }
      )
    )
  })

  it("fills parameters that refer to nothing with themselves, and those that do with what is there", () => {
    FastCheck.assert(
      FastCheck.property(FastCheck.dictionary(name, FastCheck.jsonValue()), names, (values, way) => {
        const context = Either.getOrThrow(RunContext.write({}, dotted(way), values))
        expect(RunContext.resolve({ list: [{ "all.$": dotted(way) }] }, context)).toStrictEqual(
          Either.right({ list: [{ all: values }] })
        )
      })
    )
    const plain = { n: 1, list: [null, { deep: "text" }] }
    expect(RunContext.resolve(plain, {})).toStrictEqual(Either.right(plain))
    expect(RunContext.resolve({ secret: 1, __Private_Parameters: ["secret"] }, {})).toStrictEqual(
      Either.right({ secret: 1 })
    )
  })

  it("has items of lists, and takes none more", () => {
    const context = { list: [{ n: 1 }, { n: 2 }] }
    expect(RunContext.read(context, "$.list[1].n")).toStrictEqual(Either.right(2))
    expect(RunContext.write(context, "$.list[1].n", 3)).toStrictEqual(Either.right({ list: [{ n: 1 }, { n: 3 }] }))
    expect(RunContext.write(context, undefined, 3)).toStrictEqual(Either.right(3))
    expect(Either.isLeft(RunContext.write(context, "$.list[2]", 3))).toBe(true)
    expect(Either.isLeft(RunContext.read(context, "$.list[2]"))).toBe(true)
    expect(Either.isLeft(RunContext.read(context, "$.constructor"))).toBe(true)
  })

  it.each(["", "list", "$list", "$.", "$..n", "$.list[*]", "$.list[?(@.n)]", "$.list[-1]"])(
    "does not read %s",
    (path) => {
      expect(Either.isLeft(RunContext.parsePath(path))).toBe(true)
    }
  )
})
