/**
 * The document that asks for a timer of the older kind, which calls an action provider. Timers of transfers and of flows
 * are `TransferTimer` and `FlowTimer`.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/timers/
 */
import * as Schema from "effect/Schema"
import { JsonObject, nullable } from "../internal/operation/document.js"

const wireTimerJob = Schema.Struct({
  /** Where the action is run: a URL that ends in `/run`. */
  callback_url: Schema.String,
  /** What is sent there each time. */
  callback_body: JsonObject,
  /** ISO 8601, within one year. */
  start: Schema.String,
  /** Seconds from one run to the next: at least 60, at most 365 days, fractions cut off. Null when it runs once. */
  interval: nullable(Schema.JsonNumber),
  name: nullable(Schema.String),
  /** No run after that (ISO 8601), or the document that says both ends. */
  stop_after: nullable(
    Schema.Union(Schema.String, Schema.Struct({ date: nullable(Schema.String), n_runs: nullable(Schema.JsonNumber) }))
  ),
  /** No more runs than that. With 1, `interval` must be null. */
  stop_after_n: nullable(Schema.JsonNumber),
  /** Of the call to the action provider. Absent: Transfer's. */
  scope: nullable(Schema.String)
}).annotations({ identifier: "TimerJob" })

/**
 * A job, to be made.
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
