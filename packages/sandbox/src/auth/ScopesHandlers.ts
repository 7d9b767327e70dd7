/**
 * Scopes, for those who register them and for those who look up what others did.
 *
 * @since 0.1.0
 */
import type { ScopeCreate, ScopeUpdate } from "@effect-globus/sdk/auth/ScopeDocument"
import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { answered } from "../Failure.js"
import { GlobusApi } from "../GlobusApi.js"
import { listed } from "../Listed.js"
import * as Administration from "./Administration.js"
import * as RegisteredScopes from "./RegisteredScopes.js"
import type { StoredScope } from "./Registry.js"
import { scopeId, scopeString } from "./ScopeIds.js"

const { refuse } = Administration

/** A guess: whoever knows a scope may look it up, as its users may ask for it. */
const find = (id: string) => Effect.flatMap(RegisteredScopes.find(id), (one) => Administration.found("scope", one))

/** Of those that the caller's clients offer. A guess: nobody can change the scopes of Globus's own services. */
const own = (id: string) =>
  Effect.gen(function* () {
    const scope = yield* find(id)
    const owner = yield* Effect.option(Administration.client(scope.client))
    return Option.isSome(owner) ? scope : yield* refuse(403, "You are no administrator of this scope's client")
  })

const lookUp = (query: {
  readonly scope_strings?: string | ReadonlyArray<string> | undefined
  readonly ids?: string | ReadonlyArray<string> | undefined
}) =>
  Effect.gen(function* () {
    const all = yield* RegisteredScopes.all
    if (query.ids !== undefined) {
      const ids = new Set(listed(query.ids).map((id) => id.toLowerCase()))
      return { scopes: all.filter(({ id }) => ids.has(id)) }
    }
    if (query.scope_strings !== undefined) {
      const names = new Set(listed(query.scope_strings))
      return { scopes: all.filter(({ scope_string }) => names.has(scope_string)) }
    }
    const owners = new Map<string, boolean>()
    for (const { client } of all) {
      if (!owners.has(client)) owners.set(client, Option.isSome(yield* Effect.option(Administration.client(client))))
    }
    return { scopes: all.filter(({ client }) => owners.get(client) === true) }
  })

/** What is wrong with a scope to be, if anything. */
const check = (scope: StoredScope, suffix: string | undefined) =>
  Effect.gen(function* () {
    const all = yield* RegisteredScopes.all
    if (suffix !== undefined && !/^[a-z0-9_]+$/.test(suffix)) {
      return yield* refuse(400, "scope.scope_suffix: give lower-case letters, digits and underscores")
    }
    if (!scope.dependent_scopes.every(({ scope }) => all.some(({ id }) => id === scope.toLowerCase()))) {
      return yield* refuse(400, "scope.dependent_scopes: there is no such scope")
    }
    // A guess.
    if (all.some(({ id, scope_string }) => scope_string === scope.scope_string && id !== scope.id)) {
      return yield* refuse(409, "scope.scope_suffix: the client has a scope of this name")
    }
  })

const dependents = (scopes: StoredScope["dependent_scopes"]) =>
  scopes.map(({ scope, ...how }) => ({ ...how, scope: scope.toLowerCase() }))

const create = (clientId: string, { scope_suffix, ...asked }: ScopeCreate) =>
  Effect.gen(function* () {
    const { client } = yield* Administration.client(clientId)
    const scope_string = scopeString(client.id, scope_suffix)
    // One that had this name first may have this UUID still.
    const isTaken = Option.isSome(yield* RegisteredScopes.find(scopeId(scope_string)))
    const scope: StoredScope = {
      id: isTaken ? globalThis.crypto.randomUUID() : scopeId(scope_string),
      scope_string,
      client: client.id,
      name: asked.name,
      description: asked.description,
      advertised: asked.advertised ?? false,
      allows_refresh_token: asked.allows_refresh_token ?? true,
      required_domains: asked.required_domains ?? [],
      dependent_scopes: dependents(asked.dependent_scopes ?? [])
    }
    yield* check(scope, scope_suffix)
    return { scope: yield* RegisteredScopes.put(scope) }
  })

const update = (id: string, { scope_suffix, ...changes }: ScopeUpdate) =>
  Effect.gen(function* () {
    const before = yield* own(id)
    const scope: StoredScope = {
      ...before,
      ...changes,
      scope_string: scope_suffix === undefined ? before.scope_string : scopeString(before.client, scope_suffix),
      dependent_scopes: dependents(changes.dependent_scopes ?? before.dependent_scopes)
    }
    yield* check(scope, scope_suffix)
    return { scope: yield* RegisteredScopes.put(scope) }
  })

/**
 * The handlers.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = () =>
  HttpApiBuilder.group(GlobusApi, "auth.scopes", (handlers) =>
    handlers
      .handle("getScopes", ({ urlParams }) => answered(lookUp(urlParams)))
      .handle("getScope", ({ path: { scope_id } }) => answered(Effect.map(find(scope_id), (scope) => ({ scope }))))
      .handle("createScope", ({ path: { client_id }, payload: { scope } }) => answered(create(client_id, scope)))
      .handle("updateScope", ({ path: { scope_id }, payload: { scope } }) => answered(update(scope_id, scope)))
      .handle("deleteScope", ({ path: { scope_id } }) =>
        answered(
          Effect.map(Effect.tap(own(scope_id), RegisteredScopes.remove), (scope) => ({
            scope
          }))
        )
      )
  )
