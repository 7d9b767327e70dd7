/**
 * The documents of OpenID Connect: claims about the user, the discovery document of the issuer, and its keys.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/auth/reference/#openid_connect
 */
import * as Schema from "effect/Schema"
import { nullable } from "../internal/operation/document.js"
import { IdentityDetail } from "./Identity.js"

const wireUserInfo = Schema.Struct({
  /** The identity's UUID. */
  sub: nullable(Schema.String),
  preferred_username: nullable(Schema.String),
  name: nullable(Schema.String),
  email: nullable(Schema.String),
  organization: nullable(Schema.String),
  identity_provider: nullable(Schema.String),
  identity_provider_display_name: nullable(Schema.String),
  /** Epoch seconds. */
  last_authentication: nullable(Schema.Number),
  /** Needs the scope `view_identity_set`. */
  identity_set: Schema.optional(Schema.NullOr(Schema.Array(IdentityDetail)))
}).annotations({ identifier: "UserInfo" })

/**
 * The claims about the user of the access token (OpenID Connect Core, section 5.3.2).
 *
 * @since 0.1.0
 * @category documents
 */
export interface UserInfo extends Schema.Schema.Type<typeof wireUserInfo> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const UserInfo: Schema.Schema<UserInfo> = wireUserInfo

const wireOpenIdConfiguration = Schema.Struct({
  issuer: Schema.String,
  jwks_uri: Schema.String,
  authorization_endpoint: nullable(Schema.String),
  token_endpoint: nullable(Schema.String),
  userinfo_endpoint: nullable(Schema.String),
  revocation_endpoint: nullable(Schema.String),
  introspection_endpoint: nullable(Schema.String),
  id_token_signing_alg_values_supported: nullable(Schema.Array(Schema.String)),
  scopes_supported: nullable(Schema.Array(Schema.String)),
  response_types_supported: nullable(Schema.Array(Schema.String)),
  grant_types_supported: nullable(Schema.Array(Schema.String)),
  subject_types_supported: nullable(Schema.Array(Schema.String)),
  token_endpoint_auth_methods_supported: nullable(Schema.Array(Schema.String)),
  code_challenge_methods_supported: nullable(Schema.Array(Schema.String)),
  claims_supported: nullable(Schema.Array(Schema.String))
}).annotations({ identifier: "OpenIdConfiguration" })

/**
 * The discovery document of an issuer (OpenID Connect Discovery, section 3).
 *
 * @since 0.1.0
 * @category documents
 */
export interface OpenIdConfiguration extends Schema.Schema.Type<typeof wireOpenIdConfiguration> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const OpenIdConfiguration: Schema.Schema<OpenIdConfiguration> = wireOpenIdConfiguration

/** May be absent, but not null: keys are passed on unchanged. */
const keyMember = Schema.optionalWith(Schema.String, { exact: true })

const wireJsonWebKey = Schema.Struct({
  kty: Schema.String,
  alg: keyMember,
  use: keyMember,
  kid: keyMember,
  /** RSA: modulus and exponent (RFC 7518, section 6.3). */
  n: keyMember,
  e: keyMember,
  /** Elliptic curves: the curve and a point on it (RFC 7518, section 6.2; RFC 8037). */
  crv: keyMember,
  x: keyMember,
  y: keyMember
}).annotations({ identifier: "JsonWebKey" })

/**
 * A public key (RFC 7517, section 4).
 *
 * @since 0.1.0
 * @category documents
 */
export interface JsonWebKey extends Schema.Schema.Type<typeof wireJsonWebKey> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const JsonWebKey: Schema.Schema<JsonWebKey> = wireJsonWebKey

const wireJsonWebKeySet = Schema.Struct({
  keys: Schema.Array(Schema.Unknown)
}).annotations({ identifier: "JsonWebKeySet" })

/**
 * The keys of an issuer. Skip entries that are not a `JsonWebKey`: they are of an unknown kind, or broken (RFC 7517,
 * section 5).
 *
 * @since 0.1.0
 * @category documents
 */
export interface JsonWebKeySet extends Schema.Schema.Type<typeof wireJsonWebKeySet> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const JsonWebKeySet: Schema.Schema<JsonWebKeySet> = wireJsonWebKeySet
