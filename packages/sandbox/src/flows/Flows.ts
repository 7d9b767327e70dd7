/**
 * The flows of a sandbox and their runs, each of these at work in a fiber of the layer's scope. States follow the Amazon
 * States Language in Globus's manner; expressions are not evaluated: a run that needs one fails, and says so.
 *
 * Times are epoch milliseconds.
 *
 * @since 0.1.0
 */
import { resourceServer } from "@effect-globus/sdk/flows/FlowsApi"
import type { Flow, FlowState } from "@effect-globus/sdk/flows/Flow"
import type { RunDetails, RunInput } from "@effect-globus/sdk/flows/Run"
import * as Chunk from "effect/Chunk"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Fiber from "effect/Fiber"
import * as FiberMap from "effect/FiberMap"
import * as HashMap from "effect/HashMap"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Ref from "effect/Ref"
import { Directory } from "../auth/Directory.js"
import * as Envelope from "../Envelope.js"
import type { Problem } from "../ErrorDocument.js"
import type { Failure } from "../Failure.js"
import type { Groups } from "../groups/Groups.js"
import * as Principals from "../Principals.js"
import type { Collections } from "../transfer/Collections.js"
import type { TaskEngine } from "../transfer/TaskEngine.js"
import * as Actions from "./Actions.js"
import * as Choice from "./Choice.js"
import * as InputCheck from "./InputCheck.js"
import * as RunContext from "./RunContext.js"

/**
 * What people say of a flow, in the words of its document.
 *
 * @since 0.1.0
 * @category models
 */
export interface FlowSettings extends Pick<
  Flow,
  "title" | "subtitle" | "description" | "keywords" | "subscription_id" | "authentication_policy_id"
> {
  readonly definition: NonNullable<Flow["definition"]>
  readonly input_schema: NonNullable<Flow["input_schema"]>
  /** Principals, as the roles below. */
  readonly flow_owner: string
  readonly flow_viewers: ReadonlyArray<string>
  readonly flow_starters: ReadonlyArray<string>
  readonly flow_administrators: ReadonlyArray<string>
  readonly run_managers: ReadonlyArray<string>
  readonly run_monitors: ReadonlyArray<string>
}

/**
 * @since 0.1.0
 * @category models
 */
export interface StoredFlow {
  /** UUID. */
  readonly id: string
  readonly settings: FlowSettings
  /** A principal. */
  readonly createdBy: string
  readonly createdAt: number
  readonly updatedAt: number
}

/**
 * Something that happened in a run.
 *
 * @since 0.1.0
 * @category models
 */
export interface Happening {
  readonly time: number
  readonly code: string
  readonly description: string
  readonly details: {
    readonly state_name?: string
    readonly state_type?: string
    readonly input?: unknown
    readonly output?: unknown
  }
}

/**
 * @since 0.1.0
 * @category models
 */
export interface StoredRun {
  /** UUID. */
  readonly id: string
  /** As it was at the start. */
  readonly flow: StoredFlow
  /** Identity UUID. */
  readonly ownerId: string
  readonly label: string | null
  readonly tags: ReadonlyArray<string>
  readonly managers: ReadonlyArray<string>
  readonly monitors: ReadonlyArray<string>
  readonly status: "ACTIVE" | "INACTIVE" | "SUCCEEDED" | "FAILED" | "ENDED"
  readonly details: RunDetails
  readonly startedAt: number
  /** Undefined until it has ended. */
  readonly endedAt: number | undefined
  /** The first one first. */
  readonly log: Chunk.Chunk<Happening>
}

/**
 * @since 0.1.0
 * @category predicates
 */
export const isFinal = ({ status }: StoredRun): boolean => status !== "ACTIVE" && status !== "INACTIVE"

/**
 * What principals may do with a flow, the highest role first.
 *
 * @since 0.1.0
 * @category getters
 */
export const rolesOf = ({ settings }: StoredFlow, principals: ReadonlySet<string>): ReadonlyArray<string> =>
  Object.entries({
    flow_owner: [settings.flow_owner],
    flow_administrator: settings.flow_administrators,
    flow_starter: settings.flow_starters,
    flow_viewer: settings.flow_viewers,
    run_manager: settings.run_managers,
    run_monitor: settings.run_monitors
  })
    .filter(([, holders]) => holders.some((holder) => principals.has(holder)))
    .map(([role]) => role)

/**
 * @since 0.1.0
 * @category context
 */
export class Flows extends Context.Tag("@effect-globus/sandbox/flows/Flows")<Flows, Flows.Service>() {}

/**
 * @since 0.1.0
 * @category context
 */
export declare namespace Flows {
  /**
   * @since 0.1.0
   * @category context
   */
  export interface Service {
    readonly flows: Ref.Ref<HashMap.HashMap<string, StoredFlow>>
    /** The flow, if this identity may run it with this input. Otherwise Flows' 400, 403 or 404. */
    readonly startable: (flowId: string, sub: string, input: RunInput) => Effect.Effect<StoredFlow, Failure>
    /** Starts a run of a flow that is `startable`. */
    readonly start: (flow: StoredFlow, sub: string, input: RunInput) => Effect.Effect<StoredRun>
    readonly run: (id: string) => Effect.Effect<Option.Option<StoredRun>>
    /** Everybody's, the first one first. */
    readonly runs: Effect.Effect<ReadonlyArray<StoredRun>>
    /** Changes what people say of a run. */
    readonly change: (
      id: string,
      changes: Partial<Pick<StoredRun, "label" | "tags" | "managers" | "monitors">>
    ) => Effect.Effect<void>
    /** When this returns, nothing of the run goes on any more. */
    readonly cancel: (id: string) => Effect.Effect<void>
    /** A run that waits for its owner goes on: what it waited for counts as given. */
    readonly resume: (id: string) => Effect.Effect<void>
    /** Forgets a run. */
    readonly release: (id: string) => Effect.Effect<void>
  }
}

const starts: ReadonlySet<string> = new Set(["flow_owner", "flow_administrator", "flow_starter"])

/** An exception in a state, which `Catch` may handle. */
class Exception extends Data.TaggedError("Exception")<{
  readonly name: string
  readonly description: string
  readonly output: unknown
}> {}

/** The run cannot go on. */
class Stuck extends Data.TaggedError("Stuck")<{ readonly code: string; readonly description: string }> {}

/** The sandbox's own limit: a run in circles without a wait must not fill the memory. */
const mostSteps = 10_000

/** Clocks cannot wait longer than a signed 32-bit number of milliseconds. */
const longestSleep = 86_400_000

/** Seconds. */
const defaultWaitTime = 300

const sleepUntil = (time: number): Effect.Effect<void> =>
  Effect.gen(function* () {
    const now = yield* Clock.currentTimeMillis
    if (now >= time) return
    yield* Effect.sleep(Math.min(time - now, longestSleep))
    yield* sleepUntil(time)
  })

const stuck = (description: string) => new Stuck({ code: "FlowFailed", description })

const sure = <A>(read: Either.Either<A, string>): Effect.Effect<A, Stuck> => Effect.mapError(read, stuck)

/** When a `Wait` is over. */
const endOfWait = (state: FlowState, context: unknown, now: number): Effect.Effect<number, Stuck> =>
  Effect.gen(function* () {
    const at = (path: unknown) => sure(RunContext.read(context, typeof path === "string" ? path : ""))
    const seconds = state["SecondsPath"] == null ? state["Seconds"] : yield* at(state["SecondsPath"])
    if (typeof seconds === "number") return now + seconds * 1000
    const timestamp = state["TimestampPath"] == null ? state["Timestamp"] : yield* at(state["TimestampPath"])
    const time = typeof timestamp === "string" ? Date.parse(timestamp) : Number.NaN
    return Number.isNaN(time) ? yield* stuck("The time to wait for is none") : time
  })

/** Which state a `Choice` goes to. */
const choose = (state: FlowState, context: unknown): Effect.Effect<string, Stuck> =>
  Effect.gen(function* () {
    for (const rule of state.Choices ?? []) {
      const next = rule["Next"]
      if ((yield* sure(Choice.holds(rule, context))) && typeof next === "string") return next
    }
    return state.Default ?? (yield* stuck("None of the choices holds, and there is no Default"))
  })

const inputOf = (state: FlowState, context: unknown, seen: unknown): Either.Either<unknown, string> => {
  if (state.Parameters != null) return RunContext.resolve(state.Parameters, seen)
  return state.InputPath == null ? Either.right(context) : RunContext.read(seen, state.InputPath)
}

/**
 * Runs end with the scope.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = Effect.gen(function* () {
  const services = yield* Effect.context<Collections | Directory | Groups | TaskEngine>()
  const directory = Context.get(services, Directory)
  const flows = yield* Ref.make(HashMap.empty<string, StoredFlow>())
  const runs = yield* Ref.make(HashMap.empty<string, StoredRun>())
  /** What inactive runs wait for. */
  const inactive = yield* Ref.make(HashMap.empty<string, Deferred.Deferred<void>>())
  const fibers = yield* FiberMap.make<string, void>()

  const modify = (id: string, to: (run: StoredRun) => StoredRun) => Ref.update(runs, HashMap.modify(id, to))

  /** What has ended does not go on, whoever is late. */
  const goOn = (id: string, status: "ACTIVE" | "INACTIVE", details: RunDetails) =>
    modify(id, (run) => (isFinal(run) ? run : { ...run, status, details }))

  const find = (id: string) => Effect.map(Ref.get(runs), HashMap.get(id.toLowerCase()))

  const note = (id: string, code: string, description: string, details: Happening["details"] = {}) =>
    Effect.flatMap(Clock.currentTimeMillis, (time) =>
      modify(id, (run) => ({ ...run, log: Chunk.append(run.log, { time, code, description, details }) }))
    )

  /** Ends a run, unless it has ended before. */
  const end = (
    id: string,
    status: "SUCCEEDED" | "FAILED" | "ENDED",
    code: string,
    description: string,
    more: Partial<RunDetails>
  ) =>
    Effect.flatMap(Clock.currentTimeMillis, (time) =>
      modify(id, (run) =>
        isFinal(run)
          ? run
          : {
              ...run,
              status,
              endedAt: time,
              details: { code, description, time: new Date(time).toISOString(), ...more },
              log: Chunk.append(run.log, {
                time,
                code,
                description,
                details: "output" in more ? { output: more.output } : {}
              })
            }
      )
    )

  const waitForOwner = (id: string, scope: string) =>
    Effect.gen(function* () {
      const resumed = yield* Deferred.make<void>()
      yield* Ref.update(inactive, HashMap.set(id, resumed))
      const code = "ConsentRequired"
      const description = `The run needs a consent for ${scope}, and then to be resumed`
      yield* note(id, "FlowInactive", description)
      const authorization_parameters = { required_scopes: [scope] }
      yield* goOn(id, "INACTIVE", { code, description, authorization_parameters })
      yield* Deferred.await(resumed)
      yield* Ref.update(inactive, HashMap.remove(id))
      yield* note(id, "FlowResumed", "The run goes on")
    })

  /** The output of an action: what its provider says of it when it is over. */
  const act = (run: StoredRun, state: FlowState, input: unknown) =>
    Effect.gen(function* () {
      const url = state.ActionUrl ?? ""
      const consent = Actions.consentOf(url, input)
      if (consent !== undefined) yield* waitForOwner(run.id, consent)
      const startedAt = yield* Clock.currentTimeMillis
      const said = (status: string, now: number | undefined) => ({
        status,
        display_status: status,
        creator_id: Principals.identity(run.ownerId),
        label: run.label,
        manage_by: run.managers,
        monitor_by: run.monitors,
        start_time: new Date(startedAt).toISOString(),
        completion_time: now === undefined ? null : new Date(now).toISOString(),
        release_after: null
      })
      const ended = yield* Effect.provide(Actions.run(url, { input, ownerId: run.ownerId }), services).pipe(
        Effect.mapError(
          ({ body, code, description }) =>
            new Exception({
              name: "ActionUnableToRun",
              description,
              output: { code, description, ...(body && { body }) }
            })
        ),
        Effect.timeoutFail({
          duration: (state.WaitTime ?? defaultWaitTime) * 1000,
          onTimeout: () =>
            new Exception({
              name: "ActionTimeout",
              description: "The action has taken longer than its WaitTime",
              output: said("ACTIVE", undefined)
            })
        })
      )
      const output = {
        action_id: ended.actionId,
        ...said(ended.status, yield* Clock.currentTimeMillis),
        details: ended.details
      }
      if (ended.status === "SUCCEEDED" || state.ExceptionOnActionFailure === false) return output
      return yield* new Exception({ name: "ActionFailedException", description: "The action has failed", output })
    })

  /** Does one state: the context after it, and the state that follows, if any does. */
  const step = (
    run: StoredRun,
    name: string,
    state: FlowState,
    context: unknown
  ): Effect.Effect<{ readonly context: unknown; readonly next: string | undefined }, Stuck> =>
    Effect.gen(function* () {
      const type = state.Type
      const about = { state_name: name, state_type: type }
      const user = Option.getOrUndefined(yield* directory.identity(run.ownerId))
      const seen = RunContext.isObject(context)
        ? {
            ...context,
            _context: {
              flow_id: run.flow.id,
              run_id: run.id,
              user_id: Principals.identity(run.ownerId),
              identities: [Principals.identity(run.ownerId)],
              username: user?.username ?? "",
              email: user?.email ?? ""
            }
          }
        : context
      if (type === "ExpressionEval") return yield* stuck("The sandbox evaluates no expressions")
      const input = type === "Pass" || type === "Action" ? yield* sure(inputOf(state, context, seen)) : context
      yield* note(run.id, `${type}Started`, `State ${name} (${type}) has started`, { ...about, input })

      const completed = (context: unknown, output: unknown, next: string | null | undefined) =>
        Effect.as(note(run.id, `${type}Completed`, `State ${name} (${type}) is done`, { ...about, output }), {
          context,
          next: next ?? undefined
        })

      switch (type) {
        case "Pass": {
          const output = state.Parameters == null ? (state["Result"] ?? input) : input
          return yield* completed(yield* sure(RunContext.write(context, state.ResultPath, output)), output, state.Next)
        }
        case "Wait": {
          yield* sleepUntil(yield* endOfWait(state, seen, yield* Clock.currentTimeMillis))
          return yield* completed(context, context, state.Next)
        }
        case "Choice":
          return yield* completed(context, context, yield* choose(state, seen))
        case "Fail": {
          const { Cause: cause, Error: error } = state
          return yield* new Stuck({
            code: "FlowFailed",
            description: [error, cause].filter((text) => typeof text === "string").join(": ") || `State ${name} fails`
          })
        }
        case "Action":
          return yield* act(run, state, input).pipe(
            Effect.map((output) => ({ ...output, state_name: name })),
            Effect.flatMap((output) =>
              Effect.flatMap(sure(RunContext.write(context, state.ResultPath, output)), (context) =>
                completed(context, output, state.Next)
              )
            ),
            Effect.catchTag("Exception", (exception) =>
              Effect.gen(function* () {
                const { description, output } = exception
                yield* note(run.id, "ActionFailed", `State ${name} (Action): ${description}`, { ...about, output })
                const handler = state.Catch?.find(({ ErrorEquals }) =>
                  ErrorEquals?.some((error) => error === exception.name || error === "States.ALL")
                )
                if (handler === undefined) return yield* stuck(`State ${name}, ${exception.name}: ${description}`)
                const after = yield* sure(RunContext.write(context, handler.ResultPath, output))
                return { context: after, next: handler.Next ?? undefined }
              })
            )
          )
        default:
          return yield* stuck(`The sandbox does not know states of type ${type}`)
      }
    })

  const perform = (run: StoredRun, input: unknown): Effect.Effect<void, Stuck> =>
    Effect.gen(function* () {
      const { StartAt, States } = run.flow.settings.definition
      yield* note(run.id, "FlowStarted", "The run has started", { input })
      let now: { readonly context: unknown; readonly next: string | undefined } = { context: input, next: StartAt }
      for (let steps = 0; now.next !== undefined; steps++) {
        const state = States[now.next]
        if (state === undefined) return yield* stuck(`There is no state ${now.next}`)
        if (steps === mostSteps) return yield* stuck(`The sandbox runs ${mostSteps} states and no more`)
        now = yield* step(run, now.next, state, now.context)
        // Cooperation: a run of many states is not alone.
        yield* Effect.yieldNow()
      }
      yield* end(run.id, "SUCCEEDED", "FlowSucceeded", "The run has come to its end", { output: now.context })
    })

  const live = (run: StoredRun, input: unknown): Effect.Effect<void> =>
    perform(run, input).pipe(
      Effect.catchTag("Stuck", ({ code, description }) => end(run.id, "FAILED", code, description, {})),
      Effect.catchAllDefect((defect) =>
        Effect.zipRight(
          Effect.logError("A run of the sandbox broke", defect),
          end(run.id, "FAILED", "FlowFailed", "The sandbox failed; its log says why", {})
        )
      )
    )

  const refuse = (status: number, detail: string, more: Partial<Problem> = {}) =>
    Envelope.refuse(resourceServer, { status, detail, ...more })

  const service: Flows.Service = {
    flows,
    startable: (flowId, sub, { body }) =>
      Effect.gen(function* () {
        const flow = Option.getOrUndefined(HashMap.get(yield* Ref.get(flows), flowId.toLowerCase()))
        if (flow === undefined) return yield* refuse(404, `There is no flow ${flowId}`)
        const roles = rolesOf(flow, yield* Effect.provide(Principals.of(sub), services))
        if (!roles.some((role) => starts.has(role))) {
          return yield* refuse(403, `You may not run the flow ${flow.id}. Missing permissions: RUN.`)
        }
        const misfits = InputCheck.check(flow.settings.input_schema, body)
        if (misfits.length > 0) {
          return yield* refuse(400, `The input does not fit the flow's schema: ${misfits.length} misfits`, {
            code: "FLOW_INPUT_ERROR",
            fields: misfits.map(({ at, problem }) => ({ loc: ["body", at], msg: problem }))
          })
        }
        return flow
      }),
    start: (flow, sub, { body, label, run_managers, run_monitors, tags }) =>
      Effect.uninterruptible(
        Effect.gen(function* () {
          const run: StoredRun = {
            id: globalThis.crypto.randomUUID(),
            flow,
            ownerId: sub,
            label: label ?? null,
            tags: tags ?? [],
            managers: run_managers ?? [],
            monitors: run_monitors ?? [],
            status: "ACTIVE",
            details: { code: "FlowStarting", description: "The run is about to start", details: { input: body } },
            startedAt: yield* Clock.currentTimeMillis,
            endedAt: undefined,
            log: Chunk.empty()
          }
          yield* Ref.update(runs, HashMap.set(run.id, run))
          yield* FiberMap.run(fibers, run.id, live(run, body))
          return run
        })
      ),
    run: find,
    runs: Effect.map(Ref.get(runs), (all) =>
      HashMap.toValues(all).sort((one, other) => one.startedAt - other.startedAt || (one.id < other.id ? -1 : 1))
    ),
    change: (id, changes) => modify(id, (run) => ({ ...run, ...changes })),
    cancel: (id) =>
      Effect.gen(function* () {
        yield* end(id, "ENDED", "FlowCanceled", "The run was canceled", {})
        const fiber = FiberMap.unsafeGet(fibers, id)
        if (Option.isSome(fiber)) yield* Fiber.interrupt(fiber.value)
        yield* Ref.update(inactive, HashMap.remove(id))
      }),
    resume: (id) =>
      Effect.flatMap(Ref.get(inactive), (all) =>
        Option.match(HashMap.get(all, id), {
          onNone: () => Effect.void,
          onSome: (resumed) =>
            Effect.zipRight(
              goOn(id, "ACTIVE", { code: "FlowResumed", description: "The run goes on" }),
              Effect.asVoid(Deferred.succeed(resumed, undefined))
            )
        })
      ),
    release: (id) => Ref.update(runs, HashMap.remove(id))
  }
  return service
})

/**
 * `make` as a layer.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (): Layer.Layer<Flows, never, Collections | Directory | Groups | TaskEngine> =>
  Layer.scoped(Flows, make)
