/**
 * The documents that say why a task is paused: by the pause rules of its endpoints, or by their managers one by one.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/transfer/
 */
import * as Schema from "effect/Schema"
import { nullable } from "../internal/operation/document.js"
import { PauseRule, PauseRuleLimited } from "./PauseRule.js"

/** What the managers wrote who paused this very task; null where none did. */
const messages = {
  DATA_TYPE: nullable(Schema.String),
  /** By a manager of the source. */
  source_pause_message: nullable(Schema.String),
  /** By a manager of the endpoint that hosts the source, a guest collection. */
  source_pause_message_share: nullable(Schema.String),
  /** By a manager of the destination. */
  destination_pause_message: nullable(Schema.String),
  /** By a manager of the endpoint that hosts the destination, a guest collection. */
  destination_pause_message_share: nullable(Schema.String)
} as const

const wirePauseInfo = Schema.Struct({
  ...messages,
  /** The rules that pause the task; none where only its managers do. */
  pause_rules: Schema.Array(PauseRuleLimited)
}).annotations({ identifier: "PauseInfo" })

/**
 * Why a task is paused, as its owner sees it. The rules and messages are none where it is not.
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
  /** The rules that pause the task; none where only its managers do. */
  pause_rules: Schema.Array(PauseRule)
}).annotations({ identifier: "ManagedPauseInfo" })

/**
 * Why a task is paused, as the managers of its endpoints see it.
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
