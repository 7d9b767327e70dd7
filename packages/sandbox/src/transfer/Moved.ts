/**
 * What has become of the single files of a transfer, which people page through once it has ended.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import * as PackedList from "./PackedList.js"

const moved = {
  /** Segments of a path, as those of the destination. */
  source: Schema.Array(Schema.String),
  destination: Schema.Array(Schema.String),
  /** What the submission gave for it. */
  checksum: Schema.optional(Schema.Struct({ algorithm: Schema.String, value: Schema.String }))
}

const transferredFile = Schema.Struct({ ...moved, bytes: Schema.Number })

/**
 * A file that has arrived.
 *
 * @since 0.1.0
 * @category models
 */
export interface Transferred extends Schema.Schema.Type<typeof transferredFile> {}

const skippedItem = Schema.Struct({
  ...moved,
  /** Such as `FILE_NOT_FOUND`. */
  code: Schema.String,
  description: Schema.String,
  isDirectory: Schema.Boolean,
  isLink: Schema.Boolean,
  time: Schema.Number
})

/**
 * What was left out, as the submission says to skip errors at the source.
 *
 * @since 0.1.0
 * @category models
 */
export interface Skipped extends Schema.Schema.Type<typeof skippedItem> {}

/**
 * How files that have arrived are kept.
 *
 * @since 0.1.0
 * @category constants
 */
export const transferredFiles: PackedList.Packing<Transferred> = PackedList.packing(transferredFile)

/**
 * How what was left out is kept.
 *
 * @since 0.1.0
 * @category constants
 */
export const skippedItems: PackedList.Packing<Skipped> = PackedList.packing(skippedItem)
