/**
 * The document of a group's policies, for reading and writing.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/groups/
 */
import * as Schema from "effect/Schema"
import { nullable } from "../internal/operation/document.js"

const wireGroupPolicies = Schema.Struct({
  /**
   * Whether members must have authenticated within `authentication_assurance_timeout`. The action `join` is not
   * possible for such a group.
   */
  is_high_assurance: nullable(Schema.Boolean),
  /** Seconds. The default of a high-assurance group is 28800. */
  authentication_assurance_timeout: nullable(Schema.Number),
  /** Who can see the group: `authenticated` (every logged-in user) or `private` (only its members). */
  group_visibility: nullable(Schema.String),
  /** Who can see its members: `members`, or only `managers` (and admins). */
  group_members_visibility: nullable(Schema.String),
  /** Whether users may ask to join. */
  join_requests: nullable(Schema.Boolean),
  /**
   * The fields that a new member must fill in: `institution`, `current_project_name`, `address`, `address1`,
   * `address2`, `city`, `state`, `zip`, `country`, `phone`, `department`, `field_of_science`.
   */
  signup_fields: Schema.optional(Schema.NullOr(Schema.Array(Schema.String)))
}).annotations({ identifier: "GroupPolicies" })

/**
 * Who may see and join a group. In a list of groups, only some policies are present.
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
