import { describe, expect, it } from "@effect/vitest"
import * as FastCheck from "effect/FastCheck"
import * as Glob from "../../src/transfer/Glob.js"

const letters = FastCheck.stringOf(FastCheck.constantFrom("a", "b", "."), { maxLength: 8 })

/** The slow and obvious way. */
const slow = (pattern: string, name: string): boolean => {
  if (pattern === "") return name === ""
  if (pattern[0] === "*") return slow(pattern.slice(1), name) || (name !== "" && slow(pattern, name.slice(1)))
  return name !== "" && (pattern[0] === "?" || pattern[0] === name[0]) && slow(pattern.slice(1), name.slice(1))
}

describe("Glob", () => {
  it("agrees with trying every split", () => {
    const pattern = FastCheck.stringOf(FastCheck.constantFrom("a", "b", ".", "*", "?"), { maxLength: 6 })
    FastCheck.assert(
      FastCheck.property(pattern, letters, (pattern, name) => {
        expect(Glob.make(pattern)(name)).toBe(slow(pattern, name))
      }),
      { numRuns: 2000 }
    )
  })

  it.each([
    ["[a-c]1", "b1", true],
    ["[a-c]1", "d1", false],
    ["[!a-c]1", "d1", true],
    ["[^a-c]1", "a1", false],
    ["[]x]", "]", true],
    ["[a-]", "-", true],
    ["[abc", "[abc", true],
    ["*.h5", "scan.H5", false],
    ["?", "😀", true]
  ])("%j against %j is %j", (pattern, name, verdict) => {
    expect(Glob.make(pattern)(name)).toBe(verdict)
  })

  it("does not choke on many stars", () => {
    const started = performance.now()
    expect(Glob.make(`${"*a".repeat(60)}b`)("a".repeat(5000))).toBe(false)
    expect(performance.now() - started).toBeLessThan(2000)
  })
})
