/**
 * The declaration of Globus Timers, which runs transfers, flows and other actions at a given time or at intervals.
 * Timers are created at `/v2/timer`; all other operations are under `/jobs/`.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/timers/
 */
import * as HttpApi from "@effect/platform/HttpApi"
import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as Schema from "effect/Schema"
import { declaration, group } from "../internal/operation/declaration.js"
import { nullable } from "../internal/operation/document.js"
import { CommaSeparated, Count } from "../internal/operation/query.js"
import * as Operation from "../Operation.js"
import { FlowTimer } from "./FlowTimer.js"
import { Job, JobList, Timer } from "./Timer.js"
import { TimerJob } from "./TimerJob.js"
import { TransferTimer } from "./TransferTimer.js"

/**
 * The resource server of Globus Timers. It is the id of its client, not a host name.
 *
 * @since 0.1.0
 * @category constants
 */
export const resourceServer = "524230d7-ea86-4a52-8312-86065a9e0417"

const jobPath = Schema.Struct({
  /** The timer's UUID. */
  job_id: Schema.String
})

const wireCreatedTimer = Schema.Struct({ timer: Timer }).annotations({ identifier: "CreatedTimer" })

/**
 * The answer to `createTimer`.
 *
 * @since 0.1.0
 * @category documents
 */
export interface CreatedTimer extends Schema.Schema.Type<typeof wireCreatedTimer> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const CreatedTimer: Schema.Schema<CreatedTimer> = wireCreatedTimer

const wireMessage = Schema.Struct({ message: nullable(Schema.String) }).annotations({ identifier: "Message" })

/**
 * The result of `pauseJob` and `resumeJob`, for people.
 *
 * @since 0.1.0
 * @category documents
 */
export interface Message extends Schema.Schema.Type<typeof wireMessage> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const Message: Schema.Schema<Message> = wireMessage

const Timers = group("timers.timers", {
  /** Creates a timer that starts transfers or runs of a flow, once or repeatedly. */
  createTimer: HttpApiEndpoint.post("createTimer", "/v2/timer")
    .setPayload(Schema.Struct({ timer: Schema.Union(TransferTimer, FlowTimer) }))
    .addSuccess(CreatedTimer, { status: 201 })
})

const Jobs = group("timers.jobs", {
  /** Lists the caller's timers. */
  listJobs: HttpApiEndpoint.get("listJobs", "/jobs/")
    .setUrlParams(
      Schema.Struct({
        /** A part of the name, ignoring case. */
        filter_name: Schema.optional(Schema.String),
        /** `active`, `inactive` or `ended`, one or several. Default: all three. */
        filter_status: Schema.optional(CommaSeparated),
        /** ISO 8601. */
        submitted_after: Schema.optional(Schema.String),
        /** ISO 8601. */
        submitted_before: Schema.optional(Schema.String),
        /** `name`, `submitted_at desc`, … */
        order: Schema.optional(Schema.String),
        /** The most runs in `results` of each job. */
        result_count: Schema.optional(Count)
      })
    )
    .addSuccess(JobList),
  /** Creates a timer by the older form, which calls any action. Prefer `createTimer`. */
  createJob: HttpApiEndpoint.post("createJob", "/jobs/").setPayload(TimerJob).addSuccess(Job, { status: 201 }),
  /** Reads a timer. */
  getJob: HttpApiEndpoint.get("getJob", "/jobs/:job_id")
    .setPath(jobPath)
    .setUrlParams(
      Schema.Struct({
        /** `page_next` of the page before, to get a further page of `results`. */
        results_pt: Schema.optional(Schema.String),
        /** The most runs in `results`. */
        page_size: Schema.optional(Count)
      })
    )
    .addSuccess(Job),
  /** Changes a timer's name. */
  updateJob: HttpApiEndpoint.patch("updateJob", "/jobs/:job_id")
    .setPath(jobPath)
    .setPayload(Schema.Struct({ name: nullable(Schema.String) }))
    .addSuccess(Job)
    // Setting the same values twice has the same effect as once.
    .annotate(Operation.Repeat, "safe"),
  /** Deletes a timer. What it has started goes on. */
  deleteJob: HttpApiEndpoint.del("deleteJob", "/jobs/:job_id").setPath(jobPath).addSuccess(Job),
  /** Pauses a timer. */
  pauseJob: HttpApiEndpoint.post("pauseJob", "/jobs/:job_id/pause").setPath(jobPath).addSuccess(Message),
  /** Resumes a paused timer. Not annotated as safe to repeat: a missed run starts at once. */
  resumeJob: HttpApiEndpoint.post("resumeJob", "/jobs/:job_id/resume")
    .setPath(jobPath)
    .setPayload(
      Schema.Struct({
        /**
         * True: the timer uses the token of this call from now on, for example with new consents. False: it keeps its
         * token. Absent: the service decides by the reason why the timer is inactive.
         */
        update_credentials: nullable(Schema.Boolean)
      })
    )
    .addSuccess(Message)
})

/**
 * The declaration of Globus Timers.
 *
 * @since 0.1.0
 * @category api
 */
export const TimersApi = declaration(
  HttpApi.make("timers")
    .add(Timers)
    .add(Jobs)
    .annotate(Operation.ResourceServer, resourceServer)
    .annotate(Operation.Scopes, [`https://auth.globus.org/scopes/${resourceServer}/timer`])
)
