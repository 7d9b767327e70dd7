/**
 * Which paths of a storage gateway or a mapped collection may be used, and how.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { nullable } from "../internal/operation/document.js"
import { withDataType } from "./internal/gcs.js"

const paths = nullable(Schema.Array(Schema.String))

const wirePathRestrictions = Schema.Struct({
  /** `path_restrictions#1.0.0` */
  DATA_TYPE: nullable(Schema.String),
  /** May be read. */
  read: paths,
  /** May be read and written. */
  read_write: paths,
  /** May not be used at all. */
  none: paths
}).annotations({ identifier: "PathRestrictions" })

/**
 * Absolute paths, each with what is below it.
 *
 * @since 0.1.0
 * @category documents
 */
export interface PathRestrictions extends Schema.Schema.Type<typeof wirePathRestrictions> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const PathRestrictions: Schema.Schema<PathRestrictions> = wirePathRestrictions

/**
 * Path restrictions, with their `DATA_TYPE`.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = withDataType<PathRestrictions>("path_restrictions")
