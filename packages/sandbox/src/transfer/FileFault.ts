/**
 * Why a file operation of a collection did not happen, in few words that both the direct operations and the tasks
 * understand. It names the path in the collection, never the one on the host.
 *
 * @since 0.1.0
 */
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import { format, type Segments } from "./CollectionPath.js"

/**
 * `Outside`: the path leads out of the collection's root by a symbolic link, or something was swapped under the
 * operation. `Link`: a symbolic link stands where none is followed. `Disconnected`: there is nobody to ask for the
 * files.
 *
 * @since 0.1.0
 * @category models
 */
export type Reason =
  | "NotFound"
  | "PermissionDenied"
  | "Outside"
  | "Link"
  | "NotDirectory"
  | "IsDirectory"
  | "Exists"
  | "NotEmpty"
  | "NameTooLong"
  | "NoSpace"
  | "NotSupported"
  | "Disconnected"
  | "Failed"

/**
 * @since 0.1.0
 * @category errors
 */
export class FileFault extends Data.TaggedError("FileFault")<{
  readonly reason: Reason
  /** In the collection. */
  readonly path: string
  readonly message: string
}> {}

const reasons: Readonly<Record<string, Reason>> = {
  ENOENT: "NotFound",
  EACCES: "PermissionDenied",
  EPERM: "PermissionDenied",
  EROFS: "PermissionDenied",
  ELOOP: "Link",
  ENOTDIR: "NotDirectory",
  EISDIR: "IsDirectory",
  EEXIST: "Exists",
  ENOTEMPTY: "NotEmpty",
  ENAMETOOLONG: "NameTooLong",
  ENOSPC: "NoSpace",
  EDQUOT: "NoSpace",
  ENXIO: "NotSupported"
}

const words: Readonly<Record<Reason, string>> = {
  NotFound: "No such file or directory",
  PermissionDenied: "Permission denied",
  Outside: "Permission denied: the path leads out of the collection",
  Link: "Permission denied: a symbolic link is not followed here",
  NotDirectory: "Not a directory",
  IsDirectory: "Is a directory",
  Exists: "Already exists",
  NotEmpty: "The directory is not empty",
  NameTooLong: "The name is too long: most file systems take 255 bytes",
  NoSpace: "No space left",
  NotSupported: "Neither a file nor a directory",
  Disconnected: "The Globus Connect Personal is not connected",
  Failed: "The storage failed"
}

/**
 * @since 0.1.0
 * @category constructors
 */
export const make = (reason: Reason, segments: Segments): FileFault =>
  new FileFault({ reason, path: format(segments), message: `${words[reason]}: ${format(segments)}` })

/**
 * The fault behind an error of Node's file system.
 *
 * @since 0.1.0
 * @category constructors
 */
export const fromErrno = (error: unknown, segments: Segments): FileFault => {
  const code = typeof error === "object" && error !== null && "code" in error ? String(error.code) : ""
  return make(reasons[code] ?? "Failed", segments)
}

/**
 * An operation on the disk. Once sent it is awaited, interrupted or not: none may be left running behind a task that
 * is said to have ended.
 *
 * @since 0.1.0
 * @category constructors
 */
export const attempt = <A>(segments: Segments, operation: () => Promise<A>): Effect.Effect<A, FileFault> =>
  Effect.uninterruptible(Effect.tryPromise({ try: operation, catch: (error) => fromErrno(error, segments) }))
