/**
 * The documents of access rules: who may read or write below a path on a guest collection.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/transfer/
 */
import * as Schema from "effect/Schema"
import { nullable } from "../internal/operation/document.js"
import { resultMembers } from "./internal/transfer.js"

const wireAccessRule = Schema.Struct({
  DATA_TYPE: nullable(Schema.String),
  /** UUID. Null: the access comes from a role, and the rule cannot be changed. */
  id: nullable(Schema.String),
  /** `identity`, `group`, `all_authenticated_users` or `anonymous`. */
  principal_type: nullable(Schema.String),
  /** UUID of the identity or the group. Empty for the other types. */
  principal: nullable(Schema.String),
  /** A directory; ends with `/`. The rule holds for everything below it. */
  path: nullable(Schema.String),
  /** `r` or `rw`. */
  permissions: nullable(Schema.String),
  /** ISO 8601. */
  create_time: nullable(Schema.String),
  /** ISO 8601. Null: it does not expire. */
  expiration_date: nullable(Schema.String),
  /** UUID of the role that the access comes from. */
  role_id: nullable(Schema.String),
  /** `administrator` or `access_manager`. */
  role_type: nullable(Schema.String)
}).annotations({ identifier: "AccessRule" })

/**
 * An access rule.
 *
 * @since 0.1.0
 * @category documents
 */
export interface AccessRule extends Schema.Schema.Type<typeof wireAccessRule> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const AccessRule: Schema.Schema<AccessRule> = wireAccessRule

const wireAccessRuleList = Schema.Struct({
  DATA_TYPE: nullable(Schema.String),
  DATA: Schema.Array(AccessRule),
  /** UUID of the collection. */
  endpoint: nullable(Schema.String),
  length: nullable(Schema.Number)
}).annotations({ identifier: "AccessRuleList" })

/**
 * The access rules of a collection, including those that come from roles.
 *
 * @since 0.1.0
 * @category documents
 */
export interface AccessRuleList extends Schema.Schema.Type<typeof wireAccessRuleList> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const AccessRuleList: Schema.Schema<AccessRuleList> = wireAccessRuleList

const wireAccessRuleCreated = Schema.Struct({
  ...resultMembers,
  /** UUID of the rule. */
  access_id: Schema.String
}).annotations({ identifier: "AccessRuleCreated" })

/**
 * The answer to a new access rule, with its id. `code` is `Created`.
 *
 * @since 0.1.0
 * @category documents
 */
export interface AccessRuleCreated extends Schema.Schema.Type<typeof wireAccessRuleCreated> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const AccessRuleCreated: Schema.Schema<AccessRuleCreated> = wireAccessRuleCreated
