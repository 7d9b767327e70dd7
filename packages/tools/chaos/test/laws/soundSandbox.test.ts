import { describe, expect, it } from "@effect/vitest"
import { soundSandbox } from "../../src/laws/soundSandbox.js"
import { goodRun, request } from "./goodRun.js"

describe(soundSandbox.name, () => {
  it("a failure that nobody asked for is its own", () => {
    const entry = (changes: Partial<ReturnType<typeof request>>) =>
      soundSandbox.violations({ ...goodRun, journal: [request({ at: 0, ...changes })] })
    expect(entry({ status: 500 })).toHaveLength(1)
    expect(entry({ status: 503, fault: true })).toEqual([])
    // A collection's failure, as Transfer tells it.
    expect(entry({ status: 502 })).toEqual([])
    expect(entry({ outcome: "pending", status: undefined })).toHaveLength(1)
  })

  it("so is what it says of itself in the log", () => {
    const logged = ["The sandbox failed at GET /", "A task of the sandbox broke", "A line"]
    expect(soundSandbox.violations({ ...goodRun, logged })).toHaveLength(2)
  })
})
