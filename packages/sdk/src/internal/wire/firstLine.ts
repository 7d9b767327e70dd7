/**
 * The first line of an error, which is its message: operation, method, origin and status, what happened, and what to do.
 */
import * as Duration from "effect/Duration"
import * as Predicate from "effect/Predicate"
import type { ApiErrorFields, Call } from "../../GlobusError.js"

/** What to do about an answer that is an error. */
const advice = {
  GlobusConsentRequired: "send the user to authorizeUrl(error.requirements), which asks for the consent",
  GlobusAuthorizationRequired: "send the user to authorizeUrl(error.requirements), to log in as the service asks",
  GlobusUnauthenticated: "log in again",
  GlobusPermissionDenied: "check who you are logged in as, and what that identity may do",
  GlobusNotFound: "check the id, or who you are logged in as",
  GlobusConflict: "look at what is there now",
  GlobusInvalidRequest: "change the request",
  GlobusRateLimited: "send fewer requests",
  GlobusCollectionFailure: "try again later, or ask the administrator of the collection",
  GlobusServiceUnavailable: "try again later",
  GlobusApiError: "check the base URL"
} as const

/** The tags of answers that are errors. */
export type Tag = keyof typeof advice

/** In one line, and not so long that the advice is lost behind it. */
const oneLine = (text: string): string => {
  const line = text.slice(0, 2000).trim().replace(/\s+/g, " ")
  return line.length > 400 ? `${line.slice(0, 400)}…` : line.replace(/[.,:;]$/, "")
}

const line = ({ method, operation, origin }: Call, happened: string, description: string, todo: string): string => {
  const said = [happened, oneLine(description)].filter((text) => text !== "").join(", ")
  return `${operation} ${method} ${origin}: ${said}${said.includes(": ") ? ";" : ":"} ${todo}`
}

/** Of an answer that is an error. */
export const ofAnswer = (tag: Tag, error: ApiErrorFields): string =>
  line(
    error,
    [error.status, error.code].filter(Predicate.isNotUndefined).join(" "),
    error.description,
    error.retryAfter === undefined ? advice[tag] : `${advice[tag]}, after ${Duration.format(error.retryAfter)}`
  )

/** Of a request that has no answer, or no whole one. */
export const ofNoAnswer = (error: Call & { readonly description: string }): string =>
  line(error, "the connection failed", error.description, "check the address and the network")

/** Of a request whose time is up. */
export const ofTimeout = (error: Call & { readonly description: string }): string =>
  line(error, "timed out", error.description, "give a longer timeout, or look at the network")

/** Of a success that is not as declared. */
export const ofDocument = (error: Call & { readonly description: string; readonly status: number }): string =>
  line(error, String(error.status), error.description, "look for a newer version of this SDK, or report it")

interface TooLarge extends Call {
  readonly status: number
  readonly part: string
  readonly limit: number
  readonly raise: "maxHeldBytes" | "maxBodyBytes"
}

/** Of an answer of which more would have to be held than may be. */
export const ofTooLarge = (error: TooLarge): string => {
  const { limit, part, raise, status } = error
  const option =
    raise === "maxHeldBytes" ? "maxHeldBytes among the client's options" : "maxBodyBytes of the HttpClient's layer"
  return line(
    error,
    String(status),
    `the ${part} has more than ${limit} bytes, the most that are held in memory`,
    `raise ${option}${part === "body" ? ", or read it as a stream" : ""}`
  )
}
