/**
 * A file of a collection, as HTTP tells of it, and what can go wrong with it beside what every call can fail with.
 *
 * @since 0.1.0
 */
import * as Data from "effect/Data"
import type { Call } from "../GlobusError.js"

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
 * The file is another one than that of which bytes were given before: they do not belong together. Begin anew.
 *
 * @since 0.1.0
 * @category errors
 */
export class FileChanged extends Data.TaggedError("FileChanged")<
  Call & {
    /** The first byte that was not given. */
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
    /** The first byte that was asked for. */
    readonly start: number
    /** Of the file, in bytes, where the collection says it. */
    readonly size: number | undefined
    readonly message: string
  }
> {}
