/**
 * The client of version 2 of Globus Transfer: tunnels, stream access points and bookmarks. The operations are derived
 * from `TransferApiV2`.
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
 * The client of version 2 of Globus Transfer.
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
   * The operations of version 2 of Globus Transfer, with the names of the Python SDK in camelCase. If the document has
   * no submission id, `createTunnel` adds a random one. Retries use the same id, so a call never becomes two tunnels.
   *
   * @since 0.1.0
   * @category models
   */
  export interface Service extends Operations<typeof TransferApiV2>, Streams<typeof TransferApiV2> {
    /** The same operations, returning status and headers with the document. */
    readonly withResponse: Replies<typeof TransferApiV2>
    /** Sends an undeclared call. */
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
