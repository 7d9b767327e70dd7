/**
 * The documents of credentials with which an identity accesses the storage of a gateway, and a builder for them. You
 * may also write the document by hand.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { JsonObject, nullable } from "../internal/operation/document.js"
import { otherThan, unpacker, withDataType } from "./internal/gcs.js"
import { Envelope } from "./GcsResult.js"

const wireUserCredentialPolicies = Schema.Struct(
  {
    /** `s3_user_credential_policies#1.0.0`, `posix_user_credential_policies#1.0.0`, …: the connector, and a version. */
    DATA_TYPE: nullable(Schema.String),
    /** S3: the id of the key. */
    s3_key_id: nullable(Schema.String),
    /** S3: the secret key. Protect it like a password: it is sent to the manager unchanged. */
    s3_secret_key: nullable(Schema.String)
  },
  JsonObject
).annotations({ identifier: "UserCredentialPolicies" })

/**
 * The data that the connector needs. The connector decides which members have a meaning.
 *
 * @since 0.1.0
 * @category documents
 */
export interface UserCredentialPolicies extends Schema.Schema.Type<typeof wireUserCredentialPolicies> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const UserCredentialPolicies: Schema.Schema<UserCredentialPolicies> = wireUserCredentialPolicies

const wireUserCredentialData = Schema.Struct({
  /** `user_credential#1.0.0` */
  DATA_TYPE: nullable(Schema.String),
  /** UUID of the identity that owns it. */
  identity_id: nullable(Schema.String),
  /** UUID of the connector, the kind of storage. */
  connector_id: nullable(Schema.String),
  /** UUID. */
  storage_gateway_id: nullable(Schema.String),
  /** The user of the storage. */
  username: nullable(Schema.String),
  display_name: nullable(Schema.String),
  policies: nullable(UserCredentialPolicies)
}).annotations({ identifier: "UserCredentialData" })

/**
 * A new credential, or changes to one. In changes, null removes a member.
 *
 * @since 0.1.0
 * @category documents
 */
export interface UserCredentialData extends Schema.Schema.Type<typeof wireUserCredentialData> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const UserCredentialData: Schema.Schema<UserCredentialData> = wireUserCredentialData

const wireUserCredential = Schema.Struct({
  ...wireUserCredentialData.fields,
  /** UUID. */
  id: Schema.String,
  /** Whether the manager created it, by the gateway's identity mappings. */
  provisioned: nullable(Schema.Boolean),
  /** Whether the storage no longer accepts it. */
  invalid: nullable(Schema.Boolean),
  deleted: nullable(Schema.Boolean)
}).annotations({ identifier: "UserCredential" })

/**
 * A credential. Its policies may contain secrets.
 *
 * @since 0.1.0
 * @category documents
 */
export interface UserCredential extends Schema.Schema.Type<typeof wireUserCredential> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const UserCredential: Schema.Schema<UserCredential> = wireUserCredential

const wireUserCredentialResult = Schema.Struct({
  ...Envelope.fields,
  data: nullable(Schema.Array(Schema.Union(UserCredential, otherThan("user_credential"))))
}).annotations({ identifier: "UserCredentialResult" })

/**
 * An answer with a credential. `unpack` returns the credential.
 *
 * @since 0.1.0
 * @category documents
 */
export interface UserCredentialResult extends Schema.Schema.Type<typeof wireUserCredentialResult> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const UserCredentialResult: Schema.Schema<UserCredentialResult> = wireUserCredentialResult

const wireUserCredentialList = Schema.Struct({
  ...Envelope.fields,
  data: nullable(Schema.Array(UserCredential))
}).annotations({
  identifier: "UserCredentialList"
})

/**
 * A page of credentials.
 *
 * @since 0.1.0
 * @category documents
 */
export interface UserCredentialList extends Schema.Schema.Type<typeof wireUserCredentialList> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const UserCredentialList: Schema.Schema<UserCredentialList> = wireUserCredentialList

/**
 * Returns the credential in an answer: the first document of this type.
 *
 * @since 0.1.0
 * @category conversions
 */
export const unpack = unpacker<UserCredential>("user_credential")

/**
 * Makes the document of a credential, or of changes to one, with its `DATA_TYPE`.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = withDataType<UserCredentialData>("user_credential")
