/**
 * The manager of a Globus Connect Server endpoint in the sandbox: its documents are in memory. A collection that is made
 * here is known to its manager alone: it has no files, neither for Transfer nor over HTTPS, and no address. That a guest
 * collection takes `data_access` of its mapped one is not checked, since the sandbox grants scopes without keeping what
 * depends on them. Policies of connectors and restrictions of paths are kept, and mean nothing.
 *
 * @since 0.1.0
 */
import type { Collection } from "@effect-globus/sdk/gcs/Collection"
import type { GcsInfo } from "@effect-globus/sdk/gcs/GcsInfo"
import type { StorageGateway } from "@effect-globus/sdk/gcs/StorageGateway"
import type { UserCredential } from "@effect-globus/sdk/gcs/UserCredential"
import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as SynchronizedRef from "effect/SynchronizedRef"
import { ScopeTable } from "../auth/ScopeTable.js"
import { Caller } from "../Caller.js"
import { Connection } from "../Connection.js"
import * as Envelope from "../Envelope.js"
import { answered, type Failure } from "../Failure.js"
import { GlobusApi } from "../GlobusApi.js"
import { listed } from "../Listed.js"
import * as Manager from "./Manager.js"
import { displayName, endpointId } from "./SandboxEndpoint.js"

/** A guess: its name: nothing is asked for there. */
const domain = "sandbox.data.globus.invalid"

const connectors = [
  { id: "145812c8-decc-41f1-83cf-bb2a85a2a70b", display_name: "POSIX" },
  { id: "7643e831-5f6c-4b47-a07f-8ee90f401d23", display_name: "S3" }
].map((connector) => ({ DATA_TYPE: "connector#1.1.0", ...connector, is_baa: false, is_ha: false }))

class State extends Context.Tag("@effect-globus/sandbox/gcs/State")<
  State,
  SynchronizedRef.SynchronizedRef<Manager.State>
>() {}

// --- Answers ----------------------------------------------------------------------------------------------------------

const answer = (
  documents: ReadonlyArray<object>,
  {
    marker = "",
    message,
    status = 200
  }: { readonly marker?: string; readonly message: string; readonly status?: number }
) =>
  // Written out, since encoding by the declaration would say 200.
  HttpServerResponse.unsafeJson(
    {
      DATA_TYPE: "result#1.0.0",
      http_response_code: status,
      code: "success",
      message,
      detail: status === 201 ? "created" : "success",
      data: documents,
      has_next_page: marker !== "",
      marker
    },
    { status }
  )

const refuse = (status: number, detail: string, document?: string) =>
  Envelope.refuse(endpointId, {
    status,
    detail,
    ...(document === undefined ? {} : { data: { DATA_TYPE: `${document}#1.0.0` } })
  })

const noRole = (what: string) => refuse(403, `You have no role that lets you ${what}`, "missing_required_role")

const unprocessable = (field: string) => refuse(422, `Missing or malformed: ${field}`, "invalid_input")

const find = <Document>(
  shelf: Manager.Shelf<Document>,
  id: string,
  kind: "collection" | "credential" | "role" | "storage_gateway"
): Effect.Effect<Manager.Stored<Document>, Failure> => {
  const found = shelf.get(id.toLowerCase())
  return found === undefined
    ? refuse(404, `There is no ${kind.replace("_", " ")} ${id}`, `${kind}_not_found`)
    : Effect.succeed(found)
}

const named = (document: { readonly display_name?: string | null | undefined }) =>
  document.display_name == null || document.display_name === ""
    ? unprocessable("display_name")
    : Effect.succeed(document.display_name)

/** A guess: when nothing is said of it. */
const defaultPageSize = 100

const list = <Document extends object>(
  rows: Iterable<Manager.Stored<Document>>,
  query: { readonly marker?: string | undefined; readonly page_size?: number | undefined },
  message: string,
  show: (document: Document) => object = (document) => document
) =>
  Effect.gen(function* () {
    const { marker = "", page_size = defaultPageSize } = query
    if (!/^\d*$/.test(marker)) return yield* refuse(400, "The marker is none of a list", "invalid_input")
    const page = Manager.page([...rows], page_size, Number(marker))
    return answer(page.documents.map(show), { marker: page.marker, message })
  })

type Include = string | ReadonlyArray<string> | undefined

const includes = (include: Include, what: string) => listed(include ?? []).includes(what)

/** Changes the state, one request after the other. */
const change = <A>(
  decide: (state: Manager.State, sub: string) => Effect.Effect<readonly [A, Manager.State], Failure>
): Effect.Effect<A, Failure, State> =>
  Effect.gen(function* () {
    const { sub } = yield* Caller
    return yield* SynchronizedRef.modifyEffect(yield* State, (state) => decide(state, sub))
  })

const current = Effect.flatMap(State, SynchronizedRef.get)

/** Where a new document goes. */
const next = ({ counter }: Manager.State, createdBy: string) => ({ number: counter + 1, createdBy })

// --- The endpoint -----------------------------------------------------------------------------------------------------

const info = HttpApiBuilder.group(GlobusApi, "gcs.info", (handlers) =>
  handlers.handle("getGcsInfo", () => {
    const about: GcsInfo = {
      DATA_TYPE: "info#1.0.0",
      endpoint_id: endpointId,
      client_id: endpointId,
      domain_name: domain,
      api_version: "1.29.0",
      manager_version: "5.4.76"
    }
    return Effect.succeed(answer([about, ...connectors], { message: "Operation successful" }))
  })
)

const endpoint = HttpApiBuilder.group(GlobusApi, "gcs.endpoint", (handlers) =>
  Effect.map(State, (ref) =>
    handlers
      .handle("getEndpoint", () =>
        Effect.map(SynchronizedRef.get(ref), ({ endpoint }) => answer([endpoint], { message: "Operation successful" }))
      )
      .handle("updateEndpoint", ({ payload, urlParams }) =>
        answered(
          Effect.gen(function* () {
            if (payload.subscription_id != null) return yield* refuse(501, "The sandbox has no subscriptions")
            const endpoint = yield* change((state, sub) =>
              Effect.gen(function* () {
                if (!Manager.managesEndpoint(state, sub)) return yield* noRole("change the endpoint")
                const { DATA_TYPE, id } = state.endpoint
                const endpoint = { ...state.endpoint, ...payload, DATA_TYPE, id }
                return [endpoint, { ...state, endpoint }] as const
              })
            )
            return answer(includes(urlParams.include, "endpoint") ? [endpoint] : [], {
              message: `Updated endpoint ${endpointId}`
            })
          }).pipe(Effect.provideService(State, ref))
        )
      )
  )
)

// --- Storage gateways -------------------------------------------------------------------------------------------------

/** What is private is for those who manage the endpoint, and ask for it. */
const showGateway =
  (state: Manager.State, sub: string, include: Include) =>
  ({ policies, restrict_paths, users_allow, users_deny, ...open }: StorageGateway): object =>
    includes(include, "private_policies") && Manager.managesEndpoint(state, sub)
      ? { ...open, policies, restrict_paths, users_allow, users_deny }
      : open

const gateways = HttpApiBuilder.group(GlobusApi, "gcs.storageGateways", (handlers) =>
  Effect.map(State, (ref) => {
    const withState = Effect.provideService(State, ref)
    return handlers
      .handle("createStorageGateway", ({ payload }) =>
        answered(
          change((state, sub) =>
            Effect.gen(function* () {
              if (!Manager.managesEndpoint(state, sub)) return yield* noRole("make a storage gateway")
              yield* named(payload)
              if (!connectors.some(({ id }) => id === payload.connector_id)) return yield* unprocessable("connector_id")
              const gateway: StorageGateway = {
                high_assurance: false,
                authentication_timeout_mins: 15_840,
                ...payload,
                DATA_TYPE: "storage_gateway#1.3.0",
                id: globalThis.crypto.randomUUID()
              }
              const place = next(state, sub)
              const gateways = Manager.put(state.gateways, gateway, place)
              const made = answer([gateway], { status: 201, message: "Operation successful" })
              return [made, { ...state, counter: place.number, gateways }] as const
            })
          ).pipe(withState)
        )
      )
      .handle("getStorageGateway", ({ path, urlParams }) =>
        answered(
          Effect.gen(function* () {
            const { sub } = yield* Caller
            const state = yield* current
            const { document } = yield* find(state.gateways, path.storage_gateway_id, "storage_gateway")
            return answer([showGateway(state, sub, urlParams.include)(document)], { message: "Operation successful" })
          }).pipe(withState)
        )
      )
      .handle("getStorageGatewayList", ({ urlParams }) =>
        answered(
          Effect.gen(function* () {
            const { sub } = yield* Caller
            const state = yield* current
            const show = showGateway(state, sub, urlParams.include)
            return yield* list(state.gateways.values(), urlParams, "Operation successful", show)
          }).pipe(withState)
        )
      )
      .handle("updateStorageGateway", ({ path, payload }) =>
        answered(
          change((state, sub) =>
            Effect.gen(function* () {
              if (!Manager.managesEndpoint(state, sub)) return yield* noRole("change a storage gateway")
              const found = yield* find(state.gateways, path.storage_gateway_id, "storage_gateway")
              const { connector_id, DATA_TYPE, id } = found.document
              const gateway = { ...found.document, ...payload, connector_id, DATA_TYPE, id }
              yield* named(gateway)
              const gateways = Manager.put(state.gateways, gateway, found)
              return [answer([gateway], { message: "Operation successful" }), { ...state, gateways }] as const
            })
          ).pipe(withState)
        )
      )
      .handle("deleteStorageGateway", ({ path }) =>
        answered(
          change((state, sub) =>
            Effect.gen(function* () {
              if (!Manager.managesEndpoint(state, sub)) return yield* noRole("delete a storage gateway")
              const { document } = yield* find(state.gateways, path.storage_gateway_id, "storage_gateway")
              const { id } = document
              // A guess.
              if ([...state.collections.values()].some(({ document }) => document.storage_gateway_id === id)) {
                return yield* refuse(409, "The storage gateway has collections", "resource_conflict")
              }
              const gateways = Manager.without(state.gateways, (gateway) => gateway.id === id)
              const credentials = Manager.without(state.credentials, (one) => one.storage_gateway_id === id)
              const gone = answer([], { message: `Deleted storage gateway ${id}` })
              return [gone, { ...state, gateways, credentials }] as const
            })
          ).pipe(withState)
        )
      )
  })
)

// --- Collections ------------------------------------------------------------------------------------------------------

/** What is private is for those who manage the collection, and ask for it. */
const showCollection =
  (state: Manager.State, sub: string, include: Include) =>
  ({ policies, sharing_restrict_paths, sharing_users_allow, sharing_users_deny, ...open }: Collection): object =>
    includes(include, "private_policies") && Manager.managesCollection(state, sub, open.id)
      ? { ...open, policies, sharing_restrict_paths, sharing_users_allow, sharing_users_deny }
      : open

/** What a new collection is part of. */
const placed = (state: Manager.State, sub: string, payload: Partial<Collection>) =>
  Effect.gen(function* () {
    if (payload.collection_type === "mapped") {
      if (!Manager.managesEndpoint(state, sub)) return yield* noRole("make a mapped collection")
      if (payload.storage_gateway_id == null) return yield* unprocessable("storage_gateway_id")
      const { document } = yield* find(state.gateways, payload.storage_gateway_id, "storage_gateway")
      const { connector_id, high_assurance, id } = document
      return { storage_gateway_id: id, connector_id, high_assurance }
    }
    if (payload.mapped_collection_id == null) return yield* unprocessable("mapped_collection_id")
    const { document } = yield* find(state.collections, payload.mapped_collection_id, "collection")
    const { allow_guest_collections, connector_id, high_assurance, id, storage_gateway_id } = document
    if (document.collection_type !== "mapped") return yield* unprocessable("mapped_collection_id")
    if (allow_guest_collections !== true) return yield* refuse(403, "The collection allows no guest collections")
    if (payload.user_credential_id != null) {
      const credential = yield* find(state.credentials, payload.user_credential_id, "credential")
      if (credential.document.identity_id !== sub) return yield* refuse(403, "The credential is not yours")
    }
    return { mapped_collection_id: id, storage_gateway_id, connector_id, high_assurance }
  })

const collections = HttpApiBuilder.group(GlobusApi, "gcs.collections", (handlers) =>
  Effect.gen(function* () {
    const { origin } = yield* Connection
    const scopes = yield* ScopeTable
    const withState = Effect.provideService(State, yield* State)

    const managed = (state: Manager.State, sub: string, id: string, what: string) =>
      Effect.filterOrElse(
        find(state.collections, id, "collection"),
        ({ document }) => Manager.managesCollection(state, sub, document.id),
        () => noRole(what)
      )

    return handlers
      .handle("createCollection", ({ payload }) =>
        answered(
          Effect.gen(function* () {
            const collection = yield* change((state, sub) =>
              Effect.gen(function* () {
                if (payload.collection_type === undefined) return yield* unprocessable("collection_type")
                yield* named(payload)
                const place = yield* placed(state, sub, payload)
                const id = globalThis.crypto.randomUUID()
                const host = `${payload.collection_type === "guest" ? "g" : "m"}-${id.slice(0, 6)}.${domain}`
                const collection: Collection = {
                  identity_id: sub,
                  collection_base_path: "/",
                  default_directory: "/~/",
                  public: false,
                  domain_name: host,
                  ...payload,
                  ...place,
                  DATA_TYPE: "collection#1.16.0",
                  id,
                  manager_url: origin,
                  deleted: false
                }
                const { number } = next(state, sub)
                const role = {
                  DATA_TYPE: "role#1.0.0",
                  id: globalThis.crypto.randomUUID(),
                  collection: id,
                  principal: Manager.principalOf(sub),
                  role: "administrator"
                }
                return [
                  collection,
                  {
                    ...state,
                    counter: number + 1,
                    collections: Manager.put(state.collections, collection, { number, createdBy: sub }),
                    roles: Manager.put(state.roles, role, { number: number + 1, createdBy: sub })
                  }
                ] as const
              })
            )
            yield* scopes.addCollection(collection.id, { dataAccess: collection.collection_type === "mapped" })
            return answer([collection], { status: 201, message: `Created Collection ${collection.id}` })
          }).pipe(withState)
        )
      )
      .handle("getCollection", ({ path }) =>
        answered(
          Effect.gen(function* () {
            const { sub } = yield* Caller
            const state = yield* current
            const { document } = yield* find(state.collections, path.collection_id, "collection")
            return answer([showCollection(state, sub, undefined)(document)], { message: "Operation successful" })
          }).pipe(withState)
        )
      )
      .handle("getCollectionList", ({ urlParams }) =>
        answered(
          Effect.gen(function* () {
            const { sub } = yield* Caller
            const state = yield* current
            const filters = new Set(listed(urlParams.filter ?? []))
            const kinds = ["mapped", "guest"].filter((kind) => filters.has(`${kind}_collections`))
            const found = [...state.collections.values()].filter(
              ({ createdBy, document }) =>
                (urlParams.mapped_collection_id === undefined ||
                  document.mapped_collection_id === urlParams.mapped_collection_id.toLowerCase()) &&
                (kinds.length === 0 || kinds.includes(document.collection_type ?? "")) &&
                (!filters.has("managed_by_me") || Manager.managesCollection(state, sub, document.id)) &&
                (!filters.has("created_by_me") || createdBy === sub)
            )
            const show = showCollection(state, sub, urlParams.include)
            return yield* list(found, urlParams, "Operation successful", show)
          }).pipe(withState)
        )
      )
      .handle("updateCollection", ({ path, payload }) =>
        answered(
          change((state, sub) =>
            Effect.gen(function* () {
              const found = yield* managed(state, sub, path.collection_id, "change the collection")
              const { collection_type, DATA_TYPE, id, mapped_collection_id, storage_gateway_id } = found.document
              if (payload.collection_type !== undefined && payload.collection_type !== collection_type) {
                return yield* unprocessable("collection_type")
              }
              const fixed = { collection_type, DATA_TYPE, id, mapped_collection_id, storage_gateway_id }
              const collection: Collection = { ...found.document, ...payload, ...fixed }
              yield* named(collection)
              const collections = Manager.put(state.collections, collection, found)
              return [
                answer([showCollection(state, sub, "private_policies")(collection)], {
                  message: `Updated Collection ${id}`
                }),
                { ...state, collections }
              ] as const
            })
          ).pipe(withState)
        )
      )
      .handle("deleteCollection", ({ path }) =>
        answered(
          change((state, sub) =>
            Effect.gen(function* () {
              const { document } = yield* managed(state, sub, path.collection_id, "delete the collection")
              const { id } = document
              if (document.delete_protected === true) {
                return yield* refuse(409, "The collection is protected from being deleted", "resource_conflict")
              }
              const collections = Manager.without(
                state.collections,
                (one) => one.id === id || one.mapped_collection_id === id
              )
              const roles = Manager.without(
                state.roles,
                ({ collection }) => collection != null && !collections.has(collection)
              )
              return [answer([], { message: `Deleted Collection ${id}` }), { ...state, collections, roles }] as const
            })
          ).pipe(withState)
        )
      )
  })
)

// --- Roles ------------------------------------------------------------------------------------------------------------

const roleNames: ReadonlySet<string> = new Set([
  "owner",
  "administrator",
  "access_manager",
  "activity_manager",
  "activity_monitor",
  "access_monitor"
])

const mayGive = (state: Manager.State, sub: string, collection: string | null | undefined): boolean =>
  collection == null ? Manager.managesEndpoint(state, sub) : Manager.managesCollection(state, sub, collection)

const roles = HttpApiBuilder.group(GlobusApi, "gcs.roles", (handlers) =>
  Effect.map(State, (ref) => {
    const withState = Effect.provideService(State, ref)

    /** One's own, and those that one could give. */
    const visible = (state: Manager.State, sub: string, id: string) =>
      Effect.filterOrElse(
        find(state.roles, id, "role"),
        ({ document }) => document.principal === Manager.principalOf(sub) || mayGive(state, sub, document.collection),
        () => noRole("see this role")
      )

    return handlers
      .handle("createRole", ({ payload }) =>
        answered(
          change((state, sub) =>
            Effect.gen(function* () {
              const { principal, role } = payload
              const collection =
                payload.collection == null
                  ? null
                  : (yield* find(state.collections, payload.collection, "collection")).document.id
              if (!mayGive(state, sub, collection)) return yield* noRole("give roles")
              if (role == null || !roleNames.has(role)) return yield* unprocessable("role")
              if (principal == null || !/^urn:globus:(auth:identity|groups:id):[^:]+$/.test(principal)) {
                return yield* unprocessable("principal")
              }
              const isThere = [...state.roles.values()].some(
                ({ document }) =>
                  document.principal === principal &&
                  document.role === role &&
                  (document.collection ?? null) === collection
              )
              if (isThere) return yield* refuse(409, "There is this role already", "resource_conflict")
              const id = globalThis.crypto.randomUUID()
              const made = { DATA_TYPE: "role#1.0.0", id, collection, principal, role }
              const place = next(state, sub)
              const roles = Manager.put(state.roles, made, place)
              return [
                answer([made], { status: 201, message: `Created Role ${id}` }),
                { ...state, counter: place.number, roles }
              ] as const
            })
          ).pipe(withState)
        )
      )
      .handle("getRole", ({ path }) =>
        answered(
          Effect.gen(function* () {
            const { sub } = yield* Caller
            const { document } = yield* visible(yield* current, sub, path.role_id)
            return answer([document], { message: "Operation successful" })
          }).pipe(withState)
        )
      )
      .handle("getRoleList", ({ urlParams }) =>
        answered(
          Effect.gen(function* () {
            const { sub } = yield* Caller
            const state = yield* current
            const all = includes(urlParams.include, "all_roles")
            const asked = urlParams.collection_id?.toLowerCase()
            const found = [...state.roles.values()].filter(
              ({ document: { collection, principal } }) =>
                (asked === undefined ? all || collection == null : collection === asked) &&
                (principal === Manager.principalOf(sub) || (all && mayGive(state, sub, collection)))
            )
            return yield* list(found, urlParams, "Operation successful")
          }).pipe(withState)
        )
      )
      .handle("deleteRole", ({ path }) =>
        answered(
          change((state, sub) =>
            Effect.gen(function* () {
              const { document } = yield* visible(state, sub, path.role_id)
              if (!mayGive(state, sub, document.collection)) return yield* noRole("take roles away")
              // A guess: nobody would be left who manages the endpoint.
              if (document.role === "owner" && document.collection == null) {
                return yield* refuse(403, "The owner of the endpoint stays")
              }
              const roles = Manager.without(state.roles, ({ id }) => id === document.id)
              return [answer([], { message: `Deleted Role ${document.id}` }), { ...state, roles }] as const
            })
          ).pipe(withState)
        )
      )
  })
)

// --- Credentials ------------------------------------------------------------------------------------------------------

/** A guess: a key that was given is not told again. */
const showCredential = ({ policies, ...credential }: UserCredential): object => {
  if (policies == null) return credential
  const { s3_secret_key: _, ...shown } = policies
  return { ...credential, policies: shown }
}

const credentials = HttpApiBuilder.group(GlobusApi, "gcs.userCredentials", (handlers) =>
  Effect.map(State, (ref) => {
    const withState = Effect.provideService(State, ref)

    const own = (state: Manager.State, sub: string, id: string) =>
      Effect.filterOrElse(
        find(state.credentials, id, "credential"),
        ({ document }) => document.identity_id === sub,
        () => refuse(403, "The credential is not yours", "not_resource_owner")
      )

    return handlers
      .handle("createUserCredential", ({ payload }) =>
        answered(
          change((state, sub) =>
            Effect.gen(function* () {
              if (payload.identity_id != null && payload.identity_id.toLowerCase() !== sub) {
                return yield* refuse(400, "The identity is none of yours", "id_not_in_identity_set")
              }
              if (payload.storage_gateway_id == null) return yield* unprocessable("storage_gateway_id")
              const gateway = yield* find(state.gateways, payload.storage_gateway_id, "storage_gateway")
              const credential: UserCredential = {
                ...payload,
                DATA_TYPE: "user_credential#1.0.0",
                id: globalThis.crypto.randomUUID(),
                identity_id: sub,
                storage_gateway_id: gateway.document.id,
                connector_id: gateway.document.connector_id,
                provisioned: false,
                invalid: false
              }
              const place = next(state, sub)
              return [
                answer([showCredential(credential)], {
                  status: 201,
                  message: `Created User Credential ${credential.id}`
                }),
                {
                  ...state,
                  counter: place.number,
                  credentials: Manager.put(state.credentials, credential, place)
                }
              ] as const
            })
          ).pipe(withState)
        )
      )
      .handle("getUserCredential", ({ path }) =>
        answered(
          Effect.gen(function* () {
            const { sub } = yield* Caller
            const { document } = yield* own(yield* current, sub, path.user_credential_id)
            return answer([showCredential(document)], { message: "Operation successful" })
          }).pipe(withState)
        )
      )
      .handle("getUserCredentialList", ({ urlParams }) =>
        answered(
          Effect.gen(function* () {
            const { sub } = yield* Caller
            const { credentials } = yield* current
            const gateway = urlParams.storage_gateway?.toLowerCase()
            const found = [...credentials.values()].filter(
              ({ document }) =>
                document.identity_id === sub && (gateway === undefined || document.storage_gateway_id === gateway)
            )
            return yield* list(found, urlParams, "Operation successful", showCredential)
          }).pipe(withState)
        )
      )
      .handle("updateUserCredential", ({ path, payload }) =>
        answered(
          change((state, sub) =>
            Effect.gen(function* () {
              const found = yield* own(state, sub, path.user_credential_id)
              const { connector_id, DATA_TYPE, id, identity_id, storage_gateway_id } = found.document
              const fixed = { connector_id, DATA_TYPE, id, identity_id, storage_gateway_id }
              const credential: UserCredential = { ...found.document, ...payload, ...fixed }
              const credentials = Manager.put(state.credentials, credential, found)
              return [
                answer([showCredential(credential)], { message: `Updated User Credential ${id}` }),
                { ...state, credentials }
              ] as const
            })
          ).pipe(withState)
        )
      )
      .handle("deleteUserCredential", ({ path }) =>
        answered(
          change((state, sub) =>
            Effect.gen(function* () {
              const { document } = yield* own(state, sub, path.user_credential_id)
              const credentials = Manager.without(state.credentials, ({ id }) => id === document.id)
              return [
                answer([], { message: `Deleted User Credential ${document.id}` }),
                { ...state, credentials }
              ] as const
            })
          ).pipe(withState)
        )
      )
  })
)

/**
 * The handlers of the manager.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = ({ endpointOwner }: { /** Identity UUID. */ readonly endpointOwner: string }) =>
  Layer.mergeAll(info, endpoint, gateways, collections, roles, credentials).pipe(
    Layer.provide(
      Layer.effect(
        State,
        Effect.flatMap(Connection, ({ origin }) =>
          SynchronizedRef.make(
            Manager.make(
              {
                DATA_TYPE: "endpoint#1.2.0",
                id: endpointId,
                display_name: displayName,
                gcs_manager_url: `${origin}/api/`,
                network_use: "normal",
                public: true
              },
              endpointOwner
            )
          )
        )
      )
    )
  )
