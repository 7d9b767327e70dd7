/**
 * Consents as trees, and whether they cover given scopes. Globus Auth lists consents one by one, each with the path to
 * it from a consent that was asked for directly.
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
 * The members of a consent that place it in a tree. `AuthClient.getConsents` lists such consents.
 *
 * @since 0.1.0
 * @category models
 */
export type Placed = Pick<Consent, "id" | "scope_name" | "dependency_path">

/**
 * A consent, with the consents for the scopes that its scope depends on.
 *
 * @since 0.1.0
 * @category models
 */
export interface ConsentTree<C extends Placed = Placed> {
  readonly consent: C
  readonly dependencies: ReadonlyArray<ConsentTree<C>>
}

/**
 * The trees of the consents that were asked for directly.
 *
 * @since 0.1.0
 * @category models
 */
export type ConsentForest<C extends Placed = Placed> = ReadonlyArray<ConsentTree<C>>

/**
 * The list is incomplete: the path of a consent contains a consent that is not in the list.
 *
 * @since 0.1.0
 * @category errors
 */
export class GlobusIncompleteConsents extends errorClass<GlobusIncompleteConsents>()("GlobusIncompleteConsents", {
  /** The consent that cannot be placed. */
  id: Schema.Number,
  /** Which consent, and what is missing. */
  message: Schema.String
}) {}

/**
 * Builds the trees of a list of consents, in the order of the list.
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
          message: `The path of consent ${id} contains a consent that is not in the list: call getConsents with all: true`
        })
      )
    }
    siblings.push(tree)
  }
  return Either.right(forest)
}

/**
 * The scopes that the consents do not cover. One tree must cover a scope with all its dependencies, optional or not:
 * two trees with a part each are not enough. The check ignores the age of a consent and the application that it was
 * given to.
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
  // Scopes may share a list of dependencies, so each tree is compared with a list only once.
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
