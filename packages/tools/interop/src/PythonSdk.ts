/**
 * The Globus SDK for Python. A program of this package uses it like a typical program, and prints a line for each
 * check. `python/checks.py` is for the newest version, `python/pipeline.py` for version 3, which many programs pin.
 */
import type * as CommandExecutor from "@effect/platform/CommandExecutor"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { fileURLToPath } from "node:url"
import type { Result } from "./Check.js"
import * as GlobusCli from "./GlobusCli.js"
import type { LocalGlobus } from "./LocalGlobus.js"
import * as Subprocess from "./Subprocess.js"
import type { Requirement, VirtualEnvironment } from "./VirtualEnvironment.js"

export const requirement: Requirement = { name: "globus-sdk", version: "4.10.0", module: "globus_sdk" }

/** The last release of version 3. */
export const version3: Requirement = { name: "globus-sdk", version: "3.66.0", module: "globus_sdk" }

export type Program = "checks.py" | "pipeline.py"

const limit = "3 minutes"

const Line = Schema.parseJson(
  Schema.Union(
    Schema.Struct({ check: Schema.String, seconds: Schema.Number, failure: Schema.NullOr(Schema.String) }),
    /** The last line: the number of checks. */
    Schema.Struct({ checks: Schema.Number })
  )
)

/** The printed results, and a failed one if the program did not end properly. */
export const results = (client: string, { exitCode, stderr, stdout }: Subprocess.Outcome): ReadonlyArray<Result> => {
  const printed = stdout.split("\n").filter((line) => line !== "")
  const lines = printed.flatMap((line) => Option.toArray(Schema.decodeOption(Line)(line)))
  const found = lines.flatMap((line): ReadonlyArray<Result> =>
    "check" in line ? [{ client, check: line.check, seconds: line.seconds, failure: line.failure ?? undefined }] : []
  )
  const last = lines.at(-1)
  const complete =
    exitCode === 0 &&
    lines.length === printed.length &&
    last !== undefined &&
    "checks" in last &&
    last.checks === found.length
  return complete
    ? found
    : [...found, ended(client, `It ended with ${exitCode} after ${found.length} checks: ${stderr.trim() || stdout}`)]
}

const ended = (client: string, failure: string): Result => ({
  client,
  check: "the program runs to its end",
  seconds: 0,
  failure
})

/** Runs a program against the sandbox. */
export const run = (options: {
  readonly program: Program
  readonly client: string
  readonly environment: VirtualEnvironment
  readonly globus: LocalGlobus
  readonly home: string
}): Effect.Effect<ReadonlyArray<Result>, never, CommandExecutor.CommandExecutor> => {
  const { announcement, destination, shelf, source } = options.globus
  const input = JSON.stringify({
    client_id: announcement.confidentialClient.id,
    client_secret: Redacted.value(announcement.confidentialClient.secret),
    native_client_id: announcement.nativeClientId,
    user: announcement.user,
    source,
    destination,
    shelf
  })
  return Subprocess.run(
    {
      command: options.environment.python,
      // -B: do not write compiled files next to the sources.
      args: ["-B", fileURLToPath(new URL(`../python/${options.program}`, import.meta.url))],
      environment: GlobusCli.variables(announcement, options.home),
      input
    },
    limit
  ).pipe(
    Effect.map((outcome) => results(options.client, outcome)),
    Effect.catchAll(({ message }) => Effect.succeed([ended(options.client, message)]))
  )
}
