/** The members of a transfer's documents. The transfer of a timer has most of them, too. */
import * as Schema from "effect/Schema"
import { Id, nullable } from "../../internal/operation/document.js"
import type { FilterRule, TransferItem } from "../TransferData.js"

export const wireTransferItem = Schema.Struct({
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

export const wireFilterRule = Schema.Struct({
  DATA_TYPE: Schema.Literal("filter_rule"),
  method: Schema.Literal("include", "exclude"),
  /** A glob. */
  name: Schema.String,
  type: nullable(Schema.Literal("file", "dir"))
}).annotations({ identifier: "FilterRule" })

// By their public types, which editors show.
const item: Schema.Schema<TransferItem> = wireTransferItem
const rule: Schema.Schema<FilterRule> = wireFilterRule

export const wireTransferData = Schema.Struct({
  DATA_TYPE: Schema.optional(Schema.Literal("transfer")),
  /** UUID from `getSubmissionId`. If absent, the client gets one, so that a retry does not make a second task. */
  submission_id: Schema.optional(Schema.String),
  /** UUID. */
  source_endpoint: Id,
  /** UUID. */
  destination_endpoint: Id,
  DATA: Schema.Array(item),
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
  filter_rules: nullable(Schema.Array(rule)),
  notify_on_succeeded: nullable(Schema.Boolean),
  notify_on_failed: nullable(Schema.Boolean),
  notify_on_inactive: nullable(Schema.Boolean),
  source_local_user: nullable(Schema.String),
  destination_local_user: nullable(Schema.String),
  store_base_path_info: nullable(Schema.Boolean)
}).annotations({ identifier: "TransferData" })
