/**
 * What the SDK counts, as Effect `Metric`s: they are there without any setting, and cost next to nothing while nobody reads
 * them. Export them with `NodeSdk` of `@effect/opentelemetry`, or read one with `Metric.value`. Names, units and attributes
 * follow OpenTelemetry's conventions. Each value has its unit as the attribute `unit`, where the exporter looks for it.
 *
 * Further attributes of every metric of calls: `globus.operation` (such as `operationLs`) and `server.address`. Labels of
 * `Effect.tagMetrics` are added.
 *
 * @since 0.1.0
 */
import * as Metric from "effect/Metric"
import * as MetricBoundaries from "effect/MetricBoundaries"

const seconds = MetricBoundaries.fromIterable([
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10
])

/**
 * How long calls took, in seconds: with their retries, the waiting for a token and for the rate limit. A call that failed has
 * `error.type`: the tag of its error, or `interrupted` or `defect`. The count of this histogram is the number of calls.
 *
 * @since 0.1.0
 * @category metrics
 */
export const callDuration: Metric.Metric.Histogram<number> = Metric.histogram(
  "globus.client.call.duration",
  seconds,
  "Duration of calls, with their retries"
)

/**
 * How many times a call was sent again. `error.type` is the tag of the error that was the reason.
 *
 * @since 0.1.0
 * @category metrics
 */
export const retries: Metric.Metric.Counter<number> = Metric.counter("globus.client.retries", {
  description: "Requests that were sent again",
  incremental: true
})

/**
 * How long calls waited before a request was sent, in seconds. `globus.wait.reason` is `retry` (the pause of the retry
 * schedule) or `limit` (the rate limit of `ClientOptions.limit`).
 *
 * @since 0.1.0
 * @category metrics
 */
export const waitTime: Metric.Metric.Counter<number> = Metric.counter("globus.client.wait.time", {
  description: "Time that calls waited before a request",
  incremental: true
})

/**
 * Bytes of files that were moved through this process over the HTTPS server of a collection. `network.io.direction` is
 * `receive` or `transmit`.
 *
 * @since 0.1.0
 * @category metrics
 */
export const fileBytes: Metric.Metric.Counter<number> = Metric.counter("globus.client.file.io", {
  description: "Bytes of files read from and written to collections over HTTPS",
  incremental: true
})

/**
 * Renewals of tokens. `globus.refresh.cause` and `globus.refresh.outcome` are those of `RefreshEvent`; `globus.resource_server`
 * is whose token it is, or `unknown`.
 *
 * @since 0.1.0
 * @category metrics
 */
export const refreshes: Metric.Metric.Counter<number> = Metric.counter("globus.token.refreshes", {
  description: "Renewals of tokens, by cause and outcome",
  incremental: true
})
