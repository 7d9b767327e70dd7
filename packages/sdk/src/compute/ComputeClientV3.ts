/**
 * The client of version 3 of Globus Compute: operations on endpoints, functions and tasks that version 2 does not have,
 * or has in another form. The operations are derived from `ComputeApiV3`.
 *
 * @since 0.1.0
 * @see https://compute.api.globus.org/redoc
 */
import * as Context from "effect/Context"
import { derive } from "../internal/operation/call.js"
import type { Operations, Replies } from "../internal/operation/declaration.js"
import * as request from "../internal/operation/request.js"
import { serviceClient } from "../internal/operation/serviceClient.js"
import type * as transport from "../internal/wire/transport.js"
import type * as Operation from "../Operation.js"
import { ComputeApiV3, resourceServer } from "./ComputeApi.js"

/**
 * The client of version 3 of Globus Compute.
 *
 * @since 0.1.0
 * @category context
 */
export class ComputeClientV3 extends Context.Tag("@effect-globus/sdk/ComputeClientV3")<
  ComputeClientV3,
  ComputeClientV3.Service
>() {}

/**
 * @since 0.1.0
 */
export declare namespace ComputeClientV3 {
  /**
   * The operations of version 3 of Globus Compute, with the names of the Python SDK in camelCase.
   *
   * @since 0.1.0
   * @category models
   */
  export interface Service extends Operations<typeof ComputeApiV3> {
    /** The same operations, returning status and headers with the document. */
    readonly withResponse: Replies<typeof ComputeApiV3>
    /** Sends an undeclared call. */
    readonly request: Operation.SendRaw
  }
}

const service = (wire: transport.Transport): ComputeClientV3.Service => {
  const { operations, replies } = derive(ComputeApiV3, wire)
  return { ...operations, withResponse: replies, request: request.make(wire, resourceServer) }
}

const client = serviceClient(ComputeClientV3, "compute", service)

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
