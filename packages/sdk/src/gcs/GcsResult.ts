/**
 * The answers of a Globus Connect Server manager: an envelope with documents in `data`. Each module of documents has
 * `unpack`, which returns its document from an answer.
 *
 * @since 0.1.0
 */
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { ApiError } from "../GlobusError.js"
import { JsonObject, nullable } from "../internal/operation/document.js"

/**
 * A document of an undeclared type.
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
  /** HTTP status: 201 if something was created. */
  http_response_code: nullable(Schema.Number),
  /** `success`. */
  code: nullable(Schema.String),
  message: nullable(Schema.String),
  detail: nullable(Schema.Union(Schema.String, JsonObject)),
  /** In a list: whether there is a further page. */
  has_next_page: nullable(Schema.Boolean),
  /** In a list: the marker of the next page. Empty on the last page. */
  marker: nullable(Schema.String)
}).annotations({ identifier: "Envelope" })

/**
 * The members of every answer except its documents.
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
 * The answer to a deletion: `message` says what was done, and `data` is usually empty.
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
    /** `authentication_timeout`: whether it is a high-assurance collection. */
    high_assurance: nullable(Schema.Boolean),
    /** `authentication_timeout`: UUIDs of identities, one of which must log in again. */
    identities: nullable(Schema.Array(Schema.String)),
    /** `authentication_timeout`: whether the login needs several factors. */
    require_mfa: nullable(Schema.Boolean),
    /** `not_from_allowed_domain`: the domains that an identity must be from. */
    allowed_domains: nullable(Schema.Array(Schema.String))
  },
  JsonObject
).annotations({ identifier: "ErrorDetail" })

/**
 * Why a manager refused a call. `DATA_TYPE` decides which members are present.
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
 * Reads the document that says why a manager refused a call. None if the manager sent text or nothing, and for calls
 * with secrets, since errors do not keep their answers.
 *
 * @since 0.1.0
 * @category conversions
 */
export const errorDetail = (error: Pick<ApiError, "body">): Option.Option<ErrorDetail> =>
  Option.map(readDetail(error.body), ({ detail }) => detail)
