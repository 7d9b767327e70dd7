/**
 * What Search has below `/beta`, which the SDK does not declare: what the fields of an index are, and how indices are
 * made, deleted and reopened under the paths that older clients know.
 *
 * @since 0.1.0
 */
import * as Operation from "@effect-globus/sdk/Operation"
import { SearchScopes } from "@effect-globus/sdk/Scopes"
import { Index, IndexChange } from "@effect-globus/sdk/search/Index"
import { resourceServer } from "@effect-globus/sdk/search/SearchApi"
import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as Schema from "effect/Schema"

/**
 * Types of fields by their full names.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Mappings = Schema.Struct({
  "@datatype": Schema.String,
  "@version": Schema.String,
  mappings: Schema.Record({ key: Schema.String, value: Schema.String })
})

/**
 * How many fields an index can have, has, and has left.
 *
 * @since 0.1.0
 * @category schemas
 */
export const FieldBudget = Schema.Struct({
  budget: Schema.Number,
  used: Schema.Number,
  remaining: Schema.Number
})

const indexPath = Schema.Struct({ index_id: Schema.String })

/**
 * @since 0.1.0
 * @category api
 */
export const Beta = HttpApiGroup.make("search.beta")
  .add(
    HttpApiEndpoint.post("createBetaIndex", "/beta/index")
      .setPayload(Schema.Struct({ display_name: Schema.String, description: Schema.String }))
      .addSuccess(Index)
  )
  .add(HttpApiEndpoint.del("deleteBetaIndex", "/beta/index/:index_id").setPath(indexPath).addSuccess(IndexChange))
  .add(
    HttpApiEndpoint.post("reopenBetaIndex", "/beta/index/:index_id/reopen").setPath(indexPath).addSuccess(IndexChange)
  )
  .add(HttpApiEndpoint.get("getIndexMapping", "/beta/index/:index_id/mapping").setPath(indexPath).addSuccess(Mappings))
  .add(
    HttpApiEndpoint.get("getFieldMapping", "/beta/index/:index_id/mapping/:field_name")
      .setPath(Schema.Struct({ ...indexPath.fields, field_name: Schema.String }))
      .addSuccess(Mappings)
  )
  .add(
    HttpApiEndpoint.get("getFieldBudget", "/beta/index/:index_id/field_budget")
      .setPath(indexPath)
      .addSuccess(FieldBudget)
  )
  .annotate(Operation.ResourceServer, resourceServer)
  .annotate(Operation.Scopes, [SearchScopes.all])
