/**
 * One login of one user: the URL to send the user to, and the handling of the return. The flow is a plain value. A
 * portal on many machines can keep `state`, `nonce` and `verifier` in the user's session, and start the same flow again
 * from them.
 *
 * @since 0.1.0
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.1
 * @see https://www.rfc-editor.org/rfc/rfc9700
 */
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type { GlobusError, GlobusUsageError } from "../GlobusError.js"
import { advise } from "../internal/usage.js"
import { errorClass, maybe } from "../internal/wire/errorClass.js"
import type { CallOptions } from "../Operation.js"
import * as Scope from "../Scope.js"
import * as AuthorizeUrl from "./AuthorizeUrl.js"
import type { IdTokenClaims, GlobusIdTokenInvalid } from "./IdToken.js"
import * as Pkce from "./Pkce.js"
import type { Token, TokenResponse } from "./TokenResponse.js"

/**
 * The tokens of a login, and the claims about the user.
 *
 * @since 0.1.0
 * @category models
 */
export interface LoginResponse extends TokenResponse {
  /** The verified claims of the id token. Undefined: there is no id token, since `openid` was not among the scopes. */
  readonly id_token_claims: IdTokenClaims | undefined
}

/**
 * A login that has started.
 *
 * @since 0.1.0
 * @category models
 */
export interface AuthorizationFlow {
  /** Returned with the user. It protects against forged redirects (RFC 6749, section 10.12). */
  readonly state: string
  /** Returned in the id token. Undefined: the flow uses none. */
  readonly nonce: string | undefined
  /** The PKCE secret, sent with the code. Undefined: the flow does not use PKCE. */
  readonly verifier: Redacted.Redacted | undefined
  readonly redirect_uri: string
  /** The URL to send the user to. */
  readonly authorizeUrl: (parameters?: AuthorizeUrl.AuthorizeParameters) => string
  /**
   * Exchanges the code that the user returned with, or copied from the Globus page, for tokens. Verifies the id token.
   */
  readonly exchange: (
    argument: { readonly code: Redacted.Redacted },
    options?: CallOptions
  ) => Effect.Effect<LoginResponse, GlobusError | GlobusIdTokenInvalid>
  /**
   * Handles the user's return: takes the URL that the user returned to (a path with its query is enough), checks that
   * it belongs to this flow, and exchanges the code. If the check fails, it fails with `GlobusLoginFailed` and sends nothing.
   */
  readonly handleRedirect: (
    url: string | URL,
    options?: CallOptions
  ) => Effect.Effect<LoginResponse, GlobusError | GlobusIdTokenInvalid | GlobusLoginFailed>
}

/**
 * The user returned without a code for this flow.
 *
 * - `state`: the redirect belongs to another flow, or is forged. Ignore it, or start a new flow.
 * - `refused`: Globus Auth or the user refused the login; `error` says why.
 * - `malformed`: the URL has neither a code nor an error, or has several codes.
 *
 * @since 0.1.0
 * @category errors
 */
export class GlobusLoginFailed extends errorClass<GlobusLoginFailed>()("GlobusLoginFailed", {
  reason: Schema.Literal("state", "refused", "malformed"),
  /** The OAuth error code (RFC 6749, section 4.1.2.1), such as `access_denied`. */
  error: maybe(Schema.String),
  /** What was wrong, and what to do. */
  message: Schema.String
}) {}

/**
 * The options of a flow, for either kind of application.
 *
 * @since 0.1.0
 * @category models
 */
export interface StartFlowOptions {
  /** As text separated by spaces, or as a list. */
  readonly requested_scopes: Scope.Scopes
  /** The URL that the user returns to, as it is registered. */
  readonly redirect_uri: string
  /** Default: a new random value. (The default of the Python SDK, `_default`, gives no protection.) */
  readonly state?: string | undefined
  /** Whether to ask for refresh tokens. Default: false. */
  readonly refresh_tokens?: boolean | undefined
  /** The PKCE secret, to continue an earlier flow. Default: a new one. */
  readonly verifier?: Redacted.Redacted | undefined
  /** Default: a new random value if `openid` is among the scopes. False: none. */
  readonly nonce?: string | false | undefined
  /** The name that the consent page proposes for this installation. */
  readonly prefill_named_grant?: string | undefined
}

/**
 * The options of a confidential application's flow.
 *
 * @since 0.1.0
 * @category models
 */
export interface ConfidentialFlowOptions extends StartFlowOptions {
  /** Whether to use PKCE. Default: true, as RFC 9700, section 2.1.1, recommends; in the Python SDK: false. */
  readonly pkce?: boolean | undefined
}

/**
 * The options of a native application's flow.
 *
 * @since 0.1.0
 * @category models
 */
export interface NativeFlowOptions extends Omit<StartFlowOptions, "redirect_uri"> {
  /** Default: a Globus page that shows the code to the user. */
  readonly redirect_uri?: string | undefined
}

const checkRedirectUri = (uri: string): Either.Either<string, GlobusUsageError> =>
  URL.canParse(uri) && !uri.includes("#")
    ? Either.right(uri)
    : advise("redirect_uri", "give an absolute URL without a fragment, as it is registered (RFC 6749, section 3.1.2)")

/**
 * Reads the code from the URL that the user returned to, if the URL belongs to this flow.
 *
 * @since 0.1.0
 * @category decoding
 */
export const readRedirect = (
  url: string | URL,
  flow: Pick<AuthorizationFlow, "state" | "redirect_uri">
): Either.Either<Redacted.Redacted, GlobusLoginFailed> => {
  const failed = (reason: GlobusLoginFailed["reason"], message: string, error?: string) =>
    Either.left(new GlobusLoginFailed({ reason, error, message }))
  if (!URL.canParse(url, flow.redirect_uri)) return failed("malformed", "The redirect is not a valid URL")
  const { searchParams } = new URL(url, flow.redirect_uri)
  const [state, ...states] = searchParams.getAll("state")
  if (state !== flow.state || states.length > 0) {
    return failed("state", "The redirect belongs to another login: its `state` does not match. Start the login again")
  }
  const [error] = searchParams.getAll("error")
  if (error !== undefined) {
    const description = searchParams.get("error_description")
    return failed(
      "refused",
      `Globus Auth refused the login: ${description === null ? error : `${description} (${error})`}`,
      error
    )
  }
  const [code, ...codes] = searchParams.getAll("code")
  return code === undefined || code === "" || codes.length > 0
    ? failed("malformed", "The redirect has no code, or several. Start the login again")
    : Either.right(Redacted.make(code))
}

/** 256 bits from WebCrypto, since they must not be guessable: Effect's `Random` can be seeded. */
const unguessable: Effect.Effect<string> = Effect.map(Pkce.makeVerifier, Redacted.value)

/** The token that came with the id token. This is the token for Globus Auth, which may be one of `other_tokens`. */
const besideIdToken = (tokens: TokenResponse): Token =>
  tokens.other_tokens.find(({ id_token }) => id_token !== undefined && id_token === tokens.id_token) ?? tokens

/**
 * What a flow needs from the client that starts it.
 *
 * @since 0.1.0
 * @category models
 */
export interface FlowClient {
  readonly clientId: string
  readonly authorizationEndpoint: string
  readonly exchange: (
    argument: {
      readonly code: Redacted.Redacted
      readonly redirect_uri: string
      readonly code_verifier?: Redacted.Redacted | undefined
    },
    options?: CallOptions
  ) => Effect.Effect<TokenResponse, GlobusError>
  readonly verifyIdToken: (argument: {
    readonly id_token: Redacted.Redacted
    readonly nonce?: string | undefined
    readonly access_token?: Redacted.Redacted | undefined
  }) => Effect.Effect<IdTokenClaims, GlobusError | GlobusIdTokenInvalid>
}

/**
 * Starts a flow: checks the options and makes the random values. `oauth2StartFlow` of the clients uses it.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (
  client: FlowClient,
  options: ConfidentialFlowOptions
): Effect.Effect<AuthorizationFlow, GlobusUsageError> =>
  Effect.gen(function* () {
    const scope = yield* Scope.toText(options.requested_scopes, "requested_scopes")
    const redirect_uri = yield* checkRedirectUri(options.redirect_uri)
    const state = options.state ?? (yield* unguessable)
    if (options.pkce === false && options.verifier !== undefined) {
      return yield* advise("pkce", "it is false, but a verifier is given: leave out one of the two")
    }
    const verifier =
      options.pkce === false
        ? undefined
        : options.verifier === undefined
          ? yield* Pkce.makeVerifier
          : yield* Pkce.checkVerifier(options.verifier)
    if (options.nonce === "")
      return yield* advise("nonce", "give a text, or false for none, or leave it out to get a new one")
    const wantsNonce = options.nonce === undefined && scope.split(/\s+/).includes("openid")
    const nonce = wantsNonce ? yield* unguessable : options.nonce === false ? undefined : options.nonce
    const request: AuthorizeUrl.AuthorizeRequest = {
      client_id: client.clientId,
      redirect_uri,
      scope,
      state,
      code_challenge: verifier === undefined ? undefined : yield* Pkce.challenge(verifier),
      access_type: options.refresh_tokens === true ? "offline" : "online",
      prefill_named_grant: options.prefill_named_grant,
      nonce
    }

    const exchange: AuthorizationFlow["exchange"] = ({ code }, options) =>
      Effect.gen(function* () {
        const tokens = yield* client.exchange({ code, redirect_uri, code_verifier: verifier }, options)
        const id_token_claims =
          tokens.id_token === undefined
            ? undefined
            : yield* client.verifyIdToken({
                id_token: tokens.id_token,
                nonce,
                access_token: besideIdToken(tokens).access_token
              })
        return { ...tokens, id_token_claims }
      })

    return {
      state,
      nonce,
      verifier,
      redirect_uri,
      authorizeUrl: (parameters) => AuthorizeUrl.make(client.authorizationEndpoint, request, parameters),
      exchange,
      handleRedirect: (url, options) =>
        Effect.flatMap(readRedirect(url, { state, redirect_uri }), (code) => exchange({ code }, options))
    }
  })
