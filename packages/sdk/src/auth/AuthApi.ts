/**
 * Globus Auth on the wire: the OAuth2 and OpenID Connect endpoints, and the identities. `AuthClient` and the login
 * clients share this one declaration, and the sandbox serves it.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/auth/reference/
 */
import * as HttpApi from "@effect/platform/HttpApi"
import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as HttpApiSchema from "@effect/platform/HttpApiSchema"
import * as Schema from "effect/Schema"
import { declaration } from "../internal/declaration.js"
import { nullable } from "../internal/document.js"
import { CommaSeparated, TrueFalse } from "../internal/query.js"
import * as Operation from "../Operation.js"

/**
 * The resource server of Globus Auth's own API.
 *
 * @since 0.1.0
 * @category constants
 */
export const resourceServer = "auth.globus.org"

const form = { kind: "UrlParams" } as const

const Secret = Schema.Redacted(Schema.String)

// --- OAuth2 -----------------------------------------------------------------------------------------------------------

const tokenMembers = {
  /** Opaque; a bearer token (RFC 6750). */
  access_token: Schema.String,
  /** `Bearer`, in any case (RFC 6749, section 7.1). */
  token_type: Schema.String,
  /** Seconds from the moment of the answer. Absent: the token is good until a service refuses it. */
  expires_in: Schema.optional(Schema.Number),
  /** The scopes granted, separated by blanks. */
  scope: Schema.optional(Schema.String),
  /** The one service that takes this token. Globus always sends it; other OpenID servers do not. */
  resource_server: Schema.optional(Schema.String),
  /** Only for `access_type=offline`, and when a refresh rotates the refresh token. */
  refresh_token: nullable(Schema.String),
  /** Only when `openid` was granted (OpenID Connect Core, section 3.1.3.3). */
  id_token: nullable(Schema.String),
  state: nullable(Schema.String)
}

const wireOtherToken = Schema.Struct(tokenMembers).annotations({ identifier: "OtherToken" })

/**
 * The token of one further resource server in a token answer.
 *
 * @since 0.1.0
 * @category documents
 */
export interface OtherToken extends Schema.Schema.Type<typeof wireOtherToken> {}

/**
 * The schema of `OtherToken`. It checks and changes nothing.
 *
 * @since 0.1.0
 * @category schemas
 */
export const OtherToken: Schema.Schema<OtherToken> = wireOtherToken

const wireTokenDocument = Schema.Struct({
  ...tokenMembers,
  /** One document for each further resource server of the scopes. Globus always sends the list, empty or not. */
  other_tokens: Schema.optional(Schema.Array(OtherToken))
}).annotations({ identifier: "TokenDocument" })

/**
 * The answer of the token endpoint (RFC 6749, section 5.1), with Globus's members.
 *
 * @since 0.1.0
 * @category documents
 */
export interface TokenDocument extends Schema.Schema.Type<typeof wireTokenDocument> {}

/**
 * The schema of `TokenDocument`. It checks and changes nothing.
 *
 * @since 0.1.0
 * @category schemas
 */
export const TokenDocument: Schema.Schema<TokenDocument> = wireTokenDocument

/** The public client's name for itself; a confidential client is known by its Basic authorization instead. */
const client_id = Schema.optional(Schema.String)

/**
 * RFC 6749, section 4.1.3, with PKCE's verifier (RFC 7636, section 4.5).
 *
 * @since 0.1.0
 * @category documents
 */
export const AuthorizationCodeGrant = Schema.Struct({
  grant_type: Schema.Literal("authorization_code"),
  code: Secret,
  redirect_uri: Schema.String,
  code_verifier: Schema.optional(Secret),
  client_id
}).annotations({ identifier: "AuthorizationCodeGrant" })

/**
 * RFC 6749, section 6.
 *
 * @since 0.1.0
 * @category documents
 */
export const RefreshTokenGrant = Schema.Struct({
  grant_type: Schema.Literal("refresh_token"),
  refresh_token: Secret,
  client_id
}).annotations({ identifier: "RefreshTokenGrant" })

/**
 * RFC 6749, section 4.4.2.
 *
 * @since 0.1.0
 * @category documents
 */
export const ClientCredentialsGrant = Schema.Struct({
  grant_type: Schema.Literal("client_credentials"),
  /** Separated by blanks. */
  scope: Schema.String
}).annotations({ identifier: "ClientCredentialsGrant" })

/**
 * Any other grant, its members as they are.
 *
 * @since 0.1.0
 * @category documents
 */
export const OtherGrant = Schema.Struct(
  {
    grant_type: Schema.String,
    /** Of `urn:globus:auth:grant_type:dependent_token`: the access token that the caller was shown. */
    token: Schema.optional(Schema.Union(Secret, Schema.String))
  },
  { key: Schema.String, value: Schema.Union(Schema.String, Secret) }
).annotations({ identifier: "OtherGrant" })

const wireIdentityDetail = Schema.Struct({
  /** The identity's UUID. */
  sub: Schema.String,
  username: nullable(Schema.String),
  name: nullable(Schema.String),
  email: nullable(Schema.String),
  organization: nullable(Schema.String),
  identity_type: nullable(Schema.String),
  identity_provider: nullable(Schema.String),
  identity_provider_display_name: nullable(Schema.String),
  /** `unused`, `used`, `private`, `closed`, or what comes later. */
  status: nullable(Schema.String),
  /** Epoch seconds. */
  last_authentication: nullable(Schema.Number)
}).annotations({ identifier: "IdentityDetail" })

/**
 * An identity as introspection, userinfo and id tokens list it.
 *
 * @since 0.1.0
 * @category documents
 */
export interface IdentityDetail extends Schema.Schema.Type<typeof wireIdentityDetail> {}

/**
 * The schema of `IdentityDetail`. It checks and changes nothing.
 *
 * @since 0.1.0
 * @category schemas
 */
export const IdentityDetail: Schema.Schema<IdentityDetail> = wireIdentityDetail

const wireIntrospection = Schema.Struct({
  active: Schema.Boolean,
  token_type: nullable(Schema.String),
  /** Separated by blanks. */
  scope: nullable(Schema.String),
  /** The client that obtained the token. */
  client_id: nullable(Schema.String),
  sub: nullable(Schema.String),
  username: nullable(Schema.String),
  name: nullable(Schema.String),
  email: nullable(Schema.String),
  aud: Schema.optional(Schema.NullOr(Schema.Union(Schema.String, Schema.Array(Schema.String)))),
  iss: nullable(Schema.String),
  /** Epoch seconds. */
  exp: nullable(Schema.Number),
  /** Epoch seconds. */
  iat: nullable(Schema.Number),
  /** Epoch seconds. */
  nbf: nullable(Schema.Number),
  /** Identity UUIDs, with `include: "identity_set"`. */
  identity_set: Schema.optional(Schema.NullOr(Schema.Array(Schema.String))),
  identity_set_detail: Schema.optional(Schema.NullOr(Schema.Array(IdentityDetail))),
  session_info: Schema.optional(
    Schema.NullOr(
      Schema.Struct({
        session_id: nullable(Schema.String),
        /** By identity UUID. */
        authentications: Schema.optional(Schema.Record({ key: Schema.String, value: Schema.Unknown }))
      })
    )
  ),
  dependent_tokens_cache_id: nullable(Schema.String)
}).annotations({ identifier: "Introspection" })

/**
 * What introspection says of a token (RFC 7662, section 2.2). Of a token that is not live, only `active: false`.
 *
 * @since 0.1.0
 * @category documents
 */
export interface Introspection extends Schema.Schema.Type<typeof wireIntrospection> {}

/**
 * The schema of `Introspection`. It checks and changes nothing.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Introspection: Schema.Schema<Introspection> = wireIntrospection

const wireTokenState = Schema.Struct({ active: Schema.optional(Schema.Boolean) }).annotations({
  identifier: "TokenState"
})

/**
 * Whether a token is live, as revocation (RFC 7009) and validation answer.
 *
 * @since 0.1.0
 * @category documents
 */
export interface TokenState extends Schema.Schema.Type<typeof wireTokenState> {}

/**
 * The schema of `TokenState`. It checks and changes nothing.
 *
 * @since 0.1.0
 * @category schemas
 */
export const TokenState: Schema.Schema<TokenState> = wireTokenState

const OAuth2 = HttpApiGroup.make("auth.oauth2")
  .add(
    HttpApiEndpoint.post("oauth2Token", "/v2/oauth2/token")
      .setPayload(
        HttpApiSchema.withEncoding(
          Schema.Union(AuthorizationCodeGrant, RefreshTokenGrant, ClientCredentialsGrant, OtherGrant),
          form
        )
      )
      .addSuccess(TokenDocument)
      .annotate(Operation.Repeat, "never")
      .annotate(Operation.Sensitive, true)
  )
  .add(
    HttpApiEndpoint.post("oauth2TokenIntrospect", "/v2/oauth2/token/introspect")
      .setPayload(
        HttpApiSchema.withEncoding(
          Schema.Struct({
            token: Secret,
            /** `identity_set`, `identity_set_detail`, `session_info`; several joined by commas. */
            include: Schema.optional(CommaSeparated),
            /** Ids of authentication policies to evaluate, joined by commas. */
            authentication_policies: Schema.optional(CommaSeparated)
          }),
          form
        )
      )
      .addSuccess(Introspection)
      .annotate(Operation.Repeat, "safe")
  )
  .add(
    HttpApiEndpoint.post("oauth2RevokeToken", "/v2/oauth2/token/revoke")
      .setPayload(HttpApiSchema.withEncoding(Schema.Struct({ token: Secret, client_id }), form))
      .addSuccess(TokenState)
      .annotate(Operation.Repeat, "safe")
  )
  .add(
    HttpApiEndpoint.post("oauth2ValidateToken", "/v2/oauth2/token/validate")
      .setPayload(HttpApiSchema.withEncoding(Schema.Struct({ token: Secret, client_id }), form))
      .addSuccess(TokenState)
      .annotate(Operation.Repeat, "safe")
  )

// --- OpenID Connect ---------------------------------------------------------------------------------------------------

const wireUserInfo = Schema.Struct({
  /** The identity's UUID. */
  sub: Schema.optional(Schema.String),
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
 * The claims about the user whose token it is (OpenID Connect Core, section 5.3.2).
 *
 * @since 0.1.0
 * @category documents
 */
export interface UserInfo extends Schema.Schema.Type<typeof wireUserInfo> {}

/**
 * The schema of `UserInfo`. It checks and changes nothing.
 *
 * @since 0.1.0
 * @category schemas
 */
export const UserInfo: Schema.Schema<UserInfo> = wireUserInfo

const wireOpenIdConfiguration = Schema.Struct({
  issuer: Schema.String,
  jwks_uri: Schema.String,
  authorization_endpoint: Schema.optional(Schema.String),
  token_endpoint: Schema.optional(Schema.String),
  userinfo_endpoint: Schema.optional(Schema.String),
  revocation_endpoint: Schema.optional(Schema.String),
  introspection_endpoint: Schema.optional(Schema.String),
  id_token_signing_alg_values_supported: Schema.optional(Schema.Array(Schema.String)),
  scopes_supported: Schema.optional(Schema.Array(Schema.String)),
  response_types_supported: Schema.optional(Schema.Array(Schema.String)),
  grant_types_supported: Schema.optional(Schema.Array(Schema.String)),
  subject_types_supported: Schema.optional(Schema.Array(Schema.String)),
  token_endpoint_auth_methods_supported: Schema.optional(Schema.Array(Schema.String)),
  code_challenge_methods_supported: Schema.optional(Schema.Array(Schema.String)),
  claims_supported: Schema.optional(Schema.Array(Schema.String))
}).annotations({ identifier: "OpenIdConfiguration" })

/**
 * OpenID Connect Discovery, section 3.
 *
 * @since 0.1.0
 * @category documents
 */
export interface OpenIdConfiguration extends Schema.Schema.Type<typeof wireOpenIdConfiguration> {}

/**
 * The schema of `OpenIdConfiguration`. It checks and changes nothing.
 *
 * @since 0.1.0
 * @category schemas
 */
export const OpenIdConfiguration: Schema.Schema<OpenIdConfiguration> = wireOpenIdConfiguration

/** Left out, never null: a key is used as it is. */
const keyMember = Schema.optionalWith(Schema.String, { exact: true })

const wireJsonWebKeySet = Schema.Struct({
  keys: Schema.Array(
    Schema.Struct({
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
    })
  )
}).annotations({ identifier: "JsonWebKeySet" })

/**
 * RFC 7517, section 5.
 *
 * @since 0.1.0
 * @category documents
 */
export interface JsonWebKeySet extends Schema.Schema.Type<typeof wireJsonWebKeySet> {}

/**
 * The schema of `JsonWebKeySet`. It checks and changes nothing.
 *
 * @since 0.1.0
 * @category schemas
 */
export const JsonWebKeySet: Schema.Schema<JsonWebKeySet> = wireJsonWebKeySet

const OpenId = HttpApiGroup.make("auth.openid")
  .add(
    HttpApiEndpoint.get("userinfo", "/v2/oauth2/userinfo")
      .addSuccess(UserInfo)
      .annotate(Operation.Scopes, ["openid", "email", "profile"])
  )
  .add(
    HttpApiEndpoint.get("getOpenidConfiguration", "/.well-known/openid-configuration").addSuccess(OpenIdConfiguration)
  )
  .add(HttpApiEndpoint.get("getJwk", "/jwk.json").addSuccess(JsonWebKeySet))

// --- Identities -------------------------------------------------------------------------------------------------------

const wireIdentity = Schema.Struct({
  /** UUID. */
  id: Schema.String,
  username: Schema.String,
  name: nullable(Schema.String),
  email: nullable(Schema.String),
  organization: nullable(Schema.String),
  /** UUID of the identity provider. */
  identity_provider: nullable(Schema.String),
  identity_type: nullable(Schema.String),
  /** `unused`, `used`, `private`, `closed`, or what comes later. */
  status: nullable(Schema.String)
}).annotations({ identifier: "Identity" })

/**
 * A Globus identity. `name`, `email` and `organization` are null where the caller may not see them.
 *
 * @since 0.1.0
 * @category documents
 */
export interface Identity extends Schema.Schema.Type<typeof wireIdentity> {}

/**
 * The schema of `Identity`. It checks and changes nothing.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Identity: Schema.Schema<Identity> = wireIdentity

const wireIdentityList = Schema.Struct({
  identities: Schema.Array(Identity),
  included: Schema.optional(
    Schema.Struct({
      identity_providers: Schema.optional(Schema.Array(Schema.Record({ key: Schema.String, value: Schema.Unknown })))
    })
  )
}).annotations({ identifier: "IdentityList" })

/**
 * The identities that were asked for, but those that Globus does not know.
 *
 * @since 0.1.0
 * @category documents
 */
export interface IdentityList extends Schema.Schema.Type<typeof wireIdentityList> {}

/**
 * The schema of `IdentityList`. It checks and changes nothing.
 *
 * @since 0.1.0
 * @category schemas
 */
export const IdentityList: Schema.Schema<IdentityList> = wireIdentityList

const Identities = HttpApiGroup.make("auth.identities").add(
  HttpApiEndpoint.get("getIdentities", "/v2/api/identities")
    .setUrlParams(
      Schema.Struct({
        /** Usernames, one or several. Not together with `ids`. */
        usernames: Schema.optional(CommaSeparated),
        /** Identity UUIDs, one or several. Not together with `usernames`. */
        ids: Schema.optional(CommaSeparated),
        /** Create unknown usernames as identities of status `unused`. Only with `usernames`. */
        provision: Schema.optional(TrueFalse),
        include: Schema.optional(CommaSeparated)
      })
    )
    .addSuccess(IdentityList)
    .annotate(Operation.Scopes, [
      "urn:globus:auth:scope:auth.globus.org:view_identities",
      "urn:globus:auth:scope:auth.globus.org:view_identity_set",
      "openid"
    ])
)

/**
 * Globus Auth, declared once.
 *
 * @since 0.1.0
 * @category api
 */
export const AuthApi = declaration(
  HttpApi.make("auth").add(OAuth2).add(OpenId).add(Identities).annotate(Operation.ResourceServer, resourceServer)
)
