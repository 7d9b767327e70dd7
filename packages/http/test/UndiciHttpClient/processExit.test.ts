import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { runProgram } from "../processes.js"
import { half, serve } from "../servers.js"

const program = new URL("../programs/exits.ts", import.meta.url)

describe("a process ends after", () => {
  for (const what of [
    "an answer within its deadline",
    "a request that was interrupted within its deadline",
    "an answer whose runtime is never disposed of",
    "a runtime that is disposed of with requests out"
  ]) {
    it.scopedLive(what, () =>
      Effect.gen(function* () {
        const service = yield* serve((request, response) => {
          if (request.url === "/half") half(request, response)
          else if (request.url === "/whole") response.end("whole")
        })
        expect(yield* runProgram(program, service.url, what)).toBe("done")
        expect(service.seen.length).toBeGreaterThan(0)
      })
    )
  }
})
