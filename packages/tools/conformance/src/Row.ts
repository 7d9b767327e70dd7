/** What is said of one row of a corpus. Whatever the row holds, there is a verdict. */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import type { Verdict } from "./Verdict.js"

export type Finding = Pick<Verdict, "outcome" | "detail">

export const passed: Finding = { outcome: "passed", detail: "" }

export const byDesign = (detail: string): Finding => ({ outcome: "by design", detail })

export const failed = (detail: string): Finding => ({ outcome: "failed", detail })

export const notYet = (detail: string): Finding => ({ outcome: "not yet", detail })

const gravity: ReadonlyArray<Verdict["outcome"]> = ["failed", "not yet", "by design", "passed"]

/** Of several findings of one row, the one that counts. */
export const worst = (findings: ReadonlyArray<Finding>): Finding =>
  findings.reduce(
    (worst, finding) => (gravity.indexOf(finding.outcome) < gravity.indexOf(worst.outcome) ? finding : worst),
    passed
  )

/** A row that can not be understood. */
export const unreadable = (section: string, place: number, reason: string): Verdict => ({
  section,
  subject: "rows that can not be understood",
  id: `row ${place}`,
  ...failed(reason)
})

const limit = "30 seconds"

/** The verdict of a row. One that the harness stumbles over has failed, and says why. */
export const verdict = <R>(
  row: Pick<Verdict, "section" | "subject" | "id">,
  finding: Effect.Effect<Finding, unknown, R>
): Effect.Effect<Verdict, never, R> =>
  Effect.suspend(() => finding).pipe(
    Effect.timeoutFail({ duration: limit, onTimeout: () => `it did not end within ${limit}` }),
    Effect.catchAllCause((cause) => Effect.succeed(failed(`the call could not be made: ${Cause.pretty(cause)}`))),
    Effect.map((finding) => ({ ...row, ...finding }))
  )
