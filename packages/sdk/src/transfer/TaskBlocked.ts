/**
 * Tasks that go on, and get nowhere until a person has done something.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/transfer/task/
 */
import * as Schema from "effect/Schema"
import { asIs, errorClass } from "../internal/wire/errorClass.js"
import { Task } from "./Task.js"

const reason = Schema.Literal("credentials", "paused", "fault")

/**
 * What holds a task up: credentials or a consent that have expired, somebody who has paused it, or a fault of the files.
 *
 * @since 0.1.0
 * @category models
 */
export type Reason = Schema.Schema.Type<typeof reason>

/**
 * The task is not over, and cannot go on without a person. `taskWait` and `taskProgress` fail with it, unless their
 * `onInactive` is `"wait"`. `message` says what to do. When that is done the task goes on, until its deadline: wait for it
 * again.
 *
 * @since 0.1.0
 * @category errors
 */
export class GlobusTaskBlocked extends errorClass<GlobusTaskBlocked>()("GlobusTaskBlocked", {
  /** The task as it was last seen. */
  task: asIs(Task),
  /** What holds it up. */
  reason,
  /** Which task, and what a person must do. */
  message: Schema.String
}) {}

/** Globus documents no list of codes: these are known by their words. All others are for Globus to try again. */
const credentials = /CREDENTIAL|CONSENT|LOGIN|AUTHENTICAT|AUTHORIZ|ACTIVATION/i
const paused = /^(GC_)?PAUSED/i
const faults = /^(PERMISSION_DENIED|FILE_NOT_FOUND|AMBIGUOUS_PATH)$|QUOTA|NO_SPACE|DISK_FULL/i

const reasonOf = ({ is_paused, nice_status, status }: Task): Reason | undefined => {
  const code = nice_status ?? ""
  if (is_paused === true || paused.test(code)) return "paused"
  if (status === "INACTIVE" || credentials.test(code)) return "credentials"
  return faults.test(code) ? "fault" : undefined
}

const advice = (task: Task, reason: Reason): string => {
  const code = task.nice_status ?? ""
  switch (reason) {
    case "credentials":
      return `its credentials or a consent have expired: log in to its collections again, which https://app.globus.org/activity/${task.task_id} asks for`
    case "paused":
      return /^GC_/i.test(code)
        ? "Globus Connect Personal is paused: let it go on at that computer"
        : "a manager of its collections has paused it: taskPauseInfo has the message and the rules; ask the manager to resume it"
    case "fault":
      return `it is held up by ${code}: taskEventList says where; mend that, or end the task with cancelTask`
  }
}

/**
 * Why a task cannot go on by itself; undefined when it can, or is over. Globus itself tries again whatever may get better
 * with time, such as a connection that broke.
 *
 * @since 0.1.0
 * @category combinators
 */
export const blocked = (task: Task): GlobusTaskBlocked | undefined => {
  if (task.status === "SUCCEEDED" || task.status === "FAILED") return undefined
  const reason = reasonOf(task)
  if (reason === undefined) return undefined
  const deadline = typeof task.deadline === "string" ? `, until ${task.deadline}` : ""
  return new GlobusTaskBlocked({
    task,
    reason,
    message: `Task ${task.task_id} is ${task.status} and waits for a person${deadline}: ${advice(task, reason)}`
  })
}
