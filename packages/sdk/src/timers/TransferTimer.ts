/**
 * The document that creates a timer of transfers, and a builder for it. You may also write the document by hand.
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

// All members are optional here: Timers itself checks what a transfer needs, when the timer runs.
const wireTransferTimerBody = wireTransferData.pipe(Schema.omit("submission_id"), Schema.partial).annotations({
  identifier: "TransferTimerBody"
})

/**
 * The transfer of each run. It has no submission id, since each run gets its own.
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
 * A new timer of transfers. The token needs the scope of Timers with Transfer's scope `all` as a dependency, and that
 * with `data_access` of each mapped collection that is not high-assurance: see `Scopes.timersWithDataAccess`.
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
 * Makes the document of a timer of a transfer. A submission id of the transfer is removed, since timers accept none.
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
