import type * as Http from "node:http"
import { WebHttpClient } from "@effect-globus/http"
import { UndiciHttpClient } from "@effect-globus/http"
import type * as HttpClient from "@effect/platform/HttpClient"
import { describe, expect, it } from "@effect/vitest"
import type { Scope } from "effect"
import { Effect, Inspectable, Schedule, Stream, TestServices } from "effect"
import { gzipSync } from "node:zlib"
import type { ClientOptions } from "../../../src/ClientOptions.js"
import { clients } from "../../clients.js"
import { json, script, settle, tokens } from "../../script.js"
import { server } from "./server.js"
import { things } from "../operation/ThingsApi.js"

const get = { thing_id: "1" }

const limit = 64 * 1024

const type = { "content-type": "application/json" }

/** A JSON document of so many bytes. */
const document = (bytes: number) => {
  const empty = JSON.stringify({ id: "t", note: "" })
  return JSON.stringify({ id: "t", note: "x".repeat(bytes - empty.length) })
}

/** Writes for as long as somebody reads, at most 64 MB. */
const endless =
  (status: number, begin: string, piece: string): Http.RequestListener =>
  (_request, response) => {
    let written = 0
    response.writeHead(status, type)
    response.write(begin)
    const more = () => {
      while (written < 64_000_000) {
        written += piece.length
        if (!response.write(piece)) return void response.once("drain", more)
      }
      response.end()
    }
    more()
  }

const piece = "x".repeat(10_000)

const packed = gzipSync(document(2_000_000))

/** Answers that are too long, each in another way. */
const tooLong: ReadonlyArray<readonly [string, Http.RequestListener]> = [
  [
    "tells its length",
    (_request, response) => response.writeHead(200, { ...type, "content-length": limit + 1 }).end(document(limit + 1))
  ],
  ["has no end", endless(200, '{"id":"', piece)],
  [
    "is small while it is encoded",
    (_request, response) => {
      response.writeHead(200, { ...type, "content-encoding": "gzip", "content-length": packed.length }).end(packed)
    }
  ],
  ["is an error's that would be retried", endless(503, '{"code":"', piece)]
]

for (const [name, layer] of clients) {
  describe(`a body over ${name}`, () => {
    const client = (options: ClientOptions) =>
      things(
        { retry: Schedule.recurs(3), maxHeldBytes: limit, ...options },
        tokens("Bearer a-secret-of-a-length").service
      )

    const test = (title: string, effect: Effect.Effect<void, unknown, HttpClient.HttpClient | Scope.Scope>) =>
      it.scopedLive(title, () => Effect.provide(effect, layer))

    for (const [what, answer] of tooLong) {
      // The platform's client over Node decodes nothing.
      if (name === "NodeHttpClient" && what.includes("encoded")) continue
      test(
        `that is too long is an error at once, and not asked for again: one that ${what}`,
        Effect.gen(function* () {
          const service = yield* server(answer)
          const { getThing, request } = yield* client({ baseUrl: service.url })
          const expected = { _tag: "GlobusAnswerTooLarge", part: "body", limit, operation: "getThing" }
          const error = yield* Effect.flip(getThing(get))
          expect(error).toMatchObject({ ...expected, message: expect.stringContaining("raise maxHeldBytes") })
          expect(service.seen).toHaveLength(1)
          const raw = yield* Effect.flip(Effect.flatMap(request({ method: "GET", path: "/x" }), ({ json }) => json))
          expect(raw).toMatchObject({ ...expected, operation: "request" })
          expect(service.seen).toHaveLength(2)
        })
      )
    }

    test(
      "that is endless is ended on the service",
      Effect.gen(function* () {
        const service = yield* server(endless(200, '{"id":"', piece))
        const { getThing } = yield* client({ baseUrl: service.url })
        yield* Effect.flip(getThing(get))
        yield* service.gone
      })
    )

    test(
      "may be as long as the limit, and one that is streamed may be any length",
      Effect.gen(function* () {
        for (const head of [type, { ...type, "content-length": limit }]) {
          const service = yield* server((_request, response) => response.writeHead(200, head).end(document(limit)))
          const { getThing, request } = yield* client({ baseUrl: service.url })
          expect(yield* getThing(get)).toMatchObject({ id: "t" })
          const { text } = yield* request({ method: "GET", path: "/x" })
          expect((yield* text).length).toBe(limit)
        }
        const service = yield* server((_request, response) => response.writeHead(200).end(document(10 * limit)))
        const { request } = yield* client({ baseUrl: service.url })
        const { stream } = yield* request({ method: "GET", path: "/x" })
        expect(yield* Stream.runFold(stream, 0, (sum, { length }) => sum + length)).toBe(10 * limit)
      })
    )

    test(
      "that is none is empty, whichever way it is read",
      Effect.gen(function* () {
        for (const status of [200, 204]) {
          const service = yield* server((_request, response) => response.writeHead(status).end())
          const { request } = yield* client({ baseUrl: service.url })
          const sent = request({ method: "GET", path: "/x" })
          expect(yield* Effect.flatMap(sent, ({ text }) => text)).toBe("")
          expect(yield* Effect.flatMap(sent, ({ stream }) => Stream.runCount(stream))).toBe(0)
          const head = yield* request({ method: "HEAD", path: "/x" })
          expect(yield* head.text).toBe("")
        }
      })
    )

    test(
      "of HEAD is none, however long the head says that it would be",
      Effect.gen(function* () {
        const service = yield* server((_request, response) =>
          response.writeHead(200, { "content-length": 10 * limit }).end()
        )
        const { request } = yield* client({ baseUrl: service.url })
        expect(yield* Effect.flatMap(request({ method: "HEAD", path: "/x" }), ({ text }) => text)).toBe("")
      })
    )

    test(
      "is read as UTF-8, without a mark at its beginning, wherever it is cut",
      Effect.gen(function* () {
        const bytes = Buffer.from("\ufeffä€😀x", "utf8")
        const service = yield* server((_request, response) => {
          response.writeHead(200)
          const write = (at: number): void =>
            at === bytes.length
              ? void response.end()
              : void response.write(bytes.subarray(at, at + 1), () => setTimeout(write, 2, at + 1))
          write(0)
        })
        const { request } = yield* client({ baseUrl: service.url })
        const { text } = yield* request({ method: "GET", path: "/x" })
        expect(yield* text).toBe("ä€😀x")
        // It is read once, and stays.
        expect(yield* text).toBe("ä€😀x")
      })
    )

    test(
      "of an error is kept up to 64 KiB, without the token",
      Effect.gen(function* () {
        // A character of three bytes stands where it is cut, and the token before.
        const service = yield* server((request, response) =>
          response.writeHead(400).end(`${request.headers.authorization?.slice(7)} ${"€".repeat(100_000)}`)
        )
        const { getThing, request } = yield* client({ baseUrl: service.url, maxHeldBytes: 2 ** 20 })
        for (const call of [Effect.asVoid(getThing(get)), Effect.asVoid(request({ method: "GET", path: "/x" }))]) {
          const error = yield* Effect.flip(call)
          if (!("body" in error)) return expect(error._tag).toBe("GlobusInvalidRequest")
          const size = Buffer.byteLength(error.body)
          expect([size > 65_000, size <= 65_536]).toEqual([true, true])
          expect(error.body).toMatch(/^<redacted> €+$/)
          expect(Inspectable.toStringUnknown(error)).not.toContain("a-secret-of-a-length")
        }
      })
    )
  })
}

describe("the limit of a body", () => {
  for (const [name, layer] of [
    ["WebHttpClient", WebHttpClient.layer({ maxBodyBytes: 1000 })],
    ["UndiciHttpClient", UndiciHttpClient.layer({ maxBodyBytes: 1000 })]
  ] as const) {
    it.scopedLive(`is also that of ${name}, which the error names`, () =>
      Effect.gen(function* () {
        const service = yield* server((_request, response) => response.writeHead(200, type).end(document(1001)))
        const { getThing } = yield* things({ baseUrl: service.url })
        expect(yield* Effect.flip(getThing(get))).toMatchObject({
          _tag: "GlobusAnswerTooLarge",
          limit: 1000,
          message: expect.stringContaining("maxBodyBytes of the HttpClient's layer")
        })
        expect(service.seen).toHaveLength(1)
      }).pipe(Effect.provide(layer))
    )
  }

  it.effect("holds over a client that says a wrong length, too", () =>
    Effect.gen(function* () {
      const service = script(() => new Response(document(limit + 1), { headers: { ...type, "content-length": "3" } }))
      const { getThing } = yield* Effect.provide(things({ maxHeldBytes: limit }), service.layer)
      expect(yield* Effect.flip(getThing(get))).toMatchObject({ _tag: "GlobusAnswerTooLarge", limit })
      expect(service.requests).toHaveLength(1)
    })
  )

  it.effect("is a whole number of bytes, from 64 KiB to the longest text", () =>
    Effect.gen(function* () {
      const { layer } = script(json({}))
      for (const maxHeldBytes of [0, -1, 65_535, 65_536.5, NaN, Infinity, 2 ** 29]) {
        expect(yield* Effect.flip(Effect.provide(things({ maxHeldBytes }), layer))).toMatchObject({
          _tag: "GlobusUsageError",
          field: "maxHeldBytes"
        })
      }
      yield* Effect.provide(things({ maxHeldBytes: 65_536 }), layer)
    })
  )

  it.effect("is for each piece of a stream, which a client may hand over at any length", () =>
    Effect.gen(function* () {
      const service = script(() => new Response(document(limit + 1)))
      const { listThingsStream, request } = yield* Effect.provide(things({ maxHeldBytes: limit }), service.layer)
      const raw = Effect.flatMap(request({ method: "GET", path: "/x" }), ({ stream }) => Stream.runDrain(stream))
      for (const read of [raw, Stream.runDrain(listThingsStream())]) {
        for (const error of [
          yield* Effect.flip(Effect.flatten(settle(read))),
          yield* Effect.flip(TestServices.provideLive(read))
        ]) {
          expect(error).toMatchObject({ _tag: "GlobusAnswerTooLarge", part: "piece", limit })
        }
      }
      expect(service.requests).toHaveLength(4)
    })
  )
})
