/**
 * A run: a sandbox over real HTTP, with the weather and the faults of the seed, and the fibers of a person and an app.
 * At the end, without faults and with all tasks ended, it returns the record for the laws.
 */
import * as Sandbox from "@effect-globus/sandbox/Sandbox"
import type { SandboxError } from "@effect-globus/sandbox/SandboxError"
import * as RefreshPolicy from "@effect-globus/sdk/RefreshPolicy"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type * as Scope from "effect/Scope"
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import * as Dice from "./Dice.js"
import * as FaultPlan from "./FaultPlan.js"
import * as Lag from "./Lag.js"
import * as Principal from "./Principal.js"
import * as Recorder from "./Recorder.js"
import type { RunRecord, Settings } from "./RunRecord.js"
import * as Weather from "./Weather.js"
import * as Pipeline from "./workload/Pipeline.js"
import * as Worker from "./workload/Worker.js"

export interface Options {
  readonly seed: number
  readonly seconds: number
  readonly fibers: number
  /** The life of an access token. */
  readonly tokenSeconds: number
  /** The shortest and the longest pause of a fiber before a call, in milliseconds. Default: 10 and 150. */
  readonly pauses?: readonly [number, number] | undefined
}

/** The back-off is as short as the lives of tokens, so that it occurs often within a minute. */
const settingsOf = ({ tokenSeconds }: Options): Settings => ({
  policy: { ...RefreshPolicy.defaultPolicy, backOff: 500, maxBackOff: 1500, deadline: 1500 },
  leastDraw: 0.5,
  tokenLife: tokenSeconds * 1000,
  timeout: 2500,
  maxRetries: 5
})

/** How long running calls, and then running tasks, may take after the time is up. */
const patience = Duration.minutes(1)

const makeSandbox = (
  dice: Dice.Dice,
  caches: Principal.Caches,
  { instrument, archive }: Worker.Collections,
  { tokenLife }: Settings
): Effect.Effect<Sandbox.Sandbox.Service, SandboxError, Scope.Scope> =>
  Sandbox.make({
    accessTokenLife: Duration.millis(tokenLife),
    clients: Principal.clients(dice, caches),
    users: [
      { username: "robin@chaos.example.org", name: "Robin Researcher", sub: Dice.uuid(dice, "robin") },
      { username: "kim@chaos.example.org", name: "Kim", organization: "Lab", sub: Dice.uuid(dice, "kim") }
    ],
    collections: [instrument, archive],
    bytesPerSecond: 250_000,
    concurrentTasks: 32,
    retryInterval: "1 second"
  })

/** Ends the valid tokens of a service when the weather says so. */
const endTokens = (sandbox: Sandbox.Sandbox.Service, weather: Weather.Weather) =>
  Effect.forEach(
    weather.endings,
    ({ at, service }) => Effect.delay(sandbox.expireAccessTokens(service), Duration.millis(at)),
    { concurrency: "unbounded", discard: true }
  )

const tasksEnd = (sandbox: Sandbox.Sandbox.Service) =>
  Effect.repeat(Effect.delay(sandbox.tasks, "50 millis"), {
    until: (tasks) => tasks.every(({ status }) => status !== "ACTIVE")
  }).pipe(Effect.timeoutOption(patience))

/** Runs the pipeline until the time is up, and then closes its clients. */
const work = (
  options: Options,
  dice: Dice.Dice,
  sandbox: Sandbox.Sandbox.Service,
  caches: Principal.Caches,
  collections: Worker.Collections,
  recorder: Recorder.Recorder
) =>
  Effect.gen(function* () {
    const duration = options.seconds * 1000
    const weather = Weather.make(dice, duration)
    const { principals, secrets } = yield* Principal.make(sandbox, dice, caches, settingsOf(options), recorder)
    const start = Date.now()
    const elapsed = () => Date.now() - start
    const workers = Array.from({ length: options.fibers }, (_, index) =>
      Worker.make(dice, index, principals[index % 2 === 0 ? 0 : 1], collections, recorder, {
        pauses: options.pauses ?? [10, 150],
        isOver: () => elapsed() >= duration
      })
    )
    const plan = FaultPlan.make(dice, weather, elapsed)
    yield* sandbox.chooseFaults((request) => (Lag.isProbe(request) ? undefined : plan(request)))
    yield* Effect.forkScoped(endTokens(sandbox, weather))
    // A new process is slow at first: it opens connections and runs code for the first time.
    const beginning = (worker: Worker.Worker) =>
      Duration.millis(worker.roll("beginning") * Math.min(1000, duration / 20))
    const working = yield* Effect.forkScoped(
      Effect.forEach(workers, (worker) => Effect.delay(Pipeline.run(worker, sandbox), beginning(worker)), {
        concurrency: "unbounded",
        discard: true
      })
    )
    yield* Effect.sleep(duration)
    yield* sandbox.clearFaults
    yield* Effect.timeoutOption(Fiber.join(working), patience)
    return secrets
  }).pipe(Effect.scoped)

export const run = (options: Options) =>
  Effect.gen(function* () {
    const dice = Dice.make(options.seed)
    const settings = settingsOf(options)
    const caches = Principal.caches(dice)
    const recorder = yield* Recorder.make
    const lags = new Map<number, number>()

    const fs = yield* FileSystem.FileSystem
    const home = yield* fs.makeTempDirectoryScoped({ prefix: "globus-chaos-" })
    const collection = (name: string) => ({ id: Dice.uuid(dice, name), displayName: name, root: join(home, name) })
    const collections = { instrument: collection("Instrument"), archive: collection("Archive") }
    for (const { root } of [collections.instrument, collections.archive]) mkdirSync(root)

    const seen = yield* Effect.gen(function* () {
      const sandbox = yield* makeSandbox(dice, caches, collections, settings)
      yield* Effect.forkScoped(Lag.measure(lags, sandbox.baseUrl))
      yield* Effect.repeat(Effect.sleep("10 millis"), { until: () => lags.size > 0 })
      const secrets = yield* work(options, dice, sandbox, caches, collections, recorder)
      yield* tasksEnd(sandbox)
      const journal = (yield* sandbox.journal).filter((entry) => !Lag.isProbe(entry))
      return { secrets, journal, tasks: yield* sandbox.tasks }
    }).pipe(Effect.scoped, Effect.provide(recorder.logger))

    const record: RunRecord = {
      ...seen,
      ...(yield* recorder.recorded),
      settings,
      caches: [caches.user.transfer, caches.user.auth, caches.app.transfer, caches.app.auth],
      lags
    }
    return record
  }).pipe(Effect.scoped)
