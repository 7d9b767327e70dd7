/**
 * `retry.json`: scripted answers, what is sent again and how often, and what comes of it. Our pauses are our own. They are
 * held only if a service asks for one: ours must be at least as long.
 */
import type * as FileSystem from "@effect/platform/FileSystem"
import * as Retry from "@effect-globus/sdk/Retry"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Judge from "./Judge.js"
import { compare } from "./Mismatch.js"
import { hold, rows } from "./RecordedFile.js"
import type { Played } from "./RetryScript.js"
import { play, RecordedRetry, retryAfterOf } from "./RetryScript.js"
import type { Finding, Verdict } from "./Verdict.js"

export interface HeldRetry {
  readonly row: RecordedRetry
  readonly ours: Played
}

/** The kind of Python's outcome: an answer, no answer, no answer in time, or an error of Python's runtime. */
const kindOf = ({ error, ok }: RecordedRetry["expect"]["outcome"]): string => {
  if (ok) return "success"
  if (error?.endsWith("APIError") === true) return "answer"
  if (error === "GlobusTimeoutError" || error === "GlobusConnectionTimeoutError") return "GlobusTimeout"
  return error === "NetworkError" || error === "GlobusConnectionError" ? "GlobusNetworkError" : `Python's ${error}`
}

const ourKind = ({ error, status }: Played): string =>
  error === undefined ? "success" : status === undefined ? error : "answer"

/** The seconds that `Retry-After` asks for, as a number or as a date on a clock that begins in 1970. */
const askedBy = (item: RecordedRetry["script"][number] | undefined): number => {
  const value = retryAfterOf(item)
  if (/^\d+$/.test(value)) return Number(value)
  return /^[A-Z][a-z]{2}, /.test(value) ? Date.parse(value) / 1000 : 0
}

/** The longest that a service can ask for. */
const capOf = ({ config: { maxSleep } }: RecordedRetry): number =>
  typeof maxSleep === "number" ? maxSleep : Duration.toSeconds(Retry.defaultPolicy.maxRetryAfter)

const judgeRetry = (row: RecordedRetry, ours: Played): Finding => {
  const { attempts, authorizerHandleCalls, authorizerHeaderCalls, outcome, sleeps } = row.expect
  const asked = ours.pauses.map((pause, index) => ({
    pause,
    asked: askedBy(row.script[index]),
    /** Python's pause, if it is not random. */
    exact: sleeps[index]?.exact
  }))
  // A service asks for a pause, and Python makes it.
  const tooShort = asked.filter(({ asked, exact = 0, pause }) => asked > 0 && pause < exact)
  // A service asks for a pause, and Python makes one of its own.
  const heeded = asked.filter(
    ({ asked, exact, pause }) => asked > 0 && exact === undefined && pause >= Math.min(asked, capOf(row))
  )
  return Judge.judge(
    compare({
      attempts: [attempts, ours.attempts],
      outcome: [kindOf(outcome), ourKind(ours)],
      status: [outcome.status, ours.status],
      pauses: [[], tooShort],
      heeded: [[], heeded],
      "header calls": [authorizerHeaderCalls ?? ours.headerCalls, ours.headerCalls],
      "reject calls": [authorizerHandleCalls ?? ours.rejectCalls, ours.rejectCalls]
    }),
    { kind: "retry", facts: { row, ours } }
  )
}

/** The verdicts of retry.json in a folder. */
export const verdicts = (folder: string): Effect.Effect<ReadonlyArray<Verdict>, never, FileSystem.FileSystem> =>
  hold(folder, "retry", {
    cases: rows({
      schema: RecordedRetry,
      subject: ({ client }) => client,
      hold: (row) => Effect.map(play(row), (ours) => judgeRetry(row, ours))
    })
  })
