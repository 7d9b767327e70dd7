/**
 * The documents that say why a task is paused: by pause rules of its endpoints, or by a manager of an endpoint.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/transfer/
 */
import * as Schema from "effect/Schema"
import { nullable } from "../internal/operation/document.js"
import { PauseRule, PauseRuleLimited } from "./PauseRule.js"

/** The messages of the managers who paused this task. Null: no manager did. */
const messages = {
  DATA_TYPE: nullable(Schema.String),
  /** From a manager of the source. */
  source_pause_message: nullable(Schema.String),
  /** From a manager of the endpoint that hosts the source, if this is a guest collection. */
  source_pause_message_share: nullable(Schema.String),
  /** From a manager of the destination. */
  destination_pause_message: nullable(Schema.String),
  /** From a manager of the endpoint that hosts the destination, if this is a guest collection. */
  destination_pause_message_share: nullable(Schema.String)
} as const

const wirePauseInfo = Schema.Struct({
  ...messages,
  /** The rules that pause the task. Empty if only managers paused it. */
  pause_rules: Schema.Array(PauseRuleLimited)
}).annotations({ identifier: "PauseInfo" })

/**
 * Why a task is paused, for its owner. Without rules and messages if it is not paused.
 *
 * @since 0.1.0
 * @category documents
 */
export interface PauseInfo extends Schema.Schema.Type<typeof wirePauseInfo> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const PauseInfo: Schema.Schema<PauseInfo> = wirePauseInfo

const wireManagedPauseInfo = Schema.Struct({
  ...messages,
  /** The rules that pause the task. Empty if only managers paused it. */
  pause_rules: Schema.Array(PauseRule)
}).annotations({ identifier: "ManagedPauseInfo" })

/**
 * Why a task is paused, for the managers of its endpoints.
 *
 * @since 0.1.0
 * @category documents
 */
export interface ManagedPauseInfo extends Schema.Schema.Type<typeof wireManagedPauseInfo> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const ManagedPauseInfo: Schema.Schema<ManagedPauseInfo> = wireManagedPauseInfo
