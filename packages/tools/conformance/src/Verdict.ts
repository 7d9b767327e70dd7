/** What the harness says of one recorded row. Whatever the row holds, there is a verdict. */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"

/**
 * - `passed`: the client does what was recorded.
 * - `by design`: it does something else, and a rule of the table of differences says what and why.
 * - `failed`: it does something else, and no rule says so.
 * - `not yet`: the client has no such operation.
 */
export type Outcome = "passed" | "by design" | "failed" | "not yet"

export interface Finding {
  readonly outcome: Outcome
  /** A line for each thing that differs, or for each rule that excuses it. Never a secret. */
  readonly detail: string
}

export interface Verdict extends Finding {
  /** The corpus file, without its ending: `vectors`, `fixtures`, `errors`, … */
  readonly section: string
  /** The line of the printed table: `TransferClient.operation_ls`, `GlobusAPIError`, … */
  readonly subject: string
  /** The recording's id, or its place in the file. */
  readonly id: string
}

export const passed: Finding = { outcome: "passed", detail: "" }

export const failed = (detail: string): Finding => ({ outcome: "failed", detail })

export const notYet = (detail: string): Finding => ({ outcome: "not yet", detail })

const gravity: ReadonlyArray<Outcome> = ["failed", "not yet", "by design", "passed"]

/** Of several findings of one row, the one that counts. */
export const worst = (findings: ReadonlyArray<Finding>): Finding =>
  findings.reduce(
    (worst, finding) => (gravity.indexOf(finding.outcome) < gravity.indexOf(worst.outcome) ? finding : worst),
    passed
  )

/** The verdict of a row that cannot be read. */
export const unreadable = (section: string, id: string, reason: string): Verdict => ({
  section,
  subject: "rows that cannot be read",
  id,
  ...failed(`It cannot be read: ${reason}`)
})

const limit = "30 seconds"

/** The verdict of a row. If the harness itself breaks on the row, the row fails and the detail says why. */
export const make = <R>(
  row: Omit<Verdict, keyof Finding>,
  finding: () => Effect.Effect<Finding, unknown, R>
): Effect.Effect<Verdict, never, R> =>
  Effect.suspend(finding).pipe(
    Effect.timeoutFail({ duration: limit, onTimeout: () => `it did not end within ${limit}` }),
    Effect.catchAllCause((cause) => Effect.succeed(failed(`The row could not be judged: ${Cause.pretty(cause)}`))),
    Effect.map((finding) => ({ ...row, ...finding }))
  )
