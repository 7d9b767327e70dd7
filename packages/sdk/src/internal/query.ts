/** Codecs of query parameters: the wire's text on one side, what a person writes on the other. */
import * as Schema from "effect/Schema"

/** A boolean that the wire spells `1` and `0`; `true`/`false` in any case are understood too. */
export const Flag = Schema.transform(Schema.String, Schema.Boolean, {
  strict: true,
  decode: (text) => /^(1|true|yes)$/i.test(text),
  encode: (flag) => (flag ? "1" : "0")
})

/** A boolean that the wire spells `true` and `false`. */
export const TrueFalse = Schema.transform(Schema.String, Schema.Boolean, {
  strict: true,
  decode: (text) => /^true$/i.test(text),
  encode: (flag) => (flag ? "true" : "false")
})

/** A whole number from zero up. */
export const Count = Schema.NumberFromString.pipe(Schema.int(), Schema.nonNegative())

/** One text, or several that the wire joins by commas. */
export const CommaSeparated = Schema.transform(
  Schema.String,
  Schema.Union(Schema.String, Schema.Array(Schema.String)),
  {
    strict: true,
    decode: (text): string | ReadonlyArray<string> => text,
    encode: (value) => (typeof value === "string" ? value : value.join(","))
  }
)

/** A filter by fields: `{ name: "~*.txt", type: ["file", "dir"] }` is `name:~*.txt/type:file,dir`. */
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

/** Transfer's filter expression, as text or by fields. A list of them repeats the parameter. */
export const TransferFilter = Schema.transform(
  Schema.Union(Schema.String, Schema.Array(Schema.String)),
  Schema.Union(Filter, Schema.Array(Filter)),
  {
    strict: true,
    decode: (text): string | FilterFields | ReadonlyArray<string | FilterFields> => text,
    encode: (filter) => (isList(filter) ? filter.map(printFilter) : printFilter(filter))
  }
)
