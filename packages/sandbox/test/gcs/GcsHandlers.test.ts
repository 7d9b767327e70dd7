/** The manager of the sandbox's endpoint over a real socket, asked by the SDK's own client. */
import { describe, expect, it } from "@effect/vitest"
import * as Collection from "@effect-globus/sdk/gcs/Collection"
import * as GCSClient from "@effect-globus/sdk/gcs/GCSClient"
import * as GcsEndpoint from "@effect-globus/sdk/gcs/GcsEndpoint"
import * as GcsInfo from "@effect-globus/sdk/gcs/GcsInfo"
import { errorDetail } from "@effect-globus/sdk/gcs/GcsResult"
import * as GcsRole from "@effect-globus/sdk/gcs/GcsRole"
import * as StorageGateway from "@effect-globus/sdk/gcs/StorageGateway"
import * as UserCredential from "@effect-globus/sdk/gcs/UserCredential"
import { isApiError } from "@effect-globus/sdk/GlobusError"
import * as NullAuthorizer from "@effect-globus/sdk/NullAuthorizer"
import { gcsCollectionScopes, gcsEndpointScopes } from "@effect-globus/sdk/Scopes"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { layer, Sandbox } from "../../src/Sandbox.js"
import * as Ask from "../ask.js"
import { as } from "../clients.js"

const ada = "6f1c2a7e-0000-4000-8000-0000000000a1"
const bob = "6f1c2a7e-0000-4000-8000-0000000000b1"
const nowhere = "6f1c2a7e-0000-4000-8000-0000000000d1"
const posix = "145812c8-decc-41f1-83cf-bb2a85a2a70b"
const users = [
  { sub: ada, username: "ada@example.org" },
  { sub: bob, username: "bob@example.org" }
]

const overSocket = Effect.provide(Layer.merge(layer({ users }), FetchHttpClient.layer))

/** Ada owns the endpoint. */
const client = (user: string) =>
  Effect.flatMap(Sandbox, ({ endpointId }) =>
    as(
      ({ baseUrl }) => GCSClient.make({ gcsAddress: baseUrl, endpointId, retry: Schedule.recurs(0) }),
      gcsEndpointScopes(endpointId).manage_collections,
      user
    )
  )

type Service = GCSClient.GCSClient.Service

/** What is wrong, in the manager's words. Of calls that take secrets, errors do not keep the detail. */
const refused = <A, E, R>(call: Effect.Effect<A, E, R>) =>
  Effect.map(Effect.flip(call), (error) => {
    if (!isApiError(error)) return String(error)
    const detail = Option.getOrUndefined(errorDetail(error))?.DATA_TYPE ?? ""
    return `${error.status} ${error.code} ${detail}`.trim()
  })

const noRole = "403 permission_denied missing_required_role#1.0.0"

const gatewayOf = (gcs: Service, display_name = "Disks") =>
  Effect.flatMap(
    gcs.createStorageGateway(
      StorageGateway.make({ display_name, connector_id: posix, users_deny: ["root"], allowed_domains: ["example.org"] })
    ),
    StorageGateway.unpack
  )

const mappedOf = (gcs: Service, storage_gateway_id: string, more: Partial<Collection.MappedCollection> = {}) =>
  Effect.flatMap(
    gcs.createCollection(
      Collection.mapped({ display_name: "Beamline", storage_gateway_id, allow_guest_collections: true, ...more })
    ),
    Collection.unpack
  )

const guestOf = (gcs: Service, mapped_collection_id: string, display_name = "Shared") =>
  Effect.flatMap(
    gcs.createCollection(Collection.guest({ display_name, mapped_collection_id, collection_base_path: "/ada" })),
    Collection.unpack
  )

describe("the endpoint", () => {
  it.live("tells everybody what it is", () =>
    Effect.gen(function* () {
      const { baseUrl, endpointId } = yield* Sandbox
      const gcs = yield* Effect.provide(GCSClient.make({ gcsAddress: baseUrl }), NullAuthorizer.layer())
      const answer = yield* gcs.getGcsInfo()
      expect(yield* GcsInfo.unpack(answer)).toMatchObject({ DATA_TYPE: "info#1.0.0", endpoint_id: endpointId })
      expect(answer.data).toHaveLength(3)
    }).pipe(overSocket)
  )

  it.live("is shown to whoever has a token for it, and changed by who manages it", () =>
    Effect.gen(function* () {
      const { baseUrl, endpointId, issueTokens } = yield* Sandbox
      const gcs = yield* client(ada)
      const change = GcsEndpoint.make({ display_name: "Mine", organization: "The Sandbox" })
      expect((yield* gcs.updateEndpoint(change)).data).toStrictEqual([])
      const { data } = yield* gcs.updateEndpoint({ include: "endpoint", organization: null })
      expect(data).toMatchObject([{ display_name: "Mine", organization: null }])
      const other = yield* client(bob)
      expect(yield* GcsEndpoint.unpack(yield* other.getEndpoint())).toMatchObject({
        DATA_TYPE: "endpoint#1.2.0",
        id: endpointId,
        display_name: "Mine",
        gcs_manager_url: `${baseUrl}api/`
      })
      expect(yield* refused(other.updateEndpoint(change))).toBe(noRole)
      expect(yield* refused(gcs.updateEndpoint({ subscription_id: nowhere }))).toBe("501 not_implemented")
      const { access_token } = yield* issueTokens({ scopes: Ask.transferAll })
      for (const token of [access_token, undefined]) {
        expect(yield* Ask.get("/api/endpoint", token)).toMatchObject({
          status: 401,
          body: { DATA_TYPE: "result#1.0.0", http_response_code: 401, code: "not_authorized", data: [] }
        })
      }
    }).pipe(overSocket)
  )
})

describe("a storage gateway", () => {
  it.live("is made, found, changed and deleted by who manages the endpoint", () =>
    Effect.gen(function* () {
      const gcs = yield* client(ada)
      const other = yield* client(bob)
      const { id: storage_gateway_id, ...made } = yield* gatewayOf(gcs)
      expect(made).toMatchObject({ display_name: "Disks", connector_id: posix, high_assurance: false })
      const get = (gcs: Service, include?: string) =>
        Effect.flatMap(
          gcs.getStorageGateway({ storage_gateway_id, ...(include === undefined ? {} : { include }) }),
          StorageGateway.unpack
        )
      expect((yield* get(gcs)).users_deny).toBeUndefined()
      expect((yield* get(gcs, "private_policies")).users_deny).toStrictEqual(["root"])
      expect((yield* get(other, "private_policies")).users_deny).toBeUndefined()
      yield* gcs.updateStorageGateway({ storage_gateway_id, display_name: "Tapes", allowed_domains: null })
      expect(yield* get(gcs)).toMatchObject({ display_name: "Tapes", allowed_domains: null, connector_id: posix })
      const document = { display_name: "X", connector_id: posix }
      for (const call of [
        other.createStorageGateway(document),
        other.updateStorageGateway({ storage_gateway_id, ...document })
      ]) {
        expect(yield* refused(call)).toBe("403 permission_denied")
      }
      expect(yield* refused(other.deleteStorageGateway({ storage_gateway_id }))).toBe(noRole)
      for (const wrong of [{ display_name: null }, { connector_id: nowhere }]) {
        expect(yield* refused(gcs.createStorageGateway({ ...document, ...wrong }))).toBe("422 unprocessable_entity")
      }
      const { id: collection_id } = yield* mappedOf(gcs, storage_gateway_id)
      expect(yield* refused(gcs.deleteStorageGateway({ storage_gateway_id }))).toContain("409 resource_conflict")
      yield* gcs.deleteCollection({ collection_id })
      expect((yield* gcs.deleteStorageGateway({ storage_gateway_id })).message).toContain(storage_gateway_id)
      expect(yield* refused(gcs.getStorageGateway({ storage_gateway_id }))).toBe(
        "404 not_found storage_gateway_not_found#1.0.0"
      )
    }).pipe(overSocket)
  )

  it.live("is listed page by page, whatever is deleted meanwhile", () =>
    Effect.gen(function* () {
      const gcs = yield* client(ada)
      const names = ["A", "B", "C", "D", "E"]
      const ids = (yield* Effect.forEach(names, (name) => gatewayOf(gcs, name))).map(({ id }) => id)
      const first = yield* gcs.getStorageGatewayList({ page_size: 2 })
      expect([first.data?.map(({ id }) => id), first.has_next_page]).toStrictEqual([ids.slice(0, 2), true])
      yield* gcs.deleteStorageGateway({ storage_gateway_id: ids[1] ?? "" })
      const second = yield* gcs.getStorageGatewayList({ page_size: 2, marker: first.marker ?? "" })
      expect(second.data?.map(({ id }) => id)).toStrictEqual(ids.slice(2, 4))
      const all = yield* Stream.runCollect(gcs.getStorageGatewayListStream({ page_size: 2 }))
      expect(Chunk.toReadonlyArray(all).map(({ display_name }) => display_name)).toStrictEqual(["A", "C", "D", "E"])
      const whole = yield* gcs.getStorageGatewayList()
      expect([whole.data?.length, whole.has_next_page, whole.marker]).toStrictEqual([4, false, ""])
      expect(yield* refused(gcs.getStorageGatewayList({ marker: "x" }))).toContain("400 bad_request")
    }).pipe(overSocket)
  )
})

describe("a collection", () => {
  it.live("is a gateway's part, and can be shared by guests", () =>
    Effect.gen(function* () {
      const { baseUrl, issueTokens } = yield* Sandbox
      const gcs = yield* client(ada)
      const other = yield* client(bob)
      const { id: storage_gateway_id } = yield* gatewayOf(gcs)
      const answer = yield* gcs.withResponse.createCollection(
        Collection.mapped({
          display_name: "Beamline",
          storage_gateway_id,
          allow_guest_collections: true,
          sharing_users_deny: ["root"]
        })
      )
      expect([answer.status, answer.value.http_response_code, answer.value.code]).toStrictEqual([201, 201, "success"])
      const mapped = yield* Collection.unpack(answer.value)
      expect(mapped).toMatchObject({
        DATA_TYPE: "collection#1.16.0",
        collection_type: "mapped",
        storage_gateway_id,
        connector_id: posix,
        identity_id: ada,
        manager_url: baseUrl.slice(0, -1),
        deleted: false
      })
      expect([mapped.domain_name?.startsWith("m-"), mapped.https_url]).toStrictEqual([true, undefined])
      const guest = yield* guestOf(other, mapped.id)
      expect(guest).toMatchObject({ mapped_collection_id: mapped.id, storage_gateway_id, identity_id: bob })
      // Their scopes exist from now on. Guests have no data_access.
      yield* issueTokens({ scopes: gcsCollectionScopes(mapped.id).data_access })
      yield* issueTokens({ scopes: gcsCollectionScopes(guest.id).https })

      const listed = (gcs: Service, query: Parameters<Service["getCollectionList"]>[0]) =>
        Effect.map(gcs.getCollectionList(query), ({ data }) => data?.map(({ id }) => id))
      expect(yield* listed(gcs, {})).toStrictEqual([mapped.id, guest.id])
      expect(yield* listed(gcs, { filter: "mapped_collections" })).toStrictEqual([mapped.id])
      expect(yield* listed(gcs, { filter: ["mapped_collections", "guest_collections"] })).toHaveLength(2)
      expect(yield* listed(gcs, { filter: "created_by_me" })).toStrictEqual([mapped.id])
      expect(yield* listed(gcs, { mapped_collection_id: mapped.id })).toStrictEqual([guest.id])
      expect(yield* listed(other, { filter: "managed_by_me" })).toStrictEqual([guest.id])
      const { data } = yield* gcs.getCollectionList({ include: "private_policies" })
      expect(data?.[0]?.sharing_users_deny).toStrictEqual(["root"])
      expect((yield* gcs.getCollectionList()).data?.[0]?.sharing_users_deny).toBeUndefined()

      yield* gcs.deleteCollection({ collection_id: mapped.id })
      expect(yield* refused(other.getCollection({ collection_id: guest.id }))).toBe(
        "404 not_found collection_not_found#1.0.0"
      )
      expect(yield* listed(gcs, {})).toStrictEqual([])
    }).pipe(overSocket)
  )

  it.live("is changed and deleted by its administrators, unless it is protected", () =>
    Effect.gen(function* () {
      const gcs = yield* client(ada)
      const other = yield* client(bob)
      const { id: storage_gateway_id } = yield* gatewayOf(gcs)
      const { id: collection_id } = yield* mappedOf(gcs, storage_gateway_id, {
        delete_protected: true,
        description: "Raw data"
      })
      yield* gcs.updateCollection({ collection_id, ...Collection.mapped({ display_name: "B7", description: null }) })
      expect(yield* Collection.unpack(yield* gcs.getCollection({ collection_id }))).toMatchObject({
        display_name: "B7",
        description: null,
        storage_gateway_id
      })
      const change = Collection.mapped({ display_name: "Mine" })
      expect(yield* refused(other.updateCollection({ collection_id, ...change }))).toBe(noRole)
      expect(yield* refused(other.deleteCollection({ collection_id }))).toBe(noRole)
      const guest = Collection.guest({ display_name: "X" })
      expect(yield* refused(gcs.updateCollection({ collection_id, ...guest }))).toContain("422")
      expect(yield* refused(gcs.deleteCollection({ collection_id }))).toContain("409 resource_conflict")
      yield* gcs.updateCollection({ collection_id, ...Collection.mapped({ delete_protected: false }) })
      yield* gcs.deleteCollection({ collection_id })
    }).pipe(overSocket)
  )

  it.live("needs what it is a part of", () =>
    Effect.gen(function* () {
      const gcs = yield* client(ada)
      const other = yield* client(bob)
      const { id: storage_gateway_id } = yield* gatewayOf(gcs)
      expect(yield* refused(mappedOf(other, storage_gateway_id))).toBe(noRole)
      expect(yield* refused(gcs.createCollection(Collection.mapped({ storage_gateway_id })))).toContain("422")
      expect(yield* refused(gcs.createCollection({ display_name: "X", storage_gateway_id }))).toContain("422")
      expect(yield* refused(gcs.createCollection(Collection.mapped({ display_name: "X" })))).toContain("422")
      expect(yield* refused(gcs.createCollection(Collection.guest({ display_name: "X" })))).toContain("422")
      const missing = Collection.mapped({ display_name: "X", storage_gateway_id: nowhere })
      expect(yield* refused(gcs.createCollection(missing))).toContain("404 not_found")
      expect(yield* refused(guestOf(gcs, nowhere))).toContain("404 not_found")
      const { id: closed } = yield* mappedOf(gcs, storage_gateway_id, { allow_guest_collections: false })
      expect(yield* refused(guestOf(gcs, closed))).toContain("403 permission_denied")
      const { id: open } = yield* mappedOf(gcs, storage_gateway_id)
      const { id: guest } = yield* guestOf(gcs, open)
      expect(yield* refused(guestOf(gcs, guest))).toContain("422")
    }).pipe(overSocket)
  )
})

describe("a role", () => {
  it.live("lets others manage, until it is taken away", () =>
    Effect.gen(function* () {
      const gcs = yield* client(ada)
      const other = yield* client(bob)
      const { id: storage_gateway_id } = yield* gatewayOf(gcs)
      const { id: collection_id } = yield* mappedOf(gcs, storage_gateway_id)
      const change = other.updateCollection({ collection_id, ...Collection.mapped({ display_name: "Bob's" }) })
      const principal = `urn:globus:auth:identity:${bob}`
      const given = GcsRole.make({ collection: collection_id, principal, role: "administrator" })
      expect(yield* refused(other.createRole(given))).toBe(noRole)
      const { id: role_id } = yield* Effect.flatMap(gcs.createRole(given), GcsRole.unpack)
      expect(yield* refused(gcs.createRole(given))).toContain("409 resource_conflict")
      yield* change
      const roles = (gcs: Service, query: Parameters<Service["getRoleList"]>[0] = {}) =>
        Effect.map(gcs.getRoleList(query), ({ data }) =>
          data?.map(({ principal, role }) => `${principal?.slice(-2)} ${role}`)
        )
      expect(yield* roles(gcs)).toStrictEqual(["a1 owner"])
      expect(yield* roles(gcs, { include: "all_roles" })).toStrictEqual([
        "a1 owner",
        "a1 administrator",
        "b1 administrator"
      ])
      expect(yield* roles(other, { collection_id })).toStrictEqual(["b1 administrator"])
      expect(yield* roles(other, { collection_id, include: "all_roles" })).toHaveLength(2)
      expect(yield* GcsRole.unpack(yield* other.getRole({ role_id }))).toMatchObject({
        collection: collection_id,
        principal
      })
      yield* gcs.deleteRole({ role_id })
      expect(yield* refused(change)).toBe(noRole)
      expect(yield* refused(gcs.getRole({ role_id }))).toBe("404 not_found role_not_found#1.0.0")

      const { data } = yield* gcs.getRoleList()
      const owner = data?.[0]?.id ?? ""
      expect(yield* refused(other.getRole({ role_id: owner }))).toBe(noRole)
      expect(yield* refused(gcs.deleteRole({ role_id: owner }))).toContain("403 permission_denied")
      for (const wrong of [{ role: "king" }, { principal: bob }]) {
        expect(yield* refused(gcs.createRole({ ...given, ...wrong }))).toContain("422")
      }
      yield* gcs.createRole(GcsRole.make({ principal, role: "administrator" }))
      yield* change
    }).pipe(overSocket)
  )
})

describe("a credential", () => {
  it.live("is made, found, changed and deleted by whose it is", () =>
    Effect.gen(function* () {
      const gcs = yield* client(ada)
      const other = yield* client(bob)
      const { id: storage_gateway_id } = yield* gatewayOf(gcs)
      const policies = { DATA_TYPE: "s3_user_credential_policies#1.0.0", s3_key_id: "key", s3_secret_key: "secret" }
      const made = yield* Effect.flatMap(
        other.createUserCredential(UserCredential.make({ storage_gateway_id, username: "bob", policies })),
        UserCredential.unpack
      )
      const user_credential_id = made.id
      expect(made).toMatchObject({ identity_id: bob, connector_id: posix, username: "bob", invalid: false })
      yield* other.updateUserCredential({ user_credential_id, username: "bobby", display_name: "Keys" })
      const found = yield* UserCredential.unpack(yield* other.getUserCredential({ user_credential_id }))
      expect(found).toMatchObject({ username: "bobby", display_name: "Keys", storage_gateway_id })
      expect(found.policies).toStrictEqual({ DATA_TYPE: policies.DATA_TYPE, s3_key_id: "key" })
      expect((yield* other.getUserCredentialList({ storage_gateway: storage_gateway_id })).data).toHaveLength(1)
      expect((yield* other.getUserCredentialList({ storage_gateway: nowhere })).data).toHaveLength(0)
      expect((yield* gcs.getUserCredentialList()).data).toHaveLength(0)
      const notYours = "403 permission_denied not_resource_owner#1.0.0"
      expect(yield* refused(gcs.getUserCredential({ user_credential_id }))).toBe(notYours)
      expect(yield* refused(gcs.deleteUserCredential({ user_credential_id }))).toBe(notYours)
      expect(yield* refused(gcs.createUserCredential({ storage_gateway_id, identity_id: bob }))).toContain("400")
      const { id: mapped_collection_id } = yield* mappedOf(gcs, storage_gateway_id)
      const guest = Collection.guest({ display_name: "X", mapped_collection_id, user_credential_id })
      expect(yield* refused(gcs.createCollection(guest))).toContain("403")
      yield* other.createCollection(guest)
      yield* other.deleteUserCredential({ user_credential_id })
      expect(yield* refused(other.getUserCredential({ user_credential_id }))).toContain("404 not_found")
    }).pipe(overSocket)
  )
})
