/**
 * The documents of a flow's runs: what starts one, what it has come to, and its log.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/flows/
 */
import * as Schema from "effect/Schema"
import { JsonObject, nullable } from "../internal/operation/document.js"
import { FlowDefinition, InputSchema } from "./Flow.js"

const wireRunActivityNotificationPolicy = Schema.Struct({
  /** `INACTIVE`, `FAILED`, `SUCCEEDED`, or what comes later. */
  status: Schema.optional(Schema.Array(Schema.String))
}).annotations({ identifier: "RunActivityNotificationPolicy" })

/**
 * When Globus sends the run's owner, managers and monitors an email. Without one: when the run becomes `INACTIVE`.
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
  /** The run's input, as the flow's `input_schema` has it. */
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
 * What starts a run of a flow.
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
  /** More of it, in a form that depends on `code`. */
  details: Schema.optional(Schema.Unknown),
  /** What the run's context has come to, in the flow's own form. */
  output: Schema.optional(Schema.Unknown),
  /** Of an `INACTIVE` run: what its owner has to do before it can be resumed, as in a Globus Auth Requirements Error. */
  authorization_parameters: nullable(Schema.Record({ key: Schema.String, value: Schema.Unknown }))
}).annotations({ identifier: "RunDetails" })

/**
 * What a run does at the moment, or what it ended with.
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
  /** `ACTIVE` and `INACTIVE` (waiting for somebody) go on; `SUCCEEDED`, `FAILED` and `ENDED` are final. */
  status: Schema.String,
  display_status: nullable(Schema.String),
  /** Older name of `run_id`. */
  action_id: nullable(Schema.String),
  flow_id: nullable(Schema.String),
  flow_title: nullable(Schema.String),
  flow_last_updated: nullable(Schema.String),
  /** Only when it is asked for, with `include_flow_description`. */
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
  /** Null in lists, where the flow is a high assurance one. */
  details: nullable(RunDetails),
  run_owner: nullable(Schema.String),
  run_managers: nullable(Schema.Array(Schema.String)),
  run_monitors: nullable(Schema.Array(Schema.String)),
  created_by: nullable(Schema.String),
  /** Older name of `run_managers`. */
  manage_by: nullable(Schema.Array(Schema.String)),
  /** Older name of `run_monitors`. */
  monitor_by: nullable(Schema.Array(Schema.String)),
  /** The caller's highest role. */
  user_role: nullable(Schema.String),
  /** The caller's: `run_monitor`, `run_manager`, `run_owner`, … */
  user_roles: nullable(Schema.Array(Schema.String)),
  /** The web input that the run waits for. UUID. */
  blocking_web_input_id: nullable(Schema.String),
  /** The task that makes the run findable. */
  search: nullable(Schema.Struct({ task_id: nullable(Schema.String) }))
}).annotations({ identifier: "Run" })

/**
 * A run of a flow. Roles hold principals; times are ISO 8601 in UTC.
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
 * A run whose status is final: it will not change any more.
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
 * The flow as it was when the run was started: later changes of the flow do not reach the run.
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
      /** Which state, where it is about one. */
      state_name: nullable(Schema.String),
      state_type: nullable(Schema.String),
      /** In the flow's or the action's own form. */
      input: Schema.optional(Schema.Unknown),
      /** In the flow's or the action's own form. */
      output: Schema.optional(Schema.Unknown)
    })
  )
}).annotations({ identifier: "RunLogEntry" })

/**
 * Something that happened in a run.
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
 * A page of a run's log, oldest first unless it is asked for in reverse.
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
 * The answer for an input that would start a run. One that would not is an error, which names its flaws.
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
