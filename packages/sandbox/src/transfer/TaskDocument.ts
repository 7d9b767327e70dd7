/**
 * Tasks and their events as Transfer shows them, and what lists of them are filtered and ordered by.
 *
 * @since 0.1.0
 */
import type * as Wire from "@effect-globus/sdk/transfer/Task"
import * as Order from "effect/Order"
import type { Fields } from "./Filter.js"
import { format } from "./CollectionPath.js"
import type { Skipped, Transferred } from "./Moved.js"
import type { Task, TaskEvent } from "./Tasks.js"

/**
 * A moment in the words of a task document, to the second.
 *
 * @since 0.1.0
 * @category conversions
 */
export const formatTime = (milliseconds: number): string => `${new Date(milliseconds).toISOString().slice(0, 19)}+00:00`

const shortDescriptions: Readonly<Record<string, string>> = {
  OK: "ok",
  Queued: "queued",
  FILE_NOT_FOUND: "file not found",
  PERMISSION_DENIED: "permission denied"
}

const niceStatus = (task: Task): string | null =>
  task.status !== "ACTIVE" ? null : (task.trouble?.code ?? (task.isQueued ? "Queued" : "OK"))

const job = ({ job }: Task): Partial<Wire.Task> => {
  const { document } = job
  const common = { label: document.label ?? null, source_endpoint_display_name: job.source.displayName }
  const collection = { source_endpoint: job.source.id, source_endpoint_id: job.source.id }
  if (job._tag === "Delete") {
    return {
      ...common,
      ...collection,
      type: "DELETE",
      destination_endpoint: null,
      destination_endpoint_id: null,
      destination_endpoint_display_name: null,
      source_local_user: job.document.local_user ?? null,
      recursive_symlinks: null
    }
  }
  const transfer = job.document
  return {
    ...common,
    ...collection,
    type: "TRANSFER",
    destination_endpoint: job.destination.id,
    destination_endpoint_id: job.destination.id,
    destination_endpoint_display_name: job.destination.displayName,
    source_local_user: transfer.source_local_user ?? null,
    destination_local_user: transfer.destination_local_user ?? null,
    sync_level: transfer.sync_level ?? null,
    encrypt_data: transfer.encrypt_data ?? false,
    verify_checksum: transfer.verify_checksum ?? false,
    preserve_timestamp: transfer.preserve_timestamp ?? false,
    skip_source_errors: transfer.skip_source_errors ?? false,
    fail_on_quota_errors: transfer.fail_on_quota_errors ?? false,
    delete_destination_extra: transfer.delete_destination_extra ?? false,
    recursive_symlinks: transfer.recursive_symlinks ?? "ignore",
    filter_rules: transfer.filter_rules ?? null
  }
}

/**
 * The document of a task at a moment (milliseconds since 1970): the rate is over the whole task so far.
 *
 * @since 0.1.0
 * @category conversions
 */
export const document = (task: Task, now: number): Wire.Task => {
  const { counts, subtasks } = task
  const nice = niceStatus(task)
  const seconds = Math.max((task.completionTime ?? now) - task.requestTime, 1) / 1000
  return {
    DATA_TYPE: "task",
    task_id: task.id,
    status: task.status,
    command: "API 0.10",
    owner_id: task.ownerId,
    ...job(task),
    request_time: formatTime(task.requestTime),
    completion_time: task.completionTime === undefined ? null : formatTime(task.completionTime),
    deadline: formatTime(task.deadline),
    files: counts.files,
    directories: counts.directories,
    symlinks: counts.symlinks,
    files_transferred: counts.filesTransferred,
    files_skipped: counts.filesSkipped,
    bytes_transferred: counts.bytesTransferred,
    bytes_checksummed: counts.bytesChecksummed,
    effective_bytes_per_second: Math.round(counts.bytesTransferred / seconds),
    faults: counts.faults,
    subtasks_total: Object.values(subtasks).reduce((sum, steps) => sum + steps, 0),
    subtasks_pending: subtasks.pending,
    subtasks_retrying: subtasks.retrying,
    subtasks_succeeded: subtasks.succeeded,
    subtasks_failed: subtasks.failed,
    subtasks_canceled: subtasks.canceled,
    subtasks_expired: subtasks.expired,
    subtasks_skipped_errors: subtasks.skippedErrors,
    is_paused: false,
    is_ok: nice === null ? null : task.trouble === undefined,
    nice_status: nice,
    nice_status_short_description: nice === null ? null : (shortDescriptions[nice] ?? nice.toLowerCase()),
    nice_status_details: task.trouble?.description ?? null,
    nice_status_expires_in: nice === null ? null : -1,
    fatal_error: task.fatal ?? null,
    canceled_by_admin: null,
    canceled_by_admin_message: null,
    history_deleted: false
  }
}

/**
 * @since 0.1.0
 * @category conversions
 */
export const eventDocument = (event: TaskEvent): Wire.TaskEvent => ({
  DATA_TYPE: "event",
  code: event.code,
  is_error: event.isError,
  description: event.description,
  details: event.details,
  time: formatTime(event.time)
})

/**
 * @since 0.1.0
 * @category conversions
 */
export const transferredDocument = (file: Transferred): Wire.SuccessfulTransfer => ({
  DATA_TYPE: "successful_transfer",
  source_path: format(file.source),
  destination_path: format(file.destination),
  size: file.bytes,
  // What was computed to verify the copy is not kept.
  checksum: file.checksum?.value ?? null,
  checksum_algorithm: file.checksum?.algorithm.toUpperCase() ?? null,
  dynamic: false
})

/**
 * @since 0.1.0
 * @category conversions
 */
export const skippedDocument = (left: Skipped): Wire.SkippedError => ({
  DATA_TYPE: "skipped_error",
  error_code: left.code,
  error_details: left.description,
  error_time: formatTime(left.time),
  source_path: format(left.source),
  destination_path: format(left.destination),
  is_directory: left.isDirectory,
  is_symlink: left.isLink,
  is_delete_destination_extra: false,
  external_checksum: left.checksum?.value ?? null,
  checksum_algorithm: left.checksum?.algorithm.toUpperCase() ?? null
})

/**
 * What a list of tasks is filtered and ordered by.
 *
 * @since 0.1.0
 * @category constants
 */
export const fields: Fields<Wire.Task> = {
  task_id: { kind: "text", read: (task) => task.task_id },
  type: { kind: "text", read: (task) => task.type },
  status: { kind: "text", read: (task) => task.status },
  label: { kind: "name", read: (task) => task.label },
  request_time: { kind: "time", read: (task) => task.request_time },
  completion_time: { kind: "time", read: (task) => task.completion_time },
  deadline: { kind: "time", read: (task) => task.deadline }
}

/**
 * What a list of events is filtered by.
 *
 * @since 0.1.0
 * @category constants
 */
export const eventFields: Fields<Wire.TaskEvent> = {
  is_error: { kind: "number", read: (event) => (event.is_error === true ? 1 : 0) },
  code: { kind: "text", read: (event) => event.code }
}

/**
 * Tasks of the same second, or of no asked order, by id.
 *
 * @since 0.1.0
 * @category constants
 */
export const byId: Order.Order<Wire.Task> = Order.mapInput(Order.string, (task: Wire.Task) => task.task_id)
