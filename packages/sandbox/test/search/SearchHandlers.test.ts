/** Globus Search over a real socket, asked by the SDK's own client; its clock in process. */
import { describe, expect, it } from "@effect/vitest"
import * as GroupsClient from "@effect-globus/sdk/groups/GroupsClient"
import * as NullAuthorizer from "@effect-globus/sdk/NullAuthorizer"
import type { GMetaEntry } from "@effect-globus/sdk/search/Ingest"
import * as SearchClient from "@effect-globus/sdk/search/SearchClient"
import * as SearchQuery from "@effect-globus/sdk/search/SearchQuery"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import { layer, layerInProcess, Sandbox } from "../../src/Sandbox.js"
import * as Ask from "../ask.js"
import { as } from "../clients.js"

const ada = "6f1c2a7e-0000-4000-8000-0000000000a1"
const bob = "6f1c2a7e-0000-4000-8000-0000000000b1"
const nowhere = "6f1c2a7e-0000-4000-8000-0000000000d1"
const users = [
  { sub: ada, username: "ada@example.org" },
  { sub: bob, username: "bob@example.org" }
]

const overSocket = Effect.provide(Layer.merge(layer({ users }), FetchHttpClient.layer))

const searchAll = "urn:globus:auth:scope:search.api.globus.org:all"
const client = (user: string) => as(SearchClient.make, searchAll, user)
const named = { display_name: "beamtime", description: "what was measured" }

const said = <E, R>(call: Effect.Effect<unknown, E, R>) => Effect.flip(call)

const entry = (subject: string, content: GMetaEntry["content"], more: Partial<GMetaEntry> = {}): GMetaEntry => ({
  subject,
  visible_to: ["public"],
  content,
  ...more
})

/** Ada's index, with these entries in it. */
const filled = (...gmeta: ReadonlyArray<GMetaEntry>) =>
  Effect.gen(function* () {
    const [asAda, asBob] = [yield* client(ada), yield* client(bob)]
    const { id: index_id } = yield* asAda.createIndex(named)
    const { task_id } = yield* asAda.ingest({ index_id, ingest_type: "GMetaList", ingest_data: { gmeta } })
    return { asAda, asBob, index_id, task_id }
  })

const subjectsOf = ({ gmeta }: { readonly gmeta: ReadonlyArray<{ readonly subject: string }> }) =>
  gmeta.map(({ subject }) => subject)

describe("an index", () => {
  it.live("is described to everybody, with no token at all, and changed by who has one", () =>
    Effect.gen(function* () {
      const { index_id } = yield* filled(entry("a", {}))
      const { body, status } = yield* Ask.get(`/v1/index/${index_id}`)
      expect([status, body["id"], body["permissions"]]).toStrictEqual([200, index_id, []])
      expect((yield* Ask.get(`/v1/index/${nowhere}`)).status).toBe(404)
      expect((yield* Ask.get(`/v1/index/${index_id}`, "unknown")).status).toBe(401)
      expect((yield* Ask.get("/v1/index_list")).status).toBe(401)
      expect((yield* Ask.get(`/v1/index/${index_id}/role_list`)).status).toBe(401)
    }).pipe(overSocket)
  )

  it.live("is made, changed, deleted and reopened, and an identity owns three of them at most", () =>
    Effect.gen(function* () {
      const { asAda, index_id } = yield* filled(entry("a", {}), entry("a", {}, { id: "more" }), entry("b", {}))
      expect(yield* asAda.getIndex({ index_id })).toMatchObject({
        ...named,
        id: index_id,
        status: "open",
        is_trial: true,
        num_entries: 3,
        num_subjects: 2,
        creation_date: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
        permissions: ["owner"]
      })
      const changed = yield* asAda.updateIndex({ index_id, description: "better" })
      expect(changed).toMatchObject({ display_name: "beamtime", description: "better" })
      const { id: second } = yield* asAda.createIndex(named)
      yield* asAda.createIndex(named)
      const tooMany = { _tag: "GlobusConflict", code: "Conflict.LimitExceeded" }
      expect(yield* said(asAda.createIndex(named))).toMatchObject(tooMany)
      expect((yield* asAda.indexList()).index_list.map(({ id }) => id)).toContain(index_id)
      expect((yield* asAda.indexList({ filter_roles: ["writer"] })).index_list).toStrictEqual([])

      expect(yield* said(asAda.reopenIndex({ index_id }))).toMatchObject({ code: "Conflict.IncompatibleIndexStatus" })
      expect(yield* asAda.deleteIndex({ index_id })).toStrictEqual({ acknowledged: true, index_id })
      expect((yield* asAda.getIndex({ index_id })).status).toBe("delete_pending")
      for (const call of [asAda.deleteIndex({ index_id }), asAda.search({ index_id, q: "*" })]) {
        expect(yield* said(call)).toMatchObject({
          status: 409,
          code: "Conflict.IncompatibleIndexStatus",
          message: expect.stringContaining("delete_pending")
        })
      }
      // What is to be deleted makes room, and then there is none for its return.
      yield* asAda.createIndex(named)
      expect(yield* said(asAda.reopenIndex({ index_id }))).toMatchObject(tooMany)
      yield* asAda.deleteIndex({ index_id: second })
      yield* asAda.reopenIndex({ index_id })
      expect(subjectsOf(yield* asAda.search({ index_id, q: "*" }))).toStrictEqual(["a", "b"])
    }).pipe(overSocket)
  )

  it.live("that there is not is said in Search's words", () =>
    Effect.gen(function* () {
      const { baseUrl } = yield* Sandbox
      const asAda = yield* client(ada)
      expect(yield* said(asAda.getIndex({ index_id: nowhere }))).toMatchObject({
        _tag: "GlobusNotFound",
        code: "NotFound.NoSuchIndex",
        description: `There is no search index named "${nowhere}"`
      })
      const response = yield* Effect.promise(async () =>
        (await fetch(`${baseUrl}v1/index/${nowhere}/search?q=`)).json()
      )
      expect(response).toStrictEqual({
        "@datatype": "GError",
        "@version": "2017-09-01",
        code: "NotFound.NoSuchIndex",
        message: expect.any(String),
        request_id: expect.any(String),
        status: 404,
        error_data: null
      })
    }).pipe(overSocket)
  )

  it.live("obeys those who have a role in it, and no others", () =>
    Effect.gen(function* () {
      const { asAda, asBob, index_id } = yield* filled(entry("a", {}))
      const [principal, owner] = [`urn:globus:auth:identity:${bob}`, `urn:globus:auth:identity:${ada}`]
      const ingest = { index_id, ingest_type: "GMetaEntry", ingest_data: entry("b", {}) } as const
      for (const call of [
        asBob.ingest(ingest),
        asBob.deleteSubject({ index_id, subject: "a" }),
        asBob.updateIndex({ index_id, description: "mine" }),
        asBob.deleteIndex({ index_id }),
        asBob.createRole({ index_id, role_name: "owner", principal }),
        asBob.getTaskList({ index_id })
      ]) {
        expect(yield* said(call)).toMatchObject({ _tag: "GlobusPermissionDenied", code: "Forbidden.Generic" })
      }
      const writer = yield* asAda.createRole({ index_id, role_name: "writer", principal })
      expect(writer).toMatchObject({ role_name: "writer", principal, principal_type: "identity", index_id })
      yield* asBob.ingest(ingest)
      expect(yield* said(asBob.getRoleList({ index_id }))).toMatchObject({ _tag: "GlobusPermissionDenied" })
      expect(yield* asAda.deleteRole({ index_id, role_id: writer.id })).toStrictEqual({
        success: true,
        deleted: writer
      })
      expect(yield* said(asBob.ingest(ingest))).toMatchObject({ _tag: "GlobusPermissionDenied" })

      const admin = yield* asAda.createRole({ index_id, role_name: "admin", principal })
      const [first] = (yield* asBob.getRoleList({ index_id })).role_list
      expect(first).toMatchObject({ role_name: "owner", principal: owner })
      for (const call of [
        asBob.createRole({ index_id, role_name: "owner", principal }),
        asBob.deleteRole({ index_id, role_id: first?.id ?? "" })
      ]) {
        expect(yield* said(call)).toMatchObject({ _tag: "GlobusPermissionDenied" })
      }
      expect(yield* said(asAda.deleteRole({ index_id, role_id: first?.id ?? "" }))).toMatchObject({
        _tag: "GlobusConflict"
      })
      expect(yield* said(asAda.deleteRole({ index_id, role_id: "none" }))).toMatchObject({ _tag: "GlobusNotFound" })
      expect(yield* said(asAda.createRole({ index_id, role_name: "king", principal: "bob" }))).toMatchObject({
        status: 400,
        code: "BadRequest.ValidationError"
      })
      expect((yield* asAda.getRoleList({ index_id })).role_list.map(({ id }) => id)).toStrictEqual([
        first?.id,
        admin.id
      ])
    }).pipe(overSocket)
  )
})

describe("entries", () => {
  it.live("come, are replaced by subject and id, and go", () =>
    Effect.gen(function* () {
      const { asAda, index_id, task_id } = yield* filled(
        entry("a", { n: 1 }),
        entry("a", { n: 2 }, { id: "two" }),
        entry("b", { n: 3 }),
        entry("c", { n: 4 })
      )
      expect(yield* asAda.getTask({ task_id })).toMatchObject({
        task_id,
        index_id,
        state: "SUCCESS",
        task_type: "INGEST"
      })
      yield* asAda.ingest({ index_id, ingest_type: "GMetaEntry", ingest_data: entry("a", { n: 10 }) })
      expect(yield* asAda.getSubject({ index_id, subject: "a" })).toStrictEqual({
        "@datatype": "GMetaResult",
        "@version": "2019-08-27",
        subject: "a",
        entries: [
          { entry_id: "two", content: { n: 2 }, matched_principal_sets: [] },
          { entry_id: null, content: { n: 10 }, matched_principal_sets: [] }
        ]
      })
      const two = { index_id, subject: "a", entry_id: "two" }
      expect((yield* asAda.getEntry(two)).entries).toMatchObject([{ content: { n: 2 } }])
      yield* asAda.deleteEntry(two)
      expect(yield* said(asAda.getEntry(two))).toMatchObject({ _tag: "GlobusNotFound" })
      expect((yield* asAda.getEntry({ index_id, subject: "a" })).entries).toMatchObject([{ content: { n: 10 } }])
      yield* asAda.deleteSubject({ index_id, subject: "a" })
      expect(yield* said(asAda.getSubject({ index_id, subject: "a" }))).toMatchObject({
        _tag: "GlobusNotFound",
        status: 404
      })
      yield* asAda.batchDeleteBySubject({ index_id, subjects: ["b", "nobody"] })
      expect(subjectsOf(yield* asAda.search({ index_id, q: "*" }))).toStrictEqual(["c"])
      yield* asAda.deleteByQuery({ index_id, filters: [{ type: "match_any", field_name: "n", values: [4] }] })
      expect(yield* asAda.search({ index_id, q: "*" })).toMatchObject({ total: 0, has_next_page: false })
      const { tasks } = yield* asAda.getTaskList({ index_id })
      expect(tasks.map(({ task_type }) => task_type)).toStrictEqual([
        "DELETE_BY_QUERY",
        "BATCH_DELETE_BY_SUBJECT",
        "DELETE_BY_SUBJECT",
        "DELETE_ENTRY",
        "INGEST",
        "INGEST"
      ])
    }).pipe(overSocket)
  )

  it.live("are shown to those they are visible to", () =>
    Effect.gen(function* () {
      const groups = yield* as(GroupsClient.make, Ask.groupsAll, ada)
      const { id } = yield* groups.createGroup({ name: "beamline" })
      const { asAda, asBob, index_id } = yield* filled(
        entry("all", {}),
        entry("bob", {}, { visible_to: [`urn:globus:auth:identity:${bob}`] }),
        entry("group", {}, { visible_to: [`urn:globus:groups:id:${id}`] }),
        entry("logged in", {}, { visible_to: ["all_authenticated_users"], principal_sets: { set: ["public"] } })
      )
      const { baseUrl } = yield* Sandbox
      const anonymous = yield* SearchClient.make({ baseUrl }).pipe(Effect.provide(NullAuthorizer.layer()))
      const found = (search: SearchClient.SearchClient.Service) =>
        Effect.map(search.search({ index_id, q: "*" }), subjectsOf)
      expect(yield* found(anonymous)).toStrictEqual(["all"])
      expect(yield* found(asBob)).toStrictEqual(["all", "bob", "logged in"])
      expect(yield* found(asAda)).toStrictEqual(["all", "group", "logged in"])
      yield* groups.batchMembershipAction({ group_id: id, add: [{ identity_id: bob }] })
      expect(yield* found(asBob)).toStrictEqual(["all", "bob", "group", "logged in"])
      const sets = yield* asBob.search({ index_id, q: "*", filter_principal_sets: ["set", "other"] })
      expect(sets.gmeta).toMatchObject([{ subject: "logged in", entries: [{ matched_principal_sets: ["set"] }] }])
      expect(yield* said(asAda.getSubject({ index_id, subject: "bob" }))).toMatchObject({ _tag: "GlobusNotFound" })
      const bypassed = yield* asAda.postSearch({ index_id, q: "*", bypass_visible_to: true, fields: ["visible_to"] })
      expect(bypassed.gmeta).toHaveLength(4)
      expect(bypassed.gmeta[0]?.entries).toStrictEqual([
        { entry_id: null, visible_to: ["public"], matched_principal_sets: [] }
      ])
      expect(yield* said(asBob.search({ index_id, q: "*", bypass_visible_to: true }))).toMatchObject({
        _tag: "GlobusPermissionDenied"
      })
    }).pipe(overSocket)
  )

  it.live("that are too many or have no form are refused, by the task or at once", () =>
    Effect.gen(function* () {
      const { asAda, index_id } = yield* filled(entry("a", {}))
      const gmeta = Array.from({ length: 10 }, (_, index) => entry("a", {}, { id: String(index) }))
      const { task_id } = yield* asAda.ingest({ index_id, ingest_type: "GMetaList", ingest_data: { gmeta } })
      expect(yield* asAda.getTask({ task_id })).toMatchObject({
        state: "FAILED",
        message: expect.stringContaining("10")
      })
      expect((yield* asAda.getIndex({ index_id })).num_entries).toBe(1)
      const long = entry("ä".repeat(251), {})
      expect(yield* said(asAda.ingest({ index_id, ingest_type: "GMetaEntry", ingest_data: long }))).toMatchObject({
        status: 400,
        code: "BadRequest.ValidationError"
      })
      expect(yield* said(asAda.getTask({ task_id: nowhere }))).toMatchObject({ _tag: "GlobusNotFound" })
    }).pipe(overSocket)
  )

  it.effect("are there once the task's time is over, in the order of submission", () =>
    Effect.gen(function* () {
      const { asAda, index_id, task_id } = yield* filled(entry("a", { n: 1 }))
      yield* asAda.deleteSubject({ index_id, subject: "a" })
      expect(yield* asAda.getTask({ task_id })).toMatchObject({ state: "PENDING", completion_date: null })
      expect((yield* asAda.search({ index_id, q: "*" })).total).toBe(0)
      yield* TestClock.adjust("20 seconds")
      yield* asAda.ingest({ index_id, ingest_type: "GMetaEntry", ingest_data: entry("a", { n: 2 }) })
      yield* TestClock.adjust("10 seconds")
      expect(yield* asAda.getTask({ task_id })).toMatchObject({
        state: "SUCCESS",
        creation_date: "1970-01-01 00:00:00",
        completion_date: "1970-01-01 00:00:30"
      })
      expect((yield* asAda.search({ index_id, q: "*" })).total).toBe(0)
      yield* TestClock.adjust("20 seconds")
      expect((yield* asAda.search({ index_id, q: "*" })).gmeta).toMatchObject([{ entries: [{ content: { n: 2 } }] }])
    }).pipe(Effect.provide(layerInProcess({ users, searchTaskTime: "30 seconds" })))
  )
})

describe("a query", () => {
  const measured = [
    entry("s1", {
      title: "Lysozyme diffraction",
      energy: 8,
      tags: ["protein", "x-ray"],
      at: { line: "I03", day: "2024-03-05" }
    }),
    entry("s2", {
      title: "Iron EXAFS",
      energy: 12.5,
      tags: ["metal", "x-ray"],
      at: { line: "B18", day: "2024-05-01" }
    }),
    entry("s3", { title: "Gold diffraction", energy: 20, tags: ["metal"], "a.b": true }),
    entry("s4", { title: "Notes" })
  ]
  const field = (type: "match_all" | "match_any", field_name: string, ...values: ReadonlyArray<string | boolean>) => ({
    type,
    field_name,
    values
  })
  const metal = field("match_any", "tags", "metal")

  for (const [name, query, found] of [
    ["words, in any case and within longer ones", { q: "DIFFract" }, ["s1", "s3"]],
    ["all words", { q: "gold diffraction" }, ["s3"]],
    [
      "one of the words",
      { q: "gold iron", q_settings: { mode: "query_string", default_operator: "or" } },
      ["s2", "s3"]
    ],
    ["no words", {}, ["s1", "s2", "s3", "s4"]],
    ["match_any", { filters: [field("match_any", "tags", "protein", "metal")] }, ["s1", "s2", "s3"]],
    ["match_all", { filters: [field("match_all", "tags", "x-ray", "metal")] }, ["s2"]],
    ["a path", { filters: [field("match_any", "at.line", "I03")] }, ["s1"]],
    ["a dot in a name", { filters: [field("match_any", String.raw`a\.b`, true)] }, ["s3"]],
    ["two filters", { filters: [metal, field("match_any", "tags", "x-ray")] }, ["s2"]],
    ["a range", { filters: [{ type: "range", field_name: "energy", values: [{ from: 8, to: 12.5 }] }] }, ["s1", "s2"]],
    [
      "an open range",
      { filters: [{ type: "range", field_name: "energy", values: [{ gt: 8, to: "*" }] }] },
      ["s2", "s3"]
    ],
    ["exists", { filters: [{ type: "exists", field_name: "at" }] }, ["s1", "s2"]],
    ["like", { filters: [{ type: "like", field_name: "title", value: "*o?d*" }] }, ["s3"]],
    ["not", { filters: [{ type: "not", filter: metal }] }, ["s1", "s4"]],
    ["or", { filters: [{ type: "or", filters: [metal, { type: "exists", field_name: "at" }] }] }, ["s1", "s2", "s3"]],
    ["an order", { sort: [{ field_name: "energy", order: "asc" }] }, ["s1", "s2", "s3", "s4"]],
    ["an order down", { sort: [{ field_name: "energy" }] }, ["s3", "s2", "s1", "s4"]]
  ] satisfies ReadonlyArray<readonly [string, SearchQuery.SearchQuery, ReadonlyArray<string>]>) {
    it.live(`finds by ${name}`, () =>
      Effect.gen(function* () {
        const { asBob, index_id } = yield* filled(...measured)
        const result = yield* asBob.postSearch({ index_id, ...SearchQuery.make(query) })
        expect([subjectsOf(result), result.total]).toStrictEqual([found, found.length])
      }).pipe(overSocket)
    )
  }

  it.live("counts facets, before the filters that come after them", () =>
    Effect.gen(function* () {
      const { asBob, index_id } = yield* filled(...measured)
      const result = yield* asBob.postSearch({
        index_id,
        ...SearchQuery.make({
          facets: [
            { type: "terms", field_name: "tags", size: 2 },
            { type: "terms", field_name: "tags", name: "of metal", additional_filters: [metal] },
            { type: "sum", field_name: "energy", missing: 1 },
            { type: "avg", field_name: "energy" },
            { type: "distinct_count", field_name: "tags" },
            { type: "numeric_histogram", field_name: "energy", size: 2, histogram_range: { low: 0, high: 20 } },
            { type: "date_histogram", field_name: "at.day", date_interval: "month", name: "days" }
          ],
          post_facet_filters: [metal]
        })
      })
      expect(subjectsOf(result)).toStrictEqual(["s2", "s3"])
      expect(result.facet_results).toMatchObject([
        {
          name: "tags",
          buckets: [
            { value: "metal", count: 2 },
            { value: "x-ray", count: 2 }
          ]
        },
        {
          name: "of metal",
          buckets: [
            { value: "metal", count: 2 },
            { value: "x-ray", count: 1 }
          ]
        },
        { name: "energy", value: 41.5 },
        { name: "energy", value: 13.5 },
        { name: "tags", approximate_value: 3 },
        {
          buckets: [
            { value: { from: 0, to: 10 }, count: 1 },
            { value: { from: 10, to: 20 }, count: 2 }
          ]
        },
        {
          name: "days",
          buckets: [
            { value: { from: "2024-03-01", to: "2024-04-01" }, count: 1 },
            { value: { from: "2024-04-01", to: "2024-05-01" }, count: 0 },
            { value: { from: "2024-05-01", to: "2024-06-01" }, count: 1 }
          ]
        }
      ])
    }).pipe(overSocket)
  )

  it.live("finds by the advanced syntax, however it is asked for, and says where that is malformed", () =>
    Effect.gen(function* () {
      const { asAda, asBob, index_id } = yield* filled(...measured)
      const q = `tags:metal AND (title:"gold diffraction" OR energy:{20 TO *])`
      expect(subjectsOf(yield* asBob.search({ index_id, q, advanced: true }))).toStrictEqual(["s3"])
      expect(subjectsOf(yield* asBob.search({ index_id, q }))).toStrictEqual([])
      const settings = { mode: "advanced_query_string", default_operator: "or" } as const
      const either = { index_id, "@version": "query#1.0.0", q: "iron notes", q_settings: settings } as const
      expect(subjectsOf(yield* asBob.postSearch(either))).toStrictEqual(["s2", "s4"])
      expect(subjectsOf(yield* asBob.scroll({ index_id, q: "at.line:B*", advanced: true }))).toStrictEqual(["s2"])
      expect(yield* said(asBob.search({ index_id, q: "(gold", advanced: true }))).toMatchObject({
        status: 400,
        code: "BadRequest.Generic",
        description: expect.stringContaining("not closed")
      })
      yield* asAda.deleteByQuery({ index_id, q: "tags:metal -energy:>12.5", advanced: true })
      expect(subjectsOf(yield* asBob.search({ index_id, q: " ", advanced: true }))).toStrictEqual(["s1", "s3", "s4"])
    }).pipe(overSocket)
  )

  it.live("compares patterns of many stars with long texts in no time", () =>
    Effect.gen(function* () {
      const { asBob, index_id } = yield* filled(entry("a", { title: "a".repeat(20_000) }))
      const like = (value: string) =>
        asBob.postSearch({ index_id, ...SearchQuery.make({ filters: [{ type: "like", field_name: "title", value }] }) })
      // Tried split by split, this would not end.
      expect(subjectsOf(yield* like(`${"*a".repeat(60)}b`))).toStrictEqual([])
      expect(subjectsOf(yield* like(`${"*a".repeat(60)}`))).toStrictEqual(["a"])
    }).pipe(overSocket)
  )

  it.live("that is not imitated is 501, and says what is not", () =>
    Effect.gen(function* () {
      const { asBob, index_id } = yield* filled(...measured)
      const corner = { lat: 0, lon: 0 }
      for (const [query, what] of [
        [{ q: "title:/gold/", advanced: true }, "regular expressions in q"],
        [{ filters: [{ type: "geo_bounding_box", field_name: "p", top_left: corner, bottom_right: corner }] }, "geo_"],
        [{ filters: [{ type: "like", field_name: "title", value: "*".repeat(257) }] }, "patterns of over 256"],
        [
          {
            facets: [{ type: "numeric_histogram", field_name: "e", size: 1e9, histogram_range: { low: 0, high: 1 } }]
          },
          "more than 10000 buckets"
        ]
      ] satisfies ReadonlyArray<readonly [SearchQuery.SearchQuery, string]>) {
        expect(yield* said(asBob.postSearch({ index_id, ...query }))).toMatchObject({
          status: 501,
          message: expect.stringContaining(what)
        })
      }
      const deep = yield* said(asBob.search({ index_id, q: "*", offset: 9_995, limit: 6 }))
      expect(deep).toMatchObject({ status: 400, code: "BadRequest.Generic" })
    }).pipe(overSocket)
  )

  it.live("is paged and scrolled: each subject comes once", () =>
    Effect.gen(function* () {
      const subjects = Array.from({ length: 23 }, (_, index) => `s/${String(index).padStart(2, "0")}`)
      const { asAda, asBob, index_id } = yield* filled(...subjects.map((subject) => entry(subject, {})))
      const all = <E, R>(stream: Stream.Stream<{ readonly subject: string }, E, R>) =>
        Effect.map(Stream.runCollect(stream), (found) => Chunk.toReadonlyArray(found).map(({ subject }) => subject))
      expect(yield* all(asBob.searchStream({ index_id, q: "*", limit: 5 }))).toStrictEqual(subjects)
      expect(yield* all(asBob.postSearchStream({ index_id, limit: 10 }))).toStrictEqual(subjects)
      expect(yield* all(asBob.scrollStream({ index_id, limit: 7 }))).toStrictEqual(subjects)
      const first = yield* asBob.scroll({ index_id, limit: 20 })
      expect([first.count, first.total, first.has_next_page]).toStrictEqual([20, 23, true])
      // What is deleted and what comes before the marker moves nothing that is still to come.
      yield* asAda.deleteSubject({ index_id, subject: "s/00" })
      yield* asAda.ingest({ index_id, ingest_type: "GMetaEntry", ingest_data: entry("a", {}) })
      const second = yield* asBob.scroll({ index_id, limit: 20, marker: first.marker ?? "" })
      expect([subjectsOf(second), second.marker, second.has_next_page]).toStrictEqual([subjects.slice(20), null, false])
    }).pipe(overSocket)
  )
})
