/**
 * The documents of bookmarks in version 2 of Transfer, and builders for those that create and change one. You may also
 * write these documents by hand.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/transfer/
 */
import * as Schema from "effect/Schema"
import { nullable } from "../internal/operation/document.js"
import { answerMembers, listMembers, Related, relationship } from "../internal/operation/jsonApi.js"

const wireBookmark = Schema.Struct({
  /** `Bookmark`. */
  type: nullable(Schema.String),
  /** UUID. */
  id: Schema.String,
  attributes: Schema.Struct({
    /** Unique among the user's bookmarks. */
    name: nullable(Schema.String),
    /** A directory on the collection. In a list, null for a high-assurance collection. */
    path: nullable(Schema.String)
  }),
  relationships: nullable(Schema.Struct({ collection: nullable(Related) }))
}).annotations({ identifier: "BookmarkV2" })

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

const wireBookmarkCollection = Schema.Struct({
  /** `Collection`. */
  type: nullable(Schema.String),
  /** UUID. */
  id: Schema.String,
  attributes: nullable(
    Schema.Struct({
      display_name: nullable(Schema.String),
      /** Whether a user needs a recent login to access it. */
      high_assurance: nullable(Schema.Boolean)
    })
  )
}).annotations({ identifier: "BookmarkCollection" })

/**
 * The collection of a bookmark.
 *
 * @since 0.1.0
 * @category documents
 */
export interface BookmarkCollection extends Schema.Schema.Type<typeof wireBookmarkCollection> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const BookmarkCollection: Schema.Schema<BookmarkCollection> = wireBookmarkCollection

/** Present if the call has `include: "collection"`. Each collection is listed once. */
const included = nullable(Schema.Array(BookmarkCollection))

const wireBookmarkAnswer = Schema.Struct({ ...answerMembers, data: Bookmark, included }).annotations({
  identifier: "BookmarkAnswer"
})

/**
 * An answer with one bookmark.
 *
 * @since 0.1.0
 * @category documents
 */
export interface BookmarkAnswer extends Schema.Schema.Type<typeof wireBookmarkAnswer> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const BookmarkAnswer: Schema.Schema<BookmarkAnswer> = wireBookmarkAnswer

const wireBookmarkList = Schema.Struct({ ...listMembers, data: Schema.Array(Bookmark), included }).annotations({
  identifier: "BookmarkList"
})

/**
 * A page of the caller's bookmarks.
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

const wireBookmarkCreateDocument = Schema.Struct({
  data: Schema.Struct({
    type: Schema.Literal("Bookmark"),
    attributes: Schema.Struct({
      name: Schema.String,
      /** A directory. */
      path: Schema.String
    }),
    relationships: Schema.Struct({ collection: relationship("Collection") })
  })
}).annotations({ identifier: "BookmarkCreateDocument" })

/**
 * A new bookmark.
 *
 * @since 0.1.0
 * @category documents
 */
export interface BookmarkCreateDocument extends Schema.Schema.Type<typeof wireBookmarkCreateDocument> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const BookmarkCreateDocument: Schema.Schema<BookmarkCreateDocument> = wireBookmarkCreateDocument

const updateAttributes = Schema.Struct({
  name: nullable(Schema.String),
  /** A directory. */
  path: Schema.optional(Schema.String)
})

const wireBookmarkUpdateDocument = Schema.Struct({
  data: Schema.Struct({ type: Schema.Literal("Bookmark"), attributes: updateAttributes })
}).annotations({ identifier: "BookmarkUpdateDocument" })

/**
 * Changes to a bookmark.
 *
 * @since 0.1.0
 * @category documents
 */
export interface BookmarkUpdateDocument extends Schema.Schema.Type<typeof wireBookmarkUpdateDocument> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const BookmarkUpdateDocument: Schema.Schema<BookmarkUpdateDocument> = wireBookmarkUpdateDocument

/**
 * Builds the document of a new bookmark. `collection`: its UUID. Further attributes are sent unchanged.
 *
 * @since 0.1.0
 * @category constructors
 */
export const createDocument = (options: {
  readonly collection: string
  readonly name: string
  readonly path: string
}): BookmarkCreateDocument => {
  const { collection, ...attributes } = options
  return {
    data: {
      type: "Bookmark",
      attributes,
      relationships: { collection: { data: { type: "Collection", id: collection } } }
    }
  }
}

/**
 * Builds the document of changes to a bookmark: `{ bookmark_id, ...updateDocument({ name: "raw data" }) }`. Further
 * attributes are sent unchanged.
 *
 * @since 0.1.0
 * @category constructors
 */
export const updateDocument = (attributes: typeof updateAttributes.Type): BookmarkUpdateDocument => ({
  data: { type: "Bookmark", attributes }
})
