/**
 * The timers of a sandbox, each waiting in a fiber of the layer's scope until it is due. A timer of transfers submits
 * them as its owner would, one of flows starts runs. Other actions are out of the sandbox's reach: each of their runs is
 * an error.
 *
 * @since 0.1.0
 */
import { TimersScopes } from "@effect-globus/sdk/Scopes"
import type { FlowTimer } from "@effect-globus/sdk/timers/FlowTimer"
import type { TimerJob } from "@effect-globus/sdk/timers/TimerJob"
import type { TransferTimer } from "@effect-globus/sdk/timers/TransferTimer"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as FiberMap from "effect/FiberMap"
import * as HashMap from "effect/HashMap"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Ref from "effect/Ref"
import { Consents } from "../auth/Consents.js"
import { Flows } from "../flows/Flows.js"
import { Collections } from "../transfer/Collections.js"
import * as DataAccess from "../transfer/DataAccess.js"
import { collectionsOf } from "../transfer/Job.js"
import * as Submission from "../transfer/Submission.js"
import { TaskEngine } from "../transfer/TaskEngine.js"
import * as Schedule from "./Schedule.js"

/**
 * What came of a run. Times are epoch milliseconds.
 *
 * @since 0.1.0
 * @category models
 */
export interface Run {
  readonly at: number
  /** HTTP status of its start. */
  readonly status: number
  /** The id of the task, or of the flow's run. */
  readonly resourceId: string | undefined
  /** The refusal, in the words of the service that refused. */
  readonly error: Readonly<Record<string, unknown>> | undefined
}

/**
 * @since 0.1.0
 * @category models
 */
export interface StoredTimer {
  /** UUID. */
  readonly id: string
  /** Identity UUID. */
  readonly ownerId: string
  /** UUID of the client that made it: by its consents the timer acts. */
  readonly clientId: string
  readonly name: string | null
  /** What was asked for. */
  readonly request:
    | TransferTimer
    | FlowTimer
    | (Omit<TimerJob, "name"> & {
        readonly timer_type: "generic"
      })
  readonly schedule: Schedule.Schedule
  readonly state: "running" | "paused" | "deleted"
  readonly submittedAt: number
  /** Undefined: it has ended. */
  readonly nextRun: number | undefined
  /** The first one first. */
  readonly runs: ReadonlyArray<Run>
}

/**
 * @since 0.1.0
 * @category context
 */
export class Timers extends Context.Tag("@effect-globus/sandbox/timers/Timers")<Timers, Timers.Service>() {}

/**
 * @since 0.1.0
 * @category context
 */
export declare namespace Timers {
  /**
   * @since 0.1.0
   * @category context
   */
  export interface Service {
    readonly create: (
      timer: Pick<StoredTimer, "ownerId" | "clientId" | "name" | "request" | "schedule">
    ) => Effect.Effect<StoredTimer>
    /** None as well when the timer is somebody else's. */
    readonly get: (id: string, ownerId: string) => Effect.Effect<Option.Option<StoredTimer>>
    /** The first one first, the deleted ones left out. */
    readonly list: (ownerId: string) => Effect.Effect<ReadonlyArray<StoredTimer>>
    readonly rename: (id: string, name: string) => Effect.Effect<void>
    readonly pause: (id: string) => Effect.Effect<void>
    /** A run that was missed is made up for at once, one however many there were. */
    readonly resume: (id: string) => Effect.Effect<void>
    readonly remove: (id: string) => Effect.Effect<void>
  }
}

/** Timers cannot wait longer than a signed 32-bit number of milliseconds. */
const longestSleep = 86_400_000

/**
 * Timers end with the scope.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = Effect.gen(function* () {
  const collections = yield* Collections
  const consents = yield* Consents
  const engine = yield* TaskEngine
  const flows = yield* Flows
  const timers = yield* Ref.make(HashMap.empty<string, StoredTimer>())
  const fibers = yield* FiberMap.make<string, void>()

  const update = (id: string, to: (timer: StoredTimer) => StoredTimer) => Ref.update(timers, HashMap.modify(id, to))

  const startTransfer = (
    body: TransferTimer["body"],
    { clientId, ownerId }: Pick<StoredTimer, "clientId" | "ownerId">
  ) =>
    Effect.gen(function* () {
      const submission_id = globalThis.crypto.randomUUID()
      const { DATA = [], destination_endpoint = "", source_endpoint = "" } = body
      const document = { ...body, DATA, destination_endpoint, source_endpoint, submission_id }
      const read = yield* Submission.transfer(document, collections)
      const caller = { sub: ownerId, clientId, basis: { clientId, ways: [[TimersScopes.timer]] } }
      yield* DataAccess.check(consents, collectionsOf(read.job), caller, "/transfer")
      const { _tag, task } = yield* engine.submit({ ownerId, ...read })
      return _tag === "Conflict"
        ? {
            status: 409,
            resourceId: undefined,
            error: { code: "Conflict", message: `Task ${task.id} transfers the same paths and has not ended yet` }
          }
        : { status: 202, resourceId: task.id, error: undefined }
    })

  const startFlow = ({ body, flow_id }: FlowTimer, ownerId: string) =>
    Effect.gen(function* () {
      const input = {
        body: body.body,
        label: body.label ?? undefined,
        tags: body.tags ?? [],
        run_monitors: body.run_monitors ?? [],
        run_managers: body.run_managers ?? []
      }
      const { id } = yield* flows.start(yield* flows.startable(flow_id, ownerId, input), ownerId, input)
      return { status: 201, resourceId: id, error: undefined }
    })

  const start = ({ clientId, ownerId, request }: StoredTimer): Effect.Effect<Omit<Run, "at">> => {
    if (request.timer_type === "generic") {
      return Effect.succeed({
        status: 501,
        resourceId: undefined,
        error: { code: "NotImplemented", message: "The sandbox starts transfers and flows alone" }
      })
    }
    return Effect.catchAll(
      request.timer_type === "flow" ? startFlow(request, ownerId) : startTransfer(request.body, { ownerId, clientId }),
      ({ body, status }) => Effect.succeed({ status, resourceId: undefined, error: body })
    )
  }

  /** Waits for the next run, or runs. False when the timer has nothing to wait for any more. */
  const step = (id: string) =>
    Effect.gen(function* () {
      const timer = Option.getOrUndefined(HashMap.get(yield* Ref.get(timers), id))
      if (timer?.state !== "running" || timer.nextRun === undefined) return false
      const now = yield* Clock.currentTimeMillis
      if (now < timer.nextRun) yield* Effect.sleep(Math.min(timer.nextRun - now, longestSleep))
      else {
        // A task that was submitted is in the timer's document, whoever pauses or deletes it in between.
        yield* Effect.uninterruptible(
          Effect.flatMap(start(timer), (run) =>
            update(id, (timer) => {
              const runs = [...timer.runs, { at: now, ...run }]
              return { ...timer, runs, nextRun: Schedule.next(timer.schedule, now, runs.length) }
            })
          )
        )
      }
      return true
    })

  const live = (id: string): Effect.Effect<void> => Effect.repeat(step(id), { while: (goesOn) => goesOn })

  const stop = (id: string, state: "paused" | "deleted") =>
    Effect.zipRight(
      update(id, (timer) => ({ ...timer, state })),
      FiberMap.remove(fibers, id)
    )

  const find = (id: string) => Effect.map(Ref.get(timers), HashMap.get(id.toLowerCase()))

  const service: Timers.Service = {
    create: (asked) =>
      Effect.uninterruptible(
        Effect.gen(function* () {
          const now = yield* Clock.currentTimeMillis
          const timer: StoredTimer = {
            ...asked,
            id: globalThis.crypto.randomUUID(),
            state: "running",
            submittedAt: now,
            // A start that has passed is now.
            nextRun: Schedule.next({ ...asked.schedule, start: Math.max(asked.schedule.start, now) }, now - 1, 0),
            runs: []
          }
          yield* Ref.update(timers, HashMap.set(timer.id, timer))
          yield* FiberMap.run(fibers, timer.id, live(timer.id))
          return timer
        })
      ),
    get: (id, ownerId) =>
      Effect.map(
        find(id),
        Option.filter((timer) => timer.ownerId === ownerId)
      ),
    list: (ownerId) =>
      Effect.map(Ref.get(timers), (all) =>
        HashMap.toValues(all)
          .filter((timer) => timer.ownerId === ownerId && timer.state !== "deleted")
          .sort((one, other) => one.submittedAt - other.submittedAt || (one.id < other.id ? -1 : 1))
      ),
    rename: (id, name) => update(id, (timer) => ({ ...timer, name })),
    pause: (id) => stop(id, "paused"),
    resume: (id) =>
      Effect.zipRight(
        update(id, (timer) => ({ ...timer, state: "running" })),
        FiberMap.run(fibers, id, live(id), { onlyIfMissing: true })
      ),
    remove: (id) => stop(id, "deleted")
  }
  return service
})

/**
 * `make` as a layer.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (): Layer.Layer<Timers, never, Collections | Consents | Flows | TaskEngine> =>
  Layer.scoped(Timers, make)
