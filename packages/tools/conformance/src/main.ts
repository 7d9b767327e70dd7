/** Holds all recordings of a corpus, prints a table, and exits with a code that says whether all of them hold. */
import * as UndiciHttpClient from "@effect-globus/http/UndiciHttpClient"
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as CommandLine from "./CommandLine.js"

CommandLine.run(process.argv.slice(2)).pipe(
  Effect.tap((holds) => Effect.sync(() => (process.exitCode = holds ? 0 : 1))),
  Effect.tapError(({ message }) => Console.error(message)),
  Effect.provide(Layer.merge(NodeContext.layer, UndiciHttpClient.layer())),
  (program) => NodeRuntime.runMain(program, { disableErrorReporting: true })
)
