/**
 * The Globus CLI as a confidential client: what it is given, and what a check may ask of a command: that it ends well
 * and prints, or that it ends with a certain exit code and says why.
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
  /** What it reads on standard input. */
  readonly input?: string | undefined
  /** The exit code that it must end with. Default: 0. */
  readonly exitCode?: number | undefined
}

export interface GlobusCli {
  /** What a command prints. */
  readonly run: (call: Call) => Effect.Effect<Subprocess.Outcome, CheckFailed>
  /** The same for a command that must end well. */
  readonly text: (...args: ReadonlyArray<string>) => Effect.Effect<string, CheckFailed>
  /** The document that a command prints with `-F json`. */
  readonly document: <A, I>(document: Schema.Schema<A, I>, call: Call) => Effect.Effect<A, CheckFailed>
  /** The same for a command that needs only arguments. */
  readonly json: <A, I>(document: Schema.Schema<A, I>, ...args: ReadonlyArray<string>) => Effect.Effect<A, CheckFailed>
  /** The error document that a command prints with `-F json` before it ends with 1. */
  readonly refusal: (...args: ReadonlyArray<string>) => Effect.Effect<Refusal, CheckFailed>
}

/** An error of Globus Transfer. */
export type Refusal = typeof RefusalDocument.Type

const RefusalDocument = Schema.Struct({ code: Schema.String, message: Schema.String })

/** A busy machine starts a Python program slowly. */
const limit = "60 seconds"

/** Variables of every foreign program: it finds nothing of the user's, and gives up on a silent server before we do. */
export const variables = (announcement: Announcement, home: string): Readonly<Record<string, string>> => ({
  ...announcement.environment,
  PATH: process.env["PATH"] ?? "",
  HOME: home,
  LC_ALL: "C.UTF-8",
  // Seconds.
  GLOBUS_SDK_HTTP_TIMEOUT: "20"
})

/** The CLI of an environment, whose tokens are kept below `home`. */
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
                `globus ${args.join(" ")} ends with ${outcome.exitCode} and not ${exitCode}\n` +
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
