import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"
import { inspect } from "node:util"
import type { TokenDocument } from "../../src/auth/AuthApi.js"
import * as TokenResponse from "../../src/auth/TokenResponse.js"

const document: TokenDocument = {
  access_token: "canary-transfer",
  token_type: "Bearer",
  expires_in: 100,
  scope: "transfer:all transfer:gcp",
  resource_server: "transfer.api.globus.org",
  refresh_token: "canary-refresh",
  other_tokens: [
    {
      access_token: "canary-auth",
      token_type: "bearer",
      expires_in: 200,
      scope: "openid email",
      resource_server: "auth.globus.org",
      id_token: "canary-id"
    }
  ]
}

describe("TokenResponse", () => {
  it("finds each token by resource server and by scope", () => {
    const tokens = TokenResponse.fromDocument(document, 1000)
    expect(Object.keys(tokens.by_resource_server)).toEqual(["transfer.api.globus.org", "auth.globus.org"])
    expect(Object.keys(tokens.by_scope)).toEqual(["transfer:all", "transfer:gcp", "openid", "email"])
    const [auth] = tokens.other_tokens
    expect(tokens.by_resource_server["auth.globus.org"]).toBe(auth)
    expect(tokens.by_scope["email"]).toBe(auth)
    expect(tokens.by_scope["transfer:gcp"]?.access_token).toBe(tokens.access_token)
    expect(Redacted.value(tokens.access_token)).toBe("canary-transfer")
  })

  it("gives each token its expiry in epoch seconds", () => {
    const tokens = TokenResponse.fromDocument(document, 1000)
    expect(tokens.expires_at_seconds).toBe(1100)
    expect(tokens.other_tokens[0]?.expires_at_seconds).toBe(1200)
  })

  it.effect("counts the expiry from the request, not from its slow answer", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(1_000_000)
      const fiber = yield* Effect.fork(TokenResponse.timed(Effect.delay(Effect.succeed(document), "30 seconds")))
      yield* TestClock.adjust("30 seconds")
      expect((yield* Fiber.join(fiber)).expires_at_seconds).toBe(1100)
    })
  )

  it("takes the bare answer of another OpenID server", () => {
    const tokens = TokenResponse.fromDocument({ access_token: "a", token_type: "bearer" }, 0)
    expect(tokens).toMatchObject({
      other_tokens: [],
      by_resource_server: {},
      by_scope: {},
      scope: "",
      resource_server: undefined,
      expires_at_seconds: undefined,
      refresh_token: undefined,
      id_token: undefined
    })
  })

  it("finds the id token, whichever token it came with", () => {
    const tokens = TokenResponse.fromDocument(document, 0)
    expect(tokens.id_token).toBe(tokens.other_tokens[0]?.id_token)
    expect(tokens.id_token === undefined ? "" : Redacted.value(tokens.id_token)).toBe("canary-id")
  })

  it("shows no token when it is printed", () => {
    const tokens = TokenResponse.fromDocument(document, 0)
    expect(JSON.stringify(tokens) + inspect(tokens, { depth: 9, showHidden: true })).not.toContain("canary")
  })
})
