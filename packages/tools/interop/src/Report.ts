/**
 * The report of a run: a row for each check as it ends, a last line with the totals, and the counts as a document for
 * `.ci/tally.mjs`. No row shows a secret or a token.
 */
import * as Redacted from "effect/Redacted"
import type { Result } from "./Check.js"

const row = (client: string, check: string, result: string, seconds: string): string =>
  `${client.padEnd(18)}  ${check.padEnd(80)}  ${result.padEnd(6)}  ${seconds.padStart(7)}`

export const header = row("client", "check", "result", "seconds")

/** The row of a check, and below it, indented, why it failed. */
export const line = ({ check, client, failure, seconds }: Result): string =>
  row(client, check, failure === undefined ? "passed" : "FAILED", seconds.toFixed(1)) +
  (failure === undefined ? "" : `\n${failure.trimEnd().replaceAll(/^/gm, "    ")}`)

export interface Counts {
  readonly passed: number
  readonly failed: number
}

/** A run without checks proves nothing, so it counts as a failure. */
export const counts = (results: ReadonlyArray<Result>): Counts => {
  const failed = results.filter(({ failure }) => failure !== undefined).length
  return { passed: results.length - failed, failed: results.length === 0 ? 1 : failed }
}

export const lastLine = ({ failed, passed }: Counts): string => `${passed} passed, ${failed} failed`

/** The counts of a run that could not start, and the reason in one line. */
export const notRun = (why: string) => ({ passed: 0, failed: 0, notRun: why.trim().replaceAll(/\s*\n\s*/g, " ") })

/**
 * Removes secrets from the output of a foreign program: the known ones, alone or in a Basic header, and everything that
 * looks like a token, since clients may get tokens that we do not know. A UUID is shorter than any token.
 */
export const hide =
  (secrets: ReadonlyArray<Redacted.Redacted>) =>
  (text: string): string =>
    secrets
      .map(Redacted.value)
      .reduce((hidden, secret) => hidden.replaceAll(secret, "<redacted>"), text)
      .replaceAll(/\b(Basic|Bearer) +[\w+/.~=-]+/gi, "$1 <redacted>")
      .replaceAll(/\b[\w-]{40,}/g, "<redacted>")
