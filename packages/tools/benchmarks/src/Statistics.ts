/**
 * The statistics of a run: median and quartiles of numbers, or of their ratios to a baseline that was measured in the
 * same rounds.
 */
import type * as Array from "effect/Array"

/** The quartiles and the median of some numbers. */
export interface Summary {
  readonly lower: number
  readonly median: number
  readonly upper: number
}

/** A quantile of an ascending list, with linear interpolation (type 7 of Hyndman and Fan). */
const quantile = (ascending: Array.NonEmptyReadonlyArray<number>, share: number): number => {
  const place = share * (ascending.length - 1)
  const below = ascending[Math.floor(place)] ?? ascending[0]
  const above = ascending[Math.ceil(place)] ?? below
  return below + (above - below) * (place - Math.floor(place))
}

/** Median and quartiles, of numbers in any order. */
export const summarize = ([first, ...others]: Array.NonEmptyReadonlyArray<number>): Summary => {
  const [least, ...rest] = [first, ...others].sort((a, b) => a - b)
  const ascending: Array.NonEmptyReadonlyArray<number> = [least ?? first, ...rest]
  return {
    lower: quantile(ascending, 0.25),
    median: quantile(ascending, 0.5),
    upper: quantile(ascending, 0.75)
  }
}

/** The ratio to the baseline in each round. A busy machine slows both alike. */
export const ratios = (
  rounds: Array.NonEmptyReadonlyArray<{ readonly value: number; readonly baseline: number }>
): Summary => {
  const [first, ...others] = rounds
  const ratio = ({ baseline, value }: typeof first) => value / baseline
  return summarize([ratio(first), ...others.map(ratio)])
}
