/**
 * The documents of endpoints and collections.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/transfer/endpoints_and_collections/
 */
import * as Schema from "effect/Schema"
import { nullable } from "../internal/document.js"

const wireEndpoint = Schema.Struct({
  DATA_TYPE: Schema.optional(Schema.String),
  /** UUID. */
  id: Schema.optional(Schema.String),
  display_name: nullable(Schema.String),
  /** Identity UUID. */
  owner_id: nullable(Schema.String),
  owner_string: nullable(Schema.String),
  /** `GCP_mapped_collection`, `GCP_guest_collection`, `GCSv5_endpoint`, `GCSv5_mapped_collection`, … */
  entity_type: nullable(Schema.String),
  description: nullable(Schema.String),
  organization: nullable(Schema.String),
  department: nullable(Schema.String),
  keywords: nullable(Schema.String),
  contact_email: nullable(Schema.String),
  contact_info: nullable(Schema.String),
  info_link: nullable(Schema.String),
  public: nullable(Schema.Boolean),
  default_directory: nullable(Schema.String),
  force_encryption: nullable(Schema.Boolean),
  disable_verify: nullable(Schema.Boolean),
  high_assurance: nullable(Schema.Boolean),
  mfa_required: nullable(Schema.Boolean),
  subscription_id: nullable(Schema.String),
  acl_available: nullable(Schema.Boolean),
  acl_editable: nullable(Schema.Boolean),
  is_globus_connect: nullable(Schema.Boolean),
  gcp_connected: nullable(Schema.Boolean),
  gcp_paused: nullable(Schema.Boolean),
  gcs_manager_url: nullable(Schema.String),
  gcs_version: nullable(Schema.String),
  https_server: nullable(Schema.String),
  my_effective_roles: nullable(Schema.Array(Schema.String)),
  host_endpoint_id: nullable(Schema.String),
  host_path: nullable(Schema.String),
  mapped_collection_id: nullable(Schema.String),
  user_message: nullable(Schema.String),
  user_message_link: nullable(Schema.String),
  in_use: nullable(Schema.Boolean),
  non_functional: nullable(Schema.Boolean)
}).annotations({ identifier: "Endpoint" })

/**
 * An endpoint or a collection.
 *
 * @since 0.1.0
 * @category documents
 */
export interface Endpoint extends Schema.Schema.Type<typeof wireEndpoint> {}

/**
 * The schema of `Endpoint`. It checks and changes nothing.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Endpoint: Schema.Schema<Endpoint> = wireEndpoint

const wireEndpointList = Schema.Struct({
  DATA_TYPE: Schema.optional(Schema.String),
  DATA: Schema.Array(Endpoint),
  has_next_page: Schema.optional(Schema.Boolean),
  limit: Schema.optional(Schema.Number),
  offset: Schema.optional(Schema.Number)
}).annotations({ identifier: "EndpointList" })

/**
 * What a search found.
 *
 * @since 0.1.0
 * @category documents
 */
export interface EndpointList extends Schema.Schema.Type<typeof wireEndpointList> {}

/**
 * The schema of `EndpointList`. It checks and changes nothing.
 *
 * @since 0.1.0
 * @category schemas
 */
export const EndpointList: Schema.Schema<EndpointList> = wireEndpointList
