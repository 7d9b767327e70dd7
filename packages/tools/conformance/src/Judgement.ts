/**
 * From a recording and what the client did to a finding. What differs is named field by field, and each field needs a
 * difference that names it and holds for this very recording; one that has none fails.
 */
import { isDeepStrictEqual } from "node:util"
import type { Outcome } from "./Verdict.js"

/** What is said of a recording. */
export interface Finding {
  readonly outcome: Outcome
  readonly detail: string
}

/** One thing in which the client does not do what was recorded. */
export interface Mismatch {
  readonly field: string
  readonly recorded: unknown
  readonly ours: unknown
}

/** A deliberate difference. It excuses the fields that it names, of recordings for which it holds. */
export interface Difference<Held> {
  readonly fields: ReadonlyArray<string>
  /** Which recordings. */
  readonly recorded: string
  /** What we do. */
  readonly ours: string
  readonly why: string
  /** Whether it is this difference, and nothing else: what the client did instead is checked as well. */
  readonly holds: (held: Held, mismatch: Mismatch) => boolean
}

const show = (value: unknown): string => JSON.stringify(value) ?? "nothing"

export const passed: Finding = { outcome: "passed", detail: "" }

export const notYet = (detail: string): Finding => ({ outcome: "not yet", detail })

export const failed = (detail: string): Finding => ({ outcome: "failed", detail })

/** The fields, `[recorded, ours]`, that are not the same. */
export const mismatches = (
  fields: Readonly<Record<string, readonly [recorded: unknown, ours: unknown]>>
): ReadonlyArray<Mismatch> =>
  Object.entries(fields).flatMap(([field, [recorded, ours]]) =>
    isDeepStrictEqual(recorded, ours) ? [] : [{ field, recorded, ours }]
  )

/** The finding of a recording: passed, excused field by field, or failed. */
export const judge = <Held>(
  held: Held,
  mismatches: ReadonlyArray<Mismatch>,
  differences: ReadonlyArray<Difference<Held>>
): Finding => {
  if (mismatches.length === 0) return passed
  const excuses = mismatches.map((mismatch) => ({
    mismatch,
    difference: differences.find(({ fields, holds }) => fields.includes(mismatch.field) && holds(held, mismatch))
  }))
  const unexcused = excuses.filter(({ difference }) => difference === undefined)
  return unexcused.length > 0
    ? failed(
        unexcused
          .map(({ mismatch: { field, ours, recorded } }) => `${field}: recorded ${show(recorded)}, ours ${show(ours)}`)
          .join("; ")
      )
    : {
        outcome: "by design",
        detail: [
          ...new Set(excuses.map(({ difference }) => `${difference?.ours ?? ""}: ${difference?.why ?? ""}`))
        ].join("; ")
      }
}
