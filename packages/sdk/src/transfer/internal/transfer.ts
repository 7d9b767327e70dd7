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

/** The query of a list that is paged by markers. */
export const markerQuery = Schema.Struct({
  /** `next_marker` of the page before. */
  marker: Schema.optional(Handle)
})

/** The paging style of such a list. */
export const markerPaging = { kind: "marked", items: "DATA", parameter: "marker", member: "next_marker" } as const

/** The members of a result, shared by documents that have more. */
export const resultMembers = {
  DATA_TYPE: nullable(Schema.String),
  /** `DirectoryCreated`, `FileRenamed`, `Canceled`, … */
  code: nullable(Schema.String),
  message: nullable(Schema.String),
  request_id: nullable(Schema.String),
  resource: nullable(Schema.String)
} as const

/** The members of a pause rule, in requests and answers. */
export const pauseRuleMembers = {
  /** A message to the users whose work is paused. */
  message: nullable(Schema.String),
  /** UUID. */
  endpoint_id: nullable(Schema.String),
  /** UUID of the identity that it applies to. Null: it applies to everyone. */
  identity_id: nullable(Schema.String),
  /** ISO 8601. Null: it holds from its creation. */
  start_time: nullable(Schema.String),
  pause_ls: nullable(Schema.Boolean),
  pause_mkdir: nullable(Schema.Boolean),
  pause_rename: nullable(Schema.Boolean),
  pause_symlink: nullable(Schema.Boolean),
  /** Whether to pause delete tasks. */
  pause_task_delete: nullable(Schema.Boolean),
  /** Whether to pause transfers that read from the endpoint. */
  pause_task_transfer_read: nullable(Schema.Boolean),
  /** Whether to pause transfers that write to the endpoint. */
  pause_task_transfer_write: nullable(Schema.Boolean)
} as const
