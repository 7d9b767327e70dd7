/**
 * The client of Globus Timers: transfers and flow runs at a given time or at intervals. The operations are derived from
 * `TimersApi`.
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
 * The client of Globus Timers.
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
   * The operations of Globus Timers, with the names of the Python SDK in camelCase. `createTimer` makes timers of
   * transfers and of flow runs, `createJob` those of other actions. The operations on jobs are for both. A call that
   * creates a timer is not retried if it is unknown whether it arrived: otherwise there might be two timers.
   *
   * @since 0.1.0
   * @category models
   */
  export interface Service extends Operations<typeof TimersApi> {
    /** The same operations, returning status and headers with the document. */
    readonly withResponse: Replies<typeof TimersApi>
    /** Sends an undeclared call. */
    readonly request: Operation.SendRaw
  }
}

const service = (wire: transport.Transport): TimersClient.Service => {
  const { operations, replies } = derive(TimersApi, wire)
  return { ...operations, withResponse: replies, request: request.make(wire, resourceServer) }
}

const client = serviceClient(TimersClient, "timer", service)

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
