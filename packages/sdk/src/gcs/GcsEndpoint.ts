/**
 * The document of a Globus Connect Server endpoint in its manager, and a builder for changes. You may also write the
 * document by hand.
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
  /** Whether everyone can find it. */
  public: nullable(Schema.Boolean),
  /** UUID. An update also accepts `DEFAULT`, for which Globus chooses the subscription. */
  subscription_id: nullable(Schema.String),
  /** Whether data may be sent over UDT. */
  allow_udt: nullable(Schema.Boolean),
  /** TCP port of GridFTP's control channel. */
  gridftp_control_channel_port: nullable(Schema.Number),
  /**
   * How much of the network a transfer uses: `normal`, `minimal`, `aggressive`, or `custom`, given by the next four.
   */
  network_use: nullable(Schema.String),
  /** The most files at the same time. */
  max_concurrency: nullable(Schema.Number),
  /** The most connections for each file. */
  max_parallelism: nullable(Schema.Number),
  /** Files at the same time. */
  preferred_concurrency: nullable(Schema.Number),
  /** Connections for each file. */
  preferred_parallelism: nullable(Schema.Number)
}).annotations({ identifier: "GcsEndpointData" })

/**
 * Changes to an endpoint. Null removes a member.
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
 * An answer with the endpoint. `unpack` returns the endpoint. The answer to a change has it only if the call has
 * `include: "endpoint"`.
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
 * Returns the endpoint in an answer: the first document of this type.
 *
 * @since 0.1.0
 * @category conversions
 */
export const unpack = unpacker<GcsEndpoint>("endpoint")

/**
 * Makes the document of changes to an endpoint. `DATA_TYPE` is the lowest version with these members.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = versioned<GcsEndpointData>("endpoint", { gridftp_control_channel_port: 1 })
