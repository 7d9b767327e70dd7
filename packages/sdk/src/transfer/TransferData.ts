/**
 * The document that submits a transfer, and a builder for it. You may also write the document by hand.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/transfer/task_submit/
 */
import { dual } from "effect/Function"
import * as Schema from "effect/Schema"
import { Id, nullable } from "../internal/operation/document.js"
import { canonicalId } from "../internal/usage.js"

const wireTransferItem = Schema.Struct({
  DATA_TYPE: Schema.Literal("transfer_item", "transfer_symlink_item"),
  source_path: Schema.String,
  /** For a file: the whole path of the copy, not its directory. */
  destination_path: Schema.String,
  recursive: nullable(Schema.Boolean),
  /** The checksum that the copy must have, in hexadecimal. */
  external_checksum: nullable(Schema.String),
  /** The algorithm of `external_checksum`. The default of the service is MD5. */
  checksum_algorithm: nullable(Schema.String)
}).annotations({ identifier: "TransferItem" })

/**
 * One file or directory to copy. `recursive`: true for a directory, false for a file. Absent: the service finds out.
 *
 * @since 0.1.0
 * @category documents
 */
export interface TransferItem extends Schema.Schema.Type<typeof wireTransferItem> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const TransferItem: Schema.Schema<TransferItem> = wireTransferItem

const wireFilterRule = Schema.Struct({
  DATA_TYPE: Schema.Literal("filter_rule"),
  method: Schema.Literal("include", "exclude"),
  /** A glob. */
  name: Schema.String,
  type: nullable(Schema.Literal("file", "dir"))
}).annotations({ identifier: "FilterRule" })

/**
 * Which entries of a recursive item to copy. The first rule that matches decides.
 *
 * @since 0.1.0
 * @category documents
 */
export interface FilterRule extends Schema.Schema.Type<typeof wireFilterRule> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const FilterRule: Schema.Schema<FilterRule> = wireFilterRule

const wireTransferData = Schema.Struct({
  DATA_TYPE: Schema.optional(Schema.Literal("transfer")),
  /** UUID from `getSubmissionId`. If absent, the client gets one, so that a retry does not make a second task. */
  submission_id: Schema.optional(Schema.String),
  /** UUID. */
  source_endpoint: Id,
  /** UUID. */
  destination_endpoint: Id,
  DATA: Schema.Array(TransferItem),
  /** At most 128 characters. */
  label: nullable(Schema.String),
  /** Skip a file if the copy 0: exists, 1: has the same size, 2: is not older, 3: has the same checksum. */
  sync_level: nullable(Schema.Literal(0, 1, 2, 3)),
  verify_checksum: nullable(Schema.Boolean),
  preserve_timestamp: nullable(Schema.Boolean),
  encrypt_data: nullable(Schema.Boolean),
  /** ISO 8601. */
  deadline: nullable(Schema.String),
  skip_source_errors: nullable(Schema.Boolean),
  fail_on_quota_errors: nullable(Schema.Boolean),
  delete_destination_extra: nullable(Schema.Boolean),
  recursive_symlinks: nullable(Schema.Literal("ignore", "keep", "copy")),
  filter_rules: nullable(Schema.Array(FilterRule)),
  notify_on_succeeded: nullable(Schema.Boolean),
  notify_on_failed: nullable(Schema.Boolean),
  notify_on_inactive: nullable(Schema.Boolean),
  source_local_user: nullable(Schema.String),
  destination_local_user: nullable(Schema.String),
  store_base_path_info: nullable(Schema.Boolean)
}).annotations({ identifier: "TransferData" })

/**
 * A transfer.
 *
 * @since 0.1.0
 * @category documents
 */
export interface TransferData extends Schema.Schema.Type<typeof wireTransferData> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const TransferData: Schema.Schema<TransferData> = wireTransferData

/**
 * The values of `sync_level` by their names in the Python SDK and the Globus CLI.
 *
 * @since 0.1.0
 * @category constants
 */
export const syncLevels = { exists: 0, size: 1, mtime: 2, checksum: 3 } as const

/**
 * Starts a transfer between two collections, without items. Further members are sent unchanged. `sync_level` may also
 * be given by name.
 *
 * @example
 * import { pipe } from "effect"
 * import * as TransferData from "@effect-globus/sdk/transfer/TransferData"
 *
 * const data = pipe(
 *   TransferData.make({ source_endpoint: "…", destination_endpoint: "…", label: "scan 12", sync_level: "checksum" }),
 *   TransferData.addItem("/raw/scan-12.h5", "/archive/scan-12.h5"),
 *   TransferData.addItem("/raw/logs/", "/archive/logs/", { recursive: true })
 * )
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (
  options: Omit<TransferData, "DATA_TYPE" | "DATA" | "sync_level"> & {
    readonly sync_level?: TransferData["sync_level"] | keyof typeof syncLevels
  }
): TransferData => {
  const { sync_level, ...rest } = options
  return {
    DATA_TYPE: "transfer",
    ...rest,
    source_endpoint: canonicalId(rest.source_endpoint),
    destination_endpoint: canonicalId(rest.destination_endpoint),
    ...(sync_level === undefined
      ? {}
      : // An unknown name stays, so that the operation refuses it.
        { sync_level: typeof sync_level === "string" ? (syncLevels[sync_level] ?? sync_level) : sync_level }),
    DATA: []
  }
}

const withItem = (data: TransferData, item: TransferItem): TransferData => ({
  ...data,
  DATA: [...data.DATA, item]
})

type ItemOptions = Pick<TransferItem, "recursive" | "external_checksum" | "checksum_algorithm">

/**
 * Adds a file or directory to copy.
 *
 * @since 0.1.0
 * @category combinators
 */
export const addItem: {
  (source_path: string, destination_path: string, options?: ItemOptions): (data: TransferData) => TransferData
  (data: TransferData, source_path: string, destination_path: string, options?: ItemOptions): TransferData
} = dual(
  ([data]) => typeof data !== "string",
  (data: TransferData, source_path: string, destination_path: string, options?: ItemOptions): TransferData =>
    withItem(data, { DATA_TYPE: "transfer_item", source_path, destination_path, ...options })
)

/**
 * Adds a symbolic link to copy as a link.
 *
 * @since 0.1.0
 * @category combinators
 */
export const addSymlinkItem: {
  (source_path: string, destination_path: string): (data: TransferData) => TransferData
  (data: TransferData, source_path: string, destination_path: string): TransferData
} = dual(3, (data: TransferData, source_path: string, destination_path: string): TransferData =>
  withItem(data, { DATA_TYPE: "transfer_symlink_item", source_path, destination_path })
)

type FilterOptions = Partial<Pick<FilterRule, "method" | "type">>

/**
 * Adds a rule for the entries of recursive items. The default `method` is `exclude`. The first rule that matches
 * decides.
 *
 * @since 0.1.0
 * @category combinators
 */
export const addFilterRule: {
  (name: string, options?: FilterOptions): (data: TransferData) => TransferData
  (data: TransferData, name: string, options?: FilterOptions): TransferData
} = dual(
  ([data]) => typeof data !== "string",
  (data: TransferData, name: string, options?: FilterOptions): TransferData => ({
    ...data,
    filter_rules: [...(data.filter_rules ?? []), { DATA_TYPE: "filter_rule", method: "exclude", name, ...options }]
  })
)
