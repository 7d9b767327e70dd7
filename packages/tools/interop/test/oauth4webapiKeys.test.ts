import * as Sandbox from "@effect-globus/sandbox/Sandbox"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as oauth from "oauth4webapi"
import * as ForeignClient from "./ForeignClient.js"
import { loopback, options } from "./localGlobus.js"

const own = (changes: Sandbox.Options = {}) => Effect.provide(Sandbox.layer({ ...options, ...changes }))

/** The native application, newly started: it has discovered the issuer again and knows none of its keys. */
const native = Effect.flatMap(Sandbox.Sandbox, ({ nativeClient }) => ForeignClient.make(nativeClient))

/** Logs in without checking the signature of the id token. */
const unverified = (client: Effect.Effect.Success<typeof native>) =>
  Effect.gen(function* () {
    const visit = yield* client.authorize(loopback)
    const response = yield* client.requestTokens(yield* client.validate(visit), loopback, visit.verifier)
    yield* client.processTokens(response, { expectedNonce: visit.nonce })
    return response
  })

describe("oauth4webapi verifies signatures when the signing key changes", () => {
  it.live("without kid, as at Globus: a new start finds the new key and refuses the old one", () =>
    Effect.gen(function* () {
      const { rotateSigningKey } = yield* Sandbox.Sandbox
      const before = yield* native
      const old = yield* unverified(before)
      yield* before.checkSignature(old)
      yield* rotateSigningKey
      const after = yield* native
      const fresh = yield* unverified(after)
      yield* after.checkSignature(fresh)
      const failed = { code: oauth.INVALID_RESPONSE, message: expect.stringContaining("signature") }
      expect(yield* Effect.flip(after.checkSignature(old))).toMatchObject(failed)
      // It keeps the old key for five minutes, and nothing in the token names another key.
      expect(yield* Effect.flip(before.checkSignature(fresh))).toMatchObject(failed)
    }).pipe(own())
  )

  it.live("with kid, a running client finds the new key by itself", () =>
    Effect.gen(function* () {
      const { rotateSigningKey } = yield* Sandbox.Sandbox
      const client = yield* native
      const cache: oauth.JWKSCacheInput = {}
      const old = yield* unverified(client)
      yield* client.checkSignature(old, { [oauth.jwksCache]: cache })
      yield* rotateSigningKey
      const runningOn = yield* native
      const fresh = yield* unverified(runningOn)
      // It fetches the keys again for an unknown kid if they are at least one minute old.
      const aged = { jwks: { keys: [] }, ...cache, uat: Math.floor(Date.now() / 1000) - 100 }
      expect(aged.jwks.keys).toHaveLength(1)
      yield* runningOn.checkSignature(fresh, { [oauth.jwksCache]: aged })
      expect(yield* Effect.flip(runningOn.checkSignature(old))).toMatchObject({ code: oauth.KEY_SELECTION })
    }).pipe(own({ keyIds: true }))
  )
})
