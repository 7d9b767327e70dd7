/**
 * The documents of registered APIs: calls of other services that flows can make.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/flows/
 */
import * as Schema from "effect/Schema"
import { JsonObject, nullable } from "../internal/operation/document.js"
import { InputSchema } from "./Flow.js"

const wireRegisteredApiSummary = Schema.Struct({
  /** UUID. */
  id: Schema.String,
  name: nullable(Schema.String),
  description: nullable(Schema.String),
  created_timestamp: nullable(Schema.String),
  updated_timestamp: nullable(Schema.String)
}).annotations({ identifier: "RegisteredApiSummary" })

/**
 * A registered API in a list. Times are ISO 8601 in UTC.
 *
 * @since 0.1.0
 * @category documents
 */
export interface RegisteredApiSummary extends Schema.Schema.Type<typeof wireRegisteredApiSummary> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const RegisteredApiSummary: Schema.Schema<RegisteredApiSummary> = wireRegisteredApiSummary

const wireRegisteredApiTarget = Schema.Struct({
  /** `openapi`, or another type. */
  type: nullable(Schema.String),
  openapi_version: nullable(Schema.String),
  destination: nullable(
    Schema.Struct({
      /** The HTTP method, in lower case. */
      method: nullable(Schema.String),
      /** The URL, with its parameters in braces. */
      url: nullable(Schema.String)
    })
  ),
  /** An OpenAPI operation. */
  specification: nullable(JsonObject),
  transforms: Schema.optional(Schema.Unknown),
  /** The OpenAPI components that the operation refers to. */
  components: nullable(JsonObject)
}).annotations({ identifier: "RegisteredApiTarget" })

/**
 * The call that a registered API makes.
 *
 * @since 0.1.0
 * @category documents
 */
export interface RegisteredApiTarget extends Schema.Schema.Type<typeof wireRegisteredApiTarget> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const RegisteredApiTarget: Schema.Schema<RegisteredApiTarget> = wireRegisteredApiTarget

const wireRegisteredApi = Schema.Struct({
  ...wireRegisteredApiSummary.fields,
  /** Principals. */
  roles: nullable(
    Schema.Struct({
      owners: nullable(Schema.Array(Schema.String)),
      administrators: nullable(Schema.Array(Schema.String)),
      viewers: nullable(Schema.Array(Schema.String))
    })
  ),
  target: nullable(RegisteredApiTarget),
  data_templates: nullable(
    Schema.Struct({
      /** How the request is made from the input of the state. */
      request: nullable(Schema.Struct({ template: Schema.optional(Schema.Unknown) })),
      /** How the result of the state is made, by the status of the response: `200`, `2XX`, `default`. */
      response: nullable(
        Schema.Record({
          key: Schema.String,
          value: Schema.Struct({
            template: Schema.optional(Schema.Unknown),
            /** `success` or `failure`. */
            type: nullable(Schema.String)
          })
        })
      )
    })
  ),
  /** The schema of the input of a state that makes the call. */
  state_input_schema: nullable(InputSchema),
  /** `ACTIVE`, … */
  status: nullable(Schema.String),
  /** UUID. */
  subscription_id: nullable(Schema.String),
  edited_timestamp: nullable(Schema.String),
  /** When it will be deleted. */
  scheduled_deletion_timestamp: nullable(Schema.String)
}).annotations({ identifier: "RegisteredApi" })

/**
 * A registered API.
 *
 * @since 0.1.0
 * @category documents
 */
export interface RegisteredApi extends Schema.Schema.Type<typeof wireRegisteredApi> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const RegisteredApi: Schema.Schema<RegisteredApi> = wireRegisteredApi

const wireRegisteredApiList = Schema.Struct({
  registered_apis: Schema.Array(RegisteredApiSummary),
  limit: nullable(Schema.Number),
  has_next_page: nullable(Schema.Boolean),
  marker: nullable(Schema.String)
}).annotations({ identifier: "RegisteredApiList" })

/**
 * A page of registered APIs.
 *
 * @since 0.1.0
 * @category documents
 */
export interface RegisteredApiList extends Schema.Schema.Type<typeof wireRegisteredApiList> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const RegisteredApiList: Schema.Schema<RegisteredApiList> = wireRegisteredApiList
