import * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import { describe, expect, it } from "@effect/vitest"
import type { Scope } from "effect"
import { Effect, Inspectable, Schedule, Stream } from "effect"
import { unsafeCoerce } from "effect/Function"
import { Authorization } from "../../../src/Authorization.js"
import type { ClientOptions } from "../../../src/ClientOptions.js"
import * as GCSCollectionClient from "../../../src/collections/GCSCollectionClient.js"
import type { GlobusError } from "../../../src/GlobusError.js"
import { clients } from "../../clients.js"
import { anonymous, tokens } from "../../script.js"
import { server } from "./server.js"
import { things } from "../operation/ThingsApi.js"

/** Values that no header can have. */
const bad = ["a\r\nx: y", "a\nb", "a\u0000", "a\u007f", "漢", "\ud800"]

const get = { thing_id: "1" }

const sent = { method: "GET", path: "/x" } as const

for (const [name, layer] of clients) {
  describe(`what cannot be sent over ${name}`, () => {
    const options = { retry: Schedule.recurs(3) } satisfies ClientOptions

    const test = (title: string, effect: Effect.Effect<void, unknown, HttpClient.HttpClient | Scope.Scope>) =>
      it.scopedLive(title, () => Effect.provide(effect, layer))

    /** A client of each kind, and whether the service was asked for anything. */
    const made = (further: ClientOptions = {}, authorization = tokens("Bearer secret").service) =>
      Effect.gen(function* () {
        const service = yield* server((_request, response) => response.end('{"id":"t"}'))
        const api = yield* things({ baseUrl: service.url, ...options, ...further }, authorization)
        const files = yield* GCSCollectionClient.make({
          ...options,
          ...further,
          collectionId: "24bc4997-b483-4c25-a19c-64b0afc00743",
          collectionAddress: service.url
        }).pipe(Effect.provideService(Authorization, authorization))
        return { api, files, seen: service.seen, url: service.url }
      })

    /** All fail at once, each with the same field, and nothing is sent. */
    const refused = (
      seen: ReadonlyArray<string>,
      field: string,
      ...calls: ReadonlyArray<Effect.Effect<unknown, GlobusError | { readonly _tag: string }>>
    ) =>
      Effect.forEach(calls, (call) =>
        Effect.gen(function* () {
          const error = yield* Effect.flip(call)
          expect(error).toMatchObject({ _tag: "GlobusUsageError", field })
          expect(Inspectable.toStringUnknown(error)).not.toContain("secret")
          expect(seen).toEqual([])
        })
      )

    test(
      "is refused at once: a header of the caller's",
      Effect.gen(function* () {
        const { api, files, seen } = yield* made()
        for (const headers of [
          ...bad.map((value) => ({ "x-a": value })),
          { "x a": "1" },
          { "": "1" },
          { "content-length": "5" },
          { "Transfer-Encoding": "chunked" },
          { connection: "close" }
        ]) {
          yield* refused(
            seen,
            "headers",
            api.getThing(get, { headers }),
            api.request({ ...sent, headers }),
            Stream.runDrain(api.listThingsStream({}, { headers })),
            files.head("/a", { headers }),
            files.get("/a", { headers }),
            files.put("/a", "x", { headers })
          )
        }
      })
    )

    test(
      "is refused at once: the authorization that an authorizer gives",
      Effect.gen(function* () {
        for (const value of bad) {
          const { api, files, seen } = yield* made({}, tokens(`Bearer secret${value}`).service)
          yield* refused(
            seen,
            "authorization",
            api.getThing(get),
            api.createThing({ name: "n" }),
            api.request(sent),
            Stream.runDrain(api.listThingsStream()),
            files.get("/a"),
            files.upload("/a", () => Stream.make(new Uint8Array(1)))
          )
        }
      })
    )

    test(
      "is refused at once: what middleware makes of a request",
      Effect.gen(function* () {
        for (const value of bad) {
          const { api, files, seen } = yield* made({
            transformClient: HttpClient.mapRequest(HttpClientRequest.setHeader("x-a", value))
          })
          yield* refused(seen, "x-a", api.getThing(get), api.request(sent), files.get("/a"))
        }
        const nowhere = yield* made({ transformClient: HttpClient.mapRequest(HttpClientRequest.setUrl("no url")) })
        yield* refused(nowhere.seen, "request", nowhere.api.getThing(get), nowhere.files.get("/a"))
      })
    )

    test(
      "is refused at once: the type of a body, and a body where none can be",
      Effect.gen(function* () {
        const { api, files, seen } = yield* made()
        const post = { method: "POST", path: "/x", repeatable: true } as const
        for (const contentType of bad) {
          yield* refused(seen, "body", api.request({ ...post, body: HttpBody.text("x", contentType) }))
          yield* refused(
            seen,
            "contentType",
            files.put("/a", "x", { contentType }),
            files.upload("/a", Stream.make(new Uint8Array(1)), { contentType })
          )
        }
        for (const method of ["GET", "HEAD"] as const) {
          yield* refused(seen, "body", api.request({ ...sent, method, body: HttpBody.text("x") }))
        }
      })
    )

    test(
      "is refused at once: the version and the range of a file",
      Effect.gen(function* () {
        const { files, seen } = yield* made()
        for (const etag of [
          "",
          "a",
          '"a',
          'a"',
          'w/"a"',
          "'a'",
          '"a b"',
          '"a"b"',
          ...bad,
          ...bad.map((text) => `"${text}"`)
        ]) {
          yield* refused(seen, "etag", files.get("/a", { etag }), Stream.runDrain(files.download("/a", { etag })))
        }
        for (const place of [-1, 0.5, NaN, Infinity, 2 ** 53]) {
          yield* refused(seen, "start", files.get("/a", { start: place }))
          yield* refused(seen, "end", files.get("/a", { end: place }))
          yield* refused(
            seen,
            "contentLength",
            files.upload("/a", Stream.make(new Uint8Array(1)), { contentLength: place })
          )
        }
      })
    )

    test(
      "is refused at once: a parameter of a query",
      Effect.gen(function* () {
        const { api, files, seen } = yield* made()
        for (const value of [NaN, Infinity, "\ud800", ["a", NaN], null, [null], {}, [[1]], new Date(0)]) {
          // From JavaScript anything may come.
          const query: Record<string, string> = unsafeCoerce({ q: value })
          yield* refused(
            seen,
            "q",
            api.getThing(get, { query }),
            api.request({ ...sent, query }),
            Stream.runDrain(api.listThingsStream({}, { query })),
            files.get("/a", { query })
          )
        }
      })
    )

    test(
      "is refused at once: a part of a path",
      Effect.gen(function* () {
        const { api, files, seen, url } = yield* made()
        yield* refused(seen, "thing_id", api.getThing({ thing_id: "\ud800" }))
        yield* refused(seen, "path", api.request({ ...sent, path: "/\udc00" }), files.get("/\ud800a"))
        for (const link of [`${url}/\ud800`, `${url}/a?b=\ud800`]) {
          yield* refused(seen, "path", api.request({ ...sent, path: link }), files.get(link))
        }
      })
    )

    test(
      "is refused at once: a number in a document that JSON does not know",
      Effect.gen(function* () {
        const { api, seen } = yield* made()
        for (const value of [NaN, Infinity, -Infinity, 1n]) {
          for (const further of [{ size: value }, { sizes: [null, { a: value }] }]) {
            yield* refused(seen, "", api.createThing({ name: "n", ...further }))
          }
        }
        const further = { note: null, list: [null, 1] }
        yield* api.createThing({ name: "null", ...further })
        expect(seen).toHaveLength(1)
      })
    )
  })
}

it.scopedLive("what can be sent is: every letter of Latin-1 in a header, and an ETag with any of its characters", () =>
  Effect.gen(function* () {
    const latin = "\t !\"'~\x80\xe4\xff."
    const etag = '"!#\x80\xff~"'
    const service = yield* server((request, response) => {
      expect([request.headers["x-a"], request.headers["if-range"]]).toEqual([latin.trim(), etag])
      response.writeHead(206, { etag, "content-range": "bytes 1-2/3" }).end("bc")
    })
    const files = yield* GCSCollectionClient.make({
      collectionId: "24bc4997-b483-4c25-a19c-64b0afc00743",
      collectionAddress: service.url
    }).pipe(Effect.provideService(Authorization, anonymous))
    const bytes = yield* files.get("/a", { start: 1, etag, headers: { "x-a": latin } })
    expect(Buffer.from(bytes).toString()).toBe("bc")
  }).pipe(Effect.provide(clients[2][1]))
)
