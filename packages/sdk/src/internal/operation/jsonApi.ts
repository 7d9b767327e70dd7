/** What the documents of JSON:API share (https://jsonapi.org/format/1.0/): the members at their top, and references. */
import * as Schema from "effect/Schema"
import { nullable } from "./document.js"
import { Count } from "./query.js"

/** The members of every answer. */
export const answerMembers = {
  meta: nullable(
    Schema.Struct({
      /** What Globus support asks for. */
      request_id: nullable(Schema.String)
    })
  )
} as const

/** The members of a list, beside its items. */
export const listMembers = {
  ...answerMembers,
  links: nullable(
    Schema.Struct({
      /** The URL of the next page. Null or missing: this is the last one. */
      next: nullable(Schema.String)
    })
  )
} as const

/** What pages a list. */
export const pageParameters = {
  /** Where the page begins, as the page before it said. */
  "page[marker]": Schema.optional(Schema.String),
  /** So many items, at most. */
  "page[limit]": Schema.optional(Count)
} as const

/** A reference to a thing, in an answer. */
export const Related = Schema.Struct({
  data: nullable(
    Schema.Struct({
      type: nullable(Schema.String),
      /** UUID. */
      id: Schema.String
    })
  )
}).annotations({ identifier: "Related" })

/** A reference to a thing of a type, in a request. */
export const relationship = <Type extends string>(type: Type) =>
  Schema.Struct({
    data: Schema.Struct({
      type: Schema.Literal(type),
      /** UUID. */
      id: Schema.String
    })
  })
