/**
 * retry.json: scripted answers, and what is sent again, how often, and what comes of it in the end. Pauses are ours by
 * design, and are held only where a service asks for one: ours is at least as long.
 */
import type * as FileSystem from "@effect/platform/FileSystem"
import * as Retry from "@effect-globus/sdk/Retry"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { Finding } from "./Judgement.js"
import { judge, mismatches } from "./Judgement.js"
import { retryDifferences } from "./RetryDifferences.js"
import { hold, rows } from "./RecordedFile.js"
import type { Played } from "./RetryScript.js"
import { play, RecordedRetry, retryAfterOf } from "./RetryScript.js"
import type { Verdict } from "./Verdict.js"

/** What an outcome of Python's stands for: an answer, no answer, no answer in time, or that Python itself broke. */
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
    /** What Python pauses, where that is no matter of chance. */
    exact: sleeps[index]?.exact
  }))
  // A service asks for a pause, and Python makes it.
  const tooShort = asked.filter(({ asked, exact = 0, pause }) => asked > 0 && pause < exact)
  // A service asks for a pause, and Python makes one of its own.
  const heeded = asked.filter(
    ({ asked, exact, pause }) => asked > 0 && exact === undefined && pause >= Math.min(asked, capOf(row))
  )
  return judge(
    { row, ours },
    mismatches({
      attempts: [attempts, ours.attempts],
      outcome: [kindOf(outcome), ourKind(ours)],
      status: [outcome.status, ours.status],
      pauses: [[], tooShort],
      heeded: [[], heeded],
      headerCalls: [authorizerHeaderCalls ?? ours.headerCalls, ours.headerCalls],
      rejectCalls: [authorizerHandleCalls ?? ours.rejectCalls, ours.rejectCalls]
    }),
    retryDifferences
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
