import { expect, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import type { Exchange, Helper } from "../src/Corpus.js"
import * as Corpus from "../src/Corpus.js"
import * as Judge from "../src/Judge.js"
import { live, small, verdictsOf, verdictsOfSmall, withSmall } from "./corpora.js"

/** The rows of the small corpus. */
const helpers = Effect.map(Corpus.lines(small, "helpers.jsonl", Corpus.Helper), (lines) =>
  lines.map(({ row }) => Either.getOrThrow(row))
)

/** The helper with another document in its requests. */
const sending = (helper: Helper, change: (body: Exchange["request"]["body"]) => unknown): Helper => ({
  ...helper,
  exchanges: helper.exchanges.map(({ request, response }) => ({
    request: { ...request, body: change(request.body) },
    response
  }))
})

layer(withSmall, { ...live, timeout: "2 minutes" })("recorded helpers", (it) => {
  it.effect("are calls of the client", () =>
    Effect.gen(function* () {
      const found = (yield* verdictsOfSmall).filter(({ section }) => section === "helpers")
      const told = found.map((verdict) => [
        verdict.subject,
        verdict.outcome,
        verdict.outcome === "by design" ? Judge.namesIn(verdict).join(", ") : verdict.detail
      ])
      expect(told).toEqual([
        ["GroupsManager.add_member", "passed", ""],
        ["GroupsManager.invite_member", "passed", ""],
        ["GroupsManager.change_role", "passed", ""],
        ["GroupsManager.join", "passed", ""],
        ["GroupsManager.reject_join_request", "passed", ""],
        ["GroupsManager.create_group", "by design", "nulls of helpers"],
        ["GroupsManager.set_group_policies", "passed", ""],
        ["GroupsManager.set_thing", "not yet", "no set_thing"],
        ["ThingMap.get", "not yet", "no ThingMap"],
        ["IdentityMap.__getitem__", "passed", ""],
        ["IdentityMap.get", "passed", ""],
        ["IdentityMap.__getitem__", "passed", ""],
        ["GCSDownloader.read_file", "by design", "collections of files, files of any kind"],
        ["GCSDownloader.read_file", "by design", "files of any kind, public files"],
        ["GCSDownloader.read_file", "by design", "files of any kind, login pages"],
        ["IdentityMap.clear", "not yet", "no clear"],
        ["GCSDownloader.list_files", "not yet", "no list_files"],
        ["IdentityMap.get", "by design", "remembered identities"]
      ])
    })
  )

  it.effect("fail if something else was sent", () =>
    Effect.gen(function* () {
      const rows = (yield* helpers)
        .slice(0, 7)
        .map((helper) => sending(helper, (body) => ({ ...Object(body), more: 1 })))
      const found = yield* verdictsOf({ "helpers.jsonl": rows })
      expect(found.map(({ outcome }) => outcome)).toEqual(rows.map(() => "failed"))
      expect(found.every(({ detail }) => detail.includes("json more: recorded 1, ours nothing"))).toBe(true)
    })
  )

  it.effect("are not excused if another null was sent, or if it was given", () =>
    Effect.gen(function* () {
      const create = (yield* helpers).filter(({ operation }) => operation === "create_group")
      const found = yield* verdictsOf({
        "helpers.jsonl": [
          ...create.map((helper) => sending(helper, (body) => ({ ...Object(body), group_type: null }))),
          ...create.map((helper) => ({ ...helper, params: { ...helper.params, parent_id: "a" } })),
          ...create.map((helper) => ({ ...helper, params: { ...helper.params, parent_id: { $missing: true } } }))
        ]
      })
      expect(found.map(({ detail }) => detail)).toEqual([
        "request 1, json group_type: recorded null, ours nothing",
        'request 1, json parent_id: recorded null, ours "a"',
        "request 1, json parent_id: recorded null, ours nothing"
      ])
    })
  )

  it.effect("of identities fail if others were asked for, or if another one came", () =>
    Effect.gen(function* () {
      const maps = (yield* helpers).filter(({ id }) => /-1[012]$/.test(id))
      expect(maps.length).toBe(3)
      const asking = (helper: Helper): Helper => ({
        ...helper,
        exchanges: helper.exchanges.map(({ request, response }) => ({
          request: { ...request, query: [...request.query, ["provision", "no"]] },
          response
        }))
      })
      // Ours asks for the key as well.
      const other = (helper: Helper): Helper => ({ ...helper, params: { key: "ADA@example.org" } })
      const found = yield* verdictsOf({
        "helpers.jsonl": [
          ...maps.map(asking),
          ...maps.slice(1, 2).map((helper) => ({
            ...helper,
            outcome: { error: "AuthAPIError", errorBases: ["GlobusAPIError"], httpStatus: 404 }
          })),
          ...maps.slice(0, 1).map((helper) => ({ ...helper, params: { key: "7a7a7a7a-2222-4c4c-8d8d-000000000009" } })),
          ...maps.slice(1, 2).map(other),
          ...maps.slice(0, 1).map((helper) => ({ ...helper, exchanges: [] }))
        ]
      })
      expect(found.map(({ outcome }) => outcome)).toEqual([
        "failed",
        "failed",
        "failed",
        "failed",
        "failed",
        "failed",
        "by design"
      ])
    })
  )

  it.effect("of files fail if another file was read, with another token, or was refused for another reason", () =>
    Effect.gen(function* () {
      const files = (yield* helpers).filter(
        ({ client, operation }) => client === "GCSDownloader" && operation === "read_file"
      )
      const changed = (change: (exchange: Exchange, place: number) => Exchange) =>
        files.map((helper) => ({ ...helper, exchanges: helper.exchanges.map(change) }))
      const last = ({ exchanges }: Helper, place: number) => place === exchanges.length - 1
      const found = yield* verdictsOf({
        "helpers.jsonl": [
          ...changed(({ request, response }) => ({
            request: { ...request, url: request.url.replace("a.h5", "b.h5") },
            response
          })),
          ...changed(({ request, response }) => ({
            request: { ...request, headers: { ...request.headers, accept: "text/plain" } },
            response
          })),
          ...files.slice(0, 1).map((helper) => ({
            ...helper,
            exchanges: helper.exchanges.map(({ request, response }, place) => ({
              request: last(helper, place)
                ? { ...request, headers: { ...request.headers, authorization: null } }
                : request,
              response
            }))
          })),
          ...files.slice(1).map((helper) => ({
            ...helper,
            outcome: { error: "AuthAPIError", errorBases: ["GlobusAPIError"], httpStatus: 500 }
          })),
          ...files.slice(1).map((helper) => ({ ...helper, outcome: { error: "NetworkError" } })),
          ...files.slice(2).map((helper) => ({ ...helper, outcome: { ok: true } }))
        ]
      })
      expect(found.filter(({ outcome }) => outcome !== "failed")).toEqual([])
      expect(found.length).toBe(12)
    })
  )

  it.effect("get a verdict in any form", () =>
    Effect.gen(function* () {
      const some = yield* helpers
      const found = yield* verdictsOf({
        "helpers.jsonl": ["{", "[]", ...some.slice(0, 1).map((row) => JSON.stringify({ ...row, exchanges: [] }))].join(
          "\n"
        )
      })
      expect(found.map(({ id, outcome }) => [id, outcome])).toEqual([
        ["row 1", "failed"],
        ["row 2", "failed"],
        ["own-helpers-01", "failed"]
      ])
    })
  )
})
