import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import { UndiciHttpClient } from "@effect-globus/http"
import { describe, expect, it } from "@effect/vitest"
import type { Scope } from "effect"
import {
  Config,
  ConfigProvider,
  Context,
  Data,
  Deferred,
  Duration,
  Effect,
  FastCheck as fc,
  Fiber,
  Layer,
  Option,
  Redacted,
  Ref,
  Stream,
  TestClock,
  TestServices
} from "effect"
import { createHash } from "node:crypto"
import type * as Http from "node:http"
import * as AccessTokenAuthorizer from "../../src/AccessTokenAuthorizer.js"
import { Authorization } from "../../src/Authorization.js"
import * as GCSCollectionClient from "../../src/collections/GCSCollectionClient.js"
import * as Retry from "../../src/Retry.js"
import { script, text, tokens } from "../script.js"
import { bytes, fileServer } from "./fileServer.js"

const collectionId = "24bc4997-b483-4c25-a19c-64b0afc00743"

type Options = Omit<GCSCollectionClient.Options, "collectionId" | "collectionAddress">

const client = (collectionAddress: string, options: Options = {}, authorization = tokens("Bearer secret").service) =>
  GCSCollectionClient.make({
    retry: Retry.schedule({ maxRetries: 2, base: Duration.millis(1) }),
    ...options,
    collectionId,
    collectionAddress
  }).pipe(Effect.provideService(Authorization, authorization))

const content = bytes(300_000)

const collect = (request: Http.IncomingMessage, done: (body: Buffer) => void) => {
  const pieces: Array<Buffer> = []
  request.on("data", (piece: Buffer) => pieces.push(piece))
  request.on("end", () => done(Buffer.concat(pieces)))
}

/** Digests are compared instead of bytes, for speed. */
const digest = (data: Uint8Array | string) => createHash("sha256").update(data).digest("hex")

class Broken extends Data.TaggedError("Broken")<{ readonly why: string }> {}

describe("the client of a collection", () => {
  it.effect("uses the collection's own token in every call", () =>
    Effect.gen(function* () {
      const service = script(text("", 200))
      const authorizer = tokens("Bearer secret")
      const files = yield* Effect.provide(client("g-1.abc.data.globus.org", {}, authorizer.service), service.layer)
      yield* files.head("/a b")
      yield* files.get("/a b")
      yield* files.put("/a b", "text")
      yield* files.upload("/a b", Stream.empty)
      yield* files.delete("a b")
      yield* files.request({ method: "GET", path: "/a b" })
      expect(authorizer.asked).toEqual(Array.from({ length: 6 }, () => collectionId))
      expect(service.requests.map(({ method, url }) => `${method} ${url.href}`)).toEqual(
        ["HEAD", "GET", "PUT", "PUT", "DELETE", "GET"].map(
          (method) => `${method} https://g-1.abc.data.globus.org/a%20b`
        )
      )
    })
  )

  it.effect("does not send the token of another collection", () =>
    Effect.gen(function* () {
      const service = script(text("", 200))
      const authorization = yield* AccessTokenAuthorizer.make({ accessToken: Redacted.make("an-access-token-0001") })
      const mine = yield* Effect.provide(client("https://g-1.example.org", {}, authorization), service.layer)
      const other = yield* GCSCollectionClient.make({
        collectionId: "11111111-0000-4000-8000-000000000001",
        collectionAddress: "https://g-2.example.org"
      }).pipe(Effect.provideService(Authorization, authorization), Effect.provide(service.layer))
      yield* mine.get("/a")
      expect(yield* Effect.flip(other.get("/a"))).toMatchObject({ _tag: "GlobusWrongResourceServer" })
      expect(service.requests).toHaveLength(1)
    })
  )

  it.effect("needs the id and the address of a collection", () =>
    Effect.gen(function* () {
      const made = (options: GCSCollectionClient.Options) =>
        Effect.flip(GCSCollectionClient.make(options)).pipe(
          Effect.provideService(Authorization, tokens("Bearer secret").service),
          Effect.provide(script(text("", 200)).layer)
        )
      const collectionAddress = "https://g-1.example.org"
      expect(yield* made({ collectionId: "g-1", collectionAddress })).toMatchObject({ field: "collectionId" })
      for (const address of ["", "http://g-1.example.org", "ftp://g-1.example.org", "https://g-1.example.org/?a=1"]) {
        expect(yield* made({ collectionId, collectionAddress: address })).toMatchObject({ field: "collectionAddress" })
      }
    })
  )

  it.effect("reads its collection from Config", () =>
    Effect.gen(function* () {
      const service = script(text("found", 200))
      const live = GCSCollectionClient.layerConfig({
        collectionId: Config.string("COLLECTION"),
        collectionAddress: Config.string("ADDRESS")
      }).pipe(Layer.provide([Layer.succeed(Authorization, tokens("Bearer secret").service), service.layer]))
      const got = yield* Effect.flatMap(GCSCollectionClient.GCSCollectionClient, ({ get }) => get("/a")).pipe(
        Effect.provide(live),
        Effect.withConfigProvider(
          ConfigProvider.fromMap(
            new Map([
              ["COLLECTION", collectionId],
              ["ADDRESS", "https://g-1.example.org"]
            ])
          )
        )
      )
      expect(Buffer.from(got).toString()).toBe("found")
      expect(service.requests[0]?.url.href).toBe("https://g-1.example.org/a")
    })
  )

  it.effect("fails with the error of the stream, however fast the network is", () =>
    Effect.gen(function* () {
      const network = HttpClient.make((request) => {
        const failed = (cause: unknown) => new HttpClientError.RequestError({ request, reason: "Transport", cause })
        const body = request.body._tag === "Stream" ? request.body.stream : Stream.empty
        return Effect.zipRight(Effect.mapError(Stream.runDrain(body), failed), Effect.fail(failed("it has no answer")))
      })
      const { upload } = yield* Effect.provideService(client("g-1.example.org"), HttpClient.HttpClient, network)
      const broken = new Broken({ why: "disk" })
      expect(yield* Effect.flip(upload("/a", Stream.fail(broken)))).toBe(broken)
      expect(yield* Effect.flip(upload("/a", () => Stream.fail(broken)))).toBe(broken)
    })
  )

  it.effect("can be made from handlers of a test", () =>
    Effect.gen(function* () {
      const files = yield* GCSCollectionClient.GCSCollectionClient
      expect(yield* files.get("/a")).toEqual(new Uint8Array([1]))
      const cause = yield* Effect.sandbox(Effect.flip(Effect.sandbox(files.head("/a"))))
      expect(String(cause)).toContain("head was called")
    }).pipe(Effect.provide(GCSCollectionClient.layerNoop({ get: () => Effect.succeed(new Uint8Array([1])) })))
  )
})

for (const [name, layer] of [
  ["FetchHttpClient", FetchHttpClient.layer],
  ["UndiciHttpClient", UndiciHttpClient.layer()]
] as const) {
  const test = (title: string, effect: Effect.Effect<void, unknown, HttpClient.HttpClient | Scope.Scope>) =>
    it.scopedLive(title, () => Effect.provide(effect, layer))

  /** A collection that accepts uploads, except for the answers that a test gives. */
  const writable = (...answers: ReadonlyArray<Http.RequestListener | undefined>) =>
    Effect.gen(function* () {
      const written: Array<Buffer> = []
      const service = yield* fileServer((turn) => ({
        content,
        answer: (request, response) => {
          const answer = answers[turn]
          if (answer !== undefined) return answer(request, response)
          collect(request, (body) => {
            written.push(body)
            response.writeHead(201).end()
          })
        }
      }))
      return { ...service, written }
    })

  describe(`the files of a collection over ${name}`, () => {
    test(
      "have the metadata of their headers",
      Effect.gen(function* () {
        const lastModified = "Thu, 02 Jan 2025 03:04:05 GMT"
        const service = yield* fileServer(() => ({ content, etag: '"a"', lastModified }))
        const { head } = yield* client(service.url)
        expect(yield* head("/a")).toEqual({ size: 300_000, etag: '"a"', lastModified, contentType: undefined })
        const bare = yield* fileServer(() => ({
          content,
          answer: (_request, response) =>
            void response.writeHead(200, { "content-encoding": "br", "content-length": 7 }).end()
        }))
        const unknown = yield* Effect.flatMap(client(bare.url), ({ head }) => head("/a"))
        expect(unknown.size).toBeUndefined()
      })
    )

    test(
      "are written from memory, also by a retry, and deleted",
      Effect.gen(function* () {
        const service = yield* writable((_request, response) => void response.writeHead(503).end())
        const files = yield* client(service.url)
        yield* files.put("/a", content)
        yield* files.put("/b", "tëxt", { contentType: "text/plain" })
        yield* files.delete("/a")
        expect(service.written.map(digest)).toEqual([content, Buffer.from("tëxt"), ""].map(digest))
        expect(service.seen.map(({ headers, method, path }) => [method, path, headers["content-type"]])).toEqual([
          ["PUT", "/a", "application/octet-stream"],
          ["PUT", "/a", "application/octet-stream"],
          ["PUT", "/b", "text/plain"],
          ["DELETE", "/a", undefined]
        ])
      })
    )

    test(
      "fail like other clients, and report a redirect to the login page",
      Effect.gen(function* () {
        const answer =
          (status: number, body: string, headers: Http.OutgoingHttpHeaders = {}): Http.RequestListener =>
          (request, response) => {
            request.resume()
            response.writeHead(status, { "content-type": "application/json", ...headers }).end(body)
          }
        const service = yield* writable(
          answer(403, JSON.stringify({ code: "ConsentRequired", required_scopes: ["s"] })),
          answer(404, ""),
          answer(302, "", { location: "/login" }),
          answer(301, "", { location: "/elsewhere" })
        )
        const files = yield* client(service.url)
        expect(yield* Effect.flip(files.put("/a", "x"))).toMatchObject({
          _tag: "GlobusConsentRequired",
          operation: "put",
          requirements: { required_scopes: ["s"] }
        })
        expect(yield* Effect.flip(files.delete("/a"))).toMatchObject({ _tag: "GlobusNotFound", operation: "delete" })
        expect(yield* Effect.flip(files.put("/a", "x"))).toMatchObject({ _tag: "GlobusUnauthenticated", status: 302 })
        expect(yield* Effect.flip(files.put("/a", "x"))).toMatchObject({ _tag: "GlobusApiError", status: 301 })
      })
    )
  })

  describe(`an upload over ${name}`, () => {
    test(
      "has the content of the stream, however it is chunked",
      Effect.promise(() =>
        fc.assert(
          fc.asyncProperty(
            fc.array(fc.oneof(fc.nat({ max: 10 }), fc.nat({ max: 150_000 })), { maxLength: 6 }),
            fc.boolean(),
            (sizes, isAnnounced) =>
              Effect.gen(function* () {
                const service = yield* writable()
                const { upload } = yield* client(service.url)
                const pieces = sizes.map((size) => content.subarray(0, size))
                const body = Buffer.concat(pieces)
                yield* upload("/a", Stream.fromIterable(pieces), isAnnounced ? { contentLength: body.length } : {})
                expect(service.written[0]?.equals(body)).toBe(true)
                if (isAnnounced && name === "UndiciHttpClient") {
                  expect(service.seen[0]?.headers["content-length"]).toBe(String(body.length))
                }
              }).pipe(Effect.scoped, Effect.provide(layer), Effect.runPromise)
          ),
          { numRuns: 30 }
        )
      )
    )

    test(
      "of a stream that needs services uses those of the caller, not those of middleware",
      Effect.gen(function* () {
        class Disk extends Context.Tag("Disk")<Disk, string>() {}
        const service = yield* writable()
        const stream = Stream.fromEffect(Effect.map(Disk, (disk) => Buffer.from(disk)))
        const without = yield* client(service.url)
        const other = yield* client(service.url, {
          transformClient: HttpClient.transformResponse(Effect.provideService(Disk, "the other"))
        })
        for (const { upload } of [without, other]) {
          yield* Effect.provideService(upload("/a", stream), Disk, "the caller's")
        }
        expect(service.written.map(String)).toEqual(["the caller's", "the caller's"])
      })
    )

    test(
      "of a stream is sent once",
      Effect.gen(function* () {
        const service = yield* writable((request, response) => collect(request, () => response.writeHead(503).end()))
        const { upload } = yield* client(service.url)
        expect(yield* Effect.flip(upload("/a", Stream.make(content)))).toMatchObject({
          _tag: "GlobusServiceUnavailable"
        })
        expect(service.seen).toHaveLength(1)
      })
    )

    test(
      "of a function is sent again from the beginning after a broken connection, a 503 and a 401",
      Effect.gen(function* () {
        const service = yield* writable(
          (request) => void request.once("data", () => request.destroy()),
          (request, response) => collect(request, () => response.writeHead(503).end()),
          (request, response) => collect(request, () => response.writeHead(401).end())
        )
        const authorizer = tokens("Bearer one", "Bearer two")
        const { upload } = yield* client(service.url, {}, authorizer.service)
        const made = yield* Ref.make(0)
        yield* upload("/a", () => Stream.concat(Stream.execute(Ref.update(made, (n) => n + 1)), Stream.make(content)))
        expect(service.written.map(digest)).toEqual([digest(content)])
        expect(yield* made).toBe(4)
        expect(service.seen.map(({ headers }) => headers.authorization)).toEqual([
          "Bearer one",
          "Bearer one",
          "Bearer one",
          "Bearer two"
        ])
      })
    )

    test(
      "fails with the error of the stream, and is not retried",
      Effect.gen(function* () {
        const service = yield* writable()
        const { upload } = yield* client(service.url)
        const broken = Stream.concat(Stream.make(content), Stream.fail(new Broken({ why: "disk" })))
        let made = 0
        for (const source of [broken, () => (made++, broken)]) {
          const error = yield* Effect.flip(upload("/a", source))
          expect(error).toMatchObject({ _tag: "Broken", why: "disk" })
        }
        expect(service.written).toEqual([])
        expect(made).toBe(1)
        const died = yield* Effect.exit(upload("/a", () => Stream.die("bug")))
        expect(String(died)).toContain("bug")
      })
    )

    test(
      "has the announced length, or fails",
      Effect.gen(function* () {
        const service = yield* writable()
        const { upload } = yield* client(service.url)
        for (const contentLength of [0, 299_999, 300_001]) {
          const error = yield* Effect.flip(upload("/a", () => Stream.make(content), { contentLength }))
          expect(error).toMatchObject({ _tag: "GlobusUsageError", field: "contentLength" })
        }
        // The last announced byte is sent only when the stream has ended.
        const more = Stream.concat(
          Stream.make(content),
          Stream.fromEffect(Effect.as(Effect.sleep("100 millis"), content))
        )
        expect(yield* Effect.flip(upload("/a", more, { contentLength: 300_000 }))).toMatchObject({
          field: "contentLength"
        })
        expect(service.written).toEqual([])
        expect(yield* Effect.flip(upload("/a", Stream.empty, { contentLength: -1 }))).toMatchObject({
          field: "contentLength"
        })
      })
    )

    test(
      "that is refused before everything is sent fails with that error, and closes the stream",
      Effect.gen(function* () {
        const service = yield* writable((request, response) => {
          request.once("data", () => {
            request.pause()
            response.writeHead(403, { "content-type": "application/json" }).end('{"code":"Denied"}')
          })
        })
        const { upload } = yield* client(service.url)
        const released = yield* Deferred.make<void>()
        const endless = Stream.ensuring(Stream.forever(Stream.make(content)), Deferred.succeed(released, undefined))
        expect(yield* Effect.flip(upload("/a", endless))).toMatchObject({
          _tag: "GlobusPermissionDenied",
          code: "Denied"
        })
        yield* Deferred.await(released)
      })
    )

    test(
      "that is interrupted ends the request, and closes the stream",
      Effect.gen(function* () {
        const begun = yield* Deferred.make<void>()
        const gone = yield* Deferred.make<void>()
        const service = yield* writable((request, response) => {
          request.once("data", () => Deferred.unsafeDone(begun, Effect.void))
          response.on("close", () => Deferred.unsafeDone(gone, Effect.void))
        })
        const { upload } = yield* client(service.url)
        const released = yield* Deferred.make<void>()
        const endless = Stream.ensuring(Stream.forever(Stream.make(content)), Deferred.succeed(released, undefined))
        const fiber = yield* Effect.fork(upload("/a", () => endless))
        yield* Deferred.await(begun)
        yield* Fiber.interrupt(fiber)
        yield* Deferred.await(gone)
        yield* Deferred.await(released)
        expect(service.seen).toHaveLength(1)
      })
    )

    test(
      "reads the stream only as fast as the collection accepts it",
      Effect.gen(function* () {
        let go = () => {}
        const service = yield* writable((request, response) => {
          request.pause()
          go = () => {
            request.resume()
            request.on("end", () => response.writeHead(201).end())
          }
        })
        const { upload } = yield* client(service.url)
        const pulled = yield* Ref.make(0)
        const source = Stream.repeatEffect(
          Effect.as(
            Ref.updateAndGet(pulled, (n) => n + 1),
            content
          )
        ).pipe(Stream.take(200))
        const fiber = yield* Effect.fork(upload("/a", source))
        // Kernel buffers take some megabytes, and then it stops.
        const settled = Effect.gen(function* () {
          const before = yield* pulled
          yield* Effect.sleep("150 millis")
          return before > 0 && before === (yield* pulled)
        })
        yield* Effect.repeat(settled, { until: (isSettled) => isSettled })
        expect(yield* pulled).toBeLessThan(100)
        go()
        yield* Fiber.join(fiber)
        expect(yield* pulled).toBe(200)
      })
    )

    test(
      "may take longer than the deadline, while chunks are accepted or the stream is slow",
      Effect.gen(function* () {
        const service = yield* writable()
        const { upload } = yield* client(service.url, { timeout: "500 millis" })
        const slow = Stream.fromIterable([1, 2, 3]).pipe(
          Stream.mapEffect((n) => Effect.as(Effect.sleep("700 millis"), new Uint8Array([n])))
        )
        yield* upload("/a", slow)
        expect(service.written).toEqual([Buffer.from([1, 2, 3])])
      })
    )

    test(
      "of one long chunk may also take longer than the deadline",
      Effect.gen(function* () {
        const service = yield* writable((request, response) => {
          let length = 0
          request.on("data", (piece: Buffer) => {
            length += piece.length
            request.pause()
            setTimeout(() => request.resume(), 3)
          })
          request.on("end", () => response.writeHead(length === 20_000_000 ? 201 : 400).end())
        })
        const { upload } = yield* client(service.url, { timeout: "1500 millis", retry: Retry.never })
        yield* upload("/a", Stream.make(new Uint8Array(20_000_000)))
      })
    )

    test(
      "that the collection does not read times out, and is retried if possible",
      Effect.gen(function* () {
        const service = yield* writable((request) => void request.pause())
        const { upload } = yield* client(service.url, { timeout: "1 second" })
        const big = () => Stream.take(Stream.forever(Stream.make(content)), 100)
        yield* upload("/a", big)
        expect(service.written[0]?.length).toBe(30_000_000)
        expect(service.seen).toHaveLength(2)
      })
    )

    it.scoped("without an answer times out by a TestClock", () =>
      Effect.gen(function* () {
        const service = yield* writable((request) => void request.resume())
        const { upload } = yield* client(service.url, { timeout: "1 minute" })
        const fiber = yield* Effect.fork(Effect.flip(upload("/a", Stream.make(content))))
        yield* TestServices.provideLive(Effect.sleep("200 millis"))
        yield* TestClock.adjust("59 seconds")
        expect(Option.isNone(yield* Fiber.poll(fiber))).toBe(true)
        yield* TestClock.adjust("1 seconds")
        expect(yield* Fiber.join(fiber)).toMatchObject({ _tag: "GlobusTimeout", operation: "upload" })
      }).pipe(Effect.provide(layer))
    )
  })
}
