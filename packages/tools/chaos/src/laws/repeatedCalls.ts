/**
 * A call is retried only if that does no harm and may help, not too early and not too often. It is retried after
 * transient failures. A call that is not safe to repeat is retried only if it was certainly not carried out (401, 429).
 * After a rejected token, it is sent once more.
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

/** Whether the caller may have given up before the end. Then the sandbox cannot tell what the client knew. */
const isLate = ({ endTime = Infinity, time }: JournalEntry, { lags, settings }: RunRecord): boolean =>
  endTime - time + Lag.at(lags, time) + Lag.at(lags, endTime) > settings.timeout

/** Why the request `next` must not follow the request `one`. */
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
  name: "calls are repeated only as their policy says",
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
          ...(second < requests.length - 1 ? ["it continued after a second 401"] : [])
        ].map((fault) => `call ${id}, ${operation}: ${fault}`)
      })
    )
  }
}
