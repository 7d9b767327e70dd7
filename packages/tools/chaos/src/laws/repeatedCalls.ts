/**
 * A call is sent again when that does no harm and may help, not too soon and not too often: after what is transient; what
 * is not safe to repeat only when it certainly was not carried out (401, 429); once for a rejected token.
 */
import type { JournalEntry } from "@effect-globus/sandbox/Journal"
import { attempts } from "../Call.js"
import * as FaultKind from "../FaultKind.js"
import * as Lag from "../Lag.js"
import type { RunRecord } from "../RunRecord.js"
import type { Law } from "./Law.js"

const unsafe: ReadonlySet<string | undefined> = new Set(["operationMkdir", "operationRename"])
const transient: ReadonlySet<number | undefined> = new Set([401, 429, 500, 502, 503, 504])

/** Timers may be early by a moment, and clocks differ in their last digit. */
const slack = 20

const isAnswered = ({ outcome }: JournalEntry): boolean => outcome === "answered"

/** Its caller may have given up by its end: then the sandbox does not know what the client knew. */
const isLate = ({ endTime = Infinity, time }: JournalEntry, { lags, settings }: RunRecord): boolean =>
  endTime - time + Lag.at(lags, time) + Lag.at(lags, endTime) > settings.timeout

/** Why this request must not be followed by that one. */
const fault = (one: JournalEntry, next: JournalEntry, run: RunRecord): string | undefined => {
  if (unsafe.has(one.operation) && !(isAnswered(one) && (one.status === 401 || one.status === 429))) {
    return "it may have been carried out"
  }
  if (isLate(one, run) || one.outcome === "interrupted") return undefined
  const wait = isAnswered(one) ? (FaultKind.named(one.faultName)?.retryAfter ?? 0) : 0
  const early = (one.endTime ?? Infinity) + wait - next.time
  if (early > slack) return `it came ${early} ms too early`
  return isAnswered(one) && !transient.has(one.status) ? `the answer was ${one.status}` : undefined
}

export const repeatedCalls: Law = {
  name: "no call is repeated but as its policy says",
  violations: (run) => {
    const most = run.settings.maxRetries + 2
    return [...attempts(run.journal)].flatMap(([id, pages]) =>
      pages.flatMap((requests) => {
        const { operation } = requests[0]
        const faults = requests.flatMap((one, index) => {
          const next = requests[index + 1]
          const found = next === undefined ? undefined : fault(one, next, run)
          return found === undefined ? [] : [`another request after number ${index + 1}: ${found}`]
        })
        const rejected = requests.flatMap((one, index) =>
          isAnswered(one) && one.status === 401 && !isLate(one, run) ? [index] : []
        )
        const second = rejected[1] ?? Infinity
        return [
          ...faults,
          ...(requests.length > most ? [`${requests.length} requests, not at most ${most}`] : []),
          ...(second < requests.length - 1 ? ["it went on after a second 401"] : [])
        ].map((fault) => `call ${id}, ${operation}: ${fault}`)
      })
    )
  }
}
