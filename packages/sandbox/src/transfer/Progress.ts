/**
 * Where the work of a task tells how it goes.
 *
 * @since 0.1.0
 */
import type * as Effect from "effect/Effect"
import type { Skipped, Transferred } from "./Moved.js"
import type { Counts, Subtasks, Trouble } from "./Tasks.js"

/**
 * @since 0.1.0
 * @category models
 */
export interface Progress {
  /** Adds to the counts of the task. */
  readonly count: (gained: Partial<Counts>) => Effect.Effect<void>
  /** Counts the file, too. */
  readonly transferred: (file: Transferred) => Effect.Effect<void>
  readonly skipped: (left: Omit<Skipped, "time">) => Effect.Effect<void>
  readonly fault: (trouble: Trouble) => Effect.Effect<void>
  readonly steps: (now: Pick<Subtasks, "pending" | "retrying" | "succeeded" | "skippedErrors">) => Effect.Effect<void>
}
