/**
 * The documents of storage gateways, which connect an endpoint to a storage, and a builder for them. You may also write
 * the document by hand.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { JsonObject, nullable } from "../internal/operation/document.js"
import { otherThan, unpacker, versioned } from "./internal/gcs.js"
import { Envelope } from "./GcsResult.js"
import { PathRestrictions } from "./PathRestrictions.js"
import { StoragePolicies } from "./StoragePolicies.js"

const texts = nullable(Schema.Array(Schema.String))

const wireStorageGatewayData = Schema.Struct({
  /** `storage_gateway#1.0.0`, or a later version. */
  DATA_TYPE: nullable(Schema.String),
  display_name: nullable(Schema.String),
  /** UUID of the connector, the kind of storage. */
  connector_id: nullable(Schema.String),
  /** The root directory in the storage. */
  root: nullable(Schema.String),
  /** How identities are mapped to users of the storage. The mappings are tried in order. */
  identity_mappings: nullable(
    Schema.Array(
      Schema.Struct(
        {
          /** `expression_identity_mapping#1.0.0`, `external_identity_mapping#1.0.0`. */
          DATA_TYPE: nullable(Schema.String),
          /** `expression_identity_mapping`: patterns and their outputs. */
          mappings: nullable(Schema.Array(JsonObject)),
          /** `external_identity_mapping`: a program and its arguments. */
          command: texts
        },
        JsonObject
      )
    )
  ),
  policies: nullable(StoragePolicies),
  /** The domains that an identity must be from. */
  allowed_domains: texts,
  /** Users of the storage that are allowed. */
  users_allow: texts,
  /** Users of the storage that are denied. */
  users_deny: texts,
  restrict_paths: nullable(PathRestrictions),
  high_assurance: nullable(Schema.Boolean),
  /** Whether a login needs several factors. Only with high assurance. */
  require_mfa: nullable(Schema.Boolean),
  /** How long a login counts, in minutes. */
  authentication_timeout_mins: nullable(Schema.Number)
}).annotations({ identifier: "StorageGatewayData" })

/**
 * A new storage gateway, or changes to one. In changes, null removes a member.
 *
 * @since 0.1.0
 * @category documents
 */
export interface StorageGatewayData extends Schema.Schema.Type<typeof wireStorageGatewayData> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const StorageGatewayData: Schema.Schema<StorageGatewayData> = wireStorageGatewayData

const wireStorageGateway = Schema.Struct({
  ...wireStorageGatewayData.fields,
  /** UUID. */
  id: Schema.String,
  /** In older versions: how identities are mapped to users, such as `username_without_domain`. */
  mapping: nullable(Schema.String),
  require_high_assurance: nullable(Schema.Boolean),
  /** The name of `authentication_timeout_mins` in older versions. */
  authentication_assurance_timeout: nullable(Schema.Number),
  deleted: nullable(Schema.Boolean)
}).annotations({ identifier: "StorageGateway" })

/**
 * A storage gateway. Its private members are present only if the call has `include: "private_policies"` and the caller
 * may see them.
 *
 * @since 0.1.0
 * @category documents
 */
export interface StorageGateway extends Schema.Schema.Type<typeof wireStorageGateway> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const StorageGateway: Schema.Schema<StorageGateway> = wireStorageGateway

const wireStorageGatewayResult = Schema.Struct({
  ...Envelope.fields,
  data: nullable(Schema.Array(Schema.Union(StorageGateway, otherThan("storage_gateway"))))
}).annotations({ identifier: "StorageGatewayResult" })

/**
 * An answer with a storage gateway. `unpack` returns the gateway.
 *
 * @since 0.1.0
 * @category documents
 */
export interface StorageGatewayResult extends Schema.Schema.Type<typeof wireStorageGatewayResult> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const StorageGatewayResult: Schema.Schema<StorageGatewayResult> = wireStorageGatewayResult

const wireStorageGatewayList = Schema.Struct({
  ...Envelope.fields,
  data: nullable(Schema.Array(StorageGateway))
}).annotations({
  identifier: "StorageGatewayList"
})

/**
 * A page of storage gateways.
 *
 * @since 0.1.0
 * @category documents
 */
export interface StorageGatewayList extends Schema.Schema.Type<typeof wireStorageGatewayList> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const StorageGatewayList: Schema.Schema<StorageGatewayList> = wireStorageGatewayList

/**
 * Returns the storage gateway in an answer: the first document of this type.
 *
 * @since 0.1.0
 * @category conversions
 */
export const unpack = unpacker<StorageGateway>("storage_gateway")

/**
 * Makes the document of a storage gateway, or of changes to one. `DATA_TYPE` is the lowest version with these members.
 *
 * @example
 * import * as StorageGateway from "@effect-globus/sdk/gcs/StorageGateway"
 * import * as StoragePolicies from "@effect-globus/sdk/gcs/StoragePolicies"
 *
 * const gateway = StorageGateway.make({
 *   display_name: "Buckets",
 *   connector_id: "…",
 *   allowed_domains: ["example.edu"],
 *   policies: StoragePolicies.s3({ s3_endpoint: "https://s3.example.edu", s3_user_credential_required: true })
 * })
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = versioned<StorageGatewayData>("storage_gateway", { require_mfa: 1 })
