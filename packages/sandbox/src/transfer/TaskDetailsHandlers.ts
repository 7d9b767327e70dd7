/**
 * What the sandbox's Transfer says of a single task beyond its document and its events, and what of it can be changed.
 *
 * @since 0.1.0
 */
import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { Caller } from "../Caller.js"
import { answered, type Failure } from "../Failure.js"
import { GlobusApi } from "../GlobusApi.js"
import * as Moved from "./Moved.js"
import type * as PackedList from "./PackedList.js"
import { badRequest, done, refuse } from "./Refusal.js"
import * as Submission from "./Submission.js"
import * as TaskDocument from "./TaskDocument.js"
import * as TaskEngine from "./TaskEngine.js"
import * as Tasks from "./Tasks.js"

/**
 * Refuses an id that is none of the caller's tasks.
 *
 * @since 0.1.0
 * @category operations
 */
export const noTask = (id: string): Effect.Effect<never, Failure> =>
  refuse({
    status: 404,
    code: "ClientError.NotFound",
    message: `There is no task '${id}'`,
    resource: `/task/${id}`
  })

/**
 * One of the caller's tasks.
 *
 * @since 0.1.0
 * @category operations
 */
export const own =
  (engine: TaskEngine.TaskEngine.Service) =>
  (id: string): Effect.Effect<Tasks.Task, Failure> =>
    Effect.flatMap(Caller, ({ sub }) =>
      Effect.flatMap(engine.get(id, sub), Option.match({ onNone: () => noTask(id), onSome: Effect.succeed }))
    )

/** A guess: how long a page of files is. */
const pageLength = 100

/** The page that a marker leads to. */
const page = <Row, Document>(
  rows: PackedList.PackedList<Row>,
  { slice }: PackedList.Packing<Row>,
  marker: string | number | undefined,
  document: (row: Row) => Document,
  resource: string
) => {
  const start = Number(marker ?? 0)
  if (!Number.isInteger(start) || start < 0) return badRequest(`The marker '${marker}' is none of this list`, resource)
  const end = start + pageLength
  return Effect.succeed({
    DATA: slice(rows, start, end).map(document),
    next_marker: end < rows.size ? String(end) : null
  })
}

/**
 * The handlers.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = () =>
  HttpApiBuilder.group(GlobusApi, "transfer.taskDetails", (handlers) =>
    Effect.gen(function* () {
      const engine = yield* TaskEngine.TaskEngine
      const find = own(engine)
      return handlers
        .handle("updateTask", ({ path: { task_id }, payload }) =>
          answered(
            Effect.gen(function* () {
              const resource = `/task/${task_id}`
              const task = yield* find(task_id)
              yield* Submission.checkLabel(payload.label, resource)
              const deadline = yield* Submission.deadlineOf(payload.deadline, resource)
              if (deadline !== undefined && Tasks.isFinal(task)) {
                return yield* badRequest("The task has ended, so its deadline stays", resource)
              }
              yield* engine.change(task.id, { label: payload.label, deadline })
              return yield* done("result", "Updated", "The task has been updated", resource)
            })
          )
        )
        .handle("taskPauseInfo", ({ path: { task_id } }) =>
          answered(
            Effect.as(find(task_id), {
              DATA_TYPE: "pause_info_limited",
              pause_rules: [],
              source_pause_message: null,
              source_pause_message_share: null,
              destination_pause_message: null,
              destination_pause_message_share: null
            })
          )
        )
        .handle("taskSuccessfulTransfers", ({ path: { task_id }, urlParams: { marker } }) =>
          answered(
            Effect.gen(function* () {
              const resource = `/task/${task_id}/successful_transfers`
              const task = yield* find(task_id)
              if (task.job._tag !== "Transfer" || !Tasks.isFinal(task)) {
                return yield* badRequest("Only a transfer that has ended has successful transfers", resource)
              }
              const rows = yield* page(
                task.transferred,
                Moved.transferredFiles,
                marker,
                TaskDocument.transferredDocument,
                resource
              )
              return { DATA_TYPE: "successful_transfers", ...rows }
            })
          )
        )
        .handle("taskSkippedErrors", ({ path: { task_id }, urlParams: { marker } }) =>
          answered(
            Effect.gen(function* () {
              const task = yield* find(task_id)
              const resource = `/task/${task_id}/skipped_errors`
              const rows = yield* page(task.skipped, Moved.skippedItems, marker, TaskDocument.skippedDocument, resource)
              return { DATA_TYPE: "skipped_errors", ...rows }
            })
          )
        )
    })
  )
