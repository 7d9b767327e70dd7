import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"
import type { Options } from "../../src/Options.js"
import { layerInProcess, Sandbox } from "../../src/Sandbox.js"
import * as Ask from "../ask.js"

const inProcess = (options?: Options) => Effect.provide(layerInProcess(options))

const refresh = (refreshToken: string, client: Ask.Identification) =>
  Ask.token({ grant_type: "refresh_token", refresh_token: refreshToken }, client)

describe("client credentials", () => {
  it.effect("give the client a token of its own: no refresh token, no id token, no state", () =>
    Effect.gen(function* () {
      const { confidentialClient } = yield* Sandbox
      const answer = yield* Ask.token({ grant_type: "client_credentials", scope: "openid email" }, confidentialClient)
      expect(answer.status).toBe(200)
      expect(answer.body).toStrictEqual({
        access_token: expect.stringMatching(/^.{40,}$/),
        token_type: "Bearer",
        expires_in: 172_800,
        scope: "openid email",
        resource_server: "auth.globus.org",
        other_tokens: []
      })
      expect(answer.headers["cache-control"]).toBe("no-store")
      const who = yield* Ask.post(
        "/v2/oauth2/token/introspect",
        { token: String(answer.body["access_token"]) },
        confidentialClient
      )
      expect(who.body["username"]).toBe(`${confidentialClient.id}@clients.auth.globus.org`)
    }).pipe(inProcess())
  )

  it.effect("several resource servers: the first scope's on top, the others in other_tokens", () =>
    Effect.gen(function* () {
      const { confidentialClient } = yield* Sandbox
      const scope = `${Ask.transferAll} openid ${Ask.groupsAll}`
      const { body } = yield* Ask.token({ grant_type: "client_credentials", scope }, confidentialClient)
      expect(body).toMatchObject({
        resource_server: "transfer.api.globus.org",
        scope: Ask.transferAll,
        other_tokens: [
          { resource_server: "auth.globus.org", scope: "openid", token_type: "Bearer", expires_in: 172_800 },
          { resource_server: "groups.api.globus.org", scope: Ask.groupsAll }
        ]
      })
    }).pipe(inProcess())
  )

  it.effect("an unknown scope and none at all are invalid_scope", () =>
    Effect.gen(function* () {
      const { confidentialClient } = yield* Sandbox
      for (const scope of [{ scope: "openid else" }, { scope: "" }, {}]) {
        const answer = yield* Ask.token({ grant_type: "client_credentials", ...scope }, confidentialClient)
        expect([answer.status, answer.body["error"]]).toStrictEqual([400, "invalid_scope"])
      }
      expect((yield* Ask.token({ grant_type: "client_credentials" })).body["error"]).toBe("invalid_client")
    }).pipe(inProcess())
  )

  it.effect("are not for a public client", () =>
    Effect.gen(function* () {
      const { nativeClient } = yield* Sandbox
      const answer = yield* Ask.token({ grant_type: "client_credentials", scope: "openid" }, nativeClient)
      expect([answer.status, answer.body["error"]]).toStrictEqual([400, "unauthorized_client"])
    }).pipe(inProcess())
  )
})

describe("client authentication", () => {
  for (const secret of ["a+b/c=d%20e", "pass:word", "Grüße 鍵 \u{1F511}", "%2B+%"]) {
    it.effect(`a secret such as ${secret} is taken as it is`, () =>
      Effect.gen(function* () {
        const { confidentialClient } = yield* Sandbox
        const form = { grant_type: "client_credentials", scope: "openid" }
        expect((yield* Ask.token(form, confidentialClient)).status).toBe(200)
        const wrong = { ...confidentialClient, secret: Redacted.make(encodeURIComponent(secret) + "!") }
        expect((yield* Ask.token(form, wrong)).status).toBe(401)
      }).pipe(inProcess({ clients: [{ secret }] }))
    )
  }

  it.effect("a wrong secret, an unknown client and none at all are invalid_client, with a challenge", () =>
    Effect.gen(function* () {
      const { confidentialClient } = yield* Sandbox
      const form = { grant_type: "client_credentials", scope: "openid" }
      for (const client of [
        { ...confidentialClient, secret: Redacted.make("wrong") },
        { id: "6f1a4bb4-9d2b-4d3c-8d2e-1f5b3c1d2e3f", secret: confidentialClient.secret },
        { id: confidentialClient.id, secret: undefined },
        undefined
      ]) {
        const answer = yield* Ask.token(form, client)
        expect([answer.status, answer.body["error"]]).toStrictEqual([401, "invalid_client"])
        expect(answer.headers["www-authenticate"]).toMatch(/^Basic /)
      }
    }).pipe(inProcess())
  )

  const inForm = (client: { readonly id: string }, secret: string) => ({
    client_id: client.id,
    client_secret: secret
  })

  it.effect("a secret in the form is as good as one by Basic, wherever a client says who it is", () =>
    Effect.gen(function* () {
      const { confidentialClient, issueTokens } = yield* Sandbox
      const own = inForm(confidentialClient, Redacted.value(confidentialClient.secret))
      const tokens = yield* issueTokens({ scopes: "openid", refreshTokens: true })
      const one = yield* Ask.token({ grant_type: "client_credentials", scope: "openid", ...own })
      const two = yield* Ask.token({
        grant_type: "refresh_token",
        refresh_token: tokens.refresh_token ?? "",
        ...own
      })
      expect([one.status, two.status]).toStrictEqual([200, 200])
      const form = { token: tokens.access_token, ...own }
      for (const [path, active] of [
        ["/v2/oauth2/token/introspect", true],
        ["/v2/oauth2/token/validate", true],
        ["/v2/oauth2/token/revoke", false]
      ] as const) {
        const answer = yield* Ask.post(path, form)
        expect([path, answer.status, answer.body["active"]]).toStrictEqual([path, 200, active])
        const wrong = yield* Ask.post(path, { ...form, client_secret: "wrong" })
        expect([path, wrong.status, wrong.body["error"]]).toStrictEqual([path, 401, "invalid_client"])
      }
    }).pipe(inProcess({ clients: [{ secret: "a+b/c=&d%20e" }] }))
  )

  it.effect("a secret sent in two ways at once is invalid_request, also where both are right", () =>
    Effect.gen(function* () {
      const { confidentialClient } = yield* Sandbox
      const both = inForm(confidentialClient, Redacted.value(confidentialClient.secret))
      for (const path of ["", "/introspect", "/revoke", "/validate"]) {
        const form = { grant_type: "client_credentials", scope: "openid", token: "any", ...both }
        const answer = yield* Ask.post(`/v2/oauth2/token${path}`, form, confidentialClient)
        expect([path, answer.status, answer.body["error"]]).toStrictEqual([path, 400, "invalid_request"])
      }
    }).pipe(inProcess())
  )

  it.effect("client_id in the form beside Basic is no second way, and an empty secret is none", () =>
    Effect.gen(function* () {
      const { confidentialClient, nativeClient } = yield* Sandbox
      const form = { grant_type: "client_credentials", scope: "openid", client_id: confidentialClient.id }
      expect((yield* Ask.token(form, confidentialClient)).status).toBe(200)
      const code = yield* Ask.login()
      expect((yield* Ask.exchange(code, { client_secret: "" })).status).toBe(200)
      expect((yield* Ask.exchange(yield* Ask.login(), { client_secret: "made up" })).body["error"]).toBe(
        "invalid_client"
      )
      expect(nativeClient.secret).toBeUndefined()
    }).pipe(inProcess())
  )
})

describe("refresh tokens", () => {
  it.effect("give one document for their resource server, as often as one likes", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox
      const scopes = `openid ${Ask.transferAll}`
      const tokens = yield* sandbox.issueTokens({ scopes, refreshTokens: true })
      const transfer = tokens.other_tokens[0]
      expect(transfer?.refresh_token).not.toBe(tokens.refresh_token)
      const client = sandbox.confidentialClient
      const one = yield* refresh(transfer?.refresh_token ?? "", client)
      const two = yield* refresh(transfer?.refresh_token ?? "", client)
      expect(one.body).toStrictEqual({
        access_token: expect.any(String),
        token_type: "Bearer",
        expires_in: 172_800,
        scope: Ask.transferAll,
        resource_server: "transfer.api.globus.org",
        other_tokens: []
      })
      expect(two.body["access_token"]).not.toBe(one.body["access_token"])
      const openid = yield* refresh(tokens.refresh_token ?? "", client)
      expect(openid.body).not.toHaveProperty("id_token")
    }).pipe(inProcess())
  )

  it.effect("with rotation each works once, and hands over the next", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox
      const client = sandbox.confidentialClient
      const first = yield* sandbox.issueTokens({ scopes: "openid", refreshTokens: true })
      const second = yield* refresh(first.refresh_token ?? "", client)
      expect(second.body["refresh_token"]).not.toBe(first.refresh_token)
      const spent = yield* refresh(first.refresh_token ?? "", client)
      expect([spent.status, spent.body["error"]]).toStrictEqual([400, "invalid_grant"])
      expect((yield* refresh(String(second.body["refresh_token"]), client)).status).toBe(200)
    }).pipe(inProcess({ rotateRefreshTokens: true }))
  )

  it.effect("are invalid_grant when unknown, revoked, another client's, or an access token", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox
      const { access_token, refresh_token = "" } = yield* sandbox.issueTokens({ scopes: "openid", refreshTokens: true })
      const other = yield* sandbox.addClient({ secret: "other" })
      const bad = [
        yield* refresh("unknown", sandbox.confidentialClient),
        yield* refresh(refresh_token, other),
        yield* refresh(access_token, sandbox.confidentialClient)
      ]
      yield* sandbox.revokeRefreshTokens("auth.globus.org")
      bad.push(yield* refresh(refresh_token, sandbox.confidentialClient))
      expect(bad.map(({ body, status }) => [status, body["error"]])).toStrictEqual(
        bad.map(() => [400, "invalid_grant"])
      )
    }).pipe(inProcess())
  )

  it.effect("die after six months without use", () =>
    Effect.gen(function* () {
      const { confidentialClient, issueTokens } = yield* Sandbox
      const { refresh_token = "" } = yield* issueTokens({ scopes: "openid", refreshTokens: true })
      yield* TestClock.adjust("180 days")
      expect((yield* refresh(refresh_token, confidentialClient)).status).toBe(200)
      yield* TestClock.adjust("180 days")
      expect((yield* refresh(refresh_token, confidentialClient)).status).toBe(200)
      yield* TestClock.adjust("184 days")
      expect((yield* refresh(refresh_token, confidentialClient)).body["error"]).toBe("invalid_grant")
    }).pipe(inProcess())
  )
})

describe("authorization codes", () => {
  it.effect("with the verifier they are tokens, the state echoed in each document", () =>
    Effect.gen(function* () {
      const code = yield* Ask.login({ scope: `openid ${Ask.transferAll}`, state: undefined, access_type: "offline" })
      const { body, status } = yield* Ask.exchange(code)
      expect(status).toBe(200)
      expect(body).toMatchObject({
        resource_server: "auth.globus.org",
        state: "_default",
        refresh_token: expect.any(String),
        id_token: expect.any(String),
        other_tokens: [
          { resource_server: "transfer.api.globus.org", state: "_default", refresh_token: expect.any(String) }
        ]
      })
    }).pipe(inProcess())
  )

  it.effect("offline_access among the scopes asks for refresh tokens, and is no scope of any token", () =>
    Effect.gen(function* () {
      const code = yield* Ask.login({ scope: `openid offline_access ${Ask.transferAll}` })
      const { body } = yield* Ask.exchange(code)
      expect(body).toMatchObject({
        scope: "openid",
        refresh_token: expect.any(String),
        other_tokens: [{ scope: Ask.transferAll, refresh_token: expect.any(String) }]
      })
      const { confidentialClient, issueTokens } = yield* Sandbox
      expect(yield* issueTokens({ scopes: ["openid", "offline_access"] })).toHaveProperty("refresh_token")
      // A client that acts for itself has no refresh token to wish for (RFC 6749, section 4.4.3).
      const own = { grant_type: "client_credentials", scope: "offline_access openid" }
      const answer = yield* Ask.token(own, confidentialClient)
      expect([answer.status, answer.body["scope"]]).toStrictEqual([200, "openid"])
      expect(answer.body).not.toHaveProperty("refresh_token")
    }).pipe(inProcess())
  )

  it.effect("offline_access alone asks for no token, and below a scope it is none", () =>
    Effect.gen(function* () {
      const { nativeClient } = yield* Sandbox
      for (const scope of ["offline_access", `${Ask.transferAll}[offline_access]`]) {
        const { body, status } = yield* Ask.visit(Ask.authorization(nativeClient.id, { scope }))
        expect([status, body["error"]]).toStrictEqual([400, "invalid_scope"])
      }
    }).pipe(inProcess())
  )

  it.effect("the id token is on top, beside the token for Auth, whichever scope was first", () =>
    Effect.gen(function* () {
      const { body } = yield* Ask.exchange(yield* Ask.login({ scope: `${Ask.transferAll} email openid` }))
      expect(body).toMatchObject({
        resource_server: "auth.globus.org",
        id_token: expect.any(String),
        other_tokens: [{ resource_server: "transfer.api.globus.org" }]
      })
      const others = yield* Ask.exchange(yield* Ask.login({ scope: `${Ask.transferAll} email` }))
      expect(others.body["resource_server"]).toBe("transfer.api.globus.org")
    }).pipe(inProcess())
  )

  it.effect("without access_type=offline there is no refresh token", () =>
    Effect.gen(function* () {
      const { body } = yield* Ask.exchange(yield* Ask.login())
      expect(body["state"]).toBe("a state")
      expect(body).not.toHaveProperty("refresh_token")
    }).pipe(inProcess())
  )

  it.effect("a code works once", () =>
    Effect.gen(function* () {
      const code = yield* Ask.login()
      expect((yield* Ask.exchange(code)).status).toBe(200)
      const again = yield* Ask.exchange(code)
      expect([again.status, again.body["error"]]).toStrictEqual([400, "invalid_grant"])
    }).pipe(inProcess())
  )

  it.effect("a code lives ten minutes", () =>
    Effect.gen(function* () {
      const [early, late] = [yield* Ask.login(), yield* Ask.login()]
      yield* TestClock.adjust("599 seconds")
      expect((yield* Ask.exchange(early)).status).toBe(200)
      yield* TestClock.adjust("1 second")
      expect((yield* Ask.exchange(late)).body["error"]).toBe("invalid_grant")
    }).pipe(inProcess())
  )

  it.effect("a wrong verifier, a missing one and another redirect URI are invalid_grant", () =>
    Effect.gen(function* () {
      const { nativeClient } = yield* Sandbox
      const redirect_uri = "http://localhost:1234/callback"
      const answers = [
        yield* Ask.exchange(yield* Ask.login(), { code_verifier: Ask.verifier.replace("a-", "b-") }),
        yield* Ask.exchange(yield* Ask.login(), { redirect_uri: "http://localhost:1234/other" }),
        yield* Ask.token({ grant_type: "authorization_code", code: yield* Ask.login(), redirect_uri }, nativeClient)
      ]
      expect(answers.map(({ body }) => body["error"])).toStrictEqual(answers.map(() => "invalid_grant"))
    }).pipe(inProcess())
  )

  it.effect("another client's code is invalid_grant", () =>
    Effect.gen(function* () {
      const { addClient } = yield* Sandbox
      const other = yield* addClient({})
      const code = yield* Ask.login()
      const redirect_uri = "http://localhost:1234/callback"
      const form = { grant_type: "authorization_code", code, redirect_uri, code_verifier: Ask.verifier }
      const answer = yield* Ask.token(form, other)
      expect(answer.body["error"]).toBe("invalid_grant")
    }).pipe(inProcess())
  )

  it.effect("a confidential client may do without PKCE", () =>
    Effect.gen(function* () {
      const { confidentialClient } = yield* Sandbox
      const redirect_uri = "https://portal.example.org/callback"
      const plain = { redirect_uri, code_challenge: undefined, code_challenge_method: undefined }
      const { target } = yield* Ask.visit(Ask.authorization(confidentialClient.id, plain))
      const code = target.searchParams.get("code") ?? ""
      const answer = yield* Ask.token({ grant_type: "authorization_code", code, redirect_uri }, confidentialClient)
      expect(answer.status).toBe(200)
    }).pipe(inProcess({ clients: [{ secret: "s", redirectUris: ["https://portal.example.org/callback"] }] }))
  )
})

describe("other requests to the token endpoint", () => {
  it.effect("a grant that is not known is unsupported_grant_type", () =>
    Effect.gen(function* () {
      const { confidentialClient } = yield* Sandbox
      const answer = yield* Ask.token({ grant_type: "password", username: "u" }, confidentialClient)
      expect([answer.status, answer.body["error"]]).toStrictEqual([400, "unsupported_grant_type"])
    }).pipe(inProcess())
  )

  it.effect("a missing member is invalid_request, a further one is let pass", () =>
    Effect.gen(function* () {
      const { confidentialClient } = yield* Sandbox
      for (const form of [{ scope: "openid" }, { grant_type: "refresh_token" }]) {
        const answer = yield* Ask.token(form, confidentialClient)
        expect([answer.status, answer.body["error"]]).toStrictEqual([400, "invalid_request"])
      }
      const more = { grant_type: "client_credentials", scope: "openid", include_consented_scopes: "1" }
      expect((yield* Ask.token(more, confidentialClient)).status).toBe(200)
    }).pipe(inProcess())
  )
})

describe("introspection", () => {
  it.effect("says whose the token is, who asked for it, and when it ends", () =>
    Effect.gen(function* () {
      const { confidentialClient, issueTokens, users } = yield* Sandbox
      yield* TestClock.setTime(5_000)
      const { access_token } = yield* issueTokens({ scopes: Ask.transferAll })
      const answer = yield* Ask.post(
        "/v2/oauth2/token/introspect",
        { token: access_token, include: "identity_set,session_info,identity_set_detail" },
        confidentialClient
      )
      const [user] = users
      expect(answer.body).toMatchObject({
        active: true,
        token_type: "Bearer",
        scope: Ask.transferAll,
        client_id: confidentialClient.id,
        sub: user.sub,
        username: user.username,
        aud: ["transfer.api.globus.org", confidentialClient.id],
        iss: "http://localhost",
        iat: 5,
        nbf: 5,
        exp: 172_805,
        identity_set: [user.sub],
        identity_set_detail: [{ sub: user.sub, username: user.username, last_authentication: 5 }],
        session_info: { authentications: { [user.sub]: { auth_time: 5 } } }
      })
    }).pipe(inProcess())
  )

  it.effect("without include it keeps identities and session to itself", () =>
    Effect.gen(function* () {
      const { confidentialClient, issueTokens } = yield* Sandbox
      const { access_token } = yield* issueTokens({ scopes: "openid" })
      const { body } = yield* Ask.post("/v2/oauth2/token/introspect", { token: access_token }, confidentialClient)
      for (const member of ["identity_set", "identity_set_detail", "session_info"]) {
        expect(body).not.toHaveProperty(member)
      }
    }).pipe(inProcess())
  )

  it.effect("of a token that is unknown or has expired says only that", () =>
    Effect.gen(function* () {
      const { confidentialClient, issueTokens } = yield* Sandbox
      const introspect = (token: string) => Ask.post("/v2/oauth2/token/introspect", { token }, confidentialClient)
      expect((yield* introspect("unknown")).body).toStrictEqual({ active: false })
      const { access_token } = yield* issueTokens({ scopes: "openid", accessTokenLife: "1 minute" })
      yield* TestClock.adjust("59 seconds")
      expect((yield* introspect(access_token)).body["active"]).toBe(true)
      yield* TestClock.adjust("1 second")
      expect((yield* introspect(access_token)).body).toStrictEqual({ active: false })
    }).pipe(inProcess())
  )

  it.effect("is for confidential clients alone", () =>
    Effect.gen(function* () {
      const { nativeClient } = yield* Sandbox
      expect((yield* Ask.post("/v2/oauth2/token/introspect", { token: "t" }, nativeClient)).status).toBe(401)
    }).pipe(inProcess())
  )
})

describe("revocation and validation", () => {
  it.effect("revoking says active: false for any token, and ends the token, of either kind", () =>
    Effect.gen(function* () {
      const { confidentialClient, issueTokens } = yield* Sandbox
      const { access_token, refresh_token = "" } = yield* issueTokens({ scopes: "openid", refreshTokens: true })
      for (const token of [access_token, refresh_token, "unknown"]) {
        const answer = yield* Ask.post("/v2/oauth2/token/revoke", { token }, confidentialClient)
        expect([answer.status, answer.body]).toStrictEqual([200, { active: false }])
      }
      expect((yield* Ask.get("/v2/oauth2/userinfo", access_token)).status).toBe(401)
      expect((yield* refresh(refresh_token, confidentialClient)).body["error"]).toBe("invalid_grant")
    }).pipe(inProcess())
  )

  it.effect(
    "revoking nothing says the same and ends nothing: so the Globus CLI logs out a client, which has no refresh token",
    () =>
      Effect.gen(function* () {
        const { confidentialClient, issueTokens } = yield* Sandbox
        const { access_token } = yield* issueTokens({ scopes: "openid" })
        const template = { id: "95fdeba8-fac2-42bd-a357-e068d82ff78e", secret: undefined }
        for (const client of [template, confidentialClient]) {
          const answer = yield* Ask.post("/v2/oauth2/token/revoke", {}, client)
          expect([answer.status, answer.body]).toStrictEqual([200, { active: false }])
        }
        expect((yield* Ask.get("/v2/oauth2/userinfo", access_token)).status).toBe(200)
        expect((yield* Ask.post("/v2/oauth2/token/revoke", {})).status).toBe(401)
      }).pipe(inProcess())
  )

  it.effect("validation says whether a token of either kind works", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox
      const { access_token, refresh_token = "" } = yield* sandbox.issueTokens({ scopes: "openid", refreshTokens: true })
      const validate = (token: string) => Ask.post("/v2/oauth2/token/validate", { token }, sandbox.confidentialClient)
      expect((yield* validate(access_token)).body).toStrictEqual({ active: true })
      expect((yield* validate(refresh_token)).body).toStrictEqual({ active: true })
      yield* sandbox.revokeToken(refresh_token)
      expect((yield* validate(refresh_token)).body).toStrictEqual({ active: false })
    }).pipe(inProcess())
  )

  it.effect("a client_id in the form will do, be it a template's; a wrong secret will not, nor will nothing", () =>
    Effect.gen(function* () {
      const { confidentialClient } = yield* Sandbox
      const template = { id: "95fdeba8-fac2-42bd-a357-e068d82ff78e", secret: undefined }
      const wrong = { ...confidentialClient, secret: Redacted.make("wrong") }
      for (const path of ["/v2/oauth2/token/revoke", "/v2/oauth2/token/validate"]) {
        expect((yield* Ask.post(path, { token: "t" }, template)).status).toBe(200)
        expect((yield* Ask.post(path, { token: "t" }, wrong)).status).toBe(401)
        expect((yield* Ask.post(path, { token: "t" })).status).toBe(401)
      }
    }).pipe(inProcess())
  )
})
