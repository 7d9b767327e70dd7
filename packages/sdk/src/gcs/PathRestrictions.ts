/**
 * The paths of a storage gateway or a mapped collection that may be read or written.
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
  /** Paths that may be read. */
  read: paths,
  /** Paths that may be read and written. */
  read_write: paths,
  /** Paths without any access. */
  none: paths
}).annotations({ identifier: "PathRestrictions" })

/**
 * Lists of absolute paths. Each includes everything below it.
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
 * Makes path restrictions, with their `DATA_TYPE`.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = withDataType<PathRestrictions>("path_restrictions")
