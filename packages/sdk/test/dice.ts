/** Chance that a test can repeat. */
import { Effect, Random } from "effect"

/** Runs an effect whose random numbers are all this one, which is in [0, 1). */
export const withRandom =
  (number: number) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    // oxlint-disable-next-line no-restricted-properties -- The one place: a later Effect has another way to say this.
    Effect.withRandom(effect, Random.fixed([number]))

/** Numbers in [0, 1) that follow from a seed (a linear congruential generator, modulo 2^32). */
export const dice = (seed: number): (() => number) => {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
