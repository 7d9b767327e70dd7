import * as Sandbox from "@effect-globus/sandbox/Sandbox"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as oauth from "oauth4webapi"
import * as ForeignClient from "./ForeignClient.js"
import { options, sandbox, transferAll } from "./localGlobus.js"

const confidential = Effect.flatMap(Sandbox.Sandbox, ({ confidentialClient }) => ForeignClient.make(confidentialClient))
const native = Effect.flatMap(Sandbox.Sandbox, ({ nativeClient }) => ForeignClient.make(nativeClient))

/** Tokens of a user. Without `openid`, since the sandbox needs a while to make the key of its first id token. */
const issue = (clientId?: string, scopes = "profile email") =>
  Effect.flatMap(Sandbox.Sandbox, ({ issueTokens }) =>
    Effect.map(issueTokens({ scopes, clientId, refreshTokens: true }), ({ refresh_token = "", ...tokens }) => ({
      ...tokens,
      refresh_token
    }))
  )

const invalidGrant = { code: oauth.RESPONSE_BODY_ERROR, status: 400, error: "invalid_grant" }

sandbox()("oauth4webapi uses tokens", (it) => {
  it.effect("a refresh token gives access tokens any number of times", () =>
    Effect.gen(function* () {
      const { users } = yield* Sandbox.Sandbox
      const client = yield* confidential
      const { access_token, refresh_token } = yield* issue()
      const one = yield* client.refresh(refresh_token)
      const two = yield* client.refresh(refresh_token)
      expect(new Set([access_token, one.access_token, two.access_token]).size).toBe(3)
      expect(one).toMatchObject({ token_type: "bearer", expires_in: 172_800, scope: "profile email" })
      expect(one).not.toHaveProperty("refresh_token")
      yield* client.userinfo(two.access_token, users[0].sub)
    })
  )

  it.effect("a public client refreshes with its id only, and not with another client's refresh token", () =>
    Effect.gen(function* () {
      const { nativeClient } = yield* Sandbox.Sandbox
      const client = yield* native
      const own = yield* issue(nativeClient.id)
      expect((yield* client.refresh(own.refresh_token)).scope).toBe("profile email")
      const others = yield* issue()
      expect(yield* Effect.flip(client.refresh(others.refresh_token))).toMatchObject(invalidGrant)
    })
  )

  it.effect("client credentials: a token for the client itself", () =>
    Effect.gen(function* () {
      const { confidentialClient } = yield* Sandbox.Sandbox
      const client = yield* confidential
      const tokens = yield* client.clientCredentials({ scope: transferAll })
      expect(tokens).toMatchObject({ token_type: "bearer", expires_in: 172_800, scope: transferAll })
      expect(tokens).not.toHaveProperty("refresh_token")
      expect(tokens).not.toHaveProperty("id_token")
      expect(yield* client.introspect(tokens.access_token)).toMatchObject({
        active: true,
        sub: confidentialClient.id,
        client_id: confidentialClient.id,
        username: `${confidentialClient.id}@clients.auth.globus.org`
      })
    })
  )

  it.effect("introspection names the owner of access tokens and refresh tokens", () =>
    Effect.gen(function* () {
      const { confidentialClient, users } = yield* Sandbox.Sandbox
      const client = yield* confidential
      const { access_token, refresh_token } = yield* issue()
      const found = yield* client.introspect(access_token)
      expect(found).toMatchObject({
        active: true,
        token_type: "Bearer",
        scope: "profile email",
        iss: client.server.issuer,
        sub: users[0].sub,
        aud: ["auth.globus.org", confidentialClient.id]
      })
      expect((found.exp ?? 0) - (found.iat ?? 0)).toBe(172_800)
      expect(found.exp).toBeGreaterThan(Date.now() / 1000)
      expect(yield* client.introspect(refresh_token)).toMatchObject({ active: true, sub: users[0].sub })
      expect(yield* client.introspect("nobody's")).toStrictEqual({ active: false })
    })
  )

  it.effect("a revoked access token is invalid at once, for introspection and for userinfo", () =>
    Effect.gen(function* () {
      const { users } = yield* Sandbox.Sandbox
      const client = yield* confidential
      const { access_token } = yield* issue()
      yield* client.userinfo(access_token, users[0].sub)
      yield* client.revoke(access_token)
      expect(yield* client.introspect(access_token)).toStrictEqual({ active: false })
      expect(yield* Effect.flip(client.userinfo(access_token, users[0].sub))).toMatchObject({
        code: oauth.WWW_AUTHENTICATE_CHALLENGE,
        status: 401,
        challenges: [{ scheme: "bearer", parameters: { error: "invalid_token" } }]
      })
      // RFC 7009, section 2.2: revoking an invalid or unknown token is not an error.
      yield* client.revoke(access_token)
      yield* client.revoke("nobody's")
    })
  )

  it.effect("a revoked refresh token is refused", () =>
    Effect.gen(function* () {
      const client = yield* confidential
      const { refresh_token } = yield* issue()
      yield* client.refresh(refresh_token)
      yield* client.revoke(refresh_token)
      expect(yield* Effect.flip(client.refresh(refresh_token))).toMatchObject(invalidGrant)
    })
  )

  it.effect("any client may revoke a token: unlike RFC 7009, since the Globus CLI sends another client's id", () =>
    Effect.gen(function* () {
      const { access_token } = yield* issue()
      yield* (yield* native).revoke(access_token)
      expect(yield* (yield* confidential).introspect(access_token)).toStrictEqual({ active: false })
    })
  )

  it.effect("a token is valid for its own resource server and its scopes", () =>
    Effect.gen(function* () {
      const client = yield* confidential
      const taskList = `${client.server.issuer}/v0.10/task_list`
      const [transfer, auth, install] = [
        yield* issue(undefined, transferAll),
        yield* issue(),
        yield* issue(undefined, "urn:globus:auth:scope:transfer.api.globus.org:gcp_install")
      ]
      expect((yield* client.call(transfer.access_token, taskList)).status).toBe(200)
      expect(yield* Effect.flip(client.call(auth.access_token, taskList))).toMatchObject({
        code: oauth.WWW_AUTHENTICATE_CHALLENGE,
        status: 401,
        challenges: [{ scheme: "bearer", parameters: { error: "invalid_token" } }]
      })
      expect(yield* Effect.flip(client.call(install.access_token, taskList))).toMatchObject({
        code: oauth.WWW_AUTHENTICATE_CHALLENGE,
        status: 403,
        challenges: [{ scheme: "bearer", parameters: { error: "insufficient_scope", scope: transferAll } }]
      })
    })
  )
})

describe("oauth4webapi at a sandbox that rotates refresh tokens", () => {
  it.live("each refresh token works once and gives the next one", () =>
    Effect.gen(function* () {
      const client = yield* confidential
      const first = yield* issue()
      const second = yield* client.refresh(first.refresh_token)
      expect(second.refresh_token).toEqual(expect.any(String))
      expect(yield* Effect.flip(client.refresh(first.refresh_token))).toMatchObject(invalidGrant)
      const third = yield* client.refresh(second.refresh_token ?? "")
      expect(third.refresh_token).not.toBe(second.refresh_token)
    }).pipe(Effect.provide(Sandbox.layer({ ...options, rotateRefreshTokens: true })))
  )
})
