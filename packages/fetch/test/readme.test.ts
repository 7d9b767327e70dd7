/** The README's code is a program that is type-checked and run. */
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { readFileSync } from "node:fs"
import { serve } from "../../undici/test/servers.js"
import { program } from "./programs/readme.js"

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8")

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
