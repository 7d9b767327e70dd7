/** Decoding of bodies that come encoded although this package asks for none (RFC 9110 8.4). */
import { BodyTooLong } from "@effect-globus/fetch/LeanHttpClient"
import * as Stream from "effect/Stream"
import { addAbortSignal, pipeline, Readable, Transform } from "node:stream"
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib"

const none: ReadonlyArray<string> = []

/** The encodings that a header names, in the order in which they were applied. A repeated header is one list. */
export const encodings = (header: string | ReadonlyArray<string> | undefined): ReadonlyArray<string> =>
  header === undefined
    ? none
    : String(header)
        .toLowerCase()
        .split(",")
        .map((name) => name.trim())
        .filter((name) => name !== "" && name !== "identity")

const decoder = (name: string): Transform => {
  switch (name) {
    case "gzip":
    case "x-gzip":
      return createGunzip()
    case "deflate":
      return createInflate()
    case "br":
      return createBrotliDecompress()
    default:
      // Where there is no body, as in the answer to HEAD, there is nothing that could not be decoded.
      return new Transform({
        transform: (_chunk, _encoding, callback) =>
          callback(new Error(`The body is encoded by ${name}, which can not be decoded here`))
      })
  }
}

/** The bytes as they were before. Each pipeline hands on errors, and ends what is before it when it is not read on. */
const through = (names: ReadonlyArray<string>, body: AsyncIterable<Uint8Array>): Readable =>
  names
    .map(decoder)
    .reduceRight<Readable>(
      (source, decoder) => pipeline(source, decoder, () => {}),
      Readable.from(body, { objectMode: false })
    )

/** A stream of the bytes as they were before. */
export const decoded = <E>(
  body: Stream.Stream<Uint8Array, E>,
  names: ReadonlyArray<string>,
  onError: (cause: unknown) => E
): Stream.Stream<Uint8Array, E> =>
  Stream.suspend(() => {
    const readable = through(names, Stream.toAsyncIterable(body))
    const chunks: AsyncIterator<Uint8Array> = readable[Symbol.asyncIterator]()
    return Stream.fromAsyncIterable(
      {
        [Symbol.asyncIterator]: (): AsyncIterator<Uint8Array> => ({
          next: () => chunks.next(),
          // The readable's own would wait for the chunk that was asked for last, which may never come.
          return: () => {
            readable.destroy()
            return Promise.resolve({ done: true, value: undefined })
          }
        })
      },
      onError
    )
  })

/** A whole body as it was before: no more of it than the limit, however small it came. */
export const unpack = async (
  body: Buffer,
  names: ReadonlyArray<string>,
  limit: number,
  signal: AbortSignal
): Promise<Buffer> => {
  const chunks: Array<Buffer> = []
  let size = 0
  for await (const chunk of addAbortSignal(signal, through(names, Readable.from([body])))) {
    chunks.push(chunk)
    size += chunk.length
    if (size > limit) throw new BodyTooLong(limit)
  }
  return Buffer.concat(chunks, size)
}
