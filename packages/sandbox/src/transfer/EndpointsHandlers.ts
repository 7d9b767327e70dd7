/**
 * Endpoints and collections in the sandbox's Transfer: what they are called, who may manage them, and users' bookmarks.
 * Roles decide who may change things here; access rules are kept and listed, and keep nobody out.
 *
 * @since 0.1.0
 */
import type { AccessRule } from "@effect-globus/sdk/transfer/AccessRule"
import type { Bookmark } from "@effect-globus/sdk/transfer/Bookmark"
import type { Endpoint } from "@effect-globus/sdk/transfer/Endpoint"
import type { EndpointRole } from "@effect-globus/sdk/transfer/EndpointRole"
import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Ref from "effect/Ref"
import { Consents } from "../auth/Consents.js"
import { isUuid } from "../auth/Directory.js"
import { Caller } from "../Caller.js"
import { addressOf } from "../collections/CollectionFilesApi.js"
import { Connection } from "../Connection.js"
import { answered, type Failure } from "../Failure.js"
import { displayName, endpointId } from "../gcs/SandboxEndpoint.js"
import { GlobusApi } from "../GlobusApi.js"
import * as CollectionPath from "./CollectionPath.js"
import { type Collection, Collections, document, isOfServer } from "./Collections.js"
import * as DataAccess from "./DataAccess.js"
import { timeOf } from "./Filter.js"
import { badRequest, done, refuse } from "./Refusal.js"
import * as Register from "./Register.js"
import { formatTime } from "./TaskDocument.js"

/**
 * A collection's document as one caller sees it.
 *
 * @since 0.1.0
 * @category conversions
 */
export const shownTo =
  (sub: string, register: Register.Register.Service, origin: string) =>
  (collection: Collection): Effect.Effect<Endpoint> =>
    Effect.map(Register.rolesOn(register, collection, sub), (my_effective_roles) => ({
      ...collection.document,
      // Of Globus, those of Globus Connect Personal have none.
      https_server: addressOf(origin, collection.id),
      ...(isOfServer(collection.document) ? { ...serverOwner, gcs_manager_url: origin } : {}),
      my_effective_roles
    }))

/** The Globus CLI takes the owner of a server's collection for its endpoint. A guess: that the endpoint is its own owner. */
const serverOwner = { owner_id: endpointId, owner_string: `${endpointId}@clients.auth.globus.org` }

/**
 * The endpoint of the sandbox's Globus Connect Server, which is no collection. A guess: where a real one has neither files nor
 * roles here; those who manage it ask its manager.
 *
 * @since 0.1.0
 * @category constructors
 */
export const serverEndpoint = (origin: string): Endpoint => ({
  ...document(endpointId, "GCSv5_endpoint", { displayName }),
  ...serverOwner,
  default_directory: null,
  gcs_manager_url: origin
})

const updated = (resource: string) => done("result", "Updated", "The document has been updated", resource)

/** A guess: the code, like that of other things deleted. */
const deleted = (resource: string) => done("result", "Deleted", "It has been deleted", resource)

const noSuch = (what: string, code: string, id: string, resource: string) =>
  refuse({ status: 404, code, message: `There is no ${what} '${id}'`, resource })

/** A guess: the code of what is there already. */
const exists = (message: string, resource: string) =>
  refuse({ status: 409, code: "ClientError.Conflict", message, resource })

const notImitated = (what: string, resource: string) =>
  refuse({ status: 501, code: "NotImplemented", message: `The sandbox does not imitate ${what}`, resource })

/** The collection, if the caller has one of these roles on it. */
const managed = (
  collections: Collections.Service,
  register: Register.Register.Service,
  id: string,
  roles: ReadonlyArray<string> = ["administrator"]
): Effect.Effect<Collection, Failure> =>
  Effect.gen(function* () {
    const { sub } = yield* Caller
    const collection = yield* collections.get(id)
    const own = yield* Register.rolesOn(register, collection, sub)
    if (own.some((role) => roles.includes(role))) return collection
    return yield* refuse({
      status: 403,
      code: "PermissionDenied",
      message: `It takes one of these roles on the collection: ${roles.join(", ")}`,
      resource: `/endpoint/${id}`
    })
  })

const accessManagers = ["administrator", "access_manager"]

// --- Endpoints and collections ----------------------------------------------------------------------------------------

const management = HttpApiBuilder.group(GlobusApi, "transfer.endpointManagement", (handlers) =>
  Effect.gen(function* () {
    const collections = yield* Collections
    const register = yield* Register.Register
    return handlers
      .handle("updateEndpoint", ({ path: { endpoint_id }, payload: { DATA_TYPE: _, ...changes } }) =>
        answered(
          Effect.gen(function* () {
            const resource = `/endpoint/${endpoint_id}`
            const { document, id } = yield* managed(collections, register, endpoint_id)
            if (document.is_globus_connect !== true) {
              // A guess: code and status.
              return yield* refuse({
                status: 400,
                code: "NotSupported",
                message: "A collection of a Globus Connect Server is changed there",
                resource
              })
            }
            if (changes.subscription_id != null) return yield* notImitated("subscriptions", resource)
            if (changes.display_name === null || changes.display_name === "") {
              return yield* badRequest("A collection needs a display_name that is not empty", resource)
            }
            yield* collections.update(id, changes)
            return yield* updated(resource)
          })
        )
      )
      .handle("deleteEndpoint", ({ path: { endpoint_id } }) =>
        answered(
          Effect.gen(function* () {
            const { id } = yield* managed(collections, register, endpoint_id)
            yield* collections.remove(id)
            return yield* deleted(`/endpoint/${endpoint_id}`)
          })
        )
      )
      .handle("setSubscriptionId", ({ path: { collection_id } }) =>
        answered(
          Effect.zipRight(
            collections.get(collection_id),
            notImitated("subscriptions", `/endpoint/${collection_id}/subscription`)
          )
        )
      )
      .handle("setSubscriptionAdminVerified", ({ path: { collection_id } }) =>
        answered(
          Effect.zipRight(
            collections.get(collection_id),
            notImitated("subscriptions", `/endpoint/${collection_id}/subscription_admin_verified`)
          )
        )
      )
  })
)

const sharedEndpoints = HttpApiBuilder.group(GlobusApi, "transfer.sharedEndpoints", (handlers) =>
  Effect.gen(function* () {
    const collections = yield* Collections
    const consents = yield* Consents
    const { origin } = yield* Connection
    const register = yield* Register.Register
    return handlers
      .handle("createSharedEndpoint", ({ payload: { DATA_TYPE: _, host_endpoint, host_path, ...options } }) =>
        answered(
          Effect.gen(function* () {
            const resource = "/shared_endpoint"
            const caller = yield* Caller
            const { sub, username } = caller
            // A guess: whoever may see the files of the host may share them, if the host allows it.
            const host = yield* collections.get(host_endpoint)
            yield* DataAccess.check(consents, [host], caller, resource)
            const { segments } = yield* Either.match(CollectionPath.parse(host_path), {
              onLeft: (problem) => badRequest(problem, resource, "InvalidPath"),
              onRight: Effect.succeed
            })
            const within = yield* Effect.mapError(host.files.real(segments), ({ message }) => message).pipe(
              Effect.catchAll((problem) => badRequest(problem, resource, "InvalidPath"))
            )
            const { display_name, owner_string, ...described } = options
            const guest = yield* collections
              .share(host, within, { displayName: display_name, ownerId: sub, ownerName: owner_string ?? username })
              .pipe(Effect.catchAll(({ message }) => badRequest(message, resource)))
            yield* collections.update(guest.id, described)
            const result = yield* done("shared_endpoint_create_result", "Created", "It has been created", resource)
            return { ...result, id: guest.id, globus_connect_setup_key: null }
          })
        )
      )
      .handle("mySharedEndpointList", ({ path: { endpoint_id } }) =>
        answered(
          Effect.gen(function* () {
            const { sub } = yield* Caller
            const host = yield* collections.get(endpoint_id)
            const guests = yield* Effect.filter(yield* collections.search({ hostId: host.id }), (guest) =>
              Effect.map(Register.rolesOn(register, guest, sub), (own) =>
                own.some((role) => accessManagers.includes(role))
              )
            )
            return { DATA_TYPE: "endpoint_list", DATA: yield* Effect.forEach(guests, shownTo(sub, register, origin)) }
          })
        )
      )
      .handle("getSharedEndpointList", ({ path: { endpoint_id }, urlParams: { max_results = 1000, next_token } }) =>
        answered(
          Effect.gen(function* () {
            const host = yield* managed(collections, register, endpoint_id, ["administrator", "activity_manager"])
            const all = yield* collections.search({ hostId: host.id })
            // A page begins where the one before ended.
            const start = next_token === undefined ? 0 : all.findIndex(({ id }) => id === next_token)
            if (start === -1) {
              return yield* badRequest(
                "The next_token is none of this list",
                `/endpoint/${host.id}/shared_endpoint_list`
              )
            }
            return {
              shared_endpoints: all.slice(start, start + max_results).map(({ id }) => ({ id })),
              next_token: all[start + max_results]?.id ?? null
            }
          })
        )
      )
  })
)

/** The sandbox's collections are directories: no servers stand behind them. */
const servers = HttpApiBuilder.group(GlobusApi, "transfer.servers", (handlers) =>
  Effect.map(Collections, (collections) =>
    handlers
      .handle("endpointServerList", ({ path: { endpoint_id } }) =>
        answered(
          Effect.map(collections.get(endpoint_id), ({ id }) => ({
            DATA_TYPE: "endpoint_server_list",
            DATA: [],
            endpoint: id
          }))
        )
      )
      .handle("getEndpointServer", ({ path: { endpoint_id, server_id } }) =>
        answered(
          Effect.zipRight(
            collections.get(endpoint_id),
            noSuch("server", "ServerNotFound", String(server_id), `/endpoint/${endpoint_id}/server/${server_id}`)
          )
        )
      )
  )
)

const effectivePauseRules = HttpApiBuilder.group(GlobusApi, "transfer.effectivePauseRules", (handlers) =>
  Effect.map(Collections, (collections) =>
    handlers.handle("myEffectivePauseRuleList", ({ path: { endpoint_id } }) =>
      answered(Effect.as(collections.get(endpoint_id), { DATA_TYPE: "pause_rule_limited_list", DATA: [] }))
    )
  )
)

// --- Who may do what --------------------------------------------------------------------------------------------------

const roleNames = ["administrator", "access_manager", "activity_manager", "activity_monitor"]

const oneOf = (name: string, value: string, known: ReadonlyArray<string>, resource: string) =>
  known.includes(value)
    ? Effect.void
    : badRequest(`'${value}' is no ${name}: take one of ${known.join(", ")}`, resource)

const uuid = (name: string, value: string, resource: string) =>
  isUuid(value) ? Effect.void : badRequest(`The ${name} '${value}' is no UUID`, resource)

const roleDocument = ({ collectionId: _, ...role }: Register.StoredRole): EndpointRole => ({
  DATA_TYPE: "role",
  ...role
})

const roles = HttpApiBuilder.group(GlobusApi, "transfer.roles", (handlers) =>
  Effect.gen(function* () {
    const collections = yield* Collections
    const register = yield* Register.Register

    const find = (endpointId: string, id: string) =>
      Effect.gen(function* () {
        const collection = yield* managed(collections, register, endpointId)
        const found = (yield* Ref.get(register.roles)).find(
          (role) => role.id === id.toLowerCase() && role.collectionId === collection.id
        )
        // A guess: the code.
        return found ?? (yield* noSuch("role", "RoleNotFound", id, `/endpoint/${endpointId}/role/${id}`))
      })

    return handlers
      .handle("endpointRoleList", ({ path: { endpoint_id } }) =>
        answered(
          Effect.gen(function* () {
            const { id } = yield* managed(collections, register, endpoint_id)
            const all = yield* Ref.get(register.roles)
            const DATA = all.filter(({ collectionId }) => collectionId === id).map(roleDocument)
            return { DATA_TYPE: "role_list", DATA, endpoint: id }
          })
        )
      )
      .handle("addEndpointRole", ({ path: { endpoint_id }, payload: { principal, principal_type, role } }) =>
        answered(
          Effect.gen(function* () {
            const resource = `/endpoint/${endpoint_id}/role`
            const { id: collectionId } = yield* managed(collections, register, endpoint_id)
            yield* oneOf("principal_type", principal_type, ["identity", "group"], resource)
            yield* oneOf("role", role, roleNames, resource)
            yield* uuid("principal", principal, resource)
            const added: Register.StoredRole = {
              id: globalThis.crypto.randomUUID(),
              principal_type,
              principal: principal.toLowerCase(),
              role,
              collectionId
            }
            const like = yield* Register.add(
              register.roles,
              added,
              (other) =>
                other.collectionId === collectionId && other.principal === added.principal && other.role === role
            )
            return like === undefined ? roleDocument(added) : yield* exists("The principal has this role", resource)
          })
        )
      )
      .handle("getEndpointRole", ({ path: { endpoint_id, role_id } }) =>
        answered(Effect.map(find(endpoint_id, role_id), roleDocument))
      )
      .handle("deleteEndpointRole", ({ path: { endpoint_id, role_id } }) =>
        answered(
          Effect.gen(function* () {
            const found = yield* find(endpoint_id, role_id)
            yield* Ref.update(register.roles, (all) => all.filter(({ id }) => id !== found.id))
            return yield* deleted(`/endpoint/${endpoint_id}/role/${role_id}`)
          })
        )
      )
  })
)

const principalTypes = ["identity", "group", "all_authenticated_users", "anonymous"]
const permissionNames = ["r", "rw"]

const ruleDocument = ({ collectionId: _, ...rule }: Register.StoredRule): AccessRule => ({
  DATA_TYPE: "access",
  ...rule
})

/** What a role brings along: all of the collection. */
const ruleOfRole = ({ id, principal, principal_type, role }: Register.StoredRole): AccessRule => ({
  DATA_TYPE: "access",
  id: null,
  principal_type,
  principal,
  path: "/",
  permissions: "rw",
  create_time: null,
  expiration_date: null,
  role_id: id,
  role_type: role
})

const endOf = (text: string | null | undefined, resource: string): Effect.Effect<string | null, Failure> =>
  text == null
    ? Effect.succeed(null)
    : Number.isNaN(timeOf(text))
      ? badRequest(`The expiration_date '${text}' is no ISO 8601 time`, resource)
      : Effect.succeed(formatTime(timeOf(text)))

const accessRules = HttpApiBuilder.group(GlobusApi, "transfer.accessRules", (handlers) =>
  Effect.gen(function* () {
    const collections = yield* Collections
    const register = yield* Register.Register

    const find = (endpointId: string, id: string) =>
      Effect.gen(function* () {
        const collection = yield* managed(collections, register, endpointId, accessManagers)
        const found = (yield* Ref.get(register.rules)).find(
          (rule) => rule.id === id.toLowerCase() && rule.collectionId === collection.id
        )
        // A guess: the code.
        return found ?? (yield* noSuch("access rule", "AccessRuleNotFound", id, `/endpoint/${endpointId}/access/${id}`))
      })

    return handlers
      .handle("endpointAclList", ({ path: { endpoint_id } }) =>
        answered(
          Effect.gen(function* () {
            const { id } = yield* managed(collections, register, endpoint_id, accessManagers)
            const given = (yield* Ref.get(register.roles)).filter(
              ({ collectionId, role }) => collectionId === id && accessManagers.includes(role)
            )
            const own = (yield* Ref.get(register.rules)).filter(({ collectionId }) => collectionId === id)
            const DATA = [...given.map(ruleOfRole), ...own.map(ruleDocument)]
            return { DATA_TYPE: "access_list", DATA, endpoint: id, length: DATA.length }
          })
        )
      )
      .handle("addEndpointAclRule", ({ path: { endpoint_id }, payload }) =>
        answered(
          Effect.gen(function* () {
            const resource = `/endpoint/${endpoint_id}/access`
            const { id: collectionId } = yield* managed(collections, register, endpoint_id, accessManagers)
            const { path, permissions, principal_type } = payload
            yield* oneOf("principal_type", principal_type, principalTypes, resource)
            yield* oneOf("permissions", permissions, permissionNames, resource)
            const isSomebody = principal_type === "identity" || principal_type === "group"
            const principal = isSomebody ? (payload.principal ?? "").toLowerCase() : ""
            if (isSomebody) yield* uuid("principal", principal, resource)
            if (!/^\/(.*\/)?$/s.test(path)) {
              return yield* badRequest("The path of an access rule begins and ends with a slash", resource)
            }
            const rule: Register.StoredRule = {
              id: globalThis.crypto.randomUUID(),
              principal_type,
              principal,
              path,
              permissions,
              create_time: formatTime(yield* Clock.currentTimeMillis),
              expiration_date: yield* endOf(payload.expiration_date, resource),
              role_id: null,
              role_type: null,
              collectionId
            }
            const like = yield* Register.add(
              register.rules,
              rule,
              (other) =>
                other.collectionId === collectionId &&
                other.principal_type === principal_type &&
                other.principal === principal &&
                other.path === path
            )
            if (like !== undefined) return yield* exists(`The principal has a rule for ${path}`, resource)
            const result = yield* done("access_create_result", "Created", "The access rule has been created", resource)
            return { ...result, access_id: rule.id }
          })
        )
      )
      .handle("getEndpointAclRule", ({ path: { endpoint_id, rule_id } }) =>
        answered(Effect.map(find(endpoint_id, rule_id), ruleDocument))
      )
      .handle("updateEndpointAclRule", ({ path: { endpoint_id, rule_id }, payload }) =>
        answered(
          Effect.gen(function* () {
            const resource = `/endpoint/${endpoint_id}/access/${rule_id}`
            const found = yield* find(endpoint_id, rule_id)
            const permissions = payload.permissions ?? found.permissions ?? ""
            yield* oneOf("permissions", permissions, permissionNames, resource)
            const end =
              payload.expiration_date === undefined
                ? found.expiration_date
                : yield* endOf(payload.expiration_date, resource)
            const expiration_date = end ?? null
            yield* Ref.update(register.rules, (all) =>
              all.map((rule) => (rule.id === found.id ? { ...rule, permissions, expiration_date } : rule))
            )
            return yield* updated(resource)
          })
        )
      )
      .handle("deleteEndpointAclRule", ({ path: { endpoint_id, rule_id } }) =>
        answered(
          Effect.gen(function* () {
            const found = yield* find(endpoint_id, rule_id)
            yield* Ref.update(register.rules, (all) => all.filter(({ id }) => id !== found.id))
            return yield* deleted(`/endpoint/${endpoint_id}/access/${rule_id}`)
          })
        )
      )
  })
)

// --- Bookmarks --------------------------------------------------------------------------------------------------------

const bookmarkDocument = ({ ownerId: _, ...bookmark }: Register.StoredBookmark): Bookmark => ({
  DATA_TYPE: "bookmark",
  ...bookmark
})

const nameProblem = (name: string): string | undefined =>
  name === "" || Array.from(name).length > 128
    ? "A bookmark's name has 1 to 128 characters"
    : name === name.trim()
      ? undefined
      : "A bookmark's name neither begins nor ends with a blank"

const bookmarks = HttpApiBuilder.group(GlobusApi, "transfer.bookmarks", (handlers) =>
  Effect.gen(function* () {
    const collections = yield* Collections
    const register = yield* Register.Register

    const find = (id: string) =>
      Effect.gen(function* () {
        const { sub } = yield* Caller
        const found = (yield* Ref.get(register.bookmarks)).find(
          (bookmark) => bookmark.id === id.toLowerCase() && bookmark.ownerId === sub
        )
        return found ?? (yield* noSuch("bookmark", "BookmarkNotFound", id, `/bookmark/${id}`))
      })

    return handlers
      .handle("bookmarkList", () =>
        Effect.gen(function* () {
          const { sub } = yield* Caller
          const all = yield* Ref.get(register.bookmarks)
          return {
            DATA_TYPE: "bookmark_list",
            DATA: all.filter(({ ownerId }) => ownerId === sub).map(bookmarkDocument)
          }
        })
      )
      .handle("createBookmark", ({ payload: { endpoint_id, name, path, pinned } }) =>
        answered(
          Effect.gen(function* () {
            const resource = "/bookmark"
            const { sub } = yield* Caller
            const problem = path.endsWith("/") ? nameProblem(name) : "The path of a bookmark ends with a slash"
            if (problem !== undefined) return yield* badRequest(problem, resource)
            const { id } = yield* collections.get(endpoint_id)
            const bookmark: Register.StoredBookmark = {
              id: globalThis.crypto.randomUUID(),
              name,
              endpoint_id: id,
              path,
              pinned: pinned ?? false,
              ownerId: sub
            }
            const like = yield* Register.add(
              register.bookmarks,
              bookmark,
              (other) => other.ownerId === sub && other.name === name
            )
            return like === undefined
              ? bookmarkDocument(bookmark)
              : yield* exists(`You have a bookmark '${name}' already`, resource)
          })
        )
      )
      .handle("getBookmark", ({ path: { bookmark_id } }) => answered(Effect.map(find(bookmark_id), bookmarkDocument)))
      .handle("updateBookmark", ({ path: { bookmark_id }, payload }) =>
        answered(
          Effect.gen(function* () {
            const resource = `/bookmark/${bookmark_id}`
            const found = yield* find(bookmark_id)
            const changed = {
              ...found,
              name: payload.name ?? found.name,
              pinned: payload.pinned ?? found.pinned ?? false
            }
            const problem = nameProblem(changed.name)
            if (problem !== undefined) return yield* badRequest(problem, resource)
            const isFree = yield* Ref.modify(register.bookmarks, (all) =>
              all.some(({ id, name, ownerId }) => id !== found.id && ownerId === found.ownerId && name === changed.name)
                ? [false, all]
                : [true, all.map((bookmark) => (bookmark.id === found.id ? changed : bookmark))]
            )
            return isFree
              ? bookmarkDocument(changed)
              : yield* exists(`You have a bookmark '${changed.name}' already`, resource)
          })
        )
      )
      .handle("deleteBookmark", ({ path: { bookmark_id } }) =>
        answered(
          Effect.gen(function* () {
            const found = yield* find(bookmark_id)
            yield* Ref.update(register.bookmarks, (all) => all.filter(({ id }) => id !== found.id))
            return yield* deleted(`/bookmark/${bookmark_id}`)
          })
        )
      )
  })
)

/**
 * The handlers.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = () =>
  Layer.mergeAll(management, sharedEndpoints, servers, effectivePauseRules, roles, accessRules, bookmarks)
