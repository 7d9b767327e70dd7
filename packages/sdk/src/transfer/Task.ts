/**
 * The documents of Globus Transfer's tasks and files, as the service sends them.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/transfer/
 */
import * as Schema from "effect/Schema"
import { nullable } from "../internal/operation/document.js"
import { wireTask } from "./internal/wireTask.js"

/**
 * A transfer or delete task. Objects and bytes are counted as far as the task has come; times are ISO 8601 in UTC.
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
 * A task whose status is final: it will not change any more.
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
 * The caller's tasks, newest first unless ordered otherwise.
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
  /** `STARTED`, `PROGRESS`, `SUCCEEDED`, `CANCELED`, `PERMISSION_DENIED`, or another. */
  code: nullable(Schema.String),
  is_error: nullable(Schema.Boolean),
  description: nullable(Schema.String),
  /** Text, often JSON. Its form may change. */
  details: nullable(Schema.String),
  /** ISO 8601. */
  time: nullable(Schema.String)
}).annotations({ identifier: "TaskEvent" })

/**
 * Something that happened to a task. The newest comes first.
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
 * What happened to a task, newest first.
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
  /** Of this page. */
  marker: nullable(Schema.Union(Schema.String, Schema.Number)),
  /** Asks for the page after this one. Null: this is the last. */
  next_marker: nullable(Schema.Union(Schema.String, Schema.Number))
} as const

const wireSuccessfulTransfer = Schema.Struct({
  DATA_TYPE: nullable(Schema.String),
  /** Null where the caller may not see the source. */
  source_path: nullable(Schema.String),
  /** Null where the caller may not see the destination. */
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
  /** For people. */
  error_details: nullable(Schema.String),
  /** ISO 8601. */
  error_time: nullable(Schema.String),
  /** Null where the caller may not see the source. */
  source_path: nullable(Schema.String),
  /** Null where the caller may not see the destination. */
  destination_path: nullable(Schema.String),
  is_directory: nullable(Schema.Boolean),
  is_symlink: nullable(Schema.Boolean),
  /** It was to be deleted at the destination, as the source does not have it. */
  is_delete_destination_extra: nullable(Schema.Boolean),
  /** What the submission gave for it. */
  external_checksum: nullable(Schema.String),
  checksum_algorithm: nullable(Schema.String)
}).annotations({ identifier: "SkippedError" })

/**
 * A file or directory that a task has left out, as it was submitted with `skip_source_errors`, and why.
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
 * What a task has left out.
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
