/**
 * The policies of a storage gateway for its connector: a document and a builder for each kind of storage. You may also
 * write these documents by hand. Secrets are sent to the manager unchanged. Answers contain them only if the call has
 * `include: "private_policies"` and the caller may see them.
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
    /** POSIX: local groups whose members are allowed. */
    groups_allow: texts,
    /** POSIX: local groups whose members are denied. */
    groups_deny: texts,
    /** POSIX with staging: the path of the staging program. */
    stage_app: nullable(Schema.String),
    /** POSIX with staging: the program's environment. */
    environment: nullable(Schema.Array(Schema.Struct({ name: Schema.String, value: Schema.String }))),
    /** S3, ActiveScale, BlackPearl, Ceph: the URL of the S3 API. */
    s3_endpoint: nullable(Schema.String),
    /** S3, ActiveScale, Ceph: buckets that are listed in addition to the user's own. */
    s3_buckets: texts,
    /** S3, ActiveScale: whether each user needs a key. False: public buckets are read without one. */
    s3_user_credential_required: nullable(Schema.Boolean),
    /** BlackPearl: the path of the file with the users' keys. */
    bp_access_id_file: nullable(Schema.String),
    /** Ceph: the id of an administrator's key, which is used to get the keys of users. */
    ceph_admin_key_id: nullable(Schema.String),
    /** Ceph: the secret of that key. */
    ceph_admin_secret_key: nullable(Schema.String),
    /** Azure, Google, OneDrive: the id of the registered application. */
    client_id: nullable(Schema.String),
    /** Azure, Google, OneDrive: the application's secret. */
    secret: nullable(Schema.String),
    /** Azure, OneDrive: the tenant whose users log in. */
    tenant: nullable(Schema.String),
    /** Azure: the storage account. */
    account: nullable(Schema.String),
    /** Azure: how users authenticate: `user`, `service_principal`, `user_service_principal`, … */
    auth_type: nullable(Schema.String),
    /** Azure: whether the account has a hierarchical namespace (Data Lake Storage). */
    adls: nullable(Schema.Boolean),
    /** Box: the enterprise that may be used. */
    enterpriseID: nullable(Schema.String),
    /** Box: the settings of the application, as issued by Box. */
    boxAppSettings: nullable(JsonObject),
    /** Google Cloud Storage: the key of a service account, as issued by Google. */
    service_account_key: nullable(JsonObject),
    /** Google Cloud Storage: the buckets that may be used. None: all. */
    buckets: texts,
    /** Google Cloud Storage: ids of the projects that may be used. None: all. */
    projects: texts,
    /** Google Drive: Google's request quota of the application for each user. */
    user_api_rate_quota: nullable(Schema.Number),
    /** OneDrive: Microsoft's request limit of the application for each user. */
    user_api_rate_limit: nullable(Schema.Number),
    /** HPSS: how the gateway authenticates. */
    authentication_mech: nullable(Schema.String),
    /** HPSS: the credential for that, such as the path of a keytab. */
    authenticator: nullable(Schema.String),
    /** HPSS: whether checksums are stored as user-defined attributes. */
    uda_checksum_support: nullable(Schema.Boolean),
    /** iRODS: the path of the environment file. */
    irods_environment_file: nullable(Schema.String),
    /** iRODS: the path of the authentication file. */
    irods_authentication_file: nullable(Schema.String)
  },
  JsonObject
).annotations({ identifier: "StoragePolicies" })

/**
 * The policies of a storage gateway. The connector decides which members have a meaning.
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
 * The policies of a POSIX file system with a staging program.
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
 * The policies of ActiveScale. The manager uses the document of S3 for it.
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
