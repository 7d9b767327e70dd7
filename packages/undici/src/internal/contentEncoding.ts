/** Decoding of bodies that come encoded although this package asks for none. */
import type { Transform } from "node:stream"
import { pipeline, Readable } from "node:stream"
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib"

const decoders = new Map<string, () => Transform>([
  ["gzip", createGunzip],
  ["x-gzip", createGunzip],
  ["deflate", createInflate],
  ["br", createBrotliDecompress]
])

/** The encodings that a header names, in the order in which they were applied. */
export const encodings = (header: string | undefined): ReadonlyArray<string> =>
  header === undefined
    ? []
    : header
        .toLowerCase()
        .split(",")
        .map((name) => name.trim())
        .filter((name) => name !== "" && name !== "identity")

/** The bytes as they were before. Reading them fails if they are not so encoded, or the encoding is not known. */
export const decoded = (body: AsyncIterable<Uint8Array>, names: ReadonlyArray<string>): AsyncIterable<Uint8Array> =>
  // Each pipeline hands on errors, and ends what is before it when it is not read to its end.
  names.reduceRight<Readable>(
    (source, name) => {
      const decoder = decoders.get(name)
      if (decoder !== undefined) return pipeline(source, decoder(), () => {})
      source.destroy()
      throw new Error(`The body is encoded by ${name}, which can not be decoded here`)
    },
    Readable.from(body, { objectMode: false })
  )
