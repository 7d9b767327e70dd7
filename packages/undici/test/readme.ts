/** A README's code is a program that is type-checked and run. */
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { readFileSync } from "node:fs"
import { serve } from "./servers.js"

/** `test` is the URL of a test that stands beside the folder of its program. */
export const showsItsProgram = (test: string, program: (url: string) => Effect.Effect<string, unknown>): void => {
  const read = (path: string) => readFileSync(new URL(path, test), "utf8")

  describe("README", () => {
    it("shows the program as it is", () => {
      const blocks = [...read("../README.md").matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code]) => code)
      expect(blocks).toEqual([read("./programs/readme.ts")])
    })

    it.scopedLive("has a program that runs", () =>
      Effect.gen(function* () {
        const service = yield* serve((_request, response) => response.writeHead(201).end("made"))
        expect(yield* program(service.url)).toBe("201 made")
      })
    )
  })
}
