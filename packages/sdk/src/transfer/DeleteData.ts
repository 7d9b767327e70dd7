/**
 * The document that submits a deletion, and a builder for it. You may also write the document by hand.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/transfer/task_submit/
 */
import { dual } from "effect/Function"
import * as Schema from "effect/Schema"
import { Id, nullable } from "../internal/operation/document.js"
import { canonicalId } from "../internal/usage.js"

const wireDeleteItem = Schema.Struct({
  DATA_TYPE: Schema.Literal("delete_item"),
  path: Schema.String
}).annotations({ identifier: "DeleteItem" })

/**
 * One path to delete.
 *
 * @since 0.1.0
 * @category documents
 */
export interface DeleteItem extends Schema.Schema.Type<typeof wireDeleteItem> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const DeleteItem: Schema.Schema<DeleteItem> = wireDeleteItem

const wireDeleteData = Schema.Struct({
  DATA_TYPE: Schema.optional(Schema.Literal("delete")),
  /** UUID from `getSubmissionId`. If absent, the client gets one, so that a retry does not make a second task. */
  submission_id: Schema.optional(Schema.String),
  /** UUID. */
  endpoint: Id,
  DATA: Schema.Array(DeleteItem),
  /** At most 128 characters. */
  label: nullable(Schema.String),
  /** Needed to delete directories. */
  recursive: nullable(Schema.Boolean),
  /** Whether to ignore paths that do not exist. */
  ignore_missing: nullable(Schema.Boolean),
  /** Whether `*`, `?` and `[…]` in the last segment of a path are wildcards. */
  interpret_globs: nullable(Schema.Boolean),
  /** ISO 8601. */
  deadline: nullable(Schema.String),
  local_user: nullable(Schema.String),
  notify_on_succeeded: nullable(Schema.Boolean),
  notify_on_failed: nullable(Schema.Boolean),
  notify_on_inactive: nullable(Schema.Boolean)
}).annotations({ identifier: "DeleteData" })

/**
 * A deletion.
 *
 * @since 0.1.0
 * @category documents
 */
export interface DeleteData extends Schema.Schema.Type<typeof wireDeleteData> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const DeleteData: Schema.Schema<DeleteData> = wireDeleteData

/**
 * Starts a deletion on a collection, without items. Further members are sent unchanged.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (options: Omit<DeleteData, "DATA_TYPE" | "DATA">): DeleteData => ({
  DATA_TYPE: "delete",
  ...options,
  endpoint: canonicalId(options.endpoint),
  DATA: []
})

/**
 * Adds a path to delete. `further`: undeclared members of the item.
 *
 * @since 0.1.0
 * @category combinators
 */
export const addItem: {
  (path: string, further?: Readonly<Record<string, unknown>>): (data: DeleteData) => DeleteData
  (data: DeleteData, path: string, further?: Readonly<Record<string, unknown>>): DeleteData
} = dual(
  ([data]) => typeof data !== "string",
  (data: DeleteData, path: string, further?: Readonly<Record<string, unknown>>): DeleteData => ({
    ...data,
    DATA: [...data.DATA, { ...further, DATA_TYPE: "delete_item", path }]
  })
)
