/**
 * The memberships of a group, and the fields that new members fill in.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/groups/
 */
import * as Schema from "effect/Schema"
import { nullable } from "../internal/operation/document.js"

const wireMembershipFields = Schema.Struct({
  first_name: nullable(Schema.String),
  last_name: nullable(Schema.String),
  organization: nullable(Schema.String),
  institution: nullable(Schema.String),
  current_project_name: nullable(Schema.String),
  address: nullable(Schema.String),
  address1: nullable(Schema.String),
  address2: nullable(Schema.String),
  city: nullable(Schema.String),
  state: nullable(Schema.String),
  zip: nullable(Schema.String),
  country: nullable(Schema.String),
  phone: nullable(Schema.String),
  department: nullable(Schema.String),
  field_of_science: nullable(Schema.String)
}).annotations({ identifier: "MembershipFields" })

/**
 * The fields that an identity filled in for a group. `signup_fields` of the policies name those that the group
 * requires.
 *
 * @since 0.1.0
 * @category documents
 */
export interface MembershipFields extends Schema.Schema.Type<typeof wireMembershipFields> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const MembershipFields: Schema.Schema<MembershipFields> = wireMembershipFields

const wireMembership = Schema.Struct({
  /** UUID. */
  group_id: nullable(Schema.String),
  /** UUID of the subgroup, if the identity belongs to this group because of a subgroup. */
  source_group_id: nullable(Schema.String),
  /** UUID. */
  identity_id: Schema.String,
  username: nullable(Schema.String),
  /** `member`, `manager`, `admin`, or another role. */
  role: nullable(Schema.String),
  /** `active`, `invited`, `pending`, `rejected`, `removed`, `left`, `declined`, or another status. */
  status: nullable(Schema.String),
  /** The reason that was given for the last change of status. */
  status_reason: nullable(Schema.String),
  /** The address that the invitation was sent to. */
  invite_email_address: nullable(Schema.String),
  /** ISO 8601. */
  invite_time: nullable(Schema.String),
  /** The time of the last change; ISO 8601. */
  updated: nullable(Schema.String),
  membership_fields: Schema.optional(Schema.NullOr(MembershipFields))
}).annotations({ identifier: "Membership" })

/**
 * The membership of an identity in a group. It gives rights only if its status is `active`.
 *
 * @since 0.1.0
 * @category documents
 */
export interface Membership extends Schema.Schema.Type<typeof wireMembership> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const Membership: Schema.Schema<Membership> = wireMembership
