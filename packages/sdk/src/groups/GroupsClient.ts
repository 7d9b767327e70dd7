/**
 * Globus Groups: groups, their policies, and who belongs to them. Every operation is derived from `GroupsApi`.
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
 * Globus Groups, for whoever holds a token for it.
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
   * The operations of Globus Groups, under the Python SDK's names in camelCase. `batchMembershipAction` succeeds even if
   * none of its actions did: what went wrong is in the `errors` of its answer. What Python's `GroupsManager` does for one
   * identity is a batch of one: `{ group_id, ...BatchMembershipActions.addMembers({}, [identity_id]) }`. The fields that
   * `setMembershipFields` takes by identity stand beside the group's id: `{ group_id, ...fields }`.
   *
   * @since 0.1.0
   * @category models
   */
  export interface Service extends Operations<typeof GroupsApi> {
    /** The same operations, with status and headers of the answer. */
    readonly withResponse: Replies<typeof GroupsApi>
    /** A call that is not declared. */
    readonly request: Operation.SendRaw
  }
}

const service = (wire: transport.Transport): GroupsClient.Service => {
  const { operations, replies } = derive(GroupsApi, wire)
  return { ...operations, withResponse: replies, request: request.make(wire, resourceServer) }
}

const client = serviceClient(GroupsClient, "groups", service)

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
