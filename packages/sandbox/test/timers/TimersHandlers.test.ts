/** Globus Timers over a real socket, asked by the SDK's own client; their runs in process, where the test has the clock. */
import { describe, expect, it } from "@effect/vitest"
import * as FlowsClient from "@effect-globus/sdk/flows/FlowsClient"
import { FlowsScopes } from "@effect-globus/sdk/Scopes"
import * as FlowTimer from "@effect-globus/sdk/timers/FlowTimer"
import * as TimersClient from "@effect-globus/sdk/timers/TimersClient"
import * as TimerSchedule from "@effect-globus/sdk/timers/TimerSchedule"
import * as TransferTimer from "@effect-globus/sdk/timers/TransferTimer"
import * as TransferData from "@effect-globus/sdk/transfer/TransferData"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import { pipe } from "effect/Function"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/TestClock"
import { layer, layerInProcess, Sandbox } from "../../src/Sandbox.js"
import * as Schedule from "../../src/timers/Schedule.js"
import * as Ask from "../ask.js"
import { as } from "../clients.js"
import { pause, plant, temporaryDirectory, text } from "../transfer/TransferFixture.js"

const ada = "6f1c2a7e-0000-4000-8000-0000000000a1"
const bob = "6f1c2a7e-0000-4000-8000-0000000000b1"
const here = "6f1c2a7e-0000-4000-8000-0000000000c1"
const nowhere = "6f1c2a7e-0000-4000-8000-0000000000d1"
const users = [
  { sub: ada, username: "ada@example.org" },
  { sub: bob, username: "bob@example.org" }
]

const overSocket = Effect.provide(Layer.merge(layer({ users }), FetchHttpClient.layer))

const timerScope = "https://auth.globus.org/scopes/524230d7-ea86-4a52-8312-86065a9e0417/timer"
const client = (user: string) => as(TimersClient.make, `${timerScope}[${Ask.transferAll}]`, user)

const said = <E, R>(call: Effect.Effect<unknown, E, R>) => Effect.flip(call)

/** A transfer of a file within a collection. */
const timer = (
  schedule: TimerSchedule.TimerSchedule,
  { collection = here, name = "nightly" }: { readonly collection?: string; readonly name?: string } = {}
) => ({
  timer: TransferTimer.make({
    name,
    schedule,
    body: pipe(
      TransferData.make({ source_endpoint: collection, destination_endpoint: collection }),
      TransferData.addItem("/raw", "/copy")
    )
  })
})

const hourly = TimerSchedule.recurring({ interval_seconds: "1 hour", start: "2099-01-01T00:00:00Z" })

describe("a timer", () => {
  it.live("is made, found, renamed, paused, resumed and deleted", () =>
    Effect.gen(function* () {
      const timers = yield* client(ada)
      const { timer: made } = yield* timers.createTimer(timer(hourly))
      const { job_id } = made
      expect(made).toMatchObject({
        name: "nightly",
        timer_type: "transfer",
        status: "new",
        schedule: { type: "recurring", interval_seconds: 3_600, start: "2099-01-01T00:00:00+00:00" },
        next_run: "2099-01-01T00:00:00+00:00",
        last_ran_at: null,
        inactive_reason: null,
        number_of_runs: 0,
        number_of_errors: 0,
        body: { source_endpoint: here, DATA: [{ source_path: "/raw", destination_path: "/copy" }] }
      })
      const job = yield* timers.getJob({ job_id })
      expect(job).toMatchObject({
        interval: 3_600,
        stop_after: null,
        activity: { code: "awaiting_next_run", next_run: "2099-01-01T00:00:00+00:00" },
        results: { data: [], page_next: null }
      })
      expect((yield* timers.updateJob({ job_id, name: "weekly" })).name).toBe("weekly")
      expect(yield* timers.pauseJob({ job_id })).toStrictEqual({ message: `Successfully paused job ${job_id}.` })
      expect(yield* timers.getJob({ job_id })).toMatchObject({
        name: "weekly",
        status: "inactive",
        inactive_reason: { cause: "user", detail: null },
        activity: { code: "paused", reason: "user" }
      })
      yield* timers.resumeJob({ job_id })
      expect(yield* timers.getJob({ job_id })).toMatchObject({ status: "new", inactive_reason: null })
      expect((yield* timers.deleteJob({ job_id })).status).toBe("delete_in_progress")
      expect(yield* timers.getJob({ job_id })).toMatchObject({ status: "deleted", next_run: null, activity: null })
      expect(yield* timers.listJobs()).toStrictEqual({ jobs: [] })
      for (const call of [timers.pauseJob({ job_id }), timers.resumeJob({ job_id }), timers.deleteJob({ job_id })]) {
        expect(yield* said(call)).toMatchObject({ _tag: "GlobusNotFound" })
      }
    }).pipe(overSocket)
  )

  it.live("is its owner's alone, and one that there is not is said in Timers' words", () =>
    Effect.gen(function* () {
      const { baseUrl } = yield* Sandbox
      const [timers, others] = [yield* client(ada), yield* client(bob)]
      const { job_id } = (yield* timers.createTimer(timer(hourly))).timer
      for (const call of [
        others.getJob({ job_id }),
        others.updateJob({ job_id, name: "mine" }),
        others.pauseJob({ job_id }),
        others.deleteJob({ job_id }),
        timers.getJob({ job_id: nowhere })
      ]) {
        expect(yield* said(call)).toMatchObject({ _tag: "GlobusNotFound", status: 404, code: "NOT_FOUND" })
      }
      expect(yield* others.listJobs()).toStrictEqual({ jobs: [] })
      expect((yield* timers.getJob({ job_id })).name).toBe("nightly")
      const anonymous = yield* Effect.promise(async () => (await fetch(`${baseUrl}jobs/`)).json())
      expect(anonymous).toStrictEqual({
        error: { code: "UNAUTHORIZED", detail: "Call must be authenticated", status: 401 }
      })
    }).pipe(overSocket)
  )

  it.live("is listed by name, status and order", () =>
    Effect.gen(function* () {
      const timers = yield* client(ada)
      const make = (name: string) =>
        Effect.map(timers.createTimer(timer(hourly, { name })), (made) => made.timer.job_id)
      const [b, a, other] = [yield* make("Beam B"), yield* make("beam A"), yield* make("other")]
      yield* timers.pauseJob({ job_id: b })
      const ids = (query: Parameters<typeof timers.listJobs>[0]) =>
        Effect.map(timers.listJobs(query), ({ jobs }) => jobs.map(({ job_id }) => job_id))
      expect(yield* ids({ order: "name desc" })).toStrictEqual([other, a, b])
      expect(yield* ids({ filter_name: "BEAM", order: "name asc" })).toStrictEqual([b, a])
      expect(yield* ids({ filter_status: "inactive" })).toStrictEqual([b])
      expect(yield* ids({ filter_status: ["active", "ended"], order: "name" })).toStrictEqual([a, other])
      expect(yield* ids({ submitted_before: "2000-01-01T00:00:00Z" })).toStrictEqual([])
    }).pipe(overSocket)
  )

  it.live("whose times are none is refused, field by field", () =>
    Effect.gen(function* () {
      const timers = yield* client(ada)
      const error = yield* said(timers.createTimer(timer(TimerSchedule.once({ datetime: "tomorrow" }))))
      expect(error).toMatchObject({
        status: 422,
        body: JSON.stringify({
          detail: [{ loc: ["body", "timer", "schedule", "datetime"], msg: "missing or malformed", type: "value_error" }]
        })
      })
      const job = { callback_url: "https://example.org/run", callback_body: {}, start: "2099-01-01T00:00:00Z" }
      expect(yield* said(timers.createJob({ ...job, interval: 59 }))).toMatchObject({ status: 422 })
      const made = yield* timers.createJob({ ...job, interval: 60.9, stop_after_n: 2, name: "old" })
      expect(made).toMatchObject({
        ...job,
        start: "2099-01-01T00:00:00+00:00",
        interval: 60,
        stop_after: { date: null, n_runs: 2 },
        timer_type: "generic"
      })
    }).pipe(overSocket)
  )
})

describe("a run", () => {
  /** A sandbox in process over a directory with one file in it. */
  const atWork = <A, E>(
    test: (root: string) => Effect.Effect<A, E, Sandbox | Layer.Layer.Success<ReturnType<typeof layerInProcess>>>
  ) =>
    Effect.scoped(
      Effect.gen(function* () {
        const root = yield* temporaryDirectory
        plant(root, { raw: "photons" })
        return yield* test(root).pipe(
          Effect.provide(layerInProcess({ users, collections: [{ id: here, displayName: "Here", root }] }))
        )
      })
    )

  /** Lets the fibers of the sandbox and the disk do what is due. */
  const ended = (count: number) =>
    Effect.gen(function* () {
      const { tasks } = yield* Sandbox
      return yield* Effect.repeat(Effect.zipRight(pause, tasks), {
        until: (all) => all.length === count && all.every(({ status }) => status !== "ACTIVE"),
        times: 2_000
      })
    })

  it.effect("is a transfer of the owner's at each tick, until there were as many as wanted", () =>
    atWork((root) =>
      Effect.gen(function* () {
        const timers = yield* client(ada)
        const schedule = TimerSchedule.recurring({
          interval_seconds: "1 hour",
          start: "1970-01-01T01:00:00Z",
          end: { condition: "iterations", count: 2 }
        })
        const { job_id } = (yield* timers.createTimer(timer(schedule))).timer
        yield* TestClock.adjust("59 minutes")
        expect(yield* ended(0)).toStrictEqual([])
        yield* TestClock.adjust("1 minute")
        const [first] = yield* ended(1)
        expect(first).toMatchObject({ ownerId: ada, type: "TRANSFER", status: "SUCCEEDED", requestTime: 3_600_000 })
        expect(text(root, "copy")).toBe("photons")
        expect(yield* timers.getJob({ job_id })).toMatchObject({
          status: "active",
          n_runs: 1,
          n_errors: 0,
          last_ran_at: "1970-01-01T01:00:00+00:00",
          next_run: "1970-01-01T02:00:00+00:00",
          results: { data: [{ resource_id: first?.id, errors: null }] }
        })
        yield* TestClock.adjust("1 hour")
        const tasks = yield* ended(2)
        const job = yield* timers.getJob({ job_id, page_size: 1 })
        expect(job).toMatchObject({ status: "ended", n_runs: 2, next_run: null, activity: null })
        expect(job.results).toMatchObject({ data: [{ resource_id: tasks[1]?.id }], page_next: "1" })
        const rest = yield* timers.getJob({ job_id, page_size: 1, results_pt: "1" })
        expect(rest.results).toMatchObject({ data: [{ resource_id: first?.id }], page_next: null })
        yield* TestClock.adjust("10 hours")
        expect(yield* ended(2)).toHaveLength(2)
      })
    )
  )

  it.effect("that a pause has missed is made up for once, at the resumption; a deleted timer has none", () =>
    atWork(() =>
      Effect.gen(function* () {
        const timers = yield* client(ada)
        const schedule = TimerSchedule.recurring({ interval_seconds: "1 hour", start: "1970-01-01T01:00:00Z" })
        const { job_id } = (yield* timers.createTimer(timer(schedule))).timer
        yield* timers.pauseJob({ job_id })
        yield* TestClock.adjust("210 minutes")
        expect(yield* ended(0)).toStrictEqual([])
        yield* timers.resumeJob({ job_id, update_credentials: true })
        expect(yield* ended(1)).toMatchObject([{ requestTime: 210 * 60_000 }])
        expect((yield* timers.getJob({ job_id })).next_run).toBe("1970-01-01T04:00:00+00:00")
        yield* timers.deleteJob({ job_id })
        yield* TestClock.adjust("10 hours")
        expect(yield* ended(1)).toHaveLength(1)
      })
    )
  )

  it.effect("without a collection, of no flow, or of another action is an error that its timer tells", () =>
    atWork(() =>
      Effect.gen(function* () {
        const timers = yield* client(ada)
        const { job_id } = (yield* timers.createTimer(timer(TimerSchedule.once(), { collection: nowhere }))).timer
        const flow = yield* timers.createTimer({
          timer: { timer_type: "flow", flow_id: nowhere, schedule: TimerSchedule.once(), body: { body: { n: 1 } } }
        })
        expect(flow.timer).toMatchObject({ timer_type: "flow", flow_id: nowhere, body: { body: { n: 1 } } })
        yield* TestClock.adjust("1 second")
        expect(yield* timers.getJob({ job_id })).toMatchObject({
          status: "ended",
          n_runs: 1,
          n_errors: 1,
          results: { data: [{ resource_id: null, http_status_submission: 404, errors: { code: expect.any(String) } }] }
        })
        expect(yield* timers.getJob({ job_id: flow.timer.job_id })).toMatchObject({
          n_errors: 1,
          results: { data: [{ http_status_submission: 404, errors: { error: { code: "NOT_FOUND" } } }] }
        })
        const job = { callback_url: "https://example.org/run", callback_body: {}, start: "1970-01-01T00:00:02Z" }
        const generic = yield* timers.createJob(job)
        yield* TestClock.adjust("2 seconds")
        expect(yield* timers.getJob({ job_id: generic.job_id })).toMatchObject({
          n_errors: 1,
          results: { data: [{ http_status_submission: 501 }] }
        })
        expect(yield* ended(0)).toStrictEqual([])
      })
    )
  )

  it.effect("of a flow is started as its owner, who has to be one of its starters", () =>
    atWork(() =>
      Effect.gen(function* () {
        const flows = yield* as(FlowsClient.make, FlowsScopes.all, ada)
        const definition = { StartAt: "A", States: { A: { Type: "Pass", End: true } } }
        const { id } = yield* flows.createFlow({
          title: "Nightly",
          definition,
          input_schema: { type: "object", required: ["n"] }
        })
        const made = (user: string, body: Readonly<Record<string, unknown>>) =>
          Effect.flatMap(client(user), (timers) =>
            timers.createTimer({
              timer: FlowTimer.make({ flow_id: id, schedule: TimerSchedule.once(), body: { body, label: "by night" } })
            })
          )
        const own = (yield* made(ada, { n: 1 })).timer
        const unfit = (yield* made(ada, {})).timer
        const others = (yield* made(bob, { n: 1 })).timer
        yield* TestClock.adjust("1 second")
        yield* pause
        const { runs } = yield* flows.listRuns({ filter_flow_id: id })
        expect(runs).toMatchObject([{ label: "by night", run_owner: `urn:globus:auth:identity:${ada}` }])
        const results = (user: string, job_id: string) =>
          Effect.map(
            Effect.flatMap(client(user), (timers) => timers.getJob({ job_id })),
            ({ results }) => results
          )
        expect(yield* results(ada, own.job_id)).toMatchObject({
          data: [{ resource_id: runs[0]?.run_id, http_status_submission: 201, errors: null }]
        })
        expect(yield* results(ada, unfit.job_id)).toMatchObject({ data: [{ http_status_submission: 400 }] })
        expect(yield* results(bob, others.job_id)).toMatchObject({ data: [{ http_status_submission: 403 }] })
      })
    )
  )
})

describe("a schedule", () => {
  it("ticks at its start and at whole intervals after it, always later, and never beyond its end", () => {
    FastCheck.assert(
      FastCheck.property(
        FastCheck.record({
          start: FastCheck.nat(1_000_000),
          interval: FastCheck.integer({ min: 1, max: 5_000 }),
          until: FastCheck.option(FastCheck.nat(2_000_000), { nil: undefined }),
          runs: FastCheck.option(FastCheck.integer({ min: 1, max: 5 }), { nil: undefined })
        }),
        FastCheck.nat(2_000_000),
        FastCheck.nat(6),
        (schedule, after, done) => {
          const tick = Schedule.next(schedule, after, done)
          if (schedule.runs !== undefined && done >= schedule.runs) expect(tick).toBeUndefined()
          if (tick === undefined) return
          expect(tick).toBeGreaterThanOrEqual(schedule.start)
          expect((tick - schedule.start) % schedule.interval).toBe(0)
          if (after >= schedule.start) expect(tick).toBeGreaterThan(after)
          expect(tick - Math.max(after, schedule.start)).toBeLessThanOrEqual(schedule.interval)
          if (schedule.until !== undefined) expect(tick).toBeLessThanOrEqual(schedule.until)
        }
      )
    )
  })
})
