/** Counts what calls do, in the metrics of `Metrics`. */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import type * as Metric from "effect/Metric"
import * as MetricLabel from "effect/MetricLabel"
import * as Option from "effect/Option"
import * as Metrics from "../../Metrics.js"
import { inFiber, metricLabelsOf, type Running } from "../effectInternals.js"

type Labels = ReadonlyArray<MetricLabel.MetricLabel>

/** Counts for the calls of one operation. Lengths of time are in milliseconds. */
export interface Meter {
  readonly succeeded: (fiber: Running, millis: number) => void
  readonly failed: (fiber: Running, cause: Cause.Cause<Tagged>, millis: number) => void
  readonly retried: (fiber: Running, reason: string) => void
  readonly waited: (fiber: Running, reason: "retry" | "limit", millis: number) => void
  readonly moved: (direction: "receive" | "transmit", bytes: number) => Effect.Effect<void>
}

interface Tagged {
  readonly _tag: string
}

/** A metric finds its value by the very array of labels, so each array is made once. */
const labelled = (labels: Labels, key: string): ((value: string) => Labels) => {
  const known = new Map<string, Labels>()
  return (value) => {
    const found = known.get(value) ?? [...labels, MetricLabel.make(key, value)]
    known.set(value, found)
    return found
  }
}

/** With the labels of `Effect.tagMetrics`. */
const update = <Type, Out>(
  fiber: Running,
  metric: Metric.Metric<Type, number, Out>,
  value: number,
  labels: Labels
): void => {
  const own = metricLabelsOf(fiber)
  metric.unsafeUpdate(value, own.length === 0 ? labels : [...labels, ...own])
}

const errorType = (cause: Cause.Cause<Tagged>): string =>
  Option.match(Cause.failureOption(cause), {
    onNone: () => (Cause.isInterruptedOnly(cause) ? "interrupted" : "defect"),
    onSome: ({ _tag }) => _tag
  })

const meterOf = (operation: string, server: string): Meter => {
  const labels = (unit: string) => [
    MetricLabel.make("globus.operation", operation),
    MetricLabel.make("server.address", server),
    MetricLabel.make("unit", unit)
  ]
  const seconds = labels("s")
  const withError = labelled(seconds, "error.type")
  const withReason = labelled(seconds, "globus.wait.reason")
  const becauseOf = labelled(labels("{request}"), "error.type")
  const withDirection = labelled(labels("By"), "network.io.direction")
  return {
    succeeded: (fiber, millis) => update(fiber, Metrics.callDuration, millis / 1_000, seconds),
    failed: (fiber, cause, millis) => update(fiber, Metrics.callDuration, millis / 1_000, withError(errorType(cause))),
    retried: (fiber, reason) => update(fiber, Metrics.retries, 1, becauseOf(reason)),
    waited: (fiber, reason, millis) => update(fiber, Metrics.waitTime, millis / 1_000, withReason(reason)),
    moved: (direction, bytes) =>
      inFiber((fiber) => {
        update(fiber, Metrics.fileBytes, bytes, withDirection(direction))
        return Effect.void
      })
  }
}

/** The meters of one server, by operation. */
export const make = (server: string): ((operation: string) => Meter) => {
  const meters = new Map<string, Meter>()
  return (operation) => {
    const meter = meters.get(operation) ?? meterOf(operation, server)
    meters.set(operation, meter)
    return meter
  }
}
