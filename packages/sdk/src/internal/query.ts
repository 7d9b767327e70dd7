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

/** What the service gave, as text or as a number: it goes back as it came. */
export const Handle = Schema.Union(Schema.String, Schema.NumberFromString)

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
