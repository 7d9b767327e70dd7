/**
 * Registered scopes: what a resource server offers, and the scopes that these depend on.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/auth/reference/#scopes
 */
import * as Schema from "effect/Schema"
import { nullable } from "../internal/operation/document.js"

const wireDependentScope = Schema.Struct({
  /** UUID of the other scope. */
  scope: Schema.String,
  /** Whether a user may consent without it. */
  optional: Schema.Boolean,
  /** Whether the resource server gets a refresh token for it. */
  requires_refresh_token: Schema.Boolean
}).annotations({
  identifier: "DependentScope"
})

/**
 * A scope that another scope depends on.
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
  /** The text that an application asks for. */
  scope_string: nullable(Schema.String),
  /** Shown to users on the consent page. */
  name: nullable(Schema.String),
  /** A longer description for users. */
  description: nullable(Schema.String),
  /** UUID of the client, a resource server, that owns the scope. */
  client: nullable(Schema.String),
  /** Whether everyone can list it. */
  advertised: nullable(Schema.Boolean),
  allows_refresh_token: nullable(Schema.Boolean),
  /** A user must have an identity of each of these domains. */
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
 * The requested scopes without unknown ones, or the scopes of the caller's clients.
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
  /** Shown to users on the consent page. */
  name: Schema.String,
  /** A longer description for users. */
  description: Schema.String,
  /** The last part of the scope string: lower-case letters, digits and `_`. */
  scope_suffix: Schema.String,
  /** A user must have an identity of each of these domains. */
  required_domains: Schema.optional(Schema.Array(Schema.String)),
  dependent_scopes: Schema.optional(Schema.Array(DependentScope)),
  /** Whether everyone can list it. */
  advertised: Schema.optional(Schema.Boolean),
  allows_refresh_token: Schema.optional(Schema.Boolean)
}).annotations({
  identifier: "ScopeCreate"
})

/**
 * A new scope.
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
 * Changes to a scope. A list replaces the old list.
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
