/** Why an exchange gave no token, and what becomes of the authorizer: pure functions. */
import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Option from "effect/Option"
import type { ApiError, GlobusError, GlobusUsageError } from "../../GlobusError.js"
import { GlobusClientRejected, isApiError, GlobusLoginRequired, GlobusRefreshFailed } from "../../GlobusError.js"
import type { Hands } from "../hands.js"
import { Late } from "./foreign.js"
import type { Grant, Refusal, State } from "./tokenState.js"

/** It may be otherwise the next time. */
const transient = (reason: string, why = reason, origin?: string): Refusal => ({
  reason,
  why,
  origin,
  retryAfter: 0,
  final: undefined
})

export const sameAgain = transient("the same token again", "it gave the same token again")
export const expired = transient("a token that has expired already", "it gave a token that has expired already")
export const rejected = transient("rejected", "the service rejected the token before")

/** OAuth's codes that refuse the application or its request for good (RFC 6749, section 5.2; RFC 8707), and the remedy. */
const remedies: ReadonlyMap<string, string> = new Map([
  ["invalid_client", "the application's id or secret is wrong: fix the configuration"],
  [
    "unauthorized_client",
    "the application's id or secret is wrong, or it may not use this grant: fix the configuration"
  ],
  ["invalid_scope", "a scope is unknown, malformed, or not for this application: fix the scopes"],
  ["unknown_scope", "a scope is unknown: fix the scopes"],
  ["unsupported_grant_type", "this token endpoint does not know the grant: fix the address of the login client"],
  ["unsupported_response_type", "this token endpoint does not know the grant: fix the address of the login client"],
  ["invalid_target", "the service that the token is to be for is unknown: fix the configuration"],
  ["invalid_request", "the token endpoint does not understand the request: fix the configuration"]
])

const finalOf = ({ code, status }: ApiError): Refusal["final"] => {
  if (status < 400 || status > 403 || code === undefined) return undefined
  return code === "invalid_grant" ? "login" : remedies.has(code) ? "client" : undefined
}

/** Status and code, unless the words have them. */
const answer = ({ code, description, status }: ApiError): string => {
  const known = [String(status), code].filter((text) => text !== undefined && !description.includes(text))
  return [known.join(" "), description].filter((text) => text !== "").join(": ")
}

const ofError = (error: GlobusError): Refusal => {
  if (error._tag === "GlobusUsageError") return { ...transient(error._tag, error.message), final: error }
  if (isApiError(error)) {
    return {
      reason: error.code ?? error._tag,
      why: answer(error),
      origin: error.origin,
      retryAfter: error.retryAfter === undefined ? 0 : Duration.toMillis(error.retryAfter),
      final: finalOf(error)
    }
  }
  const why = "description" in error ? error.description : error.message
  return transient(error._tag, why, "origin" in error ? error.origin : undefined)
}

/** What the end of an exchange says. A defect may hold anything, so nothing of it is shown. */
export const fromCause = (cause: Cause.Cause<GlobusError | Late>, deadline: Duration.Duration): Refusal =>
  Option.match(Cause.failureOption(cause), {
    onNone: () =>
      Cause.isInterrupted(cause)
        ? transient("interrupted", "the exchange was interrupted by the HttpClient or its middleware")
        : transient("defect", "the exchange died of a defect in the HttpClient or its middleware"),
    onSome: (error) =>
      error instanceof Late ? transient("timeout", `no answer within ${Duration.format(deadline)}`) : ofError(error)
  })

const tokenFor = (resourceServer: string | undefined) =>
  resourceServer === undefined ? "The token" : `The token for ${resourceServer}`

/** The end of an authorizer, until it is given a new grant. */
export const terminal = (
  final: Exclude<Refusal["final"], undefined>,
  { origin, reason, why }: Refusal,
  { grant, held }: State<Grant>,
  known: string | undefined
): GlobusLoginRequired | GlobusClientRejected | GlobusUsageError => {
  const resourceServer = held?.resourceServer ?? known
  if (final === "login") {
    return new GlobusLoginRequired({
      reason,
      resourceServer,
      message: `${tokenFor(resourceServer)} cannot be renewed, as ${origin ?? "the token endpoint"} refuses its grant (${why}): log in again`
    })
  }
  if (final !== "client") return final
  const { clientId, request } = grant
  return new GlobusClientRejected({
    reason,
    clientId,
    resourceServer,
    message: `${origin ?? "The token endpoint"} refuses ${request ?? "the request for a token"}${clientId === undefined ? "" : ` of application ${clientId}`} (${why}): ${remedies.get(reason) ?? "fix the configuration"}`
  })
}

/** There is no good token, and it is too early to try again. */
export const failure = (
  { generation, held, notBefore, refusal }: State<Grant>,
  now: Hands,
  known: string | undefined
): GlobusRefreshFailed => {
  const resourceServer = held?.resourceServer ?? known
  const pause = Math.ceil(Math.max(0, notBefore - now.steady))
  const { origin, reason, why } = refusal ?? transient("none", "there was no answer")
  const next = pause === 0 ? "at once" : `in ${Duration.format(Duration.millis(pause))}`
  return new GlobusRefreshFailed({
    reason,
    origin,
    resourceServer,
    nextAttempt: Math.round(now.wall + pause),
    message: `${tokenFor(resourceServer)} could not be ${generation === 0 ? "got" : "renewed"} from ${origin ?? "the token endpoint"} (${why}), and no good one is left; the next attempt may be made ${next}`
  })
}
