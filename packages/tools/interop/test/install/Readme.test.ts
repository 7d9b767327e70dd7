import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Readme from "../../src/install/Readme.js"

const readme = [
  "# A package",
  "```sh",
  "npm ci && npm test   # the tests",
  "# a comment",
  "npm install @effect-globus/sdk effect@3   # and this",
  "npm install @effect-globus/other",
  "```",
  "```ts",
  "first()",
  "```",
  "```ts",
  "second()",
  "```",
  "[here](docs/page.md), [there](https://example.org), [below](#below), `client[key](request)`",
  ""
].join("\n")

describe("what a README tells its reader to type", () => {
  it("is its shell lines without comments", () => {
    expect(Readme.commands(readme)).toEqual([
      "npm ci && npm test",
      "npm install @effect-globus/sdk effect@3",
      "npm install @effect-globus/other"
    ])
  })

  it.effect("installs what its first line names", () =>
    Effect.gen(function* () {
      expect(yield* Readme.install(readme)).toEqual({ isDev: false, packages: ["@effect-globus/sdk", "effect@3"] })
      expect(yield* Readme.install("```sh\nnpm install --save-dev @a/b c@1\n```\n")).toEqual({
        isDev: true,
        packages: ["@a/b", "c@1"]
      })
      expect((yield* Effect.flip(Readme.install("nothing"))).message).toBe(
        "The README has no line that begins with npm install"
      )
    })
  )

  it.effect("begins with its first program", () =>
    Effect.gen(function* () {
      expect(yield* Readme.firstProgram(readme)).toBe("first()\n")
      expect((yield* Effect.flip(Readme.firstProgram("nothing"))).message).toBe("The README has no program")
    })
  )

  it("has links that work on npm, or they are named", () => {
    expect(Readme.relativeLinks(readme)).toEqual(["docs/page.md"])
  })
})
