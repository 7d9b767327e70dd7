/**
 * Globus Transfer in the sandbox: the handlers of what works on files, each a few lines between the request and the module
 * that knows the matter. The collections come from outside, so that whoever starts a sandbox can add some.
 *
 * @since 0.1.0
 */
import type { FileList } from "@effect-globus/sdk/transfer/File"
import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Ref from "effect/Ref"
import { Consents } from "../auth/Consents.js"
import { Caller } from "../Caller.js"
import { Connection } from "../Connection.js"
import { answered, type Failure } from "../Failure.js"
import { endpointId } from "../gcs/SandboxEndpoint.js"
import { GlobusApi } from "../GlobusApi.js"
import { Collections } from "./Collections.js"
import * as DataAccess from "./DataAccess.js"
import * as EndpointSearch from "./EndpointSearch.js"
import * as EndpointsHandlers from "./EndpointsHandlers.js"
import * as Filter from "./Filter.js"
import { collectionsOf, type Job } from "./Job.js"
import * as OlderHandlers from "./OlderHandlers.js"
import * as Operations from "./Operations.js"
import * as Order from "./Order.js"
import * as Page from "./Page.js"
import * as Register from "./Register.js"
import { badRequest, done, refuse } from "./Refusal.js"
import * as Steps from "./Steps.js"
import * as Submission from "./Submission.js"
import * as TaskDetailsHandlers from "./TaskDetailsHandlers.js"
import * as TaskDocument from "./TaskDocument.js"
import * as TaskEngine from "./TaskEngine.js"
import type { TransferOptions } from "./TransferOptions.js"

/** Encoding it as a whole would keep every other request waiting. */
const longList = 5000

const inPieces = (list: FileList) => {
  const { DATA, ...more } = list
  if (DATA.length <= longList) return list
  return HttpServerResponse.stream(Steps.json(more, "DATA", DATA), { contentType: "application/json" })
}

const operations = HttpApiBuilder.group(GlobusApi, "transfer.operations", (handlers) =>
  Effect.gen(function* () {
    const collections = yield* Collections
    const consents = yield* Consents

    /** The collection, if the caller may have it looked at. */
    const open = (id: string, operation: string) =>
      Effect.gen(function* () {
        const collection = yield* collections.get(id)
        const caller = yield* Caller
        yield* DataAccess.check(consents, [collection], caller, `/operation/endpoint/${collection.id}/${operation}`)
        return collection
      })

    return handlers
      .handle("operationLs", ({ path, urlParams }) =>
        answered(
          Effect.map(
            Effect.flatMap(open(path.endpoint_id, "ls"), (found) => Operations.ls(found, urlParams)),
            inPieces
          )
        )
      )
      .handle("operationStat", ({ path, urlParams }) =>
        answered(Effect.flatMap(open(path.endpoint_id, "stat"), (found) => Operations.stat(found, urlParams.path)))
      )
      .handle("operationMkdir", ({ path, payload }) =>
        answered(Effect.flatMap(open(path.endpoint_id, "mkdir"), (found) => Operations.mkdir(found, payload.path)))
      )
      .handle("operationRename", ({ path, payload }) =>
        answered(
          Effect.flatMap(open(path.endpoint_id, "rename"), (found) =>
            Operations.rename(found, payload.old_path, payload.new_path)
          )
        )
      )
  })
)

const endpoints = HttpApiBuilder.group(GlobusApi, "transfer.endpoints", (handlers) =>
  Effect.gen(function* () {
    const collections = yield* Collections
    const engine = yield* TaskEngine.TaskEngine
    const { origin } = yield* Connection
    const register = yield* Register.Register
    return handlers
      .handle("getEndpoint", ({ path }) =>
        answered(
          Effect.gen(function* () {
            const { sub } = yield* Caller
            if (path.endpoint_id.toLowerCase() === endpointId) return EndpointsHandlers.serverEndpoint(origin)
            return yield* EndpointsHandlers.shownTo(sub, register, origin)(yield* collections.get(path.endpoint_id))
          })
        )
      )
      .handle("endpointSearch", ({ urlParams }) =>
        answered(
          Effect.gen(function* () {
            const { sub } = yield* Caller
            const tasks = yield* engine.list(sub)
            const rules = yield* Ref.get(register.rules)
            const sharedWith = new Set(
              rules.filter(({ principal }) => principal === sub).map(({ collectionId }) => collectionId)
            )
            const { found, ...page } = yield* EndpointSearch.search(collections, urlParams, { sub, tasks, sharedWith })
            const DATA = yield* Effect.forEach(found, EndpointsHandlers.shownTo(sub, register, origin))
            return { DATA_TYPE: "endpoint_list", DATA, ...page }
          })
        )
      )
  })
)

/** Starts the task, and says so in the service's words. */
const accept = (
  kind: "transfer" | "delete",
  submission: Submission.Submission<Job>,
  engine: TaskEngine.TaskEngine.Service,
  consents: Consents.Service
): Effect.Effect<HttpServerResponse.HttpServerResponse, Failure> =>
  Effect.gen(function* () {
    const resource = `/${kind}`
    const caller = yield* Caller
    yield* DataAccess.check(consents, collectionsOf(submission.job), caller, resource)
    const { _tag, task } = yield* engine.submit({ ownerId: caller.sub, ...submission })
    if (_tag === "Conflict") {
      return yield* refuse({
        status: 409,
        code: "Conflict",
        message: `Task ${task.id} transfers the same paths and has not ended yet`,
        resource
      })
    }
    const message =
      _tag === "Accepted"
        ? `The ${kind} has been accepted and its task is queued`
        : `This submission_id was used before: the ${kind} has its task already`
    const result = yield* done(`${kind}_result`, _tag, message, resource)
    // Written out, since encoding by the declaration would drop the members it does not name.
    return HttpServerResponse.unsafeJson(
      {
        ...result,
        submission_id: task.submissionId,
        task_id: task.id,
        task_link: {
          DATA_TYPE: "link",
          href: `task/${task.id}?format=json`,
          rel: "related",
          resource: "task",
          title: "related task"
        }
      },
      { status: 202 }
    )
  })

const submission = HttpApiBuilder.group(GlobusApi, "transfer.submission", (handlers) =>
  Effect.gen(function* () {
    const collections = yield* Collections
    const engine = yield* TaskEngine.TaskEngine
    const consents = yield* Consents
    return handlers
      .handle("getSubmissionId", () =>
        Effect.sync(() => ({ DATA_TYPE: "submission_id", value: globalThis.crypto.randomUUID() }))
      )
      .handle("submitTransfer", ({ payload }) =>
        answered(
          Effect.flatMap(Submission.transfer(payload, collections), (read) =>
            accept("transfer", read, engine, consents)
          )
        )
      )
      .handle("submitDelete", ({ payload }) =>
        answered(
          Effect.flatMap(Submission.deletion(payload, collections), (read) => accept("delete", read, engine, consents))
        )
      )
  })
)

/** Of tasks and of events. The default is a guess. */
const taskLimit = 1000
const taskLimitDefault = 10

interface PageOptions {
  readonly limit?: number | undefined
  readonly offset?: number | undefined
}

const page = <Row>(
  rows: ReadonlyArray<Row>,
  { limit = taskLimitDefault, offset = 0 }: PageOptions,
  resource: string
): Effect.Effect<Page.Page<Row>, Failure> =>
  limit > taskLimit
    ? badRequest(`The limit is at most ${taskLimit}`, resource)
    : Effect.succeed(Page.make(rows, limit, offset))

const filtered = <Row>(
  rows: ReadonlyArray<Row>,
  fields: Filter.Fields<Row>,
  filter: unknown,
  resource: string
): Effect.Effect<ReadonlyArray<Row>, Failure> =>
  Either.match(Filter.parseAll(fields, Filter.expressions(filter)), {
    onLeft: (problem) => badRequest(problem, resource),
    onRight: (accepts) => Effect.succeed(rows.filter(accepts))
  })

const tasks = HttpApiBuilder.group(GlobusApi, "transfer.tasks", (handlers) =>
  Effect.gen(function* () {
    const engine = yield* TaskEngine.TaskEngine

    const own = TaskDetailsHandlers.own(engine)

    return handlers
      .handle("taskList", ({ urlParams }) =>
        answered(
          Effect.gen(function* () {
            const resource = "/task_list"
            const { sub } = yield* Caller
            const now = yield* Clock.currentTimeMillis
            const all = (yield* engine.list(sub)).map((task) => TaskDocument.document(task, now))
            const order = yield* Either.match(Order.parse(TaskDocument.fields, urlParams.orderby, TaskDocument.byId), {
              onLeft: (problem) => badRequest(problem, resource),
              onRight: Effect.succeed
            })
            const rows = yield* filtered(all, TaskDocument.fields, urlParams.filter, resource)
            // Without an order the newest comes first [a guess].
            const ordered = urlParams.orderby === undefined ? [...rows].reverse() : [...rows].sort(order)
            return { DATA_TYPE: "task_list", ...(yield* page(ordered, urlParams, resource)) }
          })
        )
      )
      .handle("getTask", ({ path }) =>
        answered(
          Effect.zipWith(own(path.task_id), Clock.currentTimeMillis, (task, now) => TaskDocument.document(task, now))
        )
      )
      .handle("cancelTask", ({ path }) =>
        answered(
          Effect.gen(function* () {
            const resource = `/task/${path.task_id}/cancel`
            const { sub } = yield* Caller
            const found = yield* engine.cancel(path.task_id, sub)
            if (Option.isNone(found)) return yield* TaskDetailsHandlers.noTask(path.task_id)
            // That a finished task answers so is a guess.
            return yield* found.value.status === "ACTIVE"
              ? done("result", "Canceled", "The task has been canceled", resource)
              : done("result", "TaskComplete", "The task has ended before, so there is nothing to cancel", resource)
          })
        )
      )
      .handle("taskEventList", ({ path, urlParams }) =>
        answered(
          Effect.gen(function* () {
            const resource = `/task/${path.task_id}/event_list`
            const { events } = yield* own(path.task_id)
            const all = events.map(TaskDocument.eventDocument)
            const rows = yield* filtered(all, TaskDocument.eventFields, urlParams.filter, resource)
            return { DATA_TYPE: "event_list", ...(yield* page(rows, urlParams, resource)) }
          })
        )
      )
  })
)

/**
 * Transfer over the given collections, and the engine of its tasks, which live as long as the layer. Fails with
 * `InvalidOption` for an option it cannot work with.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (options?: TransferOptions) =>
  Layer.mergeAll(
    operations,
    endpoints,
    submission,
    tasks,
    TaskDetailsHandlers.layer(),
    EndpointsHandlers.layer(),
    OlderHandlers.layer()
  ).pipe(Layer.provide(Register.layer()), Layer.provideMerge(TaskEngine.layer(options)))
