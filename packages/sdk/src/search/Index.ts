/**
 * The documents of indices.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/search/reference/index_show/
 */
import * as Schema from "effect/Schema"
import { JsonObject, nullable } from "../internal/operation/document.js"

const wireIndex = Schema.Struct({
  "@datatype": nullable(Schema.String),
  "@version": nullable(Schema.String),
  /** UUID. */
  id: Schema.String,
  display_name: nullable(Schema.String),
  description: nullable(Schema.String),
  /** `open`, or `delete_pending` while it is being deleted; also written `delete-pending`. */
  status: nullable(Schema.String),
  /** False while it cannot be queried: it is being deleted, or the service cannot reach it. */
  available: nullable(Schema.Boolean),
  /** Whether it belongs to no subscription. A user may have at most three such indices. */
  is_trial: nullable(Schema.Boolean),
  /** UUID; null for a trial index. */
  subscription_id: nullable(Schema.String),
  max_size_in_mb: nullable(Schema.Number),
  size_in_mb: nullable(Schema.Number),
  num_subjects: nullable(Schema.Number),
  num_entries: nullable(Schema.Number),
  /** `YYYY-MM-DD HH:MM:SS`, in UTC. */
  creation_date: nullable(Schema.String),
  content_last_modified_date: nullable(Schema.String),
  /** A JSON Schema that entries must match. */
  entry_schema: nullable(JsonObject),
  /** The caller's roles: `owner`, `admin`, `writer`. */
  permissions: nullable(Schema.Array(Schema.String))
}).annotations({ identifier: "Index" })

/**
 * An index: it holds entries for queries.
 *
 * @since 0.1.0
 * @category documents
 */
export interface Index extends Schema.Schema.Type<typeof wireIndex> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const Index: Schema.Schema<Index> = wireIndex

const wireIndexList = Schema.Struct({ index_list: Schema.Array(Index) }).annotations({ identifier: "IndexList" })

/**
 * The indices in which the caller has a role; at most 100.
 *
 * @since 0.1.0
 * @category documents
 */
export interface IndexList extends Schema.Schema.Type<typeof wireIndexList> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const IndexList: Schema.Schema<IndexList> = wireIndexList

const wireIndexChange = Schema.Struct({
  /** True. */
  acknowledged: nullable(Schema.Boolean),
  /** UUID. */
  index_id: nullable(Schema.String)
}).annotations({ identifier: "IndexChange" })

/**
 * The answer of `deleteIndex` and `reopenIndex`.
 *
 * @since 0.1.0
 * @category documents
 */
export interface IndexChange extends Schema.Schema.Type<typeof wireIndexChange> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const IndexChange: Schema.Schema<IndexChange> = wireIndexChange
