/**
 * The documents of endpoints and collections.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/transfer/endpoints_and_collections/
 */
import * as Schema from "effect/Schema"
import { nullable } from "../internal/operation/document.js"

const wireEndpoint = Schema.Struct({
  DATA_TYPE: nullable(Schema.String),
  /** UUID. */
  id: nullable(Schema.String),
  display_name: nullable(Schema.String),
  /** Identity UUID. */
  owner_id: nullable(Schema.String),
  owner_string: nullable(Schema.String),
  /** `GCP_mapped_collection`, `GCP_guest_collection`, `GCSv5_endpoint`, `GCSv5_mapped_collection`, or another. */
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
  non_functional: nullable(Schema.Boolean),
  non_functional_endpoint_id: nullable(Schema.String),
  non_functional_endpoint_display_name: nullable(Schema.String),
  mapped_collection_display_name: nullable(Schema.String),
  /** The username of the owner. */
  username: nullable(Schema.String),
  last_accessed_time: nullable(Schema.String),
  /** The longest lifetime of an access rule, in minutes. */
  acl_max_expiration_period_mins: nullable(Schema.Number),
  /** How long an authentication of a user counts, in minutes. */
  authentication_timeout_mins: nullable(Schema.Number),
  /** UUID. */
  authentication_policy_id: nullable(Schema.String),
  /** Whether transfers must verify checksums. */
  force_verify: nullable(Schema.Boolean),
  /** `normal`, `minimal`, `aggressive`, or `custom`. With `custom`, the next four numbers hold. */
  network_use: nullable(Schema.String),
  max_concurrency: nullable(Schema.Number),
  preferred_concurrency: nullable(Schema.Number),
  max_parallelism: nullable(Schema.Number),
  preferred_parallelism: nullable(Schema.Number),
  /** Latitude and longitude in degrees, separated by a comma. */
  location: nullable(Schema.String),
  tlsftp_server: nullable(Schema.String),
  shareable: nullable(Schema.Boolean),
  /** The key that sets up a new Globus Connect Personal. Only its owner gets it, and only once. */
  globus_connect_setup_key: nullable(Schema.String),
  disable_anonymous_writes: nullable(Schema.Boolean),
  s3_url: nullable(Schema.String),
  s3_owner_activated: nullable(Schema.Boolean),
  /** From before Globus Connect Server 5, like the next five. */
  activated: nullable(Schema.Boolean),
  /** Seconds. -1: it does not expire. */
  expires_in: nullable(Schema.Number),
  expire_time: nullable(Schema.String),
  myproxy_server: nullable(Schema.String),
  myproxy_dn: nullable(Schema.String),
  oauth_server: nullable(Schema.String),
  french_english_bilingual: nullable(Schema.Boolean)
}).annotations({ identifier: "Endpoint" })

/**
 * An endpoint or a collection.
 *
 * @since 0.1.0
 * @category documents
 */
export interface Endpoint extends Schema.Schema.Type<typeof wireEndpoint> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const Endpoint: Schema.Schema<Endpoint> = wireEndpoint

const wireEndpointList = Schema.Struct({
  DATA_TYPE: nullable(Schema.String),
  DATA: Schema.Array(Endpoint),
  has_next_page: nullable(Schema.Boolean),
  limit: nullable(Schema.Number),
  offset: nullable(Schema.Number)
}).annotations({ identifier: "EndpointList" })

/**
 * The results of a search.
 *
 * @since 0.1.0
 * @category documents
 */
export interface EndpointList extends Schema.Schema.Type<typeof wireEndpointList> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const EndpointList: Schema.Schema<EndpointList> = wireEndpointList
