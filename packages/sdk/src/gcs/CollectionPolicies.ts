/**
 * What the connector below a mapped collection is told: a document for each kind of storage that takes one, and a builder
 * for each. A document written by hand is just as good.
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
    /** POSIX: groups of the system whose members may make guest collections. */
    sharing_groups_allow: texts,
    /** POSIX: groups of the system whose members may not. */
    sharing_groups_deny: texts,
    /** Google Cloud Storage: the id of the project to which requests are charged. */
    project: nullable(Schema.String)
  },
  JsonObject
).annotations({ identifier: "CollectionPolicies" })

/**
 * The policies of a mapped collection. Which members mean something depends on the connector.
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
 * The policies of a POSIX file system whose files are staged by a program.
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
