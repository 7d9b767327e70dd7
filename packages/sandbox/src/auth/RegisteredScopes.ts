/**
 * Scopes as documents: those that were registered, and those that there were from the beginning, which are described by
 * their names.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { StoredScope } from "./Registry.js"
import { Registry } from "./Registry.js"
import { ownerId, scopeId } from "./ScopeIds.js"
import { ScopeTable } from "./ScopeTable.js"

/** A guess: all but the scope itself, and that it is listed for everybody. */
const describe = (scope: string): StoredScope => ({
  id: scopeId(scope),
  scope_string: scope,
  client: ownerId(scope),
  name: scope.split(/[/:]/).at(-1) ?? scope,
  description: `The scope ${scope}`,
  advertised: true,
  allows_refresh_token: true,
  required_domains: [],
  dependent_scopes: []
})

/**
 * All scopes, the registered ones first.
 *
 * @since 0.1.0
 * @category getters
 */
export const all: Effect.Effect<ReadonlyArray<StoredScope>, never, Registry | ScopeTable> = Effect.gen(function* () {
  const registry = yield* Registry
  const table = yield* ScopeTable
  const registered = yield* registry.scopes.all
  const known = new Set(registered.map(({ scope_string }) => scope_string))
  return [...registered, ...[...(yield* table.scopes)].filter((scope) => !known.has(scope)).map(describe)]
})

/**
 * A scope by its UUID.
 *
 * @since 0.1.0
 * @category getters
 */
export const find = (id: string): Effect.Effect<Option.Option<StoredScope>, never, Registry | ScopeTable> =>
  Effect.map(all, (scopes) => Option.fromNullable(scopes.find((scope) => scope.id === id.toLowerCase())))

/**
 * The scopes that a client offers.
 *
 * @since 0.1.0
 * @category getters
 */
export const ofClient = (clientId: string): Effect.Effect<ReadonlyArray<StoredScope>, never, Registry | ScopeTable> =>
  Effect.map(all, (scopes) => scopes.filter(({ client }) => client === clientId))

/** From now on each registered scope needs what it is said to need, by the names that those have now. */
const connect = Effect.gen(function* () {
  const registry = yield* Registry
  const table = yield* ScopeTable
  const names = new Map((yield* all).map(({ id, scope_string }) => [id, scope_string]))
  yield* Effect.forEach(
    yield* registry.scopes.all,
    ({ client, dependent_scopes, scope_string }) =>
      table.addScope(scope_string, {
        clientId: client,
        // A guess: an optional one is asked for by its name alone.
        dependencies: dependent_scopes.flatMap(({ optional, scope }) => (optional ? [] : (names.get(scope) ?? [])))
      }),
    { discard: true }
  )
})

/**
 * Registers a scope, in the place of the one with its UUID. From now on it can be asked for.
 *
 * @since 0.1.0
 * @category operations
 */
export const put = (scope: StoredScope): Effect.Effect<StoredScope, never, Registry | ScopeTable> =>
  Effect.gen(function* () {
    const registry = yield* Registry
    const table = yield* ScopeTable
    const before = yield* find(scope.id)
    if (Option.isSome(before)) yield* table.removeScope(before.value.scope_string)
    yield* registry.scopes.put(scope)
    yield* connect
    return scope
  })

/**
 * From now on it cannot be asked for. Tokens that have it keep it.
 *
 * @since 0.1.0
 * @category operations
 */
export const remove = (scope: StoredScope): Effect.Effect<void, never, Registry | ScopeTable> =>
  Effect.gen(function* () {
    const registry = yield* Registry
    const table = yield* ScopeTable
    yield* registry.scopes.remove(scope.id)
    yield* table.removeScope(scope.scope_string)
    yield* connect
  })
