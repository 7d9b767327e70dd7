/**
 * The documents of tasks, which add and delete entries in the background.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/search/reference/get_task/
 */
import * as Schema from "effect/Schema"
import { nullable } from "../internal/operation/document.js"

const wireSubmittedTask = Schema.Struct({
  /** True: the task was accepted. It may still fail. */
  acknowledged: nullable(Schema.Boolean),
  /** UUID. */
  task_id: Schema.String
}).annotations({ identifier: "SubmittedTask" })

/**
 * The answer of operations that start a task.
 *
 * @since 0.1.0
 * @category documents
 */
export interface SubmittedTask extends Schema.Schema.Type<typeof wireSubmittedTask> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const SubmittedTask: Schema.Schema<SubmittedTask> = wireSubmittedTask

const wireSearchTask = Schema.Struct({
  /** UUID. */
  task_id: Schema.String,
  /** `CREATING`, `PENDING`, `PROGRESS`, or one of the final `SUCCESS` and `FAILED`. */
  state: Schema.String,
  state_description: nullable(Schema.String),
  /** UUID. */
  index_id: nullable(Schema.String),
  task_type: nullable(Schema.String),
  /** For example, why it failed. */
  message: nullable(Schema.String),
  /** Any JSON value. */
  additional_details: Schema.optional(Schema.Unknown),
  /** `YYYY-MM-DD HH:MM:SS`, in UTC. */
  creation_date: nullable(Schema.String),
  /** Null until the task has ended. */
  completion_date: nullable(Schema.String)
}).annotations({ identifier: "SearchTask" })

/**
 * A task that adds or deletes entries. The tasks of an index run in the order of their submission.
 *
 * @since 0.1.0
 * @category documents
 */
export interface SearchTask extends Schema.Schema.Type<typeof wireSearchTask> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const SearchTask: Schema.Schema<SearchTask> = wireSearchTask

/**
 * Whether the task has ended, so that its state will not change any more.
 *
 * @since 0.1.0
 * @category guards
 */
export const isFinal = (task: SearchTask): boolean => task.state === "SUCCESS" || task.state === "FAILED"

const wireSearchTaskList = Schema.Struct({
  /** UUID. */
  index_id: nullable(Schema.String),
  tasks: Schema.Array(SearchTask)
}).annotations({ identifier: "SearchTaskList" })

/**
 * The newest tasks of an index, at most 1,000.
 *
 * @since 0.1.0
 * @category documents
 */
export interface SearchTaskList extends Schema.Schema.Type<typeof wireSearchTaskList> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const SearchTaskList: Schema.Schema<SearchTaskList> = wireSearchTaskList
