/**
 * Globus Timers on the wire: transfers, flow runs and other actions at a moment or at intervals. Timers are made at
 * `/v2/timer`; everything else about them is under `/jobs/`.
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
 * The resource server of Globus Timers: the id of its client, not the name of a host.
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
 * What Timers says of a thing done, for people.
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
        /** A part of the name, in any case. */
        filter_name: Schema.optional(Schema.String),
        /** `active`, `inactive`, `ended`; several are joined by commas. Absent: all three. */
        filter_status: Schema.optional(CommaSeparated),
        /** ISO 8601. */
        submitted_after: Schema.optional(Schema.String),
        /** ISO 8601. */
        submitted_before: Schema.optional(Schema.String),
        /** `name`, `submitted_at desc`, … */
        order: Schema.optional(Schema.String),
        /** At most so many runs in `results` of each job. */
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
        /** A further page of `results`: `page_next` of the one before. */
        results_pt: Schema.optional(Schema.String),
        /** At most so many runs in `results`. */
        page_size: Schema.optional(Count)
      })
    )
    .addSuccess(Job),
  /** Changes a timer's name. */
  updateJob: HttpApiEndpoint.patch("updateJob", "/jobs/:job_id")
    .setPath(jobPath)
    .setPayload(Schema.Struct({ name: nullable(Schema.String) }))
    .addSuccess(Job)
    // Given values are set: the second time changes nothing.
    .annotate(Operation.Repeat, "safe"),
  /** Deletes a timer. What it has started goes on. */
  deleteJob: HttpApiEndpoint.del("deleteJob", "/jobs/:job_id").setPath(jobPath).addSuccess(Job),
  /** Pauses a timer. */
  pauseJob: HttpApiEndpoint.post("pauseJob", "/jobs/:job_id/pause").setPath(jobPath).addSuccess(Message),
  /** Resumes a paused timer. A run that was missed is made up for at once, so this is not repeated. */
  resumeJob: HttpApiEndpoint.post("resumeJob", "/jobs/:job_id/resume")
    .setPath(jobPath)
    .setPayload(
      Schema.Struct({
        /**
         * True: from now on the timer acts by the token of this call, which is how missing consents are mended. False:
         * by the one that it has. Absent: the service decides by why the timer is inactive.
         */
        update_credentials: nullable(Schema.Boolean)
      })
    )
    .addSuccess(Message)
})

/**
 * Globus Timers, declared once.
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
