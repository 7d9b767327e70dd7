/**
 * The documents of timers, as the service sends them, and what their runs came to. Under `/jobs/` every timer is a job,
 * whichever way it was made.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/timers/
 */
import * as Schema from "effect/Schema"
import * as AuthRequirements from "../AuthRequirements.js"
import { JsonObject, nullable } from "../internal/operation/document.js"

const wireActionStatus = Schema.Struct({
  /** Of a transfer: the id of the run's task. */
  action_id: nullable(Schema.String),
  /** `ACTIVE`, `INACTIVE`, `SUCCEEDED`, `FAILED`. */
  status: nullable(Schema.String),
  display_status: nullable(Schema.String),
  /** What the action provider says beside: Transfer's says the task. */
  details: Schema.optional(Schema.Unknown),
  label: nullable(Schema.String),
  /** A principal: `urn:globus:auth:identity:…`. */
  creator_id: nullable(Schema.String),
  manage_by: nullable(Schema.Array(Schema.String)),
  monitor_by: nullable(Schema.Array(Schema.String)),
  start_time: nullable(Schema.String),
  completion_time: nullable(Schema.String),
  /** For how long the provider keeps it once it is over: an ISO 8601 duration. */
  release_after: nullable(Schema.String)
}).annotations({ identifier: "ActionStatus" })

/**
 * What the action provider last said of a run.
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
  /** What the run made: the id of a task, or of a flow's run. */
  resource_id: nullable(Schema.String),
  start_timestamp: nullable(Schema.String),
  end_timestamp: nullable(Schema.String),
  last_check_timestamp: nullable(Schema.String),
  next_check_timestamp: nullable(Schema.String),
  /** HTTP status of the run's start. */
  http_status_submission: nullable(Schema.Number),
  /** HTTP status of the last look at the run. */
  http_status_polled: nullable(Schema.Number),
  /** HTTP status, in older documents. */
  status: nullable(Schema.Number),
  data: nullable(ActionStatus),
  errors: nullable(JsonObject)
}).annotations({ identifier: "JobResult" })

/**
 * One run.
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
  /** Asks for the next page, as `results_pt` of `getJob`. Null: there is none. */
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
  /** `transfer`, `flow` or `generic`, or what comes later. */
  timer_type: nullable(Schema.String),
  /** UUID, of a timer of flow runs. */
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
  /** Seconds. Null when it runs once. */
  interval: nullable(Schema.Number),
  stop_after: nullable(Schema.Struct({ date: nullable(Schema.String), n_runs: nullable(Schema.Number) })),
  callback_url: nullable(Schema.String),
  callback_body: nullable(JsonObject),
  scope: nullable(Schema.String),
  submitted_at: nullable(Schema.String),
  last_ran_at: nullable(Schema.String),
  /** Null when there is none any more. */
  next_run: nullable(Schema.String),
  n_runs: nullable(Schema.Number),
  n_errors: nullable(Schema.Number),
  /** Why it does not run. `requirements` reads what the user can do. */
  inactive_reason: nullable(
    Schema.Struct({
      /** `user` (it was paused) or `globus_auth_requirements`. */
      cause: nullable(Schema.String),
      /** A Globus Auth Requirements Error, for `globus_auth_requirements`. */
      detail: nullable(JsonObject)
    })
  ),
  /** What it does now. */
  activity: nullable(
    Schema.Struct({
      /** `awaiting_next_run`, `run_in_progress`, `paused`, `retrying`. */
      code: nullable(Schema.String),
      /** Of `awaiting_next_run`. */
      next_run: nullable(Schema.String),
      /** Of `run_in_progress` and `retrying`. */
      start_timestamp: nullable(Schema.String),
      /** Of `run_in_progress`. */
      duration_seconds: nullable(Schema.Number),
      /** Of `paused`: `user`, `globus_auth_requirements`, `other`. */
      reason: nullable(Schema.String)
    })
  ),
  /** The first page of its runs, or a list of them. */
  results: nullable(Schema.Union(JobResultPage, Schema.Array(JobResult)))
}).annotations({ identifier: "Job" })

/**
 * A timer, as `/jobs/` has it. Times are ISO 8601.
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
 * The caller's jobs, all of them.
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
  // A timer of flow runs has come with the members of a job.
  ...wireJob.fields,
  number_of_runs: nullable(Schema.Number),
  number_of_errors: nullable(Schema.Number),
  /** What each run is started with: the members of a transfer, or of a flow's run. */
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
 * A timer that was just made. Times are ISO 8601.
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
 * What the user has to do before an inactive timer goes on, if it is a matter of consents or of the session: it goes
 * into an authorization URL as it is. With the tokens of that login, `resumeJob` with `update_credentials: true`.
 *
 * @since 0.1.0
 * @category conversions
 */
export const requirements = (timer: Pick<Job, "inactive_reason">): AuthRequirements.AuthRequirements | undefined =>
  AuthRequirements.fromDocument(timer.inactive_reason?.detail)
