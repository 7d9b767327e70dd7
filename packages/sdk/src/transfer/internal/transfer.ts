/** What the declarations of Transfer share. */
import * as Schema from "effect/Schema"
import { nullable } from "../../internal/operation/document.js"
import { Handle } from "../../internal/operation/query.js"

export const endpointPath = Schema.Struct({
  /** The collection's UUID. */
  endpoint_id: Schema.String
})

export const taskPath = Schema.Struct({
  /** UUID. */
  task_id: Schema.String
})

/** Where a page of a list begins that is paged by markers. */
export const markerQuery = Schema.Struct({
  /** `next_marker` of the page before. */
  marker: Schema.optional(Handle)
})

/** How such a list is paged. */
export const markerPaging = { kind: "marked", items: "DATA", parameter: "marker", member: "next_marker" } as const

/** The members of a result, for the documents that have more. */
export const resultMembers = {
  DATA_TYPE: nullable(Schema.String),
  /** `DirectoryCreated`, `FileRenamed`, `Canceled`, … */
  code: nullable(Schema.String),
  message: nullable(Schema.String),
  request_id: nullable(Schema.String),
  resource: nullable(Schema.String)
} as const

/** What a pause rule says, whoever writes or reads it. */
export const pauseRuleMembers = {
  /** What the users whose work is paused are told. */
  message: nullable(Schema.String),
  /** UUID. */
  endpoint_id: nullable(Schema.String),
  /** UUID of the one identity that it is for. Null: it is for everybody. */
  identity_id: nullable(Schema.String),
  /** ISO 8601. Null: it holds from when it was made. */
  start_time: nullable(Schema.String),
  pause_ls: nullable(Schema.Boolean),
  pause_mkdir: nullable(Schema.Boolean),
  pause_rename: nullable(Schema.Boolean),
  pause_symlink: nullable(Schema.Boolean),
  /** Tasks that delete. */
  pause_task_delete: nullable(Schema.Boolean),
  /** Transfers that read from the endpoint. */
  pause_task_transfer_read: nullable(Schema.Boolean),
  /** Transfers that write to the endpoint. */
  pause_task_transfer_write: nullable(Schema.Boolean)
} as const
