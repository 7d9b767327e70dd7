/**
 * The documents of queries, scrolls and deletions by query. They are plain data. `make` adds the version of the query
 * language.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/search/reference/post_query/
 */
import * as Schema from "effect/Schema"

// --- Filters ----------------------------------------------------------------------------------------------------------

/** A field of `content`, as a path: `author.name`. Write a backslash before a dot that is part of a name. */
const field_name = Schema.String

/**
 * Only in version `2017-09-01`: whether facets are counted before the filter. Later versions have `post_facet_filters`.
 */
const post_filter = Schema.optional(Schema.Boolean)

/** The value of a field. */
const FieldValue = Schema.Union(Schema.String, Schema.Number, Schema.Boolean)

const wireCoordinate = Schema.Struct({
  /** Degrees, from -90 to 90. */
  lat: Schema.Number,
  /** Degrees, from -180 to 180. */
  lon: Schema.Number
}).annotations({ identifier: "Coordinate" })

/**
 * A point on the globe.
 *
 * @since 0.1.0
 * @category documents
 */
export interface Coordinate extends Schema.Schema.Type<typeof wireCoordinate> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const Coordinate: Schema.Schema<Coordinate> = wireCoordinate

/** A bound of a range. `*` or absent: no bound on this side. Dates are ISO 8601. */
const bound = Schema.optional(Schema.Union(Schema.String, Schema.Number))

const wireFieldFilter = Schema.Union(
  Schema.Struct({
    /** The field has all of the values, or any of them. */
    type: Schema.Literal("match_all", "match_any"),
    field_name,
    values: Schema.Array(FieldValue),
    post_filter
  }),
  Schema.Struct({
    /** The field is within one of the ranges. */
    type: Schema.Literal("range"),
    field_name,
    /** `from` and `to` are inclusive; the other names say whether they are. */
    values: Schema.Array(Schema.Struct({ from: bound, to: bound, gte: bound, gt: bound, lte: bound, lt: bound })),
    post_filter
  }),
  Schema.Struct({
    /** The field, a `geo_point`, is within the box. */
    type: Schema.Literal("geo_bounding_box"),
    field_name,
    top_left: Coordinate,
    bottom_right: Coordinate,
    post_filter
  }),
  Schema.Struct({
    type: Schema.Literal("geo_shape"),
    field_name,
    shape: Schema.Struct({
      type: Schema.Literal("Polygon"),
      /** Rings of `[longitude, latitude]`, each closed, as in GeoJSON (RFC 7946, section 3.1.6). */
      coordinates: Schema.Array(Schema.Array(Schema.Array(Schema.Number)))
    }),
    /** Whether the field's shape intersects this one (the default) or lies within it. */
    relation: Schema.optional(Schema.Literal("intersects", "within")),
    post_filter
  }),
  Schema.Struct({
    type: Schema.Literal("exists"),
    field_name,
    post_filter
  }),
  Schema.Struct({
    /** The field, a text, matches the pattern. */
    type: Schema.Literal("like"),
    field_name,
    /** `*` matches any text, `?` one character. */
    value: Schema.String,
    post_filter
  })
).annotations({ identifier: "FieldFilter" })

/**
 * A condition on one field.
 *
 * @since 0.1.0
 * @category documents
 */
export type FieldFilter = Schema.Schema.Type<typeof wireFieldFilter>

/**
 * @since 0.1.0
 * @category schemas
 */
export const FieldFilter: Schema.Schema<FieldFilter> = wireFieldFilter

/**
 * The negation of a condition.
 *
 * @since 0.1.0
 * @category documents
 */
export interface NotFilter {
  readonly type: "not"
  readonly filter: Filter
  readonly post_filter?: boolean | undefined
}

/**
 * Several conditions: all must hold (`and`), or at least one (`or`).
 *
 * @since 0.1.0
 * @category documents
 */
export interface AllFilter {
  readonly type: "and" | "or"
  readonly filters: ReadonlyArray<Filter>
  readonly post_filter?: boolean | undefined
}

/**
 * A condition on the entries to find.
 *
 * @since 0.1.0
 * @category documents
 */
export type Filter = FieldFilter | NotFilter | AllFilter

/**
 * @since 0.1.0
 * @category schemas
 */
export const Filter: Schema.Schema<Filter> = Schema.Union(
  // One flat union: so `type` selects the member, and errors are about that member only.
  ...wireFieldFilter.members,
  Schema.Struct({
    type: Schema.Literal("not"),
    filter: Schema.suspend((): Schema.Schema<Filter> => Filter),
    post_filter
  }),
  Schema.Struct({
    type: Schema.Literal("and", "or"),
    filters: Schema.Array(Schema.suspend((): Schema.Schema<Filter> => Filter)),
    post_filter
  })
).annotations({ identifier: "Filter" })

// --- Facets -----------------------------------------------------------------------------------------------------------

const facetMembers = {
  field_name,
  /** The name of its result. Default: the name of the field. Two facets of one field need different names. */
  name: Schema.optional(Schema.String),
  /** Count only entries that also match these filters. */
  additional_filters: Schema.optional(Schema.Array(Filter))
}

const wireFacet = Schema.Union(
  Schema.Struct({
    /** The most frequent values. */
    type: Schema.Literal("terms"),
    ...facetMembers,
    /** The number of values. Default: 10. */
    size: Schema.optional(Schema.Number)
  }),
  Schema.Struct({
    type: Schema.Literal("sum", "avg"),
    ...facetMembers,
    /** The value for entries without this field. */
    missing: Schema.optional(Schema.Number)
  }),
  Schema.Struct({
    /** The approximate number of different values. */
    type: Schema.Literal("distinct_count"),
    ...facetMembers
  }),
  Schema.Struct({
    type: Schema.Literal("date_histogram"),
    ...facetMembers,
    date_interval: Schema.Literal("year", "quarter", "month", "week", "day", "hour", "minute", "second"),
    /** Dates, both inclusive. */
    histogram_range: Schema.optional(
      Schema.Struct({
        low: Schema.Union(Schema.String, Schema.Number),
        high: Schema.Union(Schema.String, Schema.Number)
      })
    )
  }),
  Schema.Struct({
    type: Schema.Literal("numeric_histogram"),
    ...facetMembers,
    /** The number of bars. */
    size: Schema.Number,
    histogram_range: Schema.Struct({ low: Schema.Number, high: Schema.Number })
  })
).annotations({ identifier: "Facet" })

/**
 * A count or statistic over all results.
 *
 * @since 0.1.0
 * @category documents
 */
export type Facet = Schema.Schema.Type<typeof wireFacet>

/**
 * @since 0.1.0
 * @category schemas
 */
export const Facet: Schema.Schema<Facet> = wireFacet

// --- Order ------------------------------------------------------------------------------------------------------------

const wireSort = Schema.Struct({
  field_name,
  /** Descending by default. */
  order: Schema.optional(Schema.Literal("asc", "desc"))
}).annotations({ identifier: "Sort" })

/**
 * The field to sort by. Without one, the best matches come first.
 *
 * @since 0.1.0
 * @category documents
 */
export interface Sort extends Schema.Schema.Type<typeof wireSort> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const Sort: Schema.Schema<Sort> = wireSort

const wireBoost = Schema.Struct({
  field_name,
  /** Above 1, the field counts more; below 1, it counts less. */
  factor: Schema.Number
}).annotations({ identifier: "Boost" })

/**
 * How much a field counts for the rank of an entry.
 *
 * @since 0.1.0
 * @category documents
 */
export interface Boost extends Schema.Schema.Type<typeof wireBoost> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const Boost: Schema.Schema<Boost> = wireBoost

// --- The documents ----------------------------------------------------------------------------------------------------

const wireQuerySettings = Schema.Struct({
  mode: Schema.Literal("query_string", "advanced_query_string", "text_match"),
  /** `and`: all words must match; `or`: one is enough. */
  default_operator: Schema.optional(Schema.String),
  /** Only for `text_match`: how many letters of a word may differ. */
  fuzziness: Schema.optional(Schema.Number)
}).annotations({ identifier: "QuerySettings" })

/**
 * How `q` is read. It replaces `advanced`.
 *
 * @since 0.1.0
 * @category documents
 */
export interface QuerySettings extends Schema.Schema.Type<typeof wireQuerySettings> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const QuerySettings: Schema.Schema<QuerySettings> = wireQuerySettings

/** The members that all documents of this module share. */
const selection = {
  /** At most 256 characters. */
  q: Schema.optional(Schema.String),
  /** Whether `q` uses the advanced syntax: fields, operators, wildcards. */
  advanced: Schema.optional(Schema.Boolean),
  /** Only in versions after `2017-09-01`. */
  q_settings: Schema.optional(QuerySettings),
  /** All of them must hold. */
  filters: Schema.optional(Schema.Array(Filter))
}

const results = {
  ...selection,
  /** Results on a page. Default: 10. */
  limit: Schema.optional(Schema.Number),
  /** Whether to show entries that are not visible to the caller. Only for owners and admins of the index. */
  bypass_visible_to: Schema.optional(Schema.Boolean),
  /** Only entries that are visible to the caller because of one of these principal sets. */
  filter_principal_sets: Schema.optional(Schema.Array(Schema.String)),
  /** The members to return of each entry. Default: `content`. Only in versions after `2017-09-01`. */
  fields: Schema.optional(Schema.Array(Schema.Literal("visible_to", "principal_sets", "content")))
}

const wireSearchQuery = Schema.Struct({
  /** The version of the query language. The default of the service is the oldest. */
  "@version": Schema.optional(Schema.Literal("2017-09-01", "query#1.0.0")),
  ...results,
  /** `offset` plus `limit` must be at most 10,000. For more results use `scroll`. */
  offset: Schema.optional(Schema.Number),
  facets: Schema.optional(Schema.Array(Facet)),
  /** Applied after facets are counted. Only in versions after `2017-09-01`. */
  post_facet_filters: Schema.optional(Schema.Array(Filter)),
  boosts: Schema.optional(Schema.Array(Boost)),
  sort: Schema.optional(Schema.Array(Sort))
}).annotations({ identifier: "SearchQuery" })

/**
 * A query with filters, facets and sorting.
 *
 * @since 0.1.0
 * @category documents
 */
export interface SearchQuery extends Schema.Schema.Type<typeof wireSearchQuery> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const SearchQuery: Schema.Schema<SearchQuery> = wireSearchQuery

const wireScrollQuery = Schema.Struct({
  "@version": Schema.optional(Schema.Literal("2017-09-01", "scroll#1.0.0")),
  ...results,
  /** The marker of the page before. It is opaque. */
  marker: Schema.optional(Schema.String)
}).annotations({ identifier: "ScrollQuery" })

/**
 * A query for all results without a limit, but without facets and sorting.
 *
 * @since 0.1.0
 * @category documents
 * @see https://docs.globus.org/api/search/reference/scroll_query/
 */
export interface ScrollQuery extends Schema.Schema.Type<typeof wireScrollQuery> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const ScrollQuery: Schema.Schema<ScrollQuery> = wireScrollQuery

const wireDeleteQuery = Schema.Struct({
  "@version": Schema.optional(Schema.Literal("2017-09-01", "delete_by_query#1.0.0")),
  ...selection
}).annotations({ identifier: "DeleteQuery" })

/**
 * A query for entries to delete: all matches, not only one page.
 *
 * @since 0.1.0
 * @category documents
 * @see https://docs.globus.org/api/search/reference/delete_by_query/
 */
export interface DeleteQuery extends Schema.Schema.Type<typeof wireDeleteQuery> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const DeleteQuery: Schema.Schema<DeleteQuery> = wireDeleteQuery

/**
 * Makes a query in the newest version of the query language (`SearchQueryV1` in the Python SDK). This version has
 * `post_facet_filters`, `q_settings`, `fields` and the facet `distinct_count`.
 *
 * @example
 * import * as SearchQuery from "@effect-globus/sdk/search/SearchQuery"
 *
 * const query = SearchQuery.make({
 *   q: "diffraction",
 *   filters: [{ type: "range", field_name: "energy_kev", values: [{ gte: 8, lt: 12 }] }],
 *   facets: [{ type: "terms", field_name: "beamline" }],
 *   sort: [{ field_name: "date", order: "desc" }]
 * })
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (query: Omit<SearchQuery, "@version"> = {}): SearchQuery => ({
  "@version": "query#1.0.0",
  ...query
})
