/**
 * The documents of bookmarks: a user's own names for paths on collections.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/transfer/
 */
import * as Schema from "effect/Schema"
import { nullable } from "../internal/operation/document.js"

const wireBookmark = Schema.Struct({
  DATA_TYPE: nullable(Schema.String),
  /** UUID. */
  id: Schema.String,
  name: nullable(Schema.String),
  /** UUID of the collection. */
  endpoint_id: nullable(Schema.String),
  /** A directory on the collection; ends with `/`. */
  path: nullable(Schema.String),
  /** Whether the user wants to see it among the first. */
  pinned: nullable(Schema.Boolean)
}).annotations({ identifier: "Bookmark" })

/**
 * A bookmark.
 *
 * @since 0.1.0
 * @category documents
 */
export interface Bookmark extends Schema.Schema.Type<typeof wireBookmark> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const Bookmark: Schema.Schema<Bookmark> = wireBookmark

const wireBookmarkList = Schema.Struct({
  DATA_TYPE: nullable(Schema.String),
  DATA: Schema.Array(Bookmark)
}).annotations({ identifier: "BookmarkList" })

/**
 * The caller's bookmarks.
 *
 * @since 0.1.0
 * @category documents
 */
export interface BookmarkList extends Schema.Schema.Type<typeof wireBookmarkList> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const BookmarkList: Schema.Schema<BookmarkList> = wireBookmarkList
