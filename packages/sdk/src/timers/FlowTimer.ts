/**
 * The document that creates a timer of flow runs, and a builder for it. You may also write the document by hand.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/timers/
 */
import * as Schema from "effect/Schema"
import { JsonObject, nullable } from "../internal/operation/document.js"
import { canonicalId } from "../internal/usage.js"
import { TimerSchedule } from "./TimerSchedule.js"

const wireFlowTimerBody = Schema.Struct({
  /** The input of the flow. It must match the flow's `input_schema`. */
  body: JsonObject,
  label: nullable(Schema.String),
  /** Principals that may see each run: `urn:globus:auth:identity:…`, `urn:globus:groups:id:…`. */
  run_monitors: nullable(Schema.Array(Schema.String)),
  /** Principals that may see, cancel and change each run. */
  run_managers: nullable(Schema.Array(Schema.String)),
  tags: nullable(Schema.Array(Schema.String))
}).annotations({ identifier: "FlowTimerBody" })

/**
 * The input and settings of each run.
 *
 * @since 0.1.0
 * @category documents
 */
export interface FlowTimerBody extends Schema.Schema.Type<typeof wireFlowTimerBody> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const FlowTimerBody: Schema.Schema<FlowTimerBody> = wireFlowTimerBody

const wireFlowTimer = Schema.Struct({
  timer_type: Schema.Literal("flow"),
  /** UUID. */
  flow_id: Schema.String,
  name: nullable(Schema.String),
  schedule: TimerSchedule,
  body: FlowTimerBody
}).annotations({ identifier: "FlowTimer" })

/**
 * A new timer of flow runs. The token needs the scope of Timers with the flow's `user` scope as a dependency: see
 * `Scopes.timersWithFlows`.
 *
 * @since 0.1.0
 * @category documents
 */
export interface FlowTimer extends Schema.Schema.Type<typeof wireFlowTimer> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const FlowTimer: Schema.Schema<FlowTimer> = wireFlowTimer

/**
 * Makes the document of a timer that runs a flow.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (options: Omit<FlowTimer, "timer_type">): FlowTimer => ({
  timer_type: "flow",
  ...options,
  flow_id: canonicalId(options.flow_id)
})
