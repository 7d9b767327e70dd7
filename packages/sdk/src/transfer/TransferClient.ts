/**
 * Globus Transfer: files and directories on collections, and the tasks that move them. Every operation is derived from
 * `TransferApi`; what stands here is more than one call.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/transfer/
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { GlobusError } from "../GlobusError.js"
import { GlobusUsageError } from "../GlobusError.js"
import { derive } from "../internal/call.js"
import { checkTimeout } from "../internal/callOptions.js"
import type { Operations, Replies, Streams } from "../internal/declaration.js"
import { compile } from "../internal/guard.js"
import * as request from "../internal/request.js"
import { serviceClient } from "../internal/serviceClient.js"
import type * as transport from "../internal/transport.js"
import { withSubmissionId } from "../internal/tunnels.js"
import type * as Operation from "../Operation.js"
import { DeleteData } from "./DeleteData.js"
import * as Task from "./Task.js"
import { resourceServer, TransferApi } from "./TransferApi.js"
import { TransferData } from "./TransferData.js"

/**
 * Globus Transfer, for whoever holds a token for it.
 *
 * @since 0.1.0
 * @category context
 */
export class TransferClient extends Context.Tag("@effect-globus/sdk/TransferClient")<
  TransferClient,
  TransferClient.Service
>() {}

/**
 * @since 0.1.0
 */
export declare namespace TransferClient {
  /**
   * The operations of Globus Transfer, under the Python SDK's names in camelCase. `submitTransfer` and `submitDelete`
   * take a submission id themselves when the document has none, and use it again when they are retried: a submission
   * never becomes two tasks. `createTunnel` does so with an id of its own making.
   *
   * @since 0.1.0
   * @category models
   */
  export interface Service extends Operations<typeof TransferApi>, Streams<typeof TransferApi> {
    /** The same operations, with status and headers of the answer. */
    readonly withResponse: Replies<typeof TransferApi>
    /** A call that is not declared. */
    readonly request: Operation.SendRaw
    /**
     * Waits until a task has ended, and gives its last document: a task that has failed is no error of waiting. Fails
     * with `TaskWaitTimeout` when the time is up first.
     */
    readonly taskWait: (
      argument: { readonly task_id: string },
      options?: TaskWaitOptions
    ) => Effect.Effect<Task.Task, GlobusError | TaskWaitTimeout>
    /** The task's document each time it is looked at, the last one being final. */
    readonly taskProgress: (
      argument: { readonly task_id: string },
      options?: Pick<TaskWaitOptions, "pollingInterval">
    ) => Stream.Stream<Task.Task, GlobusError>
  }
}

/**
 * How long to wait for a task, and how often to look.
 *
 * @since 0.1.0
 * @category models
 */
export interface TaskWaitOptions {
  /** How long to wait at most. Default: as long as it takes. */
  readonly timeout?: Duration.DurationInput
  /** How often to look, at least every second. Default: every 10 seconds. */
  readonly pollingInterval?: Duration.DurationInput
}

/**
 * The task went on for longer than `taskWait` was to wait. It still does.
 *
 * @since 0.1.0
 * @category errors
 */
export class TaskWaitTimeout extends Data.TaggedError("TaskWaitTimeout")<{
  /** The task as it was last seen. */
  readonly task: Task.Task
  readonly timeout: Duration.Duration
  readonly message: string
}> {}

const interval = (input: Duration.DurationInput = "10 seconds"): Effect.Effect<Duration.Duration, GlobusUsageError> => {
  const duration = Duration.decodeUnknown(input)
  return Option.isSome(duration) &&
    Duration.greaterThanOrEqualTo(duration.value, Duration.seconds(1)) &&
    Duration.isFinite(duration.value)
    ? Effect.succeed(duration.value)
    : new GlobusUsageError({
        field: "pollingInterval",
        message: "pollingInterval: give at least one second, such as the default of 10 seconds"
      })
}

type Derived = Operations<typeof TransferApi>

const isTransfer = compile(TransferData.ast)
const isDelete = compile(DeleteData.ast)

const isSubmission = (document: unknown): boolean => isTransfer?.(document) === true || isDelete?.(document) === true

/** The service over a transport; `handlers` stand in for the operations of their names, in what is made of them too. */
const service = (wire: transport.Transport, handlers: Partial<TransferClient.Service> = {}): TransferClient.Service => {
  const derived = derive(TransferApi, wire)
  const operations: Derived = { ...derived.operations, ...handlers }
  const { replies, streams } = derived

  /** A document that has its submission id: from here on the call can be repeated. One that the call refuses gets none. */
  const submittable = <A extends { readonly submission_id?: string | undefined }>(
    document: A
  ): Effect.Effect<A, GlobusError> =>
    isSubmission(document) && document.submission_id === undefined
      ? Effect.map(operations.getSubmissionId(), ({ value }) => ({ ...document, submission_id: value }))
      : Effect.succeed(document)

  const taskProgress: TransferClient.Service["taskProgress"] = (argument, options) =>
    Stream.unwrap(
      Effect.map(interval(options?.pollingInterval), (pause) =>
        Stream.paginateEffect(Duration.zero, (wait) =>
          Effect.sleep(wait).pipe(
            Effect.zipRight(operations.getTask(argument)),
            Effect.map((task) => [task, Task.isFinal(task) ? Option.none() : Option.some(pause)])
          )
        )
      )
    )

  const taskWait: TransferClient.Service["taskWait"] = (argument, options) =>
    Effect.gen(function* () {
      const pause = yield* interval(options?.pollingInterval)
      const timeout = options?.timeout === undefined ? Option.none() : yield* checkTimeout(options.timeout)
      const deadline = Option.map(timeout, (timeout) => [timeout, Duration.toMillis(timeout)] as const)
      const start = yield* Clock.currentTimeMillis
      while (true) {
        const task = yield* operations.getTask(argument)
        if (Task.isFinal(task)) return task
        const passed = (yield* Clock.currentTimeMillis) - start
        if (Option.isSome(deadline) && passed >= deadline.value[1]) {
          return yield* new TaskWaitTimeout({
            task,
            timeout: deadline.value[0],
            message: `Task ${task.task_id} is still ${task.status} after ${Duration.format(deadline.value[0])}`
          })
        }
        const left = Option.match(deadline, { onNone: () => Infinity, onSome: ([, millis]) => millis - passed })
        yield* Effect.sleep(Duration.min(pause, Duration.millis(left)))
      }
    })

  return {
    ...operations,
    ...streams,
    createTunnel: withSubmissionId(operations.createTunnel),
    submitTransfer: (document, options) =>
      Effect.flatMap(submittable(document), (document) => operations.submitTransfer(document, options)),
    submitDelete: (document, options) =>
      Effect.flatMap(submittable(document), (document) => operations.submitDelete(document, options)),
    withResponse: {
      ...replies,
      createTunnel: withSubmissionId(replies.createTunnel),
      submitTransfer: (document, options) =>
        Effect.flatMap(submittable(document), (document) => replies.submitTransfer(document, options)),
      submitDelete: (document, options) =>
        Effect.flatMap(submittable(document), (document) => replies.submitDelete(document, options))
    },
    request: request.make(wire, resourceServer),
    taskWait,
    taskProgress
  }
}

const client = serviceClient(TransferClient, "transfer", service)

/**
 * A client over the `Authorization` and the `HttpClient` that are there. Fails with `GlobusUsageError` for an option, and
 * with `ConfigError` for a `GLOBUS_SDK_*` variable, that is wrong.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = client.make

/**
 * `make` as a layer. Provide its authorizer to it alone: a Globus token is for one service.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = client.layer

/**
 * `layer`, addresses and times from `Config`.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerConfig = client.layerConfig

/**
 * Handlers of your own, for a test: no network, no authorization. An operation that has none dies when it is called.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerNoop = client.layerNoop
