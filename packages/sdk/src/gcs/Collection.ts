/**
 * The documents of collections in their Globus Connect Server manager, and builders for them. A mapped collection is a
 * part of a storage gateway. A guest collection is a shared part of a mapped collection. You may also write these
 * documents by hand.
 *
 * @since 0.1.0
 */
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import { JsonObject, nullable } from "../internal/operation/document.js"
import { otherThan, unpacker, versioned } from "./internal/gcs.js"
import { CollectionPolicies } from "./CollectionPolicies.js"
import { Envelope } from "./GcsResult.js"
import { PathRestrictions } from "./PathRestrictions.js"

const texts = nullable(Schema.Array(Schema.String))

/** `collection#1.0.0`, or a later version. */
const DATA_TYPE = nullable(Schema.String)

/** The members that can be set in every collection. */
const shared = {
  display_name: nullable(Schema.String),
  /**
   * The directory that the collection shows as `/`, relative to the root of its storage gateway or mapped collection.
   */
  collection_base_path: nullable(Schema.String),
  /** The directory where Transfer starts: `/~/`, … */
  default_directory: nullable(Schema.String),
  /** UUID of the identity that owns it. */
  identity_id: nullable(Schema.String),
  /** Whether everyone can find it. */
  public: nullable(Schema.Boolean),
  description: nullable(Schema.String),
  organization: nullable(Schema.String),
  department: nullable(Schema.String),
  keywords: texts,
  contact_email: nullable(Schema.String),
  contact_info: nullable(Schema.String),
  /** URL of a page about it. */
  info_link: nullable(Schema.String),
  /** Shown to its users. */
  user_message: nullable(Schema.String),
  /** URL, shown with `user_message`. */
  user_message_link: nullable(Schema.String),
  /** Whether its files can be read and written over HTTPS. */
  enable_https: nullable(Schema.Boolean),
  /** Whether all transfers must be encrypted. */
  force_encryption: nullable(Schema.Boolean),
  /** Whether all transfers must verify checksums. */
  force_verify: nullable(Schema.Boolean),
  /** Whether transfers cannot verify checksums. */
  disable_verify: nullable(Schema.Boolean),
  /**
   * Which transfers need a high-assurance collection on the other side: those from it (`outbound`), to it (`inbound`),
   * or `all`.
   */
  restrict_transfers_to_high_assurance: nullable(Schema.String),
  /** The lifetime of permissions, in minutes. */
  acl_expiration_mins: nullable(Schema.Number),
  /** The flow that runs when data arrives. */
  associated_flow_policy: nullable(Schema.Struct({ flow_id: nullable(Schema.String) }, JsonObject))
}

/** The members that can be set in a mapped collection. */
const ofMapped = {
  /** UUID. */
  storage_gateway_id: nullable(Schema.String),
  /** The DNS name. By default the manager chooses one that begins with `m-`. */
  domain_name: nullable(Schema.String),
  /** Whether its users may create guest collections. */
  allow_guest_collections: nullable(Schema.Boolean),
  /** Whether guest collections cannot give write permission to anonymous users. */
  disable_anonymous_writes: nullable(Schema.Boolean),
  /** UUID of the authentication policy of its guest collections. */
  guest_auth_policy_id: nullable(Schema.String),
  /** Local users that may create guest collections. */
  sharing_users_allow: texts,
  /** Local users that may not create guest collections. */
  sharing_users_deny: texts,
  /** The paths where guest collections are allowed. */
  sharing_restrict_paths: nullable(PathRestrictions),
  /** Whether it is protected from deletion. */
  delete_protected: nullable(Schema.Boolean),
  /** Days without use after which a guest collection is deleted. */
  auto_delete_timeout: nullable(Schema.Number),
  policies: nullable(CollectionPolicies)
}

/** The members that can be set in a guest collection. */
const ofGuest = {
  /** UUID. */
  mapped_collection_id: nullable(Schema.String),
  /** UUID of the credential for its storage. */
  user_credential_id: nullable(Schema.String),
  /** Whether it is never deleted for lack of use. */
  skip_auto_delete: nullable(Schema.Boolean),
  /**
   * The transfers that its owner is notified of: `status` (`SUCCEEDED`, `FAILED`), `transfer_use` (`source`,
   * `destination`).
   */
  activity_notification_policy: nullable(Schema.Record({ key: Schema.String, value: Schema.Array(Schema.String) }))
}

const wireMappedCollection = Schema.Struct({
  DATA_TYPE,
  collection_type: Schema.optional(Schema.Literal("mapped")),
  ...shared,
  ...ofMapped
}).annotations({ identifier: "MappedCollection" })

/**
 * A mapped collection, or changes to one. In changes, null removes a member.
 *
 * @since 0.1.0
 * @category documents
 */
export interface MappedCollection extends Schema.Schema.Type<typeof wireMappedCollection> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const MappedCollection: Schema.Schema<MappedCollection> = wireMappedCollection

const wireGuestCollection = Schema.Struct({
  DATA_TYPE,
  collection_type: Schema.optional(Schema.Literal("guest")),
  ...shared,
  ...ofGuest
}).annotations({ identifier: "GuestCollection" })

/**
 * A guest collection, or changes to one. In changes, null removes a member.
 *
 * @since 0.1.0
 * @category documents
 */
export interface GuestCollection extends Schema.Schema.Type<typeof wireGuestCollection> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const GuestCollection: Schema.Schema<GuestCollection> = wireGuestCollection

const wireCollection = Schema.Struct({
  DATA_TYPE,
  /** UUID. */
  id: Schema.String,
  /** `mapped` or `guest`. */
  collection_type: nullable(Schema.String),
  ...shared,
  ...ofMapped,
  ...ofGuest,
  /** UUID of the connector. */
  connector_id: nullable(Schema.String),
  /** URL of its manager. */
  manager_url: nullable(Schema.String),
  /** The base URL of its files over HTTPS. */
  https_url: nullable(Schema.String),
  /** The base URL of its files over GridFTP. */
  tlsftp_url: nullable(Schema.String),
  /** The supported HTTPS methods: `GET`, `PUT`, … */
  https_methods: texts,
  root_path: nullable(Schema.String),
  high_assurance: nullable(Schema.Boolean),
  require_high_assurance: nullable(Schema.Boolean),
  /** How long a login counts, in minutes. */
  authentication_timeout_mins: nullable(Schema.Number),
  /** The name of `authentication_timeout_mins` in older versions. */
  authentication_assurance_timeout: nullable(Schema.Number),
  /** Whether transfers can preserve modification times. */
  preserve_modtime: nullable(Schema.Boolean),
  deleted: nullable(Schema.Boolean)
}).annotations({ identifier: "Collection" })

/**
 * A collection. `policies`, `sharing_users_…` and `sharing_restrict_paths` are present only if the call has `include:
 * "private_policies"` and the caller may see them.
 *
 * @since 0.1.0
 * @category documents
 */
export interface Collection extends Schema.Schema.Type<typeof wireCollection> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const Collection: Schema.Schema<Collection> = wireCollection

const wireCollectionResult = Schema.Struct({
  ...Envelope.fields,
  data: nullable(Schema.Array(Schema.Union(Collection, otherThan("collection"))))
}).annotations({ identifier: "CollectionResult" })

/**
 * An answer with a collection. `unpack` returns the collection.
 *
 * @since 0.1.0
 * @category documents
 */
export interface CollectionResult extends Schema.Schema.Type<typeof wireCollectionResult> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const CollectionResult: Schema.Schema<CollectionResult> = wireCollectionResult

const wireCollectionList = Schema.Struct({ ...Envelope.fields, data: nullable(Schema.Array(Collection)) }).annotations({
  identifier: "CollectionList"
})

/**
 * A page of collections.
 *
 * @since 0.1.0
 * @category documents
 */
export interface CollectionList extends Schema.Schema.Type<typeof wireCollectionList> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const CollectionList: Schema.Schema<CollectionList> = wireCollectionList

/**
 * Returns the collection in an answer: the first document of this type.
 *
 * @since 0.1.0
 * @category conversions
 */
export const unpack = unpacker<Collection>("collection")

/** The minor version of `collection#1` that introduced a member. Other members exist since 1.0. */
const minors = {
  enable_https: 1,
  user_message_link: 1,
  // At first it was limited to 64 characters.
  user_message: (value: unknown) => (Predicate.isString(value) && [...value].length > 64 ? 7 : 1),
  sharing_users_allow: 2,
  sharing_users_deny: 2,
  force_verify: 4,
  disable_anonymous_writes: 5,
  guest_auth_policy_id: 6,
  delete_protected: 8,
  acl_expiration_mins: 10,
  restrict_transfers_to_high_assurance: 12,
  auto_delete_timeout: 13,
  skip_auto_delete: 13,
  activity_notification_policy: 14,
  associated_flow_policy: 15
}

const asMapped = versioned<MappedCollection>("collection", minors)

const asGuest = versioned<GuestCollection>("collection", minors)

/**
 * Makes the document of a mapped collection, or of changes to one. `DATA_TYPE` is the lowest version with these
 * members, so that older managers understand it.
 *
 * @example
 * import * as Collection from "@effect-globus/sdk/gcs/Collection"
 * import * as CollectionPolicies from "@effect-globus/sdk/gcs/CollectionPolicies"
 *
 * const collection = Collection.mapped({
 *   display_name: "Beamline 7",
 *   storage_gateway_id: "…",
 *   collection_base_path: "/data",
 *   allow_guest_collections: true,
 *   policies: CollectionPolicies.posix({ sharing_groups_allow: ["beamline"] })
 * })
 *
 * @since 0.1.0
 * @category constructors
 */
export const mapped = (collection: Omit<MappedCollection, "collection_type">): MappedCollection => ({
  ...asMapped(collection),
  collection_type: "mapped"
})

/**
 * Makes the document of a guest collection, or of changes to one. `DATA_TYPE` is the lowest version with these members,
 * so that older managers understand it. To create a guest collection, the manager's scope needs `data_access` of the
 * mapped collection as a dependency, unless that is a high-assurance collection.
 *
 * @since 0.1.0
 * @category constructors
 */
export const guest = (collection: Omit<GuestCollection, "collection_type">): GuestCollection => ({
  ...asGuest(collection),
  collection_type: "guest"
})
