/**
 * What Globus Transfer says of a single task beyond its document and its events, and what of it can be changed.
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
        /** ISO 8601. Only while the task goes on. */
        deadline: Schema.optional(Schema.String)
      })
    )
    .addSuccess(Result),
  /** Tells why a task is paused: the rules, and the messages of those who paused it. */
  taskPauseInfo: HttpApiEndpoint.get("taskPauseInfo", "/v0.10/task/:task_id/pause_info")
    .setPath(taskPath)
    .addSuccess(PauseInfo),
  /**
   * Lists the files that a task has moved. Globus keeps the list for some days after the end. Of a transfer that
   * has ended.
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
 * The details of tasks. `TransferApi` has it within, and says the resource server and the scope.
 *
 * @since 0.1.0
 * @category api
 */
export const TasksApi = declaration(HttpApi.make("transfer.taskDetails").add(TaskDetails))
