/**
 * Globus Compute in the sandbox: endpoints, functions and tasks, in memory. Nothing is executed, since there is no Python
 * here: a task is pending for a while and then a success, whose result are its own positional arguments, as they were
 * serialized. There is no message broker: registered endpoints get no queues, and results are to be asked for.
 *
 * @since 0.1.0
 */
import { resourceServer } from "@effect-globus/sdk/compute/ComputeApi"
import type {
  ComputeEndpoint,
  EndpointRegistration,
  EndpointStatus,
  EndpointSummary
} from "@effect-globus/sdk/compute/ComputeEndpoint"
import type { FunctionRegistration } from "@effect-globus/sdk/compute/ComputeFunction"
import type { ComputeTask } from "@effect-globus/sdk/compute/ComputeTask"
import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as HashMap from "effect/HashMap"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Ref from "effect/Ref"
import { isUuid } from "../auth/Directory.js"
import { Caller } from "../Caller.js"
import * as Envelope from "../Envelope.js"
import { answered, type Failure } from "../Failure.js"
import { GlobusApi } from "../GlobusApi.js"
import * as Principals from "../Principals.js"
import * as Packed from "./Packed.js"

interface StoredEndpoint {
  /** UUID. */
  readonly id: string
  /** Identity UUID, as of all owners here. */
  readonly ownerId: string
  readonly registration: EndpointRegistration
}

interface StoredFunction {
  /** UUID. */
  readonly id: string
  readonly ownerId: string
  readonly registration: FunctionRegistration
}

interface StoredTask {
  /** UUID. */
  readonly id: string
  readonly ownerId: string
  readonly endpointId: string
  readonly groupId: string
  /** Serialized arguments. */
  readonly payload: string
  /** Epoch milliseconds. */
  readonly submittedAt: number
}

interface StoredGroup {
  readonly ownerId: string
  readonly createQueue: boolean
}

interface State {
  readonly endpoints: HashMap.HashMap<string, StoredEndpoint>
  readonly functions: HashMap.HashMap<string, StoredFunction>
  readonly tasks: HashMap.HashMap<string, StoredTask>
  readonly groups: HashMap.HashMap<string, StoredGroup>
}

/** What the groups of handlers share. */
class ComputeStore extends Context.Tag("@effect-globus/sandbox/compute/ComputeStore")<
  ComputeStore,
  { readonly state: Ref.Ref<State>; readonly settings: ComputeOptions }
>() {}

/**
 * @since 0.1.0
 * @category options
 */
export interface ComputeOptions {
  /** How long a task is pending. */
  readonly computeTaskTime: Duration.Duration
}

const refuse = (status: number, detail: string, code?: string) =>
  Envelope.refuse(resourceServer, { status, detail, ...(code === undefined ? {} : { code }) })

/** ISO 8601 in UTC, without a zone. */
const dateOf = (time: number): string => new Date(time).toISOString().slice(0, -1)

// --- Endpoints --------------------------------------------------------------------------------------------------------

const noEndpoint = (id: string) => refuse(404, `There is no endpoint ${id}`, "ENDPOINT_NOT_FOUND")

const isOpen = ({ ownerId, registration }: StoredEndpoint, sub: string): boolean =>
  ownerId === sub || registration.multi_user === true

/** An endpoint that the caller may use: an own one, or one for many users. */
const endpointOf = (state: State, id: string) =>
  Effect.gen(function* () {
    const { sub } = yield* Caller
    const endpoint = Option.getOrUndefined(HashMap.get(state.endpoints, id.toLowerCase()))
    if (endpoint === undefined) return yield* noEndpoint(id)
    return isOpen(endpoint, sub)
      ? endpoint
      : yield* refuse(403, `You may not use the endpoint ${id}`, "ENDPOINT_ACCESS_FORBIDDEN")
  })

const ownEndpoint = (state: State, id: string) =>
  Effect.gen(function* () {
    const { sub } = yield* Caller
    const endpoint = yield* endpointOf(state, id)
    return endpoint.ownerId === sub
      ? endpoint
      : yield* refuse(403, `The endpoint ${id} is not yours`, "ENDPOINT_ACCESS_FORBIDDEN")
  })

const nameOf = ({ registration }: StoredEndpoint): string | null =>
  registration.endpoint_name ?? registration.display_name ?? null

const summaryOf = (endpoint: StoredEndpoint): EndpointSummary => ({
  uuid: endpoint.id,
  name: nameOf(endpoint),
  display_name: endpoint.registration.display_name ?? nameOf(endpoint),
  owner: endpoint.ownerId
})

const endpointDocument = (endpoint: StoredEndpoint): ComputeEndpoint => {
  const { metadata, multi_user, subscription_uuid, version } = endpoint.registration
  return {
    ...summaryOf(endpoint),
    multi_user: multi_user ?? false,
    public: false,
    endpoint_config: metadata?.endpoint_config ?? null,
    user_config_template: metadata?.user_config_template ?? null,
    user_config_schema: metadata?.user_config_schema ?? null,
    description: metadata?.description ?? null,
    hostname: metadata?.hostname ?? null,
    local_user: metadata?.local_user ?? null,
    ip_address: metadata?.ip_address ?? null,
    endpoint_version: metadata?.endpoint_version ?? version ?? null,
    sdk_version: metadata?.sdk_version ?? null,
    subscription_uuid: subscription_uuid ?? null
  }
}

const registered = (endpoint_id: string) => ({
  endpoint_id,
  task_queue_info: null,
  result_queue_info: null,
  warnings: ["The sandbox has no message broker: it does the endpoint's tasks itself, and executes nothing"]
})

/** Registers an endpoint, or once more one of the caller's own. */
const register = (registration: EndpointRegistration, wanted: string | null | undefined) =>
  Effect.gen(function* () {
    const { sub } = yield* Caller
    const { state } = yield* ComputeStore
    if (wanted != null && !isUuid(wanted)) return yield* refuse(400, `${wanted} is no UUID`, "INVALID_UUID")
    const id = wanted?.toLowerCase() ?? globalThis.crypto.randomUUID()
    const free = yield* Ref.modify(state, (now): readonly [boolean, State] => {
      const free = Option.match(HashMap.get(now.endpoints, id), {
        onNone: () => true,
        onSome: ({ ownerId }) => ownerId === sub
      })
      const endpoints = HashMap.set(now.endpoints, id, { id, ownerId: sub, registration })
      return [free, free ? { ...now, endpoints } : now]
    })
    return free
      ? registered(id)
      : yield* refuse(409, `The endpoint ${id} is registered by somebody else`, "ENDPOINT_ALREADY_REGISTERED")
  })

/** A guess: how long a lock holds was not seen. */
const lockTime = Duration.minutes(1)

const lock = (id: string) =>
  Effect.gen(function* () {
    const { state } = yield* ComputeStore
    const endpoint = yield* ownEndpoint(yield* Ref.get(state), id)
    const now = yield* Clock.currentTimeMillis
    return {
      endpoint_id: endpoint.id,
      lock_expiration_timestamp: dateOf(now + Duration.toMillis(lockTime))
    }
  })

/** A number of Compute's own, which says that something was deleted. */
const deleted = { result: 302 }

// --- Functions --------------------------------------------------------------------------------------------------------

/** A function that the caller may run: an own one, a public one, or one of a group of the caller's. */
const functionOf = (state: State, id: string) =>
  Effect.gen(function* () {
    const { sub } = yield* Caller
    const found = Option.getOrUndefined(HashMap.get(state.functions, id.toLowerCase()))
    if (found === undefined) return yield* refuse(404, `There is no function ${id}`, "FUNCTION_NOT_FOUND")
    const { group, public: isPublic } = found.registration
    if (found.ownerId === sub || isPublic === true) return found
    const principals = yield* Principals.ofCaller
    return group != null && principals.has(`urn:globus:groups:id:${group.toLowerCase()}`)
      ? found
      : yield* refuse(403, `You may not use the function ${id}`, "FUNCTION_ACCESS_FORBIDDEN")
  })

const registerFunction = (registration: FunctionRegistration) =>
  Effect.gen(function* () {
    const { sub } = yield* Caller
    const { state } = yield* ComputeStore
    const id = globalThis.crypto.randomUUID()
    yield* Ref.update(state, (now) => ({
      ...now,
      functions: HashMap.set(now.functions, id, { id, ownerId: sub, registration })
    }))
    return { function_uuid: id }
  })

// --- Tasks ------------------------------------------------------------------------------------------------------------

const isDone = (task: StoredTask, { computeTaskTime }: ComputeOptions, now: number): boolean =>
  now >= task.submittedAt + Duration.toMillis(computeTaskTime)

const taskDocument = (task: StoredTask, settings: ComputeOptions, now: number): ComputeTask => {
  const received = task.submittedAt / 1000
  if (!isDone(task, settings, now)) {
    return { task_id: task.id, status: "pending", details: { task_transitions: { received } } }
  }
  const end = received + Duration.toSeconds(settings.computeTaskTime)
  return {
    task_id: task.id,
    status: "success",
    result: Packed.resultOf(task.payload),
    completion_t: String(end),
    details: {
      os: "none: the sandbox executes nothing",
      task_transitions: { received, "execution-start": received, "execution-end": end }
    }
  }
}

/** A group of tasks: a new one, or one of the caller's. */
const groupOf = (wanted: string | null | undefined, createQueue: boolean) =>
  Effect.gen(function* () {
    const { sub } = yield* Caller
    const { state } = yield* ComputeStore
    if (wanted != null) {
      const group = HashMap.get((yield* Ref.get(state)).groups, wanted.toLowerCase())
      return Option.exists(group, ({ ownerId }) => ownerId === sub)
        ? wanted.toLowerCase()
        : yield* refuse(404, `There is no task group ${wanted}`, "TASK_GROUP_NOT_FOUND")
    }
    const id = globalThis.crypto.randomUUID()
    yield* Ref.update(state, (now) => ({
      ...now,
      groups: HashMap.set(now.groups, id, { ownerId: sub, createQueue })
    }))
    return id
  })

/** Whether the caller may have this function run at this endpoint. */
const runnable = (state: State, functionId: string, endpointId: string) =>
  Effect.gen(function* () {
    const { registration } = yield* endpointOf(state, endpointId)
    const { id } = yield* functionOf(state, functionId)
    const allowed = registration.allowed_functions
    if (allowed != null && !allowed.some((other) => other.toLowerCase() === id)) {
      return yield* refuse(403, `The endpoint ${endpointId} does not run the function ${id}`, "FUNCTION_NOT_PERMITTED")
    }
  })

const accept = (endpointId: string, groupId: string, payload: string) =>
  Effect.gen(function* () {
    const { sub } = yield* Caller
    const { state } = yield* ComputeStore
    const task: StoredTask = {
      id: globalThis.crypto.randomUUID(),
      ownerId: sub,
      endpointId: endpointId.toLowerCase(),
      groupId,
      payload,
      submittedAt: yield* Clock.currentTimeMillis
    }
    yield* Ref.update(state, (now) => ({ ...now, tasks: HashMap.set(now.tasks, task.id, task) }))
    return task.id
  })

const ownTask = (state: State, id: string, sub: string): Option.Option<StoredTask> =>
  Option.filter(HashMap.get(state.tasks, id.toLowerCase()), ({ ownerId }) => ownerId === sub)

// --- Version 2 --------------------------------------------------------------------------------------------------------

const version = "1.0.0"

const serviceV2 = HttpApiBuilder.group(GlobusApi, "compute.v2.service", (handlers) =>
  handlers.handle("getVersion", ({ urlParams }) =>
    Effect.succeed(
      urlParams.service === "all"
        ? { api: version, min_sdk_version: "0.0.0", min_ep_version: "0.0.0", git_sha: null }
        : version
    )
  )
)

const statusOf = (state: State, endpoint: StoredEndpoint, settings: ComputeOptions, now: number): EndpointStatus => {
  const pending = HashMap.toValues(state.tasks).filter(
    (task) => task.endpointId === endpoint.id && !isDone(task, settings, now)
  ).length
  return {
    status: "online",
    details: {
      total_workers: 1,
      idle_workers: pending === 0 ? 1 : 0,
      pending_tasks: pending,
      outstanding_tasks: pending,
      managers: 1
    }
  }
}

const endpointsV2 = HttpApiBuilder.group(GlobusApi, "compute.v2.endpoints", (handlers) =>
  Effect.map(ComputeStore, ({ settings, state }) =>
    handlers
      .handle("registerEndpoint", ({ payload: { endpoint_uuid, ...registration } }) =>
        answered(register(registration, endpoint_uuid))
      )
      .handle("getEndpoint", ({ path }) =>
        answered(
          Effect.map(
            Effect.flatMap(Ref.get(state), (now) => endpointOf(now, path.endpoint_id)),
            endpointDocument
          )
        )
      )
      .handle("getEndpointStatus", ({ path }) =>
        answered(
          Effect.gen(function* () {
            const now = yield* Ref.get(state)
            const endpoint = yield* endpointOf(now, path.endpoint_id)
            return statusOf(now, endpoint, settings, yield* Clock.currentTimeMillis)
          })
        )
      )
      .handle("getEndpoints", ({ urlParams: { role } }) =>
        Effect.gen(function* () {
          const { sub } = yield* Caller
          return HashMap.toValues((yield* Ref.get(state)).endpoints)
            .filter((endpoint) => endpoint.ownerId === sub || (role === "any" && isOpen(endpoint, sub)))
            .map(summaryOf)
        })
      )
      .handle("deleteEndpoint", ({ path }) =>
        answered(
          Effect.gen(function* () {
            const { id } = yield* ownEndpoint(yield* Ref.get(state), path.endpoint_id)
            yield* Ref.update(state, (now) => ({ ...now, endpoints: HashMap.remove(now.endpoints, id) }))
            return deleted
          })
        )
      )
      .handle("lockEndpoint", ({ path }) => answered(lock(path.endpoint_id)))
  )
)

const functionsV2 = HttpApiBuilder.group(GlobusApi, "compute.v2.functions", (handlers) =>
  Effect.map(ComputeStore, ({ state }) =>
    handlers
      .handle("registerFunction", ({ payload }) => registerFunction(payload))
      .handle("getFunction", ({ path }) =>
        answered(
          Effect.gen(function* () {
            const { id, registration } = yield* functionOf(yield* Ref.get(state), path.function_id)
            const { description, function_code, function_name, metadata } = registration
            return { function_uuid: id, function_name, function_code, description, metadata }
          })
        )
      )
      .handle("deleteFunction", ({ path }) =>
        answered(
          Effect.gen(function* () {
            const { sub } = yield* Caller
            const { id, ownerId } = yield* functionOf(yield* Ref.get(state), path.function_id)
            if (ownerId !== sub) {
              return yield* refuse(403, `The function ${id} is not yours`, "FUNCTION_ACCESS_FORBIDDEN")
            }
            yield* Ref.update(state, (now) => ({ ...now, functions: HashMap.remove(now.functions, id) }))
            return deleted
          })
        )
      )
  )
)

const tasksV2 = HttpApiBuilder.group(GlobusApi, "compute.v2.tasks", (handlers) =>
  Effect.map(ComputeStore, ({ settings, state }) =>
    handlers
      .handle("submit", ({ payload }) =>
        answered(
          Effect.gen(function* () {
            const { create_queue, create_websocket_queue, task_group_id, tasks } = payload
            const groupId = yield* groupOf(task_group_id, create_queue ?? create_websocket_queue ?? false)
            const results = yield* Effect.forEach(tasks, ([functionId, endpointId, payload]) =>
              Effect.gen(function* () {
                yield* runnable(yield* Ref.get(state), functionId, endpointId)
                const task_uuid = yield* accept(endpointId, groupId, payload)
                return { status: "success", task_uuid, http_status_code: 200, reason: null }
              }).pipe(
                // Each task for itself: the others go on.
                Effect.catchTag("Failure", ({ body, status }: Failure) =>
                  Effect.succeed({
                    status: "failed",
                    task_uuid: null,
                    http_status_code: status,
                    reason: String(body["detail"])
                  })
                )
              )
            )
            const all = results.every(({ status }) => status === "success")
            return { response: all ? "success" : "failed", task_group_id: groupId, results }
          })
        )
      )
      .handle("getTask", ({ path }) =>
        answered(
          Effect.gen(function* () {
            const { sub } = yield* Caller
            const task = Option.getOrUndefined(ownTask(yield* Ref.get(state), path.task_id, sub))
            if (task === undefined) return yield* refuse(404, `There is no task ${path.task_id}`, "TASK_NOT_FOUND")
            return taskDocument(task, settings, yield* Clock.currentTimeMillis)
          })
        )
      )
      .handle("getTaskBatch", ({ payload: { task_ids } }) =>
        Effect.gen(function* () {
          const { sub } = yield* Caller
          const now = yield* Clock.currentTimeMillis
          const current = yield* Ref.get(state)
          const results = task_ids.map((id): readonly [string, ComputeTask] => [
            id,
            Option.match(ownTask(current, id, sub), {
              // A guess: what becomes of an id that is no task was not seen.
              onNone: () => ({ task_id: id, status: "failed", reason: `There is no task ${id}` }),
              onSome: (task) => taskDocument(task, settings, now)
            })
          ])
          return { response: "batch", results: Object.fromEntries(results) }
        })
      )
      .handle("getTaskGroup", ({ path }) =>
        answered(
          Effect.gen(function* () {
            const { sub } = yield* Caller
            const { groups, tasks } = yield* Ref.get(state)
            const id = path.task_group_id.toLowerCase()
            const group = Option.getOrUndefined(HashMap.get(groups, id))
            if (group?.ownerId !== sub) {
              return yield* refuse(404, `There is no task group ${id}`, "TASK_GROUP_NOT_FOUND")
            }
            return {
              taskgroup_id: id,
              create_websockets_queue: group.createQueue,
              tasks: HashMap.toValues(tasks)
                .filter(({ groupId }) => groupId === id)
                .sort((one, other) => one.submittedAt - other.submittedAt)
                .map((task) => ({ id: task.id, created_at: dateOf(task.submittedAt) }))
            }
          })
        )
      )
      .handle("getResultAmqpUrl", () =>
        answered(refuse(501, "The sandbox has no message broker: ask for the tasks' results"))
      )
  )
)

// --- Version 3 --------------------------------------------------------------------------------------------------------

const endpointsV3 = HttpApiBuilder.group(GlobusApi, "compute.v3.endpoints", (handlers) =>
  Effect.map(ComputeStore, ({ state }) =>
    handlers
      .handle("registerEndpoint", ({ payload }) => answered(register(payload, undefined)))
      .handle("updateEndpoint", ({ path, payload }) =>
        answered(
          Effect.gen(function* () {
            const { id } = yield* ownEndpoint(yield* Ref.get(state), path.endpoint_id)
            return yield* register(payload, id)
          })
        )
      )
      .handle("lockEndpoint", ({ path }) => answered(lock(path.endpoint_id)))
      .handle("getEndpointAllowlist", ({ path }) =>
        answered(
          Effect.gen(function* () {
            const { id, registration } = yield* endpointOf(yield* Ref.get(state), path.endpoint_id)
            const functions = registration.allowed_functions
            return { endpoint_id: id, restricted: functions != null, functions: functions ?? [] }
          })
        )
      )
  )
)

const functionsV3 = HttpApiBuilder.group(GlobusApi, "compute.v3.functions", (handlers) =>
  handlers.handle("registerFunction", ({ payload }) => registerFunction(payload))
)

const tasksV3 = HttpApiBuilder.group(GlobusApi, "compute.v3.tasks", (handlers) =>
  Effect.map(ComputeStore, ({ state }) =>
    handlers.handle("submit", ({ path: { endpoint_id }, payload: { create_queue, task_group_id, tasks } }) =>
      answered(
        Effect.gen(function* () {
          const current = yield* Ref.get(state)
          const { id } = yield* endpointOf(current, endpoint_id)
          // All of them or none.
          for (const functionId of Object.keys(tasks)) yield* runnable(current, functionId, id)
          const groupId = yield* groupOf(task_group_id, create_queue ?? false)
          const accepted = yield* Effect.forEach(Object.entries(tasks), ([functionId, payloads]) =>
            Effect.map(
              Effect.forEach(payloads, (payload) => accept(id, groupId, payload)),
              (ids) => [functionId, ids] as const
            )
          )
          return {
            request_id: globalThis.crypto.randomUUID(),
            task_group_id: groupId,
            endpoint_id: id,
            tasks: Object.fromEntries(accepted)
          }
        })
      )
    )
  )
)

/**
 * The handlers of both versions, which share all that they know.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (settings: ComputeOptions) =>
  Layer.mergeAll(serviceV2, endpointsV2, functionsV2, tasksV2, endpointsV3, functionsV3, tasksV3).pipe(
    Layer.provide(
      Layer.effect(
        ComputeStore,
        Effect.map(
          Ref.make<State>({
            endpoints: HashMap.empty(),
            functions: HashMap.empty(),
            tasks: HashMap.empty(),
            groups: HashMap.empty()
          }),
          (state) => ({ state, settings })
        )
      )
    )
  )
