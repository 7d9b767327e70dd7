/**
 * One file, copied: written under a name of its own in the directory of the copy, checked, and only then given its real
 * name. Whatever goes wrong, and when a task is canceled, nothing half done is left.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Ref from "effect/Ref"
import { createHash } from "node:crypto"
import type { FileHandle } from "node:fs/promises"
import type { Segments } from "./CollectionPath.js"
import type { Directory } from "./Confinement.js"
import { attempt, type FileFault } from "./FileFault.js"
import type { Checksum } from "./Job.js"
import type { Pace } from "./Pace.js"
import { replace, writeAll } from "./UnfinishedCopy.js"
import { Fault } from "./Worklist.js"

/**
 * Counts as the bytes go by.
 *
 * @since 0.1.0
 * @category models
 */
export interface Meter {
  /** A negative number takes back what a failed attempt had counted. */
  readonly copied: (bytes: number) => Effect.Effect<void>
  readonly checksummed: (bytes: number) => Effect.Effect<void>
}

/**
 * @since 0.1.0
 * @category models
 */
export interface CopyOptions {
  readonly source: FileHandle
  readonly sourcePath: Segments
  readonly destination: Directory
  readonly name: string
  readonly pace: Pace
  readonly meter: Meter
  /** Reads the copy back and compares SHA-256. */
  readonly verifyChecksum: boolean
  readonly preserveTimestamp: boolean
  readonly checksum: Checksum | undefined
}

/** Pieces of a file from its start, one buffer for all: each must be done with before the next is asked for. */
const eachPiece = <E>(
  file: FileHandle,
  path: Segments,
  chunkBytes: number,
  use: (piece: Uint8Array, position: number) => Effect.Effect<void, E>
): Effect.Effect<number, E | FileFault> =>
  Effect.gen(function* () {
    const { size } = yield* attempt(path, () => file.stat())
    // Most files are small, and a large buffer takes longer to make than they to copy.
    const buffer = new Uint8Array(Math.min(chunkBytes, Math.max(size, 1)))
    let position = 0
    for (;;) {
      const { bytesRead } = yield* attempt(path, () => file.read(buffer, 0, buffer.length, position))
      if (bytesRead === 0) return position
      yield* use(buffer.subarray(0, bytesRead), position)
      position += bytesRead
    }
  })

const pieceOfDigest = 1024 * 1024

/**
 * The checksum of an open file, hexadecimal.
 *
 * @since 0.1.0
 * @category operations
 */
export const digest = (
  file: FileHandle,
  path: Segments,
  algorithm: string,
  onBytes: (bytes: number) => Effect.Effect<void> = () => Effect.void
): Effect.Effect<string, FileFault> =>
  Effect.gen(function* () {
    const hash = createHash(algorithm)
    yield* eachPiece(file, path, pieceOfDigest, (piece) => {
      hash.update(piece)
      return onBytes(piece.length)
    })
    return hash.digest("hex")
  })

/** The code is a guess. */
const mismatch = (description: string) => new Fault({ code: "VERIFY_CHECKSUM_FAILED", description, isFatal: false })

/**
 * Copies an open file to a name, whatever file had that name before.
 *
 * @since 0.1.0
 * @category operations
 */
export const copyFile = (options: CopyOptions): Effect.Effect<void, Fault | FileFault> =>
  Effect.uninterruptibleMask((restore) =>
    Effect.gen(function* () {
      const { destination, meter, name, pace, source, sourcePath } = options
      const target = [...destination.segments, name]
      const counted = yield* Ref.make(0)

      const write = (copy: FileHandle) =>
        Effect.gen(function* () {
          const before = yield* attempt(sourcePath, () => source.stat())
          const hash = options.verifyChecksum ? createHash("sha256") : undefined
          const external = options.checksum === undefined ? undefined : createHash(options.checksum.algorithm)
          const size = yield* eachPiece(source, sourcePath, pace.chunkBytes, (piece, position) =>
            Effect.gen(function* () {
              yield* pace.take(piece.length)
              yield* writeAll(copy, target, piece, position)
              hash?.update(piece)
              external?.update(piece)
              yield* Ref.update(counted, (bytes) => bytes + piece.length)
              yield* meter.copied(piece.length)
            })
          )

          if (external !== undefined && external.digest("hex") !== options.checksum?.value) {
            return yield* mismatch(`The ${options.checksum?.algorithm} checksum of the file is not the one expected`)
          }
          if (hash !== undefined) {
            const after = yield* attempt(sourcePath, () => source.stat())
            if (after.mtimeMs !== before.mtimeMs || after.size !== size) {
              return yield* mismatch("The file changed while it was copied")
            }
            if ((yield* digest(copy, target, "sha256", meter.checksummed)) !== hash.digest("hex")) {
              return yield* mismatch("The copy has another SHA-256 checksum than the file")
            }
          }
          if (options.preserveTimestamp) {
            yield* attempt(target, () => copy.utimes(before.atime, before.mtime))
          }
        })

      // One step: a copy that has its name is counted as one.
      yield* replace(destination, name, (copy) => restore(write(copy))).pipe(
        Effect.onError(() => Effect.flatMap(Ref.get(counted), (bytes) => meter.copied(-bytes)))
      )
    })
  )
