/** What older programs ask of Transfer, asked as they do: without the SDK, which declares none of it. */
import { describe, expect, it } from "@effect/vitest"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Effect from "effect/Effect"
import { readlinkSync } from "node:fs"
import { layerInProcess, Sandbox } from "../../src/Sandbox.js"
import * as Ask from "../ask.js"
import { pause, plant, temporaryDirectory } from "./TransferFixture.js"

const ada = "6f1c2a7e-0000-4000-8000-0000000000a1"
const bob = "6f1c2a7e-0000-4000-8000-0000000000b1"
const here = "6f1c2a7e-0000-4000-8000-0000000000c1"
const none = "6f1c2a7e-0000-4000-8000-0000000000d1"
const users = [
  { sub: ada, username: "ada@example.org" },
  { sub: bob, username: "bob@example.org" }
]

const caller = (user: string) =>
  Effect.gen(function* () {
    const { issueTokens } = yield* Sandbox
    const { access_token } = yield* issueTokens({ user, scopes: [Ask.transferAll] })
    return (method: "GET" | "POST", path: string, body?: unknown) =>
      Ask.send(
        HttpClientRequest.make(method)(`/v0.10/${path}`).pipe(
          HttpClientRequest.bearerToken(access_token),
          body === undefined ? (same) => same : HttpClientRequest.bodyUnsafeJson(body)
        )
      )
  })

type Call = Effect.Effect.Success<ReturnType<typeof caller>>

/** Ada's collection of one file, and where it lies. */
const run = <A, E, R>(test: (root: string, asAda: Call) => Effect.Effect<A, E, R>) =>
  Effect.scoped(
    Effect.gen(function* () {
      const root = yield* temporaryDirectory
      plant(root, { "data/run1.txt": "1", "outside/secret": "s" })
      const collections = [{ id: here, displayName: "Here", root: `${root}/data`, ownerId: ada }]
      return yield* Effect.gen(function* () {
        return yield* test(`${root}/data`, yield* caller(ada))
      }).pipe(Effect.provide(layerInProcess({ users, collections })))
    })
  )

/** The task's id, and its documents from now until it has ended. */
const transferred = (call: Call, from: string, to: string, submission_id = globalThis.crypto.randomUUID()) =>
  Effect.gen(function* () {
    const submitted = yield* call("POST", "transfer", {
      DATA_TYPE: "transfer",
      submission_id,
      source_endpoint: here,
      destination_endpoint: here,
      DATA: [{ DATA_TYPE: "transfer_item", source_path: from, destination_path: to }]
    })
    return { id: String(submitted.body["task_id"]), code: submitted.body["code"], submission_id }
  })

const until = (call: Call, id: string, wanted: (body: Record<string, unknown>) => boolean) =>
  call("GET", `task/${id}`).pipe(
    Effect.tap(({ body }) => (wanted(body) ? Effect.void : pause)),
    Effect.repeat({ until: ({ body }) => wanted(body) })
  )

describe("a symbolic link", () => {
  it.effect("is made with its target as it is written, and followed inside of the collection alone", () =>
    run((root, asAda) =>
      Effect.gen(function* () {
        const link = (path: string, symlink_target: string, id = here) =>
          asAda("POST", `operation/endpoint/${id}/symlink`, { DATA_TYPE: "symlink", symlink_target, path })
        const made = yield* link("/inside", "run1.txt")
        expect([made.status, made.body]).toMatchObject([
          200,
          { DATA_TYPE: "result", code: "SymlinkCreated", resource: `/operation/endpoint/${here}/symlink` }
        ])
        yield* link("/~/outside", "../outside/secret")
        expect([readlinkSync(`${root}/inside`), readlinkSync(`${root}/outside`)]).toStrictEqual([
          "run1.txt",
          "../outside/secret"
        ])
        const { body } = yield* asAda("GET", `operation/endpoint/${here}/ls?path=/`)
        expect(body["DATA"]).toMatchObject([
          { name: "inside", type: "file", link_target: "run1.txt" },
          { name: "run1.txt", type: "file", link_target: null },
          { name: "outside", type: "invalid_symlink", link_target: "../outside/secret" }
        ])
        for (const [answer, status, code] of [
          [yield* link("/inside", "other"), 502, "ExternalError.SymlinkFailed.Exists"],
          [yield* link("/", "run1.txt"), 502, "ExternalError.SymlinkFailed.Exists"],
          [yield* link("/none/a", "run1.txt"), 502, "ExternalError.SymlinkFailed.NotFound"],
          [yield* link("/../a", "run1.txt"), 400, "InvalidPath"],
          [yield* link("/a", ""), 400, "ClientError.BadRequest"],
          [yield* link("/a", "b\0"), 400, "ClientError.BadRequest"],
          [yield* link("/a", "b", none), 404, "EndpointNotFound"]
        ] as const) {
          expect([answer.status, answer.body["code"]]).toStrictEqual([status, code])
        }
        expect(readlinkSync(`${root}/inside`)).toBe("run1.txt")
      })
    )
  )
})

describe("a task", () => {
  it.effect("that has ended is removed by its owner, and is nowhere any more", () =>
    run((_, asAda) =>
      Effect.gen(function* () {
        const task = yield* transferred(asAda, "/run1.txt", "/copy.txt")
        yield* until(asAda, task.id, ({ status }) => status === "SUCCEEDED")
        const again = yield* transferred(asAda, "/run1.txt", "/copy.txt", task.submission_id)
        expect([again.id, again.code]).toStrictEqual([task.id, "Duplicate"])
        const asBob = yield* caller(bob)
        expect((yield* asBob("POST", `task/${task.id}/remove`)).status).toBe(404)
        const removed = yield* asAda("POST", `task/${task.id.toUpperCase()}/remove`)
        expect([removed.status, removed.body["code"]]).toStrictEqual([200, "Removed"])
        expect((yield* asAda("GET", `task/${task.id}`)).status).toBe(404)
        expect((yield* asAda("GET", "task_list")).body).toMatchObject({ total: 0, DATA: [] })
        expect((yield* asAda("POST", `task/${task.id}/remove`)).body["code"]).toBe("ClientError.NotFound")
        expect(yield* (yield* Sandbox).tasks).toStrictEqual([])
        const third = yield* transferred(asAda, "/run1.txt", "/copy.txt", task.submission_id)
        expect(third.code).toBe("Accepted")
        expect(third.id).not.toBe(task.id)
      })
    )
  )

  it.effect("that is under way stays until it is canceled", () =>
    run((_, asAda) =>
      Effect.gen(function* () {
        const { id } = yield* transferred(asAda, "/none.txt", "/copy.txt")
        const refused = yield* asAda("POST", `task/${id}/remove`)
        expect([refused.status, refused.body["code"]]).toStrictEqual([409, "ClientError.Conflict"])
        expect((yield* asAda("GET", `task/${id}`)).body["status"]).toBe("ACTIVE")
        yield* asAda("POST", `task/${id}/cancel`)
        expect((yield* asAda("POST", `task/${id}/remove`)).status).toBe(200)
      })
    )
  )
})

describe("an endpoint", () => {
  it.effect("needs no activation, whichever there is", () =>
    run((_, asAda) =>
      Effect.gen(function* () {
        const { endpointId } = yield* Sandbox
        for (const id of [here, endpointId]) {
          const answer = yield* asAda("POST", `endpoint/${id}/autoactivate?if_expires_in=3600`, {})
          expect([answer.status, answer.body]).toMatchObject([
            200,
            { DATA_TYPE: "activation_result", code: "AlreadyActivated", endpoint: id, expires_in: -1, DATA: [] }
          ])
        }
        expect((yield* asAda("POST", `endpoint/${here}/autoactivate`)).status).toBe(200)
        expect((yield* asAda("POST", `endpoint/${none}/autoactivate`)).body["code"]).toBe("EndpointNotFound")
      })
    )
  )

  it.effect("of Globus Connect Personal is the caller's, has a setup key, and is not connected", () =>
    run((_, asAda) =>
      Effect.gen(function* () {
        const created = yield* asAda("POST", "endpoint", {
          DATA_TYPE: "endpoint",
          display_name: "Laptop",
          is_globus_connect: true,
          description: "at home"
        })
        expect([created.status, created.body]).toMatchObject([
          200,
          {
            DATA_TYPE: "endpoint_create_result",
            code: "Created",
            globus_connect_setup_key: expect.stringMatching(/^[0-9a-f-]{36}$/)
          }
        ])
        const id = String(created.body["id"])
        expect((yield* asAda("GET", `endpoint/${id}`)).body).toMatchObject({
          display_name: "Laptop",
          description: "at home",
          entity_type: "GCP_mapped_collection",
          owner_id: ada,
          is_globus_connect: true,
          gcp_connected: false,
          my_effective_roles: ["administrator"]
        })
        expect((yield* asAda("GET", "endpoint_search?filter_scope=my-endpoints")).body["DATA"]).toContainEqual(
          expect.objectContaining({ id })
        )
        const at = `operation/endpoint/${id}`
        for (const [answer, code] of [
          [yield* asAda("GET", `${at}/ls`), "ExternalError.DirListingFailed.GCDisconnected"],
          [yield* asAda("GET", `${at}/stat?path=/a`), "EndpointError"],
          [
            yield* asAda("POST", `${at}/mkdir`, { DATA_TYPE: "mkdir", path: "/a" }),
            "ExternalError.MkdirFailed.GCDisconnected"
          ]
        ] as const) {
          expect([answer.status, answer.body["code"]]).toStrictEqual([502, code])
        }
        const submitted = yield* asAda("POST", "transfer", {
          DATA_TYPE: "transfer",
          submission_id: globalThis.crypto.randomUUID(),
          source_endpoint: here,
          destination_endpoint: id,
          DATA: [{ DATA_TYPE: "transfer_item", source_path: "/run1.txt", destination_path: "/run1.txt" }]
        })
        const { body } = yield* until(asAda, String(submitted.body["task_id"]), ({ faults }) => faults !== 0)
        expect(body).toMatchObject({ status: "ACTIVE", nice_status: "GC_NOT_CONNECTED" })
      })
    )
  )

  it.effect("of another kind, or without a name, is refused", () =>
    run((_, asAda) =>
      Effect.gen(function* () {
        const create = (body: object) => asAda("POST", "endpoint", body)
        expect((yield* create({ display_name: "old server" })).status).toBe(501)
        expect((yield* create({ display_name: "", is_globus_connect: true })).status).toBe(400)
        expect((yield* create({ is_globus_connect: true })).status).toBe(400)
      })
    )
  )
})
