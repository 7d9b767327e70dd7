/** From mismatches to a finding: each one needs a difference that excuses it. */
import type { Difference } from "./Differences.js"
import { differences } from "./Differences.js"
import type { Held } from "./Held.js"
import type { Mismatch } from "./Mismatch.js"
import * as Mismatches from "./Mismatch.js"
import * as Row from "./Row.js"

/** Passed, by design with the names of the differences, or failed with what nothing excuses. */
export const judge = (
  mismatches: ReadonlyArray<Mismatch>,
  held: Held,
  allowed: ReadonlyArray<Difference> = differences
): Row.Finding => {
  if (mismatches.length === 0) return Row.passed
  const excuses = mismatches.map((mismatch) => ({
    mismatch,
    difference: allowed.find(({ excuses }) => excuses(mismatch, held))
  }))
  const unexcused = excuses.flatMap(({ difference, mismatch }) => (difference === undefined ? [mismatch] : []))
  return unexcused.length > 0
    ? Row.failed(unexcused.map(Mismatches.print).join("\n"))
    : Row.byDesign([...new Set(excuses.map(({ difference }) => difference?.name ?? ""))].join(", "))
}
