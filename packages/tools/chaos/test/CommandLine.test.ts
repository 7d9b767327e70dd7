import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as CommandLine from "../src/CommandLine.js"

describe("the command line", () => {
  it.effect("has a default for each option, and a random seed", () =>
    Effect.gen(function* () {
      const options = yield* CommandLine.parse([])
      expect(options).toEqual({ seconds: 60, fibers: 64, tokenSeconds: 3, seed: expect.any(Number) })
    })
  )

  it.effect("reads all options", () =>
    Effect.gen(function* () {
      const args = ["--seconds", "5", "--seed", "0", "--fibers", "2", "--token-seconds", "4"]
      expect(yield* CommandLine.parse(args)).toEqual({ seconds: 5, seed: 0, fibers: 2, tokenSeconds: 4 })
      expect(yield* CommandLine.parse(["--help"])).toBe("help")
    })
  )

  for (const args of [["--seconds", "0"], ["--seed", "x"], ["--fibers", "1.5"], ["--token-seconds", "1"], ["--what"]]) {
    it.effect(`${args.join(" ")} is refused, and the help is shown`, () =>
      Effect.gen(function* () {
        const { message } = yield* Effect.flip(CommandLine.parse(args))
        expect(message).toContain(args[0])
        expect(message).toContain(CommandLine.help)
      })
    )
  }
})
