/**
 * What the handlers of Search share: the indices, who may do what with them, and how they refuse.
 *
 * @since 0.1.0
 */
import { resourceServer } from "@effect-globus/sdk/search/SearchApi"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import type * as SynchronizedRef from "effect/SynchronizedRef"
import * as Envelope from "../Envelope.js"
import type { Problem } from "../ErrorDocument.js"
import type { Failure } from "../Failure.js"
import * as Principals from "../Principals.js"
import type * as Indices from "./Indices.js"
import { settle } from "./Indices.js"

/**
 * All that Search knows.
 *
 * @since 0.1.0
 * @category models
 */
export interface State {
  readonly indices: HashMap.HashMap<string, Indices.StoredIndex>
  /** How many roles were ever made. */
  readonly roles: number
}

/**
 * What the groups of handlers share.
 *
 * @since 0.1.0
 * @category models
 */
export interface SearchState {
  readonly state: SynchronizedRef.SynchronizedRef<State>
  readonly settings: SearchOptions
}

/**
 * What the groups of handlers share.
 *
 * @since 0.1.0
 * @category context
 */
export class SearchStore extends Context.Tag("@effect-globus/sandbox/search/SearchStore")<SearchStore, SearchState>() {}

/**
 * @since 0.1.0
 * @category options
 */
export interface SearchOptions {
  /** How long a task is pending. */
  readonly searchTaskTime: Duration.Duration
}

/**
 * Refuses a request in Search's envelope.
 *
 * @since 0.1.0
 * @category constructors
 */
export const refuse = (status: number, detail: string, more: Partial<Problem> = {}) =>
  Envelope.refuse(resourceServer, { status, detail, ...more })

/**
 * Says what the sandbox does not do where Globus would do it.
 *
 * @since 0.1.0
 * @category constructors
 */
export const notImitated = (what: string) => refuse(501, `The sandbox does not imitate ${what}`)

/**
 * What was read, or that it is not imitated.
 *
 * @since 0.1.0
 * @category constructors
 */
export const understood = <A>(read: Either.Either<A, string>): Effect.Effect<A, Failure> =>
  Either.match(read, { onLeft: notImitated, onRight: Effect.succeed })

/**
 * `YYYY-MM-DD HH:MM:SS` in UTC.
 *
 * @since 0.1.0
 * @category conversions
 */
export const dateOf = (time: number): string => new Date(time).toISOString().slice(0, 19).replace("T", " ")

// --- Who may what -----------------------------------------------------------------------------------------------------

/**
 * Names of the roles that one of the principals has.
 *
 * @since 0.1.0
 * @category getters
 */
export const rolesOf = (index: Indices.StoredIndex, principals: ReadonlySet<string>): ReadonlyArray<string> => [
  ...new Set(index.roles.filter(({ principal }) => principals.has(principal)).map(({ role_name }) => role_name))
]

/**
 * Roles that may do what owners may.
 *
 * @since 0.1.0
 * @category constants
 */
export const owners = ["owner"]

/**
 * Roles that may do what admins may.
 *
 * @since 0.1.0
 * @category constants
 */
export const admins = ["owner", "admin"]

/**
 * Roles that may do what writers may: all roles.
 *
 * @since 0.1.0
 * @category constants
 */
export const writers = ["owner", "admin", "writer"]

/**
 * Refuses what no role of the caller allows.
 *
 * @since 0.1.0
 * @category constructors
 */
export const forbidden = (operation: string) =>
  refuse(403, `${operation} request denied by service`, {
    data: { cause: `The caller has no role in this index that allows ${operation}.` }
  })

const noIndex = (id: string) => refuse(404, `There is no search index named "${id}"`, { code: "NotFound.NoSuchIndex" })

/**
 * The index, with what is due of its tasks done.
 *
 * @since 0.1.0
 * @category operations
 */
export const find = (state: State, id: string) =>
  Effect.gen(function* () {
    const now = yield* Clock.currentTimeMillis
    const found = HashMap.get(state.indices, id.toLowerCase())
    return Option.isNone(found) ? yield* noIndex(id) : settle(now)(found.value)
  })

/**
 * Refuses an index of another status.
 *
 * @since 0.1.0
 * @category operations
 */
export const requireStatus = (index: Indices.StoredIndex, required: Indices.StoredIndex["status"]) =>
  index.status === required
    ? Effect.void
    : refuse(409, `Index status (${index.status}) did not match required status for this operation: ${required}`, {
        code: "Conflict.IncompatibleIndexStatus"
      })

/**
 * An open index in which the caller has one of the roles.
 *
 * @since 0.1.0
 * @category operations
 */
export const held = (state: State, id: string, operation: string, roles: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const index = yield* find(state, id)
    const mine = rolesOf(index, yield* Principals.ofCaller)
    if (!mine.some((role) => roles.includes(role))) return yield* forbidden(operation)
    yield* requireStatus(index, "open")
    return index
  })

/**
 * With the index in the place of what was known of it.
 *
 * @since 0.1.0
 * @category combinators
 */
export const put = (state: State, index: Indices.StoredIndex): State => ({
  ...state,
  indices: HashMap.set(state.indices, index.id, index)
})
