/**
 * What a Globus Connect Server's manager answers: an envelope, with documents in `data`. Each room of documents has
 * `unpack`, which takes its document out of one.
 *
 * @since 0.1.0
 */
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { ApiError } from "../GlobusError.js"
import { JsonObject, nullable } from "../internal/operation/document.js"

/**
 * A document of a type that an answer is not known to hold.
 *
 * @since 0.1.0
 * @category documents
 */
export interface OtherDocument {
  readonly [member: string]: unknown
}

/** The envelope without its documents. */
const wireEnvelope = Schema.Struct({
  /** `result#1.0.0`, or a later version. */
  DATA_TYPE: nullable(Schema.String),
  /** HTTP status: 201 where something was made. */
  http_response_code: nullable(Schema.Number),
  /** `success`. */
  code: nullable(Schema.String),
  message: nullable(Schema.String),
  detail: nullable(Schema.Union(Schema.String, JsonObject)),
  /** Of a list: `marker` asks for more. */
  has_next_page: nullable(Schema.Boolean),
  /** Of a list: asks for the page after this one. Empty at the end. */
  marker: nullable(Schema.String)
}).annotations({ identifier: "Envelope" })

/**
 * What stands around the documents of every answer.
 *
 * @since 0.1.0
 * @category documents
 */
export interface Envelope extends Schema.Schema.Type<typeof wireEnvelope> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const Envelope: typeof wireEnvelope = wireEnvelope

const wireGcsResult = Schema.Struct({
  ...wireEnvelope.fields,
  data: nullable(Schema.Array(JsonObject))
}).annotations({ identifier: "GcsResult" })

/**
 * The answer of a deletion: `message` says what was done, `data` has nothing as a rule.
 *
 * @since 0.1.0
 * @category documents
 */
export interface GcsResult extends Schema.Schema.Type<typeof wireGcsResult> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const GcsResult: Schema.Schema<GcsResult> = wireGcsResult

const wireErrorDetail = Schema.Struct(
  {
    /** `missing_required_role#1.0.0`, `authentication_timeout#1.1.0`, `not_from_allowed_domain#1.0.0`, … */
    DATA_TYPE: nullable(Schema.String),
    /** `authentication_timeout`: the collection is one of high assurance. */
    high_assurance: nullable(Schema.Boolean),
    /** `authentication_timeout`: UUIDs of identities, one of which must log in again. */
    identities: nullable(Schema.Array(Schema.String)),
    /** `authentication_timeout`: the login must be one with several factors. */
    require_mfa: nullable(Schema.Boolean),
    /** `not_from_allowed_domain`: domains of which the identity must be. */
    allowed_domains: nullable(Schema.Array(Schema.String))
  },
  JsonObject
).annotations({ identifier: "ErrorDetail" })

/**
 * Why a manager refused a call. Which members there are depends on `DATA_TYPE`.
 *
 * @since 0.1.0
 * @category documents
 */
export interface ErrorDetail extends Schema.Schema.Type<typeof wireErrorDetail> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const ErrorDetail: Schema.Schema<ErrorDetail> = wireErrorDetail

const readDetail = Schema.decodeOption(Schema.parseJson(Schema.Struct({ detail: wireErrorDetail })))

/**
 * The document that says why a manager refused a call, beside the error's code and message. None where the manager gave
 * a text or nothing, and of calls that take secrets: of their answers an error keeps the code alone.
 *
 * @since 0.1.0
 * @category conversions
 */
export const errorDetail = (error: Pick<ApiError, "body">): Option.Option<ErrorDetail> =>
  Option.map(readDetail(error.body), ({ detail }) => detail)
