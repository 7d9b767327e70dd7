import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { parse } from "../src/CommandLine.js"

describe("the arguments", () => {
  it.effect("without any, all rows are measured thoroughly", () =>
    Effect.gen(function* () {
      const options = yield* parse([])
      expect(options).toMatchObject({ quick: false, markdown: false })
      expect(options !== "help" && options.isAsked("requests/s")).toBe(true)
    })
  )

  it.effect("choose rows by a pattern, whatever its case", () =>
    Effect.gen(function* () {
      const options = yield* parse(["--quick", "--markdown", "--only", "ROWS|token"])
      expect(options).toMatchObject({ quick: true, markdown: true })
      expect(
        ["100,000 rows", "token requests", "requests/s"].map((title) => options !== "help" && options.isAsked(title))
      ).toStrictEqual([true, true, false])
    })
  )

  it.effect("leave out slow rows with --quick, unless rows are named", () =>
    Effect.gen(function* () {
      const titles = ["requests/s", "100,000 rows", "one big file, upload: throughput", "cold import"]
      const asked = (...args: ReadonlyArray<string>) =>
        Effect.map(parse(["--quick", ...args]), (options) =>
          titles.filter((title) => options !== "help" && options.isAsked(title))
        )
      expect(yield* asked()).toStrictEqual(["requests/s", "100,000 rows"])
      expect(yield* asked("--only", "file|import")).toStrictEqual(["one big file, upload: throughput", "cold import"])
    })
  )

  it.effect("can ask for help", () => Effect.map(parse(["--help"]), (options) => expect(options).toBe("help")))

  it.effect.each([[["--unknown"]], [["extra"]], [["--only", "("]]])("%s is refused", ([args]) =>
    Effect.map(Effect.flip(parse(args)), (error) => expect(error._tag).toBe("WrongArguments"))
  )
})
