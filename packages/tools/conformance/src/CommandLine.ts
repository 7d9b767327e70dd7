/** The command: its arguments, and what it does. */
import * as FileSystem from "@effect/platform/FileSystem"
import * as Console from "effect/Console"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as path from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import * as PythonPage from "./PythonPage.js"
import * as Report from "./Report.js"
import * as Sections from "./Sections.js"

/** The recordings beside the repository. */
const defaultFolder = path.resolve(fileURLToPath(import.meta.url), "../../../../../../shared/wire")

export const help = `npm run conformance [folder] -- [--report FILE] [--page]

Holds the clients against recorded traffic of the Python SDK.

  folder         the recordings (default: ../shared/wire beside the repository)
  --report FILE  writes the sums and the failures as JSON
  --page         writes the page "Coming from the Python SDK" instead
  --help         this text`

export class WrongArguments extends Data.TaggedError("WrongArguments")<{ readonly message: string }> {}

export interface Arguments {
  readonly folder: string
  readonly report: string | undefined
  /** Whether the page is written instead. */
  readonly page: boolean
}

/** The arguments, or `"help"` if the caller asks for it. */
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

/** Runs the command. False: something failed. */
export const run = (args: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const parsed = yield* parse(args)
    if (parsed === "help") return yield* Effect.as(Console.log(help), true)
    if (parsed.page) {
      yield* PythonPage.write(parsed.folder)
      return yield* Effect.as(Console.log(PythonPage.file), true)
    }
    const verdicts = yield* Sections.run(parsed.folder, (file, rows) => Console.error(`${file}: ${rows} rows`))
    const summary = Report.summarize(verdicts)
    if (parsed.report !== undefined) {
      const fs = yield* FileSystem.FileSystem
      yield* fs.writeFileString(parsed.report, JSON.stringify(summary, undefined, 2))
    }
    yield* Console.log(Report.print(verdicts))
    return summary.failed === 0
  })
