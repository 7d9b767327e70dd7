import { describe, expect, it } from "@effect/vitest"
import * as FastCheck from "effect/FastCheck"
import * as Redacted from "effect/Redacted"
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

  it("has the expiry of each token in epoch seconds", () => {
    const tokens = TokenResponse.fromDocument(document, 1000)
    expect(tokens.expires_at_seconds).toBe(1100)
    expect(tokens.other_tokens[0]?.expires_at_seconds).toBe(1200)
  })

  it("reads the minimal answer of another OpenID server", () => {
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

  it("finds the id token beside any of the tokens", () => {
    const tokens = TokenResponse.fromDocument(document, 0)
    expect(tokens.id_token).toBe(tokens.other_tokens[0]?.id_token)
    expect(tokens.id_token === undefined ? "" : Redacted.value(tokens.id_token)).toBe("canary-id")
  })

  const read = (replaced: object) => TokenResponse.fromDocument({ ...document, ...replaced }, 1000)

  it("reads seconds also as decimal text; anything else counts as absent", () => {
    const expiry = (expires_in: unknown) => read({ expires_in }).expires_at_seconds
    for (const [expires_in, expected] of [
      [3600, 4600],
      ["3600", 4600],
      [" 3600.5 ", 4600.5],
      ["-5", 995]
    ] as const) {
      expect([expires_in, expiry(expires_in)]).toEqual([expires_in, expected])
    }
    for (const odd of [null, undefined, "", "soon", "1e3", "0x10", "Infinity", Infinity, NaN, true, [3600], { s: 1 }]) {
      expect([odd, expiry(odd)]).toEqual([odd, undefined])
    }
  })

  it("a refresh token that is empty, blank, malformed or not text counts as absent", () => {
    for (const refresh_token of [
      null,
      undefined,
      "",
      " ",
      "\t",
      "line\nbreak",
      "caf\u00e9",
      "\u0000",
      7,
      true,
      ["a"],
      {}
    ]) {
      expect([refresh_token, read({ refresh_token }).refresh_token]).toEqual([refresh_token, undefined])
    }
    // RFC 6749, A.17, allows spaces inside.
    const inside = read({ refresh_token: "a b~" }).refresh_token
    expect(inside === undefined ? undefined : Redacted.value(inside)).toBe("a b~")
  })

  it("an answer keeps its access token and its refresh token, whatever its other members are", () => {
    const odd = FastCheck.anything()
    FastCheck.assert(
      FastCheck.property(odd, odd, odd, odd, odd, (other_tokens, scope, expires_in, resource_server, id_token) => {
        const tokens = read({ other_tokens, scope, expires_in, resource_server, id_token })
        expect(Redacted.value(tokens.access_token)).toBe("canary-transfer")
        expect(tokens.refresh_token && Redacted.value(tokens.refresh_token)).toBe("canary-refresh")
        expect(typeof tokens.scope).toBe("string")
        expect(["string", "undefined"]).toContain(typeof tokens.resource_server)
        const { expires_at_seconds } = tokens
        expect(expires_at_seconds === undefined || Number.isFinite(expires_at_seconds)).toBe(true)
      })
    )
  })

  it("leaves out an invalid further token, and keeps the others", () => {
    const [good] = Array.isArray(document.other_tokens) ? document.other_tokens : []
    const bad = [null, "text", 5, [], {}, { ...good, access_token: "" }, { ...good, token_type: "mac" }]
    for (const other of bad) {
      expect(read({ other_tokens: [other, good, other] }).other_tokens.map(({ scope }) => scope)).toEqual([
        "openid email"
      ])
    }
    for (const other_tokens of [null, "text", {}, 5]) expect(read({ other_tokens }).other_tokens).toEqual([])
  })

  it("shows no token when it is printed", () => {
    const tokens = TokenResponse.fromDocument(document, 0)
    expect(JSON.stringify(tokens) + inspect(tokens, { depth: 9, showHidden: true })).not.toContain("canary")
  })
})
