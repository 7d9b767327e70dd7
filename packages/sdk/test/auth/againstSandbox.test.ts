import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import type { Options } from "@effect-globus/sandbox/Options"
import * as Sandbox from "@effect-globus/sandbox/Sandbox"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"
import * as AuthClient from "../../src/auth/AuthClient.js"
import type { AuthorizationFlow } from "../../src/auth/AuthorizationFlow.js"
import * as ConfidentialAppAuthClient from "../../src/auth/ConfidentialAppAuthClient.js"
import * as NativeAppAuthClient from "../../src/auth/NativeAppAuthClient.js"
import { Authorization } from "../../src/Authorization.js"
import { tokens as bearer } from "../script.js"

const redirect_uri = "https://portal.example.org/back"

const scopes = {
  transfer: "urn:globus:auth:scope:transfer.api.globus.org:all",
  groups: "urn:globus:auth:scope:groups.api.globus.org:view_my_groups_and_memberships"
}

const id = "35f45a42-c487-4f08-98f3-5ad3b338fe52"

const options: Options = {
  users: [{ username: "marie@example.org", name: "Marie", email: "marie@lab.example.org" }],
  clients: [{ id, secret: "s+e/c=r%e&t:ü€ of some length", redirectUris: [redirect_uri] }],
  accessTokenLife: "1 hour"
}

const sandbox = Sandbox.layerInProcess(options)

const confidential = Effect.flatMap(Sandbox.Sandbox, ({ baseUrl, confidentialClient }) =>
  ConfidentialAppAuthClient.make({ clientId: confidentialClient.id, clientSecret: confidentialClient.secret, baseUrl })
)

const native = Effect.flatMap(Sandbox.Sandbox, ({ baseUrl, nativeClient }) =>
  NativeAppAuthClient.make({ clientId: nativeClient.id, baseUrl })
)

/** Acts as a browser: visits the URL and returns the redirect. */
const visit = (url: string) =>
  HttpClient.get(url).pipe(
    Effect.provideService(FetchHttpClient.RequestInit, { redirect: "manual" }),
    Effect.map((response) => response.headers["location"] ?? "")
  )

const login = (flow: AuthorizationFlow) => Effect.flatMap(visit(flow.authorizeUrl()), (url) => flow.handleRedirect(url))

const asUser = (token: Redacted.Redacted) =>
  Effect.flatMap(Sandbox.Sandbox, ({ baseUrl }) =>
    Effect.provideService(
      AuthClient.make({ baseUrl }),
      Authorization,
      bearer(`Bearer ${Redacted.value(token)}`).service
    )
  )

const clients = [
  ["a confidential application", Effect.map(confidential, (client) => ({ client, start: client.oauth2StartFlow }))],
  ["a native application", Effect.map(native, (client) => ({ client, start: client.oauth2StartFlow }))]
] as const

describe("Against the sandbox", () => {
  for (const [who, make] of clients) {
    it.effect(`${who} logs a user in, refreshes, and revokes`, () =>
      Effect.gen(function* () {
        const { client, start } = yield* make
        const back = who === "a native application" ? "http://127.0.0.1:4711/" : redirect_uri
        const flow = yield* start({
          requested_scopes: ["openid", "profile", "email", scopes.transfer],
          redirect_uri: back,
          refresh_tokens: true
        })
        const tokens = yield* login(flow)
        expect(tokens.id_token_claims).toMatchObject({ preferred_username: "marie@example.org", nonce: flow.nonce })
        expect(tokens.expires_at_seconds).toBe(3600)
        const transfer = tokens.by_resource_server["transfer.api.globus.org"]
        const refresh_token = transfer?.refresh_token ?? Redacted.make("")

        yield* TestClock.adjust("50 minutes")
        const renewed = yield* client.oauth2RefreshToken({ refresh_token })
        expect(renewed).toMatchObject({ scope: scopes.transfer, expires_at_seconds: 3000 + 3600, other_tokens: [] })
        expect(Equal.equals(renewed.access_token, transfer?.access_token)).toBe(false)

        expect(yield* client.oauth2ValidateToken({ token: refresh_token })).toEqual({ active: true })
        expect(yield* client.oauth2RevokeToken({ token: refresh_token })).toEqual({ active: false })
        expect(yield* client.oauth2ValidateToken({ token: refresh_token })).toEqual({ active: false })
        expect(yield* Effect.flip(client.oauth2RefreshToken({ refresh_token }))).toMatchObject({
          code: "invalid_grant"
        })
      }).pipe(Effect.provide(sandbox))
    )
  }

  it.effect("a code does not work with another verifier", () =>
    Effect.gen(function* () {
      const client = yield* native
      const flow = yield* client.oauth2StartFlow({ requested_scopes: "openid" })
      const stolen = yield* client.oauth2StartFlow({ requested_scopes: "openid", state: flow.state })
      const back = yield* visit(flow.authorizeUrl())
      expect(yield* Effect.flip(stolen.handleRedirect(back))).toMatchObject({ code: "invalid_grant" })
    }).pipe(Effect.provide(sandbox))
  )

  it.effect("a login that the user refuses fails with that reason", () =>
    Effect.gen(function* () {
      const { refuseAuthorization } = yield* Sandbox.Sandbox
      yield* refuseAuthorization("access_denied", "Not today")
      const flow = yield* (yield* confidential).oauth2StartFlow({ requested_scopes: "openid", redirect_uri })
      const error = yield* Effect.flip(login(flow))
      expect(error).toMatchObject({ _tag: "GlobusLoginFailed", reason: "refused", error: "access_denied" })
    }).pipe(Effect.provide(sandbox))
  )

  it.effect("an application gets its own tokens for several services at once, and introspects them", () =>
    Effect.gen(function* () {
      const client = yield* confidential
      const tokens = yield* client.oauth2ClientCredentialsTokens({ requested_scopes: [scopes.transfer, scopes.groups] })
      expect(Object.keys(tokens.by_resource_server)).toEqual(["transfer.api.globus.org", "groups.api.globus.org"])
      expect(tokens.by_scope[scopes.groups]).toBe(tokens.other_tokens[0])
      expect(tokens.refresh_token).toBeUndefined()
      const found = yield* client.oauth2TokenIntrospect({ token: tokens.access_token, include: "identity_set" })
      expect(found).toMatchObject({
        active: true,
        client_id: id,
        scope: scopes.transfer,
        exp: 3600,
        identity_set: [id]
      })
      yield* TestClock.adjust("1 hour")
      expect(yield* client.oauth2TokenIntrospect({ token: tokens.access_token })).toEqual({ active: false })
    }).pipe(Effect.provide(sandbox))
  )

  it.effect("an application with a wrong secret gets that error", () =>
    Effect.gen(function* () {
      const { baseUrl } = yield* Sandbox.Sandbox
      const client = yield* ConfidentialAppAuthClient.make({
        clientId: id,
        clientSecret: Redacted.make("s e/c=r%e&t:ü€ of some length"),
        baseUrl
      })
      const error = yield* Effect.flip(client.oauth2ClientCredentialsTokens({ requested_scopes: scopes.transfer }))
      expect(error).toMatchObject({ _tag: "GlobusUnauthenticated", code: "invalid_client" })
    }).pipe(Effect.provide(sandbox))
  )

  it.effect("an unknown scope is refused by name", () =>
    Effect.gen(function* () {
      const client = yield* confidential
      const error = yield* Effect.flip(client.oauth2ClientCredentialsTokens({ requested_scopes: "urn:no:such" }))
      expect(error).toMatchObject({ _tag: "GlobusInvalidRequest", code: "invalid_scope" })
    }).pipe(Effect.provide(sandbox))
  )

  for (const keyIds of [false, true]) {
    it.effect(`an id token is accepted after the keys change, ${keyIds ? "with a kid" : "without a kid"}`, () =>
      Effect.gen(function* () {
        const { journal, rotateSigningKey } = yield* Sandbox.Sandbox
        const client = yield* confidential
        const flow = client.oauth2StartFlow({ requested_scopes: "openid", redirect_uri })
        const before = yield* Effect.flatMap(flow, login)
        yield* rotateSigningKey
        const after = yield* Effect.flatMap(flow, login)
        expect(after.id_token_claims?.sub).toBe(before.id_token_claims?.sub)
        expect((yield* journal).filter(({ path }) => path === "/jwk.json")).toHaveLength(2)
      }).pipe(Effect.provide(Sandbox.layerInProcess({ ...options, keyIds })))
    )
  }

  it.effect("a user's token gives userinfo and finds other identities", () =>
    Effect.gen(function* () {
      const { issueTokens, users } = yield* Sandbox.Sandbox
      const view = "urn:globus:auth:scope:auth.globus.org:view_identities"
      const { access_token } = yield* issueTokens({ scopes: ["openid", "email", view] })
      const auth = yield* asUser(Redacted.make(access_token))
      expect(yield* auth.userinfo()).toMatchObject({ sub: users[0].sub, email: "marie@lab.example.org" })
      const { identities } = yield* auth.getIdentities({ usernames: ["marie@example.org", "nobody@example.org"] })
      expect(identities.map(({ username }) => username)).toEqual(["marie@example.org"])
    }).pipe(Effect.provide(sandbox))
  )

  it.live("everything over a real socket", () =>
    Effect.gen(function* () {
      const client = yield* confidential
      const flow = yield* client.oauth2StartFlow({
        requested_scopes: `${scopes.transfer} openid`,
        redirect_uri,
        refresh_tokens: true
      })
      const tokens = yield* login(flow)
      expect(tokens.id_token_claims).toMatchObject({ nonce: flow.nonce, aud: id })
      const refresh_token = tokens.by_scope[scopes.transfer]?.refresh_token ?? Redacted.make("")
      expect((yield* client.oauth2RefreshToken({ refresh_token })).scope).toBe(scopes.transfer)
      expect(yield* client.oauth2RevokeToken({ token: refresh_token })).toEqual({ active: false })
    }).pipe(Effect.provide(Layer.merge(Sandbox.layer(options), FetchHttpClient.layer)))
  )
})
