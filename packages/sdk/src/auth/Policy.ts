/**
 * Authentication policies: how and where a user must have logged in to use a resource.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/auth/reference/#policies
 */
import * as Schema from "effect/Schema"
import { nullable } from "../internal/operation/document.js"

const wirePolicy = Schema.Struct({
  /** UUID. Globus always sends it. */
  id: nullable(Schema.String),
  /** UUID. */
  project_id: nullable(Schema.String),
  display_name: nullable(Schema.String),
  description: nullable(Schema.String),
  /** Whether the session of the application itself must satisfy it, rather than any session of the user. */
  high_assurance: nullable(Schema.Boolean),
  /** How long a login counts, in seconds. */
  authentication_assurance_timeout: nullable(Schema.Number),
  required_mfa: nullable(Schema.Boolean),
  /** Domains of identity providers. The user must log in with one of them. Null: any. */
  domain_constraints_include: nullable(Schema.Array(Schema.String)),
  /** Domains of identity providers that are not accepted. Null: none. */
  domain_constraints_exclude: nullable(Schema.Array(Schema.String))
}).annotations({
  identifier: "Policy"
})

/**
 * An authentication policy.
 *
 * @since 0.1.0
 * @category documents
 */
export interface Policy extends Schema.Schema.Type<typeof wirePolicy> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const Policy: Schema.Schema<Policy> = wirePolicy

const wirePolicyDocument = Schema.Struct({ policy: Policy }).annotations({
  identifier: "PolicyDocument"
})

/**
 * One policy, in its envelope.
 *
 * @since 0.1.0
 * @category documents
 */
export interface PolicyDocument extends Schema.Schema.Type<typeof wirePolicyDocument> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const PolicyDocument: Schema.Schema<PolicyDocument> = wirePolicyDocument

const wirePolicyList = Schema.Struct({ policies: Schema.Array(Policy) }).annotations({
  identifier: "PolicyList"
})

/**
 * The policies of the caller's projects.
 *
 * @since 0.1.0
 * @category documents
 */
export interface PolicyList extends Schema.Schema.Type<typeof wirePolicyList> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const PolicyList: Schema.Schema<PolicyList> = wirePolicyList

const settings = {
  /** Seconds. */
  authentication_assurance_timeout: Schema.optional(Schema.Number),
  required_mfa: Schema.optional(Schema.Boolean),
  /** `*.example.org` means all subdomains. Null removes the constraint. */
  domain_constraints_include: nullable(Schema.Array(Schema.String)),
  /** `*.example.org` means all subdomains. Null removes the constraint. */
  domain_constraints_exclude: nullable(Schema.Array(Schema.String))
}

const wirePolicyCreate = Schema.Struct({
  /** UUID. */
  project_id: Schema.String,
  display_name: Schema.String,
  description: Schema.String,
  /** An update cannot change it. */
  high_assurance: Schema.optional(Schema.Boolean),
  ...settings
}).annotations({
  identifier: "PolicyCreate"
})

/**
 * A new policy.
 *
 * @since 0.1.0
 * @category documents
 */
export interface PolicyCreate extends Schema.Schema.Type<typeof wirePolicyCreate> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const PolicyCreate: Schema.Schema<PolicyCreate> = wirePolicyCreate

const wirePolicyUpdate = Schema.Struct({
  /** UUID. */
  project_id: Schema.optional(Schema.String),
  display_name: Schema.optional(Schema.String),
  description: Schema.optional(Schema.String),
  ...settings
}).annotations({
  identifier: "PolicyUpdate"
})

/**
 * Changes to a policy.
 *
 * @since 0.1.0
 * @category documents
 */
export interface PolicyUpdate extends Schema.Schema.Type<typeof wirePolicyUpdate> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const PolicyUpdate: Schema.Schema<PolicyUpdate> = wirePolicyUpdate
