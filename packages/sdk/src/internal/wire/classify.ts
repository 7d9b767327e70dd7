/** What an answer means, and what a failure means for sending again. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { ApiError, GlobusTimeout } from "../../GlobusError.js"
import type * as Retry from "../../Retry.js"
import * as apiError from "./apiError.js"
import { excerpt, readable } from "./excerpt.js"
import { type Strike, strikeAnswer } from "./strike.js"
import type { Answer, Endpoint, Failure } from "./types.js"

export const isSuccess = (status: number): boolean => status >= 200 && status < 300

/** An answer that is no success, as an error without the call's secrets. */
export const refuse = (endpoint: Endpoint, answer: Answer, strike: Strike): Effect.Effect<never, ApiError> => {
  const { headers, status } = answer
  const read = strikeAnswer({ status, headers, text: readable(answer.text, strike) }, strike)
  return Effect.flatMap(Clock.currentTimeMillis, (now) =>
    Effect.fail(excerpt(apiError.fromAnswer(endpoint.call, read, now, endpoint.sensitive)))
  )
}

/** Nothing was sent, or the whole answer is here: the retry schedule is not asked. */
export const isFinal = (error: Failure): error is Exclude<Failure, Retry.Failure["error"]> | GlobusTimeout => {
  switch (error._tag) {
    case "GlobusTimeout":
      return error.waitingFor === "token"
    case "GlobusLoginRequired":
    case "GlobusClientRejected":
    case "GlobusRefreshFailed":
    case "GlobusWrongResourceServer":
    case "GlobusUsageError":
    case "GlobusAnswerTooLarge":
    case "GlobusDecodeError":
      return true
    default:
      return false
  }
}
