/** A cache makes one token request at a time, however many fibers wait for it. */
import * as TokenRequest from "../TokenRequest.js"
import type { Law } from "./Law.js"

export const singleFlight: Law = {
  name: "one token request at a time for each cache",
  violations: (run) =>
    run.caches.flatMap((cache) => {
      const requests = TokenRequest.ofCache(run, cache)
      return requests.flatMap((request, index) => {
        const next = requests[index + 1]
        const early = next === undefined ? 0 : TokenRequest.knownAt(request, run) - next.arrived
        return early > 0
          ? [`${cache.name}: request ${index + 2} came ${early} ms before the end of the one before it`]
          : []
      })
    })
}
