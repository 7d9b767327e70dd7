/** What Search has below `/beta`, asked as strangers do. */
import { describe, expect, it } from "@effect/vitest"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Effect from "effect/Effect"
import { layerInProcess, Sandbox } from "../../src/Sandbox.js"
import * as Ask from "../ask.js"

const ada = "6f1c2a7e-0000-4000-8000-0000000000a1"
const bob = "6f1c2a7e-0000-4000-8000-0000000000b1"
const users = [
  { sub: ada, username: "ada@example.org" },
  { sub: bob, username: "bob@example.org" }
]

const scope = "urn:globus:auth:scope:search.api.globus.org:all"

const caller = (user: string) =>
  Effect.gen(function* () {
    const { issueTokens } = yield* Sandbox
    const { access_token } = yield* issueTokens({ user, scopes: [scope] })
    return (method: "DELETE" | "GET" | "POST", path: string, body?: unknown) =>
      Ask.send(
        HttpClientRequest.make(method)(path).pipe(
          HttpClientRequest.bearerToken(access_token),
          body === undefined ? (same) => same : HttpClientRequest.bodyUnsafeJson(body)
        )
      )
  })

const inProcess = Effect.provide(layerInProcess({ users, searchTaskTime: 0 }))

const entry = (subject: string, content: unknown) => ({ subject, visible_to: ["public"], content })

describe("below /beta", () => {
  it.effect("an index is made, deleted and reopened, and is the same as below /v1", () =>
    Effect.gen(function* () {
      const asAda = yield* caller(ada)
      const made = yield* asAda("POST", "/beta/index", { display_name: "beamtime", description: "measured" })
      expect([made.status, made.body["display_name"]]).toStrictEqual([200, "beamtime"])
      const id = String(made.body["id"])
      const status = Effect.map(Ask.get(`/v1/index/${id}`), ({ body }) => body["status"])
      expect(yield* status).toBe("open")
      expect((yield* (yield* caller(bob))("DELETE", `/beta/index/${id}`)).status).toBe(403)
      expect((yield* asAda("DELETE", `/beta/index/${id}`)).body).toStrictEqual({ acknowledged: true, index_id: id })
      expect(yield* status).toBe("delete_pending")
      expect((yield* asAda("POST", `/beta/index/${id}/reopen`)).body).toStrictEqual({
        acknowledged: true,
        index_id: id
      })
      expect(yield* status).toBe("open")
      expect((yield* asAda("POST", "/beta/index", {})).body).toMatchObject({
        "@datatype": "GError",
        code: "BadRequest.ValidationError"
      })
      expect((yield* Ask.get(`/beta/index/${id}/mapping`)).status).toBe(401)
    }).pipe(inProcess)
  )

  it.effect("fields have the type that they were first ingested with, and count against a budget", () =>
    Effect.gen(function* () {
      const asAda = yield* caller(ada)
      const { body } = yield* asAda("POST", "/beta/index", { display_name: "a", description: "b" })
      const id = String(body["id"])
      const ingest = (content: unknown, more: object = {}) =>
        asAda("POST", `/v1/index/${id}/ingest`, {
          ingest_type: "GMetaEntry",
          ingest_data: entry("s", content),
          ...more
        })
      yield* ingest(
        {
          title: "Gold",
          runs: [1, 2],
          energy: 12.5,
          done: true,
          none: null,
          day: "2024-03-05",
          dc: { "a.b": "x" },
          place: { lat: 1, lon: 2 }
        },
        { field_mapping: { place: "geo_point" } }
      )
      const mappings = {
        "dc.a\\.b": "text",
        day: "date",
        done: "boolean",
        energy: "double",
        place: "geo_point",
        runs: "long",
        title: "text"
      }
      const path = `/beta/index/${id}`
      expect((yield* asAda("GET", `${path}/mapping`)).body).toStrictEqual({
        "@datatype": "UGFieldMappings",
        "@version": "2017-09-01",
        mappings
      })
      expect((yield* asAda("GET", `${path}/mapping/${encodeURIComponent("dc.a\\.b")}`)).body).toMatchObject({
        mappings: { "dc.a\\.b": "text" }
      })
      expect((yield* asAda("GET", `${path}/mapping/nothing`)).status).toBe(404)
      expect((yield* asAda("GET", `${path}/field_budget`)).body).toStrictEqual({
        budget: 1000,
        used: 7,
        remaining: 993
      })
      expect((yield* (yield* caller(bob))("GET", `${path}/mapping`)).status).toBe(403)

      yield* asAda("DELETE", `/v1/index/${id}/subject?subject=s`)
      yield* ingest({ title: 5 })
      expect((yield* asAda("GET", `${path}/mapping`)).body["mappings"]).toStrictEqual(mappings)
      const many = Object.fromEntries(Array.from({ length: 994 }, (_, index) => [`f${index}`, 1]))
      const { body: submitted } = yield* ingest(many)
      expect((yield* asAda("GET", `/v1/task/${String(submitted["task_id"])}`)).body).toMatchObject({
        state: "FAILED",
        message: expect.stringContaining("1000 fields")
      })
      expect((yield* asAda("GET", `${path}/field_budget`)).body["used"]).toBe(7)
    }).pipe(inProcess)
  )
})
