/**
 * The client of Globus Groups: groups, their policies and their members. The operations are derived from `GroupsApi`.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/groups/
 */
import * as Context from "effect/Context"
import { derive } from "../internal/operation/call.js"
import type { Operations, Replies } from "../internal/operation/declaration.js"
import * as request from "../internal/operation/request.js"
import { serviceClient } from "../internal/operation/serviceClient.js"
import type * as transport from "../internal/wire/transport.js"
import type * as Operation from "../Operation.js"
import { GroupsApi, resourceServer } from "./GroupsApi.js"

/**
 * The client of Globus Groups.
 *
 * @since 0.1.0
 * @category context
 */
export class GroupsClient extends Context.Tag("@effect-globus/sdk/GroupsClient")<
  GroupsClient,
  GroupsClient.Service
>() {}

/**
 * @since 0.1.0
 */
export declare namespace GroupsClient {
  /**
   * The operations of Globus Groups, with the names of the Python SDK in camelCase. `batchMembershipAction` succeeds
   * even if all its actions failed: check `errors` of its answer. In place of Python's `GroupsManager`, use a batch of
   * one identity: `{ group_id, ...BatchMembershipActions.addMembers({}, [identity_id]) }`. `setMembershipFields` takes
   * the fields of each identity beside the group's id: `{ group_id, ...fields }`.
   *
   * @since 0.1.0
   * @category models
   */
  export interface Service extends Operations<typeof GroupsApi> {
    /** The same operations, returning status and headers with the document. */
    readonly withResponse: Replies<typeof GroupsApi>
    /** Sends an undeclared call. */
    readonly request: Operation.SendRaw
  }
}

const service = (wire: transport.Transport): GroupsClient.Service => {
  const { operations, replies } = derive(GroupsApi, wire)
  return { ...operations, withResponse: replies, request: request.make(wire, resourceServer) }
}

const client = serviceClient(GroupsClient, "groups", service)

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
