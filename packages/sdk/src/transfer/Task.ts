/**
 * The documents of transfer and delete tasks.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/transfer/
 */
import * as Schema from "effect/Schema"
import { nullable } from "../internal/operation/document.js"
import { wireTask } from "./internal/wireTask.js"

/**
 * A transfer or delete task. Numbers of objects and bytes are those found or processed so far. Times are ISO 8601 in
 * UTC.
 *
 * @since 0.1.0
 * @category documents
 */
export interface Task extends Schema.Schema.Type<typeof wireTask> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const Task: Schema.Schema<Task> = wireTask

/**
 * Whether the task has ended, so that its status will not change any more.
 *
 * @since 0.1.0
 * @category guards
 */
export const isFinal = (task: Task): boolean => task.status === "SUCCEEDED" || task.status === "FAILED"

const wireTaskList = Schema.Struct({
  DATA_TYPE: nullable(Schema.String),
  DATA: Schema.Array(Task),
  length: nullable(Schema.Number),
  limit: nullable(Schema.Number),
  offset: nullable(Schema.Number),
  total: nullable(Schema.Number)
}).annotations({ identifier: "TaskList" })

/**
 * The caller's tasks, newest first by default.
 *
 * @since 0.1.0
 * @category documents
 */
export interface TaskList extends Schema.Schema.Type<typeof wireTaskList> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const TaskList: Schema.Schema<TaskList> = wireTaskList

const wireTaskEvent = Schema.Struct({
  DATA_TYPE: nullable(Schema.String),
  /** `STARTED`, `PROGRESS`, `SUCCEEDED`, `CANCELED`, `PERMISSION_DENIED`, or another code. */
  code: nullable(Schema.String),
  is_error: nullable(Schema.Boolean),
  description: nullable(Schema.String),
  /** Text, often JSON. Its form may change. */
  details: nullable(Schema.String),
  /** ISO 8601. */
  time: nullable(Schema.String)
}).annotations({ identifier: "TaskEvent" })

/**
 * An event of a task.
 *
 * @since 0.1.0
 * @category documents
 */
export interface TaskEvent extends Schema.Schema.Type<typeof wireTaskEvent> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const TaskEvent: Schema.Schema<TaskEvent> = wireTaskEvent

const wireTaskEventList = Schema.Struct({
  DATA_TYPE: nullable(Schema.String),
  DATA: Schema.Array(TaskEvent),
  length: nullable(Schema.Number),
  limit: nullable(Schema.Number),
  offset: nullable(Schema.Number),
  total: nullable(Schema.Number)
}).annotations({ identifier: "TaskEventList" })

/**
 * The events of a task, newest first.
 *
 * @since 0.1.0
 * @category documents
 */
export interface TaskEventList extends Schema.Schema.Type<typeof wireTaskEventList> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const TaskEventList: Schema.Schema<TaskEventList> = wireTaskEventList

const markers = {
  /** The marker of this page. */
  marker: nullable(Schema.Union(Schema.String, Schema.Number)),
  /** The marker of the next page. Null: this is the last page. */
  next_marker: nullable(Schema.Union(Schema.String, Schema.Number))
} as const

const wireSuccessfulTransfer = Schema.Struct({
  DATA_TYPE: nullable(Schema.String),
  /** Null if the caller may not see the source. */
  source_path: nullable(Schema.String),
  /** Null if the caller may not see the destination. */
  destination_path: nullable(Schema.String),
  /** Bytes. */
  size: nullable(Schema.Number),
  /** Null: none was computed. */
  checksum: nullable(Schema.String),
  checksum_algorithm: nullable(Schema.String),
  dynamic: nullable(Schema.Boolean)
}).annotations({ identifier: "SuccessfulTransfer" })

/**
 * A file that a task has transferred.
 *
 * @since 0.1.0
 * @category documents
 */
export interface SuccessfulTransfer extends Schema.Schema.Type<typeof wireSuccessfulTransfer> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const SuccessfulTransfer: Schema.Schema<SuccessfulTransfer> = wireSuccessfulTransfer

const wireSuccessfulTransferList = Schema.Struct({
  DATA_TYPE: nullable(Schema.String),
  DATA: Schema.Array(SuccessfulTransfer),
  ...markers
}).annotations({ identifier: "SuccessfulTransferList" })

/**
 * The files that a task has transferred.
 *
 * @since 0.1.0
 * @category documents
 */
export interface SuccessfulTransferList extends Schema.Schema.Type<typeof wireSuccessfulTransferList> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const SuccessfulTransferList: Schema.Schema<SuccessfulTransferList> = wireSuccessfulTransferList

const wireSkippedError = Schema.Struct({
  DATA_TYPE: nullable(Schema.String),
  /** `PERMISSION_DENIED`, `FILE_NOT_FOUND`, or another. */
  error_code: nullable(Schema.String),
  /** A description for people. */
  error_details: nullable(Schema.String),
  /** ISO 8601. */
  error_time: nullable(Schema.String),
  /** Null if the caller may not see the source. */
  source_path: nullable(Schema.String),
  /** Null if the caller may not see the destination. */
  destination_path: nullable(Schema.String),
  is_directory: nullable(Schema.Boolean),
  is_symlink: nullable(Schema.Boolean),
  /** Whether it was to be deleted at the destination, since the source does not have it. */
  is_delete_destination_extra: nullable(Schema.Boolean),
  /** The checksum in the submission. */
  external_checksum: nullable(Schema.String),
  checksum_algorithm: nullable(Schema.String)
}).annotations({ identifier: "SkippedError" })

/**
 * A file or directory that a task skipped because of an error. This needs `skip_source_errors` in the submission.
 *
 * @since 0.1.0
 * @category documents
 */
export interface SkippedError extends Schema.Schema.Type<typeof wireSkippedError> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const SkippedError: Schema.Schema<SkippedError> = wireSkippedError

const wireSkippedErrorList = Schema.Struct({
  DATA_TYPE: nullable(Schema.String),
  DATA: Schema.Array(SkippedError),
  ...markers
}).annotations({ identifier: "SkippedErrorList" })

/**
 * The errors that a task skipped.
 *
 * @since 0.1.0
 * @category documents
 */
export interface SkippedErrorList extends Schema.Schema.Type<typeof wireSkippedErrorList> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const SkippedErrorList: Schema.Schema<SkippedErrorList> = wireSkippedErrorList
