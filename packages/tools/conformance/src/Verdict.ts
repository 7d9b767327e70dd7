/** What the harness says of one recorded thing: a call, an error's body, a URL, a script of retries. */

/**
 * - `passed`: the client does what was recorded.
 * - `by design`: it does something else, and a row of the table of differences says what and why.
 * - `failed`: it does something else.
 * - `not yet`: the client has no such operation.
 */
export type Outcome = "passed" | "by design" | "failed" | "not yet"

export interface Verdict {
  /** The corpus file, without its ending: `vectors`, `fixtures`, `errors`, … */
  readonly section: string
  /** The row of the table that it counts for: `TransferClient.operation_ls`, `GlobusAPIError`, … */
  readonly subject: string
  /** The recording's id, or its place in the file. */
  readonly id: string
  readonly outcome: Outcome
  /** What differs, or which difference by design it is. Never a secret. */
  readonly detail: string
}
