/**
 * The documents of pause rules. With them, managers of an endpoint pause kinds of work, for everyone or for one
 * identity.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/transfer/
 */
import * as Schema from "effect/Schema"
import { nullable } from "../internal/operation/document.js"
import { pauseRuleMembers } from "./internal/transfer.js"

const limitedMembers = {
  DATA_TYPE: nullable(Schema.String),
  /** UUID. */
  id: Schema.String,
  ...pauseRuleMembers,
  endpoint_display_name: nullable(Schema.String),
  /** ISO 8601. */
  modified_time: nullable(Schema.String)
} as const

const wirePauseRuleLimited = Schema.Struct(limitedMembers).annotations({ identifier: "PauseRuleLimited" })

/**
 * A pause rule for the users whose work it pauses. It does not say who created it.
 *
 * @since 0.1.0
 * @category documents
 */
export interface PauseRuleLimited extends Schema.Schema.Type<typeof wirePauseRuleLimited> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const PauseRuleLimited: Schema.Schema<PauseRuleLimited> = wirePauseRuleLimited

const wirePauseRuleLimitedList = Schema.Struct({
  DATA_TYPE: nullable(Schema.String),
  DATA: Schema.Array(PauseRuleLimited)
}).annotations({ identifier: "PauseRuleLimitedList" })

/**
 * The pause rules in effect for a user.
 *
 * @since 0.1.0
 * @category documents
 */
export interface PauseRuleLimitedList extends Schema.Schema.Type<typeof wirePauseRuleLimitedList> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const PauseRuleLimitedList: Schema.Schema<PauseRuleLimitedList> = wirePauseRuleLimitedList

const wirePauseRule = Schema.Struct({
  ...limitedMembers,
  /** UUID of the identity that changed it last. */
  modified_by_id: nullable(Schema.String),
  /** Whether a manager of the host endpoint created it. */
  created_by_host_manager: nullable(Schema.Boolean),
  /** Whether the caller may change it. */
  editable: nullable(Schema.Boolean)
}).annotations({ identifier: "PauseRule" })

/**
 * A pause rule for the managers of its endpoint.
 *
 * @since 0.1.0
 * @category documents
 */
export interface PauseRule extends Schema.Schema.Type<typeof wirePauseRule> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const PauseRule: Schema.Schema<PauseRule> = wirePauseRule

const wirePauseRuleList = Schema.Struct({
  DATA_TYPE: nullable(Schema.String),
  DATA: Schema.Array(PauseRule)
}).annotations({ identifier: "PauseRuleList" })

/**
 * The pause rules of endpoints that the caller manages.
 *
 * @since 0.1.0
 * @category documents
 */
export interface PauseRuleList extends Schema.Schema.Type<typeof wirePauseRuleList> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const PauseRuleList: Schema.Schema<PauseRuleList> = wirePauseRuleList
