/**
 * Globus Transfer for managers of endpoints: seeing, canceling and pausing the tasks of other users, and pause rules.
 * Reading needs the role `activity_monitor` on an endpoint; changing needs `activity_manager`.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/transfer/
 */
import * as HttpApi from "@effect/platform/HttpApi"
import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as Schema from "effect/Schema"
import { declaration, group } from "../internal/operation/declaration.js"
import { Id, nullable } from "../internal/operation/document.js"
import { CommaSeparated, Count, Flag, Handle, TrueFalse } from "../internal/operation/query.js"
import { endpointPath, markerPaging, markerQuery, pauseRuleMembers, taskPath } from "./internal/transfer.js"
import * as Operation from "../Operation.js"
import { paged } from "../internal/operation/paging.js"
import { AccessRuleList } from "./AccessRule.js"
import { Endpoint, EndpointList } from "./Endpoint.js"
import { ManagedTask, ManagedTaskList } from "./ManagedTask.js"
import { ManagedPauseInfo } from "./PauseInfo.js"
import { PauseRule, PauseRuleList } from "./PauseRule.js"
import { SkippedErrorList, SuccessfulTransferList, TaskEventList } from "./Task.js"
import { Result } from "./TransferResult.js"

const wireAdminCancel = Schema.Struct({
  DATA_TYPE: nullable(Schema.String),
  /** The argument of `endpointManagerCancelStatus`. */
  id: Schema.Union(Schema.Number, Schema.String),
  /** Whether all tasks are canceled. */
  done: Schema.Boolean,
  task_id_list: nullable(Schema.Array(Schema.String)),
  message: nullable(Schema.String)
}).annotations({ identifier: "AdminCancel" })

/**
 * The state of a manager's request to cancel tasks.
 *
 * @since 0.1.0
 * @category documents
 */
export interface AdminCancel extends Schema.Schema.Type<typeof wireAdminCancel> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const AdminCancel: Schema.Schema<AdminCancel> = wireAdminCancel

const Endpoints = group("transfer.manager.endpoints", {
  /**
   * Lists the endpoints that the caller may monitor as activity monitor or manager. Lists the endpoints that the
   * caller monitors or manages.
   */
  endpointManagerMonitoredEndpoints: HttpApiEndpoint.get(
    "endpointManagerMonitoredEndpoints",
    "/v0.10/endpoint_manager/monitored_endpoints"
  ).addSuccess(EndpointList),
  /** Reads an endpoint as its manager. */
  endpointManagerGetEndpoint: HttpApiEndpoint.get(
    "endpointManagerGetEndpoint",
    "/v0.10/endpoint_manager/endpoint/:endpoint_id"
  )
    .setPath(endpointPath)
    .addSuccess(Endpoint),
  /** Lists the guest collections on an endpoint. Lists the guest collections on an endpoint. */
  endpointManagerHostedEndpointList: HttpApiEndpoint.get(
    "endpointManagerHostedEndpointList",
    "/v0.10/endpoint_manager/endpoint/:endpoint_id/hosted_endpoint_list"
  )
    .setPath(endpointPath)
    .addSuccess(EndpointList),
  /** Lists the access rules of a guest collection as its manager. */
  endpointManagerAclList: HttpApiEndpoint.get(
    "endpointManagerAclList",
    "/v0.10/endpoint_manager/endpoint/:endpoint_id/access_list"
  )
    .setPath(endpointPath)
    .addSuccess(AccessRuleList)
})

const taskFilters = {
  /** `ACTIVE`, `INACTIVE`, `SUCCEEDED` or `FAILED`; one or several. */
  filter_status: Schema.optional(CommaSeparated),
  /** UUIDs, at most 50. */
  filter_task_id: Schema.optional(CommaSeparated),
  /** Identity UUID. */
  filter_owner_id: Schema.optional(Schema.String),
  filter_is_paused: Schema.optional(TrueFalse),
  /** A range of two times in ISO 8601. One may be empty: `["2027-01-01T00:00:00", ""]`. */
  filter_completion_time: Schema.optional(CommaSeparated),
  /** Only tasks with at least this many error events. */
  filter_min_faults: Schema.optional(Count),
  /** The local account on the endpoint. */
  filter_local_user: Schema.optional(Schema.String),
  limit: Schema.optional(Count),
  /** `last_key` of the page before. */
  last_key: Schema.optional(Schema.String)
} as const

/** UUIDs of the tasks. */
const task_id_list = Schema.Array(Schema.String)

const Tasks = group("transfer.manager.tasks", {
  /** Lists the tasks that concern endpoints which the caller manages or monitors. */
  endpointManagerTaskList: HttpApiEndpoint.get("endpointManagerTaskList", "/v0.10/endpoint_manager/task_list")
    .setUrlParams(
      Schema.Union(
        Schema.Struct({
          ...taskFilters,
          /** UUID. */
          filter_endpoint: Id,
          /** Whether the endpoint is the `source` or the `destination` of the task. */
          filter_endpoint_use: Schema.optional(Schema.Literal("source", "destination"))
        }),
        Schema.Struct({
          ...taskFilters,
          filter_endpoint: Schema.optional(Schema.Undefined),
          filter_endpoint_use: Schema.optional(Schema.Undefined)
        })
      )
    )
    .addSuccess(ManagedTaskList)
    .pipe(paged({ kind: "marked", items: "DATA", parameter: "last_key", member: "last_key", hasNextPage: true })),
  /** Reads a task of any user, as the manager of one of its endpoints. */
  endpointManagerGetTask: HttpApiEndpoint.get("endpointManagerGetTask", "/v0.10/endpoint_manager/task/:task_id")
    .setPath(taskPath)
    .addSuccess(ManagedTask),
  /** Lists a task's events, as the manager of one of its endpoints. */
  endpointManagerTaskEventList: HttpApiEndpoint.get(
    "endpointManagerTaskEventList",
    "/v0.10/endpoint_manager/task/:task_id/event_list"
  )
    .setPath(taskPath)
    .setUrlParams(
      Schema.Struct({
        limit: Schema.optional(Count),
        offset: Schema.optional(Count),
        filter_is_error: Schema.optional(Flag)
      })
    )
    .addSuccess(TaskEventList)
    .pipe(paged({ kind: "offset", items: "DATA" })),
  /** Tells why a task is paused, as the manager of one of its endpoints. */
  endpointManagerTaskPauseInfo: HttpApiEndpoint.get(
    "endpointManagerTaskPauseInfo",
    "/v0.10/endpoint_manager/task/:task_id/pause_info"
  )
    .setPath(taskPath)
    .addSuccess(ManagedPauseInfo),
  /** Lists the files that a task has moved, as the manager of one of its endpoints. */
  endpointManagerTaskSuccessfulTransfers: HttpApiEndpoint.get(
    "endpointManagerTaskSuccessfulTransfers",
    "/v0.10/endpoint_manager/task/:task_id/successful_transfers"
  )
    .setPath(taskPath)
    .setUrlParams(markerQuery)
    .addSuccess(SuccessfulTransferList)
    .pipe(paged(markerPaging)),
  /** Lists the files that a task has skipped, as the manager of one of its endpoints. */
  endpointManagerTaskSkippedErrors: HttpApiEndpoint.get(
    "endpointManagerTaskSkippedErrors",
    "/v0.10/endpoint_manager/task/:task_id/skipped_errors"
  )
    .setPath(taskPath)
    .setUrlParams(markerQuery)
    .addSuccess(SkippedErrorList)
    .pipe(paged(markerPaging)),
  /** Cancels tasks of any user, with a message for them. `endpointManagerCancelStatus` tells when it is done. */
  endpointManagerCancelTasks: HttpApiEndpoint.post("endpointManagerCancelTasks", "/v0.10/endpoint_manager/admin_cancel")
    .setPayload(
      Schema.Struct({
        task_id_list,
        /** A message to the owners of the tasks. */
        message: Schema.String
      })
    )
    .addSuccess(AdminCancel)
    // Canceling twice has the same effect as once.
    .annotate(Operation.Repeat, "safe"),
  /** Tells whether a cancellation of tasks is done. */
  endpointManagerCancelStatus: HttpApiEndpoint.get(
    "endpointManagerCancelStatus",
    "/v0.10/endpoint_manager/admin_cancel/:admin_cancel_id"
  )
    .setPath(
      Schema.Struct({
        /** `id` of the answer to `endpointManagerCancelTasks`. */
        admin_cancel_id: Handle
      })
    )
    .addSuccess(AdminCancel),
  /** Pauses tasks of any user, with a message for them. */
  endpointManagerPauseTasks: HttpApiEndpoint.post("endpointManagerPauseTasks", "/v0.10/endpoint_manager/admin_pause")
    .setPayload(
      Schema.Struct({
        task_id_list,
        /** A message to the owners of the tasks. */
        message: Schema.String
      })
    )
    .addSuccess(Result)
    // Pausing twice has the same effect as once.
    .annotate(Operation.Repeat, "safe"),
  /** Resumes paused tasks. */
  endpointManagerResumeTasks: HttpApiEndpoint.post("endpointManagerResumeTasks", "/v0.10/endpoint_manager/admin_resume")
    .setPayload(Schema.Struct({ task_id_list }))
    .addSuccess(Result)
    // Resuming twice has the same effect as once.
    .annotate(Operation.Repeat, "safe")
})

const rulePath = Schema.Struct({
  /** UUID. */
  pause_rule_id: Schema.String
})

const PauseRules = group("transfer.manager.pauseRules", {
  /** Lists the pause rules on endpoints that the caller manages. */
  endpointManagerPauseRuleList: HttpApiEndpoint.get(
    "endpointManagerPauseRuleList",
    "/v0.10/endpoint_manager/pause_rule_list"
  )
    .setUrlParams(
      Schema.Struct({
        /** UUID. Absent: all endpoints that the caller manages. */
        filter_endpoint: Schema.optional(Id)
      })
    )
    .addSuccess(PauseRuleList),
  /** Creates a pause rule, which pauses the tasks that it fits. */
  endpointManagerCreatePauseRule: HttpApiEndpoint.post(
    "endpointManagerCreatePauseRule",
    "/v0.10/endpoint_manager/pause_rule"
  )
    .setPayload(Schema.Struct({ DATA_TYPE: Schema.Literal("pause_rule"), ...pauseRuleMembers }))
    .addSuccess(PauseRule),
  /** Reads a pause rule. */
  endpointManagerGetPauseRule: HttpApiEndpoint.get(
    "endpointManagerGetPauseRule",
    "/v0.10/endpoint_manager/pause_rule/:pause_rule_id"
  )
    .setPath(rulePath)
    .addSuccess(PauseRule),
  /** Changes a pause rule. Members that are not given stay as they are. */
  endpointManagerUpdatePauseRule: HttpApiEndpoint.put(
    "endpointManagerUpdatePauseRule",
    "/v0.10/endpoint_manager/pause_rule/:pause_rule_id"
  )
    .setPath(rulePath)
    .setPayload(Schema.Struct({ DATA_TYPE: Schema.Literal("pause_rule"), ...pauseRuleMembers }))
    .addSuccess(PauseRule),
  /** Deletes a pause rule, and resumes the tasks that only it has paused. */
  endpointManagerDeletePauseRule: HttpApiEndpoint.del(
    "endpointManagerDeletePauseRule",
    "/v0.10/endpoint_manager/pause_rule/:pause_rule_id"
  )
    .setPath(rulePath)
    .addSuccess(Result)
})

/**
 * The declaration of the part of Globus Transfer for managers of endpoints. `TransferApi` includes it and adds the
 * resource server and the scopes.
 *
 * @since 0.1.0
 * @category api
 */
export const EndpointManagerApi = declaration(
  HttpApi.make("transfer.endpointManager").add(Endpoints).add(Tasks).add(PauseRules)
)
