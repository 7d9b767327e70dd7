/**
 * An endpoint of Globus Connect Server, as its own manager has it, and a builder for its changes. A document written by
 * hand is just as good.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { nullable } from "../internal/operation/document.js"
import { otherThan, unpacker, versioned } from "./internal/gcs.js"
import { Envelope } from "./GcsResult.js"

const wireGcsEndpointData = Schema.Struct({
  /** `endpoint#1.0.0`, or a later version. */
  DATA_TYPE: nullable(Schema.String),
  display_name: nullable(Schema.String),
  description: nullable(Schema.String),
  organization: nullable(Schema.String),
  department: nullable(Schema.String),
  keywords: nullable(Schema.Array(Schema.String)),
  contact_email: nullable(Schema.String),
  contact_info: nullable(Schema.String),
  /** URL of a page about it. */
  info_link: nullable(Schema.String),
  /** Everybody can find it. */
  public: nullable(Schema.Boolean),
  /** UUID. An update takes `DEFAULT` as well: which one that is, is for Globus to find. */
  subscription_id: nullable(Schema.String),
  /** Data may go over UDT. */
  allow_udt: nullable(Schema.Boolean),
  /** TCP port of GridFTP's control channel. */
  gridftp_control_channel_port: nullable(Schema.Number),
  /** How much of the network a transfer takes: `normal`, `minimal`, `aggressive`, or `custom`, which the next four say. */
  network_use: nullable(Schema.String),
  /** Files at the same time, at most. */
  max_concurrency: nullable(Schema.Number),
  /** Connections for each file, at most. */
  max_parallelism: nullable(Schema.Number),
  /** Files at the same time. */
  preferred_concurrency: nullable(Schema.Number),
  /** Connections for each file. */
  preferred_parallelism: nullable(Schema.Number)
}).annotations({ identifier: "GcsEndpointData" })

/**
 * What is to be changed in an endpoint: null removes a member.
 *
 * @since 0.1.0
 * @category documents
 */
export interface GcsEndpointData extends Schema.Schema.Type<typeof wireGcsEndpointData> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const GcsEndpointData: Schema.Schema<GcsEndpointData> = wireGcsEndpointData

const wireGcsEndpoint = Schema.Struct({
  ...wireGcsEndpointData.fields,
  /** UUID. */
  id: Schema.String,
  /** URL of its manager. */
  gcs_manager_url: nullable(Schema.String)
}).annotations({ identifier: "GcsEndpoint" })

/**
 * An endpoint.
 *
 * @since 0.1.0
 * @category documents
 */
export interface GcsEndpoint extends Schema.Schema.Type<typeof wireGcsEndpoint> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const GcsEndpoint: Schema.Schema<GcsEndpoint> = wireGcsEndpoint

const wireGcsEndpointResult = Schema.Struct({
  ...Envelope.fields,
  data: nullable(Schema.Array(Schema.Union(GcsEndpoint, otherThan("endpoint"))))
}).annotations({ identifier: "GcsEndpointResult" })

/**
 * An answer with the endpoint: `unpack` takes it out. That of a change has it only when it is asked for (`include:
 * "endpoint"`).
 *
 * @since 0.1.0
 * @category documents
 */
export interface GcsEndpointResult extends Schema.Schema.Type<typeof wireGcsEndpointResult> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const GcsEndpointResult: Schema.Schema<GcsEndpointResult> = wireGcsEndpointResult

/**
 * The endpoint of an answer: the first document of that type.
 *
 * @since 0.1.0
 * @category conversions
 */
export const unpack = unpacker<GcsEndpoint>("endpoint")

/**
 * Changes of an endpoint. `DATA_TYPE` is the lowest version that has these members.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = versioned<GcsEndpointData>("endpoint", { gridftp_control_channel_port: 1 })
