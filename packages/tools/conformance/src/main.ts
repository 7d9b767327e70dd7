/** The command: every recording of a corpus, a table, and an exit code that says whether all hold. */
import * as UndiciHttpClient from "@effect-globus/http/UndiciHttpClient"
import * as FileSystem from "@effect/platform/FileSystem"
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as CommandLine from "./CommandLine.js"
import * as PythonPage from "./PythonPage.js"
import * as Report from "./Report.js"
import * as Sections from "./Sections.js"

const program = Effect.gen(function* () {
  const args = yield* CommandLine.parse(process.argv.slice(2))
  if (args === "help") return yield* Console.log(CommandLine.help)
  if (args.page) return yield* Effect.zipRight(PythonPage.write(args.folder), Console.log(PythonPage.file))
  const verdicts = yield* Sections.run(args.folder, (file, rows) => Console.error(`${file}: ${rows} rows`))
  const summary = Report.summarize(verdicts)
  if (args.report !== undefined) {
    const fs = yield* FileSystem.FileSystem
    yield* fs.writeFileString(args.report, JSON.stringify(summary, undefined, 2))
  }
  yield* Console.log(Report.print(verdicts))
  if (summary.failed > 0) yield* Effect.sync(() => (process.exitCode = 1))
}).pipe(
  Effect.tapError(({ message }) => Console.error(message)),
  Effect.provide(Layer.merge(NodeContext.layer, UndiciHttpClient.layer()))
)

NodeRuntime.runMain(program, { disableErrorReporting: true })
