/**
 * The documents of roles on an endpoint and on its collections, and a builder for a new role. You may also write the
 * document by hand.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { nullable } from "../internal/operation/document.js"
import { otherThan, unpacker, withDataType } from "./internal/gcs.js"
import { Envelope } from "./GcsResult.js"

const wireGcsRoleData = Schema.Struct({
  /** `role#1.0.0` */
  DATA_TYPE: nullable(Schema.String),
  /** UUID. Null: the role is on the endpoint itself. */
  collection: nullable(Schema.String),
  /** `urn:globus:auth:identity:…`, `urn:globus:groups:id:…`. */
  principal: nullable(Schema.String),
  /** `owner`, `administrator`, `access_manager`, `activity_manager`, `activity_monitor`, `access_monitor`. */
  role: nullable(Schema.String)
}).annotations({ identifier: "GcsRoleData" })

/**
 * A new role.
 *
 * @since 0.1.0
 * @category documents
 */
export interface GcsRoleData extends Schema.Schema.Type<typeof wireGcsRoleData> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const GcsRoleData: Schema.Schema<GcsRoleData> = wireGcsRoleData

const wireGcsRole = Schema.Struct({
  ...wireGcsRoleData.fields,
  /** UUID. */
  id: Schema.String
}).annotations({ identifier: "GcsRole" })

/**
 * A role.
 *
 * @since 0.1.0
 * @category documents
 */
export interface GcsRole extends Schema.Schema.Type<typeof wireGcsRole> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const GcsRole: Schema.Schema<GcsRole> = wireGcsRole

const wireGcsRoleResult = Schema.Struct({
  ...Envelope.fields,
  data: nullable(Schema.Array(Schema.Union(GcsRole, otherThan("role"))))
}).annotations({ identifier: "GcsRoleResult" })

/**
 * An answer with a role. `unpack` returns the role.
 *
 * @since 0.1.0
 * @category documents
 */
export interface GcsRoleResult extends Schema.Schema.Type<typeof wireGcsRoleResult> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const GcsRoleResult: Schema.Schema<GcsRoleResult> = wireGcsRoleResult

const wireGcsRoleList = Schema.Struct({ ...Envelope.fields, data: nullable(Schema.Array(GcsRole)) }).annotations({
  identifier: "GcsRoleList"
})

/**
 * A page of roles.
 *
 * @since 0.1.0
 * @category documents
 */
export interface GcsRoleList extends Schema.Schema.Type<typeof wireGcsRoleList> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const GcsRoleList: Schema.Schema<GcsRoleList> = wireGcsRoleList

/**
 * Returns the role in an answer: the first document of this type.
 *
 * @since 0.1.0
 * @category conversions
 */
export const unpack = unpacker<GcsRole>("role")

/**
 * Makes the document of a new role, with its `DATA_TYPE`.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = withDataType<GcsRoleData>("role")
