import { describe, expect, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/TestClock"
import { CheckFailed, matches, perform, same } from "../src/Check.js"

const performed = (run: Effect.Effect<unknown, CheckFailed>) => perform("a client", { name: "a check", run })

describe("a check", () => {
  it.effect("passes when it ends, and its time is told", () =>
    Effect.gen(function* () {
      const fiber = yield* Effect.fork(performed(Effect.sleep("1500 millis")))
      yield* TestClock.adjust(Duration.seconds(2))
      expect(yield* Fiber.join(fiber)).toStrictEqual({
        client: "a client",
        check: "a check",
        seconds: 1.5,
        failure: undefined
      })
    })
  )

  it.effect("fails with what it says, and also when it breaks", () =>
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
        expect(message).toMatch(/^It is\n[^]*and not\n[^]*'x'/)
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
