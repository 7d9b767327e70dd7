/**
 * The document that asks for a deletion, and a builder for it. A document written by hand is just as good.
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
  /** Taken from the service when absent, so that a submission can be repeated without a second task. */
  submission_id: Schema.optional(Schema.String),
  /** UUID. */
  endpoint: Id,
  DATA: Schema.Array(DeleteItem),
  /** At most 128 characters. */
  label: nullable(Schema.String),
  /** A directory is deleted only with `recursive`. */
  recursive: nullable(Schema.Boolean),
  /** A path that does not exist is no error. */
  ignore_missing: nullable(Schema.Boolean),
  /** `*`, `?` and `[…]` in the last segment of a path stand for what they match. */
  interpret_globs: nullable(Schema.Boolean),
  /** ISO 8601. */
  deadline: nullable(Schema.String),
  local_user: nullable(Schema.String),
  notify_on_succeeded: nullable(Schema.Boolean),
  notify_on_failed: nullable(Schema.Boolean),
  notify_on_inactive: nullable(Schema.Boolean)
}).annotations({ identifier: "DeleteData" })

/**
 * A deletion to submit.
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
 * A deletion on a collection, without items. Further members of the document go in as they are on the wire.
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
 * Adds a path to delete. `further`: members of the item that this module does not know.
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
