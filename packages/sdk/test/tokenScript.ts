/** A token endpoint that follows a script, for the laws of the token cache. */
import type { Token } from "@effect-globus/sdk/auth/TokenResponse"
import * as Errors from "@effect-globus/sdk/GlobusError"
import * as Clock from "effect/Clock"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Ref from "effect/Ref"

export const transfer = "transfer.api.globus.org"

export const hours = 3_600_000

const call = { operation: "oauth2Token", method: "POST", origin: "https://auth.globus.org", path: "/v2/oauth2/token" }

/** An answer of the token endpoint that is an error. */
export const refused = (
  tag: Errors.ApiError["_tag"],
  status: number,
  code?: string,
  retryAfter?: Duration.Duration
): Errors.GlobusError =>
  new Errors[tag]({
    ...call,
    status,
    code,
    description: "refused",
    requestId: undefined,
    resource: undefined,
    errors: [],
    requirements: undefined,
    retryAfter,
    body: ""
  })

export const down = refused("GlobusServiceUnavailable", 503)

export const reset = new Errors.GlobusNetworkError({ ...call, description: "ECONNRESET" })

export const invalidGrant = refused("GlobusInvalidRequest", 400, "invalid_grant")

/** A token by name that lives for so many seconds from now, or for as long as nobody says. */
export const token = (name: string, seconds: number | "unsaid" = 172_800): Effect.Effect<Token> =>
  Effect.map(Clock.currentTimeMillis, (now) => ({
    resource_server: transfer,
    access_token: Redacted.make(name),
    refresh_token: undefined,
    token_type: "Bearer",
    scope: "urn:globus:auth:scope:transfer.api.globus.org:all",
    expires_at_seconds: seconds === "unsaid" ? undefined : Math.floor(now / 1000) + seconds
  }))

/** An exchange that counts: the script is given the number of the request, from 1. */
export const endpoint = (script: (request: number) => Effect.Effect<Token, Errors.GlobusError>) =>
  Effect.map(Ref.make(0), (requests) => ({
    requests: Ref.get(requests),
    exchange: Effect.flatMap(
      Ref.updateAndGet(requests, (n) => n + 1),
      script
    )
  }))
