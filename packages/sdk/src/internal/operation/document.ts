/** What the schemas of Globus documents share. */
import * as Schema from "effect/Schema"

/** A member that may be missing or null: Globus does both. */
export const nullable = <S extends Schema.Schema.Any>(schema: S) => Schema.optional(Schema.NullOr(schema))

/** A JSON object whose members are not ours to know. */
export const JsonObject = Schema.Record({ key: Schema.String, value: Schema.Unknown })

/** Annotates a field of an argument that is an id: it goes out in its canonical form. */
export const IdId = "@effect-globus/sdk/Id"

/** The id of a collection, an endpoint or a flow, in an argument. A UUID, its letters in either case. */
export const Id = Schema.String.annotations({ [IdId]: true })

/**
 * Annotates a path parameter that is itself a path: each segment is encoded, and the slashes stay.
 */
export const SegmentsId = "@effect-globus/sdk/Operation/Segments"
