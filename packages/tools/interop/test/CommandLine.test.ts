import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { homedir } from "node:os"
import { help, parse } from "../src/CommandLine.js"

describe("the arguments", () => {
  it.effect("have defaults: python3, and environments in the user's cache directory", () =>
    Effect.gen(function* () {
      const home = { python: "python3", report: undefined, environments: `${homedir()}/.cache/effect-globus/interop` }
      expect(yield* parse([], {})).toStrictEqual(home)
      expect(yield* parse([], { XDG_CACHE_HOME: "" })).toStrictEqual(home)
      expect(yield* parse([], { XDG_CACHE_HOME: "/cache" })).toStrictEqual({
        ...home,
        environments: "/cache/effect-globus/interop"
      })
    })
  )

  it.effect("may be given, with paths relative to the current folder", () =>
    Effect.gen(function* () {
      expect(yield* parse(["--python", "python3.12", "--environments=e", "--report", "/r.json"], {})).toStrictEqual({
        python: "python3.12",
        environments: `${process.cwd()}/e`,
        report: "/r.json"
      })
      expect(yield* parse(["--help"], {})).toBe("help")
    })
  )

  it.effect.each([[["--unknown"]], [["extra"]], [["--report"]]])("that are wrong get the help: %j", ([args]) =>
    Effect.map(Effect.flip(parse(args, {})), (error) => {
      expect(error._tag).toBe("InvalidArguments")
      expect(error.message).toContain(help)
    })
  )
})
