/**
 * The files of collections over HTTPS. Each collection of Globus has a host of its own; here they are on the sandbox's
 * one origin, below a path that has the collection's id.
 *
 * @since 0.1.0
 */
import { gcsCollectionScopes } from "@effect-globus/sdk/Scopes"
import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as Schema from "effect/Schema"
import { IsStreamed } from "../Body.js"
import { ResourceServerOf } from "../ResourceServerOf.js"

const path = Schema.Struct({
  /** UUID. */
  collection_id: Schema.String
})

/**
 * Where the files of a collection are: the address that a client of the collection takes.
 *
 * @since 0.1.0
 * @category constructors
 */
export const addressOf = (origin: string, collectionId: string): string => `${origin}/collections/${collectionId}`

/**
 * @since 0.1.0
 * @category api
 */
export const CollectionFiles = HttpApiGroup.make("collections.files")
  /** HEAD is answered by it as well. */
  .add(HttpApiEndpoint.get("getFile", "/collections/:collection_id/*").setPath(path))
  .add(HttpApiEndpoint.put("putFile", "/collections/:collection_id/*").setPath(path).annotate(IsStreamed, true))
  .add(HttpApiEndpoint.del("deleteFile", "/collections/:collection_id/*").setPath(path))
  .annotateEndpoints(ResourceServerOf, ({ collection_id = "" }) => {
    const service = collection_id.toLowerCase()
    return { service, scopes: [gcsCollectionScopes(service).https], sendsBrowsers: true }
  })
