/** Bodies that come encoded although nobody asked for it. */
import * as DeadlineHttpClient from "@effect-globus/http/DeadlineHttpClient"
import * as UndiciHttpClient from "@effect-globus/http/UndiciHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import { describe, expect, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FastCheck from "effect/FastCheck"
import * as Fiber from "effect/Fiber"
import * as Runtime from "effect/Runtime"
import * as Stream from "effect/Stream"
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib"
import { encodings } from "../../../src/internal/undici/contentEncoding.js"
import { collecting, overAll, overOurs, overUndici } from "../../clients.js"
import { say, serve } from "../../servers.js"

const text = '{"name":"Grüße"}'.repeat(2000)

const encoded = (encoding: string | Array<string>, body: Uint8Array) =>
  serve((_request, response) => response.setHeader("content-encoding", encoding).end(body))

const textOf = (url: string) => Effect.flatMap(HttpClient.get(url), ({ text }) => text)

describe("a body", () => {
  const cases = [
    ["gzip", gzipSync(text)],
    ["x-gzip", gzipSync(text)],
    ["GZIP", gzipSync(text)],
    ["deflate", deflateSync(text)],
    ["br", brotliCompressSync(text)],
    ["gzip, br", brotliCompressSync(gzipSync(text))]
  ] as const

  for (const [encoding, body] of cases) {
    overAll(
      `that is encoded by ${encoding} is decoded`,
      Effect.gen(function* () {
        const { url } = yield* encoded(encoding, body)
        expect(yield* textOf(url)).toBe(text)
        const { stream } = yield* HttpClient.get(url)
        expect(yield* Stream.mkString(Stream.decodeText(stream))).toBe(text)
      })
    )
    overOurs(
      `that is encoded by ${encoding} is decoded when it is collected`,
      Effect.gen(function* () {
        const { url } = yield* encoded(encoding, body)
        const client = yield* collecting
        const response = yield* client[DeadlineHttpClient.collectWithin](HttpClientRequest.get(url), undefined)
        expect(yield* response.text).toBe(text)
        expect(yield* response.text).toBe(text)
      })
    )
  }

  overOurs(
    "may have its encodings in two headers, which are one list",
    Effect.gen(function* () {
      const { url } = yield* encoded(["gzip", "br"], brotliCompressSync(gzipSync(text)))
      expect(yield* textOf(url)).toBe(text)
    })
  )

  overAll(
    "that is not encoded as its head says is a ResponseError",
    Effect.gen(function* () {
      const { url } = yield* encoded("gzip", Buffer.from(text))
      expect(yield* Effect.flip(textOf(url))).toMatchObject({ _tag: "ResponseError", reason: "Decode" })
      const { stream } = yield* HttpClient.get(url)
      expect(yield* Effect.flip(Stream.runDrain(stream))).toMatchObject({ _tag: "ResponseError", reason: "Decode" })
    })
  )

  // fetch gives what it could decode.
  overUndici(
    "that is cut in its encoded form is a ResponseError",
    Effect.gen(function* () {
      const { url } = yield* encoded("gzip", gzipSync(text).subarray(0, -20))
      expect(yield* Effect.flip(textOf(url))).toMatchObject({ _tag: "ResponseError", reason: "Decode" })
      const { stream } = yield* HttpClient.get(url)
      expect(yield* Effect.flip(Stream.runDrain(stream))).toMatchObject({ _tag: "ResponseError", reason: "Decode" })
    })
  )

  // fetch gives it as it is.
  overUndici(
    "of an unknown encoding is a ResponseError that names it",
    Effect.gen(function* () {
      const { url } = yield* encoded("compress", Buffer.from("abc"))
      const wanted = {
        _tag: "ResponseError",
        reason: "Decode",
        cause: { message: "The body is encoded by compress, which cannot be decoded here" }
      }
      expect(yield* Effect.flip(textOf(url))).toMatchObject(wanted)
      const { stream } = yield* HttpClient.get(url)
      expect(yield* Effect.flip(Stream.runDrain(stream))).toMatchObject(wanted)
    })
  )

  for (const encoding of ["gzip", "br", "compress"]) {
    overOurs(
      `without bytes needs no decoding by ${encoding}`,
      Effect.gen(function* () {
        const { url } = yield* encoded(encoding, Buffer.alloc(0))
        for (const request of [HttpClientRequest.head(url), HttpClientRequest.get(url)]) {
          const response = yield* HttpClient.execute(request)
          expect(response.headers["content-encoding"]).toBe(encoding)
          expect(yield* response.text).toBe("")
          expect(yield* Stream.mkString(Stream.decodeText((yield* HttpClient.execute(request)).stream))).toBe("")
        }
      })
    )
  }

  it.scopedLive("that is below the cap only while it is encoded is over it", () =>
    Effect.gen(function* () {
      const { url } = yield* encoded("gzip", gzipSync(Buffer.alloc(10_000_000)))
      // Not as text: a test that failed would print all of it.
      const { arrayBuffer } = yield* HttpClient.get(url)
      expect(yield* Effect.flip(arrayBuffer)).toMatchObject({ _tag: "ResponseError", cause: { name: "BodyTooLong" } })
    }).pipe(Effect.provide(UndiciHttpClient.layer({ maxBodyBytes: 1_000_000 })))
  )

  overOurs(
    "that is read while it comes is aborted on the server when that is interrupted",
    Effect.gen(function* () {
      const service = yield* serve((_request, response) => {
        response.writeHead(200, { "content-encoding": "gzip" })
        response.write(gzipSync(text).subarray(0, 60))
      })
      const { stream } = yield* HttpClient.get(service.url)
      const fiber = yield* Effect.fork(Stream.runDrain(stream))
      yield* Effect.sleep(20)
      yield* Fiber.interrupt(fiber)
      yield* service.gone
    })
  )

  overOurs(
    "that is read in part only is aborted on the server",
    Effect.gen(function* () {
      const service = yield* serve((_request, response) => {
        response.writeHead(200, { "content-encoding": "br" })
        response.write(brotliCompressSync(text))
      })
      const { stream } = yield* HttpClient.get(service.url)
      expect(yield* Stream.runCount(Stream.take(stream, 1))).toBe(1)
      yield* service.gone
    })
  )
})

describe("an encoded body, in whatever pieces it comes,", () => {
  const encoders = {
    gzip: gzipSync,
    "x-gzip": gzipSync,
    deflate: deflateSync,
    // Without the zlib header, as some servers send it (RFC 9110, section 8.4.1.2).
    "deflate ": deflateRawSync,
    br: brotliCompressSync
  }
  type Encoding = keyof typeof encoders
  const names: ReadonlyArray<Encoding> = ["gzip", "x-gzip", "deflate", "deflate ", "br"]

  /** A server that sends these pieces, and ends its answer a while after them. */
  const piecewise = Effect.gen(function* () {
    const said: { header: string; pieces: ReadonlyArray<Uint8Array> } = { header: "", pieces: [] }
    const service = yield* serve((_request, response) => {
      response.writeHead(200, { "content-encoding": said.header })
      response.flushHeaders()
      const rest = said.pieces.filter(({ length }) => length > 0)
      const next = () => {
        const piece = rest.shift()
        if (piece === undefined) setTimeout(() => response.end(), 2)
        else response.write(piece, () => setImmediate(next))
      }
      setTimeout(next, 1)
    })
    return { ...service, said }
  })

  const inPieces = (bytes: Uint8Array, size: number) =>
    Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size))

  /** Both ways to read. */
  const read = (url: string) =>
    Effect.all([
      Effect.exit(Effect.map(bytesOf(url), (bytes) => bytes.toString("latin1"))),
      Effect.exit(Effect.map(streamOf(url), (bytes) => bytes.toString("latin1")))
    ])

  const bytesOf = (url: string) =>
    Effect.flatMap(HttpClient.get(url), ({ arrayBuffer }) => Effect.map(arrayBuffer, (bytes) => Buffer.from(bytes)))

  const streamOf = (url: string) =>
    Effect.flatMap(HttpClient.get(url), ({ stream }) =>
      Effect.map(Stream.runCollect(stream), (chunks) => Buffer.concat([...chunks]))
    )

  const chain = FastCheck.array(FastCheck.constantFrom(...names), { minLength: 1, maxLength: 5 })
  const bytes = FastCheck.uint8Array({ minLength: 1, maxLength: 3000, size: "max" })
  const pieceSize = FastCheck.integer({ min: 1, max: 500 }).map((size) => size + 20)

  const encode = (chain: ReadonlyArray<Encoding>, body: Uint8Array) =>
    chain.reduce<Uint8Array>((body, name) => encoders[name](body), body)

  type Piecewise = Effect.Effect.Success<typeof piecewise>

  const check = <A>(
    arbitrary: FastCheck.Arbitrary<A>,
    law: (service: Piecewise, of: A) => Effect.Effect<void, unknown, HttpClient.HttpClient>
  ) =>
    Effect.gen(function* () {
      const service = yield* piecewise
      const runPromise = Runtime.runPromise(yield* Effect.runtime<HttpClient.HttpClient>())
      yield* Effect.promise(() =>
        FastCheck.assert(
          FastCheck.asyncProperty(arbitrary, (of) => runPromise(law(service, of))),
          { numRuns: 25 }
        )
      )
    })

  overUndici(
    "is decoded, by up to five encodings one after the other",
    check(FastCheck.tuple(chain, bytes, pieceSize), ({ said, url }, [chain, bytes, size]) =>
      Effect.gen(function* () {
        said.header = chain.join(",")
        said.pieces = inPieces(encode(chain, bytes), size)
        const whole = Exit.succeed(Buffer.from(bytes).toString("latin1"))
        expect(yield* read(url)).toEqual([whole, whole])
      })
    )
  )

  overUndici(
    "is a ResponseError wherever it is cut, except before its first byte",
    check(
      FastCheck.tuple(
        FastCheck.constantFrom(...names),
        bytes,
        FastCheck.double({ min: 0, max: 1, noNaN: true }),
        pieceSize
      ),
      ({ said, url }, [name, bytes, cut, size]) =>
        Effect.gen(function* () {
          const encoded = encode([name], bytes)
          said.header = name
          said.pieces = inPieces(encoded.subarray(0, Math.max(1, Math.floor(cut * encoded.length - 1))), size)
          for (const exit of yield* read(url)) {
            expect(Exit.isFailure(exit) && Cause.squash(exit.cause)).toMatchObject({ reason: "Decode" })
          }
        })
    )
  )

  overUndici(
    "ends where its encoding ends, whatever bytes follow, in both ways of reading",
    Effect.gen(function* () {
      const { said, url } = yield* piecewise
      for (const name of names) {
        for (const more of [Buffer.alloc(10), Buffer.from("garbage"), Buffer.alloc(100_000, "x")]) {
          said.header = name
          said.pieces = [encoders[name]("body"), more, more, more]
          const [whole, streamed] = yield* Effect.map(read(url), (exits) =>
            exits.map((exit) => (Exit.isSuccess(exit) ? exit.value : "failed"))
          )
          expect(["body", "failed"]).toContain(whole)
          expect(streamed).toBe(whole)
        }
      }
    })
  )

  overUndici(
    "may have several members: gzip",
    Effect.gen(function* () {
      const { said, url } = yield* piecewise
      said.header = "gzip"
      const members = [gzipSync("one "), gzipSync(""), gzipSync("two")]
      said.pieces = members
      expect(yield* read(url)).toEqual([Exit.succeed("one two"), Exit.succeed("one two")])
      said.pieces = inPieces(Buffer.concat(members), 7)
      expect(yield* read(url)).toEqual([Exit.succeed("one two"), Exit.succeed("one two")])
    })
  )

  overOurs(
    "is empty when nothing comes after its head",
    Effect.gen(function* () {
      const { said, url } = yield* piecewise
      for (const name of [...names, "compress", "br, gzip"]) {
        said.header = name
        expect(yield* read(url)).toEqual([Exit.succeed(""), Exit.succeed("")])
      }
    })
  )

  overUndici(
    "is not decoded before it is read",
    Effect.gen(function* () {
      const { said, url } = yield* piecewise
      const size = 100_000_000
      said.header = "gzip"
      said.pieces = [gzipSync(Buffer.alloc(size))]
      const before = process.memoryUsage().arrayBuffers
      const { stream } = yield* HttpClient.get(url)
      yield* Stream.runForEach(Stream.take(stream, 20), () => Effect.sleep(5))
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(size / 2)
    })
  )
})

describe("a list of encodings", () => {
  const url = (names: string | Array<string>, body: Uint8Array) => Effect.map(encoded(names, body), ({ url }) => url)

  overUndici(
    "with more than five encodings is a ResponseError, whatever stands between them",
    Effect.gen(function* () {
      const error = {
        _tag: "ResponseError",
        reason: "Decode",
        cause: { message: "The body is encoded 6 times: at most 5 are decoded" }
      }
      for (const names of [
        "gzip,gzip,gzip,gzip,gzip,gzip",
        ["gzip", "gzip, gzip,gzip", "gzip,gzip"],
        "gzip,\t gzip,,identity,gzip ,  gzip,gzip,identity, GZIP"
      ]) {
        const service = yield* url(names, Buffer.from("any"))
        expect(yield* Effect.flip(textOf(service))).toMatchObject(error)
        expect(yield* Effect.flip(Stream.runDrain((yield* HttpClient.get(service)).stream))).toMatchObject(error)
        const client = yield* collecting
        const collected = yield* client[DeadlineHttpClient.collectWithin](HttpClientRequest.get(service), undefined)
        expect(yield* Effect.flip(collected.json)).toMatchObject(error)
      }
    })
  )

  overUndici(
    "may be padded",
    Effect.gen(function* () {
      const padded = Array(300).fill("identity, ,").join("") + "gzip"
      expect(yield* textOf(yield* url(padded, gzipSync("body")))).toBe("body")
    })
  )

  overUndici(
    "with more than five encodings makes no decoders, so that it costs no more than to read it",
    Effect.gen(function* () {
      const cost = (length: number) =>
        Effect.gen(function* () {
          const service = yield* url(Array(length).fill("br").join(), Buffer.from("any"))
          const before = process.cpuUsage()
          for (let i = 0; i < 20; i++) yield* Effect.flip(textOf(service))
          const { system, user } = process.cpuUsage(before)
          return system + user
        })
      yield* cost(6)
      expect((yield* cost(5000)) / (yield* cost(6))).toBeLessThan(20)
    })
  )

  overUndici(
    "may be named in Transfer-Encoding",
    Effect.gen(function* () {
      const body = gzipSync("body")
      const chunk = Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from("\r\n0\r\n\r\n")])
      const head = "HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n"
      const service = yield* say(Buffer.concat([Buffer.from(head), chunk]))
      expect(yield* textOf(service.url)).toBe("body")
    })
  )

  it("is read as RFC 9110 8.4 writes it", () => {
    const content = (header: string) => encodings({ "content-encoding": header })
    expect(encodings({})).toEqual([])
    expect(content("identity")).toEqual([])
    expect(content(" Gzip ,, br")).toEqual(["gzip", "br"])
    expect(content("gzip,br, identity")).toEqual(["gzip", "br"])
    expect(encodings({ "content-encoding": "br", "transfer-encoding": "gzip, chunked" })).toEqual(["br", "gzip"])
  })
})
