/**
 * Signs id tokens (OpenID Connect Core, section 2) as Globus Auth does: RS512, by one key that has no `kid` unless asked.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as SynchronizedRef from "effect/SynchronizedRef"
import * as jose from "jose"
import { createHash } from "node:crypto"

/**
 * @since 0.1.0
 * @category services
 */
export class IdToken extends Context.Tag("@effect-globus/sandbox/auth/IdToken")<IdToken, IdToken.Service>() {}

/**
 * @since 0.1.0
 */
export declare namespace IdToken {
  /**
   * @since 0.1.0
   * @category options
   */
  export interface Options {
    /** Whether keys and tokens name their key by a `kid`. Globus's do not. */
    readonly keyIds: boolean
  }

  /**
   * @since 0.1.0
   * @category models
   */
  export interface PublicKey {
    readonly kty: string
    readonly alg: "RS512"
    readonly use: "sig"
    readonly n: string
    readonly e: string
    readonly kid?: string
  }

  /**
   * @since 0.1.0
   * @category services
   */
  export interface Service {
    readonly sign: (claims: Readonly<Record<string, unknown>>) => Effect.Effect<string>
    readonly keys: Effect.Effect<ReadonlyArray<PublicKey>>
    /** From now on a new key signs, and is the only one published. */
    readonly rotate: Effect.Effect<void>
  }
}

/**
 * The hash that ties an id token to the access token beside it: the left half of the SHA-512 that fits RS512
 * (OpenID Connect Core, section 3.1.3.6).
 *
 * @since 0.1.0
 * @category hashing
 */
export const atHash = (accessToken: string): string =>
  createHash("sha512").update(accessToken, "ascii").digest().subarray(0, 32).toString("base64url")

interface SigningKey {
  readonly privateKey: jose.CryptoKey
  readonly published: IdToken.PublicKey
}

const generate = (options: IdToken.Options): Effect.Effect<SigningKey> =>
  Effect.promise(async () => {
    const { privateKey, publicKey } = await jose.generateKeyPair("RS512", { modulusLength: 2048 })
    const jwk = await jose.exportJWK(publicKey)
    const { e = "", kty = "RSA", n = "" } = jwk
    const kid = options.keyIds ? { kid: await jose.calculateJwkThumbprint(jwk) } : {}
    return { privateKey, published: { kty, alg: "RS512", use: "sig", n, e, ...kid } }
  })

/**
 * @since 0.1.0
 * @category constructors
 */
export const make = (options: IdToken.Options): Effect.Effect<IdToken.Service> =>
  Effect.gen(function* () {
    // A key takes a while to make, and most tests never look at an id token: it is made when first needed.
    const current = yield* SynchronizedRef.make(Option.none<SigningKey>())
    const rotate = SynchronizedRef.updateAndGetEffect(current, () => Effect.asSome(generate(options)))
    const key = SynchronizedRef.modifyEffect(
      current,
      (current): Effect.Effect<readonly [SigningKey, Option.Option<SigningKey>]> =>
        Option.match(current, {
          onSome: (key) => Effect.succeed([key, current] as const),
          onNone: () => Effect.map(generate(options), (key) => [key, Option.some(key)] as const)
        })
    )

    return {
      rotate: Effect.asVoid(rotate),
      keys: Effect.map(key, ({ published }) => [published]),
      sign: (claims) =>
        Effect.flatMap(key, ({ privateKey, published }) =>
          Effect.promise(() =>
            new jose.SignJWT({ ...claims })
              .setProtectedHeader({
                alg: "RS512",
                typ: "JWT",
                ...(published.kid === undefined ? {} : { kid: published.kid })
              })
              .sign(privateKey)
          )
        )
    }
  })

/**
 * @since 0.1.0
 * @category layers
 */
export const layer = (options: IdToken.Options): Layer.Layer<IdToken> => Layer.effect(IdToken, make(options))
