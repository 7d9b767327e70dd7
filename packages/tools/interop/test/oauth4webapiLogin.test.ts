import { Sandbox } from "@effect-globus/sandbox/Sandbox"
import { expect } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as oauth from "oauth4webapi"
import * as ForeignClient from "./ForeignClient.js"
import { loopback, portal, sandbox, transferAll } from "./localGlobus.js"

const native = Effect.flatMap(Sandbox, ({ nativeClient }) => ForeignClient.make(nativeClient))
const confidential = Effect.flatMap(Sandbox, ({ confidentialClient }) => ForeignClient.make(confidentialClient))

/** The applications and their redirect URIs. */
const applications = [
  ["a public client, with no authentication", native, loopback],
  ["a confidential client, by Basic", confidential, portal]
] as const

sandbox()("oauth4webapi logs a user in", (it) => {
  it.effect("discovery: the issuer is the requested URL, and the document is complete", () =>
    Effect.gen(function* () {
      const { baseUrl } = yield* Sandbox
      const server = yield* ForeignClient.discover
      const origin = baseUrl.slice(0, -1)
      expect(server).toMatchObject({
        issuer: origin,
        authorization_endpoint: `${origin}/v2/oauth2/authorize`,
        token_endpoint: `${origin}/v2/oauth2/token`,
        userinfo_endpoint: `${origin}/v2/oauth2/userinfo`,
        introspection_endpoint: `${origin}/v2/oauth2/token/introspect`,
        revocation_endpoint: `${origin}/v2/oauth2/token/revoke`,
        jwks_uri: `${origin}/jwk.json`,
        response_types_supported: ["code"],
        subject_types_supported: ["public"],
        code_challenge_methods_supported: ["S256"],
        // As at Globus, although OpenID Connect Discovery, section 3, requires RS256.
        id_token_signing_alg_values_supported: ["RS512"]
      })
    })
  )

  for (const [who, application, redirectUri] of applications) {
    it.effect(`${who}: code with PKCE, id token, its signature, userinfo`, () =>
      Effect.gen(function* () {
        const { users } = yield* Sandbox
        const client = yield* application
        const { claims, tokens } = yield* client.login(redirectUri)
        expect(tokens).toMatchObject({ token_type: "bearer", expires_in: 172_800, scope: "openid profile email" })
        expect(tokens).not.toHaveProperty("refresh_token")
        expect(claims).toMatchObject({
          iss: client.server.issuer,
          aud: client.client.client_id,
          sub: users[0].sub,
          preferred_username: "marie@example.org",
          email: "marie@lab.example.org"
        })
        const userinfo = yield* client.userinfo(tokens.access_token, users[0].sub)
        expect(userinfo).toMatchObject({ sub: users[0].sub, name: "Marie", email: "marie@lab.example.org" })
      })
    )
  }

  it.effect("a confidential client may go without PKCE", () =>
    Effect.gen(function* () {
      const client = yield* confidential
      const none = { code_challenge: undefined, code_challenge_method: undefined }
      const visit = yield* client.authorize(portal, none)
      const response = yield* client.requestTokens(yield* client.validate(visit), portal, oauth.nopkce)
      const tokens = yield* client.processTokens(response, { expectedNonce: visit.nonce })
      expect(tokens.scope).toBe("openid profile email")
    })
  )

  it.effect("without a nonce the id token has none, and without a state the redirect has none", () =>
    Effect.gen(function* () {
      const client = yield* native
      const visit = yield* client.authorize(loopback, { nonce: undefined, state: undefined })
      expect(visit.back.searchParams.has("state")).toBe(false)
      const parameters = yield* ForeignClient.step(() =>
        oauth.validateAuthResponse(client.server, client.client, visit.back, oauth.expectNoState)
      )
      const response = yield* client.requestTokens(parameters, loopback, visit.verifier)
      // Without an expected nonce, the client accepts only an id token without one.
      const tokens = yield* client.processTokens(response, { requireIdToken: true })
      expect(oauth.getValidatedIdTokenClaims(tokens)).not.toHaveProperty("nonce")
    })
  )

  it.effect("without openid there is no id token", () =>
    Effect.gen(function* () {
      const client = yield* native
      const visit = yield* client.authorize(loopback, { scope: transferAll, nonce: undefined })
      const response = yield* client.requestTokens(yield* client.validate(visit), loopback, visit.verifier)
      const tokens = yield* client.processTokens(response, {})
      expect(tokens).toMatchObject({ scope: transferAll, resource_server: "transfer.api.globus.org" })
      expect(oauth.getValidatedIdTokenClaims(tokens)).toBeUndefined()
    })
  )

  it.effect(
    "the id token and the token for userinfo are at the top level, whichever scope is first (OpenID Connect Core, 3.1.3.3)",
    () =>
      Effect.gen(function* () {
        const client = yield* native
        const { claims, tokens } = yield* client.login(loopback, { scope: `${transferAll} openid email` })
        expect(tokens).toMatchObject({
          resource_server: "auth.globus.org",
          other_tokens: [{ resource_server: "transfer.api.globus.org" }]
        })
        const { email } = yield* client.userinfo(tokens.access_token, claims?.sub ?? "")
        expect(email).toBe("marie@lab.example.org")
      })
  )

  it.effect("access_type=offline gives a refresh token for each resource server", () =>
    Effect.gen(function* () {
      const client = yield* native
      const { tokens } = yield* client.login(loopback, { scope: `openid ${transferAll}`, access_type: "offline" })
      expect(tokens).toMatchObject({
        refresh_token: expect.any(String),
        other_tokens: [{ resource_server: "transfer.api.globus.org", refresh_token: expect.any(String) }]
      })
    })
  )

  it.effect("a wrong nonce and another client's id token are refused", () =>
    Effect.gen(function* () {
      const client = yield* native
      const visit = yield* client.authorize(loopback)
      const response = yield* client.requestTokens(yield* client.validate(visit), loopback, visit.verifier)
      const same = response.clone()
      expect(yield* Effect.flip(client.processTokens(response, { expectedNonce: "another" }))).toMatchObject({
        code: oauth.JWT_CLAIM_COMPARISON,
        claim: "nonce"
      })
      const other = yield* confidential
      expect(yield* Effect.flip(other.processTokens(same, { expectedNonce: visit.nonce }))).toMatchObject({
        code: oauth.JWT_CLAIM_COMPARISON,
        claim: "aud"
      })
    })
  )

  it.effect("max_age is not supported: id tokens have last_authentication and no auth_time", () =>
    Effect.gen(function* () {
      const client = yield* native
      const visit = yield* client.authorize(loopback, { max_age: "3600" })
      const response = yield* client.requestTokens(yield* client.validate(visit), loopback, visit.verifier)
      const same = response.clone()
      const error = yield* Effect.flip(client.processTokens(response, { expectedNonce: visit.nonce, maxAge: 3600 }))
      expect(error).toMatchObject({ code: oauth.INVALID_RESPONSE, message: expect.stringContaining("auth_time") })
      const tokens = yield* client.processTokens(same, { expectedNonce: visit.nonce })
      expect(oauth.getValidatedIdTokenClaims(tokens)).toMatchObject({ last_authentication: expect.any(Number) })
    })
  )
})
