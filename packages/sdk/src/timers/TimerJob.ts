/**
 * The document that creates a timer of the older kind, which calls an action provider. For timers of transfers and of
 * flows, use `TransferTimer` and `FlowTimer`.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/timers/
 */
import * as Schema from "effect/Schema"
import { JsonObject, nullable } from "../internal/operation/document.js"

const wireTimerJob = Schema.Struct({
  /** The URL that runs the action. It ends with `/run`. */
  callback_url: Schema.String,
  /** The body of each call. */
  callback_body: JsonObject,
  /** ISO 8601, within one year. */
  start: Schema.String,
  /** Seconds from one run to the next: at least 60, at most 365 days, without fractions. Null: it runs once. */
  interval: nullable(Schema.JsonNumber),
  name: nullable(Schema.String),
  /** The time of the end (ISO 8601), or a document with the time and the number of runs. */
  stop_after: nullable(
    Schema.Union(Schema.String, Schema.Struct({ date: nullable(Schema.String), n_runs: nullable(Schema.JsonNumber) }))
  ),
  /** The most runs. With 1, `interval` must be null. */
  stop_after_n: nullable(Schema.JsonNumber),
  /** The scope of the call to the action provider. Default: that of Transfer. */
  scope: nullable(Schema.String)
}).annotations({ identifier: "TimerJob" })

/**
 * A new job.
 *
 * @since 0.1.0
 * @category documents
 */
export interface TimerJob extends Schema.Schema.Type<typeof wireTimerJob> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const TimerJob: Schema.Schema<TimerJob> = wireTimerJob
