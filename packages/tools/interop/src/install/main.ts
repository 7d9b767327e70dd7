/** `npm run installs`: packs the packages, and installs them in empty projects as their users do. */
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Console from "effect/Console"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { parseArgs } from "node:util"
import type { Result } from "../Check.js"
import { CheckFailed, perform } from "../Check.js"
import * as Report from "../Report.js"
import * as Checks from "./checks.js"
import * as InstalledSandbox from "./InstalledSandbox.js"
import * as Registry from "./Registry.js"
import * as Tarballs from "./Tarballs.js"
import * as Tools from "./Tools.js"

const tell = (result: Result) => Effect.as(Console.log(Report.line(result)), result)

/** Performs the checks whose tools are available, two at a time. */
const performAll = (bench: Checks.Bench, { missing }: Tools.Tools) =>
  Effect.gen(function* () {
    const results = yield* Effect.forEach(
      yield* Checks.all(bench),
      (check) =>
        Effect.gen(function* () {
          const lacks = check.needs.filter((name) => missing.has(name))
          if (lacks.length === 0) return [yield* Effect.flatMap(perform(check.client, check), tell)]
          yield* Console.log(
            `not run: ${check.client}, ${check.name}: ${lacks.map((name) => missing.get(name)).join(" ")}`
          )
          return []
        }),
      { concurrency: 2 }
    )
    return results.flat()
  })

const installs = Effect.gen(function* () {
  const files = yield* FileSystem.FileSystem
  const packed = yield* files.makeTempDirectoryScoped({ prefix: "effect-globus-packed-" })
  const tarballs = yield* Tarballs.packAll(packed)
  const registry = yield* Registry.serve(tarballs)
  yield* Console.log(Report.header)
  const [took, exit] = yield* Effect.timed(Effect.exit(InstalledSandbox.make(registry)))
  const first = yield* perform("npm", { name: "the README of the sandbox: its line, and its command", run: exit })
  yield* tell({ ...first, seconds: Duration.toSeconds(took) })
  // Every other program needs a Globus to talk to.
  if (Exit.isFailure(exit)) return [first]
  const tools = yield* Tools.make(Checks.tools)
  const { collection, environment } = exit.value
  const bench = { tarballs, packed, registry, tools: tools.folder, globus: environment, collection }
  return [first, ...(yield* performAll(bench, tools))]
}).pipe(Effect.scoped)

const exitsWith1 = Effect.sync(() => {
  process.exitCode = 1
})

const program = Effect.gen(function* () {
  const { values } = yield* Effect.try({
    try: () => parseArgs({ options: { report: { type: "string" } } }),
    catch: (error) => new CheckFailed({ message: String(error) })
  })
  const files = yield* FileSystem.FileSystem
  const counts = Report.counts(yield* installs)
  if (values.report !== undefined) yield* files.writeFileString(values.report, JSON.stringify(counts))
  yield* Console.log(`\n${Report.lastLine(counts)}`)
  yield* Effect.when(exitsWith1, () => counts.failed > 0)
}).pipe(
  Effect.catchAll(({ message }) => Effect.zipRight(Console.error(message), exitsWith1)),
  Effect.provide(NodeContext.layer)
)

NodeRuntime.runMain(program)
