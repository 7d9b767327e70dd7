/** PLACEHOLDER */
import type { Made } from "./Call.js"
import type { Exchange, Vector } from "./Corpus.js"
import type { Mismatch } from "./Mismatch.js"

/** A recording, and what our client did. */
export interface Held {
  readonly vector: Vector
  readonly exchanges: ReadonlyArray<Exchange>
  readonly made: Made
  readonly mismatches: ReadonlyArray<Mismatch>
}

/** Something that we do otherwise on purpose. It excuses mismatches one by one: all the rest of the recording holds. */
export interface Difference {
  readonly name: string
  readonly ours: string
  readonly why: string
  readonly excuses: (mismatch: Mismatch, held: Held) => boolean
}

export const differences: ReadonlyArray<Difference> = []
