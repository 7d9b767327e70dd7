/**
 * The documents of identities and identity providers.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/auth/reference/#identities_resources
 */
import * as Schema from "effect/Schema"
import { nullable } from "../internal/operation/document.js"

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
 * An identity in the answers of introspection and userinfo, and in id tokens.
 *
 * @since 0.1.0
 * @category documents
 */
export interface IdentityDetail extends Schema.Schema.Type<typeof wireIdentityDetail> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const IdentityDetail: Schema.Schema<IdentityDetail> = wireIdentityDetail

const wireIdentity = Schema.Struct({
  /** UUID. */
  id: Schema.String,
  username: nullable(Schema.String),
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
 * A Globus identity. `name`, `email` and `organization` are null if the caller may not see them.
 *
 * @since 0.1.0
 * @category documents
 */
export interface Identity extends Schema.Schema.Type<typeof wireIdentity> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const Identity: Schema.Schema<Identity> = wireIdentity

const wireIdentityProvider = Schema.Struct({
  /** UUID. */
  id: Schema.String,
  name: nullable(Schema.String),
  short_name: nullable(Schema.String),
  /** Further names for searches. */
  alternative_names: nullable(Schema.Array(Schema.String)),
  /** The part of its usernames after the `@`. */
  domains: nullable(Schema.Array(Schema.String))
}).annotations({ identifier: "IdentityProvider" })

/**
 * An organization where users log in.
 *
 * @since 0.1.0
 * @category documents
 */
export interface IdentityProvider extends Schema.Schema.Type<typeof wireIdentityProvider> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const IdentityProvider: Schema.Schema<IdentityProvider> = wireIdentityProvider

const wireIdentityProviderList = Schema.Struct({
  identity_providers: Schema.Array(IdentityProvider)
}).annotations({ identifier: "IdentityProviderList" })

/**
 * The requested identity providers. Unknown ones are left out.
 *
 * @since 0.1.0
 * @category documents
 */
export interface IdentityProviderList extends Schema.Schema.Type<typeof wireIdentityProviderList> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const IdentityProviderList: Schema.Schema<IdentityProviderList> = wireIdentityProviderList

const wireIdentityList = Schema.Struct({
  identities: Schema.Array(Identity),
  included: nullable(Schema.Struct({ identity_providers: nullable(Schema.Array(IdentityProvider)) }))
}).annotations({ identifier: "IdentityList" })

/**
 * The requested identities. Unknown ones are left out.
 *
 * @since 0.1.0
 * @category documents
 */
export interface IdentityList extends Schema.Schema.Type<typeof wireIdentityList> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const IdentityList: Schema.Schema<IdentityList> = wireIdentityList
