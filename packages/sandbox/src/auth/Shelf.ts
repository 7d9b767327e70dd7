/**
 * Things by their UUIDs, in the order in which they were put there.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Ref from "effect/Ref"

/**
 * @since 0.1.0
 * @category models
 */
export interface Shelf<A extends { readonly id: string }> {
  readonly all: Effect.Effect<ReadonlyArray<A>>
  /** In any case of letters. */
  readonly find: (id: string) => Effect.Effect<Option.Option<A>>
  /** What has the same id makes place, and the new one has its position. */
  readonly put: (one: A) => Effect.Effect<A>
  readonly remove: (id: string) => Effect.Effect<void>
}

/**
 * An empty one.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = <A extends { readonly id: string }>(): Effect.Effect<Shelf<A>> =>
  Effect.map(Ref.make<ReadonlyMap<string, A>>(new Map()), (things) => ({
    all: Effect.map(Ref.get(things), (things) => [...things.values()]),
    find: (id) => Effect.map(Ref.get(things), (things) => Option.fromNullable(things.get(id.toLowerCase()))),
    put: (one) =>
      Effect.as(
        Ref.update(things, (things) => new Map(things).set(one.id, one)),
        one
      ),
    remove: (id) => Ref.update(things, (things) => new Map([...things].filter(([key]) => key !== id.toLowerCase())))
  }))
