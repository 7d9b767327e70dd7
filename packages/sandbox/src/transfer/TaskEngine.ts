/**
 * The tasks of a sandbox at work: a few of each user at once, each in a fiber of the layer's scope, ended by success, a
 * fatal fault, its owner or its deadline. Of a task that waits for its turn there is nothing but its entry in the
 * registry and its place in the line. When a cancellation has been answered, nothing of the task runs any more.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as FiberId from "effect/FiberId"
import * as FiberMap from "effect/FiberMap"
import * as FiberSet from "effect/FiberSet"
import * as HashMap from "effect/HashMap"
import * as Layer from "effect/Layer"
import * as MutableList from "effect/MutableList"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import * as Ref from "effect/Ref"
import type * as Scope from "effect/Scope"
import * as CopyEngine from "./CopyEngine.js"
import * as DeleteEngine from "./DeleteEngine.js"
import type { InvalidOption } from "./InvalidOption.js"
import type { Job } from "./Job.js"
import * as Pace from "./Pace.js"
import type { Progress } from "./Progress.js"
import * as TaskRegistry from "./TaskRegistry.js"
import * as Tasks from "./Tasks.js"
import * as TransferOptions from "./TransferOptions.js"

/**
 * @since 0.1.0
 * @category context
 */
export class TaskEngine extends Context.Tag("@effect-globus/sandbox/transfer/TaskEngine")<
  TaskEngine,
  TaskEngine.Service
>() {}

/**
 * @since 0.1.0
 * @category context
 */
export declare namespace TaskEngine {
  /**
   * @since 0.1.0
   * @category context
   */
  export interface Service {
    /** Starts a task, or finds the one this submission id of this user started before. */
    readonly submit: (submission: {
      readonly ownerId: string
      readonly submissionId: string
      readonly job: Job
    }) => Effect.Effect<TaskRegistry.Submitted>
    /** None as well when the task is somebody else's. */
    readonly get: (id: string, ownerId: string) => Effect.Effect<Option.Option<Tasks.Task>>
    /** The task, once it has ended. None as well when it is somebody else's. */
    readonly awaitEnd: (id: string, ownerId: string) => Effect.Effect<Option.Option<Tasks.Task>>
    /** Everybody's, the first one first. */
    readonly all: Effect.Effect<ReadonlyArray<Tasks.Task>>
    /** The first one first. */
    readonly list: (ownerId: string) => Effect.Effect<ReadonlyArray<Tasks.Task>>
    /** Of what is undefined nothing changes. */
    readonly change: (id: string, changes: Parameters<typeof Tasks.relabel>[0]) => Effect.Effect<void>
    /** The task as it was found. When this returns, it has ended. */
    readonly cancel: (id: string, ownerId: string) => Effect.Effect<Option.Option<Tasks.Task>>
    /** The task as it was found. It is forgotten if it had ended, and stays otherwise. */
    readonly remove: (id: string, ownerId: string) => Effect.Effect<Option.Option<Tasks.Task>>
  }
}

/** A user's tasks of one type: those that wait, the first one first, and how many are worked on. */
interface Line {
  readonly waiting: MutableList.MutableList<string>
  workers: number
}

/**
 * Fails with `InvalidOption`. Tasks end with the scope.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (
  options: TransferOptions.TransferOptions = {}
): Effect.Effect<TaskEngine.Service, InvalidOption, Scope.Scope> =>
  Effect.gen(function* () {
    const settings = yield* TransferOptions.check(options)
    const registry = yield* Ref.make(TaskRegistry.empty)
    const fibers = yield* FiberMap.make<string, void>()
    const workers = yield* FiberSet.make<void>()
    const lines = new Map<string, Line>()
    /** Of tasks that have not ended. */
    const active = new Set<string>()
    /** When the next task expires, unless it is done before. */
    let soonest = Number.POSITIVE_INFINITY
    /** Who waits for the end of a task that has no fiber yet. */
    const ends = new Map<string, Deferred.Deferred<void>>()

    const update = (id: string, to: (now: number) => (task: Tasks.Task) => Tasks.Task) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) => Ref.update(registry, TaskRegistry.change(id, to(now))))

    const find = (id: string, ownerId: string) =>
      Effect.map(Ref.get(registry), ({ tasks }) =>
        Option.filter(HashMap.get(tasks, id.toLowerCase()), (task) => task.ownerId === ownerId)
      )

    const perform = (task: Tasks.Task) =>
      Effect.gen(function* () {
        yield* update(task.id, Tasks.start)
        const progress: Progress = {
          count: (gained) => update(task.id, (now) => Tasks.count(now, gained)),
          transferred: (file) => update(task.id, () => Tasks.transfer(file)),
          skipped: (left) => update(task.id, (now) => Tasks.skip(now, left)),
          fault: ({ code, description }) => update(task.id, (now) => Tasks.fault(now, { code, description })),
          steps: (steps) => update(task.id, () => Tasks.steps(steps))
        }
        const { retryInterval } = settings
        if (task.job._tag === "Delete") yield* DeleteEngine.run(task.job, { progress, retryInterval })
        else {
          const pace = yield* Pace.make(settings.bytesPerSecond)
          yield* CopyEngine.run(task.job, { pace, progress, retryInterval })
        }
        yield* update(task.id, Tasks.succeed)
      })

    /** Nothing of the task runs any more, and nothing of it will. */
    const ended = (id: string) =>
      Effect.suspend(() => {
        const end = ends.get(id)
        active.delete(id)
        ends.delete(id)
        return end === undefined ? Effect.void : Deferred.succeed(end, undefined)
      })

    const turn = (id: string): Effect.Effect<void> =>
      Effect.gen(function* () {
        const task = HashMap.get((yield* Ref.get(registry)).tasks, id)
        // It may have been canceled, or have expired, while it waited.
        if (Option.isNone(task) || Tasks.isFinal(task.value)) return
        yield* perform(task.value).pipe(
          Effect.catchTag("Fault", ({ code, description }) =>
            update(id, (now) => Tasks.fail(now, { code, description }))
          ),
          Effect.catchAllDefect((defect) =>
            Effect.zipRight(
              Effect.logError("A task of the sandbox broke", defect),
              update(id, (now) => Tasks.fail(now, { code: "INTERNAL_ERROR", description: "The sandbox failed" }))
            )
          )
        )
      })

    /** Takes one task after the other, until none waits. */
    const worker = (line: Line): Effect.Effect<void> =>
      Effect.gen(function* () {
        for (let id = MutableList.shift(line.waiting); id !== undefined; id = MutableList.shift(line.waiting)) {
          // A fiber of its own, since a task may be interrupted.
          yield* Fiber.await(yield* FiberMap.run(fibers, id, turn(id)))
          yield* ended(id)
        }
        line.workers -= 1
      })

    const enqueue = (task: Tasks.Task) =>
      Effect.suspend(() => {
        const key = `${task.ownerId}/${task.job._tag}`
        const line = lines.get(key) ?? { waiting: MutableList.empty<string>(), workers: 0 }
        lines.set(key, line)
        active.add(task.id)
        MutableList.append(line.waiting, task.id)
        if (line.workers >= settings.concurrentTasks) return Effect.void
        line.workers += 1
        // A submission is not to be interrupted; what it sets off is.
        return FiberSet.run(workers, Effect.interruptible(worker(line)))
      })

    /** One look at the deadlines of all tasks that have not ended. */
    const expire = Effect.gen(function* () {
      const now = yield* Clock.currentTimeMillis
      const { tasks } = yield* Ref.get(registry)
      soonest = Number.POSITIVE_INFINITY
      for (const id of active) {
        const deadline = Option.match(HashMap.get(tasks, id), { onNone: () => now, onSome: ({ deadline }) => deadline })
        if (deadline > now) {
          soonest = Math.min(soonest, deadline)
          continue
        }
        yield* update(id, Tasks.expire)
        const fiber = FiberMap.unsafeGet(fibers, id)
        yield* Option.isSome(fiber) ? Fiber.interruptFork(fiber.value) : ended(id)
      }
      return soonest - now
    })

    // One timer for all deadlines. Progress moves them to later, which the next look finds out.
    const deadlines = yield* Queue.sliding<void>(1)
    yield* expire.pipe(
      // Timers cannot wait longer than a signed 32-bit number of milliseconds.
      Effect.flatMap((wait) => Effect.raceFirst(Effect.sleep(Math.min(wait, 86_400_000)), Queue.take(deadlines))),
      Effect.forever,
      Effect.forkScoped
    )

    const submit: TaskEngine.Service["submit"] = ({ job, ownerId, submissionId }) =>
      Effect.uninterruptible(
        Effect.gen(function* () {
          const now = yield* Clock.currentTimeMillis
          const id = globalThis.crypto.randomUUID()
          const submitted = yield* Ref.modify(
            registry,
            TaskRegistry.submit(Tasks.make({ id, ownerId, submissionId, job, now }))
          )
          if (submitted._tag !== "Accepted") return submitted
          yield* enqueue(submitted.task)
          if (submitted.task.deadline < soonest) yield* Queue.offer(deadlines, undefined)
          return submitted
        })
      )

    return {
      submit,
      get: find,
      awaitEnd: (id, ownerId) =>
        Effect.gen(function* () {
          const found = Option.getOrUndefined(yield* find(id, ownerId))
          if (found === undefined) return Option.none()
          const fiber = FiberMap.unsafeGet(fibers, found.id)
          if (Option.isSome(fiber)) yield* Fiber.await(fiber.value)
          else if (!Tasks.isFinal(found)) {
            const end = ends.get(found.id) ?? Deferred.unsafeMake<void>(FiberId.none)
            ends.set(found.id, end)
            yield* Deferred.await(end)
          }
          return yield* find(id, ownerId)
        }),
      all: Effect.map(Ref.get(registry), TaskRegistry.all),
      list: (ownerId) => Effect.map(Ref.get(registry), (known) => TaskRegistry.ofOwner(known, ownerId)),
      change: (id, changes) =>
        Effect.uninterruptible(
          Effect.zipRight(
            update(id, () => Tasks.relabel(changes)),
            changes.deadline === undefined ? Effect.void : Queue.offer(deadlines, undefined)
          )
        ),
      remove: (id, ownerId) => Ref.modify(registry, TaskRegistry.remove(id.toLowerCase(), ownerId)),
      cancel: (id, ownerId) =>
        Effect.gen(function* () {
          const now = yield* Clock.currentTimeMillis
          const found = yield* Ref.modify(registry, TaskRegistry.cancel(id.toLowerCase(), ownerId, now))
          const fiber = Option.flatMap(found, (task) => FiberMap.unsafeGet(fibers, task.id))
          if (Option.isSome(fiber)) yield* Fiber.interrupt(fiber.value)
          else if (Option.isSome(found)) yield* ended(found.value.id)
          return found
        })
    }
  })

/**
 * The engine, and the end of its tasks with the layer.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (options?: TransferOptions.TransferOptions): Layer.Layer<TaskEngine, InvalidOption> =>
  Layer.scoped(TaskEngine, make(options))
