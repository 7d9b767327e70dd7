import { describe, expect, it } from "@effect/vitest"
import { soundSandbox } from "../../src/laws/soundSandbox.js"
import { goodRun, request } from "./goodRun.js"

describe(soundSandbox.name, () => {
  it("a failure without a fault is the sandbox's own", () => {
    const entry = (changes: Partial<ReturnType<typeof request>>) =>
      soundSandbox.violations({ ...goodRun, journal: [request({ at: 0, ...changes })] })
    expect(entry({ status: 500 })).toHaveLength(1)
    expect(entry({ status: 503, fault: true })).toEqual([])
    // The failure of a collection, reported by Transfer.
    expect(entry({ status: 502 })).toEqual([])
    expect(entry({ outcome: "pending", status: undefined })).toHaveLength(1)
  })

  it("errors of the sandbox in the log count too", () => {
    const logged = ["The sandbox failed at GET /", "A task of the sandbox broke", "A line"]
    expect(soundSandbox.violations({ ...goodRun, logged })).toHaveLength(2)
  })
})
