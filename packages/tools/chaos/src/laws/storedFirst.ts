/** A token is used only after it was stored. Otherwise a rotated refresh token could be lost. */
import type { Law } from "./Law.js"

export const storedFirst: Law = {
  name: "no token is used before it is stored",
  violations: ({ journal, stored }) => {
    const times = new Map(stored.map(({ token, time }) => [token, time]))
    const seen = new Set<string>()
    return journal.flatMap(({ method, path, time, token }) => {
      if (token === undefined || seen.has(token)) return []
      seen.add(token)
      const since = times.get(token)
      if (since === undefined) return [`${method} ${path}: a token that was never stored`]
      return time >= since ? [] : [`${method} ${path}: ${since - time} ms before its token was stored`]
    })
  }
}
