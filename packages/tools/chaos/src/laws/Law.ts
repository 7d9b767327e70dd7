/** A law: a pure function of the record of a run. */
import type { RunRecord } from "../RunRecord.js"

export interface Law {
  readonly name: string
  /** All violations, each with its evidence. */
  readonly violations: (run: RunRecord) => ReadonlyArray<string>
}
