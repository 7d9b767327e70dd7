/**
 * Tasks that have not ended, but cannot continue without user action.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/transfer/task/
 */
import * as Schema from "effect/Schema"
import { asIs, errorClass } from "../internal/wire/errorClass.js"
import { Task } from "./Task.js"

const reason = Schema.Literal("credentials", "paused", "fault")

/**
 * What blocks a task: expired credentials or consents, a pause, or a problem with its files.
 *
 * @since 0.1.0
 * @category models
 */
export type Reason = Schema.Schema.Type<typeof reason>

/**
 * The task has not ended, but cannot continue by itself. `taskWait` and `taskProgress` fail with this error, unless their
 * `onInactive` is `"wait"`. `message` says what to do. After that the task continues until its deadline, and you can wait
 * for it again.
 *
 * @since 0.1.0
 * @category errors
 */
export class GlobusTaskBlocked extends errorClass<GlobusTaskBlocked>()("GlobusTaskBlocked", {
  /** The last document of the task. */
  task: asIs(Task),
  /** What holds it up. */
  reason,
  /** Which task, and what a person must do. */
  message: Schema.String
}) {}

/**
 * Globus documents no list of codes, so they are recognized by words in them. For all other codes, Globus itself
 * retries.
 */
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
      return `its credentials or a consent have expired: open https://app.globus.org/activity/${task.task_id} and log in to its collections again`
    case "paused":
      return /^GC_/i.test(code)
        ? "Globus Connect Personal is paused: resume it on that computer"
        : "a manager of its collections has paused it: see taskPauseInfo for the message and the rules, and ask the manager to resume it"
    case "fault":
      return `it is blocked by ${code}: see taskEventList for the place, and fix the problem or end the task with cancelTask`
  }
}

/**
 * Why a task cannot continue by itself. Undefined if it can, or has ended. Globus itself retries after temporary
 * problems, such as a broken connection.
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
