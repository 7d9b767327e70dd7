/**
 * The declaration of Globus Compute: endpoints, functions and tasks. Two versions are in use and share some names, so
 * each has its own client.
 *
 * @since 0.1.0
 * @see https://compute.api.globus.org/redoc
 */
import * as HttpApi from "@effect/platform/HttpApi"
import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as Schema from "effect/Schema"
import { declaration, group } from "../internal/operation/declaration.js"
import { nullable } from "../internal/operation/document.js"
import * as Operation from "../Operation.js"
import { ComputeScopes } from "../Scopes.js"
import {
  ComputeEndpoint,
  EndpointAllowlist,
  EndpointLock,
  EndpointRegistration,
  EndpointRegistrationV2,
  EndpointStatus,
  EndpointSummary,
  RegisteredEndpoint
} from "./ComputeEndpoint.js"
import { ComputeFunction, FunctionRegistration, FunctionRegistrationV3, RegisteredFunction } from "./ComputeFunction.js"
import { ComputeTask, Submission, SubmissionV2, Submitted, SubmittedV2, TaskBatch, TaskGroup } from "./ComputeTask.js"

/**
 * The resource server of Globus Compute.
 *
 * @since 0.1.0
 * @category constants
 */
export const resourceServer = "funcx_service"

const endpointPath = Schema.Struct({
  /** UUID. */
  endpoint_id: Schema.String
})

const functionPath = Schema.Struct({
  /** UUID. */
  function_id: Schema.String
})

const wireComputeVersion = Schema.Struct({
  /** The version of the service. */
  api: nullable(Schema.String),
  /** The oldest supported Compute SDK. */
  min_sdk_version: nullable(Schema.String),
  /** The oldest supported endpoint software, under this name or the next. */
  min_endpoint_version: nullable(Schema.String),
  min_ep_version: nullable(Schema.String),
  git_sha: nullable(Schema.String)
}).annotations({ identifier: "ComputeVersion" })

/**
 * The version of the service, and the versions that it supports.
 *
 * @since 0.1.0
 * @category documents
 */
export interface ComputeVersion extends Schema.Schema.Type<typeof wireComputeVersion> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const ComputeVersion: Schema.Schema<ComputeVersion> = wireComputeVersion

const wireResultQueues = Schema.Struct({
  /** The prefix of the queues' names. */
  queue_prefix: nullable(Schema.String),
  /** An AMQP URL with user and password. */
  connection_url: Schema.String
}).annotations({ identifier: "ResultQueues" })

/**
 * The queues of the caller's results. The URL contains a password.
 *
 * @since 0.1.0
 * @category documents
 */
export interface ResultQueues extends Schema.Schema.Type<typeof wireResultQueues> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const ResultQueues: Schema.Schema<ResultQueues> = wireResultQueues

const wireDeleted = Schema.Struct({
  /** A number without a documented meaning. */
  result: nullable(Schema.Number)
}).annotations({ identifier: "Deleted" })

/**
 * The answer to a deletion.
 *
 * @since 0.1.0
 * @category documents
 */
export interface Deleted extends Schema.Schema.Type<typeof wireDeleted> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const Deleted: Schema.Schema<Deleted> = wireDeleted

const ServiceV2 = group("compute.v2.service", {
  /** Tells the versions of the service and of the SDK that it expects. */
  getVersion: HttpApiEndpoint.get("getVersion", "/v2/version")
    .setUrlParams(
      Schema.Struct({
        /** `all`: the answer is a document. Absent: the answer is the version of the service, as text. */
        service: Schema.optional(Schema.String)
      })
    )
    .addSuccess(Schema.Union(Schema.String, ComputeVersion))
})

const EndpointsV2 = group("compute.v2.endpoints", {
  /** Registers an endpoint. */
  registerEndpoint: HttpApiEndpoint.post("registerEndpoint", "/v2/endpoints")
    .setPayload(EndpointRegistrationV2)
    .addSuccess(RegisteredEndpoint)
    .annotate(Operation.Sensitive, true),
  /** Reads an endpoint. */
  getEndpoint: HttpApiEndpoint.get("getEndpoint", "/v2/endpoints/:endpoint_id")
    .setPath(endpointPath)
    .addSuccess(ComputeEndpoint),
  /** Tells whether an endpoint is online, and what it reports of itself. */
  getEndpointStatus: HttpApiEndpoint.get("getEndpointStatus", "/v2/endpoints/:endpoint_id/status")
    .setPath(endpointPath)
    .addSuccess(EndpointStatus),
  /** Lists the endpoints that the caller owns or may use. */
  getEndpoints: HttpApiEndpoint.get("getEndpoints", "/v2/endpoints")
    .setUrlParams(
      Schema.Struct({
        /** Only endpoints on which the caller has this role: `owner`, `any`. */
        role: Schema.optional(Schema.String)
      })
    )
    .addSuccess(Schema.Array(EndpointSummary)),
  /** Deletes an endpoint. */
  deleteEndpoint: HttpApiEndpoint.del("deleteEndpoint", "/v2/endpoints/:endpoint_id")
    .setPath(endpointPath)
    .addSuccess(Deleted),
  /** Locks an endpoint for a short time, so that it cannot register again. */
  lockEndpoint: HttpApiEndpoint.post("lockEndpoint", "/v2/endpoints/:endpoint_id/lock")
    .setPath(endpointPath)
    .addSuccess(EndpointLock)
})

const FunctionsV2 = group("compute.v2.functions", {
  /** Registers a function. The answer has its id. */
  registerFunction: HttpApiEndpoint.post("registerFunction", "/v2/functions")
    .setPayload(FunctionRegistration)
    .addSuccess(RegisteredFunction),
  /** Reads a function. */
  getFunction: HttpApiEndpoint.get("getFunction", "/v2/functions/:function_id")
    .setPath(functionPath)
    .addSuccess(ComputeFunction),
  /** Deletes a function. */
  deleteFunction: HttpApiEndpoint.del("deleteFunction", "/v2/functions/:function_id")
    .setPath(functionPath)
    .addSuccess(Deleted)
})

const TasksV2 = group("compute.v2.tasks", {
  /** Submits tasks: functions with arguments, for an endpoint to run. */
  submit: HttpApiEndpoint.post("submit", "/v2/submit").setPayload(SubmissionV2).addSuccess(SubmittedV2),
  /** Reads a task: its state, and its result when it has one. */
  getTask: HttpApiEndpoint.get("getTask", "/v2/tasks/:task_id")
    .setPath(
      Schema.Struct({
        /** UUID. */
        task_id: Schema.String
      })
    )
    .addSuccess(ComputeTask),
  /** Reads several tasks at once. */
  getTaskBatch: HttpApiEndpoint.post("getTaskBatch", "/v2/batch_status")
    .setPayload(
      Schema.Struct({
        /** UUIDs. */
        task_ids: Schema.Array(Schema.String)
      })
    )
    .addSuccess(TaskBatch)
    // A query, which changes nothing.
    .annotate(Operation.Repeat, "safe"),
  /** Lists the tasks of a group. */
  getTaskGroup: HttpApiEndpoint.get("getTaskGroup", "/v2/taskgroup/:task_group_id")
    .setPath(
      Schema.Struct({
        /** UUID. */
        task_group_id: Schema.String
      })
    )
    .addSuccess(TaskGroup),
  /** Gives the address of the queue that results arrive on, with its credentials. Each call returns a new password. */
  getResultAmqpUrl: HttpApiEndpoint.get("getResultAmqpUrl", "/v2/get_amqp_result_connection_url")
    .addSuccess(ResultQueues)
    .annotate(Operation.Sensitive, true)
})

/**
 * The declaration of version 2 of Globus Compute.
 *
 * @since 0.1.0
 * @category api
 */
export const ComputeApiV2 = declaration(
  HttpApi.make("compute")
    .add(ServiceV2)
    .add(EndpointsV2)
    .add(FunctionsV2)
    .add(TasksV2)
    .annotate(Operation.ResourceServer, resourceServer)
    .annotate(Operation.Scopes, [ComputeScopes.all])
)

const EndpointsV3 = group("compute.v3.endpoints", {
  /** Registers an endpoint. */
  registerEndpoint: HttpApiEndpoint.post("registerEndpoint", "/v3/endpoints")
    .setPayload(EndpointRegistration)
    .addSuccess(RegisteredEndpoint)
    .annotate(Operation.Sensitive, true),
  /** Changes an endpoint. Members that are not given stay as they are. */
  updateEndpoint: HttpApiEndpoint.put("updateEndpoint", "/v3/endpoints/:endpoint_id")
    .setPath(endpointPath)
    .setPayload(EndpointRegistration)
    .addSuccess(RegisteredEndpoint)
    .annotate(Operation.Sensitive, true),
  /** Locks an endpoint for a short time, so that it cannot register again. */
  lockEndpoint: HttpApiEndpoint.post("lockEndpoint", "/v3/endpoints/:endpoint_id/lock")
    .setPath(endpointPath)
    .addSuccess(EndpointLock),
  /** Lists the functions that an endpoint may run, if it limits them. */
  getEndpointAllowlist: HttpApiEndpoint.get("getEndpointAllowlist", "/v3/endpoints/:endpoint_id/allowed_functions")
    .setPath(endpointPath)
    .addSuccess(EndpointAllowlist)
})

const FunctionsV3 = group("compute.v3.functions", {
  /** Registers a function. The answer has its id. */
  registerFunction: HttpApiEndpoint.post("registerFunction", "/v3/functions")
    .setPayload(FunctionRegistrationV3)
    .addSuccess(RegisteredFunction)
})

const TasksV3 = group("compute.v3.tasks", {
  /** Submits tasks: functions with arguments, for an endpoint to run. */
  submit: HttpApiEndpoint.post("submit", "/v3/endpoints/:endpoint_id/submit")
    .setPath(endpointPath)
    .setPayload(Submission)
    .addSuccess(Submitted)
})

/**
 * The declaration of version 3 of Globus Compute.
 *
 * @since 0.1.0
 * @category api
 */
export const ComputeApiV3 = declaration(
  HttpApi.make("compute")
    .add(EndpointsV3)
    .add(FunctionsV3)
    .add(TasksV3)
    .annotate(Operation.ResourceServer, resourceServer)
    .annotate(Operation.Scopes, [ComputeScopes.all])
)

/**
 * The declaration of both versions of Globus Compute.
 *
 * @since 0.1.0
 * @category api
 */
export const ComputeApi = declaration(HttpApi.make("compute").addHttpApi(ComputeApiV2).addHttpApi(ComputeApiV3))
