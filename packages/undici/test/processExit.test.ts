import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { half, serve } from "./servers.js"

const program = fileURLToPath(new URL("./programs/exits.ts", import.meta.url))

const run = (...args: ReadonlyArray<string>) =>
  Effect.async<string, Error>((resume) => {
    const node = ["--conditions=@effect-globus/source", "--import", "tsx", program, ...args]
    execFile(process.execPath, node, { timeout: 25_000 }, (error, stdout) => {
      // A process that is still there when the time is up is killed, and that is an error.
      resume(error === null ? Effect.succeed(stdout) : Effect.fail(error))
    })
  })

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
        expect(yield* run(service.url, what)).toBe("done")
        expect(service.seen.length).toBeGreaterThan(0)
      })
    )
  }
})
