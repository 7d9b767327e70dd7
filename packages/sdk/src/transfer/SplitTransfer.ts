/**
 * Splits a transfer with too many items for one submission into parts, submits the parts, and follows them as one. The
 * parts are plain documents with submission ids. If a program stores them before it submits them, another process can
 * continue: no part is submitted twice.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/transfer/task_submit/
 */
import * as Array from "effect/Array"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Stream from "effect/Stream"
import { type GlobusError, GlobusUsageError } from "../GlobusError.js"
import { interrupted } from "../internal/operation/waiting.js"
import * as Task from "./Task.js"
import type { GlobusTaskBlocked } from "./TaskBlocked.js"
import { TransferClient } from "./TransferClient.js"
import type { TransferData } from "./TransferData.js"

/**
 * A part of a transfer. Submitting it several times makes only one task.
 *
 * @since 0.1.0
 * @category models
 */
export type Part = TransferData & { readonly submission_id: string }

/**
 * @since 0.1.0
 * @category options
 */
export interface SplitOptions {
  /**
   * The most items of a part. Default: 10,000. Globus documents no limit; with paths of 100 characters, such a document
   * has 2 MB.
   */
  readonly itemsPerPart?: number | undefined
}

/**
 * Splits a transfer into parts, in the order of its items, each with its own submission id. All other members are
 * copied into each part, and a label gets the number of the part. Fails with `GlobusUsageError` if the transfer has a
 * submission id already.
 *
 * @since 0.1.0
 * @category constructors
 */
export const split = (
  data: TransferData,
  { itemsPerPart = 10_000 }: SplitOptions = {}
): Effect.Effect<Array.NonEmptyReadonlyArray<Part>, GlobusError, TransferClient> =>
  Effect.gen(function* () {
    if (data.submission_id !== undefined) {
      return yield* new GlobusUsageError({
        field: "submission_id",
        message: "submission_id: leave it out: each part gets its own, and a transfer that has one is a part already"
      })
    }
    if (!Number.isInteger(itemsPerPart) || itemsPerPart < 1) {
      return yield* new GlobusUsageError({
        field: "itemsPerPart",
        message: "itemsPerPart: give a whole number, at least 1"
      })
    }
    const { getSubmissionId } = yield* TransferClient
    const items = data.DATA
    const chunks = Array.isNonEmptyReadonlyArray(items)
      ? Array.chunksOf(items, itemsPerPart)
      : Array.of<typeof items>([])
    const labelled = (index: number) =>
      typeof data.label === "string" && chunks.length > 1
        ? { label: numbered(data.label, `${index + 1} of ${chunks.length}`) }
        : {}
    return yield* Effect.forEach(chunks, (DATA, index) =>
      Effect.map(getSubmissionId(), ({ value }) => ({ ...data, ...labelled(index), DATA, submission_id: value }))
    )
  })

/** A label has at most 128 characters. */
const numbered = (label: string, number: string) => `${label.slice(0, 128 - number.length - 1)} ${number}`

/**
 * The progress of all parts together.
 *
 * @since 0.1.0
 * @category models
 */
export interface Progress {
  readonly parts: number
  /** The tasks of the submitted parts, as last seen, in the order of the parts. */
  readonly tasks: ReadonlyArray<Task.Task>
  readonly succeeded: number
  readonly failed: number
  /** This and the next three: totals of all tasks so far. */
  readonly files: number
  readonly files_transferred: number
  readonly files_skipped: number
  /** Bytes. */
  readonly bytes_transferred: number
  /** Whether every part has ended. */
  readonly isFinal: boolean
}

/**
 * @since 0.1.0
 * @category options
 */
export interface FollowOptions {
  /** How many tasks run at the same time. Default: 3, which is as many as Globus processes for one user. */
  readonly concurrency?: number | undefined
  /** The time between two looks at a task, at least one second. Default: 10 seconds. */
  readonly pollingInterval?: Duration.DurationInput | undefined
  /**
   * What to do if a task cannot continue without user action. Default: `fail`, with `GlobusTaskBlocked`. `wait`: keep
   * waiting.
   */
  readonly onInactive?: "fail" | "wait" | undefined
  /**
   * Whether to cancel unfinished tasks if the stream is interrupted. Default: false. Then they continue, and a log
   * message says so for each.
   */
  readonly cancelOnInterrupt?: boolean | undefined
}

const progress = (parts: number, seen: ReadonlyMap<number, Task.Task>): Progress => {
  const tasks = [...seen].sort(([a], [b]) => a - b).map(([, task]) => task)
  const sum = (member: "files" | "files_transferred" | "files_skipped" | "bytes_transferred") =>
    tasks.reduce((total, task) => total + (task[member] ?? 0), 0)
  const ended = (status: string) => tasks.filter((task) => task.status === status).length
  return {
    parts,
    tasks,
    succeeded: ended("SUCCEEDED"),
    failed: ended("FAILED"),
    files: sum("files"),
    files_transferred: sum("files_transferred"),
    files_skipped: sum("files_skipped"),
    bytes_transferred: sum("bytes_transferred"),
    isFinal: tasks.length === parts && tasks.every(Task.isFinal)
  }
}

/**
 * Submits parts and follows them. It emits the progress of all parts after each look at a task, until all have ended. A
 * failed task is counted and does not stop the others. The stream fails with the first error of a request, and with
 * `GlobusTaskBlocked` if a task cannot continue without user action. Submitted tasks then continue at Globus. To
 * resume, run the stream again with the same parts.
 *
 * @example
 * import { Effect, Stream } from "effect"
 * import * as SplitTransfer from "@effect-globus/sdk/transfer/SplitTransfer"
 * import * as TransferData from "@effect-globus/sdk/transfer/TransferData"
 *
 * const program = (data: TransferData.TransferData) =>
 *   SplitTransfer.split(data).pipe(Effect.flatMap((parts) => Stream.runLast(SplitTransfer.follow(parts))))
 *
 * @since 0.1.0
 * @category combinators
 */
export const follow = (
  parts: ReadonlyArray<Part>,
  { cancelOnInterrupt, concurrency = 3, onInactive, pollingInterval }: FollowOptions = {}
): Stream.Stream<Progress, GlobusError | GlobusTaskBlocked, TransferClient> =>
  Stream.unwrap(
    Effect.map(TransferClient, ({ cancelTask, submitTransfer, taskProgress }) =>
      Stream.suspend(() => {
        const seen = new Map<number, Task.Task>()
        const underway = new Set<string>()
        const one = (index: number, part: Part) =>
          Stream.unwrap(
            Effect.map(submitTransfer(part), ({ task_id }) => {
              underway.add(task_id)
              return Stream.map(taskProgress({ task_id }, { pollingInterval, onInactive }), (task) => {
                if (Task.isFinal(task)) underway.delete(task_id)
                return [index, task] as const
              })
            })
          )
        return Stream.fromIterable(parts.entries()).pipe(
          Stream.flatMap(([index, part]) => one(index, part), { concurrency }),
          Stream.map(([index, task]) => {
            seen.set(index, task)
            return progress(parts.length, seen)
          }),
          Stream.ensuringWith((exit) =>
            Exit.isInterrupted(exit)
              ? Effect.forEach(
                  underway,
                  (task_id) =>
                    interrupted({ name: `Task ${task_id}`, cancel: cancelTask({ task_id }) }, { cancelOnInterrupt }),
                  { concurrency: "unbounded", discard: true }
                )
              : Effect.void
          )
        )
      })
    )
  )
