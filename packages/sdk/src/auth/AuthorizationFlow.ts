/**
 * One login of one user: the address to send them to, and what comes of their return. It is a plain value with no
 * place to live in: a portal that answers on many machines keeps `state`, `nonce` and `verifier` in the user's session
 * and starts the same flow again from them.
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
import * as AuthorizeUrl from "./AuthorizeUrl.js"
import type { IdTokenClaims, GlobusIdTokenInvalid } from "./IdToken.js"
import * as Pkce from "./Pkce.js"
import type { Token, TokenResponse } from "./TokenResponse.js"

/**
 * The tokens of a login, and who logged in.
 *
 * @since 0.1.0
 * @category models
 */
export interface LoginResponse extends TokenResponse {
  /** What the id token says, verified. Undefined: there is none, as `openid` was not among the scopes. */
  readonly id_token_claims: IdTokenClaims | undefined
}

/**
 * A login that has begun.
 *
 * @since 0.1.0
 * @category models
 */
export interface AuthorizationFlow {
  /** Comes back with the user: who brings another is not the user that was sent (RFC 6749, section 10.12). */
  readonly state: string
  /** Comes back in the id token. Undefined: none is asked for. */
  readonly nonce: string | undefined
  /** PKCE's secret, sent with the code. Undefined: the flow goes without. */
  readonly verifier: Redacted.Redacted | undefined
  readonly redirect_uri: string
  /** Where to send the user. */
  readonly authorizeUrl: (parameters?: AuthorizeUrl.AuthorizeParameters) => string
  /** Tokens for the code that the user came back with, or copied from Globus's page. Verifies the id token. */
  readonly exchange: (
    argument: { readonly code: Redacted.Redacted },
    options?: CallOptions
  ) => Effect.Effect<LoginResponse, GlobusError | GlobusIdTokenInvalid>
  /**
   * The whole way back: takes the address that the user came back to (a path with its query will do), checks that it is
   * this flow's, and exchanges the code. Fails with `GlobusLoginFailed` before anything is sent.
   */
  readonly handleRedirect: (
    url: string | URL,
    options?: CallOptions
  ) => Effect.Effect<LoginResponse, GlobusError | GlobusIdTokenInvalid | GlobusLoginFailed>
}

/**
 * The user came back without a code for this flow.
 *
 * - `state`: from another flow, or sent by somebody else. Ignore it, or start anew.
 * - `refused`: Globus Auth or the user said no; `error` says why.
 * - `malformed`: there is neither a code nor an error, or there are several.
 *
 * @since 0.1.0
 * @category errors
 */
export class GlobusLoginFailed extends errorClass<GlobusLoginFailed>()("GlobusLoginFailed", {
  reason: Schema.Literal("state", "refused", "malformed"),
  /** OAuth's code (RFC 6749, section 4.1.2.1), such as `access_denied`. */
  error: maybe(Schema.String),
  /** What was wrong, and what to do. */
  message: Schema.String
}) {}

/**
 * How a flow is started, for either kind of application.
 *
 * @since 0.1.0
 * @category models
 */
export interface StartFlowOptions {
  /** Separated by blanks, or as a list. */
  readonly requested_scopes: string | ReadonlyArray<string>
  /** Where the user comes back to, as it was registered. */
  readonly redirect_uri: string
  /** Default: a new one that nobody can guess. (The Python SDK's default, `_default`, protects from nothing.) */
  readonly state?: string | undefined
  /** Whether to ask for refresh tokens. Default: false. */
  readonly refresh_tokens?: boolean | undefined
  /** PKCE's secret, of a flow that is taken up again. Default: a new one. */
  readonly verifier?: Redacted.Redacted | undefined
  /** Default: a new one if `openid` is among the scopes. False: none. */
  readonly nonce?: string | false | undefined
  /** What the consent page proposes as this installation's name. */
  readonly prefill_named_grant?: string | undefined
}

/**
 * How a confidential application's flow is started.
 *
 * @since 0.1.0
 * @category models
 */
export interface ConfidentialFlowOptions extends StartFlowOptions {
  /** Whether to use PKCE. Default: true (RFC 9700, section 2.1.1); the Python SDK does without. */
  readonly pkce?: boolean | undefined
}

/**
 * How a native application's flow is started.
 *
 * @since 0.1.0
 * @category models
 */
export interface NativeFlowOptions extends Omit<StartFlowOptions, "redirect_uri"> {
  /** Default: a page of Globus's that shows the user the code. */
  readonly redirect_uri?: string | undefined
}

/**
 * Scopes as the wire has them, separated by blanks.
 *
 * @since 0.1.0
 * @category conversions
 */
export const joinScopes = (
  scopes: string | ReadonlyArray<string>,
  field = "requested_scopes"
): Either.Either<string, GlobusUsageError> => {
  const list = typeof scopes === "string" ? [scopes] : scopes
  return list.length === 0 || list.some((scope) => scope.trim() === "")
    ? advise(field, "give at least one scope, and none that is empty")
    : Either.right(list.join(" "))
}

const checkRedirectUri = (uri: string): Either.Either<string, GlobusUsageError> =>
  URL.canParse(uri) && !uri.includes("#")
    ? Either.right(uri)
    : advise("redirect_uri", "give an absolute URL without a fragment, as it is registered (RFC 6749, section 3.1.2)")

/**
 * The code that a user came back with, if they came back from this very flow.
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
  if (!URL.canParse(url, flow.redirect_uri))
    return failed("malformed", "The user came back to something that is no URL")
  const { searchParams } = new URL(url, flow.redirect_uri)
  const [state, ...states] = searchParams.getAll("state")
  if (state !== flow.state || states.length > 0) {
    return failed("state", "The user came back from another login: `state` is not the one that was sent")
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
    ? failed("malformed", "The user came back without a code, or with several")
    : Either.right(Redacted.make(code))
}

/** 256 bits from WebCrypto: it must not be guessed, and Effect's `Random` can be seeded. */
const unguessable: Effect.Effect<string> = Effect.map(Pkce.makeVerifier, Redacted.value)

/** The token beside which the id token came: that of Auth, which may be among the others. */
const besideIdToken = (tokens: TokenResponse): Token =>
  tokens.other_tokens.find(({ id_token }) => id_token !== undefined && id_token === tokens.id_token) ?? tokens

/**
 * What a flow needs of the client that starts it.
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
 * Checks the options and makes what must not be guessed. The clients' `oauth2StartFlow` is this.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (
  client: FlowClient,
  options: ConfidentialFlowOptions
): Effect.Effect<AuthorizationFlow, GlobusUsageError> =>
  Effect.gen(function* () {
    const scope = yield* joinScopes(options.requested_scopes)
    const redirect_uri = yield* checkRedirectUri(options.redirect_uri)
    const state = options.state ?? (yield* unguessable)
    if (options.pkce === false && options.verifier !== undefined) {
      return yield* advise("pkce", "it is off, and there is a verifier: leave out one of the two")
    }
    const verifier =
      options.pkce === false
        ? undefined
        : options.verifier === undefined
          ? yield* Pkce.makeVerifier
          : yield* Pkce.checkVerifier(options.verifier)
    if (options.nonce === "")
      return yield* advise("nonce", "give some text, false for none, or leave it out for a new one")
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
