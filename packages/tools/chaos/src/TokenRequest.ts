/** The token requests of a cache, as the sandbox saw them. Times are in epoch milliseconds. */
import type { JournalEntry } from "@effect-globus/sandbox/Journal"
import * as Lag from "./Lag.js"
import * as FaultKind from "./FaultKind.js"
import type { Cache, RunRecord } from "./RunRecord.js"

export interface TokenRequest {
  readonly arrived: number
  /** When it ended in the sandbox, before the client knows it. */
  readonly ended: number
  /** `given up`: the client closed the connection after its deadline. */
  readonly outcome: "issued" | "failed" | "given up"
  /** The `Retry-After` of the answer, in milliseconds. */
  readonly retryAfter: number
  /** The fault that it got. */
  readonly fault: string | undefined
}

const toRequest = (entry: JournalEntry): TokenRequest => {
  const fault = FaultKind.named(entry.faultName)
  const isIssued = entry.status === 200 && (fault === undefined || fault.believable === true)
  return {
    arrived: entry.time,
    ended: entry.endTime ?? Infinity,
    outcome:
      entry.outcome === "interrupted" ? "given up" : entry.outcome === "answered" && isIssued ? "issued" : "failed",
    retryAfter: entry.outcome === "answered" ? (fault?.retryAfter ?? 0) : 0,
    fault: entry.faultName
  }
}

/** In the order of arrival. */
export const ofCache = (run: RunRecord, { clientId }: Cache): ReadonlyArray<TokenRequest> =>
  run.journal.filter((entry) => entry.operation === "oauth2Token" && entry.clientId === clientId).map(toRequest)

/** Whether the client may have given up before the answer came. Then the sandbox cannot tell what the client knew. */
export const isUnclear = ({ arrived, ended }: TokenRequest, { lags, settings }: RunRecord): boolean =>
  ended - arrived + Lag.at(lags, arrived) + Lag.at(lags, ended) > settings.policy.deadline

/** The earliest time when the client knew the outcome: from the answer, or after its deadline. */
export const knownAt = ({ arrived, ended }: TokenRequest, { lags, settings }: RunRecord): number =>
  Math.min(ended, arrived - Lag.at(lags, arrived) + settings.policy.deadline)
