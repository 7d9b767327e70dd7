/**
 * The part of Globus Transfer that changes a task, and returns its pauses, transferred files and skipped errors.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/transfer/
 */
import * as HttpApi from "@effect/platform/HttpApi"
import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as Schema from "effect/Schema"
import { declaration, group } from "../internal/operation/declaration.js"
import { nullable } from "../internal/operation/document.js"
import { markerPaging, markerQuery, taskPath } from "./internal/transfer.js"
import { paged } from "../internal/operation/paging.js"
import { PauseInfo } from "./PauseInfo.js"
import { SkippedErrorList, SuccessfulTransferList } from "./Task.js"
import { Result } from "./TransferResult.js"

const TaskDetails = group("transfer.taskDetails", {
  /** Changes the label or the deadline of a task that has not ended. */
  updateTask: HttpApiEndpoint.put("updateTask", "/v0.10/task/:task_id")
    .setPath(taskPath)
    .setPayload(
      Schema.Struct({
        DATA_TYPE: Schema.Literal("task"),
        /** At most 128 characters. */
        label: nullable(Schema.String),
        /** ISO 8601. Only before the task has ended. */
        deadline: Schema.optional(Schema.String)
      })
    )
    .addSuccess(Result),
  /** Tells why a task is paused: the rules, and the messages of those who paused it. */
  taskPauseInfo: HttpApiEndpoint.get("taskPauseInfo", "/v0.10/task/:task_id/pause_info")
    .setPath(taskPath)
    .addSuccess(PauseInfo),
  /**
   * Lists the files that a task has moved. Globus keeps the list for some days after the end. Only for a transfer
   * that has ended.
   */
  taskSuccessfulTransfers: HttpApiEndpoint.get("taskSuccessfulTransfers", "/v0.10/task/:task_id/successful_transfers")
    .setPath(taskPath)
    .setUrlParams(markerQuery)
    .addSuccess(SuccessfulTransferList)
    .pipe(paged(markerPaging)),
  /** Lists the files that a task has skipped, and why. */
  taskSkippedErrors: HttpApiEndpoint.get("taskSkippedErrors", "/v0.10/task/:task_id/skipped_errors")
    .setPath(taskPath)
    .setUrlParams(markerQuery)
    .addSuccess(SkippedErrorList)
    .pipe(paged(markerPaging))
})

/**
 * The declaration of the details of tasks. `TransferApi` includes it and adds the resource server and the scopes.
 *
 * @since 0.1.0
 * @category api
 */
export const TasksApi = declaration(HttpApi.make("transfer.taskDetails").add(TaskDetails))
