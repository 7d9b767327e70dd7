/**
 * Clients (registered applications and resource servers) and their credentials.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/auth/reference/#clients
 */
import * as Schema from "effect/Schema"
import { nullable } from "../internal/operation/document.js"

const wireClient = Schema.Struct({
  /** UUID. Globus always sends it. */
  id: nullable(Schema.String),
  name: nullable(Schema.String),
  /** UUID. Null for the child of another client. */
  project: nullable(Schema.String),
  /** UUID. */
  parent_client: nullable(Schema.String),
  /**
   * `client_identity`, `confidential_client`, `globus_connect_server`, `public_installed_client`,
   * `hybrid_confidential_client_resource_server`, `resource_server`, or what comes later.
   */
  client_type: nullable(Schema.String),
  /** Whether it cannot keep a secret. */
  public_client: nullable(Schema.Boolean),
  /** `public` or `private`: who can find it. */
  visibility: nullable(Schema.String),
  redirect_uris: nullable(Schema.Array(Schema.String)),
  /** UUID of an identity provider. A user must have an identity of it. */
  required_idp: nullable(Schema.String),
  /** UUID of the identity provider that the login page selects first. */
  preselect_idp: nullable(Schema.String),
  /** Verified domain names of the client. */
  fqdns: nullable(Schema.Array(Schema.String)),
  /** UUIDs of the scopes that it offers. */
  scopes: nullable(Schema.Array(Schema.String)),
  grant_types: nullable(Schema.Array(Schema.String)),
  links: Schema.optional(
    Schema.NullOr(
      Schema.Struct({ terms_and_conditions: nullable(Schema.String), privacy_policy: nullable(Schema.String) })
    )
  ),
  /** Whether users are asked to name their consent. */
  prompt_for_named_grant: nullable(Schema.Boolean),
  /** Whether userinfo describes the identity that the user chose for this client. */
  userinfo_from_effective_identity: nullable(Schema.Boolean)
}).annotations({
  identifier: "Client"
})

/**
 * A registered client.
 *
 * @since 0.1.0
 * @category documents
 */
export interface Client extends Schema.Schema.Type<typeof wireClient> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const Client: Schema.Schema<Client> = wireClient

const wireClientCredential = Schema.Struct({
  /** UUID. */
  id: Schema.String,
  name: nullable(Schema.String),
  /** UUID of the client. */
  client: nullable(Schema.String),
  /** ISO 8601. */
  created: nullable(Schema.String),
  /** Sent only when the credential is created, later null. Store it, and wrap it in `Redacted`. */
  secret: nullable(Schema.String)
}).annotations({
  identifier: "ClientCredential"
})

/**
 * A credential of a client. Only the answer to its creation has the secret.
 *
 * @since 0.1.0
 * @category documents
 */
export interface ClientCredential extends Schema.Schema.Type<typeof wireClientCredential> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const ClientCredential: Schema.Schema<ClientCredential> = wireClientCredential

const wireClientDocument = Schema.Struct({
  client: Client,
  /** What was created together with an instance of a template. */
  included: nullable(Schema.Struct({ client_credential: nullable(ClientCredential) }))
}).annotations({
  identifier: "ClientDocument"
})

/**
 * One client, in its envelope.
 *
 * @since 0.1.0
 * @category documents
 */
export interface ClientDocument extends Schema.Schema.Type<typeof wireClientDocument> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const ClientDocument: Schema.Schema<ClientDocument> = wireClientDocument

const wireClientList = Schema.Struct({ clients: Schema.Array(Client) }).annotations({
  identifier: "ClientList"
})

/**
 * The clients of the caller's projects. For a confidential application: itself and its children.
 *
 * @since 0.1.0
 * @category documents
 */
export interface ClientList extends Schema.Schema.Type<typeof wireClientList> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const ClientList: Schema.Schema<ClientList> = wireClientList

const wireClientCredentialDocument = Schema.Struct({ credential: ClientCredential }).annotations({
  identifier: "ClientCredentialDocument"
})

/**
 * One credential, in its envelope.
 *
 * @since 0.1.0
 * @category documents
 */
export interface ClientCredentialDocument extends Schema.Schema.Type<typeof wireClientCredentialDocument> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const ClientCredentialDocument: Schema.Schema<ClientCredentialDocument> = wireClientCredentialDocument

const wireClientCredentialList = Schema.Struct({ credentials: Schema.Array(ClientCredential) }).annotations({
  identifier: "ClientCredentialList"
})

/**
 * The credentials of a client, without their secrets.
 *
 * @since 0.1.0
 * @category documents
 */
export interface ClientCredentialList extends Schema.Schema.Type<typeof wireClientCredentialList> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const ClientCredentialList: Schema.Schema<ClientCredentialList> = wireClientCredentialList

const settings = {
  /** `public` or `private`: who can find it. */
  visibility: Schema.optional(Schema.Literal("public", "private")),
  redirect_uris: Schema.optional(Schema.Array(Schema.String)),
  /** Give both or neither. */
  links: Schema.optional(Schema.Struct({ terms_and_conditions: Schema.String, privacy_policy: Schema.String })),
  /** UUID of an identity provider. A user must have an identity of it. */
  required_idp: Schema.optional(Schema.String),
  /** UUID of the identity provider that the login page selects first. */
  preselect_idp: Schema.optional(Schema.String)
}

const absent = Schema.optional(Schema.Undefined)

/** The kind of client, given in one of two ways. */
const byPublicity = {
  /** True: a native application, which cannot keep a secret. False: a confidential application. */
  public_client: Schema.Boolean,
  client_type: absent
}

const byType = {
  /**
   * `client_identity`, `confidential_client`, `globus_connect_server`, `public_installed_client`,
   * `hybrid_confidential_client_resource_server`, `resource_server`, or what comes later.
   */
  client_type: Schema.String,
  public_client: absent
}

const wireChildClientCreate = Schema.Union(
  Schema.Struct({ name: Schema.String, ...settings, ...byPublicity }),
  Schema.Struct({ name: Schema.String, ...settings, ...byType })
)

/**
 * A new client of a confidential application, its parent. Give either `public_client` or `client_type`.
 *
 * @since 0.1.0
 * @category documents
 */
export type ChildClientCreate = Schema.Schema.Type<typeof wireChildClientCreate>

/**
 * @since 0.1.0
 * @category schemas
 */
export const ChildClientCreate: Schema.Schema<ChildClientCreate> = wireChildClientCreate

const inProject = {
  name: Schema.String,
  /** UUID. */
  project: Schema.String,
  ...settings
}

const wireClientCreate = Schema.Union(
  Schema.Struct({ ...inProject, ...byPublicity }),
  Schema.Struct({ ...inProject, ...byType })
)

/**
 * A new client of a project. Give either `public_client` or `client_type`.
 *
 * @since 0.1.0
 * @category documents
 */
export type ClientCreate = Schema.Schema.Type<typeof wireClientCreate>

/**
 * @since 0.1.0
 * @category schemas
 */
export const ClientCreate: Schema.Schema<ClientCreate> = wireClientCreate

const wireNativeAppInstanceCreate = Schema.Struct({
  /** UUID of the client that is the template. */
  template_id: Schema.String,
  name: Schema.String
}).annotations({
  identifier: "NativeAppInstanceCreate"
})

/**
 * A new instance of a native application's template: a confidential client for one installation.
 *
 * @since 0.1.0
 * @category documents
 */
export interface NativeAppInstanceCreate extends Schema.Schema.Type<typeof wireNativeAppInstanceCreate> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const NativeAppInstanceCreate: Schema.Schema<NativeAppInstanceCreate> = wireNativeAppInstanceCreate

const wireClientUpdate = Schema.Struct({
  name: Schema.optional(Schema.String),
  visibility: settings.visibility,
  redirect_uris: settings.redirect_uris,
  /** Give both or neither. Null removes a link. */
  links: Schema.optional(
    Schema.Struct({
      terms_and_conditions: Schema.NullOr(Schema.String),
      privacy_policy: Schema.NullOr(Schema.String)
    })
  ),
  /** UUID of an identity provider. Null removes the requirement. */
  required_idp: nullable(Schema.String),
  /** UUID of an identity provider. Null removes the selection. */
  preselect_idp: nullable(Schema.String)
}).annotations({
  identifier: "ClientUpdate"
})

/**
 * Changes to a client. A list replaces the old list.
 *
 * @since 0.1.0
 * @category documents
 */
export interface ClientUpdate extends Schema.Schema.Type<typeof wireClientUpdate> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const ClientUpdate: Schema.Schema<ClientUpdate> = wireClientUpdate
