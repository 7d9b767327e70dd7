/**
 * The documents of the servers behind an endpoint.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/transfer/
 */
import * as Schema from "effect/Schema"
import { nullable } from "../internal/operation/document.js"

const wireEndpointServer = Schema.Struct({
  DATA_TYPE: nullable(Schema.String),
  id: Schema.Union(Schema.Number, Schema.String),
  hostname: nullable(Schema.String),
  port: nullable(Schema.Number),
  /** `gsiftp` or `ftp`. */
  scheme: nullable(Schema.String),
  uri: nullable(Schema.String),
  /** The subject of its certificate, if it differs from the host name. */
  subject: nullable(Schema.String),
  /** The range of ports for incoming data. */
  incoming_data_port_start: nullable(Schema.Number),
  incoming_data_port_end: nullable(Schema.Number),
  /** The range of ports for outgoing data. */
  outgoing_data_port_start: nullable(Schema.Number),
  outgoing_data_port_end: nullable(Schema.Number),
  is_connected: nullable(Schema.Boolean),
  is_paused: nullable(Schema.Boolean)
}).annotations({ identifier: "EndpointServer" })

/**
 * A server of an endpoint.
 *
 * @since 0.1.0
 * @category documents
 */
export interface EndpointServer extends Schema.Schema.Type<typeof wireEndpointServer> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const EndpointServer: Schema.Schema<EndpointServer> = wireEndpointServer

const wireEndpointServerList = Schema.Struct({
  DATA_TYPE: nullable(Schema.String),
  DATA: Schema.Array(EndpointServer),
  /** The endpoint's UUID, or its legacy name such as `go#ep1`. */
  endpoint: nullable(Schema.String)
}).annotations({ identifier: "EndpointServerList" })

/**
 * The servers of an endpoint.
 *
 * @since 0.1.0
 * @category documents
 */
export interface EndpointServerList extends Schema.Schema.Type<typeof wireEndpointServerList> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const EndpointServerList: Schema.Schema<EndpointServerList> = wireEndpointServerList
