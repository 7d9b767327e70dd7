/** What a call's last argument may hold. */
import * as Duration from "effect/Duration"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import type { GlobusUsageError } from "../../GlobusError.js"
import { advise } from "../usage.js"

/** What the value of a header can be (RFC 9110, section 5.5): fetch refuses the rest, and shows it in its error. */
export const isHeaderValue = (text: string): boolean => /^[\t -~\x80-\xFF]*$/.test(text)

/** What a header of HTTP can be. */
export const isHeader = (name: string, value: unknown): boolean =>
  /^[!#$%&'*+.^_`|~\w-]+$/.test(name) && Predicate.isString(value) && isHeaderValue(value)

/** What the client of HTTP says itself of a request: how long it is, and how it goes over the connection. */
const ofTheWire = new Set(["connection", "content-length", "expect", "keep-alive", "transfer-encoding", "upgrade"])

/** The headers of a call's options, names in lower case. The authorizer's is not the caller's to set. */
export const checkHeaders = (
  headers: Readonly<Record<string, string>> = {}
): Either.Either<Readonly<Record<string, string>>, GlobusUsageError> => {
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const)
  if (lower.some(([name]) => name === "authorization")) {
    return advise("headers", "authorization comes from the client's authorizer; give the client another one")
  }
  const wire = lower.find(([name]) => ofTheWire.has(name))
  if (wire !== undefined) return advise("headers", `leave out ${wire[0]}: the HttpClient sets it, where it is needed`)
  const bad = lower.find(([name, value]) => !isHeader(name, value))
  return bad === undefined
    ? Either.right(Object.fromEntries(lower))
    : advise(
        "headers",
        `${JSON.stringify(bad[0])} is no header of HTTP: check its name, and its value for line ends and characters beyond Latin-1`
      )
}

/** What a body says that it is. */
export const checkContentType = (
  field: string,
  contentType: string | undefined
): Either.Either<void, GlobusUsageError> =>
  contentType === undefined || isHeader("content-type", contentType)
    ? Either.void
    : advise(field, "give a media type, such as application/octet-stream: it cannot be the value of a header")

/** A deadline; none for `Duration.infinity`. */
export const checkTimeout = (
  timeout: Duration.DurationInput
): Either.Either<Option.Option<Duration.Duration>, GlobusUsageError> => {
  const duration = Duration.decodeUnknown(timeout)
  return Option.isSome(duration) && Duration.greaterThan(duration.value, Duration.zero)
    ? Either.right(Option.filter(duration, Duration.isFinite))
    : advise("timeout", 'give a duration above zero, such as "30 seconds", or Duration.infinity for none')
}

const { from, most, standard } = { from: 64 * 1024, most: 2 ** 29 - 24, standard: 256 * 1024 * 1024 }

/** How much of an answer may be held. Longer pieces than the least come off no connection, and longer texts there are none. */
export const checkMaxHeldBytes = (bytes: number = standard): Either.Either<number, GlobusUsageError> =>
  Number.isSafeInteger(bytes) && bytes >= from && bytes <= most
    ? Either.right(bytes)
    : advise("maxHeldBytes", `give a whole number of bytes, from ${from} (64 KiB) to ${most} (the longest text of V8)`)

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
