/** The sandbox for the foreign client: a user, a portal with an unusual secret, and a native application. */
import * as Sandbox from "@effect-globus/sandbox/Sandbox"
import { layer } from "@effect/vitest"

/** The redirect URI of the portal. Nothing listens there: the browser stops before it. */
export const portal = "https://portal.example.org/callback"

/** The redirect URI of a native application (RFC 8252, section 7.3). Nothing listens there. */
export const loopback = "http://127.0.0.1:4711/callback"

export const transferAll = "urn:globus:auth:scope:transfer.api.globus.org:all"

export const options: Sandbox.Options = {
  users: [{ username: "marie@example.org", name: "Marie", email: "marie@lab.example.org" }],
  // Has all characters that a client might encode or decode.
  clients: [{ secret: "a+b/c=%64:é€ and more ", redirectUris: [portal] }]
}

/** Tests that share one sandbox, with the real clock, since the foreign client uses that. */
export const sandbox = (changes: Sandbox.Options = {}) =>
  layer(Sandbox.layer({ ...options, ...changes }), { excludeTestServices: true })
