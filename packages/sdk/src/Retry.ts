/**
 * When a failed call is sent again. The decision is a pure function, and a `Schedule` wraps it. A program can give its
 * own schedule in the options of a client.
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
  /** The call may arrive twice without harm: its method is idempotent, or Globus recognizes the second call. */
  readonly repeatable: boolean
}

/**
 * The numbers of the retry policy.
 *
 * @since 0.1.0
 * @category models
 */
export interface Policy {
  /** The most retries of a call. Default: 5, so 6 attempts. */
  readonly maxRetries: number
  /** The upper bound of the first pause. The bound doubles with each retry. Default: 250 ms. */
  readonly base: Duration.Duration
  /** The upper bound of all pauses that `Retry-After` does not prolong. Default: 10 s. */
  readonly maxDelay: Duration.Duration
  /** The longest pause that a service can ask for by `Retry-After`. Default: 60 s. */
  readonly maxRetryAfter: Duration.Duration
}

/**
 * The default numbers.
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
 * Whether a retry may help and does no harm: the failure is transient, and the call may arrive twice or was refused
 * (429). A failure of a collection behind Transfer is retried only if Transfer answers 503.
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
 * The pause before retry number `retry` (from 0), or none to give up. The pause is exponential with full jitter
 * (`random` is in [0, 1)), and at least as long as `Retry-After` asks, up to `maxRetryAfter`.
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
 * The default schedule, or one with other numbers. To turn retries off, give `Retry.never` in the options of
 * a client.
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

/**
 * No retries, for the options of a client.
 *
 * @since 0.1.0
 * @category constructors
 */
// oxlint-disable-next-line no-restricted-properties -- The name for it: a later Effect has no such schedule.
export const never: Schedule.Schedule<void> = Schedule.stop
