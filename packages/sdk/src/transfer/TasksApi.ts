/**
 * The part of Globus Transfer that changes a task, and returns its pauses, transferred files and skipped errors.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/transfer/
 */
import * as HttpApi from "@effect/platform/HttpApi"
import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as Schema from "effect/Schema"
import { declaration } from "../internal/operation/declaration.js"
import { nullable } from "../internal/operation/document.js"
import { markerPaging, markerQuery, taskPath } from "./internal/transfer.js"
import * as Paging from "../Paging.js"
import { PauseInfo } from "./PauseInfo.js"
import { SkippedErrorList, SuccessfulTransferList } from "./Task.js"
import { Result } from "./TransferResult.js"

const TaskDetails = HttpApiGroup.make("transfer.taskDetails")
  .add(
    HttpApiEndpoint.put("updateTask", "/v0.10/task/:task_id")
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
      .addSuccess(Result)
  )
  .add(HttpApiEndpoint.get("taskPauseInfo", "/v0.10/task/:task_id/pause_info").setPath(taskPath).addSuccess(PauseInfo))
  .add(
    // Only for a transfer that has ended.
    HttpApiEndpoint.get("taskSuccessfulTransfers", "/v0.10/task/:task_id/successful_transfers")
      .setPath(taskPath)
      .setUrlParams(markerQuery)
      .addSuccess(SuccessfulTransferList)
      .pipe(Paging.paged(markerPaging))
  )
  .add(
    HttpApiEndpoint.get("taskSkippedErrors", "/v0.10/task/:task_id/skipped_errors")
      .setPath(taskPath)
      .setUrlParams(markerQuery)
      .addSuccess(SkippedErrorList)
      .pipe(Paging.paged(markerPaging))
  )

/**
 * The declaration of the details of tasks. `TransferApi` includes it and adds the resource server and the scopes.
 *
 * @since 0.1.0
 * @category api
 */
export const TasksApi = declaration(HttpApi.make("transfer.taskDetails").add(TaskDetails))
