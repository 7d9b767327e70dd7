/**
 * What the token endpoint gave, as a program uses it: one token for each resource server, secrets `Redacted`, the
 * expiry as a moment.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import { isTokenText } from "../internal/token/bearer.js"
import { hands } from "../internal/hands.js"
import type { DependentTokens, OtherToken, TokenDocument } from "./AuthApi.js"

/**
 * A token for one resource server.
 *
 * @since 0.1.0
 * @category models
 */
export interface Token {
  /** Undefined where the server does not say, as OpenID servers other than Globus do not. */
  readonly resource_server: string | undefined
  readonly access_token: Redacted.Redacted
  /** Undefined when none came: one that you hold stays good. */
  readonly refresh_token: Redacted.Redacted | undefined
  /** As the server spells it; `bearer` in some case. */
  readonly token_type: string
  /** Granted scopes, separated by blanks. */
  readonly scope: string
  /** Epoch seconds, counted from the moment of the request. Undefined: good until a service refuses it. */
  readonly expires_at_seconds: number | undefined
  /** Signed claims about the user, not verified yet, if they came with this token. */
  readonly id_token?: Redacted.Redacted | undefined
}

/**
 * All tokens of one answer.
 *
 * @since 0.1.0
 * @category models
 */
export interface TokenResponse extends Token {
  /** The tokens of the further resource servers. */
  readonly other_tokens: ReadonlyArray<Token>
  /** All tokens, by resource server. One without a name is left out. */
  readonly by_resource_server: Readonly<Record<string, Token>>
  /** The token that has a scope, by scope. */
  readonly by_scope: Readonly<Record<string, Token>>
  /** Signed claims about the user, not verified yet, whichever token they came with. */
  readonly id_token: Redacted.Redacted | undefined
}

/**
 * The tokens that a service gets for one that it was shown: to call other services in the user's name.
 *
 * @since 0.1.0
 * @category models
 */
export interface DependentTokenResponse {
  /** In the order of the answer; none where the service's scope depends on no other, or the user consented to none. */
  readonly tokens: ReadonlyArray<Token>
  /** The same, by resource server. One without a name is left out. */
  readonly by_resource_server: Readonly<Record<string, Token>>
  /** The token that has a scope, by scope. */
  readonly by_scope: Readonly<Record<string, Token>>
}

const redact = (value: unknown): Redacted.Redacted | undefined =>
  isTokenText(value) ? Redacted.make(value) : undefined

const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined)

/** Seconds, as a number or as decimal text. */
const secondsOf = (value: unknown): number | undefined => {
  const seconds = typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value.trim()) ? Number(value) : value
  return typeof seconds === "number" && Number.isFinite(seconds) ? seconds : undefined
}

/** A member that is not what Globus documents counts as absent. */
const toToken = (document: OtherToken, requestedAt: number): Token => {
  const seconds = secondsOf(document.expires_in)
  return {
    resource_server: textOf(document.resource_server),
    access_token: Redacted.make(document.access_token),
    refresh_token: redact(document.refresh_token),
    token_type: document.token_type,
    scope: textOf(document.scope) ?? "",
    expires_at_seconds: seconds === undefined ? undefined : requestedAt + seconds,
    id_token: redact(document.id_token)
  }
}

/** Its access token is one, of the one type that we know (RFC 6749, section 7.1). */
const isUsable = (document: unknown): document is OtherToken =>
  Predicate.isRecord(document) &&
  isTokenText(document["access_token"]) &&
  textOf(document["token_type"])?.toLowerCase() === "bearer"

const scopesOf = (token: Token): ReadonlyArray<string> => token.scope.split(" ").filter((scope) => scope !== "")

const index = (tokens: ReadonlyArray<Token>): Pick<TokenResponse, "by_resource_server" | "by_scope"> => ({
  by_resource_server: Object.fromEntries(
    tokens.flatMap((token) => (token.resource_server === undefined ? [] : [[token.resource_server, token]]))
  ),
  by_scope: Object.fromEntries(tokens.flatMap((token) => scopesOf(token).map((scope) => [scope, token])))
})

/**
 * The model of an answer to a request that was made at a moment, in epoch seconds. Of `other_tokens`, what is no usable
 * token is left out.
 *
 * @since 0.1.0
 * @category conversions
 */
export const fromDocument = (document: TokenDocument, requestedAt: number): TokenResponse => {
  const token = toToken(document, requestedAt)
  const others: ReadonlyArray<unknown> = Array.isArray(document.other_tokens) ? document.other_tokens : []
  const other_tokens = others.filter(isUsable).map((other) => toToken(other, requestedAt))
  const tokens = [token, ...other_tokens]
  return {
    ...token,
    other_tokens,
    ...index(tokens),
    id_token: tokens.find(({ id_token }) => id_token !== undefined)?.id_token
  }
}

/**
 * `fromDocument`, of an answer that is a list of tokens.
 *
 * @since 0.1.0
 * @category conversions
 */
export const fromDependentTokens = (documents: DependentTokens, requestedAt: number): DependentTokenResponse => {
  const tokens = documents.map((document) => toToken(document, requestedAt))
  return { tokens, ...index(tokens) }
}

/** By the steady hand: a wall clock that is put right in between makes the token neither older nor younger. */
const since =
  <Document, Response>(toResponse: (document: Document, requestedAt: number) => Response) =>
  <E, R>(request: Effect.Effect<Document, E, R>): Effect.Effect<Response, E, R> =>
    Effect.flatMap(hands, (asked) =>
      Effect.flatMap(request, (document) =>
        Effect.map(hands, (now) => toResponse(document, Math.floor((now.wall - (now.steady - asked.steady)) / 1000)))
      )
    )

/**
 * Runs a request for tokens and takes the time before it: an answer that was slow makes the token no younger.
 *
 * @since 0.1.0
 * @category conversions
 */
export const timed: <E, R>(request: Effect.Effect<TokenDocument, E, R>) => Effect.Effect<TokenResponse, E, R> =
  since(fromDocument)

/**
 * `timed`, for a request for dependent tokens.
 *
 * @since 0.1.0
 * @category conversions
 */
export const timedDependentTokens: <E, R>(
  request: Effect.Effect<DependentTokens, E, R>
) => Effect.Effect<DependentTokenResponse, E, R> = since(fromDependentTokens)
