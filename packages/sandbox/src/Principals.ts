/**
 * Whom a caller is, in the words of lists that say who may what: `urn:globus:auth:identity:…`, `urn:globus:groups:id:…`,
 * `public` and `all_authenticated_users`.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import { Caller } from "./Caller.js"
import { Groups } from "./groups/Groups.js"

/**
 * An identity, in such a list.
 *
 * @since 0.1.0
 * @category conversions
 */
export const identity = (sub: string): string => `urn:globus:auth:identity:${sub}`

/**
 * The members of a group, in such a list.
 *
 * @since 0.1.0
 * @category conversions
 */
export const group = (id: string): string => `urn:globus:groups:id:${id}`

/**
 * All that an identity is. The empty one is nobody, who is the public still.
 *
 * @since 0.1.0
 * @category getters
 */
export const of = (sub: string): Effect.Effect<ReadonlySet<string>, never, Groups> =>
  Effect.map(
    Effect.flatMap(Groups, ({ principals }) => principals(sub)),
    (groups) => new Set(sub === "" ? ["public"] : ["public", "all_authenticated_users", identity(sub), ...groups])
  )

/**
 * All that the caller is.
 *
 * @since 0.1.0
 * @category getters
 */
export const ofCaller: Effect.Effect<ReadonlySet<string>, never, Groups> = Effect.flatMap(Caller, ({ sub }) => of(sub))
