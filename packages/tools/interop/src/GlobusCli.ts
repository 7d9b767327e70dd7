/**
 * The Globus CLI as a confidential client. A check runs its commands, and expects an output, or an exit code with a
 * reason.
 */
import * as CommandExecutor from "@effect/platform/CommandExecutor"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { join } from "node:path"
import type { Announcement } from "./Announcement.js"
import { CheckFailed } from "./Check.js"
import * as Subprocess from "./Subprocess.js"
import type { Requirement, VirtualEnvironment } from "./VirtualEnvironment.js"

export const requirement: Requirement = { name: "globus-cli", version: "3.44.0", module: "globus_cli" }

export interface Call {
  readonly args: ReadonlyArray<string>
  /** Its standard input. */
  readonly input?: string | undefined
  /** The expected exit code. Default: 0. */
  readonly exitCode?: number | undefined
}

export interface GlobusCli {
  /** Runs a command and returns its output. */
  readonly run: (call: Call) => Effect.Effect<Subprocess.Outcome, CheckFailed>
  /** The same for a command with exit code 0, from arguments only. */
  readonly text: (...args: ReadonlyArray<string>) => Effect.Effect<string, CheckFailed>
  /** Runs a command with `-F json` and returns the printed document. */
  readonly document: <A, I>(document: Schema.Schema<A, I>, call: Call) => Effect.Effect<A, CheckFailed>
  /** The same, from arguments only. */
  readonly json: <A, I>(document: Schema.Schema<A, I>, ...args: ReadonlyArray<string>) => Effect.Effect<A, CheckFailed>
  /** Runs a command with `-F json` that must end with exit code 1, and returns the printed error document. */
  readonly refusal: (...args: ReadonlyArray<string>) => Effect.Effect<Refusal, CheckFailed>
}

/** An error of Globus Transfer. */
export type Refusal = typeof RefusalDocument.Type

const RefusalDocument = Schema.Struct({ code: Schema.String, message: Schema.String })

/** Long, since a busy machine starts Python programs slowly. */
const limit = "60 seconds"

/** The variables of every foreign program. It cannot see the user's settings, and its timeout is shorter than ours. */
export const variables = (announcement: Announcement, home: string): Readonly<Record<string, string>> => ({
  ...announcement.environment,
  PATH: process.env["PATH"] ?? "",
  HOME: home,
  LC_ALL: "C.UTF-8",
  // Seconds.
  GLOBUS_SDK_HTTP_TIMEOUT: "20"
})

/** The CLI in a virtual environment. It keeps its tokens below `home`. */
export const make = (options: {
  readonly environment: VirtualEnvironment
  readonly announcement: Announcement
  readonly home: string
  /** Default: the announced client's own. */
  readonly secret?: Redacted.Redacted | undefined
}): Effect.Effect<GlobusCli, never, CommandExecutor.CommandExecutor> =>
  Effect.map(CommandExecutor.CommandExecutor, (executor) => {
    const { confidentialClient } = options.announcement
    const environment = {
      ...variables(options.announcement, options.home),
      GLOBUS_CLI_CLIENT_ID: confidentialClient.id,
      GLOBUS_CLI_CLIENT_SECRET: Redacted.value(options.secret ?? confidentialClient.secret)
    }

    const run = ({ args, exitCode = 0, input }: Call): Effect.Effect<Subprocess.Outcome, CheckFailed> =>
      Subprocess.run(
        { command: join(options.environment.folder, "bin", "globus"), args, environment, input },
        limit
      ).pipe(
        Effect.provideService(CommandExecutor.CommandExecutor, executor),
        Effect.mapError(({ message }) => new CheckFailed({ message })),
        Effect.filterOrFail(
          (outcome) => outcome.exitCode === exitCode,
          (outcome) =>
            new CheckFailed({
              message:
                `globus ${args.join(" ")} ended with ${outcome.exitCode}, expected ${exitCode}\n` +
                outcome.stdout +
                outcome.stderr
            })
        )
      )

    const decoded = <A, I>(schema: Schema.Schema<A, I>, args: ReadonlyArray<string>, printed: string) =>
      Effect.mapError(
        Schema.decode(Schema.parseJson(schema))(printed),
        (error) => new CheckFailed({ message: `globus ${args.join(" ")} printed\n${printed}\n${error.message}` })
      )

    const inJson = (args: ReadonlyArray<string>) => [...args, "-F", "json"]

    const document = <A, I>(document: Schema.Schema<A, I>, call: Call) =>
      Effect.flatMap(run({ ...call, args: inJson(call.args) }), ({ stdout }) => decoded(document, call.args, stdout))

    return {
      run,
      text: (...args) => Effect.map(run({ args }), ({ stdout }) => stdout),
      document,
      json: (schema, ...args) => document(schema, { args }),
      refusal: (...args) =>
        Effect.flatMap(run({ args: inJson(args), exitCode: 1 }), ({ stderr }) => decoded(RefusalDocument, args, stderr))
    }
  })
