/**
 * The one judge: from what differs between a recorded row and what our client did to a finding. Each mismatch needs a rule
 * of the table of differences that excuses it. A mismatch without a rule fails the row.
 */
import type { Difference, Evidence } from "./differences/Difference.js"
import { differences } from "./differences/table.js"
import type { Mismatch } from "./Mismatch.js"
import * as Mismatches from "./Mismatch.js"
import type { Finding } from "./Verdict.js"
import * as Verdict from "./Verdict.js"

/** The rule that excuses a mismatch, if there is one. */
export const ruleFor = (mismatch: Mismatch, evidence: Evidence): Difference | undefined =>
  differences.find(({ excuses }) => excuses(mismatch, evidence))

/** One line of a report: the rule's name, what we do, and why. */
const print = ({ name, ours, why }: Difference): string => `${name}: ${ours} ${why}`

/** The finding by these rules, one line for each. */
const byDesign = (rules: ReadonlyArray<Difference>): Finding => ({
  outcome: "by design",
  detail: [...new Set(rules.map(print))].join("\n")
})

/** The names of the rules in the detail of a verdict that is by design. */
export const namesIn = ({ detail, outcome }: Finding): ReadonlyArray<string> =>
  outcome === "by design" ? detail.split("\n").map((line) => line.slice(0, line.indexOf(": "))) : []

/** Passed without mismatches, by design if rules excuse all of them, else failed with those that no rule excuses. */
export const judge = (mismatches: ReadonlyArray<Mismatch>, evidence: Evidence): Finding => {
  if (mismatches.length === 0) return Verdict.passed
  const judged = mismatches.map((mismatch) => ({ mismatch, rule: ruleFor(mismatch, evidence) }))
  const unexcused = judged.flatMap(({ mismatch, rule }) => (rule === undefined ? [mismatch] : []))
  return unexcused.length > 0
    ? Verdict.failed(unexcused.map(Mismatches.print).join("\n"))
    : byDesign(judged.flatMap(({ rule }) => rule ?? []))
}

/** The finding for a row that only Python can do; undefined if our client can be held against it. */
export const unheld = (evidence: Evidence): Finding | undefined => {
  const rule = ruleFor({ place: "the row", recorded: "a row", ours: undefined }, evidence)
  return rule && byDesign([rule])
}
