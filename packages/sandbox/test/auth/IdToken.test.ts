import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import * as jose from "jose"
import { atHash } from "../../src/auth/IdToken.js"
import type { Options } from "../../src/Options.js"
import { layerInProcess, Sandbox } from "../../src/Sandbox.js"
import * as Ask from "../ask.js"

const inProcess = (options?: Options) => Effect.provide(layerInProcess(options))

const keys = Effect.map(Ask.get("/jwk.json"), ({ body }) => {
  const list: unknown = body["keys"]
  return Array.isArray(list) ? list.map((key: jose.JWK) => key) : []
})

const verify = (idToken: unknown) =>
  Effect.gen(function* () {
    const set = jose.createLocalJWKSet({ keys: yield* keys })
    return yield* Effect.tryPromise(() =>
      jose.jwtVerify(String(idToken), set, { algorithms: ["RS512"], currentDate: new Date(1_000_000) })
    )
  })

describe("id tokens", () => {
  it.effect("are signed by the published key, and say who logged in where, and when", () =>
    Effect.gen(function* () {
      const { nativeClient, users } = yield* Sandbox
      yield* TestClock.setTime(1_000_000)
      const code = yield* Ask.login({ scope: "openid email profile", nonce: "a nonce" })
      const { body } = yield* Ask.exchange(code)
      const { payload, protectedHeader } = yield* verify(body["id_token"])
      const [user] = users
      expect(payload).toStrictEqual({
        iss: "http://localhost",
        aud: nativeClient.id,
        iat: 1_000,
        exp: 1_000 + 172_800,
        nonce: "a nonce",
        at_hash: atHash(String(body["access_token"])),
        sub: user.sub,
        preferred_username: user.username,
        name: user.name,
        email: user.email,
        organization: user.organization,
        identity_provider: user.identityProvider,
        identity_provider_display_name: user.identityProviderName,
        last_authentication: 1_000
      })
      expect(protectedHeader).toStrictEqual({ alg: "RS512", typ: "JWT" })
    }).pipe(inProcess())
  )

  it("at_hash is the left half of the access token's SHA-512", () => {
    // Computed by: printf %s access-token | openssl dgst -sha512 -binary | head -c 32 | basenc --base64url
    expect(atHash("access-token")).toBe("Rb10lsqrobcpd02MQ_878ctvfDDbaRese_Z50nFw5Jw")
  })

  it.effect("come with openid, and with nothing else", () =>
    Effect.gen(function* () {
      const { issueTokens } = yield* Sandbox
      const scopes = `${Ask.transferAll} openid`
      const tokens = yield* issueTokens({ scopes })
      expect(tokens).toHaveProperty("id_token")
      expect(tokens.other_tokens[0]).not.toHaveProperty("id_token")
      expect(yield* issueTokens({ scopes: "email" })).not.toHaveProperty("id_token")
    }).pipe(inProcess())
  )

  it.effect("the key has no kid, as Globus has it", () =>
    Effect.gen(function* () {
      expect(yield* keys).toStrictEqual([
        { kty: "RSA", alg: "RS512", use: "sig", n: expect.any(String), e: expect.any(String) }
      ])
    }).pipe(inProcess())
  )

  it.effect("with keyIds key and token name each other", () =>
    Effect.gen(function* () {
      const { issueTokens } = yield* Sandbox
      const { id_token = "" } = yield* issueTokens({ scopes: "openid" })
      const [key] = yield* keys
      expect(key?.kid).toMatch(/^.{43}$/)
      expect(jose.decodeProtectedHeader(id_token).kid).toBe(key?.kid)
    }).pipe(inProcess({ keyIds: true }))
  )

  it.effect("a rotated key signs from then on, and the old tokens fit no published key", () =>
    Effect.gen(function* () {
      const { issueTokens, rotateSigningKey } = yield* Sandbox
      yield* TestClock.setTime(1_000_000)
      const old = yield* issueTokens({ scopes: "openid" })
      yield* verify(old.id_token)
      yield* rotateSigningKey
      expect(yield* Effect.either(verify(old.id_token))).toMatchObject({ _tag: "Left" })
      const next = yield* issueTokens({ scopes: "openid" })
      expect((yield* verify(next.id_token)).payload.aud).toBeDefined()
    }).pipe(inProcess())
  )
})
