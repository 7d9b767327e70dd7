import type { HttpClient } from "@effect/platform/HttpClient"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import { UndiciHttpClient } from "@effect-globus/http"
import { gzipSync } from "node:zlib"
import { describe, expect, it } from "@effect/vitest"
import type { Scope } from "effect"
import {
  Chunk,
  Duration,
  Effect,
  FastCheck as fc,
  Fiber,
  Option,
  Schedule,
  Stream,
  TestClock,
  TestServices
} from "effect"
import { Authorization } from "../../src/Authorization.js"
import * as GCSCollectionClient from "../../src/collections/GCSCollectionClient.js"
import * as Retry from "../../src/Retry.js"
import { tokens } from "../script.js"
import type { Found } from "./fileServer.js"
import { bytes, fileServer } from "./fileServer.js"

const collectionId = "24bc4997-b483-4c25-a19c-64b0afc00743"

type Options = Omit<GCSCollectionClient.Options, "collectionId" | "collectionAddress">

const old = "Thu, 02 Jan 2025 03:04:05 GMT"

const joined = (pieces: Iterable<Uint8Array>) => Buffer.concat([...pieces])

const content = bytes(300_000)

for (const [name, layer] of [
  ["FetchHttpClient", FetchHttpClient.layer],
  ["UndiciHttpClient", UndiciHttpClient.layer()]
] as const) {
  const client = (address: string, options: Options = {}, authorization = tokens("Bearer secret").service) =>
    GCSCollectionClient.make({
      retry: Retry.schedule({ maxRetries: 2, base: Duration.millis(1) }),
      ...options,
      collectionId,
      collectionAddress: address
    }).pipe(Effect.provideService(Authorization, authorization))

  const test = (title: string, effect: Effect.Effect<void, unknown, HttpClient | Scope.Scope>) =>
    it.scopedLive(title, () => Effect.provide(effect, layer))

  /** The bytes of a download, its error, and its requests. */
  const downloaded = (
    found: (turn: number) => Found,
    range: GCSCollectionClient.DownloadOptions = {},
    options: Options = {}
  ) =>
    Effect.gen(function* () {
      const service = yield* fileServer(found)
      const { download } = yield* client(service.url, options)
      const pieces: Array<Uint8Array> = []
      const exit = yield* Effect.either(
        Stream.runForEach(download("/dir/a.h5", range), (piece) => Effect.sync(() => pieces.push(piece)))
      )
      return {
        given: joined(pieces),
        error: exit._tag === "Left" ? exit.left : undefined,
        asked: service.seen.map(({ headers, method }) =>
          method === "GET"
            ? [headers.range, headers["if-range"]].filter((text) => text !== undefined).join(" ")
            : method
        )
      }
    })

  describe(`a download over ${name}`, () => {
    test(
      "returns the file, with the collection's token",
      Effect.gen(function* () {
        const service = yield* fileServer(() => ({ content, etag: '"a"' }))
        const authorizer = tokens("Bearer secret")
        const { download } = yield* client(service.url, {}, authorizer.service)
        expect(joined(yield* Stream.runCollect(download("/my dir/a#1.h5"))).equals(content)).toBe(true)
        expect(authorizer.asked).toEqual([collectionId])
        expect(service.seen).toMatchObject([
          {
            method: "GET",
            path: "/my%20dir/a%231.h5",
            headers: { authorization: "Bearer secret", accept: "*/*", "accept-encoding": "identity" }
          }
        ])
        expect(service.seen[0]?.headers).not.toHaveProperty("range")
      })
    )

    test(
      "accepts a whole URL of this collection only",
      Effect.gen(function* () {
        const service = yield* fileServer(() => ({ content }))
        const { get } = yield* client(service.url)
        expect((yield* get(`${service.url}/my%20dir/a.h5`)).length).toBe(content.length)
        expect(service.seen[0]?.path).toBe("/my%20dir/a.h5")
        expect(yield* Effect.flip(get("https://g-1.abc.data.globus.org/a.h5"))).toMatchObject({
          _tag: "GlobusUsageError",
          field: "path"
        })
        expect(service.seen).toHaveLength(1)
      })
    )

    test(
      "returns any range of any file, wherever the connection breaks: nothing is lost or repeated",
      Effect.promise(() =>
        fc.assert(
          fc.asyncProperty(
            fc.record({
              size: fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 200_000 })),
              start: fc.option(fc.nat({ max: 200_000 }), { nil: undefined }),
              length: fc.option(fc.nat({ max: 200_000 }), { nil: undefined }),
              cuts: fc.array(fc.option(fc.nat({ max: 100_000 }), { nil: undefined }), { maxLength: 4 }),
              atMost: fc.option(fc.integer({ min: 1000, max: 100_000 }), { nil: undefined }),
              noRanges: fc.boolean(),
              isChunked: fc.boolean(),
              isStarred: fc.boolean(),
              byDate: fc.boolean()
            }),
            ({ atMost, byDate, cuts, isChunked, isStarred, length, noRanges, size, start }) => {
              const file = content.subarray(0, size)
              const first = Math.min(start ?? 0, size)
              const end = length === undefined ? undefined : first + length
              return Effect.gen(function* () {
                const { error, given } = yield* downloaded(
                  (turn) => ({
                    content: file,
                    ...(byDate ? { lastModified: old } : { etag: '"a"' }),
                    noRanges,
                    isChunked,
                    isStarred,
                    atMost,
                    cut: cuts[turn]
                  }),
                  { start: start === undefined ? undefined : first, end },
                  { retry: Retry.schedule({ maxRetries: 10, base: Duration.zero }) }
                )
                expect(error).toBeUndefined()
                expect(given.equals(file.subarray(first, end))).toBe(true)
              }).pipe(Effect.scoped, Effect.provide(layer), Effect.runPromise)
            }
          ),
          { numRuns: 60 }
        )
      )
    )

    test(
      "asks only for the rest, and only of the same version",
      Effect.gen(function* () {
        const cuts = [100_000, undefined]
        const { asked, given } = yield* downloaded((turn) => ({
          content,
          etag: '"a"',
          lastModified: old,
          cut: cuts[turn]
        }))
        expect(given.equals(content)).toBe(true)
        expect(asked).toEqual(["", 'bytes=100000- "a"'])
        const dated = yield* downloaded((turn) => ({ content, etag: 'W/"a"', lastModified: old, cut: cuts[turn] }), {
          start: 1000,
          end: 200_000
        })
        expect(dated.given.equals(content.subarray(1000, 200_000))).toBe(true)
        expect(dated.asked).toEqual(["bytes=1000-199999", `bytes=101000-199999 ${old}`])
      })
    )

    test(
      "never mixes two versions of a file",
      Effect.gen(function* () {
        const other = bytes(300_001).subarray(1)
        for (const second of [
          { content: other, etag: '"b"' },
          { content: other, etag: '"b"', noRanges: true },
          { content: bytes(300_001), etag: '"a"', noRanges: true },
          // A server that ignores If-Range.
          { content: other, answer: partial("bytes 100000-299999/300000", { etag: '"b"' }) },
          { content: other, answer: partial("bytes 100000-299999/300001", { etag: '"a"' }) },
          // Nothing shows that it is the same version.
          { content: other, noRanges: true },
          { content: other, answer: partial("bytes 100000-299999/300000") },
          { content: other, answer: partial("bytes 100000-299999/*", { "last-modified": old }) },
          // It sends less metadata than before.
          { content: other.subarray(0, 300_000), noRanges: true, isChunked: true },
          // It became shorter.
          { content: content.subarray(0, 50_000), etag: '"a"' }
        ] satisfies ReadonlyArray<Found>) {
          const { error, given } = yield* downloaded((turn) =>
            turn === 0 ? { content, etag: '"a"', cut: 100_000 } : second
          )
          expect(error).toMatchObject({ _tag: "GlobusFileChanged", offset: 100_000, operation: "download" })
          expect(given.equals(content.subarray(0, 100_000))).toBe(true)
        }
      })
    )

    test(
      "after If-Range with a date, accepts only a part with a validator",
      Effect.gen(function* () {
        const rest = content.subarray(100_000)
        const part =
          (headers: Record<string, string>): NonNullable<Found["answer"]> =>
          (_request, response) =>
            void response.writeHead(206, { "content-range": "bytes 100000-299999/300000", ...headers }).end(rest)
        for (const [etag, headers, isTaken] of [
          [undefined, {}, false],
          [undefined, { etag: '"a"' }, false],
          [undefined, { "last-modified": old }, true],
          ['W/"a"', {}, false],
          ['W/"a"', { etag: 'W/"a"' }, true],
          ['W/"a"', { "last-modified": old }, true],
          ['W/"a"', { etag: 'W/"b"', "last-modified": old }, false]
        ] as const) {
          const { asked, error, given } = yield* downloaded((turn) =>
            turn === 0 ? { content, etag, lastModified: old, cut: 100_000 } : { content, answer: part(headers) }
          )
          expect(asked).toEqual(["", `bytes=100000- ${old}`])
          expect([headers, error?._tag]).toEqual([headers, isTaken ? undefined : "GlobusFileChanged"])
          expect(given.length).toBe(isTaken ? 300_000 : 100_000)
        }
      })
    )

    test(
      "ends if an answer says that the file has the length that was received",
      Effect.gen(function* () {
        /** The whole file is sent, without its end. */
        const all: Found["answer"] = (_request, response) => {
          response.writeHead(200, { etag: '"a"' })
          response.write(content, () => setTimeout(() => response.destroy(), 50))
        }
        const refusal =
          (size: number | string): NonNullable<Found["answer"]> =>
          (request, response) =>
            void response.writeHead(request.method === "HEAD" ? 405 : 416, { "content-range": `bytes */${size}` }).end()
        const after = (size: number | string) =>
          downloaded((turn) => ({ content, answer: turn === 0 ? all : refusal(size) }))
        const whole = yield* after(300_000)
        expect(whole.error).toBeUndefined()
        expect(whole.given.equals(content)).toBe(true)
        expect(whole.asked).toEqual(["", 'bytes=300000- "a"'])
        for (const size of [299_999, 300_001, 0, "*", "x"]) {
          const other = yield* after(size)
          expect(other.error).toMatchObject({ _tag: "GlobusFileChanged", offset: 300_000 })
          expect(other.asked).toEqual(["", 'bytes=300000- "a"', "HEAD"])
        }
        // The same for the first request.
        const nothing = yield* downloaded(() => ({ content, answer: refusal(300_000) }), { start: 300_000 })
        expect(nothing).toMatchObject({ error: undefined, given: Buffer.alloc(0), asked: ["bytes=300000-"] })
        // With another length than before, the file has changed.
        const shorter = yield* downloaded((turn) =>
          turn === 0 ? { content, etag: '"a"', cut: 100_000 } : { content, answer: refusal(100_000) }
        )
        expect(shorter.error).toMatchObject({ _tag: "GlobusFileChanged" })
      })
    )

    test(
      "continues through parts without the length of the file",
      Effect.gen(function* () {
        const cuts = [100_000]
        const found = (turn: number) => ({
          content,
          etag: '"a"',
          isChunked: true,
          isStarred: true,
          atMost: 80_000,
          cut: cuts[turn]
        })
        const { asked, error, given } = yield* downloaded(found)
        expect(error).toBeUndefined()
        expect(given.equals(content)).toBe(true)
        expect(asked).toEqual(["", ...[100, 180, 260, 300].map((start) => `bytes=${start}000- "a"`)])
        const some = yield* downloaded(found, { start: 1000, end: 200_000 })
        expect(some.given.equals(content.subarray(1000, 200_000))).toBe(true)
      })
    )

    test(
      "of a file that changed before the first byte returns the new one",
      Effect.gen(function* () {
        const other = bytes(1000)
        const { asked, error, given } = yield* downloaded((turn) =>
          turn === 0 ? { content, etag: '"a"', cut: 0 } : { content: other, etag: '"b"' }
        )
        expect(error).toBeUndefined()
        expect(given.equals(other)).toBe(true)
        expect(asked).toEqual(["", ""])
      })
    )

    test(
      "identifies the version by a date rather than by a weak ETag",
      Effect.gen(function* () {
        const found = { content, etag: 'W/"a"', lastModified: old }
        const { error } = yield* downloaded((turn) =>
          turn === 0 ? { ...found, cut: 100_000 } : { content, etag: 'W/"a"', noRanges: true }
        )
        expect(error).toMatchObject({ _tag: "GlobusFileChanged" })
      })
    )

    test(
      "fails with the network error if nothing identifies the version",
      Effect.gen(function* () {
        for (const version of [{}, { etag: 'W/"a"' }, { lastModified: new Date(Date.now() + 60_000).toUTCString() }]) {
          const { asked, error, given } = yield* downloaded(() => ({ content, ...version, cut: 100_000 }))
          expect(error).toMatchObject({ _tag: "GlobusNetworkError" })
          expect(given.equals(content.subarray(0, 100_000))).toBe(true)
          expect(asked).toHaveLength(1)
        }
      })
    )

    test(
      "gives up by the client's schedule, which progress resets",
      Effect.gen(function* () {
        // Each answer makes progress except the last three.
        const cuts = [10, 10, 10, 10, 0, 0, 0]
        const { asked, error, given } = yield* downloaded((turn) => ({ content, etag: '"a"', cut: cuts[turn] ?? 0 }))
        expect(error).toMatchObject({ _tag: "GlobusNetworkError" })
        expect(given.equals(content.subarray(0, 40))).toBe(true)
        expect(asked).toHaveLength(4 + 2)
        const once = yield* downloaded(() => ({ content, etag: '"a"', cut: 10 }), {}, { retry: Retry.never })
        expect(once.asked).toHaveLength(1)
      })
    )

    test(
      "returns only the requested version",
      Effect.gen(function* () {
        const range = { start: 1000, etag: '"a"' }
        const same = yield* downloaded(() => ({ content, etag: '"a"' }), range)
        expect(same.asked).toEqual(['bytes=1000- "a"'])
        expect(same.given.equals(content.subarray(1000))).toBe(true)
        for (const noRanges of [true, false]) {
          const { error, given } = yield* downloaded(() => ({ content, etag: '"b"', noRanges }), range)
          expect(error).toMatchObject({ _tag: "GlobusFileChanged", offset: 1000 })
          expect(given).toHaveLength(0)
        }
        const weak = yield* downloaded(() => ({ content, etag: 'W/"b"' }), { start: 1000, etag: 'W/"a"' })
        expect(weak.error).toMatchObject({ _tag: "GlobusFileChanged" })
      })
    )

    test(
      "from beyond the end is an error; from the end, or of an empty range, it is empty",
      Effect.gen(function* () {
        for (const noRanges of [true, false]) {
          const behind = yield* downloaded(() => ({ content, noRanges }), { start: 300_001 })
          expect(behind.error).toMatchObject({ _tag: "GlobusRangeNotSatisfiable", start: 300_001, size: 300_000 })
          const atEnd = yield* downloaded(() => ({ content, noRanges }), { start: 300_000 })
          expect(atEnd).toMatchObject({ error: undefined, given: Buffer.alloc(0) })
        }
        const chunked = yield* downloaded(() => ({ content, noRanges: true, isChunked: true }), { start: 300_001 })
        expect(chunked.error).toMatchObject({ _tag: "GlobusRangeNotSatisfiable", size: 300_000 })
        const nothing = yield* downloaded(() => ({ content }), { start: 7, end: 7 })
        expect(nothing).toMatchObject({ error: undefined, asked: [] })
      })
    )

    test(
      "from beyond the end is an error even if the size of the file is unknown",
      Effect.gen(function* () {
        const refusal: NonNullable<Found["answer"]> = (request, response) =>
          void response.writeHead(request.method === "HEAD" ? 405 : 416).end()
        const behind = yield* downloaded(() => ({ content, answer: refusal }), { start: 300_001 })
        expect(behind.error).toMatchObject({ _tag: "GlobusRangeNotSatisfiable", start: 300_001, size: undefined })
        expect(behind.asked).toEqual(["bytes=300001-", "HEAD"])
        // A range from 0 is satisfiable for any file that is not empty.
        const empty = yield* downloaded(() => ({ content, answer: refusal }), { end: 10 })
        expect(empty).toMatchObject({ error: undefined, given: Buffer.alloc(0) })
      })
    )

    const packed = gzipSync(content)

    // Fetch always decodes these encodings.
    const isDecoded = name !== "UndiciHttpClient"

    test(
      isDecoded ? "of a file stored encoded is decoded" : "of a file stored encoded is as it is stored, and can resume",
      Effect.gen(function* () {
        for (const encoding of ["x-gzip", "gzip", "X-GZIP", "compress"]) {
          const stored: NonNullable<Found["answer"]> = (request, response) => {
            const from = Number(/\d+/.exec(request.headers.range ?? "")?.[0] ?? 0)
            const isPart = request.headers.range !== undefined
            response.writeHead(isPart ? 206 : 200, {
              etag: '"a"',
              "content-encoding": encoding,
              "content-length": packed.length - from,
              ...(isPart ? { "content-range": `bytes ${from}-${packed.length - 1}/${packed.length}` } : {})
            })
            const body = packed.subarray(from)
            if (isPart || isDecoded) response.end(body)
            else response.write(body.subarray(0, 1000), () => setTimeout(() => response.destroy(), 20))
          }
          const { asked, error, given } = yield* downloaded(() => ({ content, answer: stored }))
          expect([encoding, error]).toEqual([encoding, undefined])
          expect(given.equals(isDecoded && encoding !== "compress" ? content : packed)).toBe(true)
          expect(asked).toEqual(isDecoded ? [""] : ["", 'bytes=1000- "a"'])
          if (!isDecoded) {
            const some = yield* downloaded(() => ({ content, answer: stored }), { start: 5000 })
            expect(some.given.equals(packed.subarray(5000))).toBe(true)
          }
        }
      })
    )

    test(
      "asks for the file without encoding, and so does head",
      Effect.gen(function* () {
        const service = yield* fileServer(() => ({ content }))
        const { get, head } = yield* client(service.url)
        yield* get("/a")
        expect(yield* head("/a")).toMatchObject({ size: content.length })
        for (const { headers } of service.seen) {
          expect(headers).toMatchObject({ accept: "*/*", "accept-encoding": "identity" })
        }
      })
    )

    if (isDecoded) {
      test(
        "of a file sent encoded is decoded, and does not resume by offset",
        Effect.gen(function* () {
          const answer =
            (length: number): NonNullable<Found["answer"]> =>
            (_request, response) => {
              response.writeHead(200, { etag: '"a"', "content-encoding": "gzip", "content-length": packed.length })
              if (length >= packed.length) return void response.end(packed)
              response.write(packed.subarray(0, length), () => setTimeout(() => response.destroy(), 50))
            }
          const whole = yield* downloaded(() => ({ content, answer: answer(packed.length) }))
          expect(whole.error).toBeUndefined()
          expect(whole.given.equals(content)).toBe(true)
          const { asked, error, given } = yield* downloaded(() => ({ content, answer: answer(200_000) }))
          expect(error).toMatchObject({ _tag: "GlobusNetworkError" })
          expect(given.equals(content.subarray(0, given.length))).toBe(true)
          expect(asked).toHaveLength(1)
        })
      )
    }

    test(
      "refuses an impossible range",
      Effect.gen(function* () {
        for (const [field, range] of [
          ["start", { start: -1 }],
          ["start", { start: 0.5 }],
          ["end", { end: Infinity }],
          ["end", { start: 5, end: 4 }]
        ] as const) {
          const { asked, error } = yield* downloaded(() => ({ content }), range)
          expect(error).toMatchObject({ _tag: "GlobusUsageError", field })
          expect(asked).toEqual([])
        }
      })
    )

    test(
      "refuses a part that was not requested",
      Effect.gen(function* () {
        for (const answer of [
          partial("bytes 0-99/300000"),
          partial("bytes 1000-300000/300000"),
          partial("bytes 1000-900/300000"),
          partial("pages 1000-1999/300000"),
          ...(isDecoded ? [partial("bytes 1000-1999/300000", { "content-encoding": "br" })] : []),
          partial("")
        ]) {
          const { error, given } = yield* downloaded(() => ({ content, answer }), { start: 1000 })
          expect(error).toMatchObject({ _tag: "GlobusDecodeError" })
          expect(given).toHaveLength(0)
        }
        const long = yield* downloaded(
          () => ({ content, answer: partial("bytes 1000-299999/300000", {}, content.length) }),
          { start: 1000 }
        )
        expect(long.error).toMatchObject({ _tag: "GlobusDecodeError", status: 206 })
        const more = yield* downloaded(() => ({ content, answer: partial("bytes 1000-2000/300000") }), {
          start: 1000,
          end: 2000
        })
        expect(more.error).toMatchObject({ _tag: "GlobusDecodeError" })
      })
    )

    test(
      "ends with its consumer, together with the request",
      Effect.gen(function* () {
        let isGone = false
        const service = yield* fileServer(() => ({
          content,
          answer: (_request, response) => {
            response.on("close", () => (isGone = true))
            response.writeHead(200)
            response.write(content)
          }
        }))
        const { download } = yield* client(service.url)
        const some = yield* Stream.runCollect(Stream.take(download("/a"), 1))
        expect(Chunk.size(some)).toBe(1)
        yield* Effect.repeat(Effect.sleep("5 millis"), { until: () => isGone, schedule: Schedule.recurs(500) })
        expect(isGone).toBe(true)
      })
    )

    test(
      "has a deadline for each chunk, not for the whole file, and asks again after a late one",
      Effect.gen(function* () {
        const piece = bytes(1000)
        const slow: Found["answer"] = (_request, response) => {
          response.writeHead(200, { etag: '"a"', "content-length": 8000 })
          let sent = 0
          const timer = setInterval(() => {
            // Then nothing more is sent.
            if (sent++ < 4) response.write(piece)
          }, 300)
          response.on("close", () => clearInterval(timer))
        }
        const file = joined(Array.from({ length: 8 }, () => piece))
        const { asked, error, given } = yield* downloaded(
          (turn) => (turn === 0 ? { content: file, answer: slow } : { content: file, etag: '"a"' }),
          { timeout: "1 second" }
        )
        expect(error).toBeUndefined()
        expect(given.equals(file)).toBe(true)
        expect(asked).toEqual(["", 'bytes=4000- "a"'])
      })
    )

    it.scoped("times out by a TestClock", () =>
      Effect.gen(function* () {
        const service = yield* fileServer(() => ({
          content,
          answer: (_request, response) => {
            response.writeHead(200, { etag: '"a"' })
            response.write(content.subarray(0, 10))
          }
        }))
        const { download } = yield* client(service.url, { timeout: "1 minute", retry: Retry.never })
        const fiber = yield* Effect.fork(Effect.flip(Stream.runDrain(download("/a"))))
        yield* TestServices.provideLive(Effect.sleep("200 millis"))
        yield* TestClock.adjust("59 seconds")
        expect(Option.isNone(yield* Fiber.poll(fiber))).toBe(true)
        yield* TestClock.adjust("1 seconds")
        expect(yield* Fiber.join(fiber)).toMatchObject({ _tag: "GlobusTimeout" })
      }).pipe(Effect.provide(layer))
    )

    test(
      "renews a refused token, also in the middle of a file",
      Effect.gen(function* () {
        const service = yield* fileServer((turn) => ({
          content,
          etag: '"a"',
          ...(turn === 0 ? { cut: 1000 } : {}),
          ...(turn === 1 ? { answer: (_request, response) => void response.writeHead(401).end() } : {})
        }))
        const authorizer = tokens("Bearer one", "Bearer two")
        const { get } = yield* client(service.url, {}, authorizer.service)
        expect(Buffer.from(yield* get("/a")).equals(content)).toBe(true)
        expect(authorizer.rejected).toEqual(["Bearer one"])
        expect(service.seen.map(({ headers }) => headers.authorization)).toEqual([
          "Bearer one",
          "Bearer one",
          "Bearer two"
        ])
      })
    )

    test(
      "of a collection that requires a login says which token it needs",
      Effect.gen(function* () {
        const location = "https://auth.globus.org/v2/oauth2/authorize?client_id=x"
        const { asked, error } = yield* downloaded(() => ({
          content,
          answer: (_request, response) => void response.writeHead(302, { location }).end()
        }))
        expect(error).toMatchObject({
          _tag: "GlobusUnauthenticated",
          status: 302,
          message: expect.stringContaining(`https://auth.globus.org/scopes/${collectionId}/https`)
        })
        expect(asked).toHaveLength(1)
      })
    )

    test(
      "fails with the requirements for the user",
      Effect.gen(function* () {
        const { error } = yield* downloaded(() => ({
          content,
          answer: (_request, response) => {
            response.writeHead(403, { "content-type": "application/json" })
            response.end(
              JSON.stringify({
                code: "permission_denied",
                authorization_parameters: { session_required_policies: ["p"], session_message: "log in with p" }
              })
            )
          }
        }))
        expect(error).toMatchObject({
          _tag: "GlobusAuthorizationRequired",
          requirements: { session_required_policies: ["p"], session_message: "log in with p" }
        })
      })
    )
  })
}

function partial(range: string, headers: Record<string, string> = {}, length?: number): NonNullable<Found["answer"]> {
  return (_request, response) => {
    const [, from = 0, to = 0] = /(\d+)-(\d+)/.exec(range) ?? []
    response.writeHead(206, { "content-range": range, ...headers })
    response.end(Buffer.alloc(length ?? Math.max(Number(to) - Number(from) + 1, 0)))
  }
}
