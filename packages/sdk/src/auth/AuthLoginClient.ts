/**
 * What confidential and native applications share: the OAuth2 flows that get, refresh and revoke tokens. Both login
 * clients provide this service, and `RefreshTokenAuthorizer` needs it.
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
 * The login client of this application, confidential or native.
 *
 * @since 0.1.0
 * @category context
 */
export class AuthLoginClient extends Context.Tag("@effect-globus/sdk/AuthLoginClient")<
  AuthLoginClient,
  AuthLoginClient.Service
>() {}

/** Operations that are taken from the declaration unchanged. */
type Names = "oauth2RevokeToken" | "oauth2ValidateToken" | "getOpenidConfiguration" | "getJwk"

/**
 * @since 0.1.0
 */
export declare namespace AuthLoginClient {
  /**
   * The operations of an application, with the names of the Python SDK in camelCase. Calls of the token endpoint are
   * sent once and never retried here: after a failure, a code or a refresh token may be used up.
   *
   * @since 0.1.0
   * @category models
   */
  export interface Service extends Pick<Operations<typeof AuthApi>, Names> {
    /** The application's id, a UUID. */
    readonly clientId: string
    /** Starts the login of a user. The flow has the URL to send the user to, and handles the user's return. */
    readonly oauth2StartFlow: (options: StartFlowOptions) => Effect.Effect<AuthorizationFlow, GlobusUsageError>
    /** Requests tokens with any grant. The form is sent unchanged. */
    readonly oauth2Token: (form: TokenForm, options?: CallOptions) => Effect.Effect<TokenResponse, GlobusError>
    /**
     * Exchanges an authorization code for tokens (RFC 6749, section 4.1.3). `exchange` of the flow does this and also
     * verifies the id token.
     */
    readonly oauth2ExchangeCodeForTokens: (
      argument: {
        readonly code: Redacted.Redacted
        /** The same as in the authorization URL. */
        readonly redirect_uri: string
        /** The PKCE verifier (RFC 7636, section 4.5). */
        readonly code_verifier?: Redacted.Redacted | undefined
      },
      options?: CallOptions
    ) => Effect.Effect<TokenResponse, GlobusError>
    /** Gets a new access token for a refresh token (RFC 6749, section 6). */
    readonly oauth2RefreshToken: (
      argument: { readonly refresh_token: Redacted.Redacted },
      options?: CallOptions
    ) => Effect.Effect<TokenResponse, GlobusError>
    /**
     * Verifies an id token for this application and returns its claims (`decode_id_token` in the Python SDK). The
     * issuer's keys are fetched once and kept for a day. If none of them fits, they are fetched again, at most once a
     * minute.
     */
    readonly verifyIdToken: (argument: {
      readonly id_token: Redacted.Redacted
      /** The nonce of the login. The token must contain it. */
      readonly nonce?: string | undefined
      /** The access token that came with the id token. It must match `at_hash` of the id token, if that is present. */
      readonly access_token?: Redacted.Redacted | undefined
    }) => Effect.Effect<IdTokenClaims, GlobusError | GlobusIdTokenInvalid>
    /** The same operations, returning status and headers with the document. */
    readonly withResponse: Pick<Replies<typeof AuthApi>, Names>
    /** Sends an undeclared call. */
    readonly request: SendRaw
  }
}

/**
 * The form of a grant for `oauth2Token`. Any member may be `Redacted`: its value is sent, and no error shows it.
 *
 * @since 0.1.0
 * @category models
 */
export interface TokenForm {
  readonly grant_type: string
  readonly [member: string]: string | Redacted.Redacted
}
