/** The token requests of a cache, as the sandbox saw them. Times are epoch milliseconds. */
import type { JournalEntry } from "@effect-globus/sandbox/Journal"
import * as Lag from "./Lag.js"
import * as FaultKind from "./FaultKind.js"
import type { Cache, RunRecord } from "./RunRecord.js"

export interface TokenRequest {
  readonly arrived: number
  /** Its end in the sandbox, before the client knows of it. */
  readonly ended: number
  /** `given up`: the client went away, as its deadline had passed. */
  readonly outcome: "issued" | "failed" | "given up"
  /** What the answer asks to wait, in milliseconds. */
  readonly retryAfter: number
  /** The fault that met it. */
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

/** The answer came when the client may have given up already: the sandbox does not know what the client knew. */
export const isUnclear = ({ arrived, ended }: TokenRequest, { lags, settings }: RunRecord): boolean =>
  ended - arrived + Lag.at(lags, arrived) + Lag.at(lags, ended) > settings.policy.deadline

/** When the client knew how it ended, at the earliest: from the answer, or from its deadline. */
export const knownAt = ({ arrived, ended }: TokenRequest, { lags, settings }: RunRecord): number =>
  Math.min(ended, arrived - Lag.at(lags, arrived) + settings.policy.deadline)
