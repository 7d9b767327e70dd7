/**
 * What a storage gateway's connector is told: a document for each kind of storage, and a builder for each. A document
 * written by hand is just as good. Secrets in it go to the manager as they are, and come back only when they are asked
 * for (`include: "private_policies"`) by somebody who may see them.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { JsonObject, nullable } from "../internal/operation/document.js"
import { withDataType } from "./internal/gcs.js"

const texts = nullable(Schema.Array(Schema.String))

const wireStoragePolicies = Schema.Struct(
  {
    /** `posix_storage_policies#1.0.0`, `s3_storage_policies#1.0.0`, …: the kind of storage, and a version. */
    DATA_TYPE: nullable(Schema.String),
    /** POSIX: groups of the system whose members may come in. */
    groups_allow: texts,
    /** POSIX: groups of the system whose members may not. */
    groups_deny: texts,
    /** POSIX with staging: the path of the program that stages. */
    stage_app: nullable(Schema.String),
    /** POSIX with staging: the program's environment. */
    environment: nullable(Schema.Array(Schema.Struct({ name: Schema.String, value: Schema.String }))),
    /** S3, ActiveScale, BlackPearl, Ceph: the URL of the S3 API. */
    s3_endpoint: nullable(Schema.String),
    /** S3, ActiveScale, Ceph: buckets that are listed beside the user's own. */
    s3_buckets: texts,
    /** S3, ActiveScale: each user needs a key. False: public buckets are read without one. */
    s3_user_credential_required: nullable(Schema.Boolean),
    /** BlackPearl: the path of the file that has the users' keys. */
    bp_access_id_file: nullable(Schema.String),
    /** Ceph: an administrator's key, with which those of users are asked for. */
    ceph_admin_key_id: nullable(Schema.String),
    /** Ceph: the secret of that key. */
    ceph_admin_secret_key: nullable(Schema.String),
    /** Azure, Google, OneDrive: the application that is registered there. */
    client_id: nullable(Schema.String),
    /** Azure, Google, OneDrive: the application's secret. */
    secret: nullable(Schema.String),
    /** Azure, OneDrive: the tenant whose users log in. */
    tenant: nullable(Schema.String),
    /** Azure: the storage account. */
    account: nullable(Schema.String),
    /** Azure: how users prove who they are: `user`, `service_principal`, `user_service_principal`, … */
    auth_type: nullable(Schema.String),
    /** Azure: the account has a hierarchical namespace (Data Lake Storage). */
    adls: nullable(Schema.Boolean),
    /** Box: the enterprise that may be used. */
    enterpriseID: nullable(Schema.String),
    /** Box: the application's settings, as Box gives them. */
    boxAppSettings: nullable(JsonObject),
    /** Google Cloud Storage: a service account's key, as Google gives it. */
    service_account_key: nullable(JsonObject),
    /** Google Cloud Storage: the buckets that may be used. None: all. */
    buckets: texts,
    /** Google Cloud Storage: ids of the projects that may be used. None: all. */
    projects: texts,
    /** Google Drive: requests that Google grants the application for each user. */
    user_api_rate_quota: nullable(Schema.Number),
    /** OneDrive: requests that Microsoft grants the application for each user. */
    user_api_rate_limit: nullable(Schema.Number),
    /** HPSS: the mechanism by which the gateway proves who it is. */
    authentication_mech: nullable(Schema.String),
    /** HPSS: what the mechanism needs, such as a keytab's path. */
    authenticator: nullable(Schema.String),
    /** HPSS: checksums are kept as user-defined attributes. */
    uda_checksum_support: nullable(Schema.Boolean),
    /** iRODS: the path of the environment file. */
    irods_environment_file: nullable(Schema.String),
    /** iRODS: the path of the authentication file. */
    irods_authentication_file: nullable(Schema.String)
  },
  JsonObject
).annotations({ identifier: "StoragePolicies" })

/**
 * The policies of a storage gateway. Which members mean something depends on the connector.
 *
 * @since 0.1.0
 * @category documents
 */
export interface StoragePolicies extends Schema.Schema.Type<typeof wireStoragePolicies> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const StoragePolicies: Schema.Schema<StoragePolicies> = wireStoragePolicies

/**
 * The policies of a POSIX file system.
 *
 * @since 0.1.0
 * @category documents
 */
export interface PosixStoragePolicies extends Pick<StoragePolicies, "DATA_TYPE" | "groups_allow" | "groups_deny"> {}

/**
 * `posix_storage_policies`.
 *
 * @since 0.1.0
 * @category constructors
 */
export const posix = withDataType<PosixStoragePolicies>("posix_storage_policies")

/**
 * The policies of a POSIX file system whose files are staged by a program.
 *
 * @since 0.1.0
 * @category documents
 */
export interface PosixStagingStoragePolicies extends Pick<
  StoragePolicies,
  "DATA_TYPE" | "groups_allow" | "groups_deny" | "stage_app" | "environment"
> {}

/**
 * `posix_staging_storage_policies`.
 *
 * @since 0.1.0
 * @category constructors
 */
export const posixStaging = withDataType<PosixStagingStoragePolicies>("posix_staging_storage_policies")

/**
 * The policies of ActiveScale. The manager has S3's document for it.
 *
 * @since 0.1.0
 * @category documents
 */
export interface ActiveScaleStoragePolicies extends Pick<
  StoragePolicies,
  "DATA_TYPE" | "s3_endpoint" | "s3_buckets" | "s3_user_credential_required"
> {}

/**
 * `s3_storage_policies`.
 *
 * @since 0.1.0
 * @category constructors
 */
export const activeScale = withDataType<ActiveScaleStoragePolicies>("s3_storage_policies")

/**
 * The policies of Azure Blob Storage.
 *
 * @since 0.1.0
 * @category documents
 */
export interface AzureBlobStoragePolicies extends Pick<
  StoragePolicies,
  "DATA_TYPE" | "client_id" | "secret" | "tenant" | "account" | "auth_type" | "adls"
> {}

/**
 * `azure_blob_storage_policies`.
 *
 * @since 0.1.0
 * @category constructors
 */
export const azureBlob = withDataType<AzureBlobStoragePolicies>("azure_blob_storage_policies")

/**
 * The policies of BlackPearl.
 *
 * @since 0.1.0
 * @category documents
 */
export interface BlackPearlStoragePolicies extends Pick<
  StoragePolicies,
  "DATA_TYPE" | "s3_endpoint" | "bp_access_id_file"
> {}

/**
 * `blackpearl_storage_policies`.
 *
 * @since 0.1.0
 * @category constructors
 */
export const blackPearl = withDataType<BlackPearlStoragePolicies>("blackpearl_storage_policies")

/**
 * The policies of Box.
 *
 * @since 0.1.0
 * @category documents
 */
export interface BoxStoragePolicies extends Pick<StoragePolicies, "DATA_TYPE" | "enterpriseID" | "boxAppSettings"> {}

/**
 * `box_storage_policies`.
 *
 * @since 0.1.0
 * @category constructors
 */
export const box = withDataType<BoxStoragePolicies>("box_storage_policies")

/**
 * The policies of Ceph.
 *
 * @since 0.1.0
 * @category documents
 */
export interface CephStoragePolicies extends Pick<
  StoragePolicies,
  "DATA_TYPE" | "s3_endpoint" | "s3_buckets" | "ceph_admin_key_id" | "ceph_admin_secret_key"
> {}

/**
 * `ceph_storage_policies`.
 *
 * @since 0.1.0
 * @category constructors
 */
export const ceph = withDataType<CephStoragePolicies>("ceph_storage_policies")

/**
 * The policies of Google Cloud Storage.
 *
 * @since 0.1.0
 * @category documents
 */
export interface GoogleCloudStoragePolicies extends Pick<
  StoragePolicies,
  "DATA_TYPE" | "client_id" | "secret" | "service_account_key" | "buckets" | "projects"
> {}

/**
 * `google_cloud_storage_policies`.
 *
 * @since 0.1.0
 * @category constructors
 */
export const googleCloudStorage = withDataType<GoogleCloudStoragePolicies>("google_cloud_storage_policies")

/**
 * The policies of Google Drive.
 *
 * @since 0.1.0
 * @category documents
 */
export interface GoogleDriveStoragePolicies extends Pick<
  StoragePolicies,
  "DATA_TYPE" | "client_id" | "secret" | "user_api_rate_quota"
> {}

/**
 * `google_drive_storage_policies`.
 *
 * @since 0.1.0
 * @category constructors
 */
export const googleDrive = withDataType<GoogleDriveStoragePolicies>("google_drive_storage_policies")

/**
 * The policies of HPSS.
 *
 * @since 0.1.0
 * @category documents
 */
export interface HpssStoragePolicies extends Pick<
  StoragePolicies,
  "DATA_TYPE" | "authentication_mech" | "authenticator" | "uda_checksum_support"
> {}

/**
 * `hpss_storage_policies`.
 *
 * @since 0.1.0
 * @category constructors
 */
export const hpss = withDataType<HpssStoragePolicies>("hpss_storage_policies")

/**
 * The policies of iRODS.
 *
 * @since 0.1.0
 * @category documents
 */
export interface IrodsStoragePolicies extends Pick<
  StoragePolicies,
  "DATA_TYPE" | "irods_environment_file" | "irods_authentication_file"
> {}

/**
 * `irods_storage_policies`.
 *
 * @since 0.1.0
 * @category constructors
 */
export const irods = withDataType<IrodsStoragePolicies>("irods_storage_policies")

/**
 * The policies of OneDrive.
 *
 * @since 0.1.0
 * @category documents
 */
export interface OneDriveStoragePolicies extends Pick<
  StoragePolicies,
  "DATA_TYPE" | "client_id" | "secret" | "tenant" | "user_api_rate_limit"
> {}

/**
 * `onedrive_storage_policies`.
 *
 * @since 0.1.0
 * @category constructors
 */
export const oneDrive = withDataType<OneDriveStoragePolicies>("onedrive_storage_policies")

/**
 * The policies of S3.
 *
 * @since 0.1.0
 * @category documents
 */
export interface S3StoragePolicies extends Pick<
  StoragePolicies,
  "DATA_TYPE" | "s3_endpoint" | "s3_buckets" | "s3_user_credential_required"
> {}

/**
 * `s3_storage_policies`.
 *
 * @since 0.1.0
 * @category constructors
 */
export const s3 = withDataType<S3StoragePolicies>("s3_storage_policies")
