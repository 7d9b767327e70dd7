/**
 * The schedule of a new timer: it runs once, or at intervals. You may also write these documents by hand.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/timers/
 */
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Schema from "effect/Schema"
import { nullable } from "../internal/operation/document.js"

const wireOnceTimerSchedule = Schema.Struct({
  type: Schema.Literal("once"),
  /** ISO 8601 with an offset, not in the past. Default: now. */
  datetime: nullable(Schema.String)
}).annotations({ identifier: "OnceTimerSchedule" })

/**
 * One run.
 *
 * @since 0.1.0
 * @category documents
 */
export interface OnceTimerSchedule extends Schema.Schema.Type<typeof wireOnceTimerSchedule> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const OnceTimerSchedule: Schema.Schema<OnceTimerSchedule> = wireOnceTimerSchedule

/** Refuses NaN and infinities, which JSON would turn into null. */
const PositiveInteger = Schema.Number.pipe(Schema.int(), Schema.positive())

const wireTimerEnd = Schema.Union(
  Schema.Struct({
    condition: Schema.Literal("time"),
    /** ISO 8601 with an offset. */
    datetime: Schema.String
  }),
  Schema.Struct({
    condition: Schema.Literal("iterations"),
    /** The number of runs. */
    count: PositiveInteger
  }),
  Schema.Struct({
    condition: Schema.Literal("iterations"),
    /** The name of `count` in the Python SDK. Globus documents `count`. */
    iterations: PositiveInteger
  })
)

/**
 * When a recurring timer ends: at a time, or after a number of runs.
 *
 * @since 0.1.0
 * @category documents
 */
export type TimerEnd = Schema.Schema.Type<typeof wireTimerEnd>

/**
 * @since 0.1.0
 * @category schemas
 */
export const TimerEnd: Schema.Schema<TimerEnd> = wireTimerEnd

const wireRecurringTimerSchedule = Schema.Struct({
  type: Schema.Literal("recurring"),
  /**
   * Seconds between the starts of two runs. Globus allows about one start per minute for all timers of a user together.
   */
  interval_seconds: PositiveInteger,
  /** ISO 8601 with an offset, not in the past. Default: now. */
  start: nullable(Schema.String),
  /** Absent: it runs until it is deleted. */
  end: nullable(TimerEnd)
}).annotations({ identifier: "RecurringTimerSchedule" })

/**
 * Runs at regular intervals.
 *
 * @since 0.1.0
 * @category documents
 */
export interface RecurringTimerSchedule extends Schema.Schema.Type<typeof wireRecurringTimerSchedule> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const RecurringTimerSchedule: Schema.Schema<RecurringTimerSchedule> = wireRecurringTimerSchedule

/**
 * The schedule of a new timer.
 *
 * @since 0.1.0
 * @category documents
 */
export type TimerSchedule = OnceTimerSchedule | RecurringTimerSchedule

/**
 * @since 0.1.0
 * @category schemas
 */
export const TimerSchedule: Schema.Schema<TimerSchedule> = Schema.Union(OnceTimerSchedule, RecurringTimerSchedule)

/**
 * A point in time. Text is sent unchanged, a `DateTime` as ISO 8601 in UTC.
 *
 * @since 0.1.0
 * @category models
 */
export type Moment = string | DateTime.DateTime

const text = (moment: Moment): string => (typeof moment === "string" ? moment : DateTime.formatIso(moment))

/**
 * Runs once: at `datetime`, or now without it.
 *
 * @since 0.1.0
 * @category constructors
 */
export const once = ({ datetime }: { readonly datetime?: Moment | undefined } = {}): OnceTimerSchedule => ({
  type: "once",
  ...(datetime === undefined ? {} : { datetime: text(datetime) })
})

/**
 * Runs at regular intervals. `interval_seconds`: a number of seconds, or a duration such as `"6 hours"`, rounded down
 * to seconds.
 *
 * @example
 * import * as TimerSchedule from "@effect-globus/sdk/timers/TimerSchedule"
 *
 * const nightly = TimerSchedule.recurring({
 *   interval_seconds: "1 day",
 *   start: "2027-01-01T02:00:00+01:00",
 *   end: { condition: "iterations", count: 30 }
 * })
 *
 * @since 0.1.0
 * @category constructors
 */
export const recurring = ({
  end,
  interval_seconds,
  start
}: {
  readonly interval_seconds: number | Exclude<Duration.DurationInput, number | bigint>
  readonly start?: Moment | undefined
  readonly end?:
    | { readonly condition: "time"; readonly datetime: Moment }
    | { readonly condition: "iterations"; readonly count: number }
    | undefined
}): RecurringTimerSchedule => ({
  type: "recurring",
  interval_seconds:
    typeof interval_seconds === "number" ? interval_seconds : Math.floor(Duration.toSeconds(interval_seconds)),
  ...(start === undefined ? {} : { start: text(start) }),
  ...(end === undefined ? {} : { end: end.condition === "time" ? { ...end, datetime: text(end.datetime) } : end })
})
