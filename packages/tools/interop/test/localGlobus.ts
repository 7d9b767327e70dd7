/** The sandbox that the foreign client meets: a user, a portal with an odd secret, and a native application. */
import * as Sandbox from "@effect-globus/sandbox/Sandbox"
import { layer } from "@effect/vitest"

/** Where the portal's users come back to. Nothing is there: the browser stops before it. */
export const portal = "https://portal.example.org/callback"

/** Where a native application listens (RFC 8252, section 7.3). Nothing does. */
export const loopback = "http://127.0.0.1:4711/callback"

export const transferAll = "urn:globus:auth:scope:transfer.api.globus.org:all"

export const options: Sandbox.Options = {
  users: [{ username: "marie@example.org", name: "Marie", email: "marie@lab.example.org" }],
  // Every character that somebody might encode or decode on the way.
  clients: [{ secret: "a+b/c=%64:é€ and more ", redirectUris: [portal] }]
}

/** Tests that share one sandbox, on the real clock: the foreign client knows no other. */
export const sandbox = (changes: Sandbox.Options = {}) =>
  layer(Sandbox.layer({ ...options, ...changes }), { excludeTestServices: true })
