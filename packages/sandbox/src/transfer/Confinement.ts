/**
 * A real directory that nothing gets out of. Every operation happens through an open handle of the directory it is
 * about, checked to lie inside the root after it was opened; the last name is never followed when it is a link. So a
 * link swapped in at any moment leads to a refusal, not outside.
 *
 * Node has no `openat`. On Linux the same is had by naming entries through the handle (`/proc/self/fd/N/name`).
 * Elsewhere entries are named by the directory's real path, which is compared with the handle before each operation:
 * what changes between the comparison and the operation itself goes unseen there.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { constants, type Dirent, existsSync, readlinkSync, type Stats } from "node:fs"
import * as Fs from "node:fs/promises"
import { join, relative, sep } from "node:path"
import type { Segments } from "./CollectionPath.js"
import * as FileFault from "./FileFault.js"
import * as FileName from "./FileName.js"
import { isUnfinishedCopy } from "./UnfinishedCopy.js"

/**
 * An open directory inside the root. Its methods take plain names of its entries and never follow a link.
 *
 * @since 0.1.0
 * @category models
 */
export interface Directory {
  /** Where it really lies, links resolved. */
  readonly segments: Segments
  readonly names: Effect.Effect<ReadonlyArray<string>, FileFault.FileFault>
  /** Names of those entries that are directories themselves, and no links to one. */
  readonly directories: Effect.Effect<ReadonlyArray<string>, FileFault.FileFault>
  readonly stat: Effect.Effect<Stats, FileFault.FileFault>
  /** Of the entry itself, link or not. */
  readonly lstat: (name: string) => Effect.Effect<Stats, FileFault.FileFault>
  readonly readlink: (name: string) => Effect.Effect<string, FileFault.FileFault>
  readonly enter: (name: string) => Effect.Effect<Directory, FileFault.FileFault, Scope.Scope>
  /** Opens a regular file for reading. */
  readonly read: (name: string) => Effect.Effect<Fs.FileHandle, FileFault.FileFault, Scope.Scope>
  /** Creates a file that did not exist, for writing and reading back. */
  readonly create: (name: string) => Effect.Effect<Fs.FileHandle, FileFault.FileFault, Scope.Scope>
  readonly mkdir: (name: string) => Effect.Effect<void, FileFault.FileFault>
  /** The target is text: it is stored, not looked at. */
  readonly symlink: (target: string, name: string) => Effect.Effect<void, FileFault.FileFault>
  readonly unlink: (name: string) => Effect.Effect<void, FileFault.FileFault>
  readonly rmdir: (name: string) => Effect.Effect<void, FileFault.FileFault>
  /** Replaces a file of the new name. */
  readonly rename: (name: string, to: Directory, newName: string) => Effect.Effect<void, FileFault.FileFault>
  /** Path of an entry by way of the handle; only for a rename into this directory. */
  readonly guarded: (name: string) => Effect.Effect<string, FileFault.FileFault>
}

/**
 * An entry, by the open directory that holds it.
 *
 * @since 0.1.0
 * @category models
 */
export interface Entry {
  readonly parent: Directory
  readonly name: string
}

/**
 * @since 0.1.0
 * @category models
 */
export interface Confinement {
  /** Real path on the host. */
  readonly root: string
  /** Where a path really leads. Links on the way and at the end are followed, as long as they stay inside. */
  readonly real: (segments: Segments) => Effect.Effect<Segments, FileFault.FileFault>
  readonly directory: (segments: Segments) => Effect.Effect<Directory, FileFault.FileFault, Scope.Scope>
  /** An entry's parent and name. `follow`: a link at the end is resolved first. The root is nobody's entry. */
  readonly entry: (
    segments: Segments,
    options: { readonly follow: boolean }
  ) => Effect.Effect<Entry, FileFault.FileFault, Scope.Scope>
  /** A directory inside, with nothing around it. What leads there is checked after it was resolved for the last time. */
  readonly within: (segments: Segments) => Effect.Effect<Confinement, FileFault.FileFault>
  /** The directory, made with its parents where missing. */
  readonly ensureDirectory: (segments: Segments) => Effect.Effect<Directory, FileFault.FileFault, Scope.Scope>
}

const close = (handle: Fs.FileHandle): Effect.Effect<void> =>
  Effect.promise(() => handle.close().catch(() => undefined))

const open = (segments: Segments, path: string, flags: number) =>
  Effect.acquireRelease(
    FileFault.attempt(segments, () => Fs.open(FileName.onDisk(path), flags)),
    close
  )

// What the platform does not know is zero: Windows has none of these.
const noFollow = constants.O_NOFOLLOW ?? 0
const directoryFlags = constants.O_RDONLY | (constants.O_DIRECTORY ?? 0) | noFollow
// Without O_NONBLOCK the opening of a named pipe waits for somebody to write to it.
const readFlags = constants.O_RDONLY | noFollow | (constants.O_NONBLOCK ?? 0)
const createFlags = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | noFollow
// Latin-1 is the one encoding that keeps the bytes of every name.
const asBytes = { encoding: "latin1", bufferSize: 1024 } as const

const isPlain = (name: string): boolean => name !== "" && name !== "." && name !== ".." && !/[/\0]/.test(name)

/**
 * Confines to a directory, which must exist. `throughHandles` is for tests: it picks one of the two ways by hand.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (
  directory: string,
  options: { readonly throughHandles?: boolean } = {}
): Effect.Effect<Confinement, FileFault.FileFault> =>
  Effect.map(rootAt(directory, []), (root) => confine(root, options.throughHandles ?? existsSync("/proc/self/fd")))

/**
 * A collection whose files nobody can reach.
 *
 * @since 0.1.0
 * @category constructors
 */
export const disconnected: Confinement = {
  root: "",
  real: (segments) => FileFault.make("Disconnected", segments),
  directory: (segments) => FileFault.make("Disconnected", segments),
  entry: (segments) => FileFault.make("Disconnected", segments),
  within: (segments) => FileFault.make("Disconnected", segments),
  ensureDirectory: (segments) => FileFault.make("Disconnected", segments)
}

const realpath = async (path: string): Promise<string> =>
  FileName.fromBytes(await Fs.realpath(FileName.onDisk(path), { encoding: "buffer" }))

/** The real path of a directory. */
const rootAt = (path: string, segments: Segments) =>
  FileFault.attempt(segments, async () => {
    const root = await realpath(path)
    // Fails with ENOTDIR on anything else.
    await (await Fs.opendir(FileName.onDisk(root))).close()
    return root
  })

/** In steps, with other work between them: a directory may hold hundreds of thousands. */
const read = async (path: string, wanted: (entry: Dirent) => boolean): Promise<ReadonlyArray<string>> => {
  const names: Array<string> = []
  for await (const entry of await Fs.opendir(FileName.onDisk(path), asBytes)) {
    if (wanted(entry)) names.push(FileName.fromBytes(Buffer.from(entry.name, "latin1")))
  }
  return names
}

const confine = (root: string, throughHandles: boolean): Confinement => {
  const hostPath = (segments: Segments): string => join(root, ...segments)
  const isInside = (path: string): boolean => path === root || path.startsWith(root.endsWith(sep) ? root : root + sep)

  /** Copies that are not whole yet are nobody's to ask for, by whatever way. */
  const shown = (segments: Segments, asked: Segments): Effect.Effect<Segments, FileFault.FileFault> =>
    segments.some(isUnfinishedCopy) ? Effect.fail(FileFault.make("NotFound", asked)) : Effect.succeed(segments)

  const segmentsOf = (path: string, asked: Segments): Effect.Effect<Segments, FileFault.FileFault> =>
    isInside(path)
      ? shown(
          relative(root, path)
            .split(sep)
            .filter((name) => name !== ""),
          asked
        )
      : Effect.fail(FileFault.make("Outside", asked))

  const real = (segments: Segments) =>
    Effect.flatMap(
      FileFault.attempt(segments, () => realpath(hostPath(segments))),
      (path) => segmentsOf(path, segments)
    )

  /** What a handle holds lies inside, whatever has happened to the names that led to it. */
  const isWhatItSeems = async (handle: Fs.FileHandle, path: string): Promise<boolean> => {
    // Synchronous: the kernel answers from memory, and a trip through the thread pool takes far longer.
    if (throughHandles) {
      return isInside(FileName.fromBytes(readlinkSync(`/proc/self/fd/${handle.fd}`, { encoding: "buffer" })))
    }
    const [held, found, where] = await Promise.all([handle.stat(), Fs.lstat(FileName.onDisk(path)), realpath(path)])
    return isInside(where) && where === path && held.dev === found.dev && held.ino === found.ino
  }

  const verify = (handle: Fs.FileHandle, path: string, segments: Segments) =>
    Effect.filterOrFail(
      FileFault.attempt(segments, () => isWhatItSeems(handle, path)),
      (fine) => fine,
      () => FileFault.make("Outside", segments)
    )

  const hold = (path: string, segments: Segments): Effect.Effect<Directory, FileFault.FileFault, Scope.Scope> =>
    Effect.gen(function* () {
      const handle = yield* open(segments, path, directoryFlags)
      const verified = verify(handle, hostPath(segments), segments)
      yield* verified
      const self = throughHandles ? `/proc/self/fd/${handle.fd}` : hostPath(segments)

      const guarded = (name: string) =>
        isPlain(name)
          ? Effect.as(verified, join(self, name))
          : Effect.fail(FileFault.make("Outside", [...segments, name]))
      const on = <A>(name: string, operation: (path: string | Buffer) => Promise<A>) =>
        Effect.flatMap(guarded(name), (path) =>
          FileFault.attempt([...segments, name], () => operation(FileName.onDisk(path)))
        )
      const names = (wanted: (entry: Dirent) => boolean) =>
        Effect.zipRight(
          verified,
          FileFault.attempt(segments, () => read(self, wanted))
        )
      const openEntry = (name: string, flags: number) =>
        Effect.gen(function* () {
          const file = yield* open([...segments, name], yield* guarded(name), flags)
          yield* verify(file, hostPath([...segments, name]), [...segments, name])
          return file
        })

      return {
        segments,
        guarded,
        names: names(() => true),
        directories: names((entry) => entry.isDirectory()),
        stat: FileFault.attempt(segments, () => handle.stat()),
        lstat: (name) => on(name, (path) => Fs.lstat(path)),
        readlink: (name) => on(name, (path) => Fs.readlink(path, { encoding: "buffer" }).then(FileName.fromBytes)),
        enter: (name) => Effect.flatMap(guarded(name), (path) => hold(path, [...segments, name])),
        read: (name) =>
          Effect.gen(function* () {
            const file = yield* openEntry(name, readFlags)
            const stat = yield* FileFault.attempt([...segments, name], () => file.stat())
            if (stat.isFile()) return file
            return yield* FileFault.make(stat.isDirectory() ? "IsDirectory" : "NotSupported", [...segments, name])
          }),
        create: (name) => openEntry(name, createFlags),
        mkdir: (name) => on(name, (path) => Fs.mkdir(path)),
        symlink: (target, name) => on(name, (path) => Fs.symlink(FileName.onDisk(target), path)),
        unlink: (name) => on(name, (path) => Fs.unlink(path)),
        rmdir: (name) => on(name, (path) => Fs.rmdir(path)),
        rename: (name, to, newName) =>
          Effect.flatMap(to.guarded(newName), (target) => on(name, (path) => Fs.rename(path, FileName.onDisk(target))))
      } satisfies Directory
    })

  const directory = (segments: Segments) =>
    Effect.flatMap(real(segments), (resolved) => hold(hostPath(resolved), resolved))

  const ensureDirectory = (segments: Segments): Effect.Effect<Directory, FileFault.FileFault, Scope.Scope> =>
    Effect.catchIf(
      directory(segments),
      (fault) => fault.reason === "NotFound" && segments.length > 0,
      () =>
        Effect.gen(function* () {
          const parent = yield* ensureDirectory(segments.slice(0, -1))
          // A link to nowhere is in the way here as well: what then fails is the second look.
          yield* Effect.catchIf(
            parent.mkdir(segments[segments.length - 1] ?? ""),
            (fault) => fault.reason === "Exists",
            () => Effect.void
          )
          return yield* directory(segments)
        })
    )

  return {
    root,
    real,
    directory,
    ensureDirectory,
    within: (segments) =>
      Effect.filterOrFail(rootAt(hostPath(segments), segments), isInside, () =>
        FileFault.make("Outside", segments)
      ).pipe(Effect.map((guest) => confine(guest, throughHandles))),
    entry: (segments, { follow }) =>
      Effect.gen(function* () {
        const resolved = follow ? yield* real(segments) : yield* shown(segments, segments)
        const name = resolved[resolved.length - 1]
        if (name === undefined) return yield* FileFault.make("IsDirectory", segments)
        return { parent: yield* directory(resolved.slice(0, -1)), name }
      })
  }
}
