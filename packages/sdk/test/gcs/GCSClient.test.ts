import { describe, expect, it } from "@effect/vitest"
import { Chunk, Config, ConfigProvider, Effect, Layer, Option, Redacted, Stream } from "effect"
import * as AccessTokenAuthorizer from "../../src/AccessTokenAuthorizer.js"
import { Authorization } from "../../src/Authorization.js"
import * as Collection from "../../src/gcs/Collection.js"
import { GcsApi } from "../../src/gcs/GcsApi.js"
import * as GCSClient from "../../src/gcs/GCSClient.js"
import * as GcsEndpoint from "../../src/gcs/GcsEndpoint.js"
import * as GcsInfo from "../../src/gcs/GcsInfo.js"
import { errorDetail } from "../../src/gcs/GcsResult.js"
import * as GcsRole from "../../src/gcs/GcsRole.js"
import * as StorageGateway from "../../src/gcs/StorageGateway.js"
import * as UserCredential from "../../src/gcs/UserCredential.js"
import { isApiError } from "../../src/GlobusError.js"
import { answersOf } from "../internal/wire/answers.js"
import { eachOnTheWire, type Row } from "../operationTable.js"
import { failure, json, script, tokens, type Script } from "../script.js"

type Service = GCSClient.GCSClient.Service

const endpointId = "6f1c2a7e-0000-4000-8000-0000000000f5"
const otherId = "11111111-0000-4000-8000-000000000001"
const collection_id = "6f1c2a7e-0000-4000-8000-0000000000f1"
const storage_gateway_id = "6f1c2a7e-0000-4000-8000-0000000000f2"
const role_id = "6f1c2a7e-0000-4000-8000-0000000000f3"
const user_credential_id = "6f1c2a7e-0000-4000-8000-0000000000f4"
const gcsAddress = "m.example.org"

const authorizer = () => tokens("Bearer token-of-endpoint")

const client = (
  service: Script,
  options: Partial<GCSClient.Options> = {},
  { service: authorization } = authorizer()
): Effect.Effect<Service, unknown> =>
  GCSClient.make({ gcsAddress, endpointId, ...options }).pipe(
    Effect.provideService(Authorization, authorization),
    Effect.provide(service.layer)
  )

const result = (...data: ReadonlyArray<unknown>) => ({
  DATA_TYPE: "result#1.0.0",
  code: "success",
  detail: "success",
  http_response_code: 200,
  data,
  has_next_page: false
})

const collection = {
  DATA_TYPE: "collection#1.16.0",
  id: collection_id,
  collection_type: "guest",
  display_name: "Shared",
  policies: { DATA_TYPE: "posix_collection_policies#1.0.0", sharing_groups_allow: null },
  later: 1
}
const gateway = { DATA_TYPE: "storage_gateway#1.3.0", id: storage_gateway_id, display_name: "Disks" }
const role = { DATA_TYPE: "role#1.0.0", id: role_id, collection: null, principal: "urn:p", role: "owner" }
const credential = { DATA_TYPE: "user_credential#1.0.0", id: user_credential_id, username: "beam", invalid: false }
const endpoint = { DATA_TYPE: "endpoint#1.2.0", id: endpointId, display_name: "Beam", subscription_id: null }
const info = { DATA_TYPE: "info#1.0.0", endpoint_id: endpointId, api_version: "1.29.0" }
const connector = { DATA_TYPE: "connector#1.1.0", id: otherId, display_name: "POSIX", is_ha: false }

const guest = Collection.guest({ display_name: "Shared", mapped_collection_id: otherId, user_credential_id })
const key = { DATA_TYPE: "s3_user_credential_policies#1.0.0", s3_key_id: "k", s3_secret_key: "s" }

const rows: Readonly<Record<string, Row<Service>>> = {
  createCollection: {
    call: ({ createCollection }) => createCollection(guest),
    request: "POST /api/collections",
    body: guest,
    answer: result(collection)
  },
  getCollection: {
    call: ({ getCollection }) => getCollection({ collection_id }, { query: { include: "private_policies" } }),
    request: `GET /api/collections/${collection_id}?include=private_policies`,
    answer: result(collection)
  },
  getCollectionList: {
    call: ({ getCollectionList }) =>
      getCollectionList({
        mapped_collection_id: otherId,
        filter: ["guest_collections", "created_by_me"],
        include: "private_policies",
        page_size: 2,
        marker: "m"
      }),
    request: `GET /api/collections?mapped_collection_id=${otherId}&filter=guest_collections%2Ccreated_by_me&include=private_policies&page_size=2&marker=m`,
    answer: result(collection)
  },
  updateCollection: {
    call: ({ updateCollection }) => updateCollection({ collection_id, display_name: "Other", description: null }),
    request: `PATCH /api/collections/${collection_id}`,
    body: { display_name: "Other", description: null },
    answer: result(collection)
  },
  deleteCollection: {
    call: ({ deleteCollection }) => deleteCollection({ collection_id }),
    request: `DELETE /api/collections/${collection_id}`,
    answer: result()
  },
  getEndpoint: {
    call: ({ getEndpoint }) => getEndpoint(),
    request: "GET /api/endpoint",
    answer: result(endpoint)
  },
  updateEndpoint: {
    call: ({ updateEndpoint }) =>
      updateEndpoint({ ...GcsEndpoint.make({ display_name: "Beam" }), include: "endpoint" }),
    request: "PATCH /api/endpoint?include=endpoint",
    body: { DATA_TYPE: "endpoint#1.0.0", display_name: "Beam" },
    answer: result(endpoint)
  },
  createRole: {
    call: ({ createRole }) => createRole(GcsRole.make({ principal: "urn:p", role: "owner" })),
    request: "POST /api/roles",
    body: { DATA_TYPE: "role#1.0.0", principal: "urn:p", role: "owner" },
    answer: result(role)
  },
  getRole: {
    call: ({ getRole }) => getRole({ role_id }),
    request: `GET /api/roles/${role_id}`,
    answer: result(role)
  },
  getRoleList: {
    call: ({ getRoleList }) => getRoleList({ collection_id, include: "all_roles" }),
    request: `GET /api/roles?collection_id=${collection_id}&include=all_roles`,
    answer: { ...result(role), detail: {}, marker: "" }
  },
  deleteRole: {
    call: ({ deleteRole }) => deleteRole({ role_id }),
    request: `DELETE /api/roles/${role_id}`,
    answer: result()
  },
  createStorageGateway: {
    call: ({ createStorageGateway }) => createStorageGateway(StorageGateway.make({ display_name: "Disks" })),
    request: "POST /api/storage_gateways",
    body: { DATA_TYPE: "storage_gateway#1.0.0", display_name: "Disks" },
    answer: result(gateway)
  },
  getStorageGateway: {
    call: ({ getStorageGateway }) => getStorageGateway({ storage_gateway_id, include: ["private_policies", "x"] }),
    request: `GET /api/storage_gateways/${storage_gateway_id}?include=private_policies%2Cx`,
    answer: result(gateway)
  },
  getStorageGatewayList: {
    call: ({ getStorageGatewayList }) => getStorageGatewayList({ include: "private_policies", page_size: 1 }),
    request: "GET /api/storage_gateways?include=private_policies&page_size=1",
    answer: result(gateway)
  },
  updateStorageGateway: {
    call: ({ updateStorageGateway }) => updateStorageGateway({ storage_gateway_id, users_deny: null }),
    request: `PATCH /api/storage_gateways/${storage_gateway_id}`,
    body: { users_deny: null },
    answer: result()
  },
  deleteStorageGateway: {
    call: ({ deleteStorageGateway }) => deleteStorageGateway({ storage_gateway_id }),
    request: `DELETE /api/storage_gateways/${storage_gateway_id}`,
    answer: result({})
  },
  createUserCredential: {
    call: ({ createUserCredential }) =>
      createUserCredential(UserCredential.make({ storage_gateway_id, username: "beam", policies: key })),
    request: "POST /api/user_credentials",
    body: { DATA_TYPE: "user_credential#1.0.0", storage_gateway_id, username: "beam", policies: key },
    answer: { ...result(credential), http_response_code: 201, detail: "created" }
  },
  getUserCredential: {
    call: ({ getUserCredential }) => getUserCredential({ user_credential_id }),
    request: `GET /api/user_credentials/${user_credential_id}`,
    answer: result(credential)
  },
  getUserCredentialList: {
    call: ({ getUserCredentialList }) => getUserCredentialList({ storage_gateway: storage_gateway_id }),
    request: `GET /api/user_credentials?storage_gateway=${storage_gateway_id}`,
    answer: result(credential)
  },
  updateUserCredential: {
    call: ({ updateUserCredential }) => updateUserCredential({ user_credential_id, display_name: "key" }),
    request: `PATCH /api/user_credentials/${user_credential_id}`,
    body: { display_name: "key" },
    answer: result(credential)
  },
  deleteUserCredential: {
    call: ({ deleteUserCredential }) => deleteUserCredential({ user_credential_id }),
    request: `DELETE /api/user_credentials/${user_credential_id}`,
    answer: result()
  },
  getGcsInfo: {
    call: ({ getGcsInfo }) => getGcsInfo(),
    request: "GET /api/info",
    answer: result(info, connector),
    anonymous: true
  }
}

describe("each operation of a manager", () => {
  eachOnTheWire(rows, (gcsAddress) => GCSClient.make({ gcsAddress, endpointId }))

  it("is here", () => {
    expect(new Set(Object.keys(rows))).toEqual(new Set(answersOf(GcsApi).map(([name]) => name)))
  })
})

describe("the address of a manager", () => {
  it.effect("is a DNS name or a URL, with or without /api", () =>
    Effect.gen(function* () {
      for (const [gcsAddress, url] of [
        ["m.example.org", "https://m.example.org/api/endpoint"],
        ["m.example.org:8443/", "https://m.example.org:8443/api/endpoint"],
        ["m.example.org/api", "https://m.example.org/api/endpoint"],
        ["https://m.example.org", "https://m.example.org/api/endpoint"],
        ["https://m.example.org/api/", "https://m.example.org/api/endpoint"],
        ["https://m.example.org/other", "https://m.example.org/other/api/endpoint"],
        ["http://127.0.0.1:81", "http://127.0.0.1:81/api/endpoint"]
      ] as const) {
        const service = script(json(result(endpoint)))
        const { getEndpoint } = yield* client(service, { gcsAddress })
        yield* getEndpoint()
        expect(service.requests[0]?.url.href).toBe(url)
      }
    })
  )

  it.effect("is refused if it is not secure or not an address", () =>
    Effect.gen(function* () {
      for (const gcsAddress of ["", "not a host", "http://m.example.org", "ftp://m.example.org", "u:p@m.example.org"]) {
        expect(yield* failure(client(script(json({})), { gcsAddress }))).toMatchObject({
          _tag: "GlobusUsageError",
          field: "gcsAddress"
        })
      }
    })
  )

  it.effect("can come from Config, and not from a GLOBUS_SDK_SERVICE_URL_* variable", () =>
    Effect.gen(function* () {
      const service = script(json(result(endpoint)))
      const own = authorizer()
      const made = (endpoint: Config.Config<string> | undefined) =>
        GCSClient.GCSClient.pipe(
          Effect.provide(
            GCSClient.layerConfig({ gcsAddress: Config.string("ADDRESS"), endpointId: endpoint }).pipe(
              Layer.provide(Layer.succeed(Authorization, own.service)),
              Layer.provide(service.layer)
            )
          ),
          Effect.withConfigProvider(
            ConfigProvider.fromMap(
              new Map([
                ["ADDRESS", "m.example.org"],
                ["ENDPOINT", endpointId],
                ["GLOBUS_SDK_SERVICE_URL_GCS", "https://gcs.example.org"]
              ])
            )
          )
        )
      const { getEndpoint } = yield* made(Config.string("ENDPOINT"))
      yield* getEndpoint()
      expect(service.requests[0]?.url.href).toBe("https://m.example.org/api/endpoint")
      expect(own.asked).toEqual([endpointId])
      for (const missing of [undefined, Config.string("NOT_THERE")]) {
        const { getEndpoint } = yield* made(missing)
        expect(yield* failure(getEndpoint())).toMatchObject({ _tag: "GlobusUsageError", field: "endpointId" })
      }
    })
  )
})

describe("a manager", () => {
  it.effect("is called only with the token of its endpoint", () =>
    Effect.gen(function* () {
      const own = authorizer()
      const service = script(json(result(endpoint)))
      const { getEndpoint, getGcsInfo, request, withResponse } = yield* client(service, {}, own)
      yield* getEndpoint()
      yield* withResponse.getEndpoint()
      yield* request({ method: "GET", path: "/nodes" })
      yield* getGcsInfo().pipe(Effect.ignore)
      expect(own.asked).toEqual([endpointId, endpointId, endpointId])

      const authorization = yield* AccessTokenAuthorizer.make({ accessToken: Redacted.make("an-access-token-0001") })
      const of = (endpointId: string) => client(service, { endpointId }, { ...own, service: authorization })
      const [mine, other] = [yield* of(endpointId), yield* of(otherId)]
      yield* mine.getEndpoint()
      expect(yield* failure(other.getEndpoint())).toMatchObject({ _tag: "GlobusWrongResourceServer" })
    })
  )

  it.effect("answers getGcsInfo without a token; all other calls need the endpoint's id", () =>
    Effect.gen(function* () {
      const own = authorizer()
      const service = script(json(result(info, connector)))
      const { getCollectionListStream, getEndpoint, getGcsInfo, request } = yield* client(
        service,
        { endpointId: undefined },
        own
      )
      const found = yield* Effect.flatMap(getGcsInfo(), GcsInfo.unpack)
      expect(found.endpoint_id).toBe(endpointId)
      const refused = { _tag: "GlobusUsageError", field: "endpointId" }
      expect(yield* failure(getEndpoint())).toMatchObject(refused)
      expect(yield* failure(request({ method: "GET", path: "/nodes" }))).toMatchObject(refused)
      expect(yield* failure(Stream.runCollect(getCollectionListStream()))).toMatchObject(refused)
      expect(service.requests).toHaveLength(1)
      expect(own.asked).toEqual([])
      for (const endpointId of ["", "endpoint", ".."]) {
        expect(yield* failure(client(service, { endpointId }))).toMatchObject(refused)
      }
    })
  )

  it.effect("returns lists by page and by item", () =>
    Effect.gen(function* () {
      const page = (marker: string, has_next_page: boolean, id: string) =>
        json({ ...result({ ...role, id }), marker, has_next_page })
      const pages = () => script(page("m1", true, "1"), page("m2", true, "2"), page("m3", false, "3"))
      const service = pages()
      const { getRoleListStream } = yield* client(service)
      const items = yield* Stream.runCollect(getRoleListStream({ include: "all_roles" }))
      expect(Chunk.toReadonlyArray(items).map(({ id }) => id)).toEqual(["1", "2", "3"])
      expect(service.requests.map(({ url }) => url.search)).toEqual([
        "?include=all_roles",
        "?include=all_roles&marker=m1",
        "?include=all_roles&marker=m2"
      ])
      const { getRoleListPages } = yield* client(pages())
      const found = yield* Stream.runCollect(getRoleListPages())
      expect(Chunk.toReadonlyArray(found).map(({ next }) => next)).toEqual([
        { marker: "m1" },
        { marker: "m2" },
        undefined
      ])
    })
  )

  it.effect("may add documents of other types, but none of its own type without an id", () =>
    Effect.gen(function* () {
      const others = [{}, { DATA_TYPE: 0 }, { DATA_TYPE: "collection", id: 7 }, { DATA_TYPE: "collections#1.0.0" }]
      const get = (...data: ReadonlyArray<unknown>) =>
        Effect.flatMap(client(script(json(result(...data)))), ({ getCollection }) => getCollection({ collection_id }))
      expect(Collection.unpack(yield* get(...others, collection, { ...collection, id: "second" }))).toEqual(
        Option.some(collection)
      )
      expect(Collection.unpack(yield* get(...others))).toEqual(Option.none())
      expect(yield* failure(get({ DATA_TYPE: "collection#1.0.0" }))).toMatchObject({
        _tag: "GlobusDecodeError",
        documentPath: ["data", 0, "id"]
      })
    })
  )

  it.effect("may answer a change with a result only, which is a success", () =>
    Effect.gen(function* () {
      const bare = { DATA_TYPE: "result#1.0.0", code: "success", http_response_code: 200, message: "done" }
      for (const answer of [bare, { ...bare, data: null }, { ...bare, data: [] }]) {
        const manager = yield* client(script(json(answer)))
        const calls = {
          updateCollection: manager.updateCollection({ collection_id, collection_type: "mapped" }),
          updateEndpoint: manager.updateEndpoint({ display_name: "e" }),
          updateStorageGateway: manager.updateStorageGateway({ storage_gateway_id, display_name: "g" }),
          updateUserCredential: manager.updateUserCredential({ user_credential_id, username: "u" }),
          createRole: manager.createRole({ principal: "urn:p", role: "owner" }),
          getRoleList: manager.getRoleList()
        }
        for (const call of Object.values<Effect.Effect<unknown, unknown>>(calls)) expect(yield* call).toEqual(answer)
        expect(GcsRole.unpack(yield* calls.createRole)).toEqual(Option.none())
        expect(Chunk.size(yield* Stream.runCollect(manager.getRoleListStream()))).toBe(0)
      }
    })
  )

  it.effect("returns each kind of document, and each is unpacked", () =>
    Effect.gen(function* () {
      const of = (document: unknown) => client(script(json(result({ DATA_TYPE: "x#1.0.0" }, document))))
      const manager = {
        gateway: yield* of(gateway),
        role: yield* of(role),
        credential: yield* of(credential),
        endpoint: yield* of(endpoint)
      }
      const id = <A extends { readonly id: string }>(found: Option.Option<A>) => Option.map(found, ({ id }) => id)
      expect([
        id(StorageGateway.unpack(yield* manager.gateway.getStorageGateway({ storage_gateway_id }))),
        id(GcsRole.unpack(yield* manager.role.getRole({ role_id }))),
        id(UserCredential.unpack(yield* manager.credential.getUserCredential({ user_credential_id }))),
        id(GcsEndpoint.unpack(yield* manager.endpoint.getEndpoint()))
      ]).toEqual([storage_gateway_id, role_id, user_credential_id, endpointId].map(Option.some))
    })
  )

  it.effect("gives the reason of a refusal", () =>
    Effect.gen(function* () {
      const detail = { DATA_TYPE: "authentication_timeout#1.1.0", high_assurance: true, identities: [otherId] }
      const refusal = (detail: unknown) => ({
        DATA_TYPE: "result#1.0.0",
        code: "permission_denied",
        message: "Log in again",
        detail,
        http_response_code: 403
      })
      const refused = (detail: unknown) =>
        Effect.flatMap(client(script(json(refusal(detail), 403))), ({ getCollectionList }) =>
          failure(getCollectionList())
        )
      const error = yield* refused(detail)
      expect(error).toMatchObject({
        _tag: "GlobusPermissionDenied",
        status: 403,
        code: "permission_denied",
        description: "Log in again"
      })
      expect(isApiError(error) ? errorDetail(error) : undefined).toEqual(Option.some(detail))
      for (const nothing of ["", "a text", null, undefined, [detail]]) {
        const error = yield* refused(nothing)
        expect(isApiError(error) ? errorDetail(error) : undefined).toEqual(Option.none())
      }
      expect(errorDetail({ body: "<html>" })).toEqual(Option.none())
    })
  )

  it.effect("is not quoted in errors if its answer may contain a secret", () =>
    Effect.gen(function* () {
      const refusal = {
        DATA_TYPE: "result#1.0.0",
        code: "unprocessable_entity",
        message: "Data Validation Error",
        detail: { DATA_TYPE: "invalid_input#1.0.0", given: "hunter2" }
      }
      const manager = yield* client(script(json(refusal, 422)))
      const policies = { s3_secret_key: "hunter2" }
      for (const call of [
        manager.createUserCredential({ policies }),
        manager.updateUserCredential({ user_credential_id, policies }),
        manager.createStorageGateway({ policies: { secret: "hunter2" } }),
        manager.updateStorageGateway({ storage_gateway_id, policies: { secret: "hunter2" } })
      ]) {
        const error = yield* failure(call)
        expect(error).toMatchObject({ _tag: "GlobusInvalidRequest", code: "unprocessable_entity", body: "" })
        expect(JSON.stringify(error)).not.toContain("hunter2")
      }
    })
  )

  it.effect("can be made from handlers of a test", () =>
    Effect.gen(function* () {
      const handlers = { getEndpoint: () => Effect.succeed({ data: [endpoint] }) }
      const { getEndpoint } = yield* Effect.provide(GCSClient.GCSClient, GCSClient.layerNoop(handlers))
      expect(GcsEndpoint.unpack(yield* getEndpoint())).toEqual(Option.some(endpoint))
    })
  )
})
