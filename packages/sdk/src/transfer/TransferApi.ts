/**
 * The declaration of Globus Transfer: file operations, endpoints, task submission and management, and tunnels.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/transfer/
 */
import * as HttpApi from "@effect/platform/HttpApi"
import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as Schema from "effect/Schema"
import { declaration, group, type Joined } from "../internal/operation/declaration.js"
import { Id, nullable } from "../internal/operation/document.js"
import { CommaSeparated, Count, Flag } from "../internal/operation/query.js"
import { endpointPath, resultMembers, taskPath } from "./internal/transfer.js"
import { Tunnels } from "./internal/tunnels.js"
import * as Operation from "../Operation.js"
import { paged } from "../internal/operation/paging.js"
import { TransferScopes } from "../Scopes.js"
import { DeleteData } from "./DeleteData.js"
import { Endpoint, EndpointList } from "./Endpoint.js"
import { EndpointManagerApi } from "./EndpointManagerApi.js"
import { EndpointsApi } from "./EndpointsApi.js"
import { File, FileList } from "./File.js"
import { TransferFilter } from "./Filter.js"
import { Result } from "./TransferResult.js"
import { Task, TaskEventList, TaskList } from "./Task.js"
import { TasksApi } from "./TasksApi.js"
import { TransferData } from "./TransferData.js"

/**
 * The resource server of Globus Transfer.
 *
 * @since 0.1.0
 * @category constants
 */
export const resourceServer = "transfer.api.globus.org"

const wireSubmissionResult = Schema.Struct({
  ...resultMembers,
  submission_id: nullable(Schema.String),
  /** UUID. */
  task_id: Schema.String,
  task_link: nullable(
    Schema.Struct({
      DATA_TYPE: nullable(Schema.String),
      /** Relative to the base URL of Globus Transfer. */
      href: nullable(Schema.String),
      rel: nullable(Schema.String),
      resource: nullable(Schema.String),
      title: nullable(Schema.String)
    })
  )
}).annotations({ identifier: "SubmissionResult" })

/**
 * The answer to a submission. `code` is `Accepted`, or `Duplicate` if this submission id was used before. Then
 * `task_id` is that of the first submission.
 *
 * @since 0.1.0
 * @category documents
 */
export interface SubmissionResult extends Schema.Schema.Type<typeof wireSubmissionResult> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const SubmissionResult: Schema.Schema<SubmissionResult> = wireSubmissionResult

const wireSubmissionId = Schema.Struct({
  DATA_TYPE: nullable(Schema.String),
  /** UUID. */
  value: Schema.String
}).annotations({ identifier: "SubmissionId" })

/**
 * An id that makes a submission safe to repeat.
 *
 * @since 0.1.0
 * @category documents
 */
export interface SubmissionId extends Schema.Schema.Type<typeof wireSubmissionId> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const SubmissionId: Schema.Schema<SubmissionId> = wireSubmissionId

const Operations = group("transfer.operations", {
  /** Lists a directory of a collection. */
  operationLs: HttpApiEndpoint.get("operationLs", "/v0.10/operation/endpoint/:endpoint_id/ls")
    .setPath(endpointPath)
    .setUrlParams(
      Schema.Struct({
        /** A directory. Default: the default directory of the collection. */
        path: Schema.optional(Schema.String),
        show_hidden: Schema.optional(Flag),
        /** Fields to sort by, one or several: `name`, `size DESC`, … */
        orderby: Schema.optional(CommaSeparated),
        /** The most entries of a page: at most 100,000, which is the default. */
        limit: Schema.optional(Count),
        offset: Schema.optional(Count),
        filter: Schema.optional(TransferFilter),
        local_user: Schema.optional(Schema.String)
      })
    )
    .addSuccess(FileList)
    .pipe(paged({ kind: "offset", items: "DATA" })),
  /** Reads what a collection says of one file or directory. */
  operationStat: HttpApiEndpoint.get("operationStat", "/v0.10/operation/endpoint/:endpoint_id/stat")
    .setPath(endpointPath)
    .setUrlParams(Schema.Struct({ path: Schema.optional(Schema.String), local_user: Schema.optional(Schema.String) }))
    .addSuccess(File),
  /** Creates a directory on a collection. */
  operationMkdir: HttpApiEndpoint.post("operationMkdir", "/v0.10/operation/endpoint/:endpoint_id/mkdir")
    .setPath(endpointPath)
    .setPayload(
      Schema.Struct({
        DATA_TYPE: Schema.Literal("mkdir"),
        /** The parent must exist. */
        path: Schema.String,
        local_user: nullable(Schema.String)
      })
    )
    .addSuccess(Result, { status: 202 }),
  /** Renames or moves a file or a directory within a collection. */
  operationRename: HttpApiEndpoint.post("operationRename", "/v0.10/operation/endpoint/:endpoint_id/rename")
    .setPath(endpointPath)
    .setPayload(
      Schema.Struct({
        DATA_TYPE: Schema.Literal("rename"),
        old_path: Schema.String,
        /** The new parent must exist. */
        new_path: Schema.String,
        local_user: nullable(Schema.String)
      })
    )
    .addSuccess(Result)
})

const Endpoints = group("transfer.endpoints", {
  /** Reads an endpoint or a collection. */
  getEndpoint: HttpApiEndpoint.get("getEndpoint", "/v0.10/endpoint/:endpoint_id")
    .setPath(endpointPath)
    .addSuccess(Endpoint),
  /** Searches endpoints and collections by text and by owner. */
  endpointSearch: HttpApiEndpoint.get("endpointSearch", "/v0.10/endpoint_search")
    .setUrlParams(
      Schema.Struct({
        filter_fulltext: Schema.optional(Schema.String),
        /** `all` (needs `filter_fulltext` or an owner), `my-endpoints`, `recently-used`, `shared-with-me`, … */
        filter_scope: Schema.optional(Schema.String),
        filter_owner_id: Schema.optional(Schema.String),
        filter_host_endpoint: Schema.optional(Id),
        filter_non_functional: Schema.optional(Flag),
        filter_entity_type: Schema.optional(Schema.String),
        /** The most entries of a page: at most 100, which is the default. */
        limit: Schema.optional(Count),
        offset: Schema.optional(Count)
      })
    )
    .addSuccess(EndpointList)
    .pipe(paged({ kind: "hasNextPage", items: "DATA" }))
})

const Submission = group("transfer.submission", {
  /** Gives an id for a submission. A document with this id becomes one task, however often it is sent. */
  getSubmissionId: HttpApiEndpoint.get("getSubmissionId", "/v0.10/submission_id").addSuccess(SubmissionId),
  /**
   * Submits a transfer: a task that copies files from one collection to another. `TransferData` builds the
   * document.
   */
  submitTransfer: HttpApiEndpoint.post("submitTransfer", "/v0.10/transfer")
    .setPayload(TransferData)
    .addSuccess(SubmissionResult, { status: 202 })
    .annotate(Operation.Repeat, "safe"),
  /** Submits a deletion: a task that deletes files of a collection. `DeleteData` builds the document. */
  submitDelete: HttpApiEndpoint.post("submitDelete", "/v0.10/delete")
    .setPayload(DeleteData)
    .addSuccess(SubmissionResult, { status: 202 })
    .annotate(Operation.Repeat, "safe")
})

const Tasks = group("transfer.tasks", {
  /** Lists the caller's tasks, newest first. */
  taskList: HttpApiEndpoint.get("taskList", "/v0.10/task_list")
    .setUrlParams(
      Schema.Struct({
        /** The most entries of a page: at most 1,000. */
        limit: Schema.optional(Count),
        offset: Schema.optional(Count),
        /** Fields to sort by, one or several: `request_time DESC`, … */
        orderby: Schema.optional(CommaSeparated),
        filter: Schema.optional(TransferFilter)
      })
    )
    .addSuccess(TaskList)
    .pipe(paged({ kind: "offset", items: "DATA" })),
  /** Reads a task: its state, and how much is done. */
  getTask: HttpApiEndpoint.get("getTask", "/v0.10/task/:task_id").setPath(taskPath).addSuccess(Task),
  /** Cancels a task. What it has moved by then stays. */
  cancelTask: HttpApiEndpoint.post("cancelTask", "/v0.10/task/:task_id/cancel")
    .setPath(taskPath)
    .addSuccess(Result)
    // Canceling twice has the same effect as once.
    .annotate(Operation.Repeat, "safe"),
  /** Lists the events of a task, newest first. */
  taskEventList: HttpApiEndpoint.get("taskEventList", "/v0.10/task/:task_id/event_list")
    .setPath(taskPath)
    .setUrlParams(
      Schema.Struct({
        limit: Schema.optional(Count),
        offset: Schema.optional(Count),
        /** `is_error:1` lists only errors. */
        filter: Schema.optional(TransferFilter)
      })
    )
    .addSuccess(TaskEventList)
    .pipe(paged({ kind: "offset", items: "DATA" }))
})

/**
 * The part of Globus Transfer for files and the tasks that move them, for a server that implements only this part.
 *
 * @since 0.1.0
 * @category api
 */
export const FilesApi = declaration(
  HttpApi.make("transfer")
    .add(Operations)
    .add(Endpoints)
    .add(Submission)
    .add(Tasks)
    .annotate(Operation.ResourceServer, resourceServer)
    .annotate(Operation.Scopes, [TransferScopes.all])
)

/**
 * The declaration of Globus Transfer.
 *
 * @since 0.1.0
 * @category api
 */
export const TransferApi: Joined<
  "transfer",
  typeof FilesApi | typeof EndpointsApi | typeof TasksApi | typeof EndpointManagerApi,
  typeof Tunnels
> = declaration(
  FilesApi.addHttpApi(EndpointsApi)
    .addHttpApi(TasksApi)
    .addHttpApi(EndpointManagerApi)
    // With the paths of version 2.
    .add(Tunnels)
)
