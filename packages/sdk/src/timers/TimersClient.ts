/**
 * Globus Timers: transfers and flow runs at a moment or at intervals. Every operation is derived from `TimersApi`.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/timers/
 */
import * as Context from "effect/Context"
import { derive } from "../internal/operation/call.js"
import type { Operations, Replies } from "../internal/operation/declaration.js"
import * as request from "../internal/operation/request.js"
import { serviceClient } from "../internal/operation/serviceClient.js"
import type * as transport from "../internal/wire/transport.js"
import type * as Operation from "../Operation.js"
import { resourceServer, TimersApi } from "./TimersApi.js"

/**
 * Globus Timers, for whoever holds a token for it.
 *
 * @since 0.1.0
 * @category context
 */
export class TimersClient extends Context.Tag("@effect-globus/sdk/TimersClient")<
  TimersClient,
  TimersClient.Service
>() {}

/**
 * @since 0.1.0
 */
export declare namespace TimersClient {
  /**
   * The operations of Globus Timers, under the Python SDK's names in camelCase. `createTimer` makes timers of transfers
   * and of flow runs, `createJob` those of other actions; the operations on jobs are for both. What makes a timer is not
   * sent again when nobody knows if it arrived: there might be two.
   *
   * @since 0.1.0
   * @category models
   */
  export interface Service extends Operations<typeof TimersApi> {
    /** The same operations, with status and headers of the answer. */
    readonly withResponse: Replies<typeof TimersApi>
    /** A call that is not declared. */
    readonly request: Operation.SendRaw
  }
}

const service = (wire: transport.Transport): TimersClient.Service => {
  const { operations, replies } = derive(TimersApi, wire)
  return { ...operations, withResponse: replies, request: request.make(wire, resourceServer) }
}

const client = serviceClient(TimersClient, "timer", service)

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
