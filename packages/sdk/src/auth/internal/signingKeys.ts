/**
 * The keys of an issuer. They are fetched when first needed, kept for a day, and fetched again if a token fits none of
 * them.
 */
import * as HttpApi from "@effect/platform/HttpApi"
import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as SynchronizedRef from "effect/SynchronizedRef"
import type { JsonWebKeySet, OpenIdConfiguration } from "../OpenId.js"
import * as OpenId from "../OpenId.js"
import type { GlobusError } from "../../GlobusError.js"
import { GlobusDecodeError } from "../../GlobusError.js"
import type { Reply } from "../../Operation.js"
import { derive } from "../../internal/operation/call.js"
import { group } from "../../internal/operation/declaration.js"
import type { Transport } from "../../internal/wire/types.js"

/** The discovery document and the keys of an issuer. */
export interface Issuer {
  readonly configuration: OpenIdConfiguration
  readonly keys: JsonWebKeySet
}

export interface SigningKeys {
  readonly current: Effect.Effect<Issuer, GlobusError>
  /** Fetches again, at most once a minute. In between it gives the last result. */
  readonly renewed: Effect.Effect<Issuer, GlobusError>
}

/** How long keys are kept, and so how long a withdrawn key is still accepted. */
const life = Duration.toMillis("1 day")

/** The shortest time between two renewals, so that many forged tokens do not cause many requests. */
const pause = Duration.toMillis("1 minute")

interface Held {
  readonly issuer: Issuer
  /** Epoch milliseconds. */
  readonly loadedAt: number
  /** Epoch milliseconds of the last attempt to renew. */
  readonly renewedAt: number
}

/** No resource server, so no authorization: the keys are public, and may be at another origin. */
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

/** The URL of the keys: at the client's own origin, or anywhere with https. A document of another issuer is refused. */
const keysUrl = (reply: Reply<OpenIdConfiguration>, baseUrl: string): Either.Either<URL, GlobusDecodeError> => {
  const { issuer, jwks_uri } = reply.value
  // OpenID Connect Discovery, section 4.3. A trailing slash is not part of the requested URL (section 4.1).
  if (issuer !== baseUrl && issuer !== `${baseUrl}/`) {
    return undeclared(reply, baseUrl, "issuer", `the address that was asked, ${baseUrl}`)
  }
  if (URL.canParse(jwks_uri)) {
    const url = new URL(jwks_uri)
    if (url.protocol === "https:" || url.origin === new URL(baseUrl).origin) return Either.right(url)
  }
  return undeclared(reply, baseUrl, "jwks_uri", "an https URL, or a URL at the service's own origin")
}

/** Makes the keys of the issuer at `baseUrl`. `connect` gives a transport to an origin, without authorization. */
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
            // The failed attempt counts too, and the old keys stay in use.
            onLeft: () => Option.map(held, (held) => ({ ...held, renewedAt: now })),
            onRight: (issuer) => Option.some({ issuer, loadedAt: now, renewedAt: now })
          })
          return [outcome, next] as const
        })
      ).pipe(Effect.flatten)
    }
  })
