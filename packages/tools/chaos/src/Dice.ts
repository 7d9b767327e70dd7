/**
 * Random numbers from a seed. A roll depends on the seed and its purpose, not on earlier rolls. So the same call gets
 * the same number, however the fibers of a run interleave.
 */
import { createHash } from "node:crypto"

export interface Dice {
  readonly seed: number
  /** In [0, 1). */
  readonly roll: (...purpose: ReadonlyArray<string | number>) => number
}

export const make = (seed: number): Dice => ({
  seed,
  roll: (...purpose) =>
    createHash("sha256")
      .update([seed, ...purpose].join("/"))
      .digest()
      .readUIntBE(0, 6) /
    2 ** 48
})

/** A whole number from 0 to `count` - 1. */
export const below = (roll: number, count: number): number => Math.floor(roll * count)

/** A number between `least` and `most`. */
export const between = (roll: number, [least, most]: readonly [number, number]): number => least + roll * (most - least)

/** Picks one of several things by weight. */
export const pick = <A extends { readonly weight: number }>(roll: number, things: ReadonlyArray<A>): A | undefined => {
  let left = roll * things.reduce((sum, { weight }) => sum + weight, 0)
  return things.find(({ weight }) => (left -= weight) < 0)
}

/** A UUID of version 4. */
export const uuid = (dice: Dice, ...purpose: ReadonlyArray<string | number>): string => {
  const digits = createHash("sha256")
    .update([dice.seed, "uuid", ...purpose].join("/"))
    .digest("hex")
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-8${digits.slice(17, 20)}-${digits.slice(20, 32)}`
}
