/**
 * What lies in a collection's directory, as Transfer shows it: `file` documents, filtered, ordered and paged. Of a link
 * that stays inside, type, size and time are its target's and the `link_*` members its own; one that leads outside or
 * nowhere is an `invalid_symlink`.
 *
 * @since 0.1.0
 */
import type { File } from "@effect-globus/sdk/transfer/File"
import * as Effect from "effect/Effect"
import * as Order from "effect/Order"
import type { Stats } from "node:fs"
import { userInfo } from "node:os"
import type { Segments } from "./CollectionPath.js"
import type { Confinement, Directory } from "./Confinement.js"
import type { FileFault } from "./FileFault.js"
import type { Fields } from "./Filter.js"
import { isUnfinishedCopy } from "./UnfinishedCopy.js"

/**
 * What `ls` filters and orders by.
 *
 * @since 0.1.0
 * @category constants
 */
export const fields: Fields<File> = {
  name: { kind: "name", read: (file) => file.name },
  type: { kind: "text", read: (file) => file.type },
  size: { kind: "number", read: (file) => file.size },
  last_modified: { kind: "time", read: (file) => file.last_modified },
  permissions: { kind: "text", read: (file) => file.permissions },
  user: { kind: "text", read: (file) => file.user },
  group: { kind: "text", read: (file) => file.group },
  link_target: { kind: "text", read: (file) => file.link_target }
}

/**
 * The order of a listing when none is asked for: by type, then by name [a guess].
 *
 * @since 0.1.0
 * @category constants
 */
export const byTypeAndName: Order.Order<File> = Order.combine(
  Order.mapInput(Order.string, (file: File) => file.type ?? ""),
  Order.mapInput(Order.string, (file: File) => file.name ?? "")
)

/**
 * A moment in the words of a `file` document, to the second.
 *
 * @since 0.1.0
 * @category conversions
 */
export const formatTime = (milliseconds: number): string =>
  `${new Date(milliseconds).toISOString().slice(0, 19).replace("T", " ")}+00:00`

const typeOf = (stat: Stats): string =>
  stat.isFile()
    ? "file"
    : stat.isDirectory()
      ? "dir"
      : stat.isCharacterDevice()
        ? "chr"
        : stat.isBlockDevice()
          ? "blk"
          : stat.isFIFO()
            ? "pipe"
            : "other"

/** Asked once: it reads a file. In a container the user may have no name at all. */
const self = ((): { readonly uid: number; readonly username: string } | undefined => {
  try {
    return userInfo()
  } catch {
    return undefined
  }
})()

const userName = (uid: number): string => (self?.uid === uid ? self.username : String(uid))

const traits = (stat: Stats) => ({
  permissions: (stat.mode & 0o7777).toString(8).padStart(4, "0"),
  size: stat.size,
  user: userName(stat.uid),
  group: String(stat.gid),
  last_modified: formatTime(stat.mtimeMs)
})

/**
 * A document from what the disk says of an entry.
 *
 * @since 0.1.0
 * @category constructors
 */
export const document = (
  name: string,
  target: Stats | undefined,
  link?: { readonly target: string; readonly stat: Stats }
): File => {
  const own = link === undefined ? undefined : traits(link.stat)
  return {
    DATA_TYPE: "file",
    name,
    type: target === undefined ? "invalid_symlink" : typeOf(target),
    ...(target === undefined
      ? { permissions: null, size: null, user: null, group: null, last_modified: null }
      : traits(target)),
    link_target: link?.target ?? null,
    link_user: own?.user ?? null,
    link_group: own?.group ?? null,
    link_permissions: own?.permissions ?? null,
    link_size: own?.size ?? null,
    link_last_modified: own?.last_modified ?? null
  }
}

const statThrough = (files: Confinement, segments: Segments) =>
  Effect.scoped(
    Effect.gen(function* () {
      const real = yield* files.real(segments)
      if (real.length === 0) return yield* (yield* files.directory(real)).stat
      const { parent, name } = yield* files.entry(real, { follow: false })
      return yield* parent.lstat(name)
    })
  )

/**
 * The document of a directory's entry.
 *
 * @since 0.1.0
 * @category operations
 */
export const describe = (files: Confinement, parent: Directory, name: string): Effect.Effect<File, FileFault> =>
  Effect.gen(function* () {
    const stat = yield* parent.lstat(name)
    if (!stat.isSymbolicLink()) return document(name, stat)
    const target = yield* parent.readlink(name)
    const resolved = yield* Effect.orElseSucceed(
      statThrough(files, [...parent.segments, name]),
      (): Stats | undefined => undefined
    )
    return document(name, resolved, { target, stat })
  })

/**
 * Every entry of a directory, in no order. Names with a line break cannot be asked for, so they are not shown; an
 * entry that goes while the directory is read is not there.
 *
 * @since 0.1.0
 * @category operations
 */
export const list = (
  files: Confinement,
  segments: Segments,
  options: { readonly showHidden: boolean }
): Effect.Effect<ReadonlyArray<File>, FileFault> =>
  Effect.scoped(
    Effect.gen(function* () {
      const directory = yield* files.directory(segments)
      const names = (yield* directory.names).filter(
        (name) => !/[\r\n]/.test(name) && !isUnfinishedCopy(name) && (options.showHidden || !name.startsWith("."))
      )
      // Gathered on the way: one more pass over 100,000 of them would be a stall.
      const found: Array<File> = []
      yield* Effect.forEach(
        names,
        (name) =>
          Effect.map(Effect.option(describe(files, directory, name)), (file) => {
            if (file._tag === "Some") found.push(file.value)
          }),
        { concurrency: 16, discard: true }
      )
      return found
    })
  )

/**
 * The document of one path. The root has no name.
 *
 * @since 0.1.0
 * @category operations
 */
export const stat = (files: Confinement, segments: Segments): Effect.Effect<File, FileFault> =>
  Effect.scoped(
    segments.length === 0
      ? Effect.flatMap(files.directory([]), (directory) => Effect.map(directory.stat, (found) => document("", found)))
      : Effect.flatMap(files.entry(segments, { follow: false }), ({ parent, name }) => describe(files, parent, name))
  )
