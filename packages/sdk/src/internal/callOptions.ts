/** What a call's last argument may hold. */
import * as Duration from "effect/Duration"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import type { GlobusUsageError } from "../GlobusError.js"
import { advise } from "./usage.js"

/** What the value of a header can be (RFC 9110, section 5.5): fetch refuses the rest, and shows it in its error. */
export const isHeaderValue = (text: string): boolean => /^[\t -~\x80-\xFF]*$/.test(text)

/** The headers of a call's options, names in lower case. The authorizer's is not the caller's to set. */
export const checkHeaders = (
  headers: Readonly<Record<string, string>> = {}
): Either.Either<Readonly<Record<string, string>>, GlobusUsageError> => {
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const)
  if (lower.some(([name]) => name === "authorization")) {
    return advise("headers", "authorization comes from the client's authorizer; give the client another one")
  }
  const bad = lower.find(([name, value]) => !/^[!#$%&'*+.^_`|~\w-]+$/.test(name) || !isHeaderValue(value))
  return bad === undefined
    ? Either.right(Object.fromEntries(lower))
    : advise(
        "headers",
        `${JSON.stringify(bad[0])} is no header of HTTP: check its name, and its value for characters beyond Latin-1`
      )
}

/** A deadline; none for `Duration.infinity`. */
export const checkTimeout = (
  timeout: Duration.DurationInput
): Either.Either<Option.Option<Duration.Duration>, GlobusUsageError> => {
  const duration = Duration.decodeUnknown(timeout)
  return Option.isSome(duration) && Duration.greaterThan(duration.value, Duration.zero)
    ? Either.right(Option.filter(duration, Duration.isFinite))
    : advise("timeout", 'give a duration above zero, such as "30 seconds", or Duration.infinity for none')
}

/** How often to look at something that goes on. */
export const checkPollingInterval = (
  pollingInterval: Duration.DurationInput = "10 seconds"
): Either.Either<Duration.Duration, GlobusUsageError> => {
  const duration = Duration.decodeUnknown(pollingInterval)
  return Option.isSome(duration) &&
    Duration.greaterThanOrEqualTo(duration.value, Duration.seconds(1)) &&
    Duration.isFinite(duration.value)
    ? Either.right(duration.value)
    : advise("pollingInterval", "give at least one second, such as the default of 10 seconds")
}
