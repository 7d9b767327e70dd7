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

  it("without sets: a bracket stands for itself, and only `one` for any character", () => {
    const pattern = FastCheck.stringOf(FastCheck.constantFrom("a", "b", ".", "*", "?"), { maxLength: 6 })
    FastCheck.assert(
      FastCheck.property(pattern, letters, (pattern, name) => {
        expect(Glob.makePlain(pattern, { one: "?" })(name)).toBe(slow(pattern, name))
      })
    )
    expect(Glob.makePlain("[a]?*", { one: undefined })("[a]?")).toBe(true)
    expect(Glob.makePlain("[a]?*", { one: undefined })("[a]x")).toBe(false)
  })

  it("with sixty stars takes hardly longer than with one", () => {
    const text = "a".repeat(50_000)
    const spent = (stars: number) => {
      const started = performance.now()
      expect(Glob.make(`${"*a".repeat(stars)}b`)(text)).toBe(false)
      expect(Glob.makePlain(`${"*a".repeat(stars)}b`, { one: "?" })(text)).toBe(false)
      return performance.now() - started
    }
    const least = (stars: number) => Math.min(...[1, 2, 3].map(() => spent(stars)))
    // A search among all splits would take the 60th power.
    expect(least(60) / least(1)).toBeLessThan(20)
  })
})
