/**
 * The indices of Search themselves, and the roles in them.
 *
 * @since 0.1.0
 */
import type { Index } from "@effect-globus/sdk/search/Index"
import { resourceServer } from "@effect-globus/sdk/search/SearchApi"
import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Encoding from "effect/Encoding"
import * as HashMap from "effect/HashMap"
import * as SynchronizedRef from "effect/SynchronizedRef"
import { Caller } from "../Caller.js"
import * as Envelope from "../Envelope.js"
import { answered } from "../Failure.js"
import { GlobusApi } from "../GlobusApi.js"
import { listed } from "../Listed.js"
import * as Principals from "../Principals.js"
import * as Indices from "./Indices.js"
import {
  admins,
  dateOf,
  find,
  forbidden,
  held,
  owners,
  put,
  refuse,
  requireStatus,
  SearchStore,
  rolesOf,
  type State,
  writers
} from "./SearchStore.js"

const megabyte = 1024 * 1024

/** All indices are trial indices: there are no subscriptions. */
const indexDocument = (index: Indices.StoredIndex, permissions: ReadonlyArray<string>): Index => {
  const all = HashMap.toValues(index.entries)
  return {
    "@datatype": "GSearchIndex",
    "@version": "2017-09-01",
    id: index.id,
    display_name: index.displayName,
    description: index.description,
    status: index.status,
    available: index.status === "open",
    is_trial: true,
    subscription_id: null,
    max_size_in_mb: 1,
    size_in_mb: Math.round(JSON.stringify(all).length / megabyte),
    num_entries: all.length,
    num_subjects: new Set(all.map(({ subject }) => subject)).size,
    creation_date: dateOf(index.createdAt),
    content_last_modified_date: dateOf(index.modifiedAt),
    permissions
  }
}

const ownedTrials = 3
const listedIndices = 100
const rolesOfIndex = 50

const tooManyTrials = refuse(409, "Role limit exceeded", {
  code: "Conflict.LimitExceeded",
  data: { constraint: `An identity owns ${ownedTrials} trial indices at most` }
})

/** Whether one more index would be too many. A guess: one that is to be deleted makes room at once. */
const checkOwned = (state: State, principal: string) =>
  HashMap.toValues(state.indices).filter(
    ({ roles, status }) =>
      status === "open" && roles.some((role) => role.role_name === "owner" && role.principal === principal)
  ).length < ownedTrials
    ? Effect.void
    : tooManyTrials

const newRole = (
  state: State,
  index_id: string,
  role_name: string,
  principal: string,
  time: number
): Indices.StoredRole => ({
  id: Encoding.encodeBase64Url(String(state.roles)),
  index_id,
  role_name,
  principal,
  principal_type: principal.startsWith("urn:globus:groups:id:") ? "group" : "identity",
  creation_date: dateOf(time)
})

const shown = (index: Indices.StoredIndex) =>
  Effect.map(Principals.ofCaller, (principals) => indexDocument(index, rolesOf(index, principals)))

type Known = SynchronizedRef.SynchronizedRef<State>

/**
 * Makes an index, which is the caller's.
 *
 * @since 0.1.0
 * @category operations
 */
export const create = (state: Known, options: { readonly display_name: string; readonly description: string }) =>
  SynchronizedRef.modifyEffect(state, (current) =>
    Effect.gen(function* () {
      const { sub } = yield* Caller
      const time = yield* Clock.currentTimeMillis
      yield* checkOwned(current, Principals.identity(sub))
      const id = globalThis.crypto.randomUUID()
      const index: Indices.StoredIndex = {
        id,
        displayName: options.display_name,
        description: options.description,
        status: "open",
        createdAt: time,
        modifiedAt: time,
        roles: [newRole(current, id, "owner", Principals.identity(sub), time)],
        entries: HashMap.empty(),
        mappings: HashMap.empty(),
        tasks: []
      }
      return [yield* shown(index), put({ ...current, roles: current.roles + 1 }, index)] as const
    })
  )

const setStatus = (state: Known, id: string, operation: string, from: Indices.StoredIndex["status"], to: typeof from) =>
  SynchronizedRef.modifyEffect(state, (current) =>
    Effect.gen(function* () {
      const index = yield* find(current, id)
      const mine = rolesOf(index, yield* Principals.ofCaller)
      if (!mine.some((role) => owners.includes(role))) return yield* forbidden(operation)
      yield* requireStatus(index, from)
      if (to === "open") {
        const itsOwners = index.roles.filter(({ role_name }) => role_name === "owner")
        yield* Effect.forEach(itsOwners, ({ principal }) => checkOwned(current, principal))
      }
      return [{ acknowledged: true, index_id: index.id }, put(current, { ...index, status: to })] as const
    })
  )

/**
 * Marks an index for deletion. A guess: Globus deletes trial indices at once; here each of them waits, so that it can be
 * reopened.
 *
 * @since 0.1.0
 * @category operations
 */
export const remove = (state: Known, id: string) => setStatus(state, id, "index_delete", "open", "delete_pending")

/**
 * Takes an index back that waits for its deletion.
 *
 * @since 0.1.0
 * @category operations
 */
export const reopen = (state: Known, id: string) => setStatus(state, id, "index_reopen", "delete_pending", "open")

/**
 * The handlers of indices.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerIndices = HttpApiBuilder.group(GlobusApi, "search.indices", (handlers) =>
  Effect.gen(function* () {
    const { state } = yield* SearchStore

    return handlers
      .handle("createIndex", ({ payload }) => answered(create(state, payload)))
      .handle("getIndex", ({ path }) =>
        answered(
          Effect.flatMap(
            Effect.flatMap(SynchronizedRef.get(state), (state) => find(state, path.index_id)),
            shown
          )
        )
      )
      .handle("updateIndex", ({ path, payload }) =>
        answered(
          SynchronizedRef.modifyEffect(state, (current) =>
            Effect.gen(function* () {
              const index = yield* held(current, path.index_id, "index_update", admins)
              const changed = {
                ...index,
                displayName: payload.display_name ?? index.displayName,
                description: payload.description ?? index.description
              }
              return [yield* shown(changed), put(current, changed)] as const
            })
          )
        )
      )
      .handle("deleteIndex", ({ path }) => answered(remove(state, path.index_id)))
      .handle("reopenIndex", ({ path }) => answered(reopen(state, path.index_id)))
      .handle("indexList", ({ urlParams }) =>
        answered(
          Effect.gen(function* () {
            const now = yield* Clock.currentTimeMillis
            const principals = yield* Principals.ofCaller
            const wanted = urlParams.filter_roles === undefined ? writers : listed(urlParams.filter_roles)
            const { indices } = yield* SynchronizedRef.get(state)
            const mine = HashMap.toValues(indices)
              .map(Indices.settle(now))
              .filter((index) => rolesOf(index, principals).some((role) => wanted.includes(role)))
              .sort((one, other) => one.createdAt - other.createdAt || (one.id < other.id ? -1 : 1))
              .slice(0, listedIndices)
            return { index_list: mine.map((index) => indexDocument(index, rolesOf(index, principals))) }
          })
        )
      )
  })
)

const isPrincipal = (text: string) =>
  /^urn:globus:(auth:identity|groups:id):[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)

/**
 * The handlers of roles.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerRoles = HttpApiBuilder.group(GlobusApi, "search.roles", (handlers) =>
  Effect.gen(function* () {
    const { state } = yield* SearchStore

    /** Owners alone make and unmake owners. */
    const changeable = (current: State, id: string, operation: string, role_name: string) =>
      held(current, id, operation, role_name === "owner" ? owners : admins)

    return handlers
      .handle("createRole", ({ path, payload: { principal, role_name } }) =>
        answered(
          SynchronizedRef.modifyEffect(state, (current) =>
            Effect.gen(function* () {
              const flaws = [
                ...(writers.includes(role_name) ? [] : ["role_name"]),
                ...(isPrincipal(principal) ? [] : ["principal"])
              ]
              if (flaws.length > 0) {
                const failure = yield* Envelope.malformed(
                  resourceServer,
                  { method: "POST", path: "" },
                  flaws.map((flaw) => ({ path: [flaw] }))
                )
                return yield* failure
              }
              const index = yield* changeable(current, path.index_id, "role_create", role_name)
              if (role_name === "owner") yield* checkOwned(current, principal)
              if (index.roles.length >= rolesOfIndex) {
                return yield* refuse(409, "Role limit exceeded", { code: "Conflict.LimitExceeded" })
              }
              const role = newRole(current, index.id, role_name, principal, yield* Clock.currentTimeMillis)
              const next = put({ ...current, roles: current.roles + 1 }, { ...index, roles: [...index.roles, role] })
              return [role, next] as const
            })
          )
        )
      )
      .handle("getRoleList", ({ path }) =>
        answered(
          Effect.gen(function* () {
            const index = yield* held(yield* SynchronizedRef.get(state), path.index_id, "role_list", admins)
            return { role_list: index.roles }
          })
        )
      )
      .handle("deleteRole", ({ path }) =>
        answered(
          SynchronizedRef.modifyEffect(state, (current) =>
            Effect.gen(function* () {
              const index = yield* held(current, path.index_id, "role_delete", admins)
              const role = index.roles.find(({ id }) => id === path.role_id)
              if (role === undefined) return yield* refuse(404, `There is no role "${path.role_id}" in this index`)
              yield* changeable(current, path.index_id, "role_delete", role.role_name)
              const left = index.roles.filter((other) => other !== role)
              if (!left.some(({ role_name }) => role_name === "owner")) {
                return yield* refuse(409, "The last owner of an index stays")
              }
              return [{ success: true, deleted: role }, put(current, { ...index, roles: left })] as const
            })
          )
        )
      )
  })
)
