import { describe, expect, it } from "@effect/vitest"
import { laws } from "../../src/laws/Laws.js"
import { goodRun } from "./goodRun.js"

describe("all laws", () => {
  for (const { name, violations } of laws) {
    it(`a good run does not violate it: ${name}`, () => {
      expect(violations(goodRun)).toEqual([])
    })
  }

  it("have unique names", () => {
    expect(new Set(laws.map(({ name }) => name)).size).toBe(laws.length)
  })
})
