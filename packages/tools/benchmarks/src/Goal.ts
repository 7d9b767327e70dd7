/** What a figure must reach, and what it should reach. */

export interface Goal {
  readonly must: number
  readonly aim: number
  /** For requests per second more is better; for time, less. */
  readonly better: "more" | "less"
}

export type Verdict = "aim" | "must" | "missed"

/** What a figure has reached. */
export const verdict = (goal: Goal, figure: number): Verdict => {
  const reaches = (line: number) => (goal.better === "more" ? figure >= line : figure <= line)
  return reaches(goal.aim) ? "aim" : reaches(goal.must) ? "must" : "missed"
}
