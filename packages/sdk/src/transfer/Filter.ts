/**
 * Transfer's filter expressions, which listings of files and of tasks take.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/transfer/file_operations/
 */
import * as Schema from "effect/Schema"

/**
 * A filter by fields: `{ name: "~*.txt", type: ["file", "dir"] }` is `name:~*.txt/type:file,dir`.
 *
 * @since 0.1.0
 * @category models
 */
export interface FilterFields {
  readonly [field: string]: string | ReadonlyArray<string>
}

const Filter: Schema.Schema<string | FilterFields> = Schema.Union(
  Schema.String,
  Schema.Record({ key: Schema.String, value: Schema.Union(Schema.String, Schema.Array(Schema.String)) })
)

const printFilter = (filter: string | FilterFields): string =>
  typeof filter === "string"
    ? filter
    : Object.entries(filter)
        .map(([field, values]) => `${field}:${typeof values === "string" ? values : values.join(",")}`)
        .join("/")

const isList = (
  filter: string | FilterFields | ReadonlyArray<string | FilterFields>
): filter is ReadonlyArray<string | FilterFields> => Array.isArray(filter)

/**
 * A filter expression, as text or by fields. A list of them repeats the parameter.
 *
 * @since 0.1.0
 * @category schemas
 */
export const TransferFilter = Schema.transform(
  Schema.Union(Schema.String, Schema.Array(Schema.String)),
  Schema.Union(Filter, Schema.Array(Filter)),
  {
    strict: true,
    decode: (text): string | FilterFields | ReadonlyArray<string | FilterFields> => text,
    encode: (filter) => (isList(filter) ? filter.map(printFilter) : printFilter(filter))
  }
)
