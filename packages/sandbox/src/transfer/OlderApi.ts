/**
 * Operations of Transfer that the SDK does not declare and that programs still call: links, the removal of tasks, new
 * endpoints of Globus Connect Personal, and activation, which version 5 of Globus Connect has no need of.
 *
 * @since 0.1.0
 */
import * as Operation from "@effect-globus/sdk/Operation"
import { TransferScopes } from "@effect-globus/sdk/Scopes"
import { resourceServer } from "@effect-globus/sdk/transfer/TransferApi"
import { Result } from "@effect-globus/sdk/transfer/TransferResult"
import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as Schema from "effect/Schema"

const text = Schema.optional(Schema.NullOr(Schema.String))

/**
 * The answer to an activation that is asked for.
 *
 * @since 0.1.0
 * @category schemas
 */
export const ActivationResult = Schema.Struct({
  DATA_TYPE: Schema.String,
  code: Schema.String,
  message: Schema.String,
  request_id: Schema.String,
  resource: Schema.String,
  endpoint: Schema.String,
  /** Seconds; -1: it does not expire. */
  expires_in: Schema.Number,
  expire_time: Schema.Null,
  subject: Schema.Null,
  oauth_server: Schema.Null,
  length: Schema.Number,
  /** What would have to be filled in. */
  DATA: Schema.Array(Schema.Unknown)
})

/**
 * The answer to a new endpoint.
 *
 * @since 0.1.0
 * @category schemas
 */
export const EndpointCreated = Schema.Struct({
  DATA_TYPE: Schema.String,
  code: Schema.String,
  message: Schema.String,
  request_id: Schema.String,
  resource: Schema.String,
  /** UUID. */
  id: Schema.String,
  /** What Globus Connect Personal is set up with. */
  globus_connect_setup_key: Schema.String
})

/**
 * @since 0.1.0
 * @category api
 */
export const Older = HttpApiGroup.make("transfer.older")
  .add(
    HttpApiEndpoint.post("operationSymlink", "/v0.10/operation/endpoint/:endpoint_id/symlink")
      .setPath(Schema.Struct({ endpoint_id: Schema.String }))
      .setPayload(
        Schema.Struct({
          DATA_TYPE: Schema.optional(Schema.Literal("symlink")),
          /** What the link leads to, as text: from the link's directory, or from the root of the host. */
          symlink_target: Schema.String,
          /** The link itself. */
          path: Schema.String
        })
      )
      .addSuccess(Result)
  )
  .add(
    HttpApiEndpoint.post("removeTask", "/v0.10/task/:task_id/remove")
      .setPath(Schema.Struct({ task_id: Schema.String }))
      .addSuccess(Result)
  )
  .add(
    HttpApiEndpoint.post("endpointAutoactivate", "/v0.10/endpoint/:endpoint_id/autoactivate")
      .setPath(Schema.Struct({ endpoint_id: Schema.String }))
      .addSuccess(ActivationResult)
  )
  .add(
    HttpApiEndpoint.post("createEndpoint", "/v0.10/endpoint")
      .setPayload(
        Schema.Struct({
          DATA_TYPE: Schema.optional(Schema.Literal("endpoint")),
          display_name: Schema.String,
          /** Globus Connect Personal. */
          is_globus_connect: Schema.optional(Schema.NullOr(Schema.Boolean)),
          description: text,
          organization: text,
          department: text,
          keywords: text,
          contact_email: text,
          contact_info: text,
          info_link: text,
          default_directory: text,
          public: Schema.optional(Schema.NullOr(Schema.Boolean)),
          force_encryption: Schema.optional(Schema.NullOr(Schema.Boolean)),
          disable_verify: Schema.optional(Schema.NullOr(Schema.Boolean))
        })
      )
      .addSuccess(EndpointCreated)
  )
  .annotate(Operation.ResourceServer, resourceServer)
  .annotate(Operation.Scopes, [TransferScopes.all])
