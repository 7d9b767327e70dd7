/**
 * A refresh token, and access tokens that re-up themselves as they near their expiry: nobody builds a new client. It
 * asks for `AuthLoginClient`, which either login client supplies.
 *
 * @since 0.1.0
 */
import * as Config from "effect/Config"
import type * as ConfigError from "effect/ConfigError"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import * as Ref from "effect/Ref"
import type * as Scope from "effect/Scope"
import { AuthLoginClient } from "./auth/AuthLoginClient.js"
import type { Token, TokenResponse } from "./auth/TokenResponse.js"
import type { Authorization } from "./Authorization.js"
import { GlobusUsageError } from "./GlobusError.js"
import { checkResourceServer, checkSecret } from "./internal/token/bearer.js"
import { keepDeadlineAs } from "./internal/wire/headerWithin.js"
import { soleUser } from "./internal/token/liveGrants.js"
import { renewingLayer } from "./internal/token/renewingLayer.js"
import * as TokenCache from "./TokenCache.js"

/**
 * The authorizer itself, for what a client does not ask: whether a job's tokens will last, and what happened.
 *
 * @since 0.1.0
 * @category context
 */
export class RefreshTokenAuthorizer extends Context.Tag("@effect-globus/sdk/RefreshTokenAuthorizer")<
  RefreshTokenAuthorizer,
  RefreshTokenAuthorizer.Service
>() {}

/**
 * @since 0.1.0
 */
export declare namespace RefreshTokenAuthorizer {
  /**
   * @since 0.1.0
   * @category models
   */
  export interface Service extends TokenCache.TokenCache {
    /**
     * Goes on with a new grant, such as the tokens of a new login, though the old one is dead: no client is built anew.
     * What is in flight for the old one is dropped, and when this has ended nothing of it is handed to `onRefresh` any
     * more. Store the new grant after that: `onRefresh` gets only what renewals give.
     */
    readonly replace: (grant: NewGrant) => Effect.Effect<void, GlobusUsageError>
  }
}

/**
 * What a login gave: any `Token` with a refresh token, or a refresh token alone.
 *
 * @since 0.1.0
 * @category models
 */
export interface NewGrant extends Pick<Token, "refresh_token">, Partial<Omit<Token, "refresh_token">> {}

/**
 * What a renewal gives: `refresh_token` is the one to use from now on, new or not.
 *
 * @since 0.1.0
 * @category models
 */
export interface RenewedToken extends TokenResponse {
  readonly refresh_token: Redacted.Redacted
}

/**
 * A token as it was stored: with its refresh token, and the rest as far as it was kept.
 *
 * @since 0.1.0
 * @category models
 */
export interface StoredToken extends Partial<Omit<Token, "refresh_token">> {
  readonly refresh_token: Redacted.Redacted
}

/**
 * What can come from `Config`.
 *
 * @since 0.1.0
 * @category models
 */
export interface Credentials {
  readonly refreshToken: Redacted.Redacted
  /** An access token that is good still. Give `expiresAtSeconds` with it. */
  readonly accessToken?: Redacted.Redacted | undefined
  /** When `accessToken` expires, in epoch seconds. */
  readonly expiresAtSeconds?: number | undefined
  /** Whose tokens they are, such as `transfer.api.globus.org`. Default: what the first token answer says. */
  readonly resourceServer?: string | undefined
}

/**
 * The grant, and what to do with the tokens that it gives.
 *
 * @since 0.1.0
 * @category models
 */
export interface Options<R = never> extends Credentials, TokenCache.Behaviour<RenewedToken, R> {}

/**
 * The options that go on with what a renewal or a login gave, as `onRefresh` was handed it: its refresh token, and its access
 * token for as long as that is good.
 *
 * ```ts
 * RefreshTokenAuthorizer.layer({ ...RefreshTokenAuthorizer.fromToken(stored), onRefresh: store })
 * ```
 *
 * @since 0.1.0
 * @category conversions
 */
export const fromToken = (stored: StoredToken): Credentials => ({
  refreshToken: stored.refresh_token,
  resourceServer: stored.resource_server,
  ...(stored.access_token === undefined || stored.expires_at_seconds === undefined
    ? {}
    : { accessToken: stored.access_token, expiresAtSeconds: stored.expires_at_seconds })
})

/** The token to begin with: it needs its expiry, and an expiry needs its token. */
const initialToken = (options: Credentials): Effect.Effect<Token | undefined, GlobusUsageError> =>
  Effect.gen(function* () {
    const { accessToken, expiresAtSeconds } = options
    if (accessToken === undefined && expiresAtSeconds === undefined) return undefined
    if (accessToken === undefined || expiresAtSeconds === undefined || !Number.isFinite(expiresAtSeconds)) {
      const field = accessToken === undefined ? "accessToken" : "expiresAtSeconds"
      return yield* new GlobusUsageError({
        field,
        message: `${field}: give accessToken and expiresAtSeconds (epoch seconds) both, or neither`
      })
    }
    return {
      resource_server: yield* checkResourceServer(options.resourceServer),
      access_token: yield* checkSecret("accessToken", accessToken),
      refresh_token: undefined,
      token_type: "Bearer",
      scope: "",
      expires_at_seconds: expiresAtSeconds
    }
  })

/**
 * Keep its scope open for as long as its client is used: `Effect.provide(TransferClient.make(), layer(…))` closes it at
 * once, and the tokens are renewed no more.
 *
 * Fails with `GlobusUsageError` for an option that is wrong. A grant that is dead is `GlobusLoginRequired` in every call, until
 * `replace` gives the authorizer a new one.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = <R = never>(
  options: Options<R>
): Effect.Effect<RefreshTokenAuthorizer.Service, GlobusUsageError, AuthLoginClient | Scope.Scope | R> =>
  Effect.gen(function* () {
    const login = yield* AuthLoginClient
    const initial = yield* initialToken(options)
    const refreshToken = yield* checkSecret("refreshToken", options.refreshToken)
    const rename = yield* soleUser(refreshToken)

    /** Each grant has a place of its own: what comes late for an old one changes nothing of the new one. */
    const grantOf = (refreshToken: Redacted.Redacted, initial: Token | undefined) =>
      Effect.map(Ref.make(refreshToken), (newest): TokenCache.Grant<RenewedToken> => {
        const exchange = Effect.gen(function* () {
          const used = yield* Ref.get(newest)
          const response = yield* login.oauth2RefreshToken({ refresh_token: used })
          const refresh_token = response.refresh_token ?? used
          yield* Ref.set(newest, refresh_token)
          yield* rename(refresh_token)
          return { ...response, refresh_token }
        })
        return { exchange, initial, secret: refreshToken, clientId: login.clientId, request: "the refresh token" }
      })

    const cache = yield* TokenCache.make({
      ...(yield* grantOf(refreshToken, initial)),
      onRefresh: options.onRefresh,
      resourceServer: options.resourceServer,
      policy: options.policy
    })

    const replace: RefreshTokenAuthorizer.Service["replace"] = ({ access_token, refresh_token, ...token }) =>
      Effect.gen(function* () {
        if (refresh_token === undefined) {
          return yield* new GlobusUsageError({
            field: "refresh_token",
            message: "refresh_token: there is none: ask for refresh tokens in the login (offline access)"
          })
        }
        yield* checkSecret("refresh_token", refresh_token)
        const initial =
          access_token === undefined
            ? undefined
            : {
                token_type: "Bearer",
                scope: "",
                resource_server: options.resourceServer,
                expires_at_seconds: undefined,
                ...token,
                access_token: yield* checkSecret("access_token", access_token),
                refresh_token
              }
        yield* cache.replace(yield* grantOf(refresh_token, initial))
        yield* rename(refresh_token)
      })

    return keepDeadlineAs(cache, { ...cache, replace })
  })

/**
 * `make` as a layer, under `Authorization` and under its own tag. Its scope is the layer's.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = <R = never>(
  options: Options<R>
): Layer.Layer<Authorization | RefreshTokenAuthorizer, GlobusUsageError, AuthLoginClient | R> =>
  renewingLayer(RefreshTokenAuthorizer, make(options))

/**
 * `layer`, the credentials from `Config`.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerConfig = <R = never>(
  credentials: Config.Config.Wrap<Credentials>,
  behaviour: TokenCache.Behaviour<RenewedToken, R> = {}
): Layer.Layer<
  Authorization | RefreshTokenAuthorizer,
  GlobusUsageError | ConfigError.ConfigError,
  AuthLoginClient | R
> =>
  renewingLayer(
    RefreshTokenAuthorizer,
    Effect.flatMap(Config.unwrap(credentials), (credentials) => make({ ...credentials, ...behaviour }))
  )
