/**
 * The documents of Compute tasks: calls of functions, and their results.
 *
 * @since 0.1.0
 * @see https://compute.api.globus.org/redoc
 */
import * as Schema from "effect/Schema"
import { JsonObject, nullable } from "../internal/operation/document.js"

/** The members that submissions of both versions share. */
const submitted = {
  /** UUID of an existing task group. Absent: a new group is made. */
  task_group_id: nullable(Schema.String),
  /** Whether to create a queue for the results: see `getResultAmqpUrl`. */
  create_queue: nullable(Schema.Boolean)
}

const wireSubmissionV2 = Schema.Struct({
  /** Each task: UUID of the function, UUID of the endpoint, serialized arguments. */
  tasks: Schema.Array(Schema.Tuple(Schema.String, Schema.String, Schema.String)),
  ...submitted,
  create_websocket_queue: nullable(Schema.Boolean)
}).annotations({ identifier: "SubmissionV2" })

/**
 * Tasks for version 2. Each task names its endpoint.
 *
 * @since 0.1.0
 * @category documents
 */
export interface SubmissionV2 extends Schema.Schema.Type<typeof wireSubmissionV2> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const SubmissionV2: Schema.Schema<SubmissionV2> = wireSubmissionV2

const wireSubmittedV2 = Schema.Struct({
  /** `success`, … */
  response: nullable(Schema.String),
  /** UUID. */
  task_group_id: nullable(Schema.String),
  /** In the order of the tasks. An entry that is text is everything that the service says about the task. */
  results: Schema.Array(
    Schema.Union(
      Schema.Struct({
        /** `success`, … */
        status: nullable(Schema.String),
        /** UUID. */
        task_uuid: nullable(Schema.String),
        http_status_code: nullable(Schema.Number),
        /** Why the task was not created. */
        reason: nullable(Schema.String)
      }),
      Schema.String
    )
  )
}).annotations({ identifier: "SubmittedV2" })

/**
 * The answer to a submission: its tasks, in the order of the submission.
 *
 * @since 0.1.0
 * @category documents
 */
export interface SubmittedV2 extends Schema.Schema.Type<typeof wireSubmittedV2> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const SubmittedV2: Schema.Schema<SubmittedV2> = wireSubmittedV2

const wireSubmission = Schema.Struct({
  /** The serialized arguments of each task, by UUID of the function. */
  tasks: Schema.Record({ key: Schema.String, value: Schema.Array(Schema.String) }),
  ...submitted,
  /** The software that serialized the arguments. */
  user_runtime: nullable(
    Schema.Struct({
      globus_compute_sdk_version: nullable(Schema.String),
      globus_sdk_version: nullable(Schema.String),
      python_version: nullable(Schema.String)
    })
  ),
  /** The resources for each task from the endpoint's engine. */
  resource_specification: nullable(JsonObject),
  /** Values for the template of an endpoint that starts one for each user. */
  user_endpoint_config: nullable(JsonObject),
  result_serializers: nullable(Schema.Array(Schema.String))
}).annotations({ identifier: "Submission" })

/**
 * Tasks for one endpoint.
 *
 * @since 0.1.0
 * @category documents
 */
export interface Submission extends Schema.Schema.Type<typeof wireSubmission> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const Submission: Schema.Schema<Submission> = wireSubmission

const wireSubmitted = Schema.Struct({
  /** UUID. */
  request_id: nullable(Schema.String),
  /** UUID. */
  task_group_id: nullable(Schema.String),
  /** UUID. */
  endpoint_id: nullable(Schema.String),
  /** The UUIDs of the tasks, by UUID of the function. */
  tasks: Schema.Record({ key: Schema.String, value: Schema.Array(Schema.String) }),
  /** A warning for people, if the endpoint is a high-assurance one. */
  ha_warning: nullable(Schema.String)
}).annotations({ identifier: "Submitted" })

/**
 * The answer to a submission: its tasks.
 *
 * @since 0.1.0
 * @category documents
 */
export interface Submitted extends Schema.Schema.Type<typeof wireSubmitted> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const Submitted: Schema.Schema<Submitted> = wireSubmitted

const wireComputeTask = Schema.Struct({
  /** UUID. */
  task_id: nullable(Schema.String),
  /** `success` or `failed`. Before the end: absent, `pending`, `waiting-for-ep`, … */
  status: nullable(Schema.String),
  /** The serialized result. */
  result: nullable(Schema.String),
  /** The exception that the function raised. */
  exception: nullable(Schema.String),
  /** When it ended: epoch seconds with a fraction, usually as text. */
  completion_t: nullable(Schema.Union(Schema.String, Schema.Number)),
  /** The reason of the status, for people. */
  reason: nullable(Schema.String),
  details: nullable(
    Schema.Struct({
      os: nullable(Schema.String),
      python_version: nullable(Schema.String),
      dill_version: nullable(Schema.String),
      globus_compute_sdk_version: nullable(Schema.String),
      /** When it entered each state: epoch seconds. */
      task_transitions: nullable(
        Schema.Record({ key: Schema.String, value: Schema.NullOr(Schema.Union(Schema.Number, Schema.String)) })
      )
    })
  )
}).annotations({ identifier: "ComputeTask" })

/**
 * A task. It has ended if its status is `success` or `failed`.
 *
 * @since 0.1.0
 * @category documents
 */
export interface ComputeTask extends Schema.Schema.Type<typeof wireComputeTask> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const ComputeTask: Schema.Schema<ComputeTask> = wireComputeTask

const wireTaskBatch = Schema.Struct({
  /** `batch`. */
  response: nullable(Schema.String),
  /** By UUID. */
  results: Schema.Record({ key: Schema.String, value: ComputeTask })
}).annotations({ identifier: "TaskBatch" })

/**
 * Several tasks.
 *
 * @since 0.1.0
 * @category documents
 */
export interface TaskBatch extends Schema.Schema.Type<typeof wireTaskBatch> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const TaskBatch: Schema.Schema<TaskBatch> = wireTaskBatch

const wireTaskGroup = Schema.Struct({
  /** UUID. */
  taskgroup_id: nullable(Schema.String),
  create_websockets_queue: nullable(Schema.Boolean),
  tasks: Schema.Array(
    Schema.Struct({
      /** UUID. */
      id: Schema.String,
      /** ISO 8601, without a zone. */
      created_at: nullable(Schema.String)
    })
  )
}).annotations({ identifier: "TaskGroup" })

/**
 * The tasks of a group.
 *
 * @since 0.1.0
 * @category documents
 */
export interface TaskGroup extends Schema.Schema.Type<typeof wireTaskGroup> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const TaskGroup: Schema.Schema<TaskGroup> = wireTaskGroup
