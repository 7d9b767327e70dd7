/** Decoding of bodies that come encoded although this package asks for none. */
import { BodyTooLong } from "../../DeadlineHttpClient.js"
import * as Stream from "effect/Stream"
import type { IncomingHttpHeaders } from "node:http"
import { addAbortSignal, pipeline, Readable, Transform, type TransformCallback } from "node:stream"
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from "node:zlib"

const none: ReadonlyArray<string> = []

/** The encodings that a header names, in the order in which they were applied. A repeated header is one list. */
const listed = (header: string | ReadonlyArray<string>): ReadonlyArray<string> =>
  String(header)
    .toLowerCase()
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "" && name !== "identity")

/**
 * How a body is encoded, in the order in which that was done: first for the resource (RFC 9110 8.4), then for the way
 * (RFC 9112 7). Chunks are undone by undici.
 */
export const encodings = (headers: IncomingHttpHeaders): ReadonlyArray<string> => {
  const { "content-encoding": content, "transfer-encoding": transfer } = headers
  const ofContent = content === undefined ? none : listed(content)
  return transfer === undefined || transfer === "chunked"
    ? ofContent
    : [...ofContent, ...listed(transfer).filter((name) => name !== "chunked")]
}

/** As browsers and undici's fetch have it: each one costs memory and time, however short its name is. */
const mostEncodings = 5

const refuses = (message: string): Transform =>
  new Transform({ transform: (_chunk, _encoding, callback) => callback(new Error(message)) })

/** What decodes a body that begins with this byte. */
const decoder = (name: string, first: number): Transform => {
  switch (name) {
    case "gzip":
    case "x-gzip":
      return createGunzip()
    case "deflate":
      // Some servers leave out the zlib header (RFC 9110 8.4.1.2), which says in four bits that this is deflate.
      return (first & 0x0f) === 8 ? createInflate() : createInflateRaw()
    case "br":
      return createBrotliDecompress()
    default:
      return refuses(`The body is encoded by ${name}, which cannot be decoded here`)
  }
}

/**
 * Decodes from the first byte on. Where there is none, as in the answer to HEAD, or in an empty body, there is nothing to
 * decode, though to a decoder that would be a body that is cut.
 */
class Decoder extends Transform {
  private decoder: Transform | undefined
  /** Tells that what was given last has been taken. */
  private taken: TransformCallback | undefined

  constructor(private readonly make: (first: number) => Transform) {
    super()
  }

  override _transform(chunk: Buffer, encoding: BufferEncoding, callback: TransformCallback): void {
    const [first] = chunk
    if (first === undefined) return callback()
    this.taken = callback
    this.decoder ??= this.begin(first)
    // It has ended already where its own end is in the bytes, and others follow.
    if (this.decoder.readableEnded) this.goOn()
    else this.decoder.write(chunk, encoding, () => this.goOn())
  }

  override _flush(callback: TransformCallback): void {
    if (this.decoder === undefined || this.decoder.readableEnded) return callback()
    this.taken = callback
    this.decoder.end()
  }

  override _read(size: number): void {
    this.decoder?.resume()
    super._read(size)
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.decoder?.destroy()
    callback(error)
  }

  private begin(first: number): Transform {
    const decoder = this.make(first)
    return decoder
      .on("data", (chunk: Buffer) => this.push(chunk) || decoder.pause())
      .on("end", () => this.goOn())
      .on("error", (error) => this.destroy(error))
  }

  private goOn(): void {
    const { taken } = this
    this.taken = undefined
    taken?.()
  }
}

/** The bytes as they were before. Each pipeline hands on errors, and ends what is before it when it is not read on. */
const through = (names: ReadonlyArray<string>, body: AsyncIterable<Uint8Array>): Readable => {
  const makers =
    names.length > mostEncodings
      ? [() => refuses(`The body is encoded ${names.length} times: at most ${mostEncodings} are decoded`)]
      : names.map((name) => (first: number) => decoder(name, first))
  return makers.reduceRight<Readable>(
    (source, make) => pipeline(source, new Decoder(make), () => {}),
    Readable.from(body, { objectMode: false })
  )
}

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
