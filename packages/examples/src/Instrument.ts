/** The data of the quickstart: files as from an instrument, and their checksums. */
import * as FileSystem from "@effect/platform/FileSystem"
import * as Effect from "effect/Effect"
import * as Sink from "effect/Sink"
import * as Stream from "effect/Stream"
import { createHash, randomBytes } from "node:crypto"

const mebibyte = 1024 * 1024

/** Writes `count` files with `bytes` random bytes in total. */
export const record = (directory: string, count: number, bytes: number) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const size = Math.ceil(bytes / count)
    yield* Effect.forEach(
      Array.from({ length: count }, (_, n) => `${directory}/scan-${n + 1}.dat`),
      (file) =>
        Stream.range(0, Math.ceil(size / mebibyte) - 1).pipe(
          Stream.map((block) => new Uint8Array(randomBytes(Math.min(mebibyte, size - block * mebibyte)))),
          Stream.run(fs.sink(file))
        )
    )
  })

const checksum = (file: string) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const hash = createHash("sha256")
    yield* Stream.run(
      fs.stream(file, { chunkSize: mebibyte }),
      Sink.forEach((chunk) => Effect.sync(() => hash.update(chunk)))
    )
    return hash.digest("hex")
  })

/** The SHA-256 of each file in a directory, by name. */
export const checksums = (directory: string) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const names = (yield* fs.readDirectory(directory)).sort()
    return yield* Effect.forEach(names, (name) =>
      Effect.map(checksum(`${directory}/${name}`), (sum) => `${name} ${sum}`)
    )
  })
