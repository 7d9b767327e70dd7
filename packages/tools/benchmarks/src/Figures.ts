/** Computes the cells of the table from the measurements. */
import * as Array from "effect/Array"
import type { Verdict } from "./Goal.js"
import { verdict } from "./Goal.js"
import type { Taken } from "./messages.js"
import type { Column, Entry, Quantity, Row } from "./Plan.js"
import { columns, keyOf } from "./Plan.js"
import type { Rounds } from "./Runs.js"
import type { Summary } from "./Statistics.js"
import { ratios, summarize } from "./Statistics.js"

/** A printed row. */
export interface Line {
  readonly title: string
  readonly cells: Partial<Record<Column, string>>
  readonly goal: string
  readonly verdict: Verdict | undefined
}

/** Formats with three significant digits, and at most two decimals. */
export const digits = (number: number): string => {
  const decimals = Math.abs(number) >= 100 ? 0 : Math.abs(number) >= 10 ? 1 : 2
  return number.toLocaleString("en", { minimumFractionDigits: decimals, maximumFractionDigits: decimals })
}

/** `2.97 x (2.90-3.05)`: the median and the quartiles. */
const show = ({ lower, median, upper }: Summary, unit: string): string =>
  `${digits(median)}${unit} (${digits(lower)}-${digits(upper)})`

const summary = (
  quantity: Quantity,
  taken: Array.NonEmptyReadonlyArray<Taken>,
  baseline: Array.NonEmptyReadonlyArray<Taken> | undefined
): Summary =>
  baseline === undefined
    ? summarize(Array.map(taken, quantity.of))
    : ratios(
        Array.zipWith(taken, baseline, (taken, baseline) => ({
          value: quantity.of(taken),
          baseline: quantity.of(baseline)
        }))
      )

/** Makes the line of a row. A column without a measurement stays empty. */
export const line = (row: Row, rounds: Rounds): Line => {
  const { against, baseline = "fetch", entries, goal, quantity, title } = row
  const taken = (entry: Entry | undefined) => (entry === undefined ? undefined : rounds.get(keyOf(entry)))
  const cells: Partial<Record<Column, string>> = {}
  let reached: Verdict | undefined
  for (const column of columns) {
    const entry = entries[column]
    const own = taken(entry)
    if (entry === undefined || own === undefined) continue
    const isRatio = against !== undefined || (quantity.relative && column !== baseline)
    const base = against === undefined ? entries[baseline] : { ...entry, mode: against }
    const figures = summary(quantity, own, isRatio ? taken(base) : undefined)
    cells[column] = show(figures, isRatio ? " x" : quantity.unit)
    if (column === "ours" && goal !== undefined) reached = verdict(goal, figures.median)
  }
  const unit = quantity.relative ? " x" : quantity.unit
  return {
    title,
    cells,
    goal: goal === undefined ? "" : `${digits(goal.must)} / ${digits(goal.aim)}${unit}`,
    verdict: reached
  }
}
