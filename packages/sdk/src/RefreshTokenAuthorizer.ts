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
import { checkResourceServer, checkSecret } from "./internal/bearer.js"
import { soleUser } from "./internal/liveGrants.js"
import { renewingLayer } from "./internal/renewingLayer.js"
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
  export type Service = TokenCache.TokenCache
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
export interface Options<R = never> extends Credentials, TokenCache.Behaviour<TokenResponse, R> {}

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
 * Fails with `GlobusUsageError` for an option that is wrong.
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
    const grant = yield* Ref.make(yield* checkSecret("refreshToken", options.refreshToken))
    const rename = yield* soleUser(options.refreshToken)

    const exchange = Effect.gen(function* () {
      const used = yield* Ref.get(grant)
      const response = yield* login.oauth2RefreshToken({ refresh_token: used })
      const refresh_token = response.refresh_token ?? used
      yield* Ref.set(grant, refresh_token)
      yield* rename(refresh_token)
      return { ...response, refresh_token }
    })

    return yield* TokenCache.make({
      exchange,
      onRefresh: options.onRefresh,
      initial,
      resourceServer: options.resourceServer,
      policy: options.policy
    })
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
  behaviour: TokenCache.Behaviour<TokenResponse, R> = {}
): Layer.Layer<
  Authorization | RefreshTokenAuthorizer,
  GlobusUsageError | ConfigError.ConfigError,
  AuthLoginClient | R
> =>
  renewingLayer(
    RefreshTokenAuthorizer,
    Effect.flatMap(Config.unwrap(credentials), (credentials) => make({ ...credentials, ...behaviour }))
  )
