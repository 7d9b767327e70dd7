/**
 * All tasks there are, as a value: whose they are, and which submission made which. A submission that comes twice finds
 * its first task here, also when both come at once, because looking and adding are one step.
 *
 * @since 0.1.0
 */
import * as Arr from "effect/Array"
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import * as Order from "effect/Order"
import { createHash } from "node:crypto"
import * as Tasks from "./Tasks.js"

/**
 * @since 0.1.0
 * @category models
 */
export interface TaskRegistry {
  readonly tasks: HashMap.HashMap<string, Tasks.Task>
  /** Task ids by owner and submission id. */
  readonly submissions: HashMap.HashMap<string, string>
  /** Task ids by owner and what a transfer moves. That task may have ended since. */
  readonly moves: HashMap.HashMap<string, string>
}

/**
 * What became of a submission. `Conflict`: a transfer of the same paths is under way.
 *
 * @since 0.1.0
 * @category models
 */
export type Submitted =
  | { readonly _tag: "Accepted"; readonly task: Tasks.Task }
  | { readonly _tag: "Duplicate"; readonly task: Tasks.Task }
  | { readonly _tag: "Conflict"; readonly task: Tasks.Task }

/**
 * @since 0.1.0
 * @category constructors
 */
export const empty: TaskRegistry = {
  tasks: HashMap.empty(),
  submissions: HashMap.empty(),
  moves: HashMap.empty()
}

/** The same for transfers of the same paths, of any number of them. Undefined: not a transfer. */
const moveOf = ({ job, ownerId }: Tasks.Task): string | undefined => {
  if (job._tag !== "Transfer") return undefined
  const hash = createHash("sha256").update(JSON.stringify([ownerId, job.source.id, job.destination.id]))
  for (const { destination, source } of job.items) hash.update(JSON.stringify([source, destination]))
  return hash.digest("base64")
}

const submissionOf = ({ ownerId, submissionId }: Tasks.Task): string => `${ownerId}/${submissionId.toLowerCase()}`

/**
 * Adds the task of a submission, unless it is there already.
 *
 * @since 0.1.0
 * @category combinators
 */
export const submit =
  (task: Tasks.Task) =>
  (registry: TaskRegistry): readonly [Submitted, TaskRegistry] => {
    const key = submissionOf(task)
    const first = Option.flatMap(HashMap.get(registry.submissions, key), (id) => HashMap.get(registry.tasks, id))
    if (Option.isSome(first)) return [{ _tag: "Duplicate", task: first.value }, registry]
    const move = moveOf(task)
    const same = Option.fromNullable(move).pipe(
      Option.flatMap((move) => HashMap.get(registry.moves, move)),
      Option.flatMap((id) => HashMap.get(registry.tasks, id)),
      Option.filter((other) => !Tasks.isFinal(other))
    )
    if (Option.isSome(same)) return [{ _tag: "Conflict", task: same.value }, registry]
    return [
      { _tag: "Accepted", task },
      {
        tasks: HashMap.set(registry.tasks, task.id, task),
        submissions: HashMap.set(registry.submissions, key, task.id),
        moves: move === undefined ? registry.moves : HashMap.set(registry.moves, move, task.id)
      }
    ]
  }

/**
 * Changes one task. What is not there stays away.
 *
 * @since 0.1.0
 * @category combinators
 */
export const change =
  (id: string, to: (task: Tasks.Task) => Tasks.Task) =>
  (registry: TaskRegistry): TaskRegistry => ({ ...registry, tasks: HashMap.modify(registry.tasks, id, to) })

/**
 * Cancels one task, and gives it as it was before, so that two who cancel at once do not both think they did.
 *
 * @since 0.1.0
 * @category combinators
 */
export const cancel =
  (id: string, ownerId: string, now: number) =>
  (registry: TaskRegistry): readonly [Option.Option<Tasks.Task>, TaskRegistry] => {
    const before = Option.filter(HashMap.get(registry.tasks, id), (task) => task.ownerId === ownerId)
    return [before, Option.isNone(before) ? registry : change(id, Tasks.cancel(now))(registry)]
  }

/**
 * Forgets one task if it has ended, and gives it as it was. Its submission id is free again (a guess).
 *
 * @since 0.1.0
 * @category combinators
 */
export const remove =
  (id: string, ownerId: string) =>
  (registry: TaskRegistry): readonly [Option.Option<Tasks.Task>, TaskRegistry] => {
    const found = Option.filter(HashMap.get(registry.tasks, id), (task) => task.ownerId === ownerId)
    if (Option.isNone(found) || !Tasks.isFinal(found.value)) return [found, registry]
    const task = found.value
    const move = moveOf(task)
    const isLast = move !== undefined && Option.contains(HashMap.get(registry.moves, move), id)
    return [
      found,
      {
        tasks: HashMap.remove(registry.tasks, id),
        submissions: HashMap.remove(registry.submissions, submissionOf(task)),
        moves: isLast ? HashMap.remove(registry.moves, move) : registry.moves
      }
    ]
  }

const bySubmission = Order.combine(
  Order.mapInput(Order.number, (task: Tasks.Task) => task.requestTime),
  Order.mapInput(Order.string, (task: Tasks.Task) => task.id)
)

/**
 * Everybody's tasks, the first one first.
 *
 * @since 0.1.0
 * @category combinators
 */
export const all = (registry: TaskRegistry): ReadonlyArray<Tasks.Task> =>
  Arr.sort(HashMap.values(registry.tasks), bySubmission)

/**
 * The tasks of one user, the first one first.
 *
 * @since 0.1.0
 * @category combinators
 */
export const ofOwner = (registry: TaskRegistry, ownerId: string): ReadonlyArray<Tasks.Task> =>
  Arr.sort(
    Arr.filter(HashMap.toValues(registry.tasks), (task) => task.ownerId === ownerId),
    bySubmission
  )
