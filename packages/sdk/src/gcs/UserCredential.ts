/**
 * Credentials by which an identity comes to a storage gateway's storage, and a builder for one to be made. A document
 * written by hand is just as good.
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
    /** S3: the key itself. Keep it as you keep a password: it goes to the manager as it is. */
    s3_secret_key: nullable(Schema.String)
  },
  JsonObject
).annotations({ identifier: "UserCredentialPolicies" })

/**
 * What the connector needs. Which members mean something depends on it.
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
  /** Whose it is: UUID. */
  identity_id: nullable(Schema.String),
  /** The kind of storage: UUID of a connector. */
  connector_id: nullable(Schema.String),
  /** UUID. */
  storage_gateway_id: nullable(Schema.String),
  /** The user of the storage. */
  username: nullable(Schema.String),
  display_name: nullable(Schema.String),
  policies: nullable(UserCredentialPolicies)
}).annotations({ identifier: "UserCredentialData" })

/**
 * A credential to be made, or what is to be changed in one: null removes a member.
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
  /** The manager made it, by the gateway's identity mappings. */
  provisioned: nullable(Schema.Boolean),
  /** The storage does not take it any more. */
  invalid: nullable(Schema.Boolean),
  deleted: nullable(Schema.Boolean)
}).annotations({ identifier: "UserCredential" })

/**
 * A credential. Its policies may have secrets in them.
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
 * An answer with a credential: `unpack` takes it out.
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
 * The credential of an answer: the first document of that type.
 *
 * @since 0.1.0
 * @category conversions
 */
export const unpack = unpacker<UserCredential>("user_credential")

/**
 * A credential to be made, or its changes, with its `DATA_TYPE`.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = withDataType<UserCredentialData>("user_credential")
