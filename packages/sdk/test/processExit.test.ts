import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"

const program = fileURLToPath(new URL("./programs/undisposed.ts", import.meta.url))

describe("a process", () => {
  it.live("30. lifecycle: no timer of the token cache keeps it alive", () =>
    Effect.async<void, Error>((resume) => {
      const node = ["--conditions=@effect-globus/source", "--import", "tsx", program]
      execFile(process.execPath, node, { timeout: 25_000 }, (error, stdout) => {
        // A process that is still there when the time is up is killed, and that is an error.
        resume(error === null ? Effect.sync(() => expect(stdout).toBe("done")) : Effect.fail(error))
      })
    })
  )
})
