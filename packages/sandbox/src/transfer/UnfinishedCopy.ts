/**
 * Names of copies that are not whole yet. They lie in the directory of the copy, so that the last step can be a rename,
 * and have names nobody else picks.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type { FileHandle } from "node:fs/promises"
import type { Segments } from "./CollectionPath.js"
import type { Directory } from "./Confinement.js"
import { attempt, type FileFault } from "./FileFault.js"

/**
 * What an unfinished copy is called until it is whole. Listings and transfers do not see such files.
 *
 * @since 0.1.0
 * @category predicates
 */
export const isUnfinishedCopy = (name: string): boolean =>
  /^\.globus-sandbox-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(name)

/**
 * A name for an unfinished copy, which nobody else has.
 *
 * @since 0.1.0
 * @category constructors
 */
export const unfinishedCopyName = Effect.sync(() => `.globus-sandbox-${globalThis.crypto.randomUUID()}`)

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
): Effect.Effect<A, E | FileFault, R> =>
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
    })
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
