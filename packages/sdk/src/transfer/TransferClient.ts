/**
 * The client of Globus Transfer: files and directories on collections, and the tasks that move them. The operations are
 * derived from `TransferApi`. This module adds submission ids, `taskWait` and `taskProgress`.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/transfer/
 */
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import type { GlobusError } from "../GlobusError.js"
import { derive } from "../internal/operation/call.js"
import { checkPollingInterval } from "../internal/wire/callOptions.js"
import type { Operations, Replies, Streams } from "../internal/operation/declaration.js"
import * as request from "../internal/operation/request.js"
import { serviceClient } from "../internal/operation/serviceClient.js"
import { asIs, errorClass } from "../internal/wire/errorClass.js"
import type * as transport from "../internal/wire/transport.js"
import { withSubmissionId } from "./internal/tunnels.js"
import { advise } from "../internal/usage.js"
import * as waiting from "../internal/operation/waiting.js"
import type * as Operation from "../Operation.js"
import type { WaitOptions } from "../Wait.js"
import * as Task from "./Task.js"
import { blocked, type GlobusTaskBlocked } from "./TaskBlocked.js"
import { resourceServer, TransferApi } from "./TransferApi.js"

/**
 * The client of Globus Transfer.
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
   * The operations of Globus Transfer, with the names of the Python SDK in camelCase. If the document has no submission
   * id, `submitTransfer` and `submitDelete` get one first. Retries use the same id, so a submission never becomes two
   * tasks. `createTunnel` does the same with a random id.
   *
   * @since 0.1.0
   * @category models
   */
  export interface Service extends Operations<typeof TransferApi>, Streams<typeof TransferApi> {
    /** The same operations, returning status and headers with the document. */
    readonly withResponse: Replies<typeof TransferApi>
    /** Sends an undeclared call. */
    readonly request: Operation.SendRaw
    /**
     * Waits until a task has ended, and returns its last document. A failed task is returned too, not raised as an
     * error. The argument may be the answer of a submission. Fails with `GlobusTaskBlocked` as soon as the task cannot
     * continue without user action, and with `GlobusTaskWaitTimeout` after the timeout.
     */
    readonly taskWait: <E = never, R = never>(
      argument: { readonly task_id: string },
      options?: TaskWaitOptions<E, R>
    ) => Effect.Effect<Task.Task, GlobusError | GlobusTaskWaitTimeout | GlobusTaskBlocked | E, R>
    /**
     * Emits the document of the task at each look, until it is final. Fails with `GlobusTaskBlocked`, after emitting
     * the document, if the task cannot continue without user action.
     */
    readonly taskProgress: (
      argument: { readonly task_id: string },
      options?: Pick<TaskWaitOptions, "pollingInterval" | "onInactive">
    ) => Stream.Stream<Task.Task, GlobusError | GlobusTaskBlocked>
  }
}

/**
 * How long to wait for a task, how often to look, and what to do if it cannot continue.
 *
 * @since 0.1.0
 * @category models
 */
export interface TaskWaitOptions<E = never, R = never> extends WaitOptions<Task.Task, E, R> {
  /**
   * What to do if a task cannot continue without user action: it is `INACTIVE`, paused, or blocked by a permanent
   * error. Default: `fail`, with `GlobusTaskBlocked`. `wait`: keep waiting.
   */
  readonly onInactive?: "fail" | "wait" | undefined
  /**
   * Whether to cancel the task if the wait is interrupted. The interruption then takes until Globus has answered.
   * Default: false. Then the task continues, and a log message says so.
   */
  readonly cancelOnInterrupt?: boolean | undefined
}

/**
 * The timeout of `taskWait` passed before the end of the task. The task continues: look again later, or wait longer.
 *
 * @since 0.1.0
 * @category errors
 */
export class GlobusTaskWaitTimeout extends errorClass<GlobusTaskWaitTimeout>()("GlobusTaskWaitTimeout", {
  /** The last document of the task. */
  task: asIs(Task.Task),
  /** How long the wait was. */
  timeout: Schema.Duration,
  /** Which task, and its state. */
  message: Schema.String
}) {}

interface Submission {
  readonly submission_id?: string | undefined
}

/** The members that a submission must have. */
const needed = {
  submitTransfer: ["source_endpoint", "destination_endpoint", "DATA"],
  submitDelete: ["endpoint", "DATA"]
} as const

const service = (wire: transport.Transport): TransferClient.Service => {
  const { operations, replies, streams } = derive(TransferApi, wire)

  /**
   * Adds a submission id to a document, so that the call can be retried. First it refuses what Globus would refuse: the
   * types forbid it, but JavaScript callers are not checked.
   */
  const submittable = <A extends Submission>(
    operation: keyof typeof needed,
    document: A
  ): Effect.Effect<A, GlobusError> =>
    Effect.suspend(() => {
      const fields: Readonly<Record<string, unknown>> = Predicate.isRecord(document) ? document : {}
      const missing = needed[operation].find((field) => Predicate.isNullable(fields[field]) || fields[field] === "")
      if (missing !== undefined)
        return advise(missing, `it is missing: ${operation} needs ${needed[operation].join(", ")}`)
      if (Array.isArray(fields["DATA"]) && fields["DATA"].length === 0) {
        return advise("DATA", `give at least one item: Globus refuses ${operation} without any`)
      }
      return document.submission_id === undefined
        ? Effect.map(operations.getSubmissionId(), ({ value }) => ({ ...document, submission_id: value }))
        : Effect.succeed(document)
    })

  /** Takes only the id, since the answer of a submission has more members. */
  const subject = ({ task_id }: { readonly task_id: string }) => ({
    name: `Task ${task_id}`,
    look: Effect.suspend(() => operations.getTask({ task_id })),
    isFinal: Task.isFinal,
    timedOut: (task: Task.Task, timeout: Duration.Duration) =>
      new GlobusTaskWaitTimeout({
        task,
        timeout,
        message: `Task ${task.task_id} is still ${task.status} after ${Duration.format(timeout)}`
      }),
    blocked,
    cancel: Effect.suspend(() => operations.cancelTask({ task_id }))
  })

  const taskProgress: TransferClient.Service["taskProgress"] = (argument, { onInactive, pollingInterval } = {}) =>
    Stream.unwrap(
      Effect.map(checkPollingInterval(pollingInterval), (pause) => {
        const { look } = subject(argument)
        const first: Effect.Effect<void, GlobusTaskBlocked> = Effect.void
        return Stream.paginateEffect(first, (before) =>
          Effect.map(Effect.zipRight(before, look), (task) => {
            const stuck = onInactive === "wait" ? undefined : blocked(task)
            return [
              task,
              Task.isFinal(task)
                ? Option.none()
                : Option.some(stuck === undefined ? Effect.sleep(pause) : Effect.fail(stuck))
            ]
          })
        )
      })
    )

  const taskWait: TransferClient.Service["taskWait"] = (argument, options = {}) =>
    waiting.wait(subject(argument), options)

  return {
    ...operations,
    ...streams,
    createTunnel: withSubmissionId(operations.createTunnel),
    submitTransfer: (document, options) =>
      Effect.flatMap(submittable("submitTransfer", document), (document) =>
        operations.submitTransfer(document, options)
      ),
    submitDelete: (document, options) =>
      Effect.flatMap(submittable("submitDelete", document), (document) => operations.submitDelete(document, options)),
    withResponse: {
      ...replies,
      createTunnel: withSubmissionId(replies.createTunnel),
      submitTransfer: (document, options) =>
        Effect.flatMap(submittable("submitTransfer", document), (document) =>
          replies.submitTransfer(document, options)
        ),
      submitDelete: (document, options) =>
        Effect.flatMap(submittable("submitDelete", document), (document) => replies.submitDelete(document, options))
    },
    request: request.make(wire, resourceServer),
    taskWait,
    taskProgress
  }
}

const client = serviceClient(TransferClient, "transfer", service, ["createTunnel", "submitTransfer", "submitDelete"])

/**
 * Makes a client that uses `Authorization` and `HttpClient` from the context. Fails with `GlobusUsageError` for a wrong
 * option, and with `ConfigError` for a wrong `GLOBUS_SDK_*` variable.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = client.make

/**
 * `make` as a layer. Provide the authorizer only to this layer: a Globus token is valid for one service.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = client.layer

/**
 * `layer`, with addresses and times from `Config`.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerConfig = client.layerConfig

/**
 * A client from your own handlers, for tests: no network, no authorization. Streams, pages and `taskWait` use the
 * handlers of their operations. A submission takes its id from the handler of `getSubmissionId`, or a random id without
 * one. Any other operation without a handler dies when it is called.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerNoop = (handlers: Partial<TransferClient.Service>): Layer.Layer<TransferClient> =>
  client.layerNoop({
    getSubmissionId: () => Effect.sync(() => ({ value: globalThis.crypto.randomUUID() })),
    ...handlers
  })
