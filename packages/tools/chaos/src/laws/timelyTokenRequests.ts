/**
 * Each token request of a cache, except the first, comes when the policy allows it: the token is in its advisory
 * window, or a service answered 401 to it, or the back-off of a failed request is over. Renewals after a 401 have the
 * same back-off, and the cache waits as `Retry-After` asks.
 *
 * The law does not use the policy's own functions, so that it finds mistakes in them. A client decides some time before
 * its request arrives. If the sandbox cannot know a time exactly, the most permissive value counts.
 */
import type { JournalEntry } from "@effect-globus/sandbox/Journal"
import * as Lag from "../Lag.js"
import type { Cache, Settings } from "../RunRecord.js"
import type { TokenRequest } from "../TokenRequest.js"
import * as TokenRequests from "../TokenRequest.js"
import type { Law } from "./Law.js"

/** In milliseconds. Timers may fire a little early, and clocks may differ slightly. */
const slack = 20

/** The important times of a token that was requested at this time. */
const moments = (asked: number, { policy, tokenLife }: Settings) => {
  // The answer gives the life in seconds, counted from a whole second.
  const expiry = Math.floor(asked / 1000) * 1000 + tokenLife
  const life = expiry - asked
  const longest = policy.advisory.find(({ lifetime }) => life >= lifetime)?.window ?? 0
  return {
    /** The earliest beginning of the advisory window: jitter only makes the window shorter. */
    due: expiry - Math.min(longest, life * policy.advisoryShare),
    /** From here on, calls wait. */
    mandatory: expiry - Math.min(policy.mandatory, life * policy.mandatoryShare),
    /** From here on, the token is no longer used. */
    margin: expiry - Math.min(policy.margin, life * policy.marginShare),
    /** From here on, the token was used for longer than the longest pause, so a rejection counts as new. */
    proven: asked + policy.maxBackOff
  }
}

/** A token, by its earliest and latest possible request time. */
interface Token {
  readonly since: number
  readonly earliest: ReturnType<typeof moments>
  readonly latest: ReturnType<typeof moments>
}

/** What is known about a cache after one of its requests. */
interface State {
  readonly token: Token | undefined
  /** Consecutive renewals that did not help, or were certainly forced by a 401. */
  readonly failures: number
}

/** A 401 answer, and when its token was first seen. */
interface Rejection {
  readonly at: number
  readonly firstSeen: number
}

const rejections = (journal: ReadonlyArray<JournalEntry>, { clientId }: Cache): ReadonlyArray<Rejection> => {
  const firstSeen = new Map<string, number>()
  return journal.flatMap(({ endTime, outcome, status, time, token, ...entry }) => {
    if (token === undefined || entry.clientId !== clientId) return []
    firstSeen.set(token, firstSeen.get(token) ?? time)
    return outcome === "answered" && status === 401
      ? [{ at: endTime ?? Infinity, firstSeen: firstSeen.get(token) ?? time }]
      : []
  })
}

/** The shortest pause after this many failures. */
const pause = (failures: number, { leastDraw, policy }: Settings): number =>
  failures === 0 ? 0 : leastDraw * Math.min(policy.maxBackOff, policy.backOff * 2 ** (failures - 1))

/** The end of the back-off after a failed request, whose failure was known at `base`. */
const backOffEnd = (base: number, { failures, token }: State, settings: Settings): number => {
  const wanted = base + pause(failures, settings)
  if (token === undefined) return wanted
  // A pause ends when calls begin to wait, and from then on there are several tries.
  if (base < token.latest.mandatory) return Math.min(wanted, Math.max(base, token.earliest.mandatory))
  if (base < token.latest.margin) return Math.min(wanted, base + (token.latest.margin - token.latest.mandatory) / 6)
  return wanted
}

export const timelyTokenRequests: Law = {
  name: "no token request before the policy allows it",
  violations: (run) => {
    const { lags, settings } = run

    const ofCache = (cache: Cache): ReadonlyArray<string> => {
      const requests = TokenRequests.ofCache(run, cache)
      const rejected = rejections(run.journal, cache)

      /** The first 401 to the current token since a given time. */
      const rejection = ({ token }: State, from: number): number =>
        rejected.reduce(
          (first, { at, firstSeen }) =>
            token !== undefined && firstSeen >= token.since && at >= from ? Math.min(first, at) : first,
          Infinity
        )

      const after = (state: State, request: TokenRequest, isForced: boolean): State => {
        const failures = request.outcome === "issued" && !isForced ? 0 : state.failures + 1
        if (request.outcome !== "issued") return { ...state, failures }
        const earliest = moments(request.arrived - Lag.at(lags, request.arrived), settings)
        return { failures, token: { since: request.ended, earliest, latest: moments(request.arrived, settings) } }
      }

      const found: Array<string> = []
      let state: State = { token: undefined, failures: 0 }
      let isForced = false
      let isKnown = true
      requests.forEach((request, index) => {
        state = after(state, request, isForced)
        const next = requests[index + 1]
        if (next === undefined) return
        const { token } = state
        const base = TokenRequests.knownAt(request, run)
        const proven = token === undefined ? Infinity : rejection(state, token.earliest.proven - slack)
        const isIssued = request.outcome === "issued"
        const due = isIssued && token !== undefined ? token.earliest.due : 0
        const regular = isIssued
          ? Math.max(base + pause(state.failures, settings), Math.min(due, rejection(state, 0)))
          : backOffEnd(base, state, settings)
        const allowed = Math.max(Math.min(regular, proven), base + request.retryAfter)
        // If it is unknown whether the client got the token, nothing is known until it certainly gets one.
        if (isIssued) isKnown = !TokenRequests.isUnclear(request, run)
        if (isKnown && next.arrived + slack < allowed) {
          found.push(
            `${cache.name}: request ${index + 2} came ${Math.round(allowed - next.arrived)} ms too early, after one that ${
              isIssued ? "gave a token" : `failed (${request.fault ?? request.outcome})`
            }`
          )
        }
        isForced = isIssued && next.arrived + slack < due
        if (proven <= next.arrived) state = { ...state, failures: 0 }
      })
      return found
    }

    return run.caches.flatMap(ofCache)
  }
}
