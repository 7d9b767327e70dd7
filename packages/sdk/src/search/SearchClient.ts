/**
 * The client of Globus Search: indices of entries about data, their visibility, and queries. The operations are derived
 * from `SearchApi`.
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
 * The client of Globus Search. Without a token (`NullAuthorizer`), queries find public entries.
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
   * The operations of Globus Search, with the names of the Python SDK in camelCase. Adding and deleting entries starts
   * a task: wait for it with `searchTaskWait`, or look at it with `getTask`.
   *
   * @since 0.1.0
   * @category models
   */
  export interface Service extends Operations<typeof SearchApi>, Streams<typeof SearchApi> {
    /** The same operations, returning status and headers with the document. */
    readonly withResponse: Replies<typeof SearchApi>
    /** Sends an undeclared call. */
    readonly request: Operation.SendRaw
    /**
     * Waits until a task has ended, and returns its last document. A failed task is returned too, not raised as an
     * error. The argument may be the answer that named the task. Fails with `GlobusWaitTimeout` after the timeout.
     * Tasks of Globus Search never wait for user action, and cannot be canceled.
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
          name: `Search task ${task_id}`,
          look: Effect.suspend(() => operations.getTask({ task_id })),
          isFinal: SearchTask.isFinal,
          timedOut: (task: SearchTask.SearchTask, timeout) =>
            new GlobusWaitTimeout<SearchTask.SearchTask>({
              last: task,
              timeout,
              message: `Search task ${task.task_id} is still ${task.state} after ${Duration.format(timeout)} and continues: wait longer, or look again later`
            })
        },
        options
      )
  }
}

const client = serviceClient(SearchClient, "search", service)

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
 * A client from your own handlers, for tests: no network, no authorization. An operation without a handler dies when it is
 * called.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerNoop = client.layerNoop
