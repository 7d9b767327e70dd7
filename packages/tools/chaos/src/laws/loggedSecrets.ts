/** No log line of any level contains a token or a secret, also not in the fields of an error. */
import type { Law } from "./Law.js"

/** The form of the sandbox's access and refresh tokens. */
const token = /[AR]g[A-Za-z0-9_-]{48}/

export const loggedSecrets: Law = {
  name: "no token in a logged line",
  violations: ({ logged, secrets }) =>
    logged.flatMap((line) => {
      const [found] = [token.exec(line)?.[0], ...secrets.filter((secret) => line.includes(secret))].filter(
        (secret) => secret !== undefined
      )
      // The report must not show the secret either.
      return found === undefined ? [] : [`${line.replaceAll(found, "<secret>").slice(0, 300)}`]
    })
}
