/**
 * The answer of a successful call, with the truth to compare it with. The pipeline reads the disk itself. Tasks are
 * compared with those of the sandbox after the run.
 */

/** An entry of a directory. The size of a directory is not compared, since it depends on the file system. */
export interface Entry {
  readonly name: string
  readonly type: string
  /** Bytes. Undefined if it is not a file. */
  readonly size: number | undefined
}

/** A task in an answer of Transfer. */
export interface TaskShown {
  readonly id: string
  readonly type: string | undefined
  readonly label: string | undefined
  readonly status: string
}

/** `call`: the id of the call. `start`, `end`: when it was made and answered, in epoch milliseconds. */
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
      /** Whether it was read page by page. Then entries may move between pages, if others come or go meanwhile. */
      readonly paged: boolean
      readonly told: ReadonlyArray<Entry>
      /** The entries on the disk, before and after the call. */
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
      /** The list has the tasks whose labels begin with this. */
      readonly prefix: string
      readonly told: ReadonlyArray<TaskShown>
      readonly start: number
      readonly end: number
    }
  | {
      /** The cancellation was answered, so the task has ended. */
      readonly _tag: "Canceled"
      readonly taskId: string
      readonly end: number
    }
)
