/**
 * The documents of guest collections on their host. Transfer calls them shared endpoints.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/transfer/
 */
import * as Schema from "effect/Schema"
import { nullable } from "../internal/operation/document.js"
import { resultMembers } from "./internal/transfer.js"

const wireSharedEndpoint = Schema.Struct({
  /** UUID. */
  id: Schema.String
}).annotations({ identifier: "SharedEndpoint" })

/**
 * The id of a guest collection. `getEndpoint` returns its document.
 *
 * @since 0.1.0
 * @category documents
 */
export interface SharedEndpoint extends Schema.Schema.Type<typeof wireSharedEndpoint> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const SharedEndpoint: Schema.Schema<SharedEndpoint> = wireSharedEndpoint

const wireSharedEndpointList = Schema.Struct({
  shared_endpoints: Schema.Array(SharedEndpoint),
  /** The argument for the next page. Null: this is the last page. */
  next_token: nullable(Schema.String)
}).annotations({ identifier: "SharedEndpointList" })

/**
 * A page of the guest collections on an endpoint, of all owners.
 *
 * @since 0.1.0
 * @category documents
 */
export interface SharedEndpointList extends Schema.Schema.Type<typeof wireSharedEndpointList> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const SharedEndpointList: Schema.Schema<SharedEndpointList> = wireSharedEndpointList

const wireSharedEndpointCreated = Schema.Struct({
  ...resultMembers,
  /** UUID of the collection. */
  id: Schema.String,
  globus_connect_setup_key: nullable(Schema.String)
}).annotations({ identifier: "SharedEndpointCreated" })

/**
 * The answer to a new guest collection, with its id. `code` is `Created`.
 *
 * @since 0.1.0
 * @category documents
 */
export interface SharedEndpointCreated extends Schema.Schema.Type<typeof wireSharedEndpointCreated> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const SharedEndpointCreated: Schema.Schema<SharedEndpointCreated> = wireSharedEndpointCreated
