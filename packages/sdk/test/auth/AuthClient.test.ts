import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { resourceServer } from "../../src/auth/AuthApi.js"
import * as AuthClient from "../../src/auth/AuthClient.js"
import { Authorization } from "../../src/Authorization.js"
import { json, script, tokens, type Script } from "../script.js"

const authorizer = tokens("Bearer t")

const provided = (service: Script, options?: Parameters<typeof AuthClient.layer>[0]) =>
  AuthClient.layer(options).pipe(
    Layer.provide(Layer.succeed(Authorization, authorizer.service)),
    Layer.provide(service.layer)
  )

describe("AuthClient", () => {
  it.effect("asks who the token's user is, with the token of Globus Auth", () =>
    Effect.gen(function* () {
      const service = script(json({ sub: "u", preferred_username: "marie@example.org", name: null, later: 1 }))
      const auth = yield* Effect.provide(AuthClient.AuthClient, provided(service))
      const user = yield* auth.userinfo()
      expect(user).toEqual({ sub: "u", preferred_username: "marie@example.org", name: null, later: 1 })
      expect(service.requests[0]?.url.href).toBe("https://auth.globus.org/v2/oauth2/userinfo")
      expect(service.requests[0]?.headers["authorization"]).toBe("Bearer t")
      expect(authorizer.asked).toEqual([resourceServer])
    })
  )

  it.effect("looks identities up, several at once, joined by commas", () =>
    Effect.gen(function* () {
      const service = script(json({ identities: [{ id: "i", username: "marie@example.org" }] }))
      const auth = yield* Effect.provide(AuthClient.AuthClient, provided(service))
      const { identities } = yield* auth.getIdentities({ usernames: ["marie@example.org", "a+b@c"], provision: false })
      expect(identities[0]?.username).toBe("marie@example.org")
      yield* auth.getIdentities({ ids: "one", include: "identity_provider" })
      expect(service.requests.map(({ url }) => [url.pathname, ...url.searchParams])).toEqual([
        ["/v2/api/identities", ["usernames", "marie@example.org,a+b@c"], ["provision", "false"]],
        ["/v2/api/identities", ["ids", "one"], ["include", "identity_provider"]]
      ])
    })
  )

  it.effect("reads the issuer's description and its keys", () =>
    Effect.gen(function* () {
      const service = script(
        json({ issuer: "https://auth.globus.org", jwks_uri: "https://auth.globus.org/jwk.json" }),
        json({ keys: [{ kty: "RSA", alg: "RS512", n: "n", e: "AQAB" }] }),
        json({ keys: [{ kty: "RSA", kid: null }] })
      )
      const auth = yield* Effect.provide(AuthClient.AuthClient, provided(service))
      expect((yield* auth.getOpenidConfiguration()).issuer).toBe("https://auth.globus.org")
      expect((yield* auth.withResponse.getJwk()).value.keys).toEqual([{ kty: "RSA", alg: "RS512", n: "n", e: "AQAB" }])
      expect(yield* Effect.flip(auth.getJwk())).toMatchObject({
        _tag: "GlobusDecodeError",
        documentPath: ["keys", 0, "kid"]
      })
    })
  )

  it.effect("says where an answer is not as declared", () =>
    Effect.gen(function* () {
      const service = script(json({ identities: [{ id: "i" }] }, 200, { "x-request-id": "r" }))
      const auth = yield* Effect.provide(AuthClient.AuthClient, provided(service))
      expect(yield* Effect.flip(auth.getIdentities({ ids: "i" }))).toMatchObject({
        _tag: "GlobusDecodeError",
        documentPath: ["identities", 0, "username"],
        requestId: "r"
      })
    })
  )

  it.effect("has no operation of an application: those are the login clients'", () =>
    Effect.gen(function* () {
      const auth = yield* Effect.provide(AuthClient.AuthClient, provided(script(json({}))))
      expect(Object.keys(auth).filter((name) => /token/i.test(name))).toEqual([])
    })
  )
})
