/**
 * Tasks of Globus Compute: a function, some arguments, and what came of them.
 *
 * @since 0.1.0
 * @see https://compute.api.globus.org/redoc
 */
import * as Schema from "effect/Schema"
import { JsonObject, nullable } from "../internal/operation/document.js"

/** What both versions take with the tasks. */
const submitted = {
  /** UUID of a group that there is already. Absent: a new one. */
  task_group_id: nullable(Schema.String),
  /** A queue for the results is to be there: see `getResultAmqpUrl`. */
  create_queue: nullable(Schema.Boolean)
}

const wireSubmissionV2 = Schema.Struct({
  /** UUID of the function, UUID of the endpoint, serialized arguments. */
  tasks: Schema.Array(Schema.Tuple(Schema.String, Schema.String, Schema.String)),
  ...submitted,
  create_websocket_queue: nullable(Schema.Boolean)
}).annotations({ identifier: "SubmissionV2" })

/**
 * Tasks for version 2, each for an endpoint of its own.
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
  /** In the order of the tasks. One that is text is all that the service says of its task. */
  results: Schema.Array(
    Schema.Union(
      Schema.Struct({
        /** `success`, … */
        status: nullable(Schema.String),
        /** UUID. */
        task_uuid: nullable(Schema.String),
        http_status_code: nullable(Schema.Number),
        /** Why there is no task, in words. */
        reason: nullable(Schema.String)
      }),
      Schema.String
    )
  )
}).annotations({ identifier: "SubmittedV2" })

/**
 * The tasks that came of a submission, in its order.
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
  /** By UUID of the function, the serialized arguments of each task. */
  tasks: Schema.Record({ key: Schema.String, value: Schema.Array(Schema.String) }),
  ...submitted,
  /** With what the arguments were serialized. */
  user_runtime: nullable(
    Schema.Struct({
      globus_compute_sdk_version: nullable(Schema.String),
      globus_sdk_version: nullable(Schema.String),
      python_version: nullable(Schema.String)
    })
  ),
  /** What the endpoint's engine is to give each task. */
  resource_specification: nullable(JsonObject),
  /** For the template of an endpoint that starts one for each user. */
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
  /** By UUID of the function, the UUIDs of its tasks. */
  tasks: Schema.Record({ key: Schema.String, value: Schema.Array(Schema.String) }),
  /** For people, where the endpoint is one of high assurance. */
  ha_warning: nullable(Schema.String)
}).annotations({ identifier: "Submitted" })

/**
 * The tasks that came of a submission.
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
  /** `success`, `failed`; of a task that has not ended, absent, `pending`, `waiting-for-ep`, … */
  status: nullable(Schema.String),
  /** Serialized. */
  result: nullable(Schema.String),
  /** What the function raised. */
  exception: nullable(Schema.String),
  /** When it ended: seconds since 1970, with a fraction; text as a rule. */
  completion_t: nullable(Schema.Union(Schema.String, Schema.Number)),
  /** Why, in words. */
  reason: nullable(Schema.String),
  details: nullable(
    Schema.Struct({
      os: nullable(Schema.String),
      python_version: nullable(Schema.String),
      dill_version: nullable(Schema.String),
      globus_compute_sdk_version: nullable(Schema.String),
      /** When it came into each state: seconds since 1970. */
      task_transitions: nullable(
        Schema.Record({ key: Schema.String, value: Schema.NullOr(Schema.Union(Schema.Number, Schema.String)) })
      )
    })
  )
}).annotations({ identifier: "ComputeTask" })

/**
 * A task. It has ended when its status is `success` or `failed`, and not before.
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
