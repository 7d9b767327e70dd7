/**
 * Globus Transfer: files and directories on collections, and the tasks that move them. Every operation is derived from
 * `TransferApi`; what stands here is more than one call.
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
     * Waits until a task has ended, and gives its last document: a task that has failed is no error of waiting. Takes the
     * answer to a submission as it is. Fails with `GlobusTaskBlocked` at once when the task cannot go on without a person,
     * and with `GlobusTaskWaitTimeout` when the time is up first.
     */
    readonly taskWait: <E = never, R = never>(
      argument: { readonly task_id: string },
      options?: TaskWaitOptions<E, R>
    ) => Effect.Effect<Task.Task, GlobusError | GlobusTaskWaitTimeout | GlobusTaskBlocked | E, R>
    /**
     * The task's document each time it is looked at, the last one being final. Fails with `GlobusTaskBlocked`, after the
     * document, when the task cannot go on without a person.
     */
    readonly taskProgress: (
      argument: { readonly task_id: string },
      options?: Pick<TaskWaitOptions, "pollingInterval" | "onInactive">
    ) => Stream.Stream<Task.Task, GlobusError | GlobusTaskBlocked>
  }
}

/**
 * How long to wait for a task, how often to look, and what to do when it cannot go on.
 *
 * @since 0.1.0
 * @category models
 */
export interface TaskWaitOptions<E = never, R = never> extends WaitOptions<Task.Task, E, R> {
  /**
   * What to do about a task that cannot go on without a person: one that is `INACTIVE` or paused, or held up by a fault
   * that time does not mend. Default: `fail`, with `GlobusTaskBlocked`. `wait`: till somebody has done it.
   */
  readonly onInactive?: "fail" | "wait" | undefined
  /**
   * Cancel the task when the wait is interrupted. The interruption is over when Globus has answered. Default: false. The
   * task goes on, and a line of the log says so.
   */
  readonly cancelOnInterrupt?: boolean | undefined
}

/**
 * The time that `taskWait` was given is up, and the task goes on. Look again later, or wait for longer.
 *
 * @since 0.1.0
 * @category errors
 */
export class GlobusTaskWaitTimeout extends errorClass<GlobusTaskWaitTimeout>()("GlobusTaskWaitTimeout", {
  /** The task as it was last seen. */
  task: asIs(Task.Task),
  /** How long the wait was. */
  timeout: Schema.Duration,
  /** Which task, and its state. */
  message: Schema.String
}) {}

interface Submission {
  readonly submission_id?: string | undefined
}

/** What a submission cannot be without. */
const needed = {
  submitTransfer: ["source_endpoint", "destination_endpoint", "DATA"],
  submitDelete: ["endpoint", "DATA"]
} as const

const service = (wire: transport.Transport): TransferClient.Service => {
  const { operations, replies, streams } = derive(TransferApi, wire)

  /**
   * A document that has its submission id: from here on the call can be repeated. What Globus would refuse is refused
   * before an id is asked for: the types say so already; JavaScript does not.
   */
  const submittable = <A extends Submission>(
    operation: keyof typeof needed,
    document: A
  ): Effect.Effect<A, GlobusError> =>
    Effect.suspend(() => {
      const fields: Readonly<Record<string, unknown>> = Predicate.isRecord(document) ? document : {}
      const missing = needed[operation].find((field) => Predicate.isNullable(fields[field]) || fields[field] === "")
      if (missing !== undefined) return advise(missing, `give it: ${operation} needs ${needed[operation].join(", ")}`)
      if (Array.isArray(fields["DATA"]) && fields["DATA"].length === 0) {
        return advise("DATA", `give at least one item: Globus refuses ${operation} without any`)
      }
      return document.submission_id === undefined
        ? Effect.map(operations.getSubmissionId(), ({ value }) => ({ ...document, submission_id: value }))
        : Effect.succeed(document)
    })

  /** A submission's answer has more members than the id. */
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
 * Handlers of your own, for a test: no network, no authorization. What the client makes of an operation (streams, pages,
 * `taskWait`) is made of its handler. A submission takes its id from the handler of `getSubmissionId`; without one it gets
 * a random one. Any other operation that has no handler dies when it is called.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerNoop = (handlers: Partial<TransferClient.Service>): Layer.Layer<TransferClient> =>
  client.layerNoop({
    getSubmissionId: () => Effect.sync(() => ({ value: globalThis.crypto.randomUUID() })),
    ...handlers
  })
