/**
 * Globus Flows: flows, their runs, registered APIs and web inputs. Every operation is derived from `FlowsApi`. Running a
 * flow takes a token of the flow's own, and so a client of its own: `SpecificFlowClient`.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/flows/
 */
import * as Context from "effect/Context"
import * as Struct from "effect/Struct"
import { derive } from "../internal/call.js"
import type { Operations, Replies, Streams } from "../internal/declaration.js"
import * as request from "../internal/request.js"
import { serviceClient } from "../internal/serviceClient.js"
import type * as transport from "../internal/transport.js"
import type * as Operation from "../Operation.js"
import { FlowsApi, resourceServer } from "./FlowsApi.js"

/**
 * Globus Flows, for whoever holds a token for it.
 *
 * @since 0.1.0
 * @category context
 */
export class FlowsClient extends Context.Tag("@effect-globus/sdk/FlowsClient")<FlowsClient, FlowsClient.Service>() {}

/** They are a flow's own: its token is not this client's. */
type OfOneFlow = "runFlow" | "validateRun" | "resumeRun"

/**
 * @since 0.1.0
 */
export declare namespace FlowsClient {
  /**
   * The operations of Globus Flows, under the Python SDK's names in camelCase.
   *
   * @since 0.1.0
   * @category models
   */
  export interface Service extends Omit<Operations<typeof FlowsApi>, OfOneFlow>, Streams<typeof FlowsApi> {
    /** The same operations, with status and headers of the answer. */
    readonly withResponse: Omit<Replies<typeof FlowsApi>, OfOneFlow>
    /** A call that is not declared. */
    readonly request: Operation.SendRaw
  }
}

const own = Struct.omit("runFlow", "validateRun", "resumeRun")

const service = (wire: transport.Transport): FlowsClient.Service => {
  const { operations, replies, streams } = derive(FlowsApi, wire)
  return { ...own(operations), ...streams, withResponse: own(replies), request: request.make(wire, resourceServer) }
}

const client = serviceClient(FlowsClient, "flows", service)

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
