/**
 * The declaration of Globus Groups: groups, their policies and their members.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/groups/
 * @see https://groups.api.globus.org/redoc
 */
import * as HttpApi from "@effect/platform/HttpApi"
import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as Schema from "effect/Schema"
import { declaration, group } from "../internal/operation/declaration.js"
import { nullable } from "../internal/operation/document.js"
import { CommaSeparated } from "../internal/operation/query.js"
import * as Operation from "../Operation.js"
import { BatchMembershipActions, MembershipActionResults } from "./BatchMembershipActions.js"
import { Group, SubscriptionInfo } from "./Group.js"
import { GroupPolicies } from "./GroupPolicies.js"
import { MembershipFields } from "./Membership.js"

/**
 * The resource server of Globus Groups.
 *
 * @since 0.1.0
 * @category constants
 */
export const resourceServer = "groups.api.globus.org"

const all = "urn:globus:auth:scope:groups.api.globus.org:all"

/** Enough to read the caller's own groups and memberships. */
const view = "urn:globus:auth:scope:groups.api.globus.org:view_my_groups_and_memberships"

const groupPath = Schema.Struct({
  /** UUID. */
  group_id: Schema.String
})

/** The members that a caller may set in a new group and in a change. */
const described = {
  description: nullable(Schema.String),
  terms_and_conditions: nullable(Schema.String)
}

const Groups = group("groups.groups", {
  /** Lists the groups that the caller belongs to. */
  getMyGroups: HttpApiEndpoint.get("getMyGroups", "/v2/groups/my_groups")
    .setUrlParams(
      Schema.Struct({
        /**
         * Only memberships with one of these statuses: `active` (the default), `invited`, `pending`, `rejected`,
         * `removed`, `left`, `declined`.
         */
        statuses: Schema.optional(CommaSeparated)
      })
    )
    .addSuccess(Schema.Array(Group))
    .annotate(Operation.Scopes, [all, view]),
  /** Creates a group. The caller is its administrator. */
  createGroup: HttpApiEndpoint.post("createGroup", "/v2/groups")
    .setPayload(
      Schema.Struct({
        name: Schema.String,
        ...described,
        /** UUID of the parent group. The caller must be an admin there. */
        parent_id: nullable(Schema.String),
        policies: nullable(GroupPolicies)
      })
    )
    .addSuccess(Group, { status: 201 }),
  /** Reads a group. */
  getGroup: HttpApiEndpoint.get("getGroup", "/v2/groups/:group_id")
    .setPath(groupPath)
    .setUrlParams(
      Schema.Struct({
        /**
         * Further members of the document: `memberships`, `my_memberships`, `policies`, `allowed_actions`,
         * `child_ids`.
         */
        include: Schema.optional(CommaSeparated)
      })
    )
    .addSuccess(Group)
    .annotate(Operation.Scopes, [all, view]),
  /** Changes a group. Members that are not given stay as they are. */
  updateGroup: HttpApiEndpoint.put("updateGroup", "/v2/groups/:group_id")
    .setPath(groupPath)
    .setPayload(
      Schema.Struct({
        name: nullable(Schema.String),
        ...described,
        /** UUID. See `setSubscriptionAdminVerified`. */
        subscription_admin_verified_id: nullable(Schema.String)
      })
    )
    .addSuccess(Group),
  /** Deletes a group. The answer is the document of the deleted group. */
  deleteGroup: HttpApiEndpoint.del("deleteGroup", "/v2/groups/:group_id").setPath(groupPath).addSuccess(Group),
  /** Reads a group's policies: who may see it, join it, and how. */
  getGroupPolicies: HttpApiEndpoint.get("getGroupPolicies", "/v2/groups/:group_id/policies")
    .setPath(groupPath)
    .addSuccess(GroupPolicies),
  /** Replaces a group's policies. */
  setGroupPolicies: HttpApiEndpoint.put("setGroupPolicies", "/v2/groups/:group_id/policies")
    .setPath(groupPath)
    .setPayload(GroupPolicies)
    .addSuccess(GroupPolicies)
})

// --- Memberships ------------------------------------------------------------------------------------------------------

/**
 * The keys of a document with one member for each identity. The pattern tells them from other members of the same
 * argument.
 */
const IdentityId = Schema.TemplateLiteral(
  Schema.String,
  "-",
  Schema.String,
  "-",
  Schema.String,
  "-",
  Schema.String,
  "-",
  Schema.String
)

const wireIdentityPreferences = Schema.Struct({
  /** False: groups cannot add the identity without its consent, but only invite it. */
  allow_add: Schema.NullOr(Schema.Boolean)
}).annotations({ identifier: "IdentityPreferences" })

/**
 * The preferences of an identity for all groups.
 *
 * @since 0.1.0
 * @category documents
 */
export interface IdentityPreferences extends Schema.Schema.Type<typeof wireIdentityPreferences> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const IdentityPreferences: Schema.Schema<IdentityPreferences> = wireIdentityPreferences

const Memberships = group("groups.memberships", {
  /** Changes memberships: adds, invites, accepts, removes and more, for many identities in one call. */
  batchMembershipAction: HttpApiEndpoint.post("batchMembershipAction", "/v2/groups/:group_id")
    .setPath(groupPath)
    .setPayload(BatchMembershipActions)
    .addSuccess(MembershipActionResults),
  /** Reads the caller's own fields in a group, for each of their identities. */
  getMembershipFields: HttpApiEndpoint.get("getMembershipFields", "/v2/groups/:group_id/membership_fields")
    .setPath(groupPath)
    .addSuccess(Schema.Record({ key: Schema.String, value: MembershipFields })),
  /** Replaces the caller's own fields in a group, by identity. */
  setMembershipFields: HttpApiEndpoint.put("setMembershipFields", "/v2/groups/:group_id/membership_fields")
    .setPath(groupPath)
    .setPayload(Schema.Record({ key: IdentityId, value: MembershipFields }))
    .addSuccess(Schema.Record({ key: Schema.String, value: MembershipFields })),
  /** Reads the caller's preferences, for each of their identities. */
  getIdentityPreferences: HttpApiEndpoint.get("getIdentityPreferences", "/v2/preferences").addSuccess(
    Schema.Record({ key: Schema.String, value: IdentityPreferences })
  ),
  /** Changes the caller's preferences, by identity. */
  setIdentityPreferences: HttpApiEndpoint.put("setIdentityPreferences", "/v2/preferences")
    .setPayload(Schema.Record({ key: IdentityId, value: IdentityPreferences }))
    .addSuccess(Schema.Record({ key: Schema.String, value: IdentityPreferences }))
})

// --- Subscriptions ----------------------------------------------------------------------------------------------------

const wireSubscriptionGroup = Schema.Struct({
  /** UUID. */
  group_id: Schema.String,
  /** UUID. */
  subscription_id: nullable(Schema.String),
  subscription_info: nullable(SubscriptionInfo)
}).annotations({ identifier: "SubscriptionGroup" })

/**
 * The group of a subscription, and what the subscription covers.
 *
 * @since 0.1.0
 * @category documents
 */
export interface SubscriptionGroup extends Schema.Schema.Type<typeof wireSubscriptionGroup> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const SubscriptionGroup: Schema.Schema<SubscriptionGroup> = wireSubscriptionGroup

const wireSubscriptionAdminVerified = Schema.Struct({
  /** UUID. */
  group_id: nullable(Schema.String),
  /** UUID. Null: no administrator of a subscription verified the group. */
  subscription_admin_verified_id: nullable(Schema.String)
}).annotations({ identifier: "SubscriptionAdminVerified" })

/**
 * The subscription whose administrator verified a group.
 *
 * @since 0.1.0
 * @category documents
 */
export interface SubscriptionAdminVerified extends Schema.Schema.Type<typeof wireSubscriptionAdminVerified> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const SubscriptionAdminVerified: Schema.Schema<SubscriptionAdminVerified> = wireSubscriptionAdminVerified

const Subscriptions = group("groups.subscriptions", {
  /** Finds the group of a subscription. */
  getGroupBySubscriptionId: HttpApiEndpoint.get("getGroupBySubscriptionId", "/v2/subscription_info/:subscription_id")
    .setPath(
      Schema.Struct({
        /** UUID. */
        subscription_id: Schema.String
      })
    )
    .addSuccess(SubscriptionGroup),
  /** Says that a subscription's administrator has verified the group, or takes that back. */
  setSubscriptionAdminVerified: HttpApiEndpoint.put(
    "setSubscriptionAdminVerified",
    "/v2/groups/:group_id/subscription_admin_verified"
  )
    .setPath(groupPath)
    .setPayload(
      Schema.Struct({
        /** UUID of a subscription of which the caller is an administrator. Null removes the verification. */
        subscription_admin_verified_id: Schema.NullOr(Schema.String)
      })
    )
    .addSuccess(SubscriptionAdminVerified)
})

/**
 * The declaration of Globus Groups.
 *
 * @since 0.1.0
 * @category api
 */
export const GroupsApi = declaration(
  HttpApi.make("groups")
    .add(Groups)
    .add(Memberships)
    .add(Subscriptions)
    .annotate(Operation.ResourceServer, resourceServer)
    .annotate(Operation.Scopes, [all])
)
