/** The code of the README is two programs, which are type-checked and run. */
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { readFileSync } from "node:fs"
import * as overUndici from "./programs/readme.js"
import * as overFetch from "./programs/readmeWeb.js"
import { serve } from "./servers.js"

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8")

describe("README", () => {
  it("shows the programs as they are", () => {
    const blocks = [...read("../README.md").matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code]) => code)
    expect(blocks).toEqual([read("./programs/readme.ts"), read("./programs/readmeWeb.ts")])
  })

  for (const [name, { program }] of Object.entries({ overUndici, overFetch })) {
    it.scopedLive(`has a program that runs: ${name}`, () =>
      Effect.gen(function* () {
        const service = yield* serve((_request, response) => response.writeHead(201).end("made"))
        expect(yield* program(service.url)).toBe("201 made")
      })
    )
  }
})
