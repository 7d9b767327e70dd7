/** Why there is no answer to give: the failure of an `HttpClient`, as what the program does next. */
import { isBodyTooLong, isDeadlineExceeded } from "@effect-globus/http/DeadlineHttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Duration from "effect/Duration"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import type { Call } from "../../GlobusError.js"
import { GlobusAnswerTooLarge, GlobusNetworkError, GlobusTimeout, GlobusUsageError } from "../../GlobusError.js"
import type { NoBody } from "../../Operation.js"
import type { Strike } from "./strike.js"
import type { Reading } from "./types.js"

/** Why there is no answer. */
export type NoAnswer = NoBody | GlobusUsageError

/** Why a request cannot be sent: the program's mistake, not the network's. */
class Unsendable extends Error {
  constructor(readonly field: string) {
    super(
      `the header ${field} has characters that no header can have: line ends, other control characters or letters beyond Latin-1`
    )
  }
}

export const unsendable = (
  request: HttpClientRequest.HttpClientRequest,
  header: string
): HttpClientError.RequestError =>
  new HttpClientError.RequestError({ request, reason: "Encode", cause: new Unsendable(header) })

/** The messages of an error and of its causes: text, and none of the objects, which print the request's headers. */
const messages = (error: unknown, depth = 0): ReadonlyArray<string> => {
  if (!Predicate.isRecord(error)) return []
  const own = Predicate.isString(error["message"]) && error["message"] !== "" ? [error["message"]] : []
  const code = Predicate.isString(error["code"]) ? [error["code"]] : []
  return depth > 4 ? own : [...own, ...code, ...messages(error["cause"], depth + 1)]
}

const networkError = (call: Call, error: HttpClientError.HttpClientError, strike: Strike): GlobusNetworkError => {
  const causes = [...new Set(messages(error.cause))].join(": ")
  return new GlobusNetworkError({
    ...call,
    description: strike(causes === "" ? (error.description ?? error.reason) : causes)
  })
}

/** No attempt will do better: the program hands over something else. */
const isUnsendable = (error: HttpClientError.HttpClientError): boolean =>
  error._tag === "RequestError" && (error.reason === "Encode" || error.reason === "InvalidUrl")

const cannotBeSent = (
  { cause, description, reason }: HttpClientError.HttpClientError,
  strike: Strike
): GlobusUsageError => {
  const why = cause instanceof Error ? cause.message : (description ?? reason)
  return new GlobusUsageError({
    field: cause instanceof Unsendable ? cause.field : "request",
    message: `The request cannot be sent: ${strike(why)}`
  })
}

/** The error of an answer of which there is more than may be held. */
export const tooLarge = (
  { call, maxHeldBytes }: Pick<Reading, "call" | "maxHeldBytes">,
  status: number,
  part: GlobusAnswerTooLarge["part"],
  limit = maxHeldBytes
): GlobusAnswerTooLarge => {
  const raise = limit < maxHeldBytes ? "maxBodyBytes" : "maxHeldBytes"
  return new GlobusAnswerTooLarge({ ...call, status, part, limit, raise })
}

export const timedOut = ({
  call,
  deadline,
  timeout = deadline
}: Pick<Reading, "call" | "deadline" | "timeout">): GlobusTimeout => {
  const whole = Option.getOrElse(timeout, () => Duration.infinity)
  return new GlobusTimeout({ ...call, timeout: whole, description: `no answer within ${Duration.format(whole)}` })
}

/** Why a client could not read an answer. */
export const noBody = (reading: Reading, error: HttpClientError.HttpClientError): NoBody => {
  const { call, deadline, strike } = reading
  // A client may keep the deadline itself.
  if (Option.isSome(deadline) && isDeadlineExceeded(error.cause)) {
    return timedOut(reading)
  }
  if (error._tag === "ResponseError" && isBodyTooLong(error.cause)) {
    return tooLarge(reading, error.response.status, "body", error.cause.limit)
  }
  return networkError(call, error, strike)
}

/** What a client's failure is to the program. */
export const noAnswer = (reading: Reading, error: HttpClientError.HttpClientError): NoAnswer =>
  isUnsendable(error) ? cannotBeSent(error, reading.strike) : noBody(reading, error)
