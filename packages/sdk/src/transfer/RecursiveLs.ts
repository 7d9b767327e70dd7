/**
 * All that lies below a directory of a collection, as a stream.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/transfer/file_operations/
 */
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import { identity } from "effect/Function"
import * as Stream from "effect/Stream"
import type { GlobusError } from "../GlobusError.js"
import type { File } from "./File.js"
import { TransferClient } from "./TransferClient.js"

/**
 * Something below the directory where a listing began.
 *
 * @since 0.1.0
 * @category models
 */
export interface Entry {
  /**
   * On the collection, as that resolved it. A directory's, too, has no `/` at its end, and of an entry without a name it
   * is the path that it lies in, with a `/`.
   */
  readonly path: string
  /** Of what lies in the first directory: 1. */
  readonly depth: number
  readonly file: File
}

/**
 * The directory to begin at, and what `operationLs` takes besides.
 *
 * @since 0.1.0
 * @category models
 */
export type Argument = Omit<NonNullable<Parameters<TransferClient.Service["operationLs"]>[0]>, "offset" | "filter">

/**
 * How to go about it.
 *
 * @since 0.1.0
 * @category options
 */
export interface Options {
  /**
   * How many directories are listed at a time. Default: 4. Globus meters 20 requests a second of one user; with more than
   * one, entries of different directories come in between each other.
   */
  readonly concurrency?: number | undefined
  /**
   * Whether to list this directory as well. Default: all but links to directories, which may lead round in a circle. A
   * directory that leads to itself by its name (none, `.`, `..`, or one with a slash) is never listed.
   */
  readonly descend?: ((directory: Entry) => boolean) | undefined
  /**
   * What to do about a directory below the first that cannot be listed. Default: the stream fails. An effect that succeeds
   * skips it. When the first one cannot be listed there is nothing, and the stream fails in any case.
   */
  readonly onError?: ((error: GlobusError, path: string | undefined) => Effect.Effect<void, GlobusError>) | undefined
}

/**
 * A link shows as what it leads to, with a target.
 *
 * @since 0.1.0
 * @category guards
 */
export const isLink = ({ file }: Entry): boolean => typeof file.link_target === "string"

interface Directory {
  readonly path: string | undefined
  readonly depth: number
  /** The one that it was found in. None: it is the first. */
  readonly above: Directory | undefined
}

/** A name that leads to one directory, further down. */
const leadsDown = (name: string | null | undefined): boolean =>
  typeof name === "string" && name !== "" && name !== "." && name !== ".." && !name.includes("/")

/** The service may resolve paths, so that a directory turns up within itself. */
const isWithin = (path: string, directory: Directory | undefined): boolean =>
  directory !== undefined && (directory.path === path || isWithin(path, directory.above))

/**
 * Lists a directory and all directories below it, level by level. Directories come before what is in them. The next
 * ones are listed as fast as the entries are taken.
 *
 * @example
 * import { Stream } from "effect"
 * import { recursiveLs } from "@effect-globus/sdk/transfer/RecursiveLs"
 *
 * const images = recursiveLs({ endpoint_id: "…", path: "/raw/" }, { descend: ({ depth }) => depth < 3 }).pipe(
 *   Stream.filter(({ path }) => path.endsWith(".tiff"))
 * )
 *
 * @since 0.1.0
 * @category combinators
 */
export const recursiveLs = (
  argument: Argument,
  { concurrency = 4, descend = (directory) => !isLink(directory), onError = Effect.fail }: Options = {}
): Stream.Stream<Entry, GlobusError, TransferClient> =>
  Stream.unwrap(
    Effect.map(TransferClient, ({ operationLsPages }) => {
      const list = (directory: Directory): Stream.Stream<readonly [Entry, Directory], GlobusError> =>
        operationLsPages({ ...argument, ...(directory.path === undefined ? {} : { path: directory.path }) }).pipe(
          Stream.map(({ page }) => {
            const resolved = page.path ?? directory.path ?? "/"
            const above = resolved.endsWith("/") ? resolved : `${resolved}/`
            return Chunk.map(Chunk.unsafeFromArray(page.DATA), (file): readonly [Entry, Directory] => [
              { path: `${above}${file.name ?? ""}`, depth: directory.depth + 1, file },
              directory
            ])
          }),
          Stream.flattenChunks,
          directory.above === undefined
            ? identity
            : Stream.catchAll((error) => Stream.execute(onError(error, directory.path)))
        )

      const isBelow = (entry: Entry, directory: Directory): boolean =>
        entry.file.type === "dir" && leadsDown(entry.file.name) && descend(entry) && !isWithin(entry.path, directory)

      const level = (directories: ReadonlyArray<Directory>): Stream.Stream<Entry, GlobusError> => {
        const below: Array<Directory> = []
        return Stream.fromIterable(directories).pipe(
          Stream.flatMap(list, { concurrency }),
          Stream.map(([entry, directory]) => {
            if (isBelow(entry, directory)) below.push({ path: entry.path, depth: entry.depth, above: directory })
            return entry
          }),
          Stream.concat(Stream.suspend(() => (below.length === 0 ? Stream.empty : level(below))))
        )
      }

      return Stream.suspend(() => level([{ path: argument.path, depth: 0, above: undefined }]))
    })
  )
