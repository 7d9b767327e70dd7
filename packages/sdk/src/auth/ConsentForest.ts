/**
 * What somebody has consented to, and whether it is enough for some scopes. Globus Auth lists consents one by one, each
 * with the way that leads to it from a consent that was asked for: together they are trees.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/auth/reference/#get_consents
 */
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import { errorClass } from "../internal/wire/errorClass.js"
import type { Scope } from "../Scope.js"
import type { Consent } from "./Consent.js"

/**
 * What a consent must have to find its place in a tree: those that `AuthClient.getConsents` lists have it.
 *
 * @since 0.1.0
 * @category models
 */
export type Placed = Pick<Consent, "id" | "scope_name" | "dependency_path">

/**
 * A consent, with those that were given for what depends on its scope.
 *
 * @since 0.1.0
 * @category models
 */
export interface ConsentTree<C extends Placed = Placed> {
  readonly consent: C
  readonly dependencies: ReadonlyArray<ConsentTree<C>>
}

/**
 * The consents that were asked for themselves.
 *
 * @since 0.1.0
 * @category models
 */
export type ConsentForest<C extends Placed = Placed> = ReadonlyArray<ConsentTree<C>>

/**
 * The list is no whole one: a consent's way leads over one that is not in it.
 *
 * @since 0.1.0
 * @category errors
 */
export class GlobusIncompleteConsents extends errorClass<GlobusIncompleteConsents>()("GlobusIncompleteConsents", {
  /** The consent that has no place. */
  id: Schema.Number,
  /** Which consent, and what is missing. */
  message: Schema.String
}) {}

/**
 * The trees of a list of consents, in its order.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = <C extends Placed>(
  consents: ReadonlyArray<C>
): Either.Either<ConsentForest<C>, GlobusIncompleteConsents> => {
  const forest: Array<ConsentTree<C>> = []
  const trees = new Map(
    consents.map((consent) => [consent.id, { consent, dependencies: new Array<ConsentTree<C>>() }] as const)
  )
  for (const tree of trees.values()) {
    const { dependency_path, id } = tree.consent
    const above = dependency_path.at(-2)
    const siblings = above === undefined ? forest : trees.get(above)?.dependencies
    if (siblings === undefined || dependency_path.at(-1) !== id) {
      return Either.left(
        new GlobusIncompleteConsents({
          id,
          message: `The way to consent ${id} leads over one that is not listed: ask for all`
        })
      )
    }
    siblings.push(tree)
  }
  return Either.right(forest)
}

/**
 * Those of the scopes that the consents do not cover. A scope is covered by one tree with all that depends on it, whether
 * it is optional or not: two trees that each have a part of it do not add up. Nothing is said of how long a consent lives,
 * or for which application it was given.
 *
 * @since 0.1.0
 * @category combinators
 */
export const uncovered = (forest: ConsentForest, scopes: ReadonlyArray<Scope>): ReadonlyArray<Scope> => {
  const byName = new Map<ConsentForest, Map<ConsentTree["consent"]["scope_name"], Array<ConsentTree>>>()
  const named = (trees: ConsentForest, name: string): ReadonlyArray<ConsentTree> => {
    let names = byName.get(trees)
    if (names === undefined) {
      byName.set(trees, (names = new Map()))
      for (const tree of trees) {
        const alike = names.get(tree.consent.scope_name)
        if (alike === undefined) names.set(tree.consent.scope_name, [tree])
        else alike.push(tree)
      }
    }
    return names.get(name) ?? []
  }
  // Scopes share what they depend on: each tree is compared with a list once.
  const known = new Map<ConsentTree, Map<ReadonlyArray<Scope>, boolean>>()
  const hasAll = (tree: ConsentTree, dependencies: ReadonlyArray<Scope>): boolean => {
    const answers = known.get(tree) ?? new Map<ReadonlyArray<Scope>, boolean>()
    known.set(tree, answers)
    const answer = answers.get(dependencies) ?? dependencies.every((scope) => covers(tree.dependencies, scope))
    answers.set(dependencies, answer)
    return answer
  }
  const covers = (trees: ConsentForest, { dependencies, scope }: Scope): boolean =>
    named(trees, scope).some((tree) => hasAll(tree, dependencies))
  return scopes.filter((scope) => !covers(forest, scope))
}
