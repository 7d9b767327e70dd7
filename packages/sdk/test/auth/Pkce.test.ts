import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as FastCheck from "effect/FastCheck"
import * as Random from "effect/Random"
import * as Redacted from "effect/Redacted"
import * as Pkce from "../../src/auth/Pkce.js"

const accepts = (text: string) => Either.isRight(Pkce.checkVerifier(Redacted.make(text)))

describe("Pkce", () => {
  it.effect("makes the challenge of RFC 7636, appendix B", () =>
    Effect.gen(function* () {
      const verifier = Redacted.make("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
      expect(yield* Pkce.challenge(verifier)).toBe("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
    })
  )

  it.effect("makes verifiers that its own rule accepts", () =>
    Effect.gen(function* () {
      expect(Redacted.value(yield* Pkce.makeVerifier)).toMatch(/^[A-Za-z0-9_-]{43}$/)
      expect(Either.isRight(Pkce.checkVerifier(yield* Pkce.makeVerifier))).toBe(true)
    })
  )

  it.effect("does not use Effect's Random: the same seed gives different verifiers", () =>
    Effect.gen(function* () {
      const seeded = Effect.withRandom(Effect.all([Pkce.makeVerifier, Random.next]), Random.make("seed"))
      const [one, chance] = yield* seeded
      const [other, sameChance] = yield* Effect.withRandom(
        Effect.all([Pkce.makeVerifier, Random.next]),
        Random.make("seed")
      )
      expect(chance).toBe(sameChance)
      expect(Redacted.value(one)).not.toBe(Redacted.value(other))
    })
  )

  it("accepts 43 to 128 unreserved characters, and nothing else", () => {
    expect([42, 43, 128, 129].map((length) => accepts("a".repeat(length)))).toEqual([false, true, true, false])
    const character = FastCheck.constantFrom(..."abcXYZ0189-._~")
    FastCheck.assert(
      FastCheck.property(FastCheck.array(character, { minLength: 40, maxLength: 131 }), (characters) => {
        expect(accepts(characters.join(""))).toBe(characters.length >= 43 && characters.length <= 128)
      })
    )
    FastCheck.assert(
      FastCheck.property(FastCheck.constantFrom(..."+/= %\né"), FastCheck.nat(49), (odd, place) => {
        const text = "a".repeat(50)
        expect(accepts(text.slice(0, place) + odd + text.slice(place + 1))).toBe(false)
      })
    )
  })

  it("does not show a refused verifier", () => {
    const refused = Pkce.checkVerifier(Redacted.make("canary"))
    expect(JSON.stringify(refused)).not.toContain("canary")
    expect(JSON.stringify(refused)).toContain('"field":"verifier"')
  })
})
