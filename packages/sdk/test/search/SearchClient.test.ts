import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import { describe, expect, it } from "@effect/vitest"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { Authorization } from "../../src/Authorization.js"
import type { GlobusError } from "../../src/GlobusError.js"
import * as NullAuthorizer from "../../src/NullAuthorizer.js"
import { resourceServer } from "../../src/search/SearchApi.js"
import * as SearchClient from "../../src/search/SearchClient.js"
import * as SearchQuery from "../../src/search/SearchQuery.js"
import * as SearchTask from "../../src/search/SearchTask.js"
import { server } from "../internal/wire/server.js"
import type { Script } from "../script.js"
import { broken, failure, json, script, settle, tokens } from "../script.js"

const authorizer = tokens("Bearer secret")

const client = (service: Script) =>
  SearchClient.SearchClient.pipe(
    Effect.provide(
      SearchClient.layer().pipe(
        Layer.provide(Layer.succeed(Authorization, authorizer.service)),
        Layer.provide(service.layer)
      )
    )
  )

const index = { id: "i", display_name: "scans" }
const role = { id: "r", role_name: "writer", principal: "urn:globus:groups:id:g" }
const task = { task_id: "t", state: "SUCCESS" }
const submitted = { acknowledged: true, task_id: "t" }
const found = (...subjects: ReadonlyArray<string>) => ({
  gmeta: subjects.map((subject) => ({ subject, entries: [{ entry_id: null, content: { n: 1 } }] })),
  count: subjects.length
})
const subject = "https://data.example.org/scan 7?a=1&b=ü"

/** Each operation: its call, its answer, its request. */
const calls: ReadonlyArray<
  readonly [
    name: string,
    call: (search: SearchClient.SearchClient.Service) => Effect.Effect<unknown, unknown>,
    answer: object,
    request: string,
    document?: unknown
  ]
> = [
  [
    "search",
    ({ search }) =>
      search({
        index_id: "i",
        q: 'a "b"',
        offset: 0,
        limit: 5,
        advanced: false,
        bypass_visible_to: true,
        filter_principal_sets: ["x", "y"]
      }),
    found("s"),
    "GET /v1/index/i/search?q=a%20%22b%22&offset=0&limit=5&advanced=false&bypass_visible_to=true&filter_principal_sets=x%2Cy"
  ],
  [
    "postSearch",
    ({ postSearch }) => postSearch({ index_id: "i", q: "a", limit: 0 }),
    { ...found("s"), facet_results: [{ name: "f", buckets: [{ value: { from: 0, to: null }, count: 1 }] }] },
    "POST /v1/index/i/search",
    { q: "a", limit: 0 }
  ],
  [
    "scroll",
    ({ scroll }) => scroll({ index_id: "i", q: "*", marker: "m" }),
    { ...found("s"), marker: null },
    "POST /v1/index/i/scroll",
    { q: "*", marker: "m" }
  ],
  [
    "ingest",
    ({ ingest }) =>
      ingest({
        index_id: "i",
        ingest_type: "GMetaEntry",
        ingest_data: { subject, visible_to: ["public"], content: { a: [1, null, { b: true }] } }
      }),
    submitted,
    "POST /v1/index/i/ingest",
    {
      ingest_type: "GMetaEntry",
      ingest_data: { subject, visible_to: ["public"], content: { a: [1, null, { b: true }] } }
    }
  ],
  [
    "deleteByQuery",
    ({ deleteByQuery }) => deleteByQuery({ index_id: "i", filters: [{ type: "exists", field_name: "old" }] }),
    submitted,
    "POST /v1/index/i/delete_by_query",
    { filters: [{ type: "exists", field_name: "old" }] }
  ],
  [
    "batchDeleteBySubject",
    ({ batchDeleteBySubject }) => batchDeleteBySubject({ index_id: "i", subjects: [subject, "b"] }),
    { task_id: "t" },
    "POST /v1/index/i/batch_delete_by_subject",
    { subjects: [subject, "b"] }
  ],
  [
    "getSubject",
    ({ getSubject }) => getSubject({ index_id: "i", subject }),
    { subject, entries: [] },
    "GET /v1/index/i/subject?subject=https%3A%2F%2Fdata.example.org%2Fscan%207%3Fa%3D1%26b%3D%C3%BC"
  ],
  [
    "deleteSubject",
    ({ deleteSubject }) => deleteSubject({ index_id: "i", subject: "s" }),
    submitted,
    "DELETE /v1/index/i/subject?subject=s"
  ],
  [
    "getEntry",
    ({ getEntry }) => getEntry({ index_id: "i", subject: "s", entry_id: "raw", bypass_visible_to: false }),
    { subject: "s", entries: [] },
    "GET /v1/index/i/entry?subject=s&entry_id=raw&bypass_visible_to=false"
  ],
  [
    "deleteEntry",
    ({ deleteEntry }) => deleteEntry({ index_id: "i", subject: "s" }),
    submitted,
    "DELETE /v1/index/i/entry?subject=s"
  ],
  ["getTask", ({ getTask }) => getTask({ task_id: "t" }), task, "GET /v1/task/t"],
  ["getTaskList", ({ getTaskList }) => getTaskList({ index_id: "i" }), { tasks: [task] }, "GET /v1/task_list/i"],
  [
    "createIndex",
    ({ createIndex }) => createIndex({ display_name: "scans", description: "" }),
    index,
    "POST /v1/index",
    { display_name: "scans", description: "" }
  ],
  ["getIndex", ({ getIndex }) => getIndex({ index_id: "i" }), index, "GET /v1/index/i"],
  [
    "updateIndex",
    ({ updateIndex }) => updateIndex({ index_id: "i", description: "new" }),
    index,
    "PATCH /v1/index/i",
    { description: "new" }
  ],
  [
    "deleteIndex",
    ({ deleteIndex }) => deleteIndex({ index_id: "i" }),
    { acknowledged: true, index_id: "i" },
    "DELETE /v1/index/i"
  ],
  [
    "reopenIndex",
    ({ reopenIndex }) => reopenIndex({ index_id: "i" }),
    { acknowledged: true, index_id: "i" },
    "POST /v1/index/i/reopen"
  ],
  [
    "indexList",
    ({ indexList }) => indexList({ filter_roles: ["owner", "admin"] }),
    { index_list: [index] },
    "GET /v1/index_list?filter_roles=owner%2Cadmin"
  ],
  [
    "createRole",
    ({ createRole }) => createRole({ index_id: "i", role_name: "writer", principal: role.principal }),
    role,
    "POST /v1/index/i/role",
    { role_name: "writer", principal: role.principal }
  ],
  [
    "getRoleList",
    ({ getRoleList }) => getRoleList({ index_id: "i" }),
    { role_list: [role] },
    "GET /v1/index/i/role_list"
  ],
  [
    "deleteRole",
    ({ deleteRole }) => deleteRole({ index_id: "i", role_id: "r/1" }),
    { success: true, deleted: role },
    "DELETE /v1/index/i/role/r%2F1"
  ]
]

describe("the wire", () => {
  it.scopedLive.each([...calls])("of %s", ([, call, answer, request, document]) =>
    Effect.gen(function* () {
      const texts: Array<string> = []
      const { seen, url } = yield* server((incoming, response) => {
        const chunks: Array<Buffer> = []
        incoming.on("data", (chunk: Buffer) => void chunks.push(chunk))
        incoming.on("end", () => {
          texts.push(Buffer.concat(chunks).toString())
          response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ ...answer, later: 1 }))
        })
      })
      const search = yield* SearchClient.make({ baseUrl: url }).pipe(
        Effect.provideService(Authorization, authorizer.service),
        Effect.provide(FetchHttpClient.layer)
      )
      expect(yield* call(search)).toEqual({ ...answer, later: 1 })
      expect(seen).toEqual([`${request} Bearer secret`])
      expect(texts.map((text): unknown => (text === "" ? undefined : JSON.parse(text)))).toEqual([document])
    })
  )

  it.effect("has each operation once in the table above", () =>
    Effect.gen(function* () {
      const { withResponse } = yield* client(script(json({})))
      expect(calls.map(([name]) => name).sort()).toEqual(Object.keys(withResponse).sort())
    })
  )

  it.effect("is sent to Globus Search, with its token", () =>
    Effect.gen(function* () {
      const service = script(json(index, 200, { "x-request-id": "r" }))
      const { withResponse } = yield* client(service)
      expect(yield* withResponse.getIndex({ index_id: "i" })).toMatchObject({
        status: 200,
        headers: { "x-request-id": "r" },
        value: index
      })
      expect(service.requests[0]?.url.href).toBe("https://search.api.globus.org/v1/index/i")
      expect(new Set(authorizer.asked)).toEqual(new Set([resourceServer]))
    })
  )

  it.effect("needs no token for public entries", () =>
    Effect.gen(function* () {
      const service = script(json(found("s")))
      const { search } = yield* SearchClient.make().pipe(Effect.provide([NullAuthorizer.layer(), service.layer]))
      yield* search({ index_id: "i", q: "a" })
      expect(service.requests[0]?.headers).not.toHaveProperty("authorization")
    })
  )
})

describe("a query", () => {
  it.effect("of any depth is sent unchanged, with the version of its language", () =>
    Effect.gen(function* () {
      const query = SearchQuery.make({
        q: "diffraction",
        filters: [
          {
            type: "or",
            filters: [
              {
                type: "range",
                field_name: "energy",
                values: [
                  { gte: 8, lt: 12 },
                  { from: "*", to: 3 }
                ]
              },
              { type: "not", filter: { type: "and", filters: [{ type: "like", field_name: "name", value: "tmp*" }] } }
            ]
          },
          {
            type: "geo_bounding_box",
            field_name: "place",
            top_left: { lat: 54, lon: 9 },
            bottom_right: { lat: 53, lon: 10 }
          }
        ],
        facets: [{ type: "date_histogram", field_name: "date", date_interval: "month" }],
        post_facet_filters: [{ type: "match_any", field_name: "tags", values: ["a", 1, true] }],
        sort: [{ field_name: "date", order: "asc" }]
      })
      const service = script(json(found()))
      const { postSearch } = yield* client(service)
      yield* postSearch({ index_id: "i", ...query })
      expect(JSON.parse(service.requests[0]?.text ?? "")).toEqual({ ...query, "@version": "query#1.0.0" })
    })
  )

  it.effect("with a mistake is refused and not sent, and its place is named", () =>
    Effect.gen(function* () {
      const service = script(json(found()))
      const { batchDeleteBySubject, createRole, ingest, postSearch } = yield* client(service)
      const refused = [
        // @ts-expect-error a filter needs a field
        postSearch({ index_id: "i", filters: [{ type: "not", filter: { type: "exists" } }] }),
        // @ts-expect-error a list
        batchDeleteBySubject({ index_id: "i", subjects: "s" }),
        // @ts-expect-error a role needs a principal
        createRole({ index_id: "i", role_name: "writer" }),
        // @ts-expect-error an entry needs visible_to
        ingest({ index_id: "i", ingest_type: "GMetaEntry", ingest_data: { subject: "s", content: {} } }),
        // @ts-expect-error a GMetaList needs a list
        ingest({ index_id: "i", ingest_type: "GMetaList", ingest_data: { subject: "s", content: {}, visible_to: [] } })
      ]
      const fields = yield* Effect.forEach(refused, (call: Effect.Effect<unknown, GlobusError>) => Effect.flip(call))
      expect(fields.map((error) => [error._tag, "field" in error ? error.field : ""])).toEqual([
        ["GlobusUsageError", "filters.0.filter.field_name"],
        ["GlobusUsageError", "subjects"],
        ["GlobusUsageError", "principal"],
        ["GlobusUsageError", "ingest_data.visible_to"],
        ["GlobusUsageError", "ingest_data.gmeta"]
      ])
      expect(service.requests).toEqual([])
    })
  )

  it.effect("is retried after a failure, also with POST; an ingest is not", () =>
    Effect.gen(function* () {
      const service = script(json({}, 503), broken(), json({ ...found("s"), marker: null }))
      const { postSearch, scroll } = yield* client(service)
      expect((yield* yield* settle(postSearch({ index_id: "i", q: "a" }))).gmeta).toHaveLength(1)
      expect(service.requests).toHaveLength(3)
      expect((yield* scroll({ index_id: "i", q: "a" })).gmeta).toHaveLength(1)

      const failing = script(json({}, 503))
      const data = { index_id: "i", ingest_type: "GMetaList", ingest_data: { gmeta: [] } } as const
      expect(yield* failure(Effect.flatMap(client(failing), ({ ingest }) => ingest(data)))).toMatchObject({
        _tag: "GlobusServiceUnavailable"
      })
      expect(failing.requests).toHaveLength(1)
    })
  )
})

describe("a list in pages", () => {
  it.effect("of results is counted, with its offset in the query or in the document", () =>
    Effect.gen(function* () {
      const pages = [
        json({ ...found("1", "2"), has_next_page: true, total: 3 }),
        json({ ...found("3"), has_next_page: false, total: 3 })
      ] as const
      const service = script(...pages, ...pages)
      const { postSearchStream, searchStream } = yield* client(service)
      const subjects = (stream: ReturnType<typeof searchStream>) =>
        Effect.map(Stream.runCollect(stream), (all) => Chunk.toReadonlyArray(all).map(({ subject }) => subject))
      expect(yield* subjects(searchStream({ index_id: "i", q: "a" }))).toEqual(["1", "2", "3"])
      expect(yield* subjects(postSearchStream({ index_id: "i", q: "a", offset: 5, limit: 2 }))).toEqual(["1", "2", "3"])
      expect(service.requests.map(({ url }) => url.search)).toEqual(["?q=a", "?q=a&offset=2", "", ""])
      expect(service.requests.slice(2).map(({ text }) => JSON.parse(text))).toEqual([
        { q: "a", offset: 5, limit: 2 },
        { q: "a", offset: 7, limit: 2 }
      ])
    })
  )

  it.effect("of a scroll uses markers, and can be resumed from one", () =>
    Effect.gen(function* () {
      const service = script(
        json({ ...found("1", "2"), has_next_page: true, marker: "m-1" }),
        json({ ...found("3"), has_next_page: true, marker: "m-2" }),
        json({ ...found(), has_next_page: false, marker: null })
      )
      const { scrollPages } = yield* client(service)
      const query = { index_id: "i", q: "*", filters: [{ type: "exists", field_name: "n" }] } as const
      const pages = Chunk.toReadonlyArray(yield* Stream.runCollect(scrollPages(query)))
      expect(pages.map(({ next, page }) => [page.gmeta.length, next])).toEqual([
        [2, { marker: "m-1" }],
        [1, { marker: "m-2" }],
        [0, undefined]
      ])
      const { filters, q } = query
      expect(service.requests.map(({ text }) => JSON.parse(text))).toEqual([
        { q, filters },
        { q, filters, marker: "m-1" },
        { q, filters, marker: "m-2" }
      ])
      const rest = script(json({ ...found("3"), marker: null }))
      const { scrollStream } = yield* client(rest)
      expect(yield* Stream.runCount(scrollStream({ ...query, ...pages[0]?.next }))).toBe(1)
      expect(JSON.parse(rest.requests[0]?.text ?? "")).toEqual({ q, filters, marker: "m-1" })
    })
  )
})

describe("an answer", () => {
  it.effect("with an error has its tag, and the code and message of Search", () =>
    Effect.gen(function* () {
      const error = (status: number, code: string) =>
        json({ "@datatype": "GError", "@version": "2017-09-01", code, message: "m", request_id: "r", status }, status)
      const service = script(
        error(404, "NotFound.NoSuchIndex"),
        error(409, "Conflict.IncompatibleIndexStatus"),
        error(400, "BadRequest.ValidationError"),
        error(403, "Forbidden.Generic")
      )
      const { createIndex, deleteIndex, getIndex, postSearch } = yield* client(service)
      const errors = yield* Effect.forEach(
        [
          getIndex({ index_id: "i" }),
          deleteIndex({ index_id: "i" }),
          postSearch({ index_id: "i" }),
          createIndex({ display_name: "a", description: "" })
        ],
        (call: Effect.Effect<unknown, GlobusError>) => Effect.flip(call)
      )
      expect(errors).toMatchObject([
        {
          _tag: "GlobusNotFound",
          code: "NotFound.NoSuchIndex",
          description: "m",
          requestId: "r",
          operation: "getIndex"
        },
        { _tag: "GlobusConflict", code: "Conflict.IncompatibleIndexStatus" },
        { _tag: "GlobusInvalidRequest", code: "BadRequest.ValidationError" },
        { _tag: "GlobusPermissionDenied", code: "Forbidden.Generic" }
      ])
    })
  )

  it.effect("that does not match its declaration is an error with the place", () =>
    Effect.gen(function* () {
      const { search } = yield* client(script(json({ gmeta: [...found("s").gmeta, { entries: [] }] })))
      expect(yield* Effect.flip(search({ index_id: "i", q: "a" }))).toMatchObject({
        _tag: "GlobusDecodeError",
        documentPath: ["gmeta", 1, "subject"]
      })
    })
  )

  it.effect("of a task says whether it is final", () =>
    Effect.gen(function* () {
      const states = ["CREATING", "PENDING", "PROGRESS", "SUCCESS", "FAILED"]
      const { getTaskList } = yield* client(script(json({ tasks: states.map((state) => ({ task_id: "t", state })) })))
      const { tasks } = yield* getTaskList({ index_id: "i" })
      expect(tasks.filter(SearchTask.isFinal).map(({ state }) => state)).toEqual(["SUCCESS", "FAILED"])
    })
  )
})

describe("layerNoop", () => {
  it.effect("uses its handlers, and dies for any other operation", () =>
    Effect.gen(function* () {
      const { getIndex, getTask } = yield* SearchClient.SearchClient
      expect(yield* getTask({ task_id: "t" })).toEqual(task)
      expect(yield* Effect.exit(getIndex({ index_id: "i" }))).toMatchObject({ _tag: "Failure", cause: { _tag: "Die" } })
    }).pipe(Effect.provide(SearchClient.layerNoop({ getTask: () => Effect.succeed(task) })))
  )
})
