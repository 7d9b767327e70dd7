/**
 * What a client was told by a call that succeeded, beside what is so. The pipeline looks at the disk itself; tasks are
 * compared with the sandbox's own when the run is over.
 */

/** An entry of a directory. The size of a directory is the file system's affair. */
export interface Entry {
  readonly name: string
  readonly type: string
  /** Bytes; undefined for what is no file. */
  readonly size: number | undefined
}

/** A task as Transfer showed it. */
export interface TaskShown {
  readonly id: string
  readonly type: string | undefined
  readonly label: string | undefined
  readonly status: string
}

/** `call` is the call's id; `start` and `end` are when it was made and answered, in epoch milliseconds. */
export type Claim = { readonly call: string } & (
  | {
      readonly _tag: "Fact"
      readonly about: string
      readonly told: string
      readonly truth: string
    }
  | {
      readonly _tag: "Listing"
      readonly path: string
      /** Asked for page by page: what comes or goes meanwhile moves the others from one page to the next. */
      readonly paged: boolean
      readonly told: ReadonlyArray<Entry>
      /** The disk, before the call and after it. */
      readonly before: ReadonlyArray<Entry>
      readonly after: ReadonlyArray<Entry>
    }
  | {
      readonly _tag: "Task"
      readonly told: TaskShown
      readonly start: number
      readonly end: number
    }
  | {
      readonly _tag: "TaskList"
      readonly ownerId: string
      /** The list is of the tasks whose labels begin so. */
      readonly prefix: string
      readonly told: ReadonlyArray<TaskShown>
      readonly start: number
      readonly end: number
    }
  | {
      /** The cancellation was answered: the task has ended. */
      readonly _tag: "Canceled"
      readonly taskId: string
      readonly end: number
    }
)
