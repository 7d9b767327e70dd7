/** The arguments of `npm run interop`. */
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import { homedir } from "node:os"
import { join, resolve } from "node:path"
import { parseArgs } from "node:util"

export interface Options {
  readonly python: string
  /** The folder of the virtual environments. */
  readonly environments: string
  /** The file for the counts. `.ci/tally.mjs` reads it. */
  readonly report: string | undefined
}

export class InvalidArguments extends Data.TaggedError("InvalidArguments")<{ readonly message: string }> {}

export const help = `interop: the Globus CLI and the Globus SDK for Python, unmodified, against the sandbox's command

  --python COMMAND      default: python3
  --environments DIR    where the virtual environments are kept for later runs; default: effect-globus/interop in the
                        user's cache directory
  --report FILE         writes {"passed":N,"failed":N} there, and "notRun" with the reason when nothing could be run
  --help                this text

Exit code 1 when a check fails. Without Python, or without the packages, it says so and exits with 0.`

/** https://specifications.freedesktop.org/basedir-spec: an empty variable counts as unset. */
const cacheDirectory = (environment: Readonly<Record<string, string | undefined>>): string =>
  environment["XDG_CACHE_HOME"] || join(homedir(), ".cache")

export const parse = (
  args: ReadonlyArray<string>,
  environment: Readonly<Record<string, string | undefined>>
): Effect.Effect<Options | "help", InvalidArguments> =>
  Effect.try({
    try: () => {
      const { values } = parseArgs({
        args: [...args],
        options: {
          python: { type: "string", default: "python3" },
          environments: { type: "string", default: join(cacheDirectory(environment), "effect-globus", "interop") },
          report: { type: "string" },
          help: { type: "boolean", default: false }
        }
      })
      return values.help
        ? ("help" as const)
        : {
            python: values.python,
            environments: resolve(values.environments),
            report: values.report === undefined ? undefined : resolve(values.report)
          }
    },
    catch: (error) =>
      new InvalidArguments({ message: `${error instanceof Error ? error.message : String(error)}\n\n${help}` })
  })
