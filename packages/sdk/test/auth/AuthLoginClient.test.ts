import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"
import { AuthLoginClient } from "../../src/auth/AuthLoginClient.js"
import * as ConfidentialAppAuthClient from "../../src/auth/ConfidentialAppAuthClient.js"
import * as NativeAppAuthClient from "../../src/auth/NativeAppAuthClient.js"
import { claims, clientId, issuer, origin, sign, signingKey, userId, type Issuer, type SigningKey } from "./issuer.js"

const [first, second, third] = await Promise.all([signingKey(), signingKey(), signingKey()])

const client = (server: Issuer, options: Partial<ConfidentialAppAuthClient.Options> = {}) =>
  ConfidentialAppAuthClient.make({
    clientId,
    clientSecret: Redacted.make("a-secret-of-the-application"),
    ...options
  }).pipe(Effect.provide(server.layer))

/** The subject, or why the token is refused. */
const subject = (
  client: AuthLoginClient.Service,
  key: SigningKey,
  header: { readonly kid?: string } = {},
  expiry = 1_000_000,
  iss = origin
) =>
  Effect.promise(() => sign(key, claims({ exp: expiry, iss }), header)).pipe(
    Effect.flatMap((token) => client.verifyIdToken({ id_token: Redacted.make(token) })),
    Effect.match({ onFailure: (error) => ("reason" in error ? error.reason : error._tag), onSuccess: ({ sub }) => sub })
  )

const publish = (server: Issuer, ...keys: ReadonlyArray<SigningKey>) =>
  Effect.sync(() => {
    server.keys = keys.map(({ jwk }) => jwk)
  })

describe("AuthLoginClient, verifying id tokens", () => {
  it.effect("fetches the issuer's keys once for many tokens, also at the same time", () =>
    Effect.gen(function* () {
      const server = issuer(first)
      const auth = yield* client(server)
      const many = Effect.all(
        Array.from({ length: 20 }, () => subject(auth, first)),
        { concurrency: "unbounded" }
      )
      expect(new Set(yield* many)).toEqual(new Set([userId]))
      expect(new Set(yield* many)).toEqual(new Set([userId]))
      expect(server.count("/jwk.json")).toBe(1)
      expect(server.count("/.well-known/openid-configuration")).toBe(1)
    })
  )

  it.effect("fetches them again, once, when the issuer signs with a new key without a kid", () =>
    Effect.gen(function* () {
      const server = issuer(first)
      const auth = yield* client(server)
      expect(yield* subject(auth, first)).toBe(userId)
      yield* publish(server, second)
      const many = Effect.all(
        Array.from({ length: 20 }, () => subject(auth, second)),
        { concurrency: "unbounded" }
      )
      expect(new Set(yield* many)).toEqual(new Set([userId]))
      expect(server.count("/jwk.json")).toBe(2)
      expect(yield* subject(auth, first)).toBe("signature")
    })
  )

  it.effect("fetches them again when a token names an unknown key", () =>
    Effect.gen(function* () {
      const [a, b] = yield* Effect.promise(() => Promise.all([signingKey("ES256", "a"), signingKey("ES256", "b")]))
      const server = issuer(a)
      const auth = yield* client(server)
      expect(yield* subject(auth, a, { kid: "a" })).toBe(userId)
      yield* publish(server, b)
      expect(yield* subject(auth, b, { kid: "b" })).toBe(userId)
      expect(server.count("/jwk.json")).toBe(2)
    })
  )

  it.effect("does not fetch them again for a bad signature if the token names the key", () =>
    Effect.gen(function* () {
      const a = yield* Effect.promise(() => signingKey("ES256", "a"))
      const server = issuer(a)
      const auth = yield* client(server)
      expect(yield* subject(auth, first, { kid: "a" })).toBe("signature")
      expect(server.count("/jwk.json")).toBe(1)
    })
  )

  it.effect("fetches them again at most once a minute, however many forged tokens come", () =>
    Effect.gen(function* () {
      const server = issuer(first)
      const auth = yield* client(server)
      for (let n = 0; n < 10; n++) expect(yield* subject(auth, third)).toBe("signature")
      expect(server.count("/jwk.json")).toBe(2)
      yield* TestClock.adjust("59 seconds")
      yield* subject(auth, third)
      expect(server.count("/jwk.json")).toBe(2)
      yield* TestClock.adjust("1 second")
      yield* subject(auth, third)
      expect(server.count("/jwk.json")).toBe(3)
    })
  )

  it.effect("counts a failed attempt, and reports its error", () =>
    Effect.gen(function* () {
      const server = issuer(first)
      const auth = yield* client(server)
      expect(yield* subject(auth, first)).toBe(userId)
      server.configuration = { issuer: 1 }
      expect(yield* subject(auth, second)).toBe("GlobusDecodeError")
      expect(yield* subject(auth, second)).toBe("signature")
      expect(server.count("/.well-known/openid-configuration")).toBe(2)
      expect(yield* subject(auth, first)).toBe(userId)
    })
  )

  it.effect("does not fetch again for problems that new keys cannot solve", () =>
    Effect.gen(function* () {
      const server = issuer(first)
      const auth = yield* client(server)
      expect(yield* subject(auth, first, {}, -10_000)).toBe("expired")
      expect(yield* Effect.flip(auth.verifyIdToken({ id_token: Redacted.make("a.b.c") }))).toMatchObject({
        reason: "malformed"
      })
      expect(server.count("/jwk.json")).toBe(1)
    })
  )

  it.effect("accepts a withdrawn key for at most one day", () =>
    Effect.gen(function* () {
      const server = issuer(first)
      const auth = yield* client(server)
      expect(yield* subject(auth, first)).toBe(userId)
      yield* publish(server, second)
      yield* TestClock.adjust("23 hours")
      expect(yield* subject(auth, first)).toBe(userId)
      yield* TestClock.adjust("1 hour")
      expect(yield* subject(auth, first)).toBe("signature")
    })
  )

  it.effect("fetches keys from another origin with https and without authorization", () =>
    Effect.gen(function* () {
      const server = issuer(first)
      server.configuration = { jwks_uri: "https://keys.example.org/elsewhere/keys?v=1" }
      const auth = yield* client(server)
      expect(yield* subject(auth, first)).toBe(userId)
      expect(server.asked.find(({ url }) => url === "https://keys.example.org/elsewhere/keys?v=1")).toMatchObject({
        authorization: null
      })
    })
  )

  it.effect("does not fetch keys from another origin without TLS", () =>
    Effect.gen(function* () {
      const server = issuer(first)
      const auth = yield* client(server)
      for (const jwks_uri of [
        "http://keys.example.org/jwk.json",
        "http://127.0.0.1/jwk.json",
        "file:///jwk",
        "jwk.json"
      ]) {
        server.configuration = { jwks_uri }
        const error = yield* Effect.flip(auth.verifyIdToken({ id_token: Redacted.make("eyJhbGciOiJFUzI1NiJ9.e30.AA") }))
        expect(error).toMatchObject({ _tag: "GlobusDecodeError", documentPath: ["jwks_uri"] })
      }
      expect(server.asked.every(({ url }) => url.startsWith(`${origin}/.well-known/`))).toBe(true)
    })
  )

  it.effect("fetches keys from its own origin without TLS, as from a local Globus", () =>
    Effect.gen(function* () {
      const server = issuer(first)
      server.configuration = { issuer: "http://127.0.0.1:8080", jwks_uri: "http://127.0.0.1:8080/jwk.json" }
      const auth = yield* client(server, { baseUrl: "http://127.0.0.1:8080" })
      expect(yield* subject(auth, first, {}, 1_000_000, "http://127.0.0.1:8080")).toBe(userId)
    })
  )

  it.effect("refuses the keys of another issuer, even with a similar URL", () =>
    Effect.gen(function* () {
      const server = issuer(first)
      const auth = yield* client(server)
      for (const other of ["https://auth.example.org", `${origin}/other`, `${origin}//`, origin.toUpperCase(), ""]) {
        server.configuration = { issuer: other }
        const id_token = Redacted.make(yield* Effect.promise(() => sign(first, claims({ iss: other }))))
        expect(yield* Effect.flip(auth.verifyIdToken({ id_token }))).toMatchObject({
          _tag: "GlobusDecodeError",
          documentPath: ["issuer"]
        })
      }
      expect(server.count("/jwk.json")).toBe(0)
      server.configuration = { issuer: `${origin}/` }
      expect(yield* subject(auth, first, {}, 1_000_000, `${origin}/`)).toBe(userId)
    })
  )

  it.effect("skips published keys of unknown kinds", () =>
    Effect.gen(function* () {
      const server = issuer(first)
      const odd: ReadonlyArray<Readonly<Record<string, unknown>>> = [{ kid: 7 }, { ...first.jwk, kty: undefined }, {}]
      server.keys = [...odd, ...server.keys, ...odd]
      const auth = yield* client(server)
      expect(yield* subject(auth, first)).toBe(userId)
      expect((yield* auth.getJwk()).keys).toHaveLength(7)
    })
  )
})

describe("AuthLoginClient", () => {
  it.effect("is provided by either kind of client, and is the same client", () =>
    Effect.gen(function* () {
      const { layer } = issuer()
      yield* Effect.gen(function* () {
        const login: AuthLoginClient.Service = yield* ConfidentialAppAuthClient.ConfidentialAppAuthClient
        expect(yield* AuthLoginClient).toBe(login)
      }).pipe(
        Effect.provide(
          ConfidentialAppAuthClient.layer({ clientId, clientSecret: Redacted.make("a-secret-of-the-application") })
        ),
        Effect.provide(layer)
      )
      yield* Effect.gen(function* () {
        const login: AuthLoginClient.Service = yield* NativeAppAuthClient.NativeAppAuthClient
        expect(yield* AuthLoginClient).toBe(login)
        expect(login.clientId).toBe(clientId)
      }).pipe(Effect.provide(NativeAppAuthClient.layer({ clientId })), Effect.provide(layer))
    })
  )

  it.effect("makes two clients for two applications: layers are not shared by accident", () =>
    Effect.gen(function* () {
      const read = Effect.map(AuthLoginClient, ({ clientId }) => clientId)
      const one = read.pipe(Effect.provide(NativeAppAuthClient.layer({ clientId: "one" })))
      const two = read.pipe(Effect.provide(NativeAppAuthClient.layer({ clientId: "two" })))
      expect(yield* Effect.all([one, two])).toEqual(["one", "two"])
    }).pipe(Effect.provide(Layer.fresh(issuer().layer)))
  )
})
