/**
 * What the two kinds of applications have in common, confidential and native: the OAuth2 flows that get, refresh and
 * revoke tokens. Both login clients supply it, and renewing authorizers ask for it.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import type { GlobusError } from "../GlobusError.js"
import type { CallOptions } from "../Operation.js"
import type { TokenResponse } from "./TokenResponse.js"

/**
 * @since 0.1.0
 * @category context
 */
export class AuthLoginClient extends Context.Tag("@effect-globus/sdk/AuthLoginClient")<
  AuthLoginClient,
  AuthLoginClient.Service
>() {}

/**
 * @since 0.1.0
 */
export declare namespace AuthLoginClient {
  /**
   * @since 0.1.0
   * @category models
   */
  export interface Service {
    /** The application's id, a UUID. */
    readonly clientId: string
    /** A new access token for a refresh token (RFC 6749, section 6). It is sent once, and never retried here. */
    readonly oauth2RefreshToken: (
      argument: { readonly refresh_token: Redacted.Redacted },
      options?: CallOptions
    ) => Effect.Effect<TokenResponse, GlobusError>
  }
}
