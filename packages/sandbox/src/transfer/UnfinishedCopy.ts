/**
 * Names of copies that are not whole yet. They lie in the directory of the copy, so that the last step can be a rename,
 * and have names nobody else picks.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import type * as Scope from "effect/Scope"
import type { FileHandle } from "node:fs/promises"
import type { Segments } from "./CollectionPath.js"
import type { Confinement, Directory } from "./Confinement.js"
import { attempt, type FileFault } from "./FileFault.js"

const written = /^\.globus-sandbox-(?:(\d+)-)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/

/**
 * What an unfinished copy is called until it is whole. Nobody can ask for such a file, and no listing or transfer sees
 * it.
 *
 * @since 0.1.0
 * @category predicates
 */
export const isUnfinishedCopy = (name: string): boolean => name.startsWith(".globus-sandbox-") && written.test(name)

/** Names that sandboxes of this process have given away and not taken back. */
const inWork = new Set<string>()

/**
 * A name for an unfinished copy, which nobody else has. It says which process works on it, while the scope lasts.
 *
 * @since 0.1.0
 * @category constructors
 */
export const unfinishedCopyName: Effect.Effect<string, never, Scope.Scope> = Effect.acquireRelease(
  Effect.sync(() => {
    const name = `.globus-sandbox-${process.pid}-${globalThis.crypto.randomUUID()}`
    inWork.add(name)
    return name
  }),
  (name) => Effect.sync(() => inWork.delete(name))
)

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    // There is such a process, of somebody else.
    return Predicate.hasProperty(error, "code") && error.code === "EPERM"
  }
}

const isLeftOver = (name: string): boolean => {
  const [whole, pid] = written.exec(name) ?? []
  if (whole === undefined || inWork.has(name)) return false
  return pid === undefined || Number(pid) === process.pid || !isAlive(Number(pid))
}

/**
 * Removes what a sandbox that was killed has left, and leaves what another one is working on. What cannot be read or
 * removed stays.
 *
 * @since 0.1.0
 * @category operations
 */
export const sweep = (files: Confinement): Effect.Effect<void> => {
  const below = (directory: Directory): Effect.Effect<void, FileFault> =>
    Effect.gen(function* () {
      const left = (yield* directory.names).filter(isLeftOver)
      yield* Effect.forEach(left, (name) => Effect.ignore(directory.unlink(name)), { discard: true })
      yield* Effect.forEach(
        yield* directory.directories,
        (name) => Effect.ignore(Effect.scoped(Effect.flatMap(directory.enter(name), below))),
        { discard: true }
      )
    })
  return Effect.ignore(Effect.scoped(Effect.flatMap(files.directory([]), below)))
}

/**
 * Writes a file and gives it its name only when it is whole, whatever file had that name before. Of one that was not
 * finished nothing is left. Only the writing can be interrupted: what succeeds has its name.
 *
 * @since 0.1.0
 * @category operations
 */
export const replace = <A, E, R>(
  directory: Directory,
  name: string,
  write: (file: FileHandle) => Effect.Effect<A, E, R>
): Effect.Effect<A, E | FileFault, Exclude<R, Scope.Scope>> =>
  Effect.uninterruptibleMask((restore) =>
    Effect.gen(function* () {
      const unfinished = yield* unfinishedCopyName
      return yield* Effect.scoped(
        Effect.gen(function* () {
          const file = yield* directory.create(unfinished)
          const written = yield* restore(write(file))
          yield* directory.rename(unfinished, directory, name)
          return written
        })
      ).pipe(Effect.onError(() => Effect.ignore(directory.unlink(unfinished))))
    }).pipe(Effect.scoped)
  )

/**
 * All of a piece, at its position.
 *
 * @since 0.1.0
 * @category operations
 */
export const writeAll = (
  file: FileHandle,
  path: Segments,
  piece: Uint8Array,
  position: number
): Effect.Effect<void, FileFault> =>
  attempt(path, async () => {
    let written = 0
    while (written < piece.length) {
      const { bytesWritten } = await file.write(piece, written, piece.length - written, position + written)
      written += bytesWritten
    }
  })
