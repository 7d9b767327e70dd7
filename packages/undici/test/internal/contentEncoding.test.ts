/** Bodies that come encoded, although nobody asked for it. */
import * as LeanHttpClient from "@effect-globus/fetch/LeanHttpClient"
import * as UndiciHttpClient from "@effect-globus/undici/UndiciHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib"
import { encodings } from "../../src/internal/contentEncoding.js"
import { collecting, overAll, overOurs, overUndici } from "../clients.js"
import { serve } from "../servers.js"

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
        const response = yield* client[LeanHttpClient.collectWithin](HttpClientRequest.get(url), undefined)
        expect(yield* response.text).toBe(text)
        expect(yield* response.text).toBe(text)
      })
    )
  }

  overOurs(
    "of two headers is as of one list",
    Effect.gen(function* () {
      const { url } = yield* encoded(["gzip", "br"], brotliCompressSync(gzipSync(text)))
      expect(yield* textOf(url)).toBe(text)
    })
  )

  overAll(
    "that is not so encoded is a ResponseError",
    Effect.gen(function* () {
      const { url } = yield* encoded("gzip", Buffer.from(text))
      expect(yield* Effect.flip(textOf(url))).toMatchObject({ _tag: "ResponseError", reason: "Decode" })
      const { stream } = yield* HttpClient.get(url)
      expect(yield* Effect.flip(Stream.runDrain(stream))).toMatchObject({ _tag: "ResponseError", reason: "Decode" })
    })
  )

  // fetch hands over what it has.
  overUndici(
    "that is cut in its encoded form is a ResponseError",
    Effect.gen(function* () {
      const { url } = yield* encoded("gzip", gzipSync(text).subarray(0, -20))
      expect(yield* Effect.flip(textOf(url))).toMatchObject({ _tag: "ResponseError", reason: "Decode" })
      const { stream } = yield* HttpClient.get(url)
      expect(yield* Effect.flip(Stream.runDrain(stream))).toMatchObject({ _tag: "ResponseError", reason: "Decode" })
    })
  )

  // fetch hands it over as it is.
  overUndici(
    "of an unknown encoding is a ResponseError that names it",
    Effect.gen(function* () {
      const { url } = yield* encoded("compress", Buffer.from("abc"))
      const wanted = {
        _tag: "ResponseError",
        reason: "Decode",
        cause: { message: "The body is encoded by compress, which can not be decoded here" }
      }
      expect(yield* Effect.flip(textOf(url))).toMatchObject(wanted)
      const { stream } = yield* HttpClient.get(url)
      expect(yield* Effect.flip(Stream.runDrain(stream))).toMatchObject(wanted)
    })
  )

  for (const encoding of ["gzip", "br", "compress"]) {
    overOurs(
      `that is none needs no decoding by ${encoding}`,
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

  it.scopedLive("that is short only while it is encoded is over the cap", () =>
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

it("a list of encodings is read as RFC 9110 8.4 writes it", () => {
  expect(encodings(undefined)).toEqual([])
  expect(encodings("identity")).toEqual([])
  expect(encodings(" Gzip ,, br")).toEqual(["gzip", "br"])
  expect(encodings(["gzip", "br, identity"])).toEqual(["gzip", "br"])
})
