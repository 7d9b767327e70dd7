/**
 * Who belongs to a group, and what a group's forms ask of them.
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
 * What an identity has told a group of itself. Which of them the group asks for are the `signup_fields` of its policies.
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
  /** UUID of the subgroup that the identity is in, where that is why it belongs to this group. */
  source_group_id: nullable(Schema.String),
  /** UUID. */
  identity_id: Schema.String,
  username: nullable(Schema.String),
  /** `member`, `manager`, `admin`, or what comes later. */
  role: nullable(Schema.String),
  /** `active`, `invited`, `pending`, `rejected`, `removed`, `left`, `declined`, or what comes later. */
  status: nullable(Schema.String),
  /** What whoever changed the status said of it. */
  status_reason: nullable(Schema.String),
  /** Where the invitation was sent. */
  invite_email_address: nullable(Schema.String),
  /** ISO 8601. */
  invite_time: nullable(Schema.String),
  /** When it last changed; ISO 8601. */
  updated: nullable(Schema.String),
  membership_fields: Schema.optional(Schema.NullOr(MembershipFields))
}).annotations({ identifier: "Membership" })

/**
 * An identity's place in a group. One whose status is not `active` gives no rights.
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
