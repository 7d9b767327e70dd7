/**
 * A transfer of more items than one submission should have: split into parts, submitted and followed as one. The parts
 * are plain documents with their submission ids. Written down before they are submitted, they can be taken up again by
 * another process: what was submitted is not submitted twice.
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
 * A part of a transfer that can be submitted any number of times, and is one task.
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
   * Default: 10,000, which is our choice: Globus documents no limit, and a document of so many is 2 MB with paths of 100
   * characters.
   */
  readonly itemsPerPart?: number | undefined
}

/**
 * The parts of a transfer, in its order, each with a submission id of its own. Everything but the items stands in each
 * of them; a label gets the part's number. Fails with `GlobusUsageError` when the transfer has a submission id already.
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
        message: "submission_id: each part takes one itself; a transfer that has one is a part already"
      })
    }
    if (!Number.isInteger(itemsPerPart) || itemsPerPart < 1) {
      return yield* new GlobusUsageError({
        field: "itemsPerPart",
        message: "itemsPerPart: give a whole number from 1 up"
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
 * All parts together.
 *
 * @since 0.1.0
 * @category models
 */
export interface Progress {
  readonly parts: number
  /** The tasks of the parts that are submitted, as they were last seen, in the order of the parts. */
  readonly tasks: ReadonlyArray<Task.Task>
  readonly succeeded: number
  readonly failed: number
  /** Of all tasks so far. */
  readonly files: number
  readonly files_transferred: number
  readonly files_skipped: number
  /** Bytes. */
  readonly bytes_transferred: number
  /** Every part has ended. */
  readonly isFinal: boolean
}

/**
 * @since 0.1.0
 * @category options
 */
export interface FollowOptions {
  /** How many tasks are on their way at a time. Default: 3, as many as Globus works on for one user. */
  readonly concurrency?: number | undefined
  /** How often to look at a task, at least every second. Default: every 10 seconds. */
  readonly pollingInterval?: Duration.DurationInput | undefined
  /**
   * What to do about a task that cannot go on without a person. Default: `fail`, with `GlobusTaskBlocked`. `wait`: till
   * somebody has done it.
   */
  readonly onInactive?: "fail" | "wait" | undefined
  /**
   * Cancel the tasks that have not ended when the stream is interrupted. Default: false. They go on, and a line of the log
   * says so of each.
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
 * Submits parts and follows them: says how far all are whenever one was looked at, and at last that they have ended. A
 * task that fails is counted, and keeps no other from going on. The stream ends with the first error of a request, and
 * with `GlobusTaskBlocked` when a task cannot go on without a person. What was submitted goes on at Globus; run with the
 * same parts again, the stream goes on where it was.
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
