/**
 * The documents of web inputs: questions that a run asks users. The run waits for the answer.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/flows/
 */
import * as Schema from "effect/Schema"
import { nullable } from "../internal/operation/document.js"
import { InputSchema } from "./Flow.js"

/** The members that all documents of a web input share. */
const common = {
  /** UUID. */
  id: Schema.String,
  /** `open` or `closed`. */
  status: nullable(Schema.String),
  /** The caller's roles: `viewer`, `respondent`. */
  user_roles: nullable(Schema.Array(Schema.String)),
  /** `selection`, … */
  input_type: nullable(Schema.String),
  /** The flow of the run. */
  flow: nullable(Schema.Struct({ id: nullable(Schema.String), title: nullable(Schema.String) })),
  /** The run that asks. */
  run: nullable(Schema.Struct({ id: nullable(Schema.String), label: nullable(Schema.String) })),
  created_timestamp: nullable(Schema.String),
  edited_timestamp: nullable(Schema.String),
  /** Null while it is open. */
  closed_timestamp: nullable(Schema.String)
}

const wireWebInputSummary = Schema.Struct({
  ...common,
  title: nullable(Schema.String)
}).annotations({ identifier: "WebInputSummary" })

/**
 * A web input in a list. Times are ISO 8601 in UTC.
 *
 * @since 0.1.0
 * @category documents
 */
export interface WebInputSummary extends Schema.Schema.Type<typeof wireWebInputSummary> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const WebInputSummary: Schema.Schema<WebInputSummary> = wireWebInputSummary

const wireWebInput = Schema.Struct({
  ...common,
  /** The schema of a response. */
  input_schema: nullable(InputSchema),
  context: nullable(
    Schema.Struct({
      title: nullable(Schema.String),
      /** How the other members are shown: `text`, … */
      presentation_style: nullable(Schema.String),
      text: nullable(Schema.String),
      rows: nullable(
        Schema.Array(Schema.Struct({ field: nullable(Schema.String), value: Schema.optional(Schema.Unknown) }))
      )
    })
  ),
  /** The choices. The value of a response is an `option_id`. */
  options: nullable(
    Schema.Array(
      Schema.Struct({
        option_id: nullable(Schema.String),
        label: nullable(Schema.String),
        description: nullable(Schema.String)
      })
    )
  ),
  /** Principals. */
  roles: nullable(
    Schema.Struct({
      viewer_urns: nullable(Schema.Array(Schema.String)),
      respondent_urns: nullable(Schema.Array(Schema.String))
    })
  ),
  creator_urn: nullable(Schema.String)
}).annotations({ identifier: "WebInput" })

/**
 * A web input, with everything that a user needs to respond.
 *
 * @since 0.1.0
 * @category documents
 */
export interface WebInput extends Schema.Schema.Type<typeof wireWebInput> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const WebInput: Schema.Schema<WebInput> = wireWebInput

const wireWebInputList = Schema.Struct({
  web_input_summaries: Schema.Array(WebInputSummary),
  marker: nullable(Schema.String)
}).annotations({ identifier: "WebInputList" })

/**
 * A page of web inputs. `marker` is null on the last page.
 *
 * @since 0.1.0
 * @category documents
 */
export interface WebInputList extends Schema.Schema.Type<typeof wireWebInputList> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const WebInputList: Schema.Schema<WebInputList> = wireWebInputList

const wireWebInputResponse = Schema.Struct({
  /** `ok`. */
  status: nullable(Schema.String)
}).annotations({ identifier: "WebInputResponse" })

/**
 * The answer to a response.
 *
 * @since 0.1.0
 * @category documents
 */
export interface WebInputResponse extends Schema.Schema.Type<typeof wireWebInputResponse> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const WebInputResponse: Schema.Schema<WebInputResponse> = wireWebInputResponse
