import * as AccessTokenAuthorizer from "@effect-globus/sdk/AccessTokenAuthorizer"
import * as AuthClient from "@effect-globus/sdk/auth/AuthClient"
import * as ConfidentialAppAuthClient from "@effect-globus/sdk/auth/ConfidentialAppAuthClient"
import { Authorization } from "@effect-globus/sdk/Authorization"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import { describe, expect, it, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { confidential, start, visit, wanted } from "./applications.js"
import * as ForeignServer from "./ForeignServer.js"

const server = (options?: ForeignServer.ForeignServer.Options) =>
  Layer.merge(ForeignServer.layer(options), FetchHttpClient.layer)

layer(server(), { excludeTestServices: true })("a login at oidc-provider", (it) => {
  for (const who of ["native", "confidential"] as const) {
    it.effect(`${who}: code with PKCE, state, nonce, an id token that is verified, and userinfo`, () =>
      Effect.gen(function* () {
        const { baseUrl } = yield* ForeignServer.ForeignServer
        const { client, flow } = yield* start[who]
        const tokens = yield* flow.handleRedirect(yield* visit(flow))
        expect(tokens.id_token_claims).toMatchObject({
          iss: baseUrl,
          aud: client.clientId,
          sub: ForeignServer.account.sub,
          nonce: flow.nonce
        })
        expect(tokens).toMatchObject({
          token_type: "Bearer",
          scope: wanted.requested_scopes,
          refresh_token: expect.anything()
        })
        expect(Math.abs((tokens.expires_at_seconds ?? 0) - Date.now() / 1000 - 3600)).toBeLessThan(60)

        const authorizer = yield* AccessTokenAuthorizer.make({ accessToken: tokens.access_token })
        const auth = yield* Effect.provideService(AuthClient.make({ baseUrl }), Authorization, authorizer)
        expect(yield* auth.userinfo()).toEqual(ForeignServer.account)
      })
    )
  }

  it.effect("token answers without a resource server: the tokens are there, but not by resource server", () =>
    Effect.gen(function* () {
      const { flow } = yield* start.native
      const tokens = yield* flow.handleRedirect(yield* visit(flow))
      expect(tokens.resource_server).toBeUndefined()
      expect(tokens.by_resource_server).toEqual({})
      expect(tokens.other_tokens).toEqual([])
      expect(Object.keys(tokens.by_scope)).toEqual(wanted.requested_scopes.split(" "))
      expect(tokens.by_scope["openid"]?.access_token).toEqual(tokens.access_token)
    })
  )

  it.effect("PKCE is optional for a confidential application, and always used by a native one", () =>
    Effect.gen(function* () {
      const { client } = yield* start.confidential
      const flow = yield* client.oauth2StartFlow({ ...wanted, redirect_uri: ForeignServer.portal, pkce: false })
      expect((yield* flow.handleRedirect(yield* visit(flow))).id_token_claims?.nonce).toBe(flow.nonce)
      const { flow: publicFlow } = yield* start.native
      expect(publicFlow.verifier).toBeDefined()
    })
  )

  it.effect("without openid there is no id token, and no nonce is sent", () =>
    Effect.gen(function* () {
      const { client } = yield* start.confidential
      const flow = yield* client.oauth2StartFlow({
        requested_scopes: "offline_access",
        redirect_uri: ForeignServer.portal
      })
      expect(flow.nonce).toBeUndefined()
      const tokens = yield* flow.handleRedirect(yield* visit(flow))
      expect(tokens.id_token_claims).toBeUndefined()
      expect(tokens.refresh_token).toBeDefined()
    })
  )

  it.effect("another flow cannot use a code, even with the same state", () =>
    Effect.gen(function* () {
      const { client, flow } = yield* start.native
      const thief = yield* client.oauth2StartFlow({
        ...wanted,
        redirect_uri: ForeignServer.loopback,
        state: flow.state
      })
      const back = yield* visit(flow)
      expect(yield* Effect.flip(thief.handleRedirect(back))).toMatchObject({ code: "invalid_grant", status: 400 })
    })
  )

  it.effect("a code works once", () =>
    Effect.gen(function* () {
      const { flow } = yield* start.native
      const back = yield* visit(flow)
      yield* flow.handleRedirect(back)
      expect(yield* Effect.flip(flow.handleRedirect(back))).toMatchObject({ code: "invalid_grant", status: 400 })
    })
  )

  it.effect("a redirect of another login is refused before anything is sent", () =>
    Effect.gen(function* () {
      const { flow } = yield* start.native
      const { flow: other } = yield* start.native
      const back = yield* visit(other)
      const before = yield* ForeignServer.tokenRequests
      expect(yield* Effect.flip(flow.handleRedirect(back))).toMatchObject({
        _tag: "GlobusLoginFailed",
        reason: "state"
      })
      expect(yield* ForeignServer.tokenRequests).toBe(before)
    })
  )

  it.effect("a wrong secret is invalid_client", () =>
    Effect.gen(function* () {
      const { baseUrl } = yield* ForeignServer.ForeignServer
      const { flow } = yield* start.confidential
      const impostor = yield* ConfidentialAppAuthClient.make({
        baseUrl,
        clientId: ForeignServer.confidential.id,
        clientSecret: Redacted.make("not-the-secret-of-it")
      })
      const { nonce, state, verifier } = flow
      const same = yield* impostor.oauth2StartFlow({
        ...wanted,
        redirect_uri: flow.redirect_uri,
        state,
        verifier,
        nonce
      })
      expect(yield* Effect.flip(same.handleRedirect(yield* visit(flow)))).toMatchObject({
        _tag: "GlobusUnauthenticated",
        code: "invalid_client"
      })
    })
  )

  it.effect("an id token of another client, another login, or with changed content is refused", () =>
    Effect.gen(function* () {
      const { client, flow } = yield* start.native
      const other = yield* confidential
      const { id_token } = yield* flow.handleRedirect(yield* visit(flow))
      const token = id_token === undefined ? "" : Redacted.value(id_token)
      const [header, payload, signature = ""] = token.split(".")
      const changed = `${header}.${payload}.${signature.startsWith("A") ? "B" : "A"}${signature.slice(1)}`
      const verify = (app: typeof client | typeof other, nonce: string | undefined, text = token) =>
        Effect.flip(app.verifyIdToken({ id_token: Redacted.make(text), nonce }))
      yield* client.verifyIdToken({ id_token: Redacted.make(token), nonce: flow.nonce })
      expect(yield* verify(other, flow.nonce)).toMatchObject({ _tag: "GlobusIdTokenInvalid", reason: "audience" })
      expect(yield* verify(client, "another")).toMatchObject({ _tag: "GlobusIdTokenInvalid", reason: "nonce" })
      expect(yield* verify(client, flow.nonce, changed)).toMatchObject({
        _tag: "GlobusIdTokenInvalid",
        reason: "signature"
      })
    })
  )
})

describe("oidc-provider with other settings", () => {
  it.live("a user who refuses: GlobusLoginFailed with the server's message", () =>
    Effect.gen(function* () {
      const { refuse } = yield* ForeignServer.ForeignServer
      yield* refuse
      const { flow } = yield* start.native
      expect(yield* Effect.flip(flow.handleRedirect(yield* visit(flow)))).toMatchObject({
        _tag: "GlobusLoginFailed",
        reason: "refused",
        error: "access_denied",
        message: expect.stringContaining("The user says no")
      })
      expect(yield* ForeignServer.tokenRequests).toBe(0)
    }).pipe(Effect.provide(server()))
  )

  for (const algorithm of ["RS256", "PS256", "EdDSA"] as const) {
    it.live(`id tokens signed by ${algorithm} are verified too`, () =>
      Effect.gen(function* () {
        const { client, flow } = yield* start.native
        const tokens = yield* flow.handleRedirect(yield* visit(flow))
        expect(tokens.id_token_claims?.sub).toBe(ForeignServer.account.sub)
        expect((yield* client.getOpenidConfiguration()).id_token_signing_alg_values_supported).toContain(algorithm)
        expect((yield* client.getJwk()).keys).toMatchObject([{ kid: "the-only-one", alg: algorithm }])
      }).pipe(Effect.provide(server({ algorithm })))
    )
  }
})
