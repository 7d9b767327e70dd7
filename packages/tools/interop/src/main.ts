/** `npm run interop`: runs unmodified foreign clients against the sandbox's command. */
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Runtime from "@effect/platform/Runtime"
import * as Cause from "effect/Cause"
import * as Console from "effect/Console"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Redacted from "effect/Redacted"
import type { Check, Result } from "./Check.js"
import { perform } from "./Check.js"
import { makeDisk } from "./cli/Bench.js"
import * as Checks from "./cli/checks.js"
import type { Options } from "./CommandLine.js"
import * as CommandLine from "./CommandLine.js"
import * as GlobusCli from "./GlobusCli.js"
import * as LocalGlobus from "./LocalGlobus.js"
import * as PythonSdk from "./PythonSdk.js"
import * as Report from "./Report.js"
import * as VirtualEnvironment from "./VirtualEnvironment.js"

/** Everything is printed already, so only the exit code is set. */
const exitsWith1 = Effect.sync(() => {
  process.exitCode = 1
})

const nameOf = ({ name, version }: VirtualEnvironment.Requirement): string => `${name} ${version}`

/** Separate environments: the CLI needs another version of the SDK than the newest, which is checked too. */
const environmentOf = (options: Options, requirement: VirtualEnvironment.Requirement) =>
  Effect.gen(function* () {
    const [took, environment] = yield* Effect.timed(
      VirtualEnvironment.make({ python: options.python, folder: options.environments, requirement })
    )
    const { folder, reused } = environment
    const seconds = Duration.toSeconds(took).toFixed(1)
    yield* Console.log(`${nameOf(requirement)} ${reused ? "found" : "installed"} in ${seconds} s: ${folder}`)
    return environment
  })

/** Runs all checks, and reports each as it ends. */
const check = (options: Options, tell: (result: Result) => Effect.Effect<Result>) =>
  Effect.gen(function* () {
    const environments = yield* Effect.all(
      {
        cli: environmentOf(options, GlobusCli.requirement),
        sdk: environmentOf(options, PythonSdk.requirement),
        sdk3: environmentOf(options, PythonSdk.version3)
      },
      { concurrency: "unbounded" }
    )
    const globus = yield* LocalGlobus.make
    const { announcement } = globus
    const hidden = Report.hide([announcement.confidentialClient.secret])
    const told = (result: Result) =>
      tell({ ...result, failure: result.failure === undefined ? undefined : hidden(result.failure) })
    yield* Console.log(`\n${Report.header}`)

    const bench = {
      globus,
      disk: yield* makeDisk,
      cli: yield* GlobusCli.make({ environment: environments.cli, announcement, home: yield* globus.makeHome }),
      impostor: yield* GlobusCli.make({
        environment: environments.cli,
        announcement,
        home: yield* globus.makeHome,
        secret: Redacted.make("not-the-secret")
      })
    }
    const byCli = (checks: ReadonlyArray<Check>) =>
      Effect.forEach(checks, (check) => Effect.flatMap(perform(nameOf(GlobusCli.requirement), check), told))
    const bySdk = PythonSdk.run({
      program: "checks.py",
      client: nameOf(PythonSdk.requirement),
      environment: environments.sdk,
      globus,
      home: yield* globus.makeHome
    })
    const bySdk3 = PythonSdk.run({
      program: "pipeline.py",
      client: nameOf(PythonSdk.version3),
      environment: environments.sdk3,
      globus,
      home: yield* globus.makeHome
    })
    const { first, last, withTasks, withoutTasks } = Checks.all(bench)
    const begun = yield* byCli(first)
    const results = yield* Effect.all(
      [
        byCli(withoutTasks),
        // The SDK's checks also look at the list of tasks.
        Effect.map(
          Effect.all([
            byCli(withTasks),
            Effect.flatMap(bySdk, Effect.forEach(told)),
            Effect.flatMap(bySdk3, Effect.forEach(told))
          ]),
          (results) => results.flat()
        )
      ],
      { concurrency: 2 }
    )
    return [...begun, ...results.flat(), ...(yield* byCli(last))]
  }).pipe(Effect.scoped)

const tell = (result: Result) => Effect.as(Console.log(Report.line(result)), result)

/** A problem that prevents all checks is reported as one failed check. */
const failed = (client: string, check: string, failure: string) =>
  Effect.map(tell({ client, check, seconds: 0, failure }), (result) => [result])

const report = (options: Options, content: object) =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    if (options.report !== undefined) yield* files.writeFileString(options.report, JSON.stringify(content))
  })

const interop = (options: Options) =>
  check(options, tell).pipe(
    Effect.catchTags({
      BrokenInstall: ({ message }) => failed("pip", "the package is installed", message),
      SandboxFailed: ({ message }) => failed("sandbox", "its command starts", message),
      SubprocessError: ({ message }) => failed("sandbox", "its command starts", message)
    }),
    Effect.flatMap((results) =>
      Effect.gen(function* () {
        const counts = Report.counts(results)
        yield* report(options, counts)
        yield* Console.log(`\n${Report.lastLine(counts)}`)
        yield* Effect.when(exitsWith1, () => counts.failed > 0)
      })
    ),
    Effect.catchTag("NotRun", ({ why }) => {
      const counts = Report.notRun(why)
      return Effect.zipRight(report(options, counts), Console.log(`not run: ${counts.notRun}`))
    })
  )

const program = Effect.gen(function* () {
  const options = yield* CommandLine.parse(process.argv.slice(2), process.env)
  yield* options === "help" ? Console.log(CommandLine.help) : interop(options)
}).pipe(
  Effect.catchAll(({ message }) => Effect.zipRight(Console.error(message), exitsWith1)),
  Effect.provide(NodeContext.layer)
)

// A closed terminal signals only its foreground group. The started programs have their own groups, so this program must
// end them.
process.once("SIGHUP", () => process.kill(process.pid, "SIGTERM"))

NodeRuntime.runMain(program, {
  // An interrupted run proves nothing, so its exit code must not be 0.
  teardown: (exit, onExit) =>
    Exit.isFailure(exit) && Cause.isInterruptedOnly(exit.cause) ? onExit(130) : Runtime.defaultTeardown(exit, onExit)
})
