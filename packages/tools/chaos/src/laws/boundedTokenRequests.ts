/**
 * A cache makes no more token requests than its policy allows: the first one, one for each advisory window that may
 * have begun, one for each rejected token, and one for each failed request. The number of calls does not matter.
 */
import * as Lag from "../Lag.js"
import type { Cache, RunRecord } from "../RunRecord.js"
import * as TokenRequest from "../TokenRequest.js"
import type { Law } from "./Law.js"

/** The most requests that a cache may make in a run. */
export const bound = (run: RunRecord, cache: Cache): number => {
  const { policy, tokenLife } = run.settings
  const requests = TokenRequest.ofCache(run, cache)
  const [first] = requests
  const last = requests[requests.length - 1]
  if (first === undefined || last === undefined) return 1
  // A token's life counts from a whole second, so it may be up to one second shorter.
  const shortest = (tokenLife - 1000) * (1 - policy.advisoryShare)
  const rejected = new Set(
    run.journal.flatMap(({ clientId, outcome, status, token }) =>
      clientId === cache.clientId && outcome === "answered" && status === 401 && token !== undefined ? [token] : []
    )
  )
  const failed = requests.filter(({ outcome }) => outcome !== "issued").length
  return (
    1 + Math.floor((last.arrived - first.arrived + Lag.at(run.lags, first.arrived)) / shortest) + rejected.size + failed
  )
}

export const boundedTokenRequests: Law = {
  name: "no more token requests than the policy allows in the time",
  violations: (run) =>
    run.caches.flatMap((cache) => {
      const made = TokenRequest.ofCache(run, cache).length
      const most = bound(run, cache)
      return made > most ? [`${cache.name}: ${made} token requests, not at most ${most}`] : []
    })
}
