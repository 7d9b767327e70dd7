/** What a figure has to reach, and what it should. */

export interface Goal {
  readonly must: number
  readonly aim: number
  /** Of requests a second more is better; of time, less. */
  readonly better: "more" | "less"
}

export type Verdict = "aim" | "must" | "missed"

/** How far a figure has come. */
export const verdict = (goal: Goal, figure: number): Verdict => {
  const reaches = (line: number) => (goal.better === "more" ? figure >= line : figure <= line)
  return reaches(goal.aim) ? "aim" : reaches(goal.must) ? "must" : "missed"
}
