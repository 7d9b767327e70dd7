/**
 * The documents of roles: who may manage an endpoint, and with which rights.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/transfer/
 */
import * as Schema from "effect/Schema"
import { nullable } from "../internal/operation/document.js"

const wireEndpointRole = Schema.Struct({
  DATA_TYPE: nullable(Schema.String),
  /** UUID. */
  id: Schema.String,
  /** `identity` or `group`. */
  principal_type: nullable(Schema.String),
  /** UUID of the identity or the group. */
  principal: nullable(Schema.String),
  /** `administrator`, `access_manager`, `activity_manager`, `activity_monitor`, or what comes later. */
  role: nullable(Schema.String)
}).annotations({ identifier: "EndpointRole" })

/**
 * The role of an identity or a group on an endpoint.
 *
 * @since 0.1.0
 * @category documents
 */
export interface EndpointRole extends Schema.Schema.Type<typeof wireEndpointRole> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const EndpointRole: Schema.Schema<EndpointRole> = wireEndpointRole

const wireEndpointRoleList = Schema.Struct({
  DATA_TYPE: nullable(Schema.String),
  DATA: Schema.Array(EndpointRole),
  /** UUID of the endpoint. */
  endpoint: nullable(Schema.String)
}).annotations({ identifier: "EndpointRoleList" })

/**
 * The roles on an endpoint.
 *
 * @since 0.1.0
 * @category documents
 */
export interface EndpointRoleList extends Schema.Schema.Type<typeof wireEndpointRoleList> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const EndpointRoleList: Schema.Schema<EndpointRoleList> = wireEndpointRoleList
