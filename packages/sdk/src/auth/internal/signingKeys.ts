/** The keys of an issuer: fetched when first needed, kept for a day, and fetched again when a token fits none of them. */
import * as HttpApi from "@effect/platform/HttpApi"
import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as SynchronizedRef from "effect/SynchronizedRef"
import { group } from "../../internal/operation/declaration.js"
import type { JsonWebKeySet, OpenIdConfiguration } from "../OpenId.js"
import * as OpenId from "../OpenId.js"
import type { GlobusError } from "../../GlobusError.js"
import { GlobusDecodeError } from "../../GlobusError.js"
import type { Reply } from "../../Operation.js"
import { derive } from "../../internal/operation/call.js"
import type { Transport } from "../../internal/wire/transport.js"

/** What an issuer says of itself. */
export interface Issuer {
  readonly configuration: OpenIdConfiguration
  readonly keys: JsonWebKeySet
}

export interface SigningKeys {
  readonly current: Effect.Effect<Issuer, GlobusError>
  /** What the issuer says now; at most once a minute, and else what it said last. */
  readonly renewed: Effect.Effect<Issuer, GlobusError>
}

/** A withdrawn key is believed no longer than this. */
const life = Duration.toMillis("1 day")

/** A flood of forged tokens is no flood of requests. */
const pause = Duration.toMillis("1 minute")

interface Held {
  readonly issuer: Issuer
  /** Epoch milliseconds. */
  readonly loadedAt: number
  /** Epoch milliseconds of the last attempt to renew. */
  readonly renewedAt: number
}

/** No resource server: the keys are public, and may be at an origin that must not see our authorization. */
const KeysApi = HttpApi.make("auth.keys").add(
  group("keys", {
    /** The public keys that sign id tokens. */
    getJwk: HttpApiEndpoint.get("getJwk", "/jwk.json").addSuccess(OpenId.JsonWebKeySet)
  })
)

const fetchKeys = (transport: Transport, { pathname, search }: URL): Effect.Effect<JsonWebKeySet, GlobusError> =>
  derive(KeysApi, {
    ...transport,
    trusts: false,
    collect: (request, receive) => transport.collect({ ...request, target: pathname + search }, receive)
  }).operations.getJwk()

const undeclared = (
  { headers, status }: Reply<OpenIdConfiguration>,
  baseUrl: string,
  member: string,
  expected: string
): Either.Either<never, GlobusDecodeError> =>
  Either.left(
    new GlobusDecodeError({
      operation: "getOpenidConfiguration",
      method: "GET",
      origin: new URL(baseUrl).origin,
      path: "/.well-known/openid-configuration",
      status,
      requestId: headers["x-request-id"],
      documentPath: [member],
      description: `The answer is not as declared: ${member}: expected ${expected}`
    })
  )

/** Where the keys are: at the client's own origin, or anywhere by https. Who answers for another issuer has none. */
const keysUrl = (reply: Reply<OpenIdConfiguration>, baseUrl: string): Either.Either<URL, GlobusDecodeError> => {
  const { issuer, jwks_uri } = reply.value
  // OpenID Connect Discovery, section 4.3. A slash at its end is no part of the address that is asked (section 4.1).
  if (issuer !== baseUrl && issuer !== `${baseUrl}/`) {
    return undeclared(reply, baseUrl, "issuer", `the address that was asked, ${baseUrl}`)
  }
  if (URL.canParse(jwks_uri)) {
    const url = new URL(jwks_uri)
    if (url.protocol === "https:" || url.origin === new URL(baseUrl).origin) return Either.right(url)
  }
  return undeclared(reply, baseUrl, "jwks_uri", "a URL by https, or at the service's own origin")
}

/** The keys of the issuer at `baseUrl`. `connect` gives a transport to an origin, without authorization. */
export const make = (options: {
  readonly baseUrl: string
  readonly configuration: Effect.Effect<Reply<OpenIdConfiguration>, GlobusError>
  readonly connect: (origin: string) => Effect.Effect<Transport, GlobusError>
}): Effect.Effect<SigningKeys> =>
  Effect.gen(function* () {
    const held = yield* SynchronizedRef.make(Option.none<Held>())

    const keysOf = (reply: Reply<OpenIdConfiguration>) =>
      Effect.gen(function* () {
        const url = yield* keysUrl(reply, options.baseUrl)
        return yield* fetchKeys(yield* options.connect(url.origin), url)
      })

    const load: Effect.Effect<Issuer, GlobusError> = Effect.flatMap(options.configuration, (reply) =>
      Effect.map(keysOf(reply), (keys) => ({ configuration: reply.value, keys }))
    )

    return {
      current: SynchronizedRef.modifyEffect(held, (held) =>
        Effect.gen(function* () {
          const now = yield* Clock.currentTimeMillis
          if (Option.isSome(held) && now - held.value.loadedAt < life) return [held.value.issuer, held] as const
          const issuer = yield* load
          return [issuer, Option.some({ issuer, loadedAt: now, renewedAt: -Infinity })] as const
        })
      ),

      renewed: SynchronizedRef.modifyEffect(held, (held) =>
        Effect.gen(function* () {
          const now = yield* Clock.currentTimeMillis
          if (Option.isSome(held) && now - held.value.renewedAt < pause) {
            return [Either.right(held.value.issuer), held] as const
          }
          const outcome = yield* Effect.either(load)
          const next = Either.match(outcome, {
            // The attempt counts, and what is held stays good.
            onLeft: () => Option.map(held, (held) => ({ ...held, renewedAt: now })),
            onRight: (issuer) => Option.some({ issuer, loadedAt: now, renewedAt: now })
          })
          return [outcome, next] as const
        })
      ).pipe(Effect.flatten)
    }
  })
