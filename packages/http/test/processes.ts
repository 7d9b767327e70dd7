/** Runs programs in processes of their own: only from outside is it seen what ends a process. */
import * as Effect from "effect/Effect"
import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"

/** What a program prints; an error if it fails or does not end. */
export const runProgram = (program: URL, ...args: ReadonlyArray<string>): Effect.Effect<string, Error> =>
  Effect.async((resume) => {
    const node = ["--conditions=@effect-globus/source", "--import", "tsx", fileURLToPath(program), ...args]
    execFile(process.execPath, node, { timeout: 25_000 }, (error, stdout) => {
      // A process that is still there when the time is up is killed, and that is an error.
      resume(error === null ? Effect.succeed(stdout) : Effect.fail(error))
    })
  })
