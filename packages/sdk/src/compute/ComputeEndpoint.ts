/**
 * The documents of Compute endpoints, where functions run.
 *
 * @since 0.1.0
 * @see https://compute.api.globus.org/redoc
 */
import * as Schema from "effect/Schema"
import { JsonObject, nullable } from "../internal/operation/document.js"

const wireEndpointRegistration = Schema.Struct({
  endpoint_name: nullable(Schema.String),
  /** A text for people. */
  display_name: nullable(Schema.String),
  /** The version of the endpoint software. */
  version: nullable(Schema.String),
  /** Whether it starts a separate endpoint for each user. */
  multi_user: nullable(Schema.Boolean),
  /** UUIDs. Only these functions may run there. */
  allowed_functions: nullable(Schema.Array(Schema.String)),
  /** UUID of an authentication policy of Globus Auth. */
  authentication_policy: nullable(Schema.String),
  /** UUID. */
  subscription_uuid: nullable(Schema.String),
  metadata: nullable(
    Schema.Struct({
      /** YAML. */
      endpoint_config: nullable(Schema.String),
      user_config_template: nullable(Schema.String),
      /** JSON Schema. */
      user_config_schema: nullable(JsonObject),
      description: nullable(Schema.String),
      ip_address: nullable(Schema.String),
      hostname: nullable(Schema.String),
      local_user: nullable(Schema.String),
      sdk_version: nullable(Schema.String),
      endpoint_version: nullable(Schema.String)
    })
  )
}).annotations({ identifier: "EndpointRegistration" })

/**
 * The registration of an endpoint, sent by its software.
 *
 * @since 0.1.0
 * @category documents
 */
export interface EndpointRegistration extends Schema.Schema.Type<typeof wireEndpointRegistration> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const EndpointRegistration: Schema.Schema<EndpointRegistration> = wireEndpointRegistration

const wireEndpointRegistrationV2 = Schema.Struct({
  ...wireEndpointRegistration.fields,
  /** UUID of the endpoint, new or existing. */
  endpoint_uuid: nullable(Schema.String)
}).annotations({ identifier: "EndpointRegistrationV2" })

/**
 * The registration of an endpoint with version 2.
 *
 * @since 0.1.0
 * @category documents
 */
export interface EndpointRegistrationV2 extends Schema.Schema.Type<typeof wireEndpointRegistrationV2> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const EndpointRegistrationV2: Schema.Schema<EndpointRegistrationV2> = wireEndpointRegistrationV2

const queue = {
  /** AMQP, with user and password. */
  connection_url: nullable(Schema.String),
  exchange: nullable(Schema.String),
  queue: nullable(Schema.String)
}

const wireRegisteredEndpoint = Schema.Struct({
  /** UUID. */
  endpoint_id: Schema.String,
  /** The queue of its tasks. */
  task_queue_info: nullable(Schema.Struct(queue)),
  /** The queue of its results. */
  result_queue_info: nullable(Schema.Struct({ ...queue, queue_publish_kwargs: nullable(JsonObject) })),
  /** The queue of its commands. Only for an endpoint that starts one for each user. */
  command_queue_info: nullable(Schema.Struct(queue)),
  /** The queue of its heartbeats. */
  heartbeat_queue_info: nullable(Schema.Struct({ ...queue, queue_publish_kwargs: nullable(JsonObject) })),
  /** A text for people. */
  warnings: nullable(Schema.Array(Schema.String))
}).annotations({ identifier: "RegisteredEndpoint" })

/**
 * The queues of a registered endpoint. The URLs contain passwords.
 *
 * @since 0.1.0
 * @category documents
 */
export interface RegisteredEndpoint extends Schema.Schema.Type<typeof wireRegisteredEndpoint> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const RegisteredEndpoint: Schema.Schema<RegisteredEndpoint> = wireRegisteredEndpoint

const wireEndpointSummary = Schema.Struct({
  /** UUID. */
  uuid: Schema.String,
  name: nullable(Schema.String),
  /** A text for people. */
  display_name: nullable(Schema.String),
  /** UUID of an identity. */
  owner: nullable(Schema.String)
}).annotations({ identifier: "EndpointSummary" })

/**
 * An endpoint in a list.
 *
 * @since 0.1.0
 * @category documents
 */
export interface EndpointSummary extends Schema.Schema.Type<typeof wireEndpointSummary> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const EndpointSummary: Schema.Schema<EndpointSummary> = wireEndpointSummary

const wireComputeEndpoint = Schema.Struct({
  ...wireEndpointSummary.fields,
  multi_user: nullable(Schema.Boolean),
  public: nullable(Schema.Boolean),
  /** YAML. */
  endpoint_config: nullable(Schema.String),
  /** Text or a document. */
  user_config_template: nullable(Schema.Union(Schema.String, JsonObject)),
  /** JSON Schema. */
  user_config_schema: nullable(JsonObject),
  description: nullable(Schema.String),
  hostname: nullable(Schema.String),
  local_user: nullable(Schema.String),
  ip_address: nullable(Schema.String),
  endpoint_version: nullable(Schema.String),
  sdk_version: nullable(Schema.String),
  /** UUID. */
  subscription_uuid: nullable(Schema.String)
}).annotations({ identifier: "ComputeEndpoint" })

/**
 * An endpoint.
 *
 * @since 0.1.0
 * @category documents
 */
export interface ComputeEndpoint extends Schema.Schema.Type<typeof wireComputeEndpoint> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const ComputeEndpoint: Schema.Schema<ComputeEndpoint> = wireComputeEndpoint

const wireEndpointStatus = Schema.Struct({
  /** `online`, `offline`, or another status. */
  status: Schema.String,
  details: nullable(
    Schema.Struct({
      total_workers: nullable(Schema.Number),
      idle_workers: nullable(Schema.Number),
      pending_tasks: nullable(Schema.Number),
      outstanding_tasks: nullable(Schema.Number),
      managers: nullable(Schema.Number)
    })
  )
}).annotations({ identifier: "EndpointStatus" })

/**
 * Whether an endpoint is online, and how busy it is.
 *
 * @since 0.1.0
 * @category documents
 */
export interface EndpointStatus extends Schema.Schema.Type<typeof wireEndpointStatus> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const EndpointStatus: Schema.Schema<EndpointStatus> = wireEndpointStatus

const wireEndpointLock = Schema.Struct({
  /** UUID. */
  endpoint_id: Schema.String,
  /** In v2: text in ISO 8601 without a zone. In v3: epoch seconds. */
  lock_expiration_timestamp: nullable(Schema.Union(Schema.String, Schema.Number))
}).annotations({ identifier: "EndpointLock" })

/**
 * The lock of an endpoint and its expiry.
 *
 * @since 0.1.0
 * @category documents
 */
export interface EndpointLock extends Schema.Schema.Type<typeof wireEndpointLock> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const EndpointLock: Schema.Schema<EndpointLock> = wireEndpointLock

const wireEndpointAllowlist = Schema.Struct({
  /** UUID. */
  endpoint_id: nullable(Schema.String),
  /** False: all functions may run. */
  restricted: nullable(Schema.Boolean),
  /** UUIDs. */
  functions: nullable(Schema.Array(Schema.String))
}).annotations({ identifier: "EndpointAllowlist" })

/**
 * The functions that may run on an endpoint.
 *
 * @since 0.1.0
 * @category documents
 */
export interface EndpointAllowlist extends Schema.Schema.Type<typeof wireEndpointAllowlist> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const EndpointAllowlist: Schema.Schema<EndpointAllowlist> = wireEndpointAllowlist
