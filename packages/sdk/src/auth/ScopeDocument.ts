/**
 * Scopes as they are registered: what a resource server offers, and what its scopes need in turn.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/auth/reference/#scopes
 */
import * as Schema from "effect/Schema"
import { nullable } from "../internal/operation/document.js"

const wireDependentScope = Schema.Struct({
  /** The other scope's UUID. */
  scope: Schema.String,
  /** Whether a user may consent without it. */
  optional: Schema.Boolean,
  /** Whether the resource server gets a refresh token for it. */
  requires_refresh_token: Schema.Boolean
}).annotations({
  identifier: "DependentScope"
})

/**
 * Another scope that a scope needs.
 *
 * @since 0.1.0
 * @category documents
 */
export interface DependentScope extends Schema.Schema.Type<typeof wireDependentScope> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const DependentScope: Schema.Schema<DependentScope> = wireDependentScope

const wireScopeDescription = Schema.Struct({
  /** UUID. */
  id: Schema.String,
  /** What an application asks for. */
  scope_string: nullable(Schema.String),
  /** What users read when they are asked for consent. */
  name: nullable(Schema.String),
  /** What users read when they want to know more. */
  description: nullable(Schema.String),
  /** UUID of the client, a resource server, whose scope it is. */
  client: nullable(Schema.String),
  /** Whether it is listed for everybody. */
  advertised: nullable(Schema.Boolean),
  allows_refresh_token: nullable(Schema.Boolean),
  /** A user needs an identity of each of these domains. */
  required_domains: nullable(Schema.Array(Schema.String)),
  dependent_scopes: nullable(Schema.Array(DependentScope))
}).annotations({
  identifier: "ScopeDescription"
})

/**
 * A registered scope.
 *
 * @since 0.1.0
 * @category documents
 */
export interface ScopeDescription extends Schema.Schema.Type<typeof wireScopeDescription> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const ScopeDescription: Schema.Schema<ScopeDescription> = wireScopeDescription

const wireScopeDocument = Schema.Struct({ scope: ScopeDescription }).annotations({
  identifier: "ScopeDocument"
})

/**
 * One scope, in its envelope.
 *
 * @since 0.1.0
 * @category documents
 */
export interface ScopeDocument extends Schema.Schema.Type<typeof wireScopeDocument> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const ScopeDocument: Schema.Schema<ScopeDocument> = wireScopeDocument

const wireScopeList = Schema.Struct({ scopes: Schema.Array(ScopeDescription) }).annotations({
  identifier: "ScopeList"
})

/**
 * The scopes that were asked for, but those that Globus does not know; or those of the caller's clients.
 *
 * @since 0.1.0
 * @category documents
 */
export interface ScopeList extends Schema.Schema.Type<typeof wireScopeList> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const ScopeList: Schema.Schema<ScopeList> = wireScopeList

const wireScopeCreate = Schema.Struct({
  /** What users read when they are asked for consent. */
  name: Schema.String,
  /** What users read when they want to know more. */
  description: Schema.String,
  /** The last part of the scope string: lower-case letters, digits and `_`. */
  scope_suffix: Schema.String,
  /** A user needs an identity of each of these domains. */
  required_domains: Schema.optional(Schema.Array(Schema.String)),
  dependent_scopes: Schema.optional(Schema.Array(DependentScope)),
  /** Whether it is listed for everybody. */
  advertised: Schema.optional(Schema.Boolean),
  allows_refresh_token: Schema.optional(Schema.Boolean)
}).annotations({
  identifier: "ScopeCreate"
})

/**
 * A scope to be.
 *
 * @since 0.1.0
 * @category documents
 */
export interface ScopeCreate extends Schema.Schema.Type<typeof wireScopeCreate> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const ScopeCreate: Schema.Schema<ScopeCreate> = wireScopeCreate

const wireScopeUpdate = Schema.partial(wireScopeCreate).annotations({
  identifier: "ScopeUpdate"
})

/**
 * What is to change of a scope. A list takes the place of the one that it has.
 *
 * @since 0.1.0
 * @category documents
 */
export interface ScopeUpdate extends Schema.Schema.Type<typeof wireScopeUpdate> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const ScopeUpdate: Schema.Schema<ScopeUpdate> = wireScopeUpdate
