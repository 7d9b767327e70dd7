/** What the schemas of Globus documents share. */
import * as Schema from "effect/Schema"

/** A member that may be missing or null: Globus does both. */
export const nullable = <S extends Schema.Schema.Any>(schema: S) => Schema.optional(Schema.NullOr(schema))

/** A JSON object whose members are not ours to know. */
export const JsonObject = Schema.Record({ key: Schema.String, value: Schema.Unknown })
