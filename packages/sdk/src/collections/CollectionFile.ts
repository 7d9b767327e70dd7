/**
 * The HTTP metadata of a file on a collection, and the errors of downloads.
 *
 * @since 0.1.0
 */
import * as Data from "effect/Data"
import type { Call } from "../GlobusError.js"

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
export class FileChanged extends Data.TaggedError("FileChanged")<
  Call & {
    /** The offset of the first missing byte. */
    readonly offset: number
    readonly message: string
  }
> {}

/**
 * The file ends before the range begins.
 *
 * @since 0.1.0
 * @category errors
 */
export class RangeNotSatisfiable extends Data.TaggedError("RangeNotSatisfiable")<
  Call & {
    /** The offset of the first requested byte. */
    readonly start: number
    /** The size of the file in bytes, if the collection sent it. */
    readonly size: number | undefined
    readonly message: string
  }
> {}
