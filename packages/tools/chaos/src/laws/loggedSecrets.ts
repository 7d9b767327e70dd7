/** No token and no secret stands in a logged line, of whatever level, an error's fields included. */
import type { Law } from "./Law.js"

/** As the sandbox makes them: access and refresh tokens. */
const token = /[AR]g[A-Za-z0-9_-]{48}/

export const loggedSecrets: Law = {
  name: "no token in a logged line",
  violations: ({ logged, secrets }) =>
    logged.flatMap((line) => {
      const [found] = [token.exec(line)?.[0], ...secrets.filter((secret) => line.includes(secret))].filter(
        (secret) => secret !== undefined
      )
      // Evidence without the secret: the report is a place to be read as well.
      return found === undefined ? [] : [`${line.replaceAll(found, "<secret>").slice(0, 300)}`]
    })
}
