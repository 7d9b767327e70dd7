/**
 * Endpoints of Globus Compute: where functions run.
 *
 * @since 0.1.0
 * @see https://compute.api.globus.org/redoc
 */
import * as Schema from "effect/Schema"
import { JsonObject, nullable } from "../internal/operation/document.js"

const wireEndpointRegistration = Schema.Struct({
  endpoint_name: nullable(Schema.String),
  /** For people. */
  display_name: nullable(Schema.String),
  /** Of the endpoint's program. */
  version: nullable(Schema.String),
  /** It starts an endpoint of its own for each user. */
  multi_user: nullable(Schema.Boolean),
  /** UUIDs: no other function runs there. */
  allowed_functions: nullable(Schema.Array(Schema.String)),
  /** UUID of a policy of Globus Auth. */
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
 * An endpoint, as its program tells of it.
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
  /** UUID that the endpoint is to have, or has. */
  endpoint_uuid: nullable(Schema.String)
}).annotations({ identifier: "EndpointRegistrationV2" })

/**
 * An endpoint, as its program tells version 2 of it.
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
  /** Where it takes its tasks from. */
  task_queue_info: nullable(Schema.Struct(queue)),
  /** Where it puts its results. */
  result_queue_info: nullable(Schema.Struct({ ...queue, queue_publish_kwargs: nullable(JsonObject) })),
  /** Where an endpoint that starts one for each user takes its commands from. */
  command_queue_info: nullable(Schema.Struct(queue)),
  /** Where it says that it lives. */
  heartbeat_queue_info: nullable(Schema.Struct({ ...queue, queue_publish_kwargs: nullable(JsonObject) })),
  /** For people. */
  warnings: nullable(Schema.Array(Schema.String))
}).annotations({ identifier: "RegisteredEndpoint" })

/**
 * The queues that a registered endpoint is to use. The URLs hold passwords.
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
  /** For people. */
  display_name: nullable(Schema.String),
  /** UUID of an identity. */
  owner: nullable(Schema.String)
}).annotations({ identifier: "EndpointSummary" })

/**
 * An endpoint, as it stands in a list.
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
  /** Text, or a document in its place. */
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
  /** `online`, `offline`, or what comes later. */
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
 * Whether an endpoint is there, and how busy it is.
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
  /** By v2 text: ISO 8601, without a zone. By v3 a number: seconds since 1970. */
  lock_expiration_timestamp: nullable(Schema.Union(Schema.String, Schema.Number))
}).annotations({ identifier: "EndpointLock" })

/**
 * How long an endpoint is locked.
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
  /** False: it runs every function. */
  restricted: nullable(Schema.Boolean),
  /** UUIDs. */
  functions: nullable(Schema.Array(Schema.String))
}).annotations({ identifier: "EndpointAllowlist" })

/**
 * Which functions an endpoint runs.
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
