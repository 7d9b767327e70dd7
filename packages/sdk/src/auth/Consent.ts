/**
 * Consents: what users allow applications to do, and applications allow each other.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/auth/reference/#consents
 */
import * as Schema from "effect/Schema"
import { nullable } from "../internal/operation/document.js"

const wireConsent = Schema.Struct({
  id: Schema.Number,
  /** UUID of the client that may act for the user. */
  client: nullable(Schema.String),
  /** UUID. */
  scope: nullable(Schema.String),
  /** The scope string. */
  scope_name: nullable(Schema.String),
  /** `approved`, or what comes later. */
  status: nullable(Schema.String),
  /** ISO 8601. */
  created: nullable(Schema.String),
  /** ISO 8601. */
  updated: nullable(Schema.String),
  /** ISO 8601. */
  last_used: nullable(Schema.String),
  allows_refresh: nullable(Schema.Boolean),
  /** Whether it can be revoked without its parent, since it is an optional dependency. */
  atomically_revocable: nullable(Schema.Boolean),
  auto_approved: nullable(Schema.Boolean),
  /** Identity UUID. */
  effective_identity: nullable(Schema.String),
  /** Ids of consents, from the root of the tree to this consent. */
  dependency_path: Schema.Array(Schema.Number)
}).annotations({
  identifier: "Consent"
})

/**
 * A user's consent that a client may act for the user in a scope. Consents form trees: see `dependency_path`.
 *
 * @since 0.1.0
 * @category documents
 */
export interface Consent extends Schema.Schema.Type<typeof wireConsent> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const Consent: Schema.Schema<Consent> = wireConsent

const wireConsentList = Schema.Struct({ consents: Schema.Array(Consent) }).annotations({
  identifier: "ConsentList"
})

/**
 * The consents of an identity.
 *
 * @since 0.1.0
 * @category documents
 */
export interface ConsentList extends Schema.Schema.Type<typeof wireConsentList> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const ConsentList: Schema.Schema<ConsentList> = wireConsentList
