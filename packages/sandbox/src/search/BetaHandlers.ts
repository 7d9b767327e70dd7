/**
 * What Search has below `/beta`: the fields of an index, and how indices are made, deleted and reopened.
 *
 * @since 0.1.0
 */
import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as Effect from "effect/Effect"
import * as HashMap from "effect/HashMap"
import * as SynchronizedRef from "effect/SynchronizedRef"
import { answered } from "../Failure.js"
import { GlobusApi } from "../GlobusApi.js"
import { fieldBudget } from "./Indices.js"
import * as IndicesHandlers from "./IndicesHandlers.js"
import { held, refuse, SearchStore, writers } from "./SearchStore.js"

const document = (mappings: Iterable<readonly [string, string]>) => ({
  "@datatype": "UGFieldMappings",
  "@version": "2017-09-01",
  mappings: Object.fromEntries([...mappings].sort(([one], [other]) => (one < other ? -1 : 1)))
})

/**
 * The handlers.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = () =>
  HttpApiBuilder.group(GlobusApi, "search.beta", (handlers) =>
    Effect.gen(function* () {
      const { state } = yield* SearchStore

      const mappings = (id: string, operation: string) =>
        Effect.gen(function* () {
          const index = yield* held(yield* SynchronizedRef.get(state), id, operation, writers)
          return index.mappings
        })

      return handlers
        .handle("createBetaIndex", ({ payload }) => answered(IndicesHandlers.create(state, payload)))
        .handle("deleteBetaIndex", ({ path }) => answered(IndicesHandlers.remove(state, path.index_id)))
        .handle("reopenBetaIndex", ({ path }) => answered(IndicesHandlers.reopen(state, path.index_id)))
        .handle("getIndexMapping", ({ path }) =>
          answered(Effect.map(mappings(path.index_id, "index_mapping_get"), document))
        )
        .handle("getFieldMapping", ({ path: { field_name, index_id } }) =>
          answered(
            Effect.gen(function* () {
              const type = HashMap.get(yield* mappings(index_id, "index_mapping_get"), field_name)
              // A guess: what Globus says of a field that there is not.
              if (type._tag === "None") return yield* refuse(404, `There is no field "${field_name}" in this index`)
              return document([[field_name, type.value]])
            })
          )
        )
        .handle("getFieldBudget", ({ path }) =>
          answered(
            Effect.map(mappings(path.index_id, "field_budget_get"), (known) => ({
              budget: fieldBudget,
              used: HashMap.size(known),
              remaining: fieldBudget - HashMap.size(known)
            }))
          )
        )
    })
  )
