/**
 * Collections, as their manager has them, and builders for those to be made: a mapped collection is a part of a storage
 * gateway, a guest collection a part of a mapped one that somebody shares. A document written by hand is just as good.
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

/** What every collection may be given. */
const shared = {
  display_name: nullable(Schema.String),
  /** The directory that the collection shows as `/`, below the root of what it is made of. */
  collection_base_path: nullable(Schema.String),
  /** Where Transfer begins: `/~/`, … */
  default_directory: nullable(Schema.String),
  /** Whose it is: UUID of an identity. */
  identity_id: nullable(Schema.String),
  /** Everybody can find it. */
  public: nullable(Schema.Boolean),
  description: nullable(Schema.String),
  organization: nullable(Schema.String),
  department: nullable(Schema.String),
  keywords: texts,
  contact_email: nullable(Schema.String),
  contact_info: nullable(Schema.String),
  /** URL of a page about it. */
  info_link: nullable(Schema.String),
  /** Shown to whoever uses it. */
  user_message: nullable(Schema.String),
  /** URL, shown with `user_message`. */
  user_message_link: nullable(Schema.String),
  /** Its files can be read and written over HTTPS. */
  enable_https: nullable(Schema.Boolean),
  /** Every transfer is encrypted. */
  force_encryption: nullable(Schema.Boolean),
  /** Every transfer is verified by checksums. */
  force_verify: nullable(Schema.Boolean),
  /** No transfer is verified by checksums. */
  disable_verify: nullable(Schema.Boolean),
  /** Which transfers, from it (`outbound`), to it (`inbound`), or `all`, need another collection of high assurance. */
  restrict_transfers_to_high_assurance: nullable(Schema.String),
  /** For how long permissions last, in minutes. */
  acl_expiration_mins: nullable(Schema.Number),
  /** The flow that is run when something comes in. */
  associated_flow_policy: nullable(Schema.Struct({ flow_id: nullable(Schema.String) }, JsonObject))
}

/** What a mapped collection may be given. */
const ofMapped = {
  /** UUID. */
  storage_gateway_id: nullable(Schema.String),
  /** DNS name; the manager gives it one beginning with `m-` otherwise. */
  domain_name: nullable(Schema.String),
  /** Its users can make guest collections. */
  allow_guest_collections: nullable(Schema.Boolean),
  /** Nobody can be given write permission without a login, on guest collections. */
  disable_anonymous_writes: nullable(Schema.Boolean),
  /** UUID of the authentication policy of its guest collections. */
  guest_auth_policy_id: nullable(Schema.String),
  /** Users of the system that can make guest collections. */
  sharing_users_allow: texts,
  /** Users of the system that can not. */
  sharing_users_deny: texts,
  /** Where guest collections can be. */
  sharing_restrict_paths: nullable(PathRestrictions),
  /** It can not be deleted. */
  delete_protected: nullable(Schema.Boolean),
  /** After how many days without use a guest collection is deleted. */
  auto_delete_timeout: nullable(Schema.Number),
  policies: nullable(CollectionPolicies)
}

/** What a guest collection may be given. */
const ofGuest = {
  /** UUID. */
  mapped_collection_id: nullable(Schema.String),
  /** UUID of the credential by which it comes to its storage. */
  user_credential_id: nullable(Schema.String),
  /** It is not deleted for want of use. */
  skip_auto_delete: nullable(Schema.Boolean),
  /** Which transfers its owner is told of: `status` (`SUCCEEDED`, `FAILED`), `transfer_use` (`source`, `destination`). */
  activity_notification_policy: nullable(Schema.Record({ key: Schema.String, value: Schema.Array(Schema.String) }))
}

const wireMappedCollection = Schema.Struct({
  DATA_TYPE,
  collection_type: Schema.optional(Schema.Literal("mapped")),
  ...shared,
  ...ofMapped
}).annotations({ identifier: "MappedCollection" })

/**
 * A mapped collection, or what is to be changed in one: null removes a member.
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
 * A guest collection, or what is to be changed in one: null removes a member.
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
  /** Where its files are over HTTPS. */
  https_url: nullable(Schema.String),
  /** Where its files are over GridFTP. */
  tlsftp_url: nullable(Schema.String),
  /** What HTTPS is good for: `GET`, `PUT`, … */
  https_methods: texts,
  root_path: nullable(Schema.String),
  high_assurance: nullable(Schema.Boolean),
  require_high_assurance: nullable(Schema.Boolean),
  /** For how long a login is good, in minutes. */
  authentication_timeout_mins: nullable(Schema.Number),
  /** The same, in older versions. */
  authentication_assurance_timeout: nullable(Schema.Number),
  /** Transfers can keep the time of a file's last change. */
  preserve_modtime: nullable(Schema.Boolean),
  deleted: nullable(Schema.Boolean)
}).annotations({ identifier: "Collection" })

/**
 * A collection, as its manager has it. `policies`, `sharing_users_…` and `sharing_restrict_paths` are there only when
 * they are asked for (`include: "private_policies"`) by somebody who may see them.
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
 * An answer with a collection: `unpack` takes it out.
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
 * The collection of an answer: the first document of that type.
 *
 * @since 0.1.0
 * @category conversions
 */
export const unpack = unpacker<Collection>("collection")

/** In which minor version of `collection#1` a member came; those that are not here were there from the beginning. */
const minors = {
  enable_https: 1,
  user_message_link: 1,
  // It was for 64 characters first.
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
 * A mapped collection to be made, or its changes. `DATA_TYPE` is the lowest version that has these members, so that an
 * older manager can understand it.
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
 * A guest collection to be made, or its changes. `DATA_TYPE` is the lowest version that has these members, so that an
 * older manager can understand it. To make one takes a token that has `data_access` of the mapped collection below the
 * manager's scope, unless that one is of high assurance.
 *
 * @since 0.1.0
 * @category constructors
 */
export const guest = (collection: Omit<GuestCollection, "collection_type">): GuestCollection => ({
  ...asGuest(collection),
  collection_type: "guest"
})
