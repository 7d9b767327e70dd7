/**
 * A task as a value, and everything that can happen to it as functions from one value to the next. A task that has
 * ended does not change any more, whatever is done to it.
 *
 * Times are milliseconds since 1970.
 *
 * @since 0.1.0
 */
import type { Job } from "./Job.js"
import * as Moved from "./Moved.js"
import * as PackedList from "./PackedList.js"

/**
 * @since 0.1.0
 * @category models
 */
export interface Trouble {
  /** Such as `FILE_NOT_FOUND`. */
  readonly code: string
  readonly description: string
}

/**
 * @since 0.1.0
 * @category models
 */
export interface TaskEvent extends Trouble {
  readonly isError: boolean
  /** JSON text. */
  readonly details: string
  readonly time: number
}

/**
 * What has been found, done and left, in objects and bytes.
 *
 * @since 0.1.0
 * @category models
 */
export interface Counts {
  readonly files: number
  readonly directories: number
  readonly symlinks: number
  readonly filesTransferred: number
  readonly filesSkipped: number
  readonly bytesTransferred: number
  readonly bytesChecksummed: number
  readonly faults: number
}

/**
 * The steps of a task. The total is their sum.
 *
 * @since 0.1.0
 * @category models
 */
export interface Subtasks {
  readonly pending: number
  readonly retrying: number
  readonly succeeded: number
  readonly failed: number
  readonly canceled: number
  readonly expired: number
  readonly skippedErrors: number
}

/**
 * @since 0.1.0
 * @category models
 */
export interface Task {
  readonly id: string
  readonly ownerId: string
  readonly submissionId: string
  readonly job: Job
  readonly status: "ACTIVE" | "SUCCEEDED" | "FAILED"
  /** Waits for its turn. */
  readonly isQueued: boolean
  readonly requestTime: number
  readonly completionTime: number | undefined
  readonly deadline: number
  readonly counts: Counts
  readonly subtasks: Subtasks
  /** The first one first. */
  readonly transferred: PackedList.PackedList<Moved.Transferred>
  /** The first one first. */
  readonly skipped: PackedList.PackedList<Moved.Skipped>
  /** The newest error that is not overcome yet. */
  readonly trouble: Trouble | undefined
  /** Why it failed at once. */
  readonly fatal: Trouble | undefined
  /** Newest first. */
  readonly events: ReadonlyArray<TaskEvent>
}

const hour = 3_600_000
const initialDeadline = 24 * hour
const extendedDeadline = 72 * hour
/** A task that faults for a day must not fill the memory. */
const eventsKept = 1000
const progressEvery = 10_000

const event = (task: Task, now: number, code: string, description: string, isError = false): Task => ({
  ...task,
  events: [
    {
      code,
      description,
      isError,
      details: JSON.stringify({
        files_transferred: task.counts.filesTransferred,
        bytes_transferred: task.counts.bytesTransferred
      }),
      time: now
    },
    ...task.events.slice(0, eventsKept - 1)
  ]
})

const whileActive =
  (change: (task: Task) => Task) =>
  (task: Task): Task =>
    task.status === "ACTIVE" ? change(task) : task

/**
 * A task that waits for its turn. Its deadline is a day from now unless the submission names one.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (options: {
  readonly id: string
  readonly ownerId: string
  readonly submissionId: string
  readonly job: Job
  readonly now: number
}): Task => ({
  id: options.id,
  ownerId: options.ownerId,
  submissionId: options.submissionId,
  job: options.job,
  status: "ACTIVE",
  isQueued: true,
  requestTime: options.now,
  completionTime: undefined,
  deadline: options.job.deadline ?? options.now + initialDeadline,
  counts: {
    files: 0,
    directories: 0,
    symlinks: 0,
    filesTransferred: 0,
    filesSkipped: 0,
    bytesTransferred: 0,
    bytesChecksummed: 0,
    faults: 0
  },
  subtasks: { pending: 0, retrying: 0, succeeded: 0, failed: 0, canceled: 0, expired: 0, skippedErrors: 0 },
  transferred: PackedList.empty(),
  skipped: PackedList.empty(),
  trouble: undefined,
  fatal: undefined,
  events: []
})

/**
 * Its turn has come.
 *
 * @since 0.1.0
 * @category transitions
 */
export const start = (now: number): ((task: Task) => Task) =>
  whileActive((task) => (task.isQueued ? event({ ...task, isQueued: false }, now, "STARTED", "started") : task))

/**
 * Adds to the counts. A negative number takes back what a failed attempt had counted. Progress of a transfer moves
 * its deadline to three days from now, unless the submission fixed it, and is an event every ten seconds.
 *
 * @since 0.1.0
 * @category transitions
 */
export const count = (now: number, gained: Partial<Counts>): ((task: Task) => Task) =>
  whileActive((task) => {
    const { counts } = task
    const add = (key: keyof Counts): number => counts[key] + (gained[key] ?? 0)
    const next: Task = {
      ...task,
      counts: {
        files: add("files"),
        directories: add("directories"),
        symlinks: add("symlinks"),
        filesTransferred: add("filesTransferred"),
        filesSkipped: add("filesSkipped"),
        bytesTransferred: add("bytesTransferred"),
        bytesChecksummed: add("bytesChecksummed"),
        faults: add("faults")
      },
      deadline:
        task.job._tag === "Transfer" && task.job.deadline === undefined && (gained.bytesTransferred ?? 0) > 0
          ? now + extendedDeadline
          : task.deadline
    }
    const last = task.events.find(({ code }) => code === "PROGRESS" || code === "STARTED")
    return (gained.bytesTransferred ?? 0) > 0 && last !== undefined && now - last.time >= progressEvery
      ? event(next, now, "PROGRESS", "progress")
      : next
  })

/**
 * Steps done, left and failing for now. When none is failing, what was wrong is overcome.
 *
 * @since 0.1.0
 * @category transitions
 */
export const steps = (
  now: Pick<Subtasks, "pending" | "retrying" | "succeeded" | "skippedErrors">
): ((task: Task) => Task) =>
  whileActive((task) => ({
    ...task,
    subtasks: { ...task.subtasks, ...now },
    trouble: now.retrying === 0 ? undefined : task.trouble
  }))

/**
 * A file has arrived, and is counted.
 *
 * @since 0.1.0
 * @category transitions
 */
export const transfer = (file: Moved.Transferred): ((task: Task) => Task) =>
  whileActive((task) => ({
    ...task,
    counts: { ...task.counts, filesTransferred: task.counts.filesTransferred + 1 },
    transferred: Moved.transferredFiles.append(task.transferred, file)
  }))

/**
 * Something is left out.
 *
 * @since 0.1.0
 * @category transitions
 */
export const skip = (now: number, left: Omit<Moved.Skipped, "time">): ((task: Task) => Task) =>
  whileActive((task) => ({ ...task, skipped: Moved.skippedItems.append(task.skipped, { ...left, time: now }) }))

/**
 * Its owner has thought of something else. A task that has ended changes its label alone.
 *
 * @since 0.1.0
 * @category transitions
 */
export const relabel =
  ({ deadline, label }: { readonly label?: string | null | undefined; readonly deadline?: number | undefined }) =>
  (task: Task): Task => {
    const moved = task.status === "ACTIVE" ? deadline : undefined
    const changed = <J extends Job>(job: J): J => ({
      ...job,
      deadline: moved ?? job.deadline,
      document: { ...job.document, label: label === undefined ? job.document.label : label }
    })
    const job = task.job._tag === "Transfer" ? changed(task.job) : changed(task.job)
    return { ...task, job, deadline: moved ?? task.deadline }
  }

/**
 * Something went wrong that another try may mend.
 *
 * @since 0.1.0
 * @category transitions
 */
export const fault = (now: number, trouble: Trouble): ((task: Task) => Task) =>
  whileActive((task) =>
    event(
      { ...task, trouble, counts: { ...task.counts, faults: task.counts.faults + 1 } },
      now,
      trouble.code,
      trouble.description,
      true
    )
  )

const end = (
  task: Task,
  now: number,
  status: "SUCCEEDED" | "FAILED",
  left: "failed" | "canceled" | "expired",
  fatal: Trouble | undefined
): Task => ({
  ...task,
  status,
  isQueued: false,
  completionTime: now,
  trouble: undefined,
  fatal,
  subtasks: {
    ...task.subtasks,
    pending: 0,
    retrying: 0,
    // A task canceled before its first step was one step to be.
    [left]: task.subtasks.pending + task.subtasks.retrying || (status === "FAILED" ? 1 : 0)
  }
})

/**
 * @since 0.1.0
 * @category transitions
 */
export const succeed = (now: number): ((task: Task) => Task) =>
  whileActive((task) =>
    event(
      end(event(task, now, "PROGRESS", "progress"), now, "SUCCEEDED", "failed", undefined),
      now,
      "SUCCEEDED",
      "succeeded"
    )
  )

/**
 * Ends it with an error that no further try would mend.
 *
 * @since 0.1.0
 * @category transitions
 */
export const fail = (now: number, fatal: Trouble): ((task: Task) => Task) =>
  whileActive((task) =>
    event(
      end({ ...task, counts: { ...task.counts, faults: task.counts.faults + 1 } }, now, "FAILED", "failed", fatal),
      now,
      fatal.code,
      fatal.description,
      true
    )
  )

/**
 * @since 0.1.0
 * @category transitions
 */
export const cancel = (now: number): ((task: Task) => Task) =>
  whileActive((task) =>
    // That the service counts it among the errors is a guess.
    event(end(task, now, "FAILED", "canceled", undefined), now, "CANCELED", "The task was canceled by its owner", true)
  )

/**
 * Ends it if its deadline has passed.
 *
 * @since 0.1.0
 * @category transitions
 */
export const expire = (now: number): ((task: Task) => Task) =>
  whileActive((task) => {
    if (now < task.deadline) return task
    const fatal = { code: "EXPIRED", description: "The deadline has passed" }
    return event(end(task, now, "FAILED", "expired", fatal), now, fatal.code, fatal.description, true)
  })

/**
 * @since 0.1.0
 * @category predicates
 */
export const isFinal = (task: Task): boolean => task.status !== "ACTIVE"
