import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as path from "node:path"
import { fileURLToPath } from "node:url"
import { parse } from "../src/CommandLine.js"

describe("the arguments", () => {
  it.effect("are a folder, by default the one beside the repository, and a file for the report", () =>
    Effect.gen(function* () {
      const repository = fileURLToPath(new URL("../../../..", import.meta.url))
      expect(yield* parse([])).toStrictEqual({
        folder: path.join(repository, "../shared/wire"),
        report: undefined,
        page: false
      })
      expect(yield* parse(["a/b", "--report", "c.json"])).toStrictEqual({
        folder: "a/b",
        report: "c.json",
        page: false
      })
      expect(yield* parse(["--page"])).toMatchObject({ page: true })
      expect(yield* parse(["--help"])).toBe("help")
    })
  )

  it.effect.each([[["a", "b"]], [["--verbose"]], [["--report"]]])("that make no sense are refused: %s", ([args]) =>
    Effect.map(Effect.flip(parse(args)), (error) => expect(error._tag).toBe("WrongArguments"))
  )
})
