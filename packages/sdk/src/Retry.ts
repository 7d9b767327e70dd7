/**
 * When a failed call is sent again. The decision is one pure function; around it stands a `Schedule`, which a program
 * replaces by its own in a client's options.
 *
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Random from "effect/Random"
import * as Schedule from "effect/Schedule"
import * as ScheduleDecision from "effect/ScheduleDecision"
import * as ScheduleInterval from "effect/ScheduleInterval"
import type { ApiError, GlobusNetworkError, GlobusTimeout } from "./GlobusError.js"

/**
 * A failed attempt, as a schedule sees it.
 *
 * @since 0.1.0
 * @category models
 */
export interface Failure {
  readonly error: ApiError | GlobusNetworkError | GlobusTimeout
  readonly method: string
  /** The call may arrive twice without harm: an idempotent method, or an operation that Globus makes so. */
  readonly repeatable: boolean
}

/**
 * The default policy's numbers.
 *
 * @since 0.1.0
 * @category models
 */
export interface Policy {
  /** How often a call is sent again, at most. Default 5, so 6 attempts. */
  readonly maxRetries: number
  /** The longest first pause; it doubles with each retry. Default 250 ms. */
  readonly base: Duration.Duration
  /** The longest pause of our own. Default 10 s. */
  readonly maxDelay: Duration.Duration
  /** The longest pause that a service's `Retry-After` can ask for. Default 60 s. */
  readonly maxRetryAfter: Duration.Duration
}

/**
 * The numbers of `schedule()`.
 *
 * @since 0.1.0
 * @category models
 */
export const defaultPolicy: Policy = {
  maxRetries: 5,
  base: Duration.millis(250),
  maxDelay: Duration.seconds(10),
  maxRetryAfter: Duration.seconds(60)
}

/**
 * Whether trying again may help, and does no harm: the failure is transient, and the call may arrive twice or certainly
 * did not arrive (429). A collection's own failure behind Transfer is no reason, unless Transfer says 503.
 *
 * @since 0.1.0
 * @category combinators
 */
export const isRetryable = (failure: Failure): boolean => {
  const { error } = failure
  switch (error._tag) {
    case "GlobusNetworkError":
    case "GlobusTimeout":
      return failure.repeatable
    case "GlobusRateLimited":
      return true
    case "GlobusServiceUnavailable":
    case "GlobusCollectionFailure":
      return (
        failure.repeatable &&
        [500, 502, 503, 504].includes(error.status) &&
        (error._tag === "GlobusServiceUnavailable" || error.status === 503)
      )
    default:
      return false
  }
}

/**
 * The pause before retry number `retry` (from 0), or none to give up: exponential with full jitter (`random` in
 * [0, 1)), at least what `Retry-After` asks, as far as the cap allows.
 *
 * @since 0.1.0
 * @category combinators
 */
export const decide = (
  failure: Failure,
  retry: number,
  random: number,
  policy: Policy = defaultPolicy
): Option.Option<Duration.Duration> => {
  if (retry >= policy.maxRetries || !isRetryable(failure)) return Option.none()
  const ceiling = Duration.min(Duration.times(policy.base, 2 ** retry), policy.maxDelay)
  const asked = "retryAfter" in failure.error ? (failure.error.retryAfter ?? Duration.zero) : Duration.zero
  return Option.some(Duration.max(Duration.times(ceiling, random), Duration.min(asked, policy.maxRetryAfter)))
}

/**
 * The default schedule, or one with other numbers. `Schedule.stop` in a client's options turns retries off.
 *
 * @since 0.1.0
 * @category constructors
 */
export const schedule = (policy: Partial<Policy> = {}): Schedule.Schedule<number, Failure> => {
  const numbers = { ...defaultPolicy, ...policy }
  return Schedule.makeWithState(0, (now, failure: Failure, retry) =>
    Effect.map(Random.next, (random) =>
      Option.match(decide(failure, retry, random, numbers), {
        onNone: () => [retry, retry, ScheduleDecision.done],
        onSome: (delay) => [
          retry + 1,
          retry + 1,
          ScheduleDecision.continueWith(ScheduleInterval.after(now + Duration.toMillis(delay)))
        ]
      })
    )
  )
}
