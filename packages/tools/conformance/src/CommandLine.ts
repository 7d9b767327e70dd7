/** The command's arguments. */
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as path from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"

/** Beside the repository. */
const defaultFolder = path.resolve(fileURLToPath(import.meta.url), "../../../../../../shared/wire")

export const help = `npm run conformance [folder] -- [--report FILE] [--page]

Holds the clients against recorded traffic of the Python SDK.

  folder         the recordings; default: ../shared/wire beside the repository
  --report FILE  writes the sums and what failed as JSON
  --page         writes the page "Coming from the Python SDK" instead
  --help         this text`

export class WrongArguments extends Data.TaggedError("WrongArguments")<{ readonly message: string }> {}

export interface Arguments {
  readonly folder: string
  readonly report: string | undefined
  /** The page is to be written. */
  readonly page: boolean
}

/** `"help"` when that is what is asked for. */
export const parse = (args: ReadonlyArray<string>): Effect.Effect<Arguments | "help", WrongArguments> =>
  Effect.flatMap(
    Effect.try({
      try: () =>
        parseArgs({
          args: [...args],
          options: { report: { type: "string" }, page: { type: "boolean" }, help: { type: "boolean" } },
          allowPositionals: true
        }),
      catch: (error) => new WrongArguments({ message: error instanceof Error ? error.message : String(error) })
    }),
    ({
      positionals: [folder = defaultFolder, ...others],
      values
    }): Effect.Effect<Arguments | "help", WrongArguments> => {
      if (values.help === true) return Effect.succeed("help")
      return others.length > 0
        ? new WrongArguments({ message: `one folder at a time: ${others.join(", ")}` })
        : Effect.succeed({ folder, report: values.report, page: values.page === true })
    }
  )
