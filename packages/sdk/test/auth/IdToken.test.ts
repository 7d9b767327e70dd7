import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as fc from "effect/FastCheck"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"
import * as TestContext from "effect/TestContext"
import { SignJWT, UnsecuredJWT } from "jose"
import { inspect } from "node:util"
import * as IdToken from "../../src/auth/IdToken.js"
import { atHash, claims, clientId, origin, sign, signingKey, userId, type SigningKey } from "./issuer.js"

const [es256, other, rs512, es512] = await Promise.all([
  signingKey(),
  signingKey(),
  signingKey("RS512"),
  signingKey("ES512")
])

const verify = (
  token: string,
  options: {
    readonly keys?: ReadonlyArray<{ readonly jwk: unknown }>
    readonly trustedAudiences?: ReadonlyArray<string>
    readonly algorithms?: ReadonlyArray<string> | undefined
    readonly nonce?: string
    readonly accessToken?: string
  } = {}
) =>
  IdToken.verify(Redacted.make(token), {
    configuration: {
      issuer: origin,
      jwks_uri: `${origin}/jwk.json`,
      id_token_signing_alg_values_supported: options.algorithms ?? ["RS512", "ES256", "ES512"]
    },
    keys: { keys: (options.keys ?? [es256]).map(({ jwk }) => jwk) },
    clientId,
    trustedAudiences: options.trustedAudiences,
    nonce: options.nonce,
    accessToken: options.accessToken === undefined ? undefined : Redacted.make(options.accessToken)
  })

const signed = (key: SigningKey, replaced: Readonly<Record<string, unknown>> = {}) =>
  Effect.promise(() => sign(key, claims(replaced)))

const reason = (token: Effect.Effect<string>, options?: Parameters<typeof verify>[1]) =>
  Effect.flatMap(token, (token) => Effect.flip(verify(token, options))).pipe(
    Effect.tap((error) => Effect.sync(() => expect(error).toBeInstanceOf(IdToken.GlobusIdTokenInvalid))),
    Effect.map((error) => error.reason)
  )

describe("IdToken", () => {
  it.effect("returns the claims of a valid token, including undeclared ones", () =>
    Effect.gen(function* () {
      const token = yield* signed(rs512, { email: "r@example.org", organization: null, later: { a: 1 } })
      const claims = yield* verify(token, { keys: [rs512] })
      expect(claims).toMatchObject({ sub: userId, aud: clientId, email: "r@example.org", later: { a: 1 } })
    })
  )

  it.effect("tries each key if the token names none: Globus keys have no kid", () =>
    Effect.gen(function* () {
      const token = yield* signed(es256)
      expect((yield* verify(token, { keys: [other, es256] })).sub).toBe(userId)
      expect((yield* verify(token, { keys: [es256, other] })).sub).toBe(userId)
      expect(yield* reason(signed(es256), { keys: [other, other] })).toBe("signature")
    })
  )

  it.effect("refuses the signature of another key", () =>
    Effect.gen(function* () {
      expect(yield* reason(signed(other))).toBe("signature")
    })
  )

  it.effect("refuses claims that were changed after signing", () =>
    Effect.gen(function* () {
      const [header, , signature] = (yield* signed(es256)).split(".")
      const payload = Buffer.from(JSON.stringify(claims({ sub: "admin" }))).toString("base64url")
      expect(yield* reason(Effect.succeed([header, payload, signature].join(".")))).toBe("signature")
    })
  )

  it.effect("reports that no published key fits", () =>
    Effect.gen(function* () {
      expect(yield* reason(signed(es256), { keys: [rs512] })).toBe("key")
      expect(yield* reason(Effect.promise(() => sign(es256, claims(), { kid: "unknown" })))).toBe("key")
    })
  )

  it.effect("refuses an algorithm that discovery does not announce", () =>
    Effect.gen(function* () {
      expect(yield* reason(signed(es256), { algorithms: ["RS512"] })).toBe("algorithm")
      expect(yield* reason(signed(es256), { algorithms: [] })).toBe("algorithm")
    })
  )

  it.effect("refuses an algorithm for which OpenID defines no at_hash", () =>
    Effect.gen(function* () {
      const [, payload, signature] = (yield* signed(es256)).split(".")
      const header = Buffer.from('{"alg":"ML-DSA-44"}').toString("base64url")
      const token = Effect.succeed([header, payload, signature].join("."))
      expect(yield* reason(token, { algorithms: ["ML-DSA-44", "ES256"] })).toBe("algorithm")
    })
  )

  it.effect("refuses an unsigned token, even if discovery announces it", () =>
    Effect.gen(function* () {
      const unsigned = Effect.sync(() => new UnsecuredJWT(claims()).encode())
      expect(yield* reason(unsigned, { algorithms: ["none", "ES256"] })).toBe("algorithm")
    })
  )

  it.effect("refuses a token signed with a public key as a shared secret", () =>
    Effect.gen(function* () {
      const secret = new TextEncoder().encode(JSON.stringify(rs512.jwk))
      const forged = Effect.promise(() => new SignJWT(claims()).setProtectedHeader({ alg: "HS512" }).sign(secret))
      expect(yield* reason(forged, { algorithms: ["HS512", "RS512"], keys: [rs512] })).toBe("algorithm")
    })
  )

  it.effect("accepts a token until 300 seconds after its expiry, by Effect's clock", () =>
    Effect.gen(function* () {
      const token = yield* signed(es256)
      yield* TestClock.setTime((3600 + 299) * 1000)
      expect((yield* verify(token)).exp).toBe(3600)
      yield* TestClock.setTime((3600 + 300) * 1000)
      expect((yield* Effect.flip(verify(token))).reason).toBe("expired")
    })
  )

  it.effect("accepts a token from 300 seconds before its not-before time", () =>
    Effect.gen(function* () {
      expect((yield* Effect.flatMap(signed(es256, { nbf: 300 }), verify)).sub).toBe(userId)
      expect(yield* reason(signed(es256, { nbf: 301 }))).toBe("not_before")
    })
  )

  it.effect("accepts only one issuer", () =>
    Effect.gen(function* () {
      expect(yield* reason(signed(es256, { iss: "https://auth.example.org" }))).toBe("issuer")
    })
  )

  it.effect("accepts only tokens for this client", () =>
    Effect.gen(function* () {
      expect(yield* reason(signed(es256, { aud: "another" }))).toBe("audience")
      expect(yield* reason(signed(es256, { aud: ["another", "third"] }))).toBe("audience")
      expect(yield* reason(signed(es256, { aud: ["another", clientId], azp: "another" }))).toBe("audience")
      expect(yield* reason(signed(es256, { aud: [] }))).toBe("audience")
      expect(yield* reason(signed(es256, { azp: "another" }))).toBe("audience")
      for (const aud of [clientId, [clientId], [clientId, clientId]]) {
        for (const azp of [undefined, clientId]) {
          expect((yield* verify(yield* signed(es256, { aud, azp }))).sub).toBe(userId)
        }
      }
    })
  )

  it.effect("accepts further audiences only if all are trusted and the token was issued to this client", () =>
    Effect.gen(function* () {
      const aud = ["another", clientId]
      const trusting = { trustedAudiences: ["another"] }
      expect(yield* reason(signed(es256, { aud, azp: clientId }))).toBe("audience")
      expect((yield* verify(yield* signed(es256, { aud, azp: clientId }), trusting)).sub).toBe(userId)
      expect(yield* reason(signed(es256, { aud }), trusting)).toBe("audience")
      expect(yield* reason(signed(es256, { aud, azp: "another" }), trusting)).toBe("audience")
      expect(yield* reason(signed(es256, { aud: [...aud, "third"], azp: clientId }), trusting)).toBe("audience")
      expect(yield* reason(signed(es256, { aud: "another" }), trusting)).toBe("audience")
    })
  )

  it.effect("requires the nonce of the login", () =>
    Effect.gen(function* () {
      expect((yield* verify(yield* signed(es256, { nonce: "n" }), { nonce: "n" })).nonce).toBe("n")
      expect(yield* reason(signed(es256, { nonce: "m" }), { nonce: "n" })).toBe("nonce")
      expect(yield* reason(signed(es256), { nonce: "n" })).toBe("nonce")
    })
  )

  for (const [key, hash] of [
    [es256, "sha256"],
    [es512, "sha512"],
    [rs512, "sha512"]
  ] as const) {
    it.effect(`requires the ${hash} of the access token for ${key.alg}`, () =>
      Effect.gen(function* () {
        const token = yield* signed(key, { at_hash: atHash("an-access-token", hash) })
        expect((yield* verify(token, { keys: [key], accessToken: "an-access-token" })).sub).toBe(userId)
        const swapped = { keys: [key], accessToken: "another-access-token" }
        expect((yield* Effect.flip(verify(token, swapped))).reason).toBe("at_hash")
      })
    )
  }

  for (const claim of ["iss", "sub", "aud", "exp", "iat"]) {
    it.effect(`requires the claim ${claim} with its type`, () =>
      Effect.gen(function* () {
        expect(yield* reason(signed(es256, { [claim]: undefined }))).toBe("malformed")
        const error = yield* Effect.flip(Effect.flatMap(signed(es256, { [claim]: { wrong: true } }), verify))
        expect(["malformed", "issuer", "audience"]).toContain(error.reason)
      })
    )
  }

  it.effect("reports any other text as malformed, and never fails otherwise", () =>
    Effect.gen(function* () {
      for (const text of [
        "",
        "a",
        "a.b.c",
        "....",
        "eyJhbGciOiJFUzI1NiJ9.e30",
        "eyJhbGciOiJFUzI1NiJ9.%%.%%",
        "eyJhbGciOjF9.e30.a"
      ]) {
        expect([text, yield* reason(Effect.succeed(text))]).toEqual([text, "malformed"])
      }
    })
  )

  describe("skips an unusable key (RFC 7517, section 5)", () => {
    const { n } = rs512.jwk
    const modulus = typeof n === "string" ? n : ""
    /** The right key with one defect each, and values that are not keys. */
    const useless = (key: SigningKey): ReadonlyArray<unknown> => {
      const { kty: _, ...withoutType } = key.jwk
      return [
        ...["kty", "crv", "n", "e", "x", "y"]
          .filter((name) => name in key.jwk)
          .map((name) => ({ ...key.jwk, [name]: "!" })),
        ...["kty", "kid", "use", "alg", "key_ops"].map((name) => ({ ...key.jwk, [name]: 7 })),
        ...["use", "alg", "kty"].map((name) => ({ ...key.jwk, [name]: "other" })),
        { ...key.jwk, key_ops: ["encrypt"] },
        { ...rs512.jwk, n: modulus.slice(0, 171) },
        { kty: "RSA", alg: key.alg, n: modulus.slice(0, 171), e: "AQAB" },
        { kty: "oct", alg: key.alg, k: "AAAA" },
        { kty: "AKP", alg: key.alg, pub: "AAAA" },
        { kty: "later", alg: key.alg },
        withoutType,
        {},
        null,
        "key",
        7,
        [key.jwk]
      ]
    }

    for (const key of [es256, rs512]) {
      it(`in any position beside a good one of ${key.alg}`, async () => {
        const token = await sign(key)
        const junk = fc.array(fc.oneof(fc.constantFrom(...useless(key), other.jwk), fc.jsonValue()), { maxLength: 5 })
        await fc.assert(
          fc.asyncProperty(junk, junk, async (before, after) => {
            const keys = [...before, key.jwk, ...after].map((jwk) => ({ jwk }))
            expect(
              (await Effect.runPromise(Effect.provide(verify(token, { keys }), TestContext.TestContext))).sub
            ).toBe(userId)
          }),
          { numRuns: 60 }
        )
      })

      it.effect(`and accepts no token by it, alone or with others, of ${key.alg}`, () =>
        Effect.gen(function* () {
          const bad = useless(key)
          // Some can be tried, such as a key with another exponent.
          for (const jwk of bad) expect(["key", "signature"]).toContain(yield* reason(signed(key), { keys: [{ jwk }] }))
          expect(["key", "signature"]).toContain(yield* reason(signed(key), { keys: bad.map((jwk) => ({ jwk })) }))
          const short = { ...rs512.jwk, n: modulus.slice(0, 171) }
          expect(yield* reason(signed(rs512), { keys: [{ jwk: short }] })).toBe("key")
          expect(yield* reason(signed(key), { keys: [] })).toBe("key")
        })
      )
    }
  })

  it.effect("shows nothing of a token in its errors", () =>
    Effect.gen(function* () {
      const canary = { name: "canary-claim" }
      const tokens = [
        yield* signed(other, canary),
        yield* signed(es256, { ...canary, iss: "canary-issuer" }),
        yield* signed(es256, { ...canary, exp: -10_000 }),
        "canary.canary.canary"
      ]
      for (const token of tokens) {
        const error = yield* Effect.flip(verify(token))
        const shown = inspect(error, { depth: 9, showHidden: true }) + JSON.stringify(error) + String(error.stack)
        expect(shown).not.toContain("canary")
        for (const part of token.split(".")) expect(shown.includes(part)).toBe(false)
      }
    })
  )
})
