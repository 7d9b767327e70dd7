/** The printed table, what failed, and the sums. */
import type { Outcome, Verdict } from "./Verdict.js"

const outcomes: ReadonlyArray<Outcome> = ["passed", "by design", "failed", "not yet"]

export type Counts = Readonly<Record<Outcome, number>>

export const count = (verdicts: ReadonlyArray<Verdict>): Counts => {
  const of = (outcome: Outcome) => verdicts.filter((verdict) => verdict.outcome === outcome).length
  return { passed: of("passed"), "by design": of("by design"), failed: of("failed"), "not yet": of("not yet") }
}

/** Groups in the order of their first members. */
const grouped = <A>(
  items: ReadonlyArray<A>,
  key: (item: A) => string
): ReadonlyArray<readonly [string, ReadonlyArray<A>]> => {
  const groups = new Map<string, Array<A>>()
  for (const item of items) {
    const group = groups.get(key(item))
    if (group === undefined) groups.set(key(item), [item])
    else group.push(item)
  }
  return [...groups]
}

const width = 58

const line = (name: string, counts: Counts): string =>
  name.padEnd(width) +
  outcomes.map((outcome) => String(counts[outcome] === 0 ? "." : counts[outcome]).padStart(10)).join("")

const isNotYet = (verdicts: ReadonlyArray<Verdict>): boolean => verdicts.every(({ outcome }) => outcome === "not yet")

/** A line for each subject, and one for all operations of a client that are not there yet. */
const section = (name: string, verdicts: ReadonlyArray<Verdict>): ReadonlyArray<string> => {
  const subjects = grouped(verdicts, ({ subject }) => subject)
  const missing = grouped(
    subjects.filter(([, verdicts]) => isNotYet(verdicts)),
    ([subject]) => subject.split(".")[0] ?? subject
  )
  return [
    line(name, count(verdicts)),
    ...subjects
      .filter(([, verdicts]) => !isNotYet(verdicts))
      .map(([subject, verdicts]) => line(`  ${subject}`, count(verdicts))),
    ...missing.map(([client, subjects]) =>
      line(
        subjects.length === 1 ? `  ${subjects[0]?.[0] ?? client}` : `  ${client}, ${subjects.length} more`,
        count(subjects.flatMap(([, verdicts]) => verdicts))
      )
    ),
    ""
  ]
}

/** How often each rule of the table of differences was met, with its sentences. */
const byDesign = (verdicts: ReadonlyArray<Verdict>): ReadonlyArray<string> => {
  const names = verdicts
    .filter(({ outcome }) => outcome === "by design")
    .flatMap(({ detail, section }) => detail.split("\n").map((line) => `${section}, ${line}`))
  return grouped(names, (name) => name)
    .map(([name, all]) => [name, all.length] as const)
    .sort(([, a], [, b]) => b - a)
    .map(([name, times]) => `${String(times).padStart(6)}  ${name}`)
}

const failures = (verdicts: ReadonlyArray<Verdict>): ReadonlyArray<string> =>
  verdicts
    .filter(({ outcome }) => outcome === "failed")
    .flatMap(({ detail, id, section, subject }) => [
      `failed: ${section}, ${subject}, ${id}`,
      ...detail.split("\n").map((line) => `    ${line}`)
    ])

/** The report for a machine. */
export interface Summary {
  /** Those by design are among them. */
  readonly passed: number
  readonly failed: number
  readonly byDesign: number
  readonly notYet: number
  readonly failures: ReadonlyArray<Verdict>
}

export const summarize = (verdicts: ReadonlyArray<Verdict>): Summary => {
  const counts = count(verdicts)
  return {
    passed: counts.passed + counts["by design"],
    failed: counts.failed,
    byDesign: counts["by design"],
    notYet: counts["not yet"],
    failures: verdicts.filter(({ outcome }) => outcome === "failed")
  }
}

/** The whole report. The last line is the sum. */
export const print = (verdicts: ReadonlyArray<Verdict>): string => {
  const { failed, passed } = summarize(verdicts)
  const [designs, faults] = [byDesign(verdicts), failures(verdicts)]
  return [
    " ".repeat(width) + outcomes.map((outcome) => outcome.padStart(10)).join(""),
    ...grouped(verdicts, ({ section }) => section).flatMap(([name, verdicts]) => section(name, verdicts)),
    line("all", count(verdicts)),
    "",
    ...(designs.length === 0 ? [] : ["by design:", ...designs, ""]),
    ...(faults.length === 0 ? [] : [...faults, ""]),
    `${passed} passed, ${failed} failed`
  ].join("\n")
}
