/**
 * Lists a directory of a collection and everything below it, as a stream.
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
 * A file, directory or link below the first directory.
 *
 * @since 0.1.0
 * @category models
 */
export interface Entry {
  /**
   * The path on the collection, as the collection resolved it. It has no trailing `/`, also for a directory. For an
   * entry without a name, it is the path of its directory, with a trailing `/`.
   */
  readonly path: string
  /** 1 for entries of the first directory. */
  readonly depth: number
  readonly file: File
}

/**
 * The directory to start with, and further arguments of `operationLs`.
 *
 * @since 0.1.0
 * @category models
 */
export type Argument = Omit<NonNullable<Parameters<TransferClient.Service["operationLs"]>[0]>, "offset" | "filter">

/**
 * The options of a recursive listing.
 *
 * @since 0.1.0
 * @category options
 */
export interface Options {
  /**
   * How many directories are listed at the same time. Default: 4. Globus allows 20 requests per second for a user. With
   * more than one, entries of different directories are mixed.
   */
  readonly concurrency?: number | undefined
  /**
   * Whether to list this directory too. Default: all directories except links, which may form circles. A directory
   * without a name, or with the name `.`, `..`, or one with a slash, is never listed.
   */
  readonly descend?: ((directory: Entry) => boolean) | undefined
  /**
   * What to do if a directory below the first cannot be listed. Default: the stream fails. An effect that succeeds
   * skips the directory. If the first directory cannot be listed, the stream always fails.
   */
  readonly onError?: ((error: GlobusError, path: string | undefined) => Effect.Effect<void, GlobusError>) | undefined
}

/**
 * Whether an entry is a symbolic link. Its `type` is that of its target.
 *
 * @since 0.1.0
 * @category guards
 */
export const isLink = ({ file }: Entry): boolean => typeof file.link_target === "string"

interface Directory {
  readonly path: string | undefined
  readonly depth: number
  /** The directory that contains it. Undefined for the first. */
  readonly above: Directory | undefined
}

/** Whether a name leads down into another directory. */
const leadsDown = (name: string | null | undefined): boolean =>
  typeof name === "string" && name !== "" && name !== "." && name !== ".." && !name.includes("/")

/** Whether a directory appears within itself, which can happen since the service resolves paths. */
const isWithin = (path: string, directory: Directory | undefined): boolean =>
  directory !== undefined && (directory.path === path || isWithin(path, directory.above))

/**
 * Lists a directory and all directories below it, level by level. A directory comes before its entries. Directories are
 * listed only as fast as the stream is consumed.
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
