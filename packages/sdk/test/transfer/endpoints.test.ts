import { describe, expect, expectTypeOf, it } from "@effect/vitest"
import { Chunk, Effect, Layer, Stream } from "effect"
import { Authorization } from "../../src/Authorization.js"
import type { GlobusError } from "../../src/GlobusError.js"
import type { Operations } from "../../src/internal/operation/declaration.js"
import { EndpointsApi } from "../../src/transfer/EndpointsApi.js"
import type { SharedEndpoint } from "../../src/transfer/SharedEndpoint.js"
import { FilesApi, resourceServer, TransferApi } from "../../src/transfer/TransferApi.js"
import * as TransferClient from "../../src/transfer/TransferClient.js"
import { answersOf } from "../internal/wire/answers.js"
import { eachOnTheWire, type Row } from "../operationTable.js"
import type { Script } from "../script.js"
import { failure, json, script, tokens } from "../script.js"

const authorizer = () => tokens("Bearer token-of-transfer")

const client = (service: Script, { service: authorization } = authorizer()) =>
  TransferClient.TransferClient.pipe(
    Effect.provide(
      TransferClient.layer().pipe(
        Layer.provide(Layer.succeed(Authorization, authorization)),
        Layer.provide(service.layer)
      )
    )
  )

const endpoint_id = "6f1c2a7e-0000-4000-8000-0000000000a1"
const collection_id = "6f1c2a7e-0000-4000-8000-0000000000a2"
const subscription_id = "6f1c2a7e-0000-4000-8000-0000000000a3"
const marie = "6f1c2a7e-0000-4000-8000-0000000000c1"
const role_id = "6f1c2a7e-0000-4000-8000-0000000000d1"
const rule_id = "6f1c2a7e-0000-4000-8000-0000000000d2"
const bookmark_id = "6f1c2a7e-0000-4000-8000-0000000000d3"

const path = `/v0.10/endpoint/${endpoint_id}`

const result = (code: string) => ({
  DATA_TYPE: "result",
  code,
  message: "Done.",
  request_id: "r0aaaaaa1",
  resource: "/thing"
})

const list = (DATA: ReadonlyArray<unknown>) => ({ DATA_TYPE: "list", DATA, later: { field: 1 } })

const dtn = { DATA_TYPE: "server", id: 41, hostname: "dtn1.example.org", port: 2811, scheme: "gsiftp", subject: null }
const given = { principal_type: "identity", principal: marie, role: "activity_monitor" }
const role = { DATA_TYPE: "role", id: role_id, ...given }
const granted = { principal_type: "anonymous", path: "/out/", permissions: "r" }
const rule = { DATA_TYPE: "access", id: rule_id, ...granted, principal: "", expiration_date: null, role_id: null }
const named = { name: "raw", endpoint_id, path: "/raw/" }
const bookmark = { DATA_TYPE: "bookmark", id: bookmark_id, ...named, pinned: false }
const part = { display_name: "Run 7", host_endpoint: endpoint_id, host_path: "/raw/run7/" }
const guest = { id: collection_id, display_name: "Run 7", host_endpoint_id: endpoint_id, host_path: "/raw/run7/" }
const pause = {
  DATA_TYPE: "pause_rule_limited",
  id: "6f1c2a7e-0000-4000-8000-0000000000d4",
  message: "The store moves.",
  endpoint_id,
  identity_id: null,
  start_time: null,
  pause_ls: false,
  pause_task_transfer_write: true
}

const rows: Readonly<Record<keyof Operations<typeof EndpointsApi>, Row<TransferClient.TransferClient.Service>>> = {
  updateEndpoint: {
    call: ({ updateEndpoint }) =>
      updateEndpoint({ endpoint_id, display_name: "Beamline 7", description: null, public: true, max_concurrency: 4 }),
    request: `PUT ${path}`,
    body: {
      DATA_TYPE: "endpoint",
      display_name: "Beamline 7",
      description: null,
      public: true,
      max_concurrency: 4
    },
    answer: result("Updated")
  },
  deleteEndpoint: {
    call: ({ deleteEndpoint }) => deleteEndpoint({ endpoint_id }),
    request: `DELETE ${path}`,
    answer: result("Deleted")
  },
  setSubscriptionId: {
    call: ({ setSubscriptionId }) => setSubscriptionId({ collection_id, subscription_id }),
    request: `PUT /v0.10/endpoint/${collection_id}/subscription`,
    body: { subscription_id },
    answer: result("Updated")
  },
  setSubscriptionAdminVerified: {
    call: ({ setSubscriptionAdminVerified }) =>
      setSubscriptionAdminVerified({ collection_id, subscription_admin_verified: false }),
    request: `PUT /v0.10/endpoint/${collection_id}/subscription_admin_verified`,
    body: { subscription_admin_verified: false },
    answer: result("Updated")
  },
  createSharedEndpoint: {
    call: ({ createSharedEndpoint }) => createSharedEndpoint({ ...part, keywords: "scan,p07" }),
    request: "POST /v0.10/shared_endpoint",
    body: { DATA_TYPE: "shared_endpoint", ...part, keywords: "scan,p07" },
    answer: { ...result("Created"), id: collection_id, globus_connect_setup_key: null }
  },
  mySharedEndpointList: {
    call: ({ mySharedEndpointList }) => mySharedEndpointList({ endpoint_id }),
    request: `GET ${path}/my_shared_endpoint_list`,
    answer: list([guest])
  },
  getSharedEndpointList: {
    call: ({ getSharedEndpointList }) => getSharedEndpointList({ endpoint_id, max_results: 1, next_token: "t 1" }),
    request: `GET ${path}/shared_endpoint_list?max_results=1&next_token=t%201`,
    answer: { shared_endpoints: [{ id: collection_id }], next_token: null }
  },
  endpointServerList: {
    call: ({ endpointServerList }) => endpointServerList({ endpoint_id }),
    request: `GET ${path}/server_list`,
    answer: { ...list([dtn]), endpoint: "line#p07" }
  },
  getEndpointServer: {
    call: ({ getEndpointServer }) => getEndpointServer({ endpoint_id, server_id: 41 }),
    request: `GET ${path}/server/41`,
    answer: dtn
  },
  endpointRoleList: {
    call: ({ endpointRoleList }) => endpointRoleList({ endpoint_id }),
    request: `GET ${path}/role_list`,
    answer: list([role])
  },
  addEndpointRole: {
    call: ({ addEndpointRole }) => addEndpointRole({ endpoint_id, ...given }),
    request: `POST ${path}/role`,
    body: { DATA_TYPE: "role", ...given },
    answer: role
  },
  getEndpointRole: {
    call: ({ getEndpointRole }) => getEndpointRole({ endpoint_id, role_id }),
    request: `GET ${path}/role/${role_id}`,
    answer: role
  },
  deleteEndpointRole: {
    call: ({ deleteEndpointRole }) => deleteEndpointRole({ endpoint_id, role_id }),
    request: `DELETE ${path}/role/${role_id}`,
    answer: result("Deleted")
  },
  endpointAclList: {
    call: ({ endpointAclList }) => endpointAclList({ endpoint_id }),
    request: `GET ${path}/access_list`,
    answer: {
      ...list([rule, { ...rule, id: null, role_id, role_type: "administrator" }]),
      endpoint: endpoint_id,
      length: 2
    }
  },
  addEndpointAclRule: {
    call: ({ addEndpointAclRule }) => addEndpointAclRule({ endpoint_id, ...granted, expiration_date: null }),
    request: `POST ${path}/access`,
    body: { DATA_TYPE: "access", ...granted, expiration_date: null },
    answer: { ...result("Created"), access_id: rule_id }
  },
  getEndpointAclRule: {
    call: ({ getEndpointAclRule }) => getEndpointAclRule({ endpoint_id, rule_id }),
    request: `GET ${path}/access/${rule_id}`,
    answer: rule
  },
  updateEndpointAclRule: {
    call: ({ updateEndpointAclRule }) => updateEndpointAclRule({ endpoint_id, rule_id, permissions: "rw" }),
    request: `PUT ${path}/access/${rule_id}`,
    body: { DATA_TYPE: "access", permissions: "rw" },
    answer: result("Updated")
  },
  deleteEndpointAclRule: {
    call: ({ deleteEndpointAclRule }) => deleteEndpointAclRule({ endpoint_id, rule_id }),
    request: `DELETE ${path}/access/${rule_id}`,
    answer: result("Deleted")
  },
  myEffectivePauseRuleList: {
    call: ({ myEffectivePauseRuleList }) => myEffectivePauseRuleList({ endpoint_id }),
    request: `GET ${path}/my_effective_pause_rule_list`,
    answer: list([pause])
  },
  bookmarkList: {
    call: ({ bookmarkList }) => bookmarkList(),
    request: "GET /v0.10/bookmark_list",
    answer: list([bookmark])
  },
  createBookmark: {
    call: ({ createBookmark }) => createBookmark({ ...named, pinned: true }),
    request: "POST /v0.10/bookmark",
    body: { DATA_TYPE: "bookmark", ...named, pinned: true },
    answer: bookmark
  },
  getBookmark: {
    call: ({ getBookmark }) => getBookmark({ bookmark_id }),
    request: `GET /v0.10/bookmark/${bookmark_id}`,
    answer: bookmark
  },
  updateBookmark: {
    call: ({ updateBookmark }) => updateBookmark({ bookmark_id, name: "rawer" }),
    request: `PUT /v0.10/bookmark/${bookmark_id}`,
    body: { DATA_TYPE: "bookmark", name: "rawer" },
    answer: { ...bookmark, name: "rawer" }
  },
  deleteBookmark: {
    call: ({ deleteBookmark }) => deleteBookmark({ bookmark_id }),
    request: `DELETE /v0.10/bookmark/${bookmark_id}`,
    answer: result("Deleted")
  }
}

describe("each operation on endpoints", () => {
  eachOnTheWire(rows, (baseUrl) => TransferClient.make({ baseUrl }))

  it("is part of TransferApi, and not of FilesApi", () => {
    const namesOf = (all: ReturnType<typeof answersOf>) => all.map(([name]) => name).sort()
    const files = namesOf(answersOf(FilesApi))
    expect(namesOf(answersOf(EndpointsApi))).toEqual(Object.keys(rows).sort())
    expect(files.filter((name) => name in rows)).toEqual([])
    expect(namesOf(answersOf(TransferApi))).toEqual(expect.arrayContaining([...files, ...Object.keys(rows)]))
  })

  it.effect("asks Globus Transfer, with its token", () =>
    Effect.gen(function* () {
      const own = authorizer()
      const service = script(json(bookmark, 201))
      const { withResponse } = yield* client(service, own)
      expect(yield* withResponse.createBookmark(named)).toMatchObject({ status: 201, value: bookmark })
      expect(service.requests[0]?.url.href).toBe("https://transfer.api.globus.org/v0.10/bookmark")
      expect(own.asked).toEqual([resourceServer])
    })
  )
})

describe("a call that creates something on an endpoint", () => {
  it.effect("is refused and not sent if a required member is missing", () =>
    Effect.gen(function* () {
      const service = script(json({}))
      const transfer = yield* client(service)
      const refused = (field: string) => ({ _tag: "GlobusUsageError", field })
      // @ts-expect-error the permissions are missing
      const rightless = transfer.addEndpointAclRule({ endpoint_id, principal_type: "anonymous", path: "/" })
      expect(yield* Effect.flip(rightless)).toMatchObject(refused("permissions"))
      // @ts-expect-error the role is missing
      const roleless = transfer.addEndpointRole({ endpoint_id, principal_type: "identity", principal: marie })
      expect(yield* Effect.flip(roleless)).toMatchObject(refused("role"))
      // @ts-expect-error the path is missing
      const nowhere = transfer.createBookmark({ name: "raw", endpoint_id })
      expect(yield* Effect.flip(nowhere)).toMatchObject(refused("path"))
      // @ts-expect-error the host is missing
      const hostless = transfer.createSharedEndpoint({ display_name: "Run 7", host_path: "/" })
      expect(yield* Effect.flip(hostless)).toMatchObject(refused("host_endpoint"))
      // @ts-expect-error not null
      const neither = transfer.setSubscriptionAdminVerified({ collection_id, subscription_admin_verified: null })
      expect(yield* Effect.flip(neither)).toMatchObject(refused("subscription_admin_verified"))
      expect(service.requests).toHaveLength(0)
    })
  )

  it.effect("has only the DATA_TYPE of its own kind", () =>
    Effect.gen(function* () {
      const service = script(json(bookmark))
      const { createBookmark } = yield* client(service)
      // @ts-expect-error a bookmark is not a role
      expect(yield* Effect.flip(createBookmark({ ...named, DATA_TYPE: "role" }))).toMatchObject({ field: "DATA_TYPE" })
      expect(service.requests).toHaveLength(0)
    })
  )

  it.effect("sends undeclared members too", () =>
    Effect.gen(function* () {
      const service = script(json(bookmark))
      const { createBookmark } = yield* client(service)
      const later = { ...named, colour: "red" }
      yield* createBookmark(later)
      expect(JSON.parse(service.requests[0]?.text ?? "")).toEqual({ DATA_TYPE: "bookmark", ...later })
    })
  )

  it.effect("is not repeated if it may have arrived", () =>
    Effect.gen(function* () {
      const service = script(json({ code: "ServiceUnavailable" }, 503), json(role, 201))
      const { addEndpointRole } = yield* client(service)
      expect(yield* failure(addEndpointRole({ endpoint_id, ...given }))).toMatchObject({
        _tag: "GlobusServiceUnavailable"
      })
      expect(service.requests).toHaveLength(1)
    })
  )

  it.effect("returns an id: an answer without one fails", () =>
    Effect.gen(function* () {
      const { addEndpointAclRule } = yield* client(script(json(result("Created"))))
      expect(yield* Effect.flip(addEndpointAclRule({ endpoint_id, ...granted }))).toMatchObject({
        _tag: "GlobusDecodeError",
        documentPath: ["access_id"]
      })
    })
  )
})

describe("a subscription", () => {
  it.effect("is one of several, the only one, or null", () =>
    Effect.gen(function* () {
      const updated = json(result("Updated"))
      const service = script(updated, updated, updated)
      const { setSubscriptionId } = yield* client(service)
      for (const id of [subscription_id, "DEFAULT", null])
        yield* setSubscriptionId({ collection_id, subscription_id: id })
      expect(service.requests.map(({ text }): unknown => JSON.parse(text))).toEqual([
        { subscription_id },
        { subscription_id: "DEFAULT" },
        { subscription_id: null }
      ])
    })
  )
})

describe("a server", () => {
  it.effect("is found by its number, as a number or as text", () =>
    Effect.gen(function* () {
      const service = script(json(dtn), json(dtn))
      const { getEndpointServer } = yield* client(service)
      yield* getEndpointServer({ endpoint_id, server_id: 41 })
      yield* getEndpointServer({ endpoint_id, server_id: "41" })
      expect(new Set(service.requests.map(({ url }) => url.pathname))).toEqual(new Set([`${path}/server/41`]))
    })
  )

  it.effect("refuses an invalid number", () =>
    Effect.gen(function* () {
      const service = script(json(dtn))
      const { getEndpointServer } = yield* client(service)
      for (const server_id of [-1, 1.5, NaN, Infinity, "", ".."]) {
        expect(yield* Effect.flip(getEndpointServer({ endpoint_id, server_id }))).toMatchObject({ field: "server_id" })
      }
      expect(service.requests).toHaveLength(0)
    })
  )
})

describe("the guest collections of an endpoint", () => {
  const page = (next_token: string | null, ...ids: ReadonlyArray<string>) =>
    json({ shared_endpoints: ids.map((id) => ({ id })), next_token })

  it.effect("are a stream that ends after the last page", () =>
    Effect.gen(function* () {
      const service = script(page("t2", "a", "b"), page("t3"), page(null, "c"))
      const { getSharedEndpointListStream } = yield* client(service)
      const stream = getSharedEndpointListStream({ endpoint_id, max_results: 2 })
      expectTypeOf(stream).toEqualTypeOf<Stream.Stream<SharedEndpoint, GlobusError>>()
      const collections = yield* Stream.runCollect(stream)
      expect(Chunk.toReadonlyArray(collections).map(({ id }) => id)).toEqual(["a", "b", "c"])
      expect(service.requests.map(({ url }) => url.search)).toEqual([
        "?max_results=2",
        "?max_results=2&next_token=t2",
        "?max_results=2&next_token=t3"
      ])
    })
  )

  it.effect("continue from a stored page", () =>
    Effect.gen(function* () {
      const service = script(page("t3", "b"))
      const { getSharedEndpointListPages } = yield* client(service)
      const pages = getSharedEndpointListPages({ endpoint_id, next_token: "t2" })
      const first = yield* Stream.runHead(pages)
      expect(first).toMatchObject({ value: { next: { next_token: "t3" } } })
      expect(service.requests.map(({ url }) => url.search)).toEqual(["?next_token=t2"])
    })
  )
})
