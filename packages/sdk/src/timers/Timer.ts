/**
 * The documents of timers and of their runs. Under `/jobs/` every timer is called a job, even if it was made by
 * `createTimer`.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/timers/
 */
import * as Schema from "effect/Schema"
import * as AuthRequirements from "../AuthRequirements.js"
import { JsonObject, nullable } from "../internal/operation/document.js"

const wireActionStatus = Schema.Struct({
  /** For a transfer: the id of the task. */
  action_id: nullable(Schema.String),
  /** `ACTIVE`, `INACTIVE`, `SUCCEEDED` or `FAILED`. */
  status: nullable(Schema.String),
  display_status: nullable(Schema.String),
  /** Details from the action provider. Transfer's is the document of the task. */
  details: Schema.optional(Schema.Unknown),
  label: nullable(Schema.String),
  /** A principal: `urn:globus:auth:identity:…`. */
  creator_id: nullable(Schema.String),
  manage_by: nullable(Schema.Array(Schema.String)),
  monitor_by: nullable(Schema.Array(Schema.String)),
  start_time: nullable(Schema.String),
  completion_time: nullable(Schema.String),
  /** How long the provider keeps it after its end: an ISO 8601 duration. */
  release_after: nullable(Schema.String)
}).annotations({ identifier: "ActionStatus" })

/**
 * The last status of a run from its action provider.
 *
 * @since 0.1.0
 * @category documents
 */
export interface ActionStatus extends Schema.Schema.Type<typeof wireActionStatus> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const ActionStatus: Schema.Schema<ActionStatus> = wireActionStatus

const wireJobResult = Schema.Struct({
  ran_at: nullable(Schema.String),
  run_status: nullable(Schema.String),
  /** The id of the task or of the flow run that it started. */
  resource_id: nullable(Schema.String),
  start_timestamp: nullable(Schema.String),
  end_timestamp: nullable(Schema.String),
  last_check_timestamp: nullable(Schema.String),
  next_check_timestamp: nullable(Schema.String),
  /** HTTP status of the run's start. */
  http_status_submission: nullable(Schema.Number),
  /** HTTP status of the last status request for the run. */
  http_status_polled: nullable(Schema.Number),
  /** HTTP status, in older documents. */
  status: nullable(Schema.Number),
  data: nullable(ActionStatus),
  errors: nullable(JsonObject)
}).annotations({ identifier: "JobResult" })

/**
 * One run of a timer.
 *
 * @since 0.1.0
 * @category documents
 */
export interface JobResult extends Schema.Schema.Type<typeof wireJobResult> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const JobResult: Schema.Schema<JobResult> = wireJobResult

const wireJobResultPage = Schema.Struct({
  data: nullable(Schema.Array(JobResult)),
  /** The argument for the next page: `results_pt` of `getJob`. Null: this is the last page. */
  page_next: nullable(Schema.String)
}).annotations({ identifier: "JobResultPage" })

/**
 * A page of a job's runs.
 *
 * @since 0.1.0
 * @category documents
 */
export interface JobResultPage extends Schema.Schema.Type<typeof wireJobResultPage> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const JobResultPage: Schema.Schema<JobResultPage> = wireJobResultPage

const wireJob = Schema.Struct({
  /** UUID. */
  job_id: Schema.String,
  /** `new`, `active` (`loaded` in older documents), `inactive`, `ended`, `delete_in_progress`, `deleted`, … */
  status: nullable(Schema.String),
  name: nullable(Schema.String),
  /** `transfer`, `flow`, `generic`, or another type. */
  timer_type: nullable(Schema.String),
  /** UUID. Only for a timer of flow runs. */
  flow_id: nullable(Schema.String),
  schedule: nullable(
    Schema.Struct({
      /** `once` or `recurring`. */
      type: nullable(Schema.String),
      datetime: nullable(Schema.String),
      /** Seconds. */
      interval_seconds: nullable(Schema.Number),
      start: nullable(Schema.String),
      end: nullable(
        Schema.Struct({
          /** `time` or `iterations`. */
          condition: nullable(Schema.String),
          datetime: nullable(Schema.String),
          count: nullable(Schema.Number)
        })
      )
    })
  ),
  start: nullable(Schema.String),
  /** Seconds. Null: it runs once. */
  interval: nullable(Schema.Number),
  stop_after: nullable(Schema.Struct({ date: nullable(Schema.String), n_runs: nullable(Schema.Number) })),
  callback_url: nullable(Schema.String),
  callback_body: nullable(JsonObject),
  scope: nullable(Schema.String),
  submitted_at: nullable(Schema.String),
  last_ran_at: nullable(Schema.String),
  /** Null: there is no further run. */
  next_run: nullable(Schema.String),
  n_runs: nullable(Schema.Number),
  n_errors: nullable(Schema.Number),
  /** Why it does not run. `requirements` reads what the user must do. */
  inactive_reason: nullable(
    Schema.Struct({
      /** `user` (it was paused) or `globus_auth_requirements`. */
      cause: nullable(Schema.String),
      /** A Globus Auth Requirements Error, for `globus_auth_requirements`. */
      detail: nullable(JsonObject)
    })
  ),
  /** The current activity. */
  activity: nullable(
    Schema.Struct({
      /** `awaiting_next_run`, `run_in_progress`, `paused`, `retrying`. */
      code: nullable(Schema.String),
      /** For `awaiting_next_run`. */
      next_run: nullable(Schema.String),
      /** For `run_in_progress` and `retrying`. */
      start_timestamp: nullable(Schema.String),
      /** For `run_in_progress`. */
      duration_seconds: nullable(Schema.Number),
      /** For `paused`: `user`, `globus_auth_requirements`, `other`. */
      reason: nullable(Schema.String)
    })
  ),
  /** The first page of its runs, or a list of them. */
  results: nullable(Schema.Union(JobResultPage, Schema.Array(JobResult)))
}).annotations({ identifier: "Job" })

/**
 * A timer in answers of `/jobs/`. Times are ISO 8601.
 *
 * @since 0.1.0
 * @category documents
 */
export interface Job extends Schema.Schema.Type<typeof wireJob> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const Job: Schema.Schema<Job> = wireJob

const wireJobList = Schema.Struct({ jobs: Schema.Array(Job) }).annotations({ identifier: "JobList" })

/**
 * All jobs of the caller.
 *
 * @since 0.1.0
 * @category documents
 */
export interface JobList extends Schema.Schema.Type<typeof wireJobList> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const JobList: Schema.Schema<JobList> = wireJobList

const wireTimer = Schema.Struct({
  // The service has sent timers of flow runs with the members of a job.
  ...wireJob.fields,
  number_of_runs: nullable(Schema.Number),
  number_of_errors: nullable(Schema.Number),
  /** The input of each run: the members of a transfer, or of a flow run. */
  body: nullable(
    Schema.Struct({
      source_endpoint: nullable(Schema.String),
      destination_endpoint: nullable(Schema.String),
      DATA: nullable(
        Schema.Array(
          Schema.Struct({
            DATA_TYPE: nullable(Schema.String),
            source_path: nullable(Schema.String),
            destination_path: nullable(Schema.String),
            recursive: nullable(Schema.Boolean),
            external_checksum: nullable(Schema.String),
            checksum_algorithm: nullable(Schema.String)
          })
        )
      ),
      label: nullable(Schema.String),
      sync_level: nullable(Schema.Number),
      verify_checksum: nullable(Schema.Boolean),
      preserve_timestamp: nullable(Schema.Boolean),
      encrypt_data: nullable(Schema.Boolean),
      deadline: nullable(Schema.String),
      skip_source_errors: nullable(Schema.Boolean),
      fail_on_quota_errors: nullable(Schema.Boolean),
      delete_destination_extra: nullable(Schema.Boolean),
      filter_rules: nullable(
        Schema.Array(
          Schema.Struct({
            DATA_TYPE: nullable(Schema.String),
            method: nullable(Schema.String),
            name: nullable(Schema.String),
            type: nullable(Schema.String)
          })
        )
      ),
      notify_on_succeeded: nullable(Schema.Boolean),
      notify_on_failed: nullable(Schema.Boolean),
      notify_on_inactive: nullable(Schema.Boolean),
      source_local_user: nullable(Schema.String),
      destination_local_user: nullable(Schema.String),
      store_base_path_info: nullable(Schema.Boolean),
      /** The flow's input. */
      body: nullable(JsonObject),
      run_monitors: nullable(Schema.Array(Schema.String)),
      run_managers: nullable(Schema.Array(Schema.String)),
      tags: nullable(Schema.Array(Schema.String))
    })
  )
}).annotations({ identifier: "Timer" })

/**
 * A timer in the answer of `createTimer`. Times are ISO 8601.
 *
 * @since 0.1.0
 * @category documents
 */
export interface Timer extends Schema.Schema.Type<typeof wireTimer> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const Timer: Schema.Schema<Timer> = wireTimer

/**
 * The consents or the session that an inactive timer needs to continue. Undefined if it needs none. Pass them unchanged
 * to an authorization URL. Then call `resumeJob` with the tokens of that login and `update_credentials: true`.
 *
 * @since 0.1.0
 * @category conversions
 */
export const requirements = (timer: Pick<Job, "inactive_reason">): AuthRequirements.AuthRequirements | undefined =>
  AuthRequirements.fromDocument(timer.inactive_reason?.detail)
