/** `npm run chaos`: makes a run and prints its table. The exit code says whether every law held. */
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as CommandLine from "./CommandLine.js"
import { laws } from "./laws/Laws.js"
import * as Report from "./Report.js"
import { run } from "./Run.js"

const fail = Effect.sync(() => void (process.exitCode = 1))

const program = Effect.gen(function* () {
  const options = yield* CommandLine.parse(process.argv.slice(2))
  if (options === "help") return yield* Console.log(CommandLine.help)
  const { fibers, seconds, seed, tokenSeconds } = options
  yield* Console.log(`Chaos: seed ${seed}, ${seconds} s, ${fibers} fibers, access tokens of ${tokenSeconds} s\n`)
  const { failed, text } = Report.make(yield* run(options), laws)
  yield* Console.log(text)
  if (failed.length > 0) yield* fail
}).pipe(
  Effect.catchTag("WrongArguments", ({ message }) => Effect.zipRight(Console.error(message), fail)),
  Effect.provide(NodeContext.layer)
)

// The pretty logger would print the lines that the recorder takes.
NodeRuntime.runMain(program, { disablePrettyLogger: true })
