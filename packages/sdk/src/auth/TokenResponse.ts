/**
 * The answer of the token endpoint in a form for programs: one token for each resource server, secrets as `Redacted`,
 * and the expiry as a point in time.
 *
 * @since 0.1.0
 */
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import { isTokenText } from "../internal/token/bearer.js"
import type { DependentTokens, OtherToken, TokenDocument } from "./AuthApi.js"

/**
 * A token for one resource server.
 *
 * @since 0.1.0
 * @category models
 */
export interface Token {
  /** Undefined if the server does not name one. OpenID servers other than Globus do not. */
  readonly resource_server: string | undefined
  readonly access_token: Redacted.Redacted
  /** Undefined if the answer has none: an earlier refresh token stays valid. */
  readonly refresh_token: Redacted.Redacted | undefined
  /** As the server spells it: `bearer` in upper or lower case. */
  readonly token_type: string
  /** The granted scopes, separated by spaces. */
  readonly scope: string
  /** Epoch seconds, counted from the moment of the request. Undefined: valid until a service refuses it. */
  readonly expires_at_seconds: number | undefined
  /** The id token that came with this token, if any. It is not verified yet. */
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
  /** All tokens by resource server. A token without a resource server is left out. */
  readonly by_resource_server: Readonly<Record<string, Token>>
  /** The tokens by scope. */
  readonly by_scope: Readonly<Record<string, Token>>
  /** The id token of the answer. It is not verified yet. */
  readonly id_token: Redacted.Redacted | undefined
}

/**
 * The tokens with which a service calls other services for its user.
 *
 * @since 0.1.0
 * @category models
 */
export interface DependentTokenResponse {
  /** In the order of the answer. Empty if the service's scope depends on no other, or the user consented to none. */
  readonly tokens: ReadonlyArray<Token>
  /** The tokens by resource server. A token without a resource server is left out. */
  readonly by_resource_server: Readonly<Record<string, Token>>
  /** The tokens by scope. */
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

/** A member of the wrong type counts as absent. */
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

/** Whether it has an access token of the type `bearer`, the only known type (RFC 6749, section 7.1). */
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
 * Converts an answer. `requestedAt`: the moment of the request, in epoch seconds. Unusable entries of `other_tokens`
 * are left out.
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
 * `fromDocument` for an answer that is a list of tokens.
 *
 * @since 0.1.0
 * @category conversions
 */
export const fromDependentTokens = (documents: DependentTokens, requestedAt: number): DependentTokenResponse => {
  const tokens = documents.map((document) => toToken(document, requestedAt))
  return { tokens, ...index(tokens) }
}
