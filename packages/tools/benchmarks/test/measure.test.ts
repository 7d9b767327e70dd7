import { describe, expect, it } from "@effect/vitest"
import type { Contender } from "../src/contenders/Contender.js"
import { measure } from "../src/measure.js"
import type { Mode } from "../src/messages.js"

const expected = { task: { task_id: "the task" }, rows: 2 }

/** How many calls are made for this many requested calls. */
const made = async (mode: Mode, calls: number): Promise<number> => {
  let made = 0
  const contender: Contender = {
    task: async () => (made++, expected.task),
    listing: async () => (made++, [1, 2]),
    close: async () => {}
  }
  expect((await measure(contender, expected, { mode, calls })).calls).toBe(calls)
  return made
}

describe("calls", () => {
  it.each(["sequential", "promises", "fibers"] as const)(
    "that are small (%s) are also made before the clock starts: three times as many, and at least one per connection",
    async (mode) => {
      expect(await made(mode, 100)).toBe(400)
      expect(await made(mode, 3)).toBe(67)
    }
  )

  it("for a big listing are made once", async () => {
    expect(await made("listing", 1)).toBe(1)
  })
})
