import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { CheckFailed, matches, perform, same } from "../src/Check.js"

const performed = (run: Effect.Effect<unknown, CheckFailed>) => perform("a client", { name: "a check", run })

describe("a check", () => {
  it.live("passes when it succeeds, and its time is reported", () =>
    Effect.gen(function* () {
      const { seconds, ...told } = yield* performed(Effect.sleep("60 millis"))
      expect(told).toStrictEqual({ client: "a client", check: "a check", failure: undefined })
      expect(seconds).toBeGreaterThan(0.05)
      expect(seconds).toBeLessThan(60)
    })
  )

  it.effect("fails with its message, and also with a defect", () =>
    Effect.gen(function* () {
      expect((yield* performed(new CheckFailed({ message: "so it is" }))).failure).toBe("so it is")
      expect((yield* performed(Effect.dieMessage("broken"))).failure).toContain("broken")
    })
  )

  it.effect("compares every part", () =>
    Effect.gen(function* () {
      const expected = { a: [1, { b: "x" }], c: undefined }
      yield* same("It", { a: [1, { b: "x" }], c: undefined }, expected)
      for (const other of [
        { a: [1, { b: "y" }], c: undefined },
        { a: [1], c: undefined },
        { a: [1, { b: "x" }] },
        []
      ]) {
        const { message } = yield* Effect.flip(same<unknown>("It", other, expected))
        expect(message).toMatch(/^It is\n[^]*expected\n[^]*'x'/)
      }
    })
  )

  it.effect("looks for a pattern in a text", () =>
    Effect.gen(function* () {
      yield* matches("The text", "one two", /\btwo$/)
      expect((yield* Effect.flip(matches("The text", "one two", /three/))).message).toContain("one two")
    })
  )
})
