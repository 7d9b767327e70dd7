/**
 * The order of work in a task: steps that find further steps, each tried until it succeeds. Steps of a lower rank go
 * first, so that a task has seen everything before it copies the first byte. A step that fails waits while the others
 * go on, and all that failed are tried again after a pause; only a fatal fault ends the work.
 *
 * @since 0.1.0
 */
import * as Data from "effect/Data"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as MutableList from "effect/MutableList"
import type { FileFault } from "./FileFault.js"
import type { Subtasks } from "./Tasks.js"

/**
 * Why a step failed.
 *
 * @since 0.1.0
 * @category errors
 */
export class Fault extends Data.TaggedError("Fault")<{
  /** Such as `FILE_NOT_FOUND`. */
  readonly code: string
  readonly description: string
  /** No further try would mend it. */
  readonly isFatal: boolean
}> {}

const codes: Readonly<Partial<Record<FileFault["reason"], string>>> = {
  NotFound: "FILE_NOT_FOUND",
  PermissionDenied: "PERMISSION_DENIED",
  Outside: "PERMISSION_DENIED",
  Link: "PERMISSION_DENIED",
  NotDirectory: "NOT_A_DIRECTORY",
  IsDirectory: "IS_A_DIRECTORY",
  NoSpace: "QUOTA_EXCEEDED",
  Disconnected: "GC_NOT_CONNECTED"
}

/**
 * A file fault as tasks tell it. Codes beside `FILE_NOT_FOUND` and `PERMISSION_DENIED` are guesses.
 *
 * @since 0.1.0
 * @category constructors
 */
export const toFault = (fault: FileFault, isFatal = false): Fault =>
  new Fault({ code: codes[fault.reason] ?? "ENDPOINT_ERROR", description: fault.message, isFatal })

/**
 * Many steps of one rank, each of which is made when its turn comes: the files of a directory cost little more than
 * their names.
 *
 * @since 0.1.0
 * @category models
 */
export interface Batch<Step> {
  readonly rank: number
  readonly size: number
  /** The step at an index below `size`. */
  readonly step: (index: number) => Step
}

/**
 * What becomes of a step.
 *
 * @since 0.1.0
 * @category models
 */
export type Outcome<Step> =
  | {
      readonly _tag: "Done"
      readonly further: ReadonlyArray<Step>
      readonly batches: ReadonlyArray<Batch<Step>>
    }
  /** Given up because the submission says to skip such errors. */
  | { readonly _tag: "Skipped" }

/**
 * @since 0.1.0
 * @category constructors
 */
export const done = <Step>(
  further: ReadonlyArray<Step> = [],
  batches: ReadonlyArray<Batch<Step>> = []
): Outcome<Step> => ({ _tag: "Done", further, batches })

/**
 * @since 0.1.0
 * @category constructors
 */
export const skipped: Outcome<never> = { _tag: "Skipped" }

/**
 * Works until nothing is left. Fails with the first fatal fault.
 *
 * @since 0.1.0
 * @category operations
 */
export const work = <Step>(options: {
  readonly steps: ReadonlyArray<Step>
  /** A small whole number. */
  readonly rank: (step: Step) => number
  readonly run: (step: Step) => Effect.Effect<Outcome<Step>, Fault | FileFault>
  readonly onFault: (fault: Fault) => Effect.Effect<void>
  readonly onSteps: (now: Pick<Subtasks, "pending" | "retrying" | "succeeded" | "skippedErrors">) => Effect.Effect<void>
  readonly retryInterval: Duration.DurationInput
}): Effect.Effect<void, Fault> =>
  Effect.gen(function* () {
    /** By rank: what waits, and how much of the first batch has had its turn. */
    const queues: Array<{ readonly batches: MutableList.MutableList<Batch<Step>>; at: number }> = []
    let waiting = 0
    let failing: Array<Step> = []
    // Everything that failed when it was last tried, so that a task does not look well while it tries again.
    const troubled = new Set<Step>()
    let succeeded = 0
    let skippedErrors = 0
    const addBatch = (batch: Batch<Step>): void => {
      if (batch.size === 0) return
      MutableList.append((queues[batch.rank] ??= { batches: MutableList.empty(), at: 0 }).batches, batch)
      waiting += batch.size
    }
    const add = (step: Step): void => addBatch({ rank: options.rank(step), size: 1, step: () => step })
    const next = (): Step | undefined => {
      for (const queue of queues) {
        const batch = queue === undefined ? undefined : MutableList.head(queue.batches)
        if (batch === undefined) continue
        waiting -= 1
        const step = batch.step(queue.at)
        queue.at += 1
        if (queue.at === batch.size) {
          MutableList.shift(queue.batches)
          queue.at = 0
        }
        return step
      }
      return undefined
    }
    const report = Effect.suspend(() =>
      options.onSteps({
        pending: waiting - (troubled.size - failing.length),
        retrying: troubled.size,
        succeeded,
        skippedErrors
      })
    )
    options.steps.forEach(add)
    for (;;) {
      yield* report
      const step = next()
      if (step === undefined) {
        if (failing.length === 0) return
        yield* Effect.sleep(options.retryInterval)
        failing.forEach(add)
        failing = []
        continue
      }
      const result = yield* Effect.either(options.run(step))
      if (result._tag === "Left") {
        const fault = result.left._tag === "FileFault" ? toFault(result.left) : result.left
        if (fault.isFatal) return yield* fault
        failing.push(step)
        troubled.add(step)
        yield* options.onFault(fault)
        continue
      }
      troubled.delete(step)
      if (result.right._tag === "Skipped") skippedErrors += 1
      else {
        succeeded += 1
        result.right.further.forEach(add)
        result.right.batches.forEach(addBatch)
      }
    }
  })
