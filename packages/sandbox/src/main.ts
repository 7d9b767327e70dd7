#!/usr/bin/env node
/**
 * The command: a sandbox in the foreground.
 *
 * @since 0.1.0
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as CommandLine from "./CommandLine.js"
import * as Sandbox from "./Sandbox.js"

const program = Effect.gen(function* () {
  const options = yield* CommandLine.parse(process.argv.slice(2))
  if (options === "help") return yield* Console.log(CommandLine.help)
  const sandbox = yield* Sandbox.make(options)
  yield* Console.log(CommandLine.announcement(sandbox, options))
  return yield* Effect.never
}).pipe(
  Effect.scoped,
  Effect.tapError(({ message }) => Console.error(message))
)

NodeRuntime.runMain(program, { disableErrorReporting: true })
