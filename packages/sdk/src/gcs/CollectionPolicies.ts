/**
 * The policies of a mapped collection for its connector: a document and a builder for each kind of storage. You may
 * also write these documents by hand.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { JsonObject, nullable } from "../internal/operation/document.js"
import { withDataType } from "./internal/gcs.js"

const texts = nullable(Schema.Array(Schema.String))

const wireCollectionPolicies = Schema.Struct(
  {
    /** `posix_collection_policies#1.0.0`, …: the kind of storage, and a version. */
    DATA_TYPE: nullable(Schema.String),
    /** POSIX: local groups whose members may create guest collections. */
    sharing_groups_allow: texts,
    /** POSIX: local groups whose members may not create guest collections. */
    sharing_groups_deny: texts,
    /** Google Cloud Storage: the id of the project that pays for requests. */
    project: nullable(Schema.String)
  },
  JsonObject
).annotations({ identifier: "CollectionPolicies" })

/**
 * The policies of a mapped collection. The connector decides which members have a meaning.
 *
 * @since 0.1.0
 * @category documents
 */
export interface CollectionPolicies extends Schema.Schema.Type<typeof wireCollectionPolicies> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const CollectionPolicies: Schema.Schema<CollectionPolicies> = wireCollectionPolicies

/**
 * The policies of a POSIX file system.
 *
 * @since 0.1.0
 * @category documents
 */
export interface PosixCollectionPolicies extends Pick<
  CollectionPolicies,
  "DATA_TYPE" | "sharing_groups_allow" | "sharing_groups_deny"
> {}

/**
 * `posix_collection_policies`.
 *
 * @since 0.1.0
 * @category constructors
 */
export const posix = withDataType<PosixCollectionPolicies>("posix_collection_policies")

/**
 * The policies of a POSIX file system with a staging program.
 *
 * @since 0.1.0
 * @category documents
 */
export interface PosixStagingCollectionPolicies extends Pick<
  CollectionPolicies,
  "DATA_TYPE" | "sharing_groups_allow" | "sharing_groups_deny"
> {}

/**
 * `posix_staging_collection_policies`.
 *
 * @since 0.1.0
 * @category constructors
 */
export const posixStaging = withDataType<PosixStagingCollectionPolicies>("posix_staging_collection_policies")

/**
 * The policies of Google Cloud Storage.
 *
 * @since 0.1.0
 * @category documents
 */
export interface GoogleCloudStorageCollectionPolicies extends Pick<CollectionPolicies, "DATA_TYPE" | "project"> {}

/**
 * `google_cloud_storage_collection_policies`.
 *
 * @since 0.1.0
 * @category constructors
 */
export const googleCloudStorage = withDataType<GoogleCloudStorageCollectionPolicies>(
  "google_cloud_storage_collection_policies"
)
