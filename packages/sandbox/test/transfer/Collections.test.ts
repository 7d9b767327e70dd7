import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { join } from "node:path"
import * as Collections from "../../src/transfer/Collections.js"
import { alice, bob, makeFixture, plant, temporaryDirectory } from "./TransferFixture.js"

describe("Collections", () => {
  it.scoped("take only a directory that exists, and name the option otherwise", () =>
    Effect.gen(function* () {
      const home = yield* temporaryDirectory
      plant(home, { file: "" })
      const collections = yield* Collections.make
      const refused = (options: Collections.CollectionOptions) => Effect.flip(collections.add(options))
      expect(yield* refused({ displayName: "X", root: join(home, "nothing") })).toMatchObject({
        _tag: "InvalidOption",
        option: "root"
      })
      expect((yield* refused({ displayName: "X", root: join(home, "file") })).option).toBe("root")
      expect((yield* refused({ displayName: "", root: home })).option).toBe("displayName")
      expect((yield* refused({ id: "1", displayName: "X", root: home })).option).toBe("id")
      const { id } = yield* collections.add({ displayName: "X", root: home })
      expect((yield* refused({ id: id.toUpperCase(), displayName: "Y", root: home })).option).toBe("id")
    })
  )

  it.scoped("are shown with the caller's own roles", () =>
    Effect.gen(function* () {
      const { get, source } = yield* makeFixture()
      const seenBy = (sub: string) => Effect.map(get(`endpoint/${source.id}`, {}, sub), ({ body }) => body)
      expect(yield* seenBy(alice)).toMatchObject({
        DATA_TYPE: "endpoint",
        id: source.id,
        display_name: "Beamline",
        owner_id: alice,
        entity_type: "GCP_mapped_collection",
        high_assurance: false,
        my_effective_roles: ["administrator"]
      })
      expect(yield* seenBy(bob)).toMatchObject({ my_effective_roles: [] })
      expect(yield* get("endpoint/nonsense")).toMatchObject({ status: 404, body: { code: "EndpointNotFound" } })
    })
  )
})

describe("endpoint search", () => {
  const names = (body: Readonly<Record<string, unknown>>) =>
    (Array.isArray(body["DATA"]) ? body["DATA"] : []).map(({ display_name }) => String(display_name))

  it.scoped("finds words in names and keywords, in any case", () =>
    Effect.gen(function* () {
      const { get } = yield* makeFixture()
      const found = (filter_fulltext: string) =>
        Effect.map(get("endpoint_search", { filter_fulltext }), ({ body }) => names(body))
      expect(yield* found("BEAM")).toEqual(["Beamline"])
      expect(yield* found("tape archive")).toEqual(["Archive"])
      expect(yield* found("tape beam")).toEqual([])
    })
  )

  it.scoped("knows what is mine, what I used and what is in use", () =>
    Effect.gen(function* () {
      const { ended, get, roots, transfer } = yield* makeFixture()
      const found = (filter_scope: string) =>
        Effect.map(get("endpoint_search", { filter_scope }), ({ body }) => names(body))
      expect(yield* found("my-endpoints")).toEqual(["Beamline"])
      expect(yield* found("shared-with-me")).toEqual([])
      expect(yield* found("recently-used")).toEqual([])
      const waiting = yield* transfer([["/nothing", "/x"]])
      expect(yield* found("in-use")).toEqual(["Beamline", "Archive"])
      plant(roots.source, { file: "x" })
      yield* ended(yield* transfer([["/file", "/x"]]))
      expect(yield* found("recently-used")).toEqual(["Beamline", "Archive"])
      expect(waiting).toMatch(/-/)
    })
  )

  it.scoped("says whether there is a further page", () =>
    Effect.gen(function* () {
      const { collections, get, roots } = yield* makeFixture()
      yield* collections.add({ displayName: "Archive 2", root: roots.source })
      const page = (query: Readonly<Record<string, string>>) =>
        Effect.map(get("endpoint_search", { filter_fulltext: "archive", ...query }), ({ body }) => body)
      expect(yield* page({ limit: "1" })).toMatchObject({ has_next_page: true, limit: 1, offset: 0 })
      expect(yield* page({ limit: "1", offset: "1" })).toMatchObject({
        has_next_page: false,
        DATA: [{ display_name: "Archive 2" }]
      })
      expect(yield* page({ filter_owner_id: bob })).toMatchObject({ DATA: [{ display_name: "Archive" }] })
    })
  )

  it.scoped.each([{}, { filter_scope: "everything" }, { filter_fulltext: "a", limit: "101" }])("refuses %j", (query) =>
    Effect.gen(function* () {
      const { get } = yield* makeFixture()
      expect(yield* get("endpoint_search", query)).toMatchObject({
        status: 400,
        body: { code: "ClientError.BadRequest", resource: "/endpoint_search" }
      })
    })
  )
})
