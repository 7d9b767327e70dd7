import { describe, expect, it } from "@effect/vitest"
import { Chunk, Effect, FastCheck, Layer, Stream } from "effect"
import { Authorization } from "../../src/Authorization.js"
import { type Entry, isLink, recursiveLs } from "../../src/transfer/RecursiveLs.js"
import * as TransferClient from "../../src/transfer/TransferClient.js"
import { type Answer, json, script, type Script, tokens } from "../script.js"
import * as Retry from "../../src/Retry.js"

/** A file is given by its size, a link by its target. */
interface Tree {
  readonly [name: string]: Tree | number | string
}

const find = (tree: Tree, path: string): Tree | undefined =>
  path
    .split("/")
    .filter((name) => name !== "")
    .reduce<Tree | undefined>((below, name) => {
      const found = below?.[name]
      return typeof found === "object" ? found : undefined
    }, tree)

const notFound = json({ code: "ClientError.NotFound", message: "no such directory" }, 404)

/** A collection with this tree, with pages of `pageSize` entries. */
const collection =
  (tree: Tree, pageSize = 100_000): Answer =>
  (request) => {
    const { searchParams } = new URL(request.url)
    const path = searchParams.get("path") ?? "/~/"
    const offset = Number(searchParams.get("offset") ?? "0")
    const directory = find(tree, path.replace("/~/", "/"))
    if (directory === undefined) return notFound(request)
    const entries = Object.entries(directory).map(([name, content]) =>
      typeof content === "number"
        ? { name, type: "file", size: content }
        : { name, type: "dir", link_target: typeof content === "string" ? content : null }
    )
    return json({
      path: path.endsWith("/") ? path : `${path}/`,
      DATA: entries.slice(offset, offset + pageSize),
      total: entries.length
    })(request)
  }

const listing = (
  service: Script,
  ...[argument, options]: Parameters<typeof recursiveLs>
): Effect.Effect<ReadonlyArray<Entry>, unknown> =>
  Stream.runCollect(recursiveLs(argument, options)).pipe(
    Effect.map(Chunk.toReadonlyArray),
    Effect.provide(
      TransferClient.layer({ retry: Retry.never }).pipe(
        Layer.provide(Layer.succeed(Authorization, tokens("Bearer token").service)),
        Layer.provide(service.layer)
      )
    )
  )

const paths = (entries: ReadonlyArray<Entry>) => entries.map(({ path }) => path)

const tree: Tree = { a: { b: { "c.txt": 1 }, empty: {} }, "d.txt": 2, loop: "/" }

describe("recursiveLs", () => {
  it.effect("lists everything below, level by level", () =>
    Effect.gen(function* () {
      const service = script(collection(tree))
      const entries = yield* listing(service, { endpoint_id: "e", path: "/" })
      expect(entries.map(({ depth, path }) => [depth, path])).toEqual([
        [1, "/a"],
        [1, "/d.txt"],
        [1, "/loop"],
        [2, "/a/b"],
        [2, "/a/empty"],
        [3, "/a/b/c.txt"]
      ])
      expect(entries[1]?.file).toMatchObject({ name: "d.txt", size: 2 })
      expect(entries.filter(isLink).map(({ path }) => path)).toEqual(["/loop"])
    })
  )

  it.effect("starts at the default directory, and passes on further arguments", () =>
    Effect.gen(function* () {
      const service = script(collection(tree))
      const entries = yield* listing(service, { endpoint_id: "e", show_hidden: false })
      expect(paths(entries)).toContain("/~/a/b/c.txt")
      expect(service.requests.map(({ url }) => url.searchParams.get("show_hidden"))).toEqual(["0", "0", "0", "0"])
      expect(service.requests[0]?.url.searchParams.has("path")).toBe(false)
    })
  )

  it.effect("lists only the directories that descend accepts", () =>
    Effect.gen(function* () {
      const service = script(collection({ ...tree, loop: "/" }))
      const entries = yield* listing(
        service,
        { endpoint_id: "e", path: "/" },
        { descend: ({ depth }) => depth < 2, onError: () => Effect.void }
      )
      expect(paths(entries)).toEqual(["/a", "/d.txt", "/loop", "/a/b", "/a/empty"])
      expect(service.requests.map(({ url }) => url.searchParams.get("path"))).toEqual(["/", "/a", "/loop"])
    })
  )

  it.effect("fails if a directory cannot be listed, unless onError handles it", () =>
    Effect.gen(function* () {
      const service = script((request) =>
        request.url.includes("empty") ? notFound(request) : collection(tree)(request)
      )
      expect(yield* Effect.flip(listing(service, { endpoint_id: "e", path: "/" }))).toMatchObject({ status: 404 })
      const refused: Array<string | undefined> = []
      const entries = yield* listing(
        service,
        { endpoint_id: "e", path: "/" },
        { onError: (_, path) => Effect.sync(() => refused.push(path)) }
      )
      expect(refused).toEqual(["/a/empty"])
      expect(paths(entries)).toContain("/a/b/c.txt")
    })
  )

  it.effect("fails if the first directory cannot be listed, whatever onError does", () =>
    Effect.gen(function* () {
      let told = 0
      const options = { onError: () => Effect.sync(() => told++) }
      expect(yield* Effect.flip(listing(script(notFound), { endpoint_id: "e", path: "/no" }, options))).toMatchObject({
        status: 404
      })
      const later = script(json({ path: "/", DATA: [{ name: "a", type: "file" }], total: 2 }), notFound)
      expect(yield* Effect.flip(listing(later, { endpoint_id: "e", path: "/", limit: 1 }, options))).toMatchObject({
        status: 404
      })
      expect(told).toBe(0)
    })
  )

  it.effect.each(["", null, undefined, ".", "..", "/", "a/b", "../a", "a/"])(
    "emits a directory with the name %j, and never lists it",
    (name) =>
      Effect.gen(function* () {
        const service = script(
          json({ path: "/top/", DATA: [{ ...(name === undefined ? {} : { name }), type: "dir" }], total: 1 })
        )
        const entries = yield* listing(service, { endpoint_id: "e", path: "/top" }, { descend: () => true })
        expect(paths(entries)).toEqual([`/top/${name ?? ""}`])
        expect(service.requests).toHaveLength(1)
      })
  )

  it.effect("does not loop if the collection resolves a directory to one above", () =>
    Effect.gen(function* () {
      const service = script(json({ path: "/", DATA: [{ name: "a", type: "dir" }], total: 1 }))
      const entries = yield* listing(service, { endpoint_id: "e", path: "/" }, { descend: () => true })
      expect(paths(entries)).toEqual(["/a", "/a"])
      expect(service.requests).toHaveLength(2)
    })
  )

  it.effect("lists as many directories at the same time as concurrency allows", () =>
    Effect.gen(function* () {
      const wide: Tree = { a: {}, b: {}, c: {}, d: {} }
      const most = yield* Effect.forEach([1, 3], (concurrency) =>
        Effect.gen(function* () {
          const now = { listing: 0, most: 0 }
          const service = script(async (request) => {
            now.most = Math.max(now.most, ++now.listing)
            await new Promise((resolve) => setImmediate(resolve))
            now.listing -= 1
            return collection(wide)(request)
          })
          yield* listing(service, { endpoint_id: "e", path: "/" }, { concurrency })
          return now.most
        })
      )
      expect(most).toEqual([1, 3])
    })
  )

  it.effect("lists directories only as fast as entries are consumed", () =>
    Effect.gen(function* () {
      const deep: Tree = { 1: { 2: { 3: { 4: {} } } } }
      const service = script(collection(deep))
      const first = yield* Stream.runCollect(Stream.take(recursiveLs({ endpoint_id: "e", path: "/" }), 1)).pipe(
        Effect.provide(
          TransferClient.layer().pipe(
            Layer.provide(Layer.succeed(Authorization, tokens("Bearer token").service)),
            Layer.provide(service.layer)
          )
        )
      )
      expect(Chunk.size(first)).toBe(1)
      expect(service.requests.length).toBe(1)
    })
  )

  const name = FastCheck.constantFrom("a", "b", "c", "d e", "é", "...", ".a", " ")
  const { tree: anyTree } = FastCheck.letrec<{ tree: Tree; entry: Tree | number }>((tie) => ({
    tree: FastCheck.dictionary(name, tie("entry"), { maxKeys: 4 }),
    entry: FastCheck.oneof({ depthSize: "small" }, FastCheck.nat(), tie("tree"))
  }))

  const all = (tree: Tree, above = "/"): ReadonlyArray<string> =>
    Object.entries(tree).flatMap(([name, content]) => [
      `${above}${name}`,
      ...(typeof content === "object" ? all(content, `${above}${name}/`) : [])
    ])

  it.effect.prop(
    "finds everything once, for any concurrency and page size",
    {
      tree: anyTree,
      concurrency: FastCheck.integer({ min: 1, max: 5 }),
      pageSize: FastCheck.integer({ min: 1, max: 3 })
    },
    ({ concurrency, pageSize, tree }) =>
      Effect.gen(function* () {
        const service = script(collection(tree, pageSize))
        const entries = yield* listing(service, { endpoint_id: "e", path: "/" }, { concurrency })
        expect([...paths(entries)].sort()).toEqual([...all(tree)].sort())
        for (const { depth, path } of entries) expect(path.split("/").length - 1).toBe(depth)
      }),
    { fastCheck: { numRuns: 50 } }
  )
})
