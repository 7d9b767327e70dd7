/** A service sees only tokens that the caller's own cache got for this service, and no request without a token. */
import { resourceServer as authServer } from "@effect-globus/sdk/auth/AuthApi"
import { callId } from "../Call.js"
import type { Law } from "./Law.js"

export const ownTokens: Law = {
  name: "no request with an unknown or foreign token",
  violations: ({ caches, calls, journal }) => {
    const byClient = new Map(caches.map((cache) => [cache.clientId, cache]))
    const principals = new Map(calls.map(({ id, principal }) => [id, principal]))
    return journal.flatMap((entry) => {
      const { clientId, method, operation, path, scheme, service, tokenResourceServer } = entry
      const cache = byClient.get(clientId ?? "")
      const request = `${method} ${path}`
      if (operation === "oauth2Token") return cache === undefined ? [`${request}: from ${clientId}`] : []
      if (scheme !== "Bearer" || tokenResourceServer === undefined)
        return [`${request}: ${scheme ?? "no"} token, unknown`]
      if (tokenResourceServer !== service) return [`${request}: a token for ${tokenResourceServer}`]
      const principal = principals.get(callId(entry) ?? "")
      const isOwn =
        cache?.resourceServer === (service ?? authServer) && (principal ?? cache.principal) === cache.principal
      return isOwn ? [] : [`${request}: a token of ${cache?.name ?? clientId}, for ${principal}`]
    })
  }
}
