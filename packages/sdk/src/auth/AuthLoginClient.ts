/**
 * What the two kinds of applications have in common, confidential and native: the OAuth2 flows that get, refresh and
 * revoke tokens. Both login clients supply it, and renewing authorizers ask for it.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/auth/developer-guide/
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import type { GlobusError, GlobusUsageError } from "../GlobusError.js"
import type { Operations, Replies } from "../internal/operation/declaration.js"
import type { CallOptions, SendRaw } from "../Operation.js"
import type { AuthApi } from "./AuthApi.js"
import type { AuthorizationFlow, StartFlowOptions } from "./AuthorizationFlow.js"
import type { IdTokenClaims, GlobusIdTokenInvalid } from "./IdToken.js"
import type { TokenResponse } from "./TokenResponse.js"

/**
 * The login client of this application, of either kind.
 *
 * @since 0.1.0
 * @category context
 */
export class AuthLoginClient extends Context.Tag("@effect-globus/sdk/AuthLoginClient")<
  AuthLoginClient,
  AuthLoginClient.Service
>() {}

/** Operations that are one call, and nothing more. */
type Names = "oauth2RevokeToken" | "oauth2ValidateToken" | "getOpenidConfiguration" | "getJwk"

/**
 * @since 0.1.0
 */
export declare namespace AuthLoginClient {
  /**
   * The operations of an application, under the Python SDK's names in camelCase. What calls the token endpoint is sent
   * once and never retried here, whatever the failure: a code or a refresh token may be spent.
   *
   * @since 0.1.0
   * @category models
   */
  export interface Service extends Pick<Operations<typeof AuthApi>, Names> {
    /** The application's id, a UUID. */
    readonly clientId: string
    /** Begins a user's login. Its value has the address to send the user to, and takes what they come back with. */
    readonly oauth2StartFlow: (options: StartFlowOptions) => Effect.Effect<AuthorizationFlow, GlobusUsageError>
    /** Any grant, its form as it is. */
    readonly oauth2Token: (form: TokenForm, options?: CallOptions) => Effect.Effect<TokenResponse, GlobusError>
    /**
     * Tokens for an authorization code (RFC 6749, section 4.1.3). The flow's `exchange` is this and also verifies the
     * id token.
     */
    readonly oauth2ExchangeCodeForTokens: (
      argument: {
        readonly code: Redacted.Redacted
        /** The one that the user was sent with. */
        readonly redirect_uri: string
        /** PKCE's (RFC 7636, section 4.5). */
        readonly code_verifier?: Redacted.Redacted | undefined
      },
      options?: CallOptions
    ) => Effect.Effect<TokenResponse, GlobusError>
    /** A new access token for a refresh token (RFC 6749, section 6). It is sent once, and never retried here. */
    readonly oauth2RefreshToken: (
      argument: { readonly refresh_token: Redacted.Redacted },
      options?: CallOptions
    ) => Effect.Effect<TokenResponse, GlobusError>
    /**
     * The claims of an id token that is for this application, all of it verified (`decode_id_token` in the Python SDK).
     * The issuer's keys are fetched once and kept for a day; once more when none of them fits, at most once a minute.
     */
    readonly verifyIdToken: (argument: {
      readonly id_token: Redacted.Redacted
      /** The nonce that was sent; must be in the token. */
      readonly nonce?: string | undefined
      /** The access token that came along; must be the one of the token's `at_hash`, if it has any. */
      readonly access_token?: Redacted.Redacted | undefined
    }) => Effect.Effect<IdTokenClaims, GlobusError | GlobusIdTokenInvalid>
    /** The plain operations, with status and headers of the answer. */
    readonly withResponse: Pick<Replies<typeof AuthApi>, Names>
    /** A call that is not declared. */
    readonly request: SendRaw
  }
}

/**
 * The form of a grant that `oauth2Token` sends. Any member may be `Redacted`: it goes out as it is, and no error shows it.
 *
 * @since 0.1.0
 * @category models
 */
export interface TokenForm {
  readonly grant_type: string
  readonly [member: string]: string | Redacted.Redacted
}
