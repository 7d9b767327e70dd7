/**
 * The documents of runs: their input, their state and their log.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/flows/
 */
import * as Schema from "effect/Schema"
import { JsonObject, nullable } from "../internal/operation/document.js"
import { FlowDefinition, InputSchema } from "./Flow.js"

const wireRunActivityNotificationPolicy = Schema.Struct({
  /** `INACTIVE`, `FAILED`, `SUCCEEDED`, or another status. */
  status: Schema.optional(Schema.Array(Schema.String))
}).annotations({ identifier: "RunActivityNotificationPolicy" })

/**
 * When Globus sends an email to the owner, managers and monitors of the run. Default: when the run becomes `INACTIVE`.
 *
 * @since 0.1.0
 * @category documents
 */
export interface RunActivityNotificationPolicy extends Schema.Schema.Type<typeof wireRunActivityNotificationPolicy> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const RunActivityNotificationPolicy: Schema.Schema<RunActivityNotificationPolicy> =
  wireRunActivityNotificationPolicy

const wireRunInput = Schema.Struct({
  /** The input of the run. It must match the flow's `input_schema`. */
  body: JsonObject,
  label: Schema.optional(Schema.String),
  tags: Schema.optional(Schema.Array(Schema.String)),
  /** Principals that may watch the run. */
  run_monitors: Schema.optional(Schema.Array(Schema.String)),
  /** Principals that may change and cancel the run. */
  run_managers: Schema.optional(Schema.Array(Schema.String)),
  activity_notification_policy: Schema.optional(RunActivityNotificationPolicy)
}).annotations({ identifier: "RunInput" })

/**
 * The document that starts a run.
 *
 * @since 0.1.0
 * @category documents
 */
export interface RunInput extends Schema.Schema.Type<typeof wireRunInput> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const RunInput: Schema.Schema<RunInput> = wireRunInput

const wireRunDetails = Schema.Struct({
  /** `FlowStarting`, `FlowSucceeded`, `FlowCanceled`, … */
  code: nullable(Schema.String),
  description: nullable(Schema.String),
  /** ISO 8601. */
  time: nullable(Schema.String),
  /** Details, in a form that depends on `code`. */
  details: Schema.optional(Schema.Unknown),
  /** The context of the run. Its form depends on the flow. */
  output: Schema.optional(Schema.Unknown),
  /**
   * For an `INACTIVE` run: the requirements that its owner must meet before it can be resumed, as in a Globus Auth
   * Requirements Error.
   */
  authorization_parameters: nullable(Schema.Record({ key: Schema.String, value: Schema.Unknown }))
}).annotations({ identifier: "RunDetails" })

/**
 * The current activity of a run, or its result.
 *
 * @since 0.1.0
 * @category documents
 */
export interface RunDetails extends Schema.Schema.Type<typeof wireRunDetails> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const RunDetails: Schema.Schema<RunDetails> = wireRunDetails

const wireRun = Schema.Struct({
  /** UUID. */
  run_id: Schema.String,
  /** `ACTIVE`, `INACTIVE` (waiting for user action), or one of the final `SUCCEEDED`, `FAILED` and `ENDED`. */
  status: Schema.String,
  display_status: nullable(Schema.String),
  /** The old name of `run_id`. */
  action_id: nullable(Schema.String),
  flow_id: nullable(Schema.String),
  flow_title: nullable(Schema.String),
  flow_last_updated: nullable(Schema.String),
  /** Present if the call has `include_flow_description`. */
  flow_description: nullable(
    Schema.Struct({
      id: nullable(Schema.String),
      title: nullable(Schema.String),
      subtitle: nullable(Schema.String),
      description: nullable(Schema.String),
      keywords: nullable(Schema.Array(Schema.String)),
      globus_auth_scope: nullable(Schema.String),
      flow_owner: nullable(Schema.String),
      created_by: nullable(Schema.String),
      created_at: nullable(Schema.String),
      updated_at: nullable(Schema.String)
    })
  ),
  label: nullable(Schema.String),
  tags: nullable(Schema.Array(Schema.String)),
  start_time: nullable(Schema.String),
  /** Null until the run has ended. */
  completion_time: nullable(Schema.String),
  /** In lists, null for a high-assurance flow. */
  details: nullable(RunDetails),
  run_owner: nullable(Schema.String),
  run_managers: nullable(Schema.Array(Schema.String)),
  run_monitors: nullable(Schema.Array(Schema.String)),
  created_by: nullable(Schema.String),
  /** The old name of `run_managers`. */
  manage_by: nullable(Schema.Array(Schema.String)),
  /** The old name of `run_monitors`. */
  monitor_by: nullable(Schema.Array(Schema.String)),
  /** The caller's highest role. */
  user_role: nullable(Schema.String),
  /** The caller's roles: `run_monitor`, `run_manager`, `run_owner`, … */
  user_roles: nullable(Schema.Array(Schema.String)),
  /** UUID of the web input that the run waits for. */
  blocking_web_input_id: nullable(Schema.String),
  /** The Search task that indexes the run. */
  search: nullable(Schema.Struct({ task_id: nullable(Schema.String) }))
}).annotations({ identifier: "Run" })

/**
 * A run of a flow. Roles contain principals. Times are ISO 8601 in UTC.
 *
 * @since 0.1.0
 * @category documents
 */
export interface Run extends Schema.Schema.Type<typeof wireRun> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const Run: Schema.Schema<Run> = wireRun

/**
 * Whether the run has ended, so that its status will not change any more.
 *
 * @since 0.1.0
 * @category guards
 */
export const isFinal = ({ status }: Run): boolean => status === "SUCCEEDED" || status === "FAILED" || status === "ENDED"

const wireRunList = Schema.Struct({
  runs: Schema.Array(Run),
  limit: nullable(Schema.Number),
  has_next_page: nullable(Schema.Boolean),
  marker: nullable(Schema.String)
}).annotations({ identifier: "RunList" })

/**
 * A page of runs.
 *
 * @since 0.1.0
 * @category documents
 */
export interface RunList extends Schema.Schema.Type<typeof wireRunList> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const RunList: Schema.Schema<RunList> = wireRunList

const wireRunDefinition = Schema.Struct({
  flow_id: nullable(Schema.String),
  definition: FlowDefinition,
  input_schema: nullable(InputSchema)
}).annotations({ identifier: "RunDefinition" })

/**
 * The definition of the flow at the start of the run. Later changes of the flow do not affect the run.
 *
 * @since 0.1.0
 * @category documents
 */
export interface RunDefinition extends Schema.Schema.Type<typeof wireRunDefinition> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const RunDefinition: Schema.Schema<RunDefinition> = wireRunDefinition

const wireRunLogEntry = Schema.Struct({
  /** ISO 8601. */
  time: nullable(Schema.String),
  /** `FlowStarted`, `ActionStarted`, `ActionCompleted`, `FlowSucceeded`, … */
  code: nullable(Schema.String),
  description: nullable(Schema.String),
  details: nullable(
    Schema.Struct({
      /** The state, if the entry is about one. */
      state_name: nullable(Schema.String),
      state_type: nullable(Schema.String),
      /** Its form depends on the flow or the action. */
      input: Schema.optional(Schema.Unknown),
      /** Its form depends on the flow or the action. */
      output: Schema.optional(Schema.Unknown)
    })
  )
}).annotations({ identifier: "RunLogEntry" })

/**
 * An event in a run.
 *
 * @since 0.1.0
 * @category documents
 */
export interface RunLogEntry extends Schema.Schema.Type<typeof wireRunLogEntry> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const RunLogEntry: Schema.Schema<RunLogEntry> = wireRunLogEntry

const wireRunLog = Schema.Struct({
  entries: Schema.Array(RunLogEntry),
  limit: nullable(Schema.Number),
  has_next_page: nullable(Schema.Boolean),
  marker: nullable(Schema.String)
}).annotations({ identifier: "RunLog" })

/**
 * A page of a run's log, oldest first unless the call has `reverse_order`.
 *
 * @since 0.1.0
 * @category documents
 */
export interface RunLog extends Schema.Schema.Type<typeof wireRunLog> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const RunLog: Schema.Schema<RunLog> = wireRunLog

const wireRunValidation = Schema.Struct({
  message: nullable(Schema.String)
}).annotations({ identifier: "RunValidation" })

/**
 * The answer for a valid input. For an invalid input, the call fails with an error that names its flaws.
 *
 * @since 0.1.0
 * @category documents
 */
export interface RunValidation extends Schema.Schema.Type<typeof wireRunValidation> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const RunValidation: Schema.Schema<RunValidation> = wireRunValidation
