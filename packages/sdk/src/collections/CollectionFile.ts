/**
 * A file of a collection, as HTTP tells of it, and what can go wrong with it beside what every call can fail with.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { callFields, errorClass, maybe } from "../internal/wire/errorClass.js"

/**
 * What the headers of a file say. A collection need not say any of it.
 *
 * @since 0.1.0
 * @category models
 */
export interface CollectionFile {
  /** In bytes. Undefined for a file that is sent encoded. */
  readonly size: number | undefined
  /** Names the version, with its quotation marks. */
  readonly etag: string | undefined
  /** An HTTP date. */
  readonly lastModified: string | undefined
  readonly contentType: string | undefined
}

/**
 * The file has changed since the first of its bytes were given, so the rest does not belong to them. Download it anew.
 *
 * @since 0.1.0
 * @category errors
 */
export class GlobusFileChanged extends errorClass<GlobusFileChanged>()("GlobusFileChanged", {
  ...callFields,
  /** The first byte that was not given. */
  offset: Schema.Number,
  /** What has changed, and what to do. */
  message: Schema.String
}) {}

/**
 * The file ends before the range begins (416). Ask for a range within `size`.
 *
 * @since 0.1.0
 * @category errors
 */
export class GlobusRangeNotSatisfiable extends errorClass<GlobusRangeNotSatisfiable>()("GlobusRangeNotSatisfiable", {
  ...callFields,
  /** The first byte that was asked for. */
  start: Schema.Number,
  /** The size of the file in bytes, if the collection says it. */
  size: maybe(Schema.Number),
  /** The range and the size, for people. */
  message: Schema.String
}) {}
