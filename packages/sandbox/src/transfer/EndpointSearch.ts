/**
 * Which collections a search finds for a caller.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type { Failure } from "../Failure.js"
import type { Collection, Collections } from "./Collections.js"
import { collectionsOf } from "./Job.js"
import { badRequest } from "./Refusal.js"
import * as Tasks from "./Tasks.js"

/**
 * @since 0.1.0
 * @category models
 */
export interface SearchOptions {
  readonly filter_fulltext?: string | undefined
  readonly filter_scope?: string | undefined
  readonly filter_owner_id?: string | undefined
  readonly filter_host_endpoint?: string | undefined
  readonly filter_non_functional?: boolean | undefined
  readonly filter_entity_type?: string | undefined
  readonly limit?: number | undefined
  readonly offset?: number | undefined
}

/**
 * Who searches, and what they did before.
 *
 * @since 0.1.0
 * @category models
 */
export interface Searcher {
  readonly sub: string
  readonly tasks: ReadonlyArray<Tasks.Task>
  /** UUIDs of collections with an access rule for the searcher. */
  readonly sharedWith: ReadonlySet<string>
}

const searchLimit = 100
const resource = "/endpoint_search"

const uses = (tasks: ReadonlyArray<Tasks.Task>, { id }: Collection): boolean =>
  tasks.some(({ job }) => collectionsOf(job).some((used) => used.id === id))

const isOwner = (collection: Collection, { sub }: Searcher): boolean =>
  collection.ownerId !== "" && collection.ownerId === sub

const scopes: Readonly<Record<string, (collection: Collection, searcher: Searcher) => boolean>> = {
  all: () => true,
  "my-endpoints": isOwner,
  "administered-by-me": isOwner,
  "my-gcp-endpoints": (collection, searcher) =>
    isOwner(collection, searcher) && collection.document.is_globus_connect === true,
  "recently-used": (collection, { tasks }) => uses(tasks, collection),
  "in-use": (collection, { tasks }) =>
    uses(
      tasks.filter((task) => !Tasks.isFinal(task)),
      collection
    ),
  "shared-by-me": (collection, searcher) =>
    isOwner(collection, searcher) && collection.document.host_endpoint_id != null,
  "shared-with-me": ({ id }, { sharedWith }) => sharedWith.has(id)
}

/**
 * One page of what a search finds. Fails with Transfer's 400. The scope `all`, which is the default, wants a text or an
 * owner beside it.
 *
 * @since 0.1.0
 * @category operations
 */
export const search = (
  collections: Collections.Service,
  options: SearchOptions,
  searcher: Searcher
): Effect.Effect<
  {
    readonly found: ReadonlyArray<Collection>
    readonly has_next_page: boolean
    readonly limit: number
    readonly offset: number
  },
  Failure
> =>
  Effect.gen(function* () {
    const { filter_scope = "all", limit = searchLimit, offset = 0 } = options
    if (limit < 1 || limit > searchLimit) return yield* badRequest(`The limit is 1 to ${searchLimit}`, resource)
    const inScope = Object.hasOwn(scopes, filter_scope) ? scopes[filter_scope] : undefined
    if (inScope === undefined) {
      return yield* badRequest(
        `'${filter_scope}' is no filter_scope: take one of ${Object.keys(scopes).join(", ")}`,
        resource
      )
    }
    const isOpen = (options.filter_fulltext ?? "") === "" && options.filter_owner_id === undefined
    if (filter_scope === "all" && isOpen) {
      return yield* badRequest("The filter_scope 'all' needs a filter_fulltext or a filter_owner_id", resource)
    }
    // Nothing here is out of order.
    const nothing = options.filter_non_functional === true
    const fitting = yield* collections.search({
      fulltext: options.filter_fulltext,
      ownerId: options.filter_owner_id,
      hostId: options.filter_host_endpoint,
      entityType: options.filter_entity_type
    })
    const all = nothing ? [] : fitting.filter((collection) => inScope(collection, searcher))
    const found = all.slice(offset, offset + limit)
    return { found, has_next_page: offset + found.length < all.length, limit, offset }
  })
