/**
 * The documents that add entries to an index.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/search/reference/ingest/
 */
import * as Schema from "effect/Schema"
import { JsonObject, nullable } from "../internal/operation/document.js"

const wireGMetaEntry = Schema.Struct({
  /** What the entry is about, often a URL; at most 500 bytes. */
  subject: Schema.String,
  /**
   * The id of the entry within its subject, which has at most 10 entries. Null or absent: the one entry without an id.
   */
  id: nullable(Schema.String),
  /** Who can find it: `public`, `all_authenticated_users`, or URNs of identities and groups; at most 100. */
  visible_to: Schema.Array(Schema.String),
  /** Any JSON object; at most 10 MB. */
  content: JsonObject,
  /** Named sets of principals, for `filter_principal_sets` of a query. */
  principal_sets: Schema.optional(Schema.Record({ key: Schema.String, value: Schema.Array(Schema.String) }))
}).annotations({ identifier: "GMetaEntry" })

/**
 * An entry of an index. It replaces the entry with the same subject and id.
 *
 * @since 0.1.0
 * @category documents
 */
export interface GMetaEntry extends Schema.Schema.Type<typeof wireGMetaEntry> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const GMetaEntry: Schema.Schema<GMetaEntry> = wireGMetaEntry

/** The types of fields that the service cannot infer from their values, by field path. */
const field_mapping = Schema.optional(
  Schema.Record({ key: Schema.String, value: Schema.Literal("geo_point", "geo_shape") })
)

const wireIngest = Schema.Union(
  Schema.Struct({
    ingest_type: Schema.Literal("GMetaEntry"),
    ingest_data: GMetaEntry,
    field_mapping
  }),
  Schema.Struct({
    ingest_type: Schema.Literal("GMetaList"),
    /** At most 10 MB. */
    ingest_data: Schema.Struct({ gmeta: Schema.Array(GMetaEntry) }),
    field_mapping
  })
).annotations({ identifier: "Ingest" })

/**
 * One entry, or a list of them.
 *
 * @since 0.1.0
 * @category documents
 */
export type Ingest = Schema.Schema.Type<typeof wireIngest>

/**
 * @since 0.1.0
 * @category schemas
 */
export const Ingest: Schema.Schema<Ingest> = wireIngest
