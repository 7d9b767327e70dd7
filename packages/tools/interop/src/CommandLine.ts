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

export const help = `interop: runs the unmodified Globus CLI and Globus SDK for Python against the sandbox's command

  --python COMMAND      default: python3
  --environments DIR    the folder of the virtual environments, kept for later runs; default:
                        effect-globus/interop in the user's cache directory
  --report FILE         writes {"passed":N,"failed":N} to FILE, and "notRun" with the reason if nothing could run
  --help                this text

The exit code is 1 if a check fails. Without Python or the packages, it says so and exits with 0.`

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
