/**
 * The declaration of version 2 of Globus Transfer: tunnels, stream access points and bookmarks, in JSON:API.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/transfer/
 */
import * as HttpApi from "@effect/platform/HttpApi"
import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as Schema from "effect/Schema"
import { declaration, group, type Joined } from "../internal/operation/declaration.js"
import { pageParameters } from "../internal/operation/jsonApi.js"
import { TrueFalse } from "../internal/operation/query.js"
import { byLinks, Deleted, Tunnels } from "./internal/tunnels.js"
import * as Operation from "../Operation.js"
import { paged } from "../internal/operation/paging.js"
import { TransferScopes } from "../Scopes.js"
import { BookmarkAnswer, BookmarkCreateDocument, BookmarkList, BookmarkUpdateDocument } from "./BookmarkV2.js"
import { StreamAccessPointList } from "./StreamAccessPoint.js"
import { resourceServer } from "./TransferApi.js"

const bookmarkPath = Schema.Struct({
  /** UUID. */
  bookmark_id: Schema.String
})

/** `collection`: the answer has the collections too, in `included`. */
const include = Schema.optional(Schema.String)

const StreamAccessPoints = group("transfer.streamAccessPoints", {
  /** Lists the stream access points that the caller may use. */
  listStreamAccessPoints: HttpApiEndpoint.get("listStreamAccessPoints", "/v2/stream_access_points")
    .setUrlParams(
      Schema.Struct({
        /** Whether to list only those on endpoints that the caller administers. */
        "filter[endpoint_admin]": Schema.optional(TrueFalse),
        /** Words in any attribute, or the UUID of a stream access point. */
        "filter[fulltext]": Schema.optional(Schema.String),
        ...pageParameters
      })
    )
    .addSuccess(StreamAccessPointList)
    .pipe(paged(byLinks))
})

const Bookmarks = group("transfer.bookmarks", {
  /** Creates a bookmark: a name for a path of a collection. */
  createBookmark: HttpApiEndpoint.post("createBookmark", "/v2/bookmarks")
    .setPayload(BookmarkCreateDocument)
    .addSuccess(BookmarkAnswer, { status: 201 }),
  /** Lists the caller's bookmarks. */
  listBookmarks: HttpApiEndpoint.get("listBookmarks", "/v2/bookmarks")
    .setUrlParams(Schema.Struct({ include, ...pageParameters }))
    .addSuccess(BookmarkList)
    .pipe(paged(byLinks)),
  /** Reads a bookmark. */
  getBookmark: HttpApiEndpoint.get("getBookmark", "/v2/bookmarks/:bookmark_id")
    .setPath(bookmarkPath)
    .setUrlParams(Schema.Struct({ include }))
    .addSuccess(BookmarkAnswer),
  /** Changes a bookmark. */
  updateBookmark: HttpApiEndpoint.patch("updateBookmark", "/v2/bookmarks/:bookmark_id")
    .setPath(bookmarkPath)
    .setPayload(BookmarkUpdateDocument)
    .addSuccess(BookmarkAnswer),
  /** Deletes a bookmark. */
  deleteBookmark: HttpApiEndpoint.del("deleteBookmark", "/v2/bookmarks/:bookmark_id")
    .setPath(bookmarkPath)
    .addSuccess(Deleted)
})

/**
 * The declaration of version 2 of Globus Transfer.
 *
 * @since 0.1.0
 * @category api
 */
export const TransferApiV2: Joined<"transferV2", never, typeof Tunnels | typeof StreamAccessPoints | typeof Bookmarks> =
  declaration(
    HttpApi.make("transferV2")
      .add(Tunnels)
      .add(StreamAccessPoints)
      .add(Bookmarks)
      .annotate(Operation.ResourceServer, resourceServer)
      .annotate(Operation.Scopes, [TransferScopes.all])
  )
