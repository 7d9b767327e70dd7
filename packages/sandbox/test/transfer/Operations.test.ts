import { describe, expect, it } from "@effect/vitest"
import { FileList } from "@effect-globus/sdk/transfer/File"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { chmodSync, existsSync, symlinkSync, utimesSync } from "node:fs"
import { join } from "node:path"
import { makeFixture, plant, text, tree } from "./TransferFixture.js"

const fixture = Effect.gen(function* () {
  const fixture = yield* makeFixture()
  plant(fixture.roots.source, {
    "data/a.txt": "aa",
    "data/B.txt": "b",
    "data/.hidden": "",
    "data/sub/": "",
    plain: "x"
  })
  utimesSync(join(fixture.roots.source, "data/a.txt"), 1_700_000_000, 1_700_000_000)
  chmodSync(join(fixture.roots.source, "data/a.txt"), 0o644)
  const at = `operation/endpoint/${fixture.source.id}`
  const ls = (query: Readonly<Record<string, string>>) => fixture.get(`${at}/ls`, query)
  const names = (query: Readonly<Record<string, string>>) =>
    Effect.flatMap(ls(query), ({ body }) =>
      Effect.map(Schema.decodeUnknown(FileList)(body), ({ DATA }) => DATA.map(({ name }) => name))
    )
  return { ...fixture, at, ls, names }
})

describe("ls", () => {
  it.scoped("shows a directory in documents of Transfer's form", () =>
    Effect.gen(function* () {
      const { ls, source } = yield* fixture
      const { body, status } = yield* ls({ path: "/~/data", filter: "name:=a.txt" })
      expect(status).toBe(200)
      expect(body).toMatchObject({
        DATA_TYPE: "file_list",
        endpoint: source.id,
        path: "/~/data/",
        absolute_path: "/data/",
        length: 1,
        total: 1,
        limit: 100_000,
        offset: 0,
        DATA: [
          {
            DATA_TYPE: "file",
            name: "a.txt",
            type: "file",
            size: 2,
            last_modified: "2023-11-14 22:13:20+00:00",
            permissions: "0644",
            link_target: null
          }
        ]
      })
    })
  )

  it.scoped("starts at the home directory, and hides dot names on demand", () =>
    Effect.gen(function* () {
      const { ls, names } = yield* fixture
      expect((yield* ls({})).body).toMatchObject({ path: "/~/", absolute_path: "/" })
      expect(yield* names({ path: "/data/" })).toEqual(["sub", ".hidden", "B.txt", "a.txt"])
      expect(yield* names({ path: "/data/", show_hidden: "0" })).toEqual(["sub", "B.txt", "a.txt"])
    })
  )

  it.scoped("orders, then pages, and counts what the filter left", () =>
    Effect.gen(function* () {
      const { ls, names } = yield* fixture
      const query = { path: "/data", filter: "type:file", orderby: "size DESC,name" }
      expect(yield* names(query)).toEqual(["a.txt", "B.txt", ".hidden"])
      expect(yield* names({ ...query, limit: "2", offset: "1" })).toEqual(["B.txt", ".hidden"])
      expect((yield* ls({ ...query, limit: "1" })).body).toMatchObject({ length: 1, total: 3 })
    })
  )

  it.scoped("takes repeated filters as alternatives", () =>
    Effect.gen(function* () {
      const { at, get } = yield* fixture
      const { body } = yield* get(`${at}/ls?path=/data&filter=type:dir&filter=name:%3Da.txt`)
      expect(body).toMatchObject({ DATA: [{ name: "sub" }, { name: "a.txt" }] })
    })
  )

  it.scoped("shows links by their target, and none that leads outside", () =>
    Effect.gen(function* () {
      const { ls, roots } = yield* fixture
      symlinkSync("../plain", join(roots.source, "data/sub/inside"))
      symlinkSync(join(roots.outside, "secret"), join(roots.source, "data/sub/outside"))
      const { body } = yield* ls({ path: "/data/sub" })
      expect(body).toMatchObject({
        DATA: [
          { name: "inside", type: "invalid_symlink", link_target: "../plain" },
          { name: "outside", type: "invalid_symlink", size: null, link_target: join(roots.outside, "secret") }
        ]
      })
      symlinkSync("../../plain", join(roots.source, "data/sub/found"))
      expect((yield* ls({ path: "/data/sub", filter: "name:=found" })).body).toMatchObject({
        DATA: [{ type: "file", size: 1, link_target: "../../plain", link_size: 11 }]
      })
    })
  )

  it.scoped.each([
    [{ path: "/plain" }, 502, "ExternalError.DirListingFailed.NotDirectory"],
    [{ path: "/nothing" }, 404, "ClientError.NotFound"],
    [{ path: "/../outside" }, 400, "InvalidPath"],
    [{ path: "/out" }, 502, "ExternalError.DirListingFailed.PermissionDenied"],
    [{ limit: "100001" }, 400, "ClientError.BadRequest"],
    [{ orderby: "colour" }, 400, "ClientError.BadRequest"],
    [{ filter: "colour:red" }, 400, "ClientError.BadRequest"]
  ] as const)("answers %j with %i %s", ([query, status, code]) =>
    Effect.gen(function* () {
      const { ls, roots, source } = yield* fixture
      symlinkSync(roots.outside, join(roots.source, "out"))
      const answer = yield* ls(query)
      expect(answer.status).toBe(status)
      expect(answer.body).toMatchObject({ code, resource: `/operation/endpoint/${source.id}/ls` })
      expect(answer.body["request_id"]).toMatch(/^[A-Za-z0-9]{9}$/)
    })
  )

  it.scoped("knows no other collection", () =>
    Effect.gen(function* () {
      const { get } = yield* fixture
      const id = "99999999-9999-4999-8999-999999999999"
      const { body, status } = yield* get(`operation/endpoint/${id}/ls`)
      expect(status).toBe(404)
      expect(body).toMatchObject({ code: "EndpointNotFound", resource: `/endpoint/${id}` })
    })
  )
})

describe("stat", () => {
  it.scoped("shows one path, the root included", () =>
    Effect.gen(function* () {
      const { at, get } = yield* fixture
      expect((yield* get(`${at}/stat`, { path: "/data/a.txt" })).body).toMatchObject({ name: "a.txt", size: 2 })
      expect((yield* get(`${at}/stat`, { path: "/~/" })).body).toMatchObject({ type: "dir" })
    })
  )

  it.scoped("does not find what is not there, and does not go through a link to the outside", () =>
    Effect.gen(function* () {
      const { at, get, roots } = yield* fixture
      symlinkSync(roots.outside, join(roots.source, "out"))
      expect(yield* get(`${at}/stat`, { path: "/data/nothing" })).toMatchObject({
        status: 404,
        body: { code: "NotFound" }
      })
      expect(yield* get(`${at}/stat`, { path: "/out/secret" })).toMatchObject({
        status: 403,
        body: { code: "EndpointPermissionDenied" }
      })
    })
  )
})

describe("mkdir", () => {
  it.scoped("makes a directory once, in one that exists", () =>
    Effect.gen(function* () {
      const { at, post, roots } = yield* fixture
      const mkdir = (path: string) => post(`${at}/mkdir`, { DATA_TYPE: "mkdir", path })
      expect(yield* mkdir("/data/new/")).toMatchObject({
        status: 202,
        body: { DATA_TYPE: "mkdir_result", code: "DirectoryCreated", resource: `/${at}/mkdir` }
      })
      expect(existsSync(join(roots.source, "data/new"))).toBe(true)
      const failed = (code: string) => ({ status: 502, body: { code: `ExternalError.MkdirFailed.${code}` } })
      expect(yield* mkdir("/data/new")).toMatchObject(failed("Exists"))
      expect(yield* mkdir("/")).toMatchObject(failed("Exists"))
      expect(yield* mkdir("/nothing/new")).toMatchObject(failed("NotFound"))
    })
  )

  it.scoped("makes nothing outside", () =>
    Effect.gen(function* () {
      const { at, post, roots } = yield* fixture
      symlinkSync(roots.outside, join(roots.source, "out"))
      const mkdir = (path: string) => post(`${at}/mkdir`, { DATA_TYPE: "mkdir", path })
      expect((yield* mkdir("/out/new")).body).toMatchObject({ code: "ExternalError.MkdirFailed.PermissionDenied" })
      expect((yield* mkdir("/../outside/new")).status).toBe(400)
      expect(Object.keys(tree(roots.outside))).toEqual(["secret"])
    })
  )
})

describe("rename", () => {
  it.scoped("moves a file within the collection", () =>
    Effect.gen(function* () {
      const { at, post, roots } = yield* fixture
      const answer = yield* post(`${at}/rename`, { DATA_TYPE: "rename", old_path: "/plain", new_path: "/data/sub/p" })
      expect(answer).toMatchObject({ status: 200, body: { code: "FileRenamed" } })
      expect(text(roots.source, "data/sub/p")).toBe("x")
      expect(existsSync(join(roots.source, "plain"))).toBe(false)
    })
  )

  it.scoped.each([
    ["/plain", "/data/a.txt", "Exists"],
    ["/plain", "/nothing/p", "NotFound"],
    ["/nothing", "/p", "NotFound"],
    ["/plain", "/out/p", "PermissionDenied"],
    ["/out/secret", "/p", "PermissionDenied"]
  ] as const)("refuses %s to %s: %s", ([old_path, new_path, why]) =>
    Effect.gen(function* () {
      const { at, post, roots } = yield* fixture
      symlinkSync(roots.outside, join(roots.source, "out"))
      const before = [tree(roots.source), tree(roots.outside)]
      const answer = yield* post(`${at}/rename`, { DATA_TYPE: "rename", old_path, new_path })
      expect(answer).toMatchObject({ status: 502, body: { code: `ExternalError.RenameFailed.${why}` } })
      expect([tree(roots.source), tree(roots.outside)]).toEqual(before)
    })
  )
})
