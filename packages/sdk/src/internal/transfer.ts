/** What the declarations of Transfer share. */
import * as Schema from "effect/Schema"

export const endpointPath = Schema.Struct({
  /** The collection's UUID. */
  endpoint_id: Schema.String
})

export const taskPath = Schema.Struct({
  /** UUID. */
  task_id: Schema.String
})

/** The members of a result, for the documents that have more. */
export const resultMembers = {
  DATA_TYPE: Schema.optional(Schema.String),
  /** `DirectoryCreated`, `FileRenamed`, `Canceled`, … */
  code: Schema.optional(Schema.String),
  message: Schema.optional(Schema.String),
  request_id: Schema.optional(Schema.String),
  resource: Schema.optional(Schema.String)
} as const
