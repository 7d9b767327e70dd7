/**
 * Id tokens: signed claims about the user who logged in. They are believed after every check of OpenID Connect Core,
 * section 3.1.3.7: signature, algorithm, issuer, audience, expiry, nonce, and the hash of the access token.
 *
 * @since 0.1.0
 * @see https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation
 */
import * as Data from "effect/Data"
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
import { IdentityDetail } from "./Identity.js"
import type { JsonWebKeySet, OpenIdConfiguration } from "./OpenId.js"
import { JsonWebKey } from "./OpenId.js"

const wireIdTokenClaims = Schema.Struct(
  {
    iss: Schema.String,
    /** UUID of the identity that logged in. */
    sub: Schema.String,
    /** The client, alone or among others. */
    aud: Schema.Union(Schema.String, Schema.Array(Schema.String)),
    /** Epoch seconds. */
    exp: Schema.Number,
    /** Epoch seconds. */
    iat: Schema.Number,
    /** The client that it was issued to, where it says so. */
    azp: Schema.optional(Schema.String),
    nonce: Schema.optional(Schema.String),
    /** Half a hash of the access token that came along. */
    at_hash: Schema.optional(Schema.String),
    /** With the scope `profile`, as the next ones. */
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
 * The claims of an id token that was verified, those that are not declared included.
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

/**
 * Why an id token is not believed.
 *
 * - `malformed`: no signed JWT, or a claim is missing or of the wrong type
 * - `algorithm`: not signed by an asymmetric algorithm that the issuer announces
 * - `key`: the issuer publishes no key that fits, or none that can be used
 * - `signature`: no published key made the signature
 * - `issuer`, `audience`: by or for somebody else
 * - `expired`, `not_before`: out of its time, with 300 seconds of tolerance
 * - `nonce`: from another login
 * - `at_hash`: it came with another access token
 *
 * @since 0.1.0
 * @category models
 */
export type Reason =
  | "malformed"
  | "algorithm"
  | "key"
  | "signature"
  | "issuer"
  | "audience"
  | "expired"
  | "not_before"
  | "nonce"
  | "at_hash"

/**
 * The id token is not to be believed: nobody is logged in by it.
 *
 * @since 0.1.0
 * @category errors
 */
export class IdTokenInvalid extends Data.TaggedError("IdTokenInvalid")<{
  readonly reason: Reason
  /** Says what is wrong; nothing of the token is in it. */
  readonly message: string
}> {}

const sentences: Readonly<Record<Reason, string>> = {
  malformed: "it is no signed JWT with the claims of an id token",
  algorithm: "it is not signed by an asymmetric algorithm that the issuer announces",
  key: "the issuer publishes no key that fits it",
  signature: "its signature is by none of the issuer's keys",
  issuer: "another issuer made it",
  audience: "it is for another application: check clientId",
  expired: "it has expired: check this machine's clock, and log in again",
  not_before: "it is not valid yet: check this machine's clock",
  nonce: "it belongs to another login: log in again",
  at_hash: "it does not belong to the access token that came with it"
}

const invalid = (reason: Reason, sentence = sentences[reason]): IdTokenInvalid =>
  new IdTokenInvalid({ reason, message: `The id token is not to be believed: ${sentence}` })

// `none` and the HMAC algorithms are no proof of who signed. The rest of jose's have no hash for `at_hash` in OpenID.
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

/** How much clocks may differ, in seconds. The Globus CLI's. */
const clockTolerance = 300

/**
 * What a token is checked against.
 *
 * @since 0.1.0
 * @category models
 */
export interface Expected {
  /** The issuer's own description (discovery). */
  readonly configuration: OpenIdConfiguration
  /** The keys that the issuer publishes. */
  readonly keys: JsonWebKeySet
  /** Whom it must be for. */
  readonly clientId: string
  /** Who else it may be for. Default: nobody. */
  readonly trustedAudiences?: ReadonlyArray<string> | undefined
  /** The nonce that was sent. Undefined: none was. */
  readonly nonce: string | undefined
  /** The access token beside it. Undefined: there is none to compare. */
  readonly accessToken: Redacted.Redacted | undefined
}

/** By jose's codes. A claim has its own. */
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

// jose's errors hold the claims: only the kind of the failure is taken from them.
const fromJose = (error: unknown): IdTokenInvalid => {
  if (error instanceof JWTClaimValidationFailed) {
    return invalid(error.reason === "check_failed" ? (claims[error.claim] ?? "malformed") : "malformed")
  }
  return error instanceof JOSEError ? invalid(reasons[error.code] ?? "key") : invalid("key")
}

/** These are about the token. Any other error is about a key, or its signature. */
const isOfToken = (error: unknown): boolean =>
  [JOSEAlgNotAllowed, JWSInvalid, JWTClaimValidationFailed, JWTExpired, JWTInvalid].some(
    (kind) => error instanceof kind
  )

const isKey = Schema.is(JsonWebKey)

/**
 * Globus's keys have no `kid`: each that fits is tried. One that cannot be used (of an unknown kind, too short, broken) is
 * passed over, wherever it stands (RFC 7517, section 5).
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

/** The left half of the token's hash, by the hash of the signature's algorithm (OpenID Connect Core, 3.1.3.6). */
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
 * The algorithm of a token and, where it names one, its key: not verified yet.
 *
 * @since 0.1.0
 * @category decoding
 */
export const header = (
  token: Redacted.Redacted
): Effect.Effect<{ readonly alg: string; readonly kid: string | undefined }, IdTokenInvalid> =>
  Effect.try({
    try: () => decodeProtectedHeader(Redacted.value(token)),
    catch: () => invalid("malformed")
  }).pipe(
    Effect.flatMap(({ alg, kid }) => (typeof alg === "string" ? Effect.succeed({ alg, kid }) : invalid("malformed")))
  )

/**
 * OpenID Connect Core, section 3.1.3.7, points 3 to 5: it is for nobody whom we do not trust, and of several audiences we
 * are the one that it was issued to.
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
 * The claims of a token, if all is well with it.
 *
 * @since 0.1.0
 * @category decoding
 */
export const verify = (token: Redacted.Redacted, expected: Expected): Effect.Effect<IdTokenClaims, IdTokenInvalid> =>
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
        `${firstFlaw(checked.left.issue).path.map(String).join(".")} is not as it must be`
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
