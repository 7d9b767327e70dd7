/**
 * The statuses of Globus Groups, which the SDK does not declare. Without a route of their own their path would be taken
 * for a group's.
 *
 * @since 0.1.0
 */
import { resourceServer } from "@effect-globus/sdk/groups/GroupsApi"
import * as Operation from "@effect-globus/sdk/Operation"
import { GroupsScopes } from "@effect-globus/sdk/Scopes"
import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as Schema from "effect/Schema"

/**
 * How many memberships of a group have each status.
 *
 * @since 0.1.0
 * @category schemas
 */
export const StatusCounts = Schema.Struct({
  active: Schema.Number,
  invited: Schema.Number,
  pending: Schema.Number,
  rejected: Schema.Number,
  removed: Schema.Number,
  left: Schema.Number,
  declined: Schema.Number
})

/**
 * @since 0.1.0
 * @category api
 */
export const Statuses = HttpApiGroup.make("groups.statuses")
  .add(
    HttpApiEndpoint.get("getStatuses", "/v2/groups/statuses").addSuccess(
      Schema.Record({ key: Schema.String, value: StatusCounts })
    )
  )
  .annotate(Operation.ResourceServer, resourceServer)
  .annotate(Operation.Scopes, [GroupsScopes.all, GroupsScopes.view_my_groups_and_memberships])
