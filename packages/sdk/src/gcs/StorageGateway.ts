/**
 * Storage gateways, by which an endpoint comes to a storage, and a builder for those to be made. A document written by
 * hand is just as good.
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
  /** The kind of storage: UUID of a connector. */
  connector_id: nullable(Schema.String),
  /** The directory of the storage below which everything is. */
  root: nullable(Schema.String),
  /** How an identity becomes a user of the storage, tried in turn. */
  identity_mappings: nullable(
    Schema.Array(
      Schema.Struct(
        {
          /** `expression_identity_mapping#1.0.0`, `external_identity_mapping#1.0.0`. */
          DATA_TYPE: nullable(Schema.String),
          /** `expression_identity_mapping`: what is matched, and what comes out. */
          mappings: nullable(Schema.Array(JsonObject)),
          /** `external_identity_mapping`: a program and its arguments. */
          command: texts
        },
        JsonObject
      )
    )
  ),
  policies: nullable(StoragePolicies),
  /** Domains of which an identity must be. */
  allowed_domains: texts,
  /** Users of the storage that may come in. */
  users_allow: texts,
  /** Users of the storage that may not. */
  users_deny: texts,
  restrict_paths: nullable(PathRestrictions),
  high_assurance: nullable(Schema.Boolean),
  /** A login must be one with several factors. Of high assurance only. */
  require_mfa: nullable(Schema.Boolean),
  /** For how long a login is good, in minutes. */
  authentication_timeout_mins: nullable(Schema.Number)
}).annotations({ identifier: "StorageGatewayData" })

/**
 * A storage gateway to be made, or what is to be changed in one: null removes a member.
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
  /** How an identity becomes a user, in older versions: `username_without_domain`, … */
  mapping: nullable(Schema.String),
  require_high_assurance: nullable(Schema.Boolean),
  /** `authentication_timeout_mins`, in older versions. */
  authentication_assurance_timeout: nullable(Schema.Number),
  deleted: nullable(Schema.Boolean)
}).annotations({ identifier: "StorageGateway" })

/**
 * A storage gateway. What is private in it is there only when it is asked for (`include: "private_policies"`) by somebody
 * who may see it.
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
 * An answer with a storage gateway: `unpack` takes it out.
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
 * The storage gateway of an answer: the first document of that type.
 *
 * @since 0.1.0
 * @category conversions
 */
export const unpack = unpacker<StorageGateway>("storage_gateway")

/**
 * A storage gateway to be made, or its changes. `DATA_TYPE` is the lowest version that has these members.
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
