/**
 * Globus Search: an index of documents about data, who may find which of them, and queries over it.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/search/
 */
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { GlobusError } from "../GlobusError.js"
import { derive } from "../internal/operation/call.js"
import type { Operations, Replies, Streams } from "../internal/operation/declaration.js"
import * as request from "../internal/operation/request.js"
import { serviceClient } from "../internal/operation/serviceClient.js"
import type * as transport from "../internal/wire/transport.js"
import * as waiting from "../internal/operation/waiting.js"
import type * as Operation from "../Operation.js"
import { GlobusWaitTimeout, type WaitOptions } from "../Wait.js"
import { resourceServer, SearchApi } from "./SearchApi.js"
import * as SearchTask from "./SearchTask.js"

/**
 * Globus Search, for whoever holds a token for it. Without one (`NullAuthorizer`), queries find what is public.
 *
 * @since 0.1.0
 * @category context
 */
export class SearchClient extends Context.Tag("@effect-globus/sdk/SearchClient")<
  SearchClient,
  SearchClient.Service
>() {}

/**
 * @since 0.1.0
 */
export declare namespace SearchClient {
  /**
   * The operations of Globus Search, under the Python SDK's names in camelCase. What brings entries in or deletes them
   * is accepted first and done later, by a task: `getTask` says what came of it.
   *
   * @since 0.1.0
   * @category models
   */
  export interface Service extends Operations<typeof SearchApi>, Streams<typeof SearchApi> {
    /** The same operations, with status and headers of the answer. */
    readonly withResponse: Replies<typeof SearchApi>
    /** A call that is not declared. */
    readonly request: Operation.SendRaw
    /**
     * Waits until a task has ended, and gives its last document: a task that has failed is no error of waiting. Takes the
     * answer of what made the task as it is. Fails with `GlobusWaitTimeout` when the time is up first. Search's tasks
     * wait for nobody, and cannot be canceled.
     */
    readonly searchTaskWait: <E = never, R = never>(
      argument: { readonly task_id: string },
      options?: WaitOptions<SearchTask.SearchTask, E, R>
    ) => Effect.Effect<SearchTask.SearchTask, GlobusError | GlobusWaitTimeout<SearchTask.SearchTask> | E, R>
  }
}

const service = (wire: transport.Transport): SearchClient.Service => {
  const { operations, replies, streams } = derive(SearchApi, wire)
  return {
    ...operations,
    ...streams,
    withResponse: replies,
    request: request.make(wire, resourceServer),
    searchTaskWait: ({ task_id }, options = {}) =>
      waiting.wait(
        {
          name: `Search's task ${task_id}`,
          look: Effect.suspend(() => operations.getTask({ task_id })),
          isFinal: SearchTask.isFinal,
          timedOut: (task: SearchTask.SearchTask, timeout) =>
            new GlobusWaitTimeout<SearchTask.SearchTask>({
              last: task,
              timeout,
              message: `Search's task ${task.task_id} is still ${task.state} after ${Duration.format(timeout)}, and goes on`
            })
        },
        options
      )
  }
}

const client = serviceClient(SearchClient, "search", service)

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
