import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import type * as HttpClient from "@effect/platform/HttpClient"
import { UndiciHttpClient } from "@effect-globus/http"
import { describe, expect, it } from "@effect/vitest"
import type { Scope } from "effect"
import { Duration, Effect, Either, Option, Redacted, Stream } from "effect"
import { vi } from "vitest"
import { Authorization } from "../../src/Authorization.js"
import * as GCSCollectionClient from "../../src/collections/GCSCollectionClient.js"
import * as Retry from "../../src/Retry.js"
import * as TransferClient from "../../src/transfer/TransferClient.js"
import { server } from "../internal/wire/server.js"
import type { Found, Seen } from "./fileServer.js"
import { bytes, fileServer } from "./fileServer.js"

const content = bytes(300_000)

/**
 * Headers that the clients and Node's fetch set themselves. A browser's fetch sets them too, or does not let programs
 * set them.
 */
const ofFetch = [
  "host",
  "connection",
  "content-length",
  "transfer-encoding",
  "accept-language",
  "accept-encoding",
  "sec-fetch-mode",
  "cache-control",
  "pragma",
  "user-agent"
]

/** The headers that need a preflight request in a browser (Fetch, 2.2.2: CORS-unsafe request-header names). */
const asked = ({ headers, method }: Seen): ReadonlyArray<string> =>
  Object.entries(headers)
    .filter(([name, value]) => {
      if (ofFetch.includes(name)) return false
      if (name === "accept") return String(value).length > 128
      if (name === "range") return !/^bytes=\d+-\d*$/.test(String(value))
      // A method other than GET, HEAD and POST needs a preflight anyway.
      return !(name === "content-type" && method === "PUT")
    })
    .map(([name]) => name)

/** Simulates a page or a worker. */
const inBrowser = (name: string) =>
  Effect.acquireRelease(
    Effect.sync(() => vi.stubGlobal(name, {})),
    () => Effect.sync(() => vi.unstubAllGlobals())
  )

const secret: Authorization.Service = {
  header: () => Effect.succeed(Option.some(Redacted.make("Bearer secret"))),
  reject: () => Effect.succeed(false)
}

const collection = (collectionAddress: string, options: Partial<GCSCollectionClient.Options> = {}) =>
  GCSCollectionClient.make({
    retry: Retry.schedule({ maxRetries: 2, base: Duration.millis(1) }),
    products: [{ product: "portal", version: "1" }],
    tracePropagation: true,
    ...options,
    collectionId: "24bc4997-b483-4c25-a19c-64b0afc00743",
    collectionAddress
  }).pipe(Effect.provideService(Authorization, secret))

/** A call of each kind, with a download that breaks in the middle. */
const calls = (found: (turn: number) => Found) =>
  Effect.gen(function* () {
    const service = yield* fileServer(found)
    const files = yield* collection(service.url)
    const given = yield* Effect.either(files.get("/a"))
    yield* files.head("/a")
    yield* files.get("/a", { start: 5, end: 10, etag: '"a"' })
    yield* files.put("/a", "x")
    yield* files.upload("/a", Stream.make(new Uint8Array(3)))
    yield* files.delete("/a")
    yield* files.request({ method: "GET", path: "/a" })
    return { given, seen: service.seen }
  })

const breaks = (turn: number): Found => ({ content, etag: '"a"', ...(turn === 0 ? { cut: 100_000 } : {}) })

for (const [name, layer] of [
  ["FetchHttpClient", FetchHttpClient.layer],
  ["UndiciHttpClient", UndiciHttpClient.layer()]
] as const) {
  const test = (title: string, effect: Effect.Effect<void, unknown, HttpClient.HttpClient | Scope.Scope>) =>
    it.scopedLive(title, () => Effect.provide(effect, layer))

  describe(`a collection over ${name}`, () => {
    for (const global of ["document", "importScripts"]) {
      test(
        `gets no header from a browser that needs a preflight, except authorization: ${global}`,
        Effect.gen(function* () {
          yield* inBrowser(global)
          const { given, seen } = yield* calls(breaks)
          expect(Either.isRight(given) && Buffer.from(given.right).equals(content)).toBe(true)
          expect(seen.map(({ headers, method }) => [method, headers.range])).toEqual([
            ["GET", undefined],
            ["GET", "bytes=100000-"],
            ["HEAD", undefined],
            ["GET", "bytes=5-9"],
            ["PUT", undefined],
            ["PUT", undefined],
            ["DELETE", undefined],
            ["GET", undefined]
          ])
          for (const call of seen) expect([call.method, asked(call)]).toEqual([call.method, ["authorization"]])
        })
      )
    }

    test(
      "gets X-Globus-Client-Info and If-Range from other platforms",
      Effect.gen(function* () {
        const { seen } = yield* calls(breaks)
        expect([...asked(seen[1] ?? { method: "", path: "", headers: {} })].sort()).toEqual([
          "authorization",
          "b3",
          "if-range",
          "traceparent",
          "x-globus-client-info"
        ])
        expect(seen[0]?.headers["x-globus-client-info"]).toContain("product=portal,version=1")
      })
    )

    test(
      "never returns two versions of a file to a browser, which sends no If-Range",
      Effect.gen(function* () {
        yield* inBrowser("document")
        const other = bytes(300_001).subarray(1)
        for (const second of [{ etag: '"b"' }, {}, { etag: '"b"', noRanges: true }] satisfies ReadonlyArray<
          Partial<Found>
        >) {
          const { given } = yield* calls((turn) =>
            turn === 0 ? breaks(0) : turn === 1 ? { content: other, ...second } : breaks(turn)
          )
          expect(Either.getOrThrow(Either.flip(given))).toMatchObject({ _tag: "GlobusFileChanged", offset: 100_000 })
        }
      })
    )
  })

  test(
    `a Globus service gets X-Globus-Client-Info also from a browser, over ${name}`,
    Effect.gen(function* () {
      yield* inBrowser("document")
      const told: Array<unknown> = []
      const service = yield* server(({ headers }, response) => {
        told.push(headers["x-globus-client-info"], headers["user-agent"]?.includes("effect-globus") ?? false)
        response.end('{"value":"id"}')
      })
      const { getSubmissionId } = yield* TransferClient.make({ baseUrl: service.url }).pipe(
        Effect.provideService(Authorization, secret)
      )
      yield* getSubmissionId()
      expect(told).toEqual([expect.stringContaining("product=effect-globus"), false])
    })
  )
}
