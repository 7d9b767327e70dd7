/**
 * The documents of roles: who may do what with an index.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/search/reference/role_create/
 */
import * as Schema from "effect/Schema"
import { nullable } from "../internal/operation/document.js"

const wireSearchRole = Schema.Struct({
  id: Schema.String,
  /** `owner`, `admin`, `writer`, or another role. */
  role_name: nullable(Schema.String),
  /** A URN: `urn:globus:auth:identity:…` or `urn:globus:groups:id:…`. */
  principal: nullable(Schema.String),
  /** `identity`, `group`, or another type. */
  principal_type: nullable(Schema.String),
  /** UUID. */
  index_id: nullable(Schema.String),
  /** `YYYY-MM-DD HH:MM:SS`, in UTC. */
  creation_date: nullable(Schema.String)
}).annotations({ identifier: "SearchRole" })

/**
 * The role of an identity or a group in an index. An index has at least one owner, and only owners can add owners.
 *
 * @since 0.1.0
 * @category documents
 */
export interface SearchRole extends Schema.Schema.Type<typeof wireSearchRole> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const SearchRole: Schema.Schema<SearchRole> = wireSearchRole

const wireSearchRoleList = Schema.Struct({ role_list: Schema.Array(SearchRole) }).annotations({
  identifier: "SearchRoleList"
})

/**
 * The roles of an index; at most 50.
 *
 * @since 0.1.0
 * @category documents
 */
export interface SearchRoleList extends Schema.Schema.Type<typeof wireSearchRoleList> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const SearchRoleList: Schema.Schema<SearchRoleList> = wireSearchRoleList

const wireDeletedRole = Schema.Struct({
  success: nullable(Schema.Boolean),
  /** The deleted role. */
  deleted: nullable(SearchRole)
}).annotations({ identifier: "DeletedRole" })

/**
 * The answer to the deletion of a role.
 *
 * @since 0.1.0
 * @category documents
 */
export interface DeletedRole extends Schema.Schema.Type<typeof wireDeletedRole> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const DeletedRole: Schema.Schema<DeletedRole> = wireDeletedRole
