/**
 * The documents of query results: subjects, their entries, and the results of facets.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/search/reference/post_query/
 */
import * as Schema from "effect/Schema"
import { JsonObject, nullable } from "../internal/operation/document.js"

const wireResultEntry = Schema.Struct({
  /** Null: the entry without an id. */
  entry_id: nullable(Schema.String),
  /** The ingested content. */
  content: nullable(JsonObject),
  matched_principal_sets: nullable(Schema.Array(Schema.String)),
  /** Present if `fields` of the query asks for it. */
  visible_to: nullable(Schema.Array(Schema.String)),
  /** Present if `fields` of the query asks for it. */
  principal_sets: nullable(Schema.Array(Schema.String))
}).annotations({ identifier: "ResultEntry" })

/**
 * One entry of a subject.
 *
 * @since 0.1.0
 * @category documents
 */
export interface ResultEntry extends Schema.Schema.Type<typeof wireResultEntry> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const ResultEntry: Schema.Schema<ResultEntry> = wireResultEntry

const wireGMetaResult = Schema.Struct({
  "@datatype": nullable(Schema.String),
  "@version": nullable(Schema.String),
  subject: Schema.String,
  entries: Schema.Array(ResultEntry)
}).annotations({ identifier: "GMetaResult" })

/**
 * A subject with its entries: all for `getSubject`, one for `getEntry`, the matching ones for a query.
 *
 * @since 0.1.0
 * @category documents
 */
export interface GMetaResult extends Schema.Schema.Type<typeof wireGMetaResult> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const GMetaResult: Schema.Schema<GMetaResult> = wireGMetaResult

const wireFacetBucket = Schema.Struct({
  "@datatype": nullable(Schema.String),
  "@version": nullable(Schema.String),
  /** The counted value, or the range of values for a histogram. */
  value: nullable(
    Schema.Union(
      Schema.String,
      Schema.Number,
      Schema.Boolean,
      Schema.Struct({
        from: nullable(Schema.Union(Schema.String, Schema.Number)),
        to: nullable(Schema.Union(Schema.String, Schema.Number))
      })
    )
  ),
  count: nullable(Schema.Number)
}).annotations({ identifier: "FacetBucket" })

/**
 * A value and the number of entries that have it.
 *
 * @since 0.1.0
 * @category documents
 */
export interface FacetBucket extends Schema.Schema.Type<typeof wireFacetBucket> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const FacetBucket: Schema.Schema<FacetBucket> = wireFacetBucket

const wireFacetResult = Schema.Struct({
  "@datatype": nullable(Schema.String),
  "@version": nullable(Schema.String),
  /** The name of the facet. */
  name: nullable(Schema.String),
  /** For `terms` and histograms. */
  buckets: nullable(Schema.Array(FacetBucket)),
  /** For `sum` and `avg`. */
  value: nullable(Schema.Number),
  /** For `distinct_count`. */
  approximate_value: nullable(Schema.Number)
}).annotations({ identifier: "FacetResult" })

/**
 * The result of a facet.
 *
 * @since 0.1.0
 * @category documents
 */
export interface FacetResult extends Schema.Schema.Type<typeof wireFacetResult> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const FacetResult: Schema.Schema<FacetResult> = wireFacetResult

const pageMembers = {
  "@datatype": nullable(Schema.String),
  "@version": nullable(Schema.String),
  gmeta: Schema.Array(GMetaResult),
  /** The number of subjects on this page. */
  count: nullable(Schema.Number),
  /** The number of subjects that were found. */
  total: nullable(Schema.Number),
  has_next_page: nullable(Schema.Boolean)
}

const wireSearchResult = Schema.Struct({
  ...pageMembers,
  offset: nullable(Schema.Number),
  /** In the order of the query's facets. */
  facet_results: nullable(Schema.Array(FacetResult))
}).annotations({ identifier: "SearchResult" })

/**
 * A page of query results.
 *
 * @since 0.1.0
 * @category documents
 */
export interface SearchResult extends Schema.Schema.Type<typeof wireSearchResult> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const SearchResult: Schema.Schema<SearchResult> = wireSearchResult

const wireScrollResult = Schema.Struct({
  ...pageMembers,
  /** The marker of the next page, opaque. Null on the last page. */
  marker: nullable(Schema.String)
}).annotations({ identifier: "ScrollResult" })

/**
 * A page of a scroll. `has_next_page` may be true although the next page is empty.
 *
 * @since 0.1.0
 * @category documents
 */
export interface ScrollResult extends Schema.Schema.Type<typeof wireScrollResult> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const ScrollResult: Schema.Schema<ScrollResult> = wireScrollResult
