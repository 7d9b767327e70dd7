/** Transfer's collections, roles, access rules and bookmarks over a real socket, asked by the SDK's own client. */
import { describe, expect, it } from "@effect/vitest"
import type { GlobusError } from "@effect-globus/sdk/GlobusError"
import * as TransferClient from "@effect-globus/sdk/transfer/TransferClient"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import type * as HttpClient from "@effect/platform/HttpClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { layer, Sandbox } from "../../src/Sandbox.js"
import * as Ask from "../ask.js"
import { as } from "../clients.js"
import { plant, temporaryDirectory } from "./TransferFixture.js"

const ada = "6f1c2a7e-0000-4000-8000-0000000000a1"
const bob = "6f1c2a7e-0000-4000-8000-0000000000b1"
const here = "6f1c2a7e-0000-4000-8000-0000000000c1"
const server = "6f1c2a7e-0000-4000-8000-0000000000c2"
const none = "6f1c2a7e-0000-4000-8000-0000000000d1"
const users = [
  { sub: ada, username: "ada@example.org" },
  { sub: bob, username: "bob@example.org" }
]

/** Ada owns a personal collection with a directory in it, and one of a Globus Connect Server. */
const run = <A, E>(test: Effect.Effect<A, E, Sandbox | HttpClient.HttpClient | Scope.Scope>) =>
  Effect.scoped(
    Effect.gen(function* () {
      const home = yield* temporaryDirectory
      plant(home, { "here/data/run1.txt": "1", "server/": "" })
      const collections = [
        { id: here, displayName: "Here", root: `${home}/here` },
        { id: server, displayName: "Server", root: `${home}/server`, entityType: "GCSv5_mapped_collection" }
      ]
      return yield* Effect.provide(test, Layer.merge(layer({ users, collections }), FetchHttpClient.layer))
    })
  )

const client = (user: string) => as(TransferClient.make, Ask.transferAll, user)

/** Status and code of refusals. */
const refusals = (calls: ReadonlyArray<Effect.Effect<unknown, GlobusError>>) =>
  Effect.forEach(calls, (call) =>
    Effect.map(Effect.flip(call), (error) => ("code" in error ? [error.status, error.code] : [error._tag]))
  )

describe("a Globus Connect Server", () => {
  it.live("has its endpoint here, which owns its collections, and whose manager each document names", () =>
    run(
      Effect.gen(function* () {
        const { baseUrl, endpointId } = yield* Sandbox
        const transfer = yield* client(bob)
        const collection = yield* transfer.getEndpoint({ endpoint_id: server })
        expect(collection).toMatchObject({ owner_id: endpointId, entity_type: "GCSv5_mapped_collection" })
        const endpoint = yield* transfer.getEndpoint({ endpoint_id: String(collection.owner_id).toUpperCase() })
        expect(endpoint).toMatchObject({
          DATA_TYPE: "endpoint",
          id: endpointId,
          owner_id: endpointId,
          entity_type: "GCSv5_endpoint",
          high_assurance: false,
          is_globus_connect: false
        })
        for (const { gcs_manager_url } of [collection, endpoint]) {
          expect(gcs_manager_url).toBe(baseUrl.slice(0, -1))
          const info = yield* Ask.get(`${String(gcs_manager_url).slice(baseUrl.length - 1)}/api/info`)
          expect(info.body["data"]).toContainEqual(expect.objectContaining({ endpoint_id: endpointId }))
        }
        const found = yield* transfer.endpointSearch({ filter_owner_id: endpointId })
        expect(found.DATA.map(({ id }) => id)).toStrictEqual([server])
        const personal = yield* transfer.getEndpoint({ endpoint_id: here })
        expect(personal).toMatchObject({ owner_id: ada, owner_string: "ada@example.org", gcs_manager_url: null })
      })
    )
  )

  it.live("is managed by who was given its collections, whoever is their owner by name", () =>
    run(
      Effect.gen(function* () {
        const endpoint = (user: string) =>
          Effect.flatMap(client(user), (transfer) => transfer.getEndpoint({ endpoint_id: server }))
        expect((yield* endpoint(ada)).my_effective_roles).toStrictEqual(["administrator"])
        expect((yield* endpoint(bob)).my_effective_roles).toStrictEqual([])
      })
    )
  )
})

describe("bookmarks", () => {
  it.live("are made, listed, shown, renamed and deleted", () =>
    run(
      Effect.gen(function* () {
        const transfer = yield* client(ada)
        const made = yield* transfer.createBookmark({ name: "my data", endpoint_id: here, path: "/data/" })
        expect(made).toStrictEqual({
          DATA_TYPE: "bookmark",
          id: made.id,
          name: "my data",
          endpoint_id: here,
          path: "/data/",
          pinned: false
        })
        const bookmark_id = made.id
        expect(yield* transfer.bookmarkList()).toStrictEqual({ DATA_TYPE: "bookmark_list", DATA: [made] })
        expect(yield* transfer.getBookmark({ bookmark_id })).toStrictEqual(made)
        const renamed = { ...made, name: "data", pinned: true }
        expect(yield* transfer.updateBookmark({ bookmark_id, name: "data", pinned: true })).toStrictEqual(renamed)
        expect(yield* transfer.getBookmark({ bookmark_id })).toStrictEqual(renamed)
        expect((yield* transfer.updateBookmark({ bookmark_id, pinned: false })).name).toBe("data")
        yield* transfer.deleteBookmark({ bookmark_id })
        expect((yield* transfer.bookmarkList()).DATA).toStrictEqual([])
      })
    )
  )

  it.live("have a name of their own, a directory on a collection, and one owner", () =>
    run(
      Effect.gen(function* () {
        const transfer = yield* client(ada)
        const bobs = yield* client(bob)
        const data = { name: "data", endpoint_id: here, path: "/data/" }
        const { id: bookmark_id } = yield* transfer.createBookmark(data)
        const { id: other } = yield* transfer.createBookmark({ ...data, name: "Data" })
        yield* bobs.createBookmark(data)
        expect(
          yield* refusals([
            transfer.createBookmark(data),
            transfer.updateBookmark({ bookmark_id: other, name: "data" }),
            transfer.createBookmark({ ...data, name: "file", path: "/data/run1.txt" }),
            transfer.createBookmark({ ...data, name: "" }),
            transfer.createBookmark({ ...data, name: "x".repeat(129) }),
            transfer.createBookmark({ ...data, name: "nowhere", endpoint_id: none }),
            bobs.getBookmark({ bookmark_id }),
            bobs.updateBookmark({ bookmark_id, name: "mine" }),
            bobs.deleteBookmark({ bookmark_id })
          ])
        ).toStrictEqual([
          [409, "ClientError.Conflict"],
          [409, "ClientError.Conflict"],
          [400, "ClientError.BadRequest"],
          [400, "ClientError.BadRequest"],
          [400, "ClientError.BadRequest"],
          [404, "EndpointNotFound"],
          [404, "BookmarkNotFound"],
          [404, "BookmarkNotFound"],
          [404, "BookmarkNotFound"]
        ])
        expect((yield* transfer.bookmarkList()).DATA.map(({ name }) => name)).toStrictEqual(["data", "Data"])
      })
    )
  )

  it.live("are made without a DATA_TYPE too, as the Globus CLI does it", () =>
    run(
      Effect.gen(function* () {
        const { baseUrl, issueTokens } = yield* Sandbox
        const { access_token } = yield* issueTokens({ scopes: Ask.transferAll })
        const answer = yield* Effect.promise(() =>
          fetch(`${baseUrl}v0.10/bookmark`, {
            method: "POST",
            headers: { authorization: `Bearer ${access_token}`, "content-type": "application/json" },
            body: JSON.stringify({ endpoint_id: here, path: "/~/", name: "home" })
          })
        )
        expect(answer.status).toBe(201)
      })
    )
  )
})

describe("a collection", () => {
  it.live("is changed and deleted by its administrators alone", () =>
    run(
      Effect.gen(function* () {
        const transfer = yield* client(ada)
        const bobs = yield* client(bob)
        const change = { endpoint_id: here, display_name: "There", description: "moved", default_directory: "/data/" }
        expect(
          yield* refusals([bobs.updateEndpoint(change), bobs.deleteEndpoint({ endpoint_id: here })])
        ).toStrictEqual([
          [403, "PermissionDenied"],
          [403, "PermissionDenied"]
        ])
        yield* transfer.addEndpointRole({
          endpoint_id: here,
          principal_type: "identity",
          principal: bob,
          role: "administrator"
        })
        expect(yield* bobs.updateEndpoint(change)).toMatchObject({ code: "Updated", resource: `/endpoint/${here}` })
        expect(yield* bobs.getEndpoint({ endpoint_id: here })).toMatchObject({
          display_name: "There",
          description: "moved",
          my_effective_roles: ["administrator"]
        })
        const found = yield* transfer.endpointSearch({ filter_fulltext: "moved" })
        expect(found.DATA.map(({ id }) => id)).toStrictEqual([here])
        expect((yield* transfer.operationLs({ endpoint_id: here })).DATA.map(({ name }) => name)).toStrictEqual([
          "run1.txt"
        ])

        expect((yield* bobs.deleteEndpoint({ endpoint_id: here })).code).toBe("Deleted")
        expect(
          yield* refusals([
            transfer.getEndpoint({ endpoint_id: here }),
            transfer.operationLs({ endpoint_id: here }),
            transfer.deleteEndpoint({ endpoint_id: none })
          ])
        ).toStrictEqual([
          [404, "EndpointDeleted"],
          [404, "EndpointDeleted"],
          [404, "EndpointNotFound"]
        ])
        expect((yield* transfer.endpointSearch({ filter_fulltext: "moved" })).DATA).toStrictEqual([])
      })
    )
  )

  it.live("of a server is changed there, and subscriptions are out of reach", () =>
    run(
      Effect.gen(function* () {
        const transfer = yield* client(ada)
        expect(
          yield* refusals([
            transfer.updateEndpoint({ endpoint_id: server, display_name: "Else" }),
            transfer.updateEndpoint({ endpoint_id: here, display_name: "" }),
            transfer.setSubscriptionId({ collection_id: here, subscription_id: null }),
            transfer.setSubscriptionAdminVerified({ collection_id: here, subscription_admin_verified: true }),
            transfer.updateEndpoint({ endpoint_id: here, subscription_id: none }),
            transfer.endpointManagerMonitoredEndpoints()
          ])
        ).toStrictEqual([
          [400, "NotSupported"],
          [400, "ClientError.BadRequest"],
          [501, "NotImplemented"],
          [501, "NotImplemented"],
          [501, "NotImplemented"],
          [501, "NotImplemented"]
        ])
        expect((yield* transfer.endpointServerList({ endpoint_id: here })).DATA).toStrictEqual([])
        expect((yield* transfer.myEffectivePauseRuleList({ endpoint_id: here })).DATA).toStrictEqual([])
      })
    )
  )

  it.live("has guests: directories of it that are collections", () =>
    run(
      Effect.gen(function* () {
        const transfer = yield* client(ada)
        const bobs = yield* client(bob)
        const shared = { host_endpoint: here, host_path: "/data/" }
        const created = yield* transfer.createSharedEndpoint({
          ...shared,
          display_name: "Runs",
          description: "all runs"
        })
        expect(created).toMatchObject({ code: "Created", id: expect.any(String) })
        const { id } = created
        const { id: second } = yield* transfer.createSharedEndpoint({ ...shared, display_name: "Again" })
        expect(yield* transfer.getEndpoint({ endpoint_id: id })).toMatchObject({
          display_name: "Runs",
          description: "all runs",
          entity_type: "GCP_guest_collection",
          host_endpoint_id: here,
          host_path: "/data/",
          owner_string: "ada@example.org"
        })
        expect((yield* transfer.operationLs({ endpoint_id: id })).DATA.map(({ name }) => name)).toStrictEqual([
          "run1.txt"
        ])
        const ids = (list: { readonly DATA: ReadonlyArray<{ readonly id?: string | null | undefined }> }) =>
          list.DATA.map(({ id }) => id)
        expect(ids(yield* transfer.mySharedEndpointList({ endpoint_id: here }))).toStrictEqual([id, second])
        expect(ids(yield* bobs.mySharedEndpointList({ endpoint_id: here }))).toStrictEqual([])
        const pages = [
          yield* transfer.getSharedEndpointList({ endpoint_id: here, max_results: 1 }),
          yield* transfer.getSharedEndpointList({ endpoint_id: here, max_results: 1, next_token: second })
        ]
        expect(pages).toStrictEqual([
          { shared_endpoints: [{ id }], next_token: second },
          { shared_endpoints: [{ id: second }], next_token: null }
        ])
        const search = (filter_scope: string) => ({ filter_scope, filter_host_endpoint: here })
        expect(ids(yield* transfer.endpointSearch(search("shared-by-me")))).toStrictEqual([id, second])
        yield* transfer.addEndpointAclRule({
          endpoint_id: id,
          principal_type: "identity",
          principal: bob,
          path: "/",
          permissions: "r"
        })
        expect(ids(yield* bobs.endpointSearch(search("shared-with-me")))).toStrictEqual([id])

        expect(
          yield* refusals([
            transfer.createSharedEndpoint({ ...shared, display_name: "None", host_path: "/none/" }),
            transfer.createSharedEndpoint({ ...shared, display_name: "Up", host_path: "/../" }),
            transfer.createSharedEndpoint({ ...shared, display_name: "File", host_path: "/data/run1.txt" }),
            bobs.getSharedEndpointList({ endpoint_id: here })
          ])
        ).toStrictEqual([
          [400, "InvalidPath"],
          [400, "InvalidPath"],
          [400, "ClientError.BadRequest"],
          [403, "PermissionDenied"]
        ])
        const file = { ...shared, display_name: "File", host_path: "/data/run1.txt" }
        // The path is the collection's, not the one on this machine.
        expect(yield* Effect.flip(transfer.createSharedEndpoint(file))).toMatchObject({
          description: expect.stringMatching(/: \/data\/run1\.txt$/)
        })
        yield* transfer.deleteEndpoint({ endpoint_id: here })
        expect(yield* refusals([transfer.getEndpoint({ endpoint_id: id })])).toStrictEqual([[404, "EndpointDeleted"]])
      })
    )
  )
})

describe("roles", () => {
  it.live("are given, listed, shown and taken away", () =>
    run(
      Effect.gen(function* () {
        const transfer = yield* client(ada)
        const bobs = yield* client(bob)
        const role = { endpoint_id: here, principal_type: "identity", principal: bob, role: "access_manager" }
        const given = yield* transfer.addEndpointRole(role)
        expect(given).toStrictEqual({
          DATA_TYPE: "role",
          id: given.id,
          principal_type: "identity",
          principal: bob,
          role: "access_manager"
        })
        const named = { endpoint_id: here, role_id: given.id }
        expect(yield* transfer.endpointRoleList({ endpoint_id: here })).toStrictEqual({
          DATA_TYPE: "role_list",
          DATA: [given],
          endpoint: here
        })
        expect(yield* transfer.getEndpointRole(named)).toStrictEqual(given)
        expect((yield* bobs.getEndpoint({ endpoint_id: here })).my_effective_roles).toStrictEqual(["access_manager"])
        // Whom it lets manage access, and nothing else.
        expect((yield* bobs.endpointAclList({ endpoint_id: here })).DATA).toMatchObject([
          { id: null, principal: bob, path: "/", role_id: given.id, role_type: "access_manager" }
        ])
        expect(
          yield* refusals([
            bobs.endpointRoleList({ endpoint_id: here }),
            transfer.addEndpointRole(role),
            transfer.addEndpointRole({ ...role, role: "king" }),
            transfer.addEndpointRole({ ...role, principal: "bob" }),
            transfer.getEndpointRole({ endpoint_id: server, role_id: given.id }),
            transfer.getEndpointRole({ endpoint_id: here, role_id: none })
          ])
        ).toStrictEqual([
          [403, "PermissionDenied"],
          [409, "ClientError.Conflict"],
          [400, "ClientError.BadRequest"],
          [400, "ClientError.BadRequest"],
          [404, "RoleNotFound"],
          [404, "RoleNotFound"]
        ])
        expect((yield* transfer.deleteEndpointRole(named)).code).toBe("Deleted")
        expect(
          yield* refusals([transfer.getEndpointRole(named), bobs.endpointAclList({ endpoint_id: here })])
        ).toStrictEqual([
          [404, "RoleNotFound"],
          [403, "PermissionDenied"]
        ])
      })
    )
  )
})

describe("access rules", () => {
  it.live("are made, listed, shown, changed and deleted", () =>
    run(
      Effect.gen(function* () {
        const transfer = yield* client(ada)
        const bobs = yield* client(bob)
        const rule = { endpoint_id: here, principal_type: "identity", principal: bob, path: "/data/", permissions: "r" }
        const created = yield* transfer.addEndpointAclRule({ ...rule, expiration_date: "2099-01-01T00:00:00Z" })
        expect(created).toMatchObject({ code: "Created", access_id: expect.any(String) })
        const named = { endpoint_id: here, rule_id: created.access_id }
        const shown = yield* transfer.getEndpointAclRule(named)
        expect(shown).toStrictEqual({
          DATA_TYPE: "access",
          id: created.access_id,
          principal_type: "identity",
          principal: bob,
          path: "/data/",
          permissions: "r",
          create_time: expect.stringMatching(/^\d{4}-.*\+00:00$/),
          expiration_date: "2099-01-01T00:00:00+00:00",
          role_id: null,
          role_type: null
        })
        expect(yield* transfer.endpointAclList({ endpoint_id: here })).toStrictEqual({
          DATA_TYPE: "access_list",
          DATA: [shown],
          endpoint: here,
          length: 1
        })
        expect((yield* transfer.updateEndpointAclRule({ ...named, permissions: "rw" })).code).toBe("Updated")
        expect(yield* transfer.getEndpointAclRule(named)).toStrictEqual({ ...shown, permissions: "rw" })
        yield* transfer.updateEndpointAclRule({ ...named, expiration_date: null })
        expect((yield* transfer.getEndpointAclRule(named)).expiration_date).toBe(null)

        const everybody = { ...rule, principal_type: "all_authenticated_users", principal: null }
        yield* transfer.addEndpointAclRule(everybody)
        expect(
          yield* refusals([
            transfer.addEndpointAclRule(rule),
            transfer.addEndpointAclRule(everybody),
            transfer.addEndpointAclRule({ ...rule, path: "/data" }),
            transfer.addEndpointAclRule({ ...rule, permissions: "x" }),
            transfer.addEndpointAclRule({ ...rule, principal: null }),
            transfer.addEndpointAclRule({ ...rule, path: "/", expiration_date: "soon" }),
            transfer.updateEndpointAclRule({ ...named, permissions: "x" }),
            transfer.getEndpointAclRule({ endpoint_id: here, rule_id: none }),
            bobs.getEndpointAclRule(named)
          ])
        ).toStrictEqual([
          [409, "ClientError.Conflict"],
          [409, "ClientError.Conflict"],
          [400, "ClientError.BadRequest"],
          [400, "ClientError.BadRequest"],
          [400, "ClientError.BadRequest"],
          [400, "ClientError.BadRequest"],
          [400, "ClientError.BadRequest"],
          [404, "AccessRuleNotFound"],
          [403, "PermissionDenied"]
        ])
        expect((yield* transfer.deleteEndpointAclRule(named)).code).toBe("Deleted")
        expect(yield* refusals([transfer.getEndpointAclRule(named)])).toStrictEqual([[404, "AccessRuleNotFound"]])
      })
    )
  )
})
