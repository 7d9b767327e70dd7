/** The members of a task's document. The document of a managed task has them, too. */
import * as Schema from "effect/Schema"
import { nullable } from "../../internal/operation/document.js"

export const wireTask = Schema.Struct({
  DATA_TYPE: nullable(Schema.String),
  /** UUID. */
  task_id: Schema.String,
  /** `TRANSFER`, `DELETE`, or another. */
  type: nullable(Schema.String),
  /** `ACTIVE`, `INACTIVE` (waiting for the user), or one of the final `SUCCEEDED` and `FAILED`. */
  status: Schema.String,
  label: nullable(Schema.String),
  command: nullable(Schema.String),
  /** Identity UUID. */
  owner_id: nullable(Schema.String),
  username: nullable(Schema.String),
  request_time: nullable(Schema.String),
  /** Null until the task has ended. */
  completion_time: nullable(Schema.String),
  /** The task fails at this time. Progress of the task extends it. */
  deadline: nullable(Schema.String),
  source_endpoint: nullable(Schema.String),
  source_endpoint_id: nullable(Schema.String),
  source_endpoint_display_name: nullable(Schema.String),
  destination_endpoint: nullable(Schema.String),
  destination_endpoint_id: nullable(Schema.String),
  destination_endpoint_display_name: nullable(Schema.String),
  source_base_path: nullable(Schema.String),
  destination_base_path: nullable(Schema.String),
  source_local_user: nullable(Schema.String),
  destination_local_user: nullable(Schema.String),
  /** 0: exists, 1: size, 2: modification time, 3: checksum. */
  sync_level: nullable(Schema.Number),
  encrypt_data: nullable(Schema.Boolean),
  verify_checksum: nullable(Schema.Boolean),
  preserve_timestamp: nullable(Schema.Boolean),
  skip_source_errors: nullable(Schema.Boolean),
  fail_on_quota_errors: nullable(Schema.Boolean),
  delete_destination_extra: nullable(Schema.Boolean),
  recursive_symlinks: nullable(Schema.String),
  /** The first rule that matches decides. */
  filter_rules: nullable(
    Schema.Array(
      Schema.Struct({
        DATA_TYPE: nullable(Schema.String),
        /** `include` or `exclude`. */
        method: nullable(Schema.String),
        /** A glob. */
        name: nullable(Schema.String),
        /** `file` or `dir`; absent for both. */
        type: nullable(Schema.String)
      })
    )
  ),
  files: nullable(Schema.Number),
  directories: nullable(Schema.Number),
  symlinks: nullable(Schema.Number),
  files_transferred: nullable(Schema.Number),
  files_skipped: nullable(Schema.Number),
  /** Bytes. */
  bytes_transferred: nullable(Schema.Number),
  /** Bytes. */
  bytes_checksummed: nullable(Schema.Number),
  /** Bytes per second, over the whole task. */
  effective_bytes_per_second: nullable(Schema.Number),
  /** The number of error events so far. After an error, the task retries until its deadline. */
  faults: nullable(Schema.Number),
  subtasks_total: nullable(Schema.Number),
  subtasks_pending: nullable(Schema.Number),
  subtasks_retrying: nullable(Schema.Number),
  subtasks_succeeded: nullable(Schema.Number),
  subtasks_failed: nullable(Schema.Number),
  subtasks_canceled: nullable(Schema.Number),
  subtasks_expired: nullable(Schema.Number),
  subtasks_skipped_errors: nullable(Schema.Number),
  is_paused: nullable(Schema.Boolean),
  is_ok: nullable(Schema.Boolean),
  /** `OK`, `Queued`, or the code of the newest error. Null after the end of the task. */
  nice_status: nullable(Schema.String),
  nice_status_short_description: nullable(Schema.String),
  nice_status_details: nullable(Schema.String),
  /** Seconds, sometimes as text. 0 or less: it does not expire. */
  nice_status_expires_in: nullable(Schema.Union(Schema.Number, Schema.String)),
  /** The error that ended the task, such as `FILE_NOT_FOUND` or `EXPIRED`. */
  fatal_error: nullable(Schema.Struct({ code: nullable(Schema.String), description: nullable(Schema.String) })),
  canceled_by_admin: nullable(Schema.String),
  canceled_by_admin_message: nullable(Schema.String),
  history_deleted: nullable(Schema.Boolean)
}).annotations({ identifier: "Task" })
