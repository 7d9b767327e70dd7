/**
 * Names of copies that are not whole yet. They lie in the directory of the copy, so that the last step can be a rename,
 * and have names nobody else picks.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"

/**
 * What an unfinished copy is called until it is whole. Listings and transfers do not see such files.
 *
 * @since 0.1.0
 * @category predicates
 */
export const isUnfinishedCopy = (name: string): boolean =>
  /^\.globus-sandbox-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(name)

/**
 * A name for an unfinished copy, which nobody else has.
 *
 * @since 0.1.0
 * @category constructors
 */
export const unfinishedCopyName = Effect.sync(() => `.globus-sandbox-${globalThis.crypto.randomUUID()}`)
