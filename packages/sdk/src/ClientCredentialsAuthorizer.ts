/**
 * An application's own tokens for one resource server, got by its id and secret and renewed as they near their expiry.
 * It asks for `ConfidentialAppAuthClient`.
 *
 * @since 0.1.0
 */
import * as Config from "effect/Config"
import type * as ConfigError from "effect/ConfigError"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { ConfidentialAppAuthClient } from "./auth/ConfidentialAppAuthClient.js"
import type { TokenResponse } from "./auth/TokenResponse.js"
import type { Authorization } from "./Authorization.js"
import { GlobusUsageError } from "./GlobusError.js"
import { keepDeadlineAs } from "./internal/wire/headerWithin.js"
import { renewingLayer } from "./internal/token/renewingLayer.js"
import * as GlobusScope from "./Scope.js"
import * as TokenCache from "./TokenCache.js"

/**
 * The authorizer itself, for what a client does not ask: whether a job's tokens will last, and what happened.
 *
 * @since 0.1.0
 * @category context
 */
export class ClientCredentialsAuthorizer extends Context.Tag("@effect-globus/sdk/ClientCredentialsAuthorizer")<
  ClientCredentialsAuthorizer,
  ClientCredentialsAuthorizer.Service
>() {}

/**
 * @since 0.1.0
 */
export declare namespace ClientCredentialsAuthorizer {
  /**
   * @since 0.1.0
   * @category models
   */
  export interface Service extends TokenCache.TokenCache {
    /**
     * Goes on with another login client, such as one that has the application's new secret, though the old one is
     * refused: nothing else is built anew. The same client once more begins anew too, for an application whose
     * registration was put right.
     */
    readonly replace: (app: ConfidentialAppAuthClient.Service) => Effect.Effect<void, GlobusUsageError>
  }
}

/**
 * What can come from `Config`.
 *
 * @since 0.1.0
 * @category models
 */
export interface Request {
  /** Scopes of one resource server. */
  readonly scopes: GlobusScope.Scopes
  /** Whose scopes they are, such as `transfer.api.globus.org`. Default: what the first token answer says. */
  readonly resourceServer?: string | undefined
}

/**
 * Which token to get, and what to do with each.
 *
 * @since 0.1.0
 * @category models
 */
export interface Options<R = never> extends Request, TokenCache.Behaviour<TokenResponse, R> {}

/** An authorizer is for one service: tokens of others in the answer mean that the scopes are not of one. */
const onlyOne = (response: TokenResponse): Effect.Effect<TokenResponse, GlobusUsageError> => {
  if (response.other_tokens.length === 0) return Effect.succeed(response)
  const servers = [response, ...response.other_tokens].map((token) => token.resource_server ?? "an unnamed server")
  return new GlobusUsageError({
    field: "scopes",
    message: `scopes: they are of several resource servers (${servers.join(", ")}): give each its own authorizer`
  })
}

/**
 * Keep its scope open for as long as its client is used.
 *
 * Fails with `GlobusUsageError` for an option that is wrong. Scopes of several resource servers show in the first token
 * answer: then every call fails with it. An application that is refused is `GlobusClientRejected` in every call, until
 * `replace` gives the authorizer a login client that is not.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = <R = never>(
  options: Options<R>
): Effect.Effect<ClientCredentialsAuthorizer.Service, GlobusUsageError, ConfidentialAppAuthClient | Scope.Scope | R> =>
  Effect.gen(function* () {
    const app = yield* ConfidentialAppAuthClient
    const requested_scopes = yield* GlobusScope.toText(options.scopes)
    const grantOf = (app: ConfidentialAppAuthClient.Service): TokenCache.Grant<TokenResponse> => ({
      exchange: Effect.flatMap(app.oauth2ClientCredentialsTokens({ requested_scopes }), onlyOne),
      clientId: app.clientId,
      request: `client credentials for ${requested_scopes}`
    })
    const cache = yield* TokenCache.make({
      ...grantOf(app),
      onRefresh: options.onRefresh,
      resourceServer: options.resourceServer,
      policy: options.policy
    })
    return keepDeadlineAs(cache, { ...cache, replace: (app) => cache.replace(grantOf(app)) })
  })

/**
 * `make` as a layer, under `Authorization` and under its own tag. Its scope is the layer's.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = <R = never>(
  options: Options<R>
): Layer.Layer<Authorization | ClientCredentialsAuthorizer, GlobusUsageError, ConfidentialAppAuthClient | R> =>
  renewingLayer(ClientCredentialsAuthorizer, make(options))

/**
 * `layer`, the scopes from `Config`.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerConfig = <R = never>(
  request: Config.Config.Wrap<Request>,
  behaviour: TokenCache.Behaviour<TokenResponse, R> = {}
): Layer.Layer<
  Authorization | ClientCredentialsAuthorizer,
  GlobusUsageError | ConfigError.ConfigError,
  ConfidentialAppAuthClient | R
> =>
  renewingLayer(
    ClientCredentialsAuthorizer,
    Effect.flatMap(Config.unwrap(request), (request) => make({ ...request, ...behaviour }))
  )
