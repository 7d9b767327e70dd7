/**
 * Globus Timers in the sandbox: timers in memory, those of transfers and of flows at work. That a token of Timers needs
 * Transfer's or the flow's scope below its own is checked for collections that ask for `data_access` alone.
 *
 * @since 0.1.0
 */
import { specificFlowScopes } from "@effect-globus/sdk/Scopes"
import type { Job, JobResult, Timer } from "@effect-globus/sdk/timers/Timer"
import type { TimerSchedule } from "@effect-globus/sdk/timers/TimerSchedule"
import { resourceServer } from "@effect-globus/sdk/timers/TimersApi"
import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { Caller } from "../Caller.js"
import * as Envelope from "../Envelope.js"
import { answered, type Failure } from "../Failure.js"
import { GlobusApi } from "../GlobusApi.js"
import { listed } from "../Listed.js"
import type { Schedule } from "./Schedule.js"
import * as Timers from "./Timers.js"

/** ISO 8601 with an offset, to the second. */
const dateOf = (time: number): string => new Date(time).toISOString().replace(/\.\d+Z$/, "+00:00")

const optionalDate = (time: number | undefined): string | null => (time === undefined ? null : dateOf(time))

/** What is wrong with a field of the body. */
const malformed = (...path: ReadonlyArray<string>): Effect.Effect<never, Failure> =>
  Effect.flatMap(Envelope.malformed(resourceServer, { method: "POST", path: "" }, [{ path }]), Effect.fail)

const timeOf = (text: string, ...path: ReadonlyArray<string>): Effect.Effect<number, Failure> => {
  const time = Date.parse(text)
  return Number.isNaN(time) ? malformed(...path) : Effect.succeed(time)
}

const scheduleOf = (schedule: TimerSchedule): Effect.Effect<Schedule, Failure> =>
  Effect.gen(function* () {
    const way = ["timer", "schedule"]
    const now = yield* Clock.currentTimeMillis
    const started = schedule.type === "once" ? schedule.datetime : schedule.start
    const start =
      started == null ? now : yield* timeOf(started, ...way, schedule.type === "once" ? "datetime" : "start")
    if (schedule.type === "once") return { start, interval: undefined, until: undefined, runs: 1 }
    const { end, interval_seconds } = schedule
    return {
      start,
      interval: interval_seconds * 1000,
      until: end?.condition === "time" ? yield* timeOf(end.datetime, ...way, "end", "datetime") : undefined,
      runs: end?.condition !== "iterations" ? undefined : "count" in end ? end.count : end.iterations
    }
  })

// --- Documents --------------------------------------------------------------------------------------------------------

const statusOf = ({ nextRun, runs, state }: Timers.StoredTimer): string => {
  if (state === "deleted") return "deleted"
  if (nextRun === undefined) return "ended"
  if (state === "paused") return "inactive"
  return runs.length === 0 ? "new" : "active"
}

/** A timer that has not run yet is as active as the others. */
const kindOf = (timer: Timers.StoredTimer): string => statusOf(timer).replace("new", "active")

const activityOf = ({ nextRun, state }: Timers.StoredTimer): Job["activity"] => {
  if (nextRun === undefined || state === "deleted") return null
  return state === "paused"
    ? { code: "paused", reason: "user" }
    : { code: "awaiting_next_run", next_run: dateOf(nextRun) }
}

const resultOf = ({ at, error, resourceId, status }: Timers.Run): JobResult => ({
  ran_at: dateOf(at),
  start_timestamp: dateOf(at),
  end_timestamp: dateOf(at),
  run_status: error === undefined ? "success" : "failure",
  resource_id: resourceId ?? null,
  http_status_submission: status,
  status,
  data: resourceId === undefined ? null : { action_id: resourceId, status: "ACTIVE" },
  errors: error ?? null
})

/** What both documents of a timer have. */
const common = (timer: Timers.StoredTimer) =>
  ({
    job_id: timer.id,
    name: timer.name,
    timer_type: timer.request.timer_type,
    status: statusOf(timer),
    submitted_at: dateOf(timer.submittedAt),
    last_ran_at: optionalDate(timer.runs.at(-1)?.at),
    next_run: timer.state === "deleted" ? null : optionalDate(timer.nextRun),
    inactive_reason: timer.state === "paused" ? { cause: "user", detail: null } : null,
    activity: activityOf(timer)
  }) satisfies Partial<Timer>

const errorsOf = ({ runs }: Timers.StoredTimer): number => runs.filter(({ error }) => error !== undefined).length

const scheduleDocument = ({ request, schedule }: Timers.StoredTimer): Timer["schedule"] => {
  const start = dateOf(schedule.start)
  if (request.timer_type === "generic") return null
  if (request.schedule.type === "once") return { type: "once", datetime: start }
  const { end, interval_seconds } = request.schedule
  return {
    type: "recurring",
    interval_seconds,
    start,
    end:
      end == null
        ? null
        : end.condition === "time"
          ? { condition: "time", datetime: end.datetime }
          : { condition: "iterations", count: schedule.runs ?? null }
  }
}

const timerDocument = (timer: Timers.StoredTimer): Timer => {
  const { request } = timer
  const runs = { number_of_runs: timer.runs.length, number_of_errors: errorsOf(timer) }
  if (request.timer_type === "generic") return { ...common(timer), ...runs }
  return {
    ...common(timer),
    ...runs,
    schedule: scheduleDocument(timer),
    body: request.body,
    ...(request.timer_type === "flow" ? { flow_id: request.flow_id } : {})
  }
}

const actionOf = ({ request }: Timers.StoredTimer): Pick<Job, "callback_url" | "callback_body" | "scope"> => {
  switch (request.timer_type) {
    case "generic":
      return {
        callback_url: request.callback_url,
        callback_body: request.callback_body,
        scope: request.scope ?? null
      }
    case "transfer":
      return {
        callback_url: "https://actions.automate.globus.org/transfer/transfer/run",
        callback_body: { body: request.body },
        scope: null
      }
    case "flow":
      return {
        callback_url: `https://flows.automate.globus.org/flows/${request.flow_id}/run`,
        callback_body: { ...request.body },
        scope: specificFlowScopes(request.flow_id).user
      }
  }
}

const resultsOnPage = 50

/** The newest run comes first. A page is known by how many runs are older than it, so that new ones move nothing. */
const resultPage = (runs: ReadonlyArray<Timers.Run>, size: number, end: number): Job["results"] => {
  const begin = Math.max(0, end - size)
  return {
    data: runs.slice(begin, end).reverse().map(resultOf),
    page_next: begin === 0 || size === 0 ? null : String(begin)
  }
}

const jobDocument = (timer: Timers.StoredTimer, size = resultsOnPage, end = timer.runs.length): Job => ({
  ...common(timer),
  ...actionOf(timer),
  ...(timer.request.timer_type === "flow" ? { flow_id: timer.request.flow_id } : {}),
  schedule: scheduleDocument(timer),
  start: dateOf(timer.schedule.start),
  interval: timer.schedule.interval === undefined ? null : timer.schedule.interval / 1000,
  stop_after:
    timer.schedule.until === undefined && timer.schedule.runs === undefined
      ? null
      : { date: optionalDate(timer.schedule.until), n_runs: timer.schedule.runs ?? null },
  n_runs: timer.runs.length,
  n_errors: errorsOf(timer),
  results: resultPage(timer.runs, size, end)
})

// --- Handlers ---------------------------------------------------------------------------------------------------------

const timers = HttpApiBuilder.group(GlobusApi, "timers.timers", (handlers) =>
  Effect.map(Timers.Timers, (timers) =>
    handlers.handle("createTimer", ({ payload: { timer: request } }) =>
      answered(
        Effect.gen(function* () {
          const { clientId, sub } = yield* Caller
          const schedule = yield* scheduleOf(request.schedule)
          const timer = yield* timers.create({ ownerId: sub, clientId, name: request.name ?? null, request, schedule })
          return { timer: timerDocument(timer) }
        })
      )
    )
  )
)

const minute = 60
const year = 365 * 24 * 60 * 60

const byOrder = (order: string | undefined): ((one: Job, other: Job) => number) => {
  const [field = "", direction] = (order ?? "").split(/\s+/)
  // In the order of submission, which the list has: where nothing else is asked, and of what is equal.
  const key =
    field === "name" || field === "submitted_at" || field === "next_run" || field === "status" ? field : undefined
  return (one, other) => {
    if (key === undefined) return 0
    const [left, right] = [one[key] ?? "", other[key] ?? ""]
    const difference = left < right ? -1 : left > right ? 1 : 0
    return direction?.toLowerCase() === "desc" ? -difference : difference
  }
}

const jobs = HttpApiBuilder.group(GlobusApi, "timers.jobs", (handlers) =>
  Effect.gen(function* () {
    const timers = yield* Timers.Timers

    const own = (id: string) =>
      Effect.gen(function* () {
        const { sub } = yield* Caller
        const timer = Option.getOrUndefined(yield* timers.get(id, sub))
        return timer ?? (yield* Envelope.refuse(resourceServer, { status: 404, detail: `There is no job ${id}` }))
      })

    /** One that can still be changed. */
    const alive = (id: string) =>
      Effect.filterOrElse(
        own(id),
        ({ state }) => state !== "deleted",
        () => Envelope.refuse(resourceServer, { status: 404, detail: `The job ${id} has been deleted` })
      )

    return handlers
      .handle("listJobs", ({ urlParams }) =>
        answered(
          Effect.gen(function* () {
            const { sub } = yield* Caller
            const { filter_name, filter_status, order, result_count, submitted_after, submitted_before } = urlParams
            const statuses = filter_status === undefined ? undefined : listed(filter_status)
            const after = submitted_after === undefined ? undefined : yield* timeOf(submitted_after, "submitted_after")
            const before =
              submitted_before === undefined ? undefined : yield* timeOf(submitted_before, "submitted_before")
            const found = (yield* timers.list(sub)).filter(
              (timer) =>
                (filter_name === undefined || timer.name?.toLowerCase().includes(filter_name.toLowerCase()) === true) &&
                (statuses === undefined || statuses.includes(kindOf(timer))) &&
                (after === undefined || timer.submittedAt > after) &&
                (before === undefined || timer.submittedAt < before)
            )
            return { jobs: found.map((timer) => jobDocument(timer, result_count)).sort(byOrder(order)) }
          })
        )
      )
      .handle("createJob", ({ payload: { name, ...job } }) =>
        answered(
          Effect.gen(function* () {
            const { clientId, sub } = yield* Caller
            const start = yield* timeOf(job.start, "start")
            const interval = job.interval == null ? undefined : Math.floor(job.interval)
            if (interval !== undefined && (interval < minute || interval > year)) return yield* malformed("interval")
            const end = typeof job.stop_after === "string" ? { date: job.stop_after } : job.stop_after
            const schedule: Schedule = {
              start,
              interval: interval === undefined ? undefined : interval * 1000,
              until: end?.date == null ? undefined : yield* timeOf(end.date, "stop_after"),
              runs: job.stop_after_n ?? end?.n_runs ?? (interval === undefined ? 1 : undefined)
            }
            const request = { timer_type: "generic" as const, ...job }
            return jobDocument(yield* timers.create({ ownerId: sub, clientId, name: name ?? null, request, schedule }))
          })
        )
      )
      .handle("getJob", ({ path, urlParams: { page_size, results_pt } }) =>
        answered(
          Effect.flatMap(own(path.job_id), (timer) =>
            results_pt !== undefined && !/^\d+$/.test(results_pt)
              ? Effect.flatMap(
                  Envelope.malformed(resourceServer, { method: "GET", path: "" }, [{ path: ["results_pt"] }]),
                  Effect.fail
                )
              : Effect.succeed(jobDocument(timer, page_size, results_pt === undefined ? undefined : Number(results_pt)))
          )
        )
      )
      .handle("updateJob", ({ path, payload }) =>
        answered(
          Effect.gen(function* () {
            const { id } = yield* alive(path.job_id)
            if (payload.name != null) yield* timers.rename(id, payload.name)
            return jobDocument(yield* own(id))
          })
        )
      )
      .handle("deleteJob", ({ path }) =>
        answered(
          Effect.gen(function* () {
            const { id } = yield* alive(path.job_id)
            yield* timers.remove(id)
            // Said while it goes; from then on it is deleted.
            return { ...jobDocument(yield* own(id)), status: "delete_in_progress" }
          })
        )
      )
      .handle("pauseJob", ({ path }) =>
        answered(
          Effect.gen(function* () {
            const { id } = yield* alive(path.job_id)
            yield* timers.pause(id)
            return { message: `Successfully paused job ${id}.` }
          })
        )
      )
      .handle("resumeJob", ({ path }) =>
        answered(
          Effect.gen(function* () {
            const { id } = yield* alive(path.job_id)
            yield* timers.resume(id)
            return { message: `Successfully resumed job ${id}.` }
          })
        )
      )
  })
)

/**
 * The handlers of Timers, and its timers, which live as long as the layer.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = () => Layer.mergeAll(timers, jobs).pipe(Layer.provide(Timers.layer()))
