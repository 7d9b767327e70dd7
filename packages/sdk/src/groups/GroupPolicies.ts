/**
 * The document of a group's policies: the same to read and to write.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/groups/
 */
import * as Schema from "effect/Schema"
import { nullable } from "../internal/operation/document.js"

const wireGroupPolicies = Schema.Struct({
  /** Members must have authenticated within `authentication_assurance_timeout`. Nobody can simply `join` such a group. */
  is_high_assurance: nullable(Schema.Boolean),
  /** Seconds. A high-assurance group has 28800 unless it is told otherwise. */
  authentication_assurance_timeout: nullable(Schema.Number),
  /** Who sees that there is the group: `authenticated`, anybody who is logged in; `private`, its people alone. */
  group_visibility: nullable(Schema.String),
  /** Who sees who is in it: `members`, or only `managers` (and admins). */
  group_members_visibility: nullable(Schema.String),
  /** Whether people may ask to be let in. */
  join_requests: nullable(Schema.Boolean),
  /**
   * What somebody who joins must fill in: `institution`, `current_project_name`, `address`, `address1`, `address2`,
   * `city`, `state`, `zip`, `country`, `phone`, `department`, `field_of_science`.
   */
  signup_fields: Schema.optional(Schema.NullOr(Schema.Array(Schema.String)))
}).annotations({ identifier: "GroupPolicies" })

/**
 * Who may see a group and join it. A group that comes in a list has some of them only.
 *
 * @since 0.1.0
 * @category documents
 */
export interface GroupPolicies extends Schema.Schema.Type<typeof wireGroupPolicies> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const GroupPolicies: Schema.Schema<GroupPolicies> = wireGroupPolicies
