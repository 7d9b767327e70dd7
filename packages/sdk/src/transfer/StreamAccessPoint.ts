/**
 * The documents of stream access points: the places on Globus Connect Server endpoints where tunnels begin and end.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/transfer/
 */
import * as Schema from "effect/Schema"
import { nullable } from "../internal/operation/document.js"
import { answerMembers, listMembers, Related } from "../internal/operation/jsonApi.js"

const wireStreamAccessPoint = Schema.Struct({
  /** `StreamAccessPoint`. */
  type: nullable(Schema.String),
  /** UUID. */
  id: Schema.String,
  attributes: Schema.Struct({
    display_name: nullable(Schema.String),
    /** The `tlsftp://` URL with a port that tunnels use. */
    tlsftp_server: nullable(Schema.String),
    /** The username of the displayed owner. */
    advertised_owner: nullable(Schema.String),
    contact_email: nullable(Schema.String),
    /** Other ways to contact its support. */
    contact_info: nullable(Schema.String),
    organization: nullable(Schema.String),
    department: nullable(Schema.String),
    description: nullable(Schema.String),
    /** The URL of a page about it. */
    info_link: nullable(Schema.String),
    /** Separated by commas. */
    keywords: nullable(Schema.String)
  }),
  relationships: nullable(
    Schema.Struct({
      /** The Globus Connect Server endpoint that hosts it. */
      host_endpoint: nullable(Related)
    })
  )
}).annotations({ identifier: "StreamAccessPoint" })

/**
 * A stream access point.
 *
 * @since 0.1.0
 * @category documents
 */
export interface StreamAccessPoint extends Schema.Schema.Type<typeof wireStreamAccessPoint> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const StreamAccessPoint: Schema.Schema<StreamAccessPoint> = wireStreamAccessPoint

const wireStreamAccessPointAnswer = Schema.Struct({ ...answerMembers, data: StreamAccessPoint }).annotations({
  identifier: "StreamAccessPointAnswer"
})

/**
 * An answer with one stream access point.
 *
 * @since 0.1.0
 * @category documents
 */
export interface StreamAccessPointAnswer extends Schema.Schema.Type<typeof wireStreamAccessPointAnswer> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const StreamAccessPointAnswer: Schema.Schema<StreamAccessPointAnswer> = wireStreamAccessPointAnswer

const wireStreamAccessPointList = Schema.Struct({
  ...listMembers,
  data: Schema.Array(StreamAccessPoint)
}).annotations({ identifier: "StreamAccessPointList" })

/**
 * A page of stream access points.
 *
 * @since 0.1.0
 * @category documents
 */
export interface StreamAccessPointList extends Schema.Schema.Type<typeof wireStreamAccessPointList> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const StreamAccessPointList: Schema.Schema<StreamAccessPointList> = wireStreamAccessPointList
