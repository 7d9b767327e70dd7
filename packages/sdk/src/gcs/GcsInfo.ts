/**
 * The public documents of a manager: its endpoint, its version, and the kinds of storage that it supports.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { nullable } from "../internal/operation/document.js"
import { otherThan, unpacker } from "./internal/gcs.js"
import { Envelope } from "./GcsResult.js"

const wireGcsInfo = Schema.Struct({
  /** `info#1.0.0` */
  DATA_TYPE: nullable(Schema.String),
  /** UUID. It is also the resource server of the endpoint's tokens. */
  endpoint_id: Schema.String,
  /** UUID of the endpoint as an application of Globus Auth. */
  client_id: nullable(Schema.String),
  /** DNS name of the endpoint. */
  domain_name: nullable(Schema.String),
  /** Version of the manager's interface. */
  api_version: nullable(Schema.String),
  /** Version of the manager. */
  manager_version: nullable(Schema.String)
}).annotations({ identifier: "GcsInfo" })

/**
 * The description of a manager.
 *
 * @since 0.1.0
 * @category documents
 */
export interface GcsInfo extends Schema.Schema.Type<typeof wireGcsInfo> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const GcsInfo: Schema.Schema<GcsInfo> = wireGcsInfo

const wireConnector = Schema.Struct({
  /** `connector#1.1.0` */
  DATA_TYPE: nullable(Schema.String),
  /** UUID. */
  id: Schema.String,
  /** `POSIX`, … */
  display_name: nullable(Schema.String),
  /** Whether it may be used for data under a Business Associate Agreement. */
  is_baa: nullable(Schema.Boolean),
  /** Whether it may be used for high-assurance collections. */
  is_ha: nullable(Schema.Boolean)
}).annotations({ identifier: "Connector" })

/**
 * A connector: a kind of storage.
 *
 * @since 0.1.0
 * @category documents
 */
export interface Connector extends Schema.Schema.Type<typeof wireConnector> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const Connector: Schema.Schema<Connector> = wireConnector

const wireGcsInfoResult = Schema.Struct({
  ...Envelope.fields,
  data: nullable(Schema.Array(Schema.Union(GcsInfo, Connector, otherThan("info"))))
}).annotations({ identifier: "GcsInfoResult" })

/**
 * The manager's document, and one for each connector. `unpack` returns the manager's document.
 *
 * @since 0.1.0
 * @category documents
 */
export interface GcsInfoResult extends Schema.Schema.Type<typeof wireGcsInfoResult> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const GcsInfoResult: Schema.Schema<GcsInfoResult> = wireGcsInfoResult

/**
 * Returns the manager's document in an answer.
 *
 * @since 0.1.0
 * @category conversions
 */
export const unpack = unpacker<GcsInfo>("info")
