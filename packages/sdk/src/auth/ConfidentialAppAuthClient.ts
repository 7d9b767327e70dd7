/**
 * An application that can keep a secret: a portal, a service. It proves itself with its id and secret, gets tokens for
 * its users and for itself, and looks into the tokens that it is shown.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { GlobusError } from "../GlobusError.js"
import type { CallOptions } from "../Operation.js"
import type { AuthLoginClient } from "./AuthLoginClient.js"
import type { TokenResponse } from "./TokenResponse.js"

/**
 * @since 0.1.0
 * @category context
 */
export class ConfidentialAppAuthClient extends Context.Tag("@effect-globus/sdk/ConfidentialAppAuthClient")<
  ConfidentialAppAuthClient,
  ConfidentialAppAuthClient.Service
>() {}

/**
 * @since 0.1.0
 */
export declare namespace ConfidentialAppAuthClient {
  /**
   * @since 0.1.0
   * @category models
   */
  export interface Service extends AuthLoginClient.Service {
    /** Tokens for the application's own identity (RFC 6749, section 4.4). Sent once, and never retried here. */
    readonly oauth2ClientCredentialsTokens: (
      argument: { readonly requested_scopes: string | ReadonlyArray<string> },
      options?: CallOptions
    ) => Effect.Effect<TokenResponse, GlobusError>
  }
}
