/**
 * Id tokens: signed claims about the user who logged in. A token is accepted only if it passes all checks of OpenID
 * Connect Core, section 3.1.3.7: signature, algorithm, issuer, audience, expiry, nonce, and the hash of the access
 * token.
 *
 * @since 0.1.0
 * @see https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation
 */
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Encoding from "effect/Encoding"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { decodeProtectedHeader } from "jose/decode/protected_header"
import {
  JOSEAlgNotAllowed,
  JOSEError,
  JWKSNoMatchingKey,
  JWSInvalid,
  JWSSignatureVerificationFailed,
  JWTClaimValidationFailed,
  JWTExpired,
  JWTInvalid
} from "jose/errors"
import { createLocalJWKSet } from "jose/jwks/local"
import { jwtVerify, type JWTVerifyOptions } from "jose/jwt/verify"
import { nullable } from "../internal/operation/document.js"
import { firstFlaw } from "../internal/operation/parseIssue.js"
import { errorClass } from "../internal/wire/errorClass.js"
import { IdentityDetail } from "./Identity.js"
import type { JsonWebKeySet, OpenIdConfiguration } from "./OpenId.js"
import { JsonWebKey } from "./OpenId.js"

const wireIdTokenClaims = Schema.Struct(
  {
    iss: Schema.String,
    /** UUID of the identity that logged in. */
    sub: Schema.String,
    /** The id of the client, alone or in a list. */
    aud: Schema.Union(Schema.String, Schema.Array(Schema.String)),
    /** Epoch seconds. */
    exp: Schema.Number,
    /** Epoch seconds. */
    iat: Schema.Number,
    /** The client that the token was issued to, if present. */
    azp: Schema.optional(Schema.String),
    nonce: Schema.optional(Schema.String),
    /** Half of the hash of the access token that came with it. */
    at_hash: Schema.optional(Schema.String),
    /** With the scope `profile`, like the next four. */
    name: nullable(Schema.String),
    preferred_username: nullable(Schema.String),
    organization: nullable(Schema.String),
    identity_provider: nullable(Schema.String),
    identity_provider_display_name: nullable(Schema.String),
    /** With the scope `email`. */
    email: nullable(Schema.String),
    /** Epoch seconds. */
    last_authentication: nullable(Schema.Number),
    /** The identities that are linked to this one. */
    identity_set: Schema.optional(Schema.NullOr(Schema.Array(IdentityDetail)))
  },
  { key: Schema.String, value: Schema.Unknown }
).annotations({ identifier: "IdTokenClaims" })

/**
 * The claims of a verified id token, including undeclared ones.
 *
 * @since 0.1.0
 * @category documents
 */
export interface IdTokenClaims extends Schema.Schema.Type<typeof wireIdTokenClaims> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const IdTokenClaims: Schema.Schema<IdTokenClaims> = wireIdTokenClaims

const reason = Schema.Literal(
  "malformed",
  "algorithm",
  "key",
  "signature",
  "issuer",
  "audience",
  "expired",
  "not_before",
  "nonce",
  "at_hash"
)

/**
 * Why an id token is not accepted.
 *
 * - `malformed`: not a signed JWT, or a claim is missing or has the wrong type
 * - `algorithm`: not signed with an asymmetric algorithm that the issuer announces
 * - `key`: the issuer publishes no usable key that fits
 * - `signature`: no published key fits the signature
 * - `issuer`, `audience`: the token is from another issuer, or for another application
 * - `expired`, `not_before`: the token is no longer or not yet valid, with a tolerance of 300 seconds
 * - `nonce`: the token belongs to another login
 * - `at_hash`: the token came with another access token
 *
 * @since 0.1.0
 * @category models
 */
export type Reason = Schema.Schema.Type<typeof reason>

/**
 * The id token is not accepted: do not log the user in.
 *
 * @since 0.1.0
 * @category errors
 */
export class GlobusIdTokenInvalid extends errorClass<GlobusIdTokenInvalid>()("GlobusIdTokenInvalid", {
  reason,
  /** Says what is wrong, without any part of the token. */
  message: Schema.String
}) {}

const sentences: Readonly<Record<Reason, string>> = {
  malformed: "it is not a signed JWT with the claims of an id token",
  algorithm: "it is not signed with an asymmetric algorithm that the issuer announces",
  key: "the issuer publishes no key that fits it",
  signature: "its signature matches none of the issuer's keys",
  issuer: "it is from another issuer",
  audience: "it is for another application: check clientId",
  expired: "it has expired: check this machine's clock, and log in again",
  not_before: "it is not valid yet: check this machine's clock",
  nonce: "it belongs to another login: log in again",
  at_hash: "it does not belong to the access token that came with it"
}

const invalid = (reason: Reason, sentence = sentences[reason]): GlobusIdTokenInvalid =>
  new GlobusIdTokenInvalid({ reason, message: `The id token is not accepted: ${sentence}` })

// `none` and the HMAC algorithms do not prove who signed. For the other algorithms of jose, OpenID defines no hash for
// `at_hash`.
const asymmetric: ReadonlySet<string> = new Set([
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
  "Ed25519"
])

/** The allowed difference of clocks, in seconds, as in the Globus CLI. */
const clockTolerance = 300

/**
 * The values that a token is checked against.
 *
 * @since 0.1.0
 * @category models
 */
export interface Expected {
  /** The issuer's discovery document. */
  readonly configuration: OpenIdConfiguration
  /** The keys that the issuer publishes. */
  readonly keys: JsonWebKeySet
  /** The client that the token must be for. */
  readonly clientId: string
  /** Further clients that the token may be for. Default: none. */
  readonly trustedAudiences?: ReadonlyArray<string> | undefined
  /** The nonce of the login. Undefined: there was none. */
  readonly nonce: string | undefined
  /** The access token that came with it. Undefined: `at_hash` is not checked. */
  readonly accessToken: Redacted.Redacted | undefined
}

/** Reasons by jose's error codes. Wrong claims have their own table. */
const reasons: Readonly<Record<string, Reason>> = {
  ERR_JOSE_ALG_NOT_ALLOWED: "algorithm",
  ERR_JOSE_NOT_SUPPORTED: "algorithm",
  ERR_JWKS_NO_MATCHING_KEY: "key",
  ERR_JWS_INVALID: "malformed",
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: "signature",
  ERR_JWT_EXPIRED: "expired",
  ERR_JWT_INVALID: "malformed"
}

const claims: Readonly<Record<string, Reason>> = { iss: "issuer", aud: "audience", nbf: "not_before" }

// jose's errors contain the claims, so only the kind of failure is taken from them.
const fromJose = (error: unknown): GlobusIdTokenInvalid => {
  if (error instanceof JWTClaimValidationFailed) {
    return invalid(error.reason === "check_failed" ? (claims[error.claim] ?? "malformed") : "malformed")
  }
  return error instanceof JOSEError ? invalid(reasons[error.code] ?? "key") : invalid("key")
}

/** Errors about the token itself. All others are about a key or the signature. */
const isOfToken = (error: unknown): boolean =>
  [JOSEAlgNotAllowed, JWSInvalid, JWTClaimValidationFailed, JWTExpired, JWTInvalid].some(
    (kind) => error instanceof kind
  )

const isKey = Schema.is(JsonWebKey)

/**
 * Globus keys have no `kid`, so each key that fits is tried. An unusable key (of an unknown kind, too short, broken) is
 * skipped (RFC 7517, section 5).
 */
const verifySignature = async (token: string, keys: JsonWebKeySet, options: JWTVerifyOptions): Promise<unknown> => {
  let failure: JOSEError = new JWKSNoMatchingKey()
  for (const key of keys.keys.filter(isKey)) {
    try {
      return (await jwtVerify(token, createLocalJWKSet({ keys: [{ ...key }] }), options)).payload
    } catch (error) {
      if (isOfToken(error)) throw error
      if (error instanceof JWSSignatureVerificationFailed) failure = error
    }
  }
  throw failure
}

/** The left half of the access token's hash, by the hash function of the signature (OpenID Connect Core, 3.1.3.6). */
const halfHash = (accessToken: Redacted.Redacted, algorithm: string): Effect.Effect<string> =>
  Effect.map(
    Effect.promise(() =>
      globalThis.crypto.subtle.digest(
        algorithm.startsWith("Ed") ? "SHA-512" : `SHA-${algorithm.slice(-3)}`,
        new TextEncoder().encode(Redacted.value(accessToken))
      )
    ),
    (digest) => Encoding.encodeBase64Url(new Uint8Array(digest).subarray(0, digest.byteLength / 2))
  )

/**
 * Reads the algorithm of a token and the id of its key, if present. Nothing is verified here.
 *
 * @since 0.1.0
 * @category decoding
 */
export const header = (
  token: Redacted.Redacted
): Effect.Effect<{ readonly alg: string; readonly kid: string | undefined }, GlobusIdTokenInvalid> =>
  Effect.try({
    try: () => decodeProtectedHeader(Redacted.value(token)),
    catch: () => invalid("malformed")
  }).pipe(
    Effect.flatMap(({ alg, kid }) => (typeof alg === "string" ? Effect.succeed({ alg, kid }) : invalid("malformed")))
  )

/**
 * OpenID Connect Core, section 3.1.3.7, points 3 to 5: all audiences must be trusted, and a token with several
 * audiences must have been issued to this client.
 */
const isForUs = (
  { aud, azp }: Pick<IdTokenClaims, "aud" | "azp">,
  { clientId, trustedAudiences }: Pick<Expected, "clientId" | "trustedAudiences">
): boolean => {
  const trusted = new Set([clientId, ...(trustedAudiences ?? [])])
  const audiences = new Set(typeof aud === "string" ? [aud] : aud)
  return (
    [...audiences].every((one) => trusted.has(one)) && (azp === clientId || (azp === undefined && audiences.size < 2))
  )
}

const checkClaims = Schema.decodeUnknownEither(IdTokenClaims)

/**
 * Verifies a token and returns its claims.
 *
 * @since 0.1.0
 * @category decoding
 */
export const verify = (
  token: Redacted.Redacted,
  expected: Expected
): Effect.Effect<IdTokenClaims, GlobusIdTokenInvalid> =>
  Effect.gen(function* () {
    const { alg } = yield* header(token)
    const algorithms = (expected.configuration.id_token_signing_alg_values_supported ?? []).filter((name) =>
      asymmetric.has(name)
    )
    const currentDate = yield* DateTime.nowAsDate
    const payload = yield* Effect.tryPromise({
      try: () =>
        verifySignature(Redacted.value(token), expected.keys, {
          algorithms,
          audience: expected.clientId,
          clockTolerance,
          currentDate,
          issuer: expected.configuration.issuer
        }),
      catch: fromJose
    })
    const checked = checkClaims(payload)
    if (Either.isLeft(checked)) {
      return yield* invalid(
        "malformed",
        `${firstFlaw(checked.left.issue).path.map(String).join(".")} is missing or has the wrong type`
      )
    }
    const claims = checked.right
    if (!isForUs(claims, expected)) return yield* invalid("audience")
    if (expected.nonce !== undefined && claims.nonce !== expected.nonce) return yield* invalid("nonce")
    if (expected.accessToken !== undefined && claims.at_hash !== undefined) {
      if (claims.at_hash !== (yield* halfHash(expected.accessToken, alg))) return yield* invalid("at_hash")
    }
    return claims
  })
