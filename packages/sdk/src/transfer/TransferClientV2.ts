/**
 * Version 2 of Globus Transfer: tunnels, stream access points, and bookmarks. Every operation is derived from
 * `TransferApiV2`.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/transfer/
 */
import * as Context from "effect/Context"
import { derive } from "../internal/operation/call.js"
import type { Operations, Replies, Streams } from "../internal/operation/declaration.js"
import * as request from "../internal/operation/request.js"
import { serviceClient } from "../internal/operation/serviceClient.js"
import type * as transport from "../internal/wire/transport.js"
import { withSubmissionId } from "./internal/tunnels.js"
import type * as Operation from "../Operation.js"
import { resourceServer } from "./TransferApi.js"
import { TransferApiV2 } from "./TransferApiV2.js"

/**
 * Version 2 of Globus Transfer, for whoever holds a token for it.
 *
 * @since 0.1.0
 * @category context
 */
export class TransferClientV2 extends Context.Tag("@effect-globus/sdk/TransferClientV2")<
  TransferClientV2,
  TransferClientV2.Service
>() {}

/**
 * @since 0.1.0
 */
export declare namespace TransferClientV2 {
  /**
   * The operations of version 2 of Globus Transfer, under the Python SDK's names in camelCase. `createTunnel` gives its
   * document a submission id when it has none, and uses it again when it is retried: a call never becomes two tunnels.
   *
   * @since 0.1.0
   * @category models
   */
  export interface Service extends Operations<typeof TransferApiV2>, Streams<typeof TransferApiV2> {
    /** The same operations, with status and headers of the answer. */
    readonly withResponse: Replies<typeof TransferApiV2>
    /** A call that is not declared. */
    readonly request: Operation.SendRaw
  }
}

const service = (wire: transport.Transport): TransferClientV2.Service => {
  const { operations, replies, streams } = derive(TransferApiV2, wire)
  return {
    ...operations,
    ...streams,
    createTunnel: withSubmissionId(operations.createTunnel),
    withResponse: { ...replies, createTunnel: withSubmissionId(replies.createTunnel) },
    request: request.make(wire, resourceServer)
  }
}

const client = serviceClient(TransferClientV2, "transfer", service, ["createTunnel"])

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
