/**
 * The HTTP metadata of a file on a collection, and the errors of downloads.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { callFields, errorClass, maybe } from "../internal/wire/errorClass.js"

/**
 * The metadata of a file from its HTTP headers. Any of it may be missing.
 *
 * @since 0.1.0
 * @category models
 */
export interface CollectionFile {
  /** In bytes. Undefined for a file that is sent with a `Content-Encoding`. */
  readonly size: number | undefined
  /** Identifies the version of the file. It includes the quotation marks. */
  readonly etag: string | undefined
  /** An HTTP date. */
  readonly lastModified: string | undefined
  readonly contentType: string | undefined
}

/**
 * The file has changed during the download, so the bytes do not belong to one version. Start the download again.
 *
 * @since 0.1.0
 * @category errors
 */
export class GlobusFileChanged extends errorClass<GlobusFileChanged>()("GlobusFileChanged", {
  ...callFields,
  /** The offset of the first missing byte. */
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
  /** The offset of the first requested byte. */
  start: Schema.Number,
  /** The size of the file in bytes, if the collection sent it. */
  size: maybe(Schema.Number),
  /** The range and the size, for people. */
  message: Schema.String
}) {}
