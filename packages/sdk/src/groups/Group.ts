/**
 * The documents of groups, and of the subscriptions that belong to some of them.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/groups/
 */
import * as Schema from "effect/Schema"
import { nullable } from "../internal/operation/document.js"
import { GroupPolicies } from "./GroupPolicies.js"
import { Membership } from "./Membership.js"

const wireSubscriptionInfo = Schema.Struct({
  /** Present in the answer of `getGroup`, but not of `getGroupBySubscriptionId`; the same for `subscriber_name`. */
  name: nullable(Schema.String),
  subscriber_name: nullable(Schema.String),
  is_high_assurance: nullable(Schema.Boolean),
  /** Whether there is a business associate agreement (HIPAA). */
  is_baa: nullable(Schema.Boolean),
  /** By the UUID of the connector. */
  connectors: nullable(
    Schema.Record({
      key: Schema.String,
      value: Schema.Struct({
        /** Whether it may be used for high-assurance data. */
        is_ha: nullable(Schema.Boolean),
        is_baa: nullable(Schema.Boolean)
      })
    })
  )
}).annotations({ identifier: "SubscriptionInfo" })

/**
 * What a subscription covers.
 *
 * @since 0.1.0
 * @category documents
 */
export interface SubscriptionInfo extends Schema.Schema.Type<typeof wireSubscriptionInfo> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const SubscriptionInfo: Schema.Schema<SubscriptionInfo> = wireSubscriptionInfo

/** UUIDs. */
const identities = nullable(Schema.Array(Schema.String))

const wireAllowedActions = Schema.Struct({
  add: identities,
  invite: identities,
  remove: identities,
  change_role: identities,
  approve: identities,
  reject: identities,
  join: identities,
  request_join: identities,
  accept: identities,
  decline: identities,
  leave: identities
}).annotations({ identifier: "AllowedActions" })

/**
 * For each action on memberships, the identities of the caller that may perform it.
 *
 * @since 0.1.0
 * @category documents
 */
export interface AllowedActions extends Schema.Schema.Type<typeof wireAllowedActions> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const AllowedActions: Schema.Schema<AllowedActions> = wireAllowedActions

const wireGroup = Schema.Struct({
  /** UUID. */
  id: Schema.String,
  name: nullable(Schema.String),
  description: nullable(Schema.String),
  /** What people agree to when they join. */
  terms_and_conditions: nullable(Schema.String),
  /** `regular`, `plus` (it has a subscription), or another type. */
  group_type: nullable(Schema.String),
  /** UUID. Null: it is not a subgroup. */
  parent_id: nullable(Schema.String),
  /** UUIDs of its subgroups. Present if `include` names it. The caller may not be allowed to see all of them. */
  child_ids: nullable(Schema.Array(Schema.String)),
  /** Whether `session_limit` is enforced. */
  enforce_session: nullable(Schema.Boolean),
  /** How long an authentication of a member counts, in seconds. */
  session_limit: nullable(Schema.Number),
  /** By the UUID of each identity in the session: when its authentication expires. */
  session_timeouts: nullable(
    Schema.Record({
      key: Schema.String,
      value: Schema.Struct({
        /** ISO 8601. */
        expire_time: nullable(Schema.String),
        /** Seconds. */
        expires_in: nullable(Schema.Number)
      })
    })
  ),
  /** The memberships of the caller's identities. */
  my_memberships: nullable(Schema.Array(Membership)),
  /** All memberships. Present if `include` names it and the policies allow the caller to see them. */
  memberships: nullable(Schema.Array(Membership)),
  policies: nullable(GroupPolicies),
  /** Present if `include` names it. */
  allowed_actions: nullable(AllowedActions),
  /** UUID. */
  subscription_id: nullable(Schema.String),
  subscription_info: nullable(SubscriptionInfo),
  /** UUID of the subscription whose administrator verified the group. */
  subscription_admin_verified_id: nullable(Schema.String)
}).annotations({ identifier: "Group" })

/**
 * A group. In a list, the document has fewer members than in the answer of `getGroup`.
 *
 * @since 0.1.0
 * @category documents
 */
export interface Group extends Schema.Schema.Type<typeof wireGroup> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const Group: Schema.Schema<Group> = wireGroup
