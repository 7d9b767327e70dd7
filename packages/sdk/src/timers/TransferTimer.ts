/**
 * The document that asks for a timer of transfers, and a builder for it. A document written by hand is just as good.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/timers/
 */
import * as Schema from "effect/Schema"
import * as Struct from "effect/Struct"
import { nullable } from "../internal/operation/document.js"
import { wireTransferData } from "../transfer/internal/wireTransferData.js"
import type { TransferData } from "../transfer/TransferData.js"
import { TimerSchedule } from "./TimerSchedule.js"

// What a timer can not do without is for Timers to say: it is asked for when the timer runs.
const wireTransferTimerBody = wireTransferData.pipe(Schema.omit("submission_id"), Schema.partial).annotations({
  identifier: "TransferTimerBody"
})

/**
 * The transfer of each run. It has no submission id: each run takes one of its own.
 *
 * @since 0.1.0
 * @category documents
 */
export interface TransferTimerBody extends Schema.Schema.Type<typeof wireTransferTimerBody> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const TransferTimerBody: Schema.Schema<TransferTimerBody> = wireTransferTimerBody

const wireTransferTimer = Schema.Struct({
  timer_type: Schema.Literal("transfer"),
  name: nullable(Schema.String),
  schedule: TimerSchedule,
  body: TransferTimerBody
}).annotations({ identifier: "TransferTimer" })

/**
 * A timer of transfers, to be made. The token needs Transfer's scope `all` below the scope of Timers, and below that
 * `data_access` of each mapped collection that is not of high assurance.
 *
 * @since 0.1.0
 * @category documents
 */
export interface TransferTimer extends Schema.Schema.Type<typeof wireTransferTimer> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const TransferTimer: Schema.Schema<TransferTimer> = wireTransferTimer

/**
 * A timer of this transfer. A submission id that the transfer has is left out: timers take none.
 *
 * @example
 * import { pipe } from "effect"
 * import * as TimerSchedule from "@effect-globus/sdk/timers/TimerSchedule"
 * import * as TransferTimer from "@effect-globus/sdk/timers/TransferTimer"
 * import * as TransferData from "@effect-globus/sdk/transfer/TransferData"
 *
 * const timer = TransferTimer.make({
 *   name: "nightly",
 *   schedule: TimerSchedule.recurring({ interval_seconds: "1 day" }),
 *   body: pipe(
 *     TransferData.make({ source_endpoint: "…", destination_endpoint: "…", sync_level: "mtime" }),
 *     TransferData.addItem("/raw/", "/archive/", { recursive: true })
 *   )
 * })
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = ({
  body,
  ...rest
}: Omit<TransferTimer, "timer_type" | "body"> & { readonly body: TransferData }): TransferTimer => ({
  timer_type: "transfer",
  ...rest,
  body: Struct.omit(body, "submission_id")
})
