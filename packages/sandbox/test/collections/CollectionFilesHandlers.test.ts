/** Files of collections over a real socket, asked by the SDK's own client, and by hand where a client would not. */
import { describe, expect, it } from "@effect/vitest"
import * as GCSCollectionClient from "@effect-globus/sdk/collections/GCSCollectionClient"
import { gcsCollectionScopes } from "@effect-globus/sdk/Scopes"
import * as TransferClient from "@effect-globus/sdk/transfer/TransferClient"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { symlinkSync } from "node:fs"
import { request } from "node:http"
import { join } from "node:path"
import * as FileVersion from "../../src/collections/FileVersion.js"
import { layer, layerInProcess, Sandbox } from "../../src/Sandbox.js"
import * as Ask from "../ask.js"
import { as } from "../clients.js"
import { pause, plant, temporaryDirectory, text, tree } from "../transfer/TransferFixture.js"

const here = "6f1c2a7e-0000-4000-8000-0000000000c1"
const there = "6f1c2a7e-0000-4000-8000-0000000000c2"
const { data_access, https } = gcsCollectionScopes(here)

/** Bytes of which no two stretches of some length are alike. */
const bytes = (length: number) => Uint8Array.from({ length }, (_, at) => (at * 31 + (at >> 8) * 7 + (at >> 16)) % 251)

/** A collection with files over a socket, beside another one and what no collection may reach. */
const withFiles = <A, E, R>(use: (root: string) => Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const home = yield* temporaryDirectory
    plant(home, { "root/hello.txt": "Hello, world", "other/secret": "SECRET", "outside/secret": "SECRET" })
    const collections = [
      // One that has the scope data_access, too.
      { id: here, displayName: "Here", root: join(home, "root"), dataAccess: true },
      { id: there, displayName: "There", root: join(home, "other") }
    ]
    return yield* Effect.provide(use(join(home, "root")), Layer.merge(layer({ collections }), FetchHttpClient.layer))
  }).pipe(Effect.scoped)

/** The address is from Transfer's document, as a program would find it. */
const client = (scopes: string = https) =>
  Effect.gen(function* () {
    const transfer = yield* as(TransferClient.make, Ask.transferAll)
    const { https_server } = yield* transfer.getEndpoint({ endpoint_id: here })
    const make = () =>
      GCSCollectionClient.make({
        collectionId: here,
        collectionAddress: https_server ?? "",
        retry: Schedule.recurs(3)
      })
    return yield* as(make, scopes)
  })

/** A request as it is, with a path that no URL would leave alone. */
const raw = (method: string, path: string, headers: Readonly<Record<string, string>> = {}, body?: Uint8Array) =>
  Effect.gen(function* () {
    const { baseUrl, issueTokens } = yield* Sandbox
    const { access_token } = yield* issueTokens({ scopes: https })
    return yield* Effect.async<Ask.Answer>((resume) => {
      const sent = request(
        baseUrl,
        {
          method,
          path: `/collections/${here}${path}`,
          headers: { authorization: `Bearer ${access_token}`, ...headers }
        },
        (response) => {
          const pieces: Array<Buffer> = []
          response.on("data", (piece: Buffer) => pieces.push(piece))
          response.on("end", () => {
            const text = Buffer.concat(pieces).toString()
            const headers = Object.fromEntries(
              Object.entries(response.headers).map(([name, value]) => [name, String(value)])
            )
            resume(Effect.succeed({ status: response.statusCode ?? 0, headers, text, body: Ask.parse(text) }))
          })
        }
      )
      sent.on("error", (error) => resume(Effect.die(error)))
      sent.end(body)
    })
  })

describe("files of a collection", () => {
  it.live("are written, told of, read and deleted", () =>
    withFiles((root) =>
      Effect.gen(function* () {
        const files = yield* client()
        yield* files.put("/run 7 ü%2f.txt", "first")
        yield* files.put("/run 7 ü%2f.txt", "second")
        expect(text(root, "run 7 ü%2f.txt")).toBe("second")
        const { etag, lastModified, ...about } = yield* files.head("/run 7 ü%2f.txt")
        expect(about).toStrictEqual({ size: 6, contentType: "application/octet-stream" })
        expect([etag?.startsWith('"'), Date.parse(lastModified ?? "") > 0]).toStrictEqual([true, true])
        expect(Buffer.from(yield* files.get("/run 7 ü%2f.txt")).toString()).toBe("second")
        yield* files.delete("/run 7 ü%2f.txt")
        expect(tree(root)).toStrictEqual({ "hello.txt": "Hello, world" })
      })
    )
  )

  it.live("are read by ranges", () =>
    withFiles(() =>
      Effect.gen(function* () {
        const files = yield* client()
        const read = (options: GCSCollectionClient.DownloadOptions) =>
          Effect.map(files.get("/hello.txt", options), (bytes) => Buffer.from(bytes).toString())
        expect(yield* read({ start: 7 })).toBe("world")
        expect(yield* read({ end: 5 })).toBe("Hello")
        expect(yield* read({ start: 3, end: 8 })).toBe("lo, w")
        expect(yield* read({ start: 13 }).pipe(Effect.flip)).toMatchObject({
          _tag: "GlobusRangeNotSatisfiable",
          size: 12
        })
        const { etag = "", lastModified = "" } = yield* files.head("/hello.txt")
        const ask = (headers: Readonly<Record<string, string>>) =>
          Effect.map(raw("GET", "/hello.txt", headers), ({ headers, status, text }) => [
            status,
            text,
            headers["content-range"]
          ])
        expect(yield* ask({ range: "bytes=-5" })).toStrictEqual([206, "world", "bytes 7-11/12"])
        expect(yield* ask({ range: "bytes=0-0", "if-range": etag })).toStrictEqual([206, "H", "bytes 0-0/12"])
        expect(yield* ask({ range: "bytes=0-0", "if-range": lastModified })).toStrictEqual([206, "H", "bytes 0-0/12"])
        expect(yield* ask({ range: "bytes=12-" })).toStrictEqual([416, "", "bytes */12"])
        for (const headers of [{ range: "bytes=0-0", "if-range": '"old"' }, { range: "bytes=0-0,2-3" }]) {
          expect(yield* ask(headers)).toStrictEqual([200, "Hello, world", undefined])
        }
        expect(yield* ask({ "if-none-match": `"old", ${etag}` })).toStrictEqual([304, "", undefined])
        expect(yield* ask({ "if-none-match": '"old"' })).toStrictEqual([200, "Hello, world", undefined])
      })
    )
  )

  it.live("of many pieces come and go whole", () =>
    withFiles((root) =>
      Effect.gen(function* () {
        const files = yield* client()
        const content = bytes(1_000_003)
        const pieces = Stream.fromIterable([content.subarray(0, 400_000), content.subarray(400_000)])
        yield* files.upload("/large", pieces, { contentLength: content.length })
        expect(tree(root)["large"]).toBe(Buffer.from(content).toString())
        expect(Buffer.compare(yield* files.get("/large"), content)).toBe(0)
        yield* files.put("/empty", "")
        expect((yield* files.get("/empty")).length).toBe(0)
      })
    )
  )

  it.live("that break off in the middle are asked for again from there", () =>
    withFiles((root) =>
      Effect.gen(function* () {
        const { clearJournal, fault, journal } = yield* Sandbox
        const files = yield* client()
        const content = bytes(600_000)
        plant(root, { large: content })
        yield* clearJournal
        yield* fault({ operation: "getFile", service: here, truncate: true, drop: true, times: 2 })
        expect(Buffer.compare(yield* files.get("/large"), content)).toBe(0)
        expect(
          (yield* journal).map(({ fault, operation, outcome, service }) => [operation, service, fault, outcome])
        ).toStrictEqual([
          ["getFile", here, true, "dropped"],
          ["getFile", here, true, "dropped"],
          ["getFile", here, false, "answered"]
        ])
      })
    )
  )

  it.live("that are replaced while they break off are another file", () =>
    withFiles((root) =>
      Effect.gen(function* () {
        const { fault } = yield* Sandbox
        const files = yield* client()
        plant(root, { large: bytes(600_000) })
        yield* fault({ operation: "getFile", truncate: true, drop: true })
        const replaced = yield* Effect.once(files.put("/large", bytes(600_000)))
        const read = Stream.runDrain(Stream.tap(files.download("/large"), () => replaced))
        expect(yield* Effect.flip(read)).toMatchObject({ _tag: "GlobusFileChanged" })
      })
    )
  )

  it.live("whose upload breaks off stay what they were", () =>
    withFiles((root) =>
      Effect.gen(function* () {
        const { awaitJournal, baseUrl, issueTokens } = yield* Sandbox
        const { access_token } = yield* issueTokens({ scopes: https })
        const authorization = `Bearer ${access_token}`
        const sent = request(`${baseUrl}collections/${here}/hello.txt`, {
          method: "PUT",
          headers: { authorization, "content-length": 1_000_000 }
        })
        sent.on("error", () => {})
        sent.write(bytes(300_000))
        yield* awaitJournal((entries) => entries.some(({ operation }) => operation === "putFile"))
        // It is being written.
        yield* Effect.repeat(
          Effect.zipRight(
            pause,
            Effect.sync(() => Object.keys(tree(root)).length)
          ),
          {
            until: (count) => count === 2
          }
        )
        expect(text(root, "hello.txt")).toBe("Hello, world")
        sent.destroy()
        yield* awaitJournal((entries) =>
          entries.some(({ operation, outcome }) => operation === "putFile" && outcome !== "pending")
        )
        expect(tree(root)).toStrictEqual({ "hello.txt": "Hello, world" })
        expect(yield* raw("PUT", "/hello.txt", { "content-range": "bytes 0-0/2" }, bytes(1))).toMatchObject({
          status: 400
        })
      })
    )
  )

  it.live("that are not there, or are directories, are refused", () =>
    withFiles((root) =>
      Effect.gen(function* () {
        const files = yield* client()
        plant(root, { "directory/": "" })
        expect(yield* Effect.flip(files.get("/nothing"))).toMatchObject({ _tag: "GlobusNotFound", code: "not_found" })
        expect(yield* Effect.flip(files.delete("/nothing"))).toMatchObject({ _tag: "GlobusNotFound" })
        expect(yield* Effect.flip(files.put("/nothing/x", ""))).toMatchObject({ _tag: "GlobusNotFound" })
        expect(yield* Effect.flip(files.head("/hello.txt/x"))).toMatchObject({ status: 404 })
        for (const call of [files.get("/directory"), files.put("/directory", ""), files.delete("/directory")]) {
          expect(yield* Effect.flip(Effect.asVoid(call))).toMatchObject({ status: 409 })
        }
        expect(tree(root)).toStrictEqual({ "directory/": "", "hello.txt": "Hello, world" })
      })
    )
  )

  it.live("whose names are too long, or stand for copies that are not whole, are refused", () =>
    withFiles((root) =>
      Effect.gen(function* () {
        const unfinished = `.globus-sandbox-1-${here}`
        plant(root, { [unfinished]: "HALF" })
        for (const method of ["GET", "HEAD", "PUT", "DELETE"]) {
          const body = method === "PUT" ? new Uint8Array(1) : undefined
          expect((yield* raw(method, `/${"x".repeat(256)}`, {}, body)).status).toBe(400)
          expect((yield* raw(method, `/${unfinished}`, {}, body)).status).toBe(404)
        }
        expect(text(root, unfinished)).toBe("HALF")
      })
    )
  )
})

describe("a collection", () => {
  it.live("is for those who have a token for its files", () =>
    withFiles(() =>
      Effect.gen(function* () {
        const { baseUrl, issueTokens } = yield* Sandbox
        expect(yield* Effect.flip((yield* client(data_access)).get("/hello.txt"))).toMatchObject({
          _tag: "GlobusPermissionDenied",
          status: 403
        })
        expect(yield* Effect.flip((yield* client(gcsCollectionScopes(there).https)).get("/hello.txt"))).toMatchObject({
          status: 401
        })
        expect(yield* Ask.get(`/collections/${here}/hello.txt`)).toMatchObject({
          status: 401,
          body: { DATA_TYPE: "result#1.0.0", code: "not_authorized" }
        })
        const { access_token } = yield* issueTokens({ scopes: Ask.transferAll })
        expect((yield* Ask.get(`/collections/${here}/hello.txt`, access_token)).status).toBe(401)
        const page = yield* Effect.promise(() =>
          fetch(`${baseUrl}collections/${here}/hello.txt`, { headers: { accept: "text/html" }, redirect: "manual" })
        )
        const login = new URL(page.headers.get("location") ?? "")
        expect([page.status, login.pathname, login.searchParams.get("scope")]).toStrictEqual([
          302,
          "/v2/oauth2/authorize",
          https
        ])
      })
    )
  )

  it.live("lets nobody out", () =>
    withFiles((root) =>
      Effect.gen(function* () {
        symlinkSync("../outside", join(root, "way"))
        symlinkSync("../outside/secret", join(root, "link"))
        symlinkSync("hello.txt", join(root, "within"))
        expect((yield* raw("GET", "/within")).text).toBe("Hello, world")
        const escapes = ["/../other/secret", "/%2e%2e/other/secret", "/a/..%2f..%2fother%2fsecret", "/%00", "/%zz"]
        for (const path of escapes) {
          for (const method of ["GET", "PUT", "DELETE"]) {
            const { status, text } = yield* raw(method, path)
            expect([path, method, status >= 400, text.includes("SECRET")]).toStrictEqual([path, method, true, false])
          }
        }
        for (const path of ["/way/secret", "/link"]) expect((yield* raw("GET", path)).status).toBe(403)
        expect((yield* raw("PUT", "/way/new", {}, bytes(1))).status).toBe(403)
        expect((yield* raw("DELETE", "/way/secret")).status).toBe(403)
        // The link itself is replaced, and what it led to stays.
        expect((yield* raw("PUT", "/link", {}, bytes(1))).status).toBe(204)
        expect(tree(join(root, ".."))).toMatchObject({ "outside/secret": "SECRET", "other/secret": "SECRET" })
        expect(Object.keys(tree(root)).sort()).toStrictEqual(["hello.txt", "link", "way", "within"])
      })
    )
  )

  it.live("takes the faults of any service", () =>
    withFiles((root) =>
      Effect.gen(function* () {
        const { fault } = yield* Sandbox
        const files = yield* client()
        yield* fault({ operation: "putFile", status: 503 })
        yield* files.put("/a", "a")
        yield* fault({ operation: "putFile", drop: true, after: true })
        yield* files.put("/a", "b")
        expect(text(root, "a")).toBe("b")
        yield* fault({ operation: "getFile", truncate: true })
        expect((yield* raw("GET", "/hello.txt")).text).toBe("Hello,")
      })
    )
  )
})

describe("in process", () => {
  it.live("a file is open until it was read", () =>
    Effect.gen(function* () {
      const root = yield* temporaryDirectory
      const content = bytes(200_000)
      plant(root, { large: content })
      const read = Effect.gen(function* () {
        const files = yield* client()
        expect((yield* files.head("/large")).size).toBe(200_000)
        expect(Buffer.compare(yield* files.get("/large", { start: 1 }), content.subarray(1))).toBe(0)
        yield* files.put("/copy", content)
        expect(Buffer.compare(yield* files.get("/copy"), content)).toBe(0)
      })
      yield* Effect.provide(read, layerInProcess({ collections: [{ id: here, displayName: "Here", root }] }))
    }).pipe(Effect.scoped)
  )
})

describe("a range", () => {
  const version: FileVersion.FileVersion = { size: 10, etag: '"a"', lastModified: "" }

  it.prop(
    "is within the file",
    [FastCheck.nat(20), FastCheck.option(FastCheck.nat(20), { nil: undefined })],
    ([from, to]) => {
      const part = FileVersion.part(version, { range: `bytes=${from}-${to ?? ""}` })
      if (to !== undefined && to < from) return part === "all"
      if (from >= 10) return part === undefined
      return typeof part === "object" && part.first === from && part.behind === Math.min((to ?? 9) + 1, 10)
    }
  )
})
