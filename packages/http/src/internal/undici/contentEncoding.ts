/** Decodes bodies that come encoded although this package does not ask for it. */
import * as Stream from "effect/Stream"
import type { IncomingHttpHeaders } from "node:http"
import { addAbortSignal, pipeline, Readable, Transform, type TransformCallback } from "node:stream"
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from "node:zlib"
import { BodyTooLong } from "../../DeadlineHttpClient.js"

const none: ReadonlyArray<string> = []

/** The encodings that a header names, in the order in which they were applied. Node joins a repeated header to one list. */
const listed = (header: string | ReadonlyArray<string>): ReadonlyArray<string> =>
  String(header)
    .toLowerCase()
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "" && name !== "identity")

/**
 * The encodings of a body, in the order in which they were applied: first those of the content (RFC 9110, section 8.4), then
 * those of the transfer (RFC 9112, section 7). Undici itself undoes chunks.
 */
export const encodings = (headers: IncomingHttpHeaders): ReadonlyArray<string> => {
  const { "content-encoding": content, "transfer-encoding": transfer } = headers
  const ofContent = content === undefined ? none : listed(content)
  return transfer === undefined || transfer === "chunked"
    ? ofContent
    : [...ofContent, ...listed(transfer).filter((name) => name !== "chunked")]
}

/** Each one costs memory and time, however short the header is. Browsers and undici's fetch have the same limit. */
const mostEncodings = 5

const refuses = (message: string): Transform =>
  new Transform({ transform: (_chunk, _encoding, callback) => callback(new Error(message)) })

/** The decoder of a body that begins with this byte. */
const decoder = (name: string, first: number): Transform => {
  switch (name) {
    case "gzip":
    case "x-gzip":
      return createGunzip()
    case "deflate":
      // Some servers leave out the zlib header, four bits of which say deflate (RFC 9110, section 8.4.1.2).
      return (first & 0x0f) === 8 ? createInflate() : createInflateRaw()
    case "br":
      return createBrotliDecompress()
    default:
      return refuses(`The body is encoded by ${name}, which cannot be decoded here`)
  }
}

/**
 * Makes the decoder at the first byte. A body without bytes, as in the answer to HEAD, needs none: a decoder would call it
 * cut.
 */
class Decoder extends Transform {
  private decoder: Transform | undefined
  /** Called when the chunk that was given last has been taken. */
  private taken: TransformCallback | undefined

  constructor(private readonly make: (first: number) => Transform) {
    super()
  }

  override _transform(chunk: Buffer, encoding: BufferEncoding, callback: TransformCallback): void {
    const [first] = chunk
    if (first === undefined) return callback()
    this.taken = callback
    this.decoder ??= this.begin(first)
    // It has ended if the bytes contain its end; what follows is ignored.
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

/** Undoes the encodings. Each pipeline hands on errors, and destroys its source when it is destroyed. */
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

/** A stream without its encodings. */
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
          // The readable's own `return` would wait for the chunk that was asked for last, which may never come.
          return: () => {
            readable.destroy()
            return Promise.resolve({ done: true, value: undefined })
          }
        })
      },
      onError
    )
  })

/** A whole body without its encodings, at most `limit` bytes of it, however small it was before. */
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
