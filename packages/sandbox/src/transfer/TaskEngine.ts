/**
 * The tasks of a sandbox at work: each in a fiber of the layer's scope, a few of each user at once, ended by success, a
 * fatal fault, its owner or its deadline. When a cancellation has been answered, nothing of the task runs any more.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as FiberMap from "effect/FiberMap"
import * as HashMap from "effect/HashMap"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
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
  }
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
    /** For deadlines that were moved. */
    const expiries = yield* FiberMap.make<string, void>()
    const turns = yield* Ref.make(HashMap.empty<string, Effect.Semaphore>())

    const update = (id: string, to: (now: number) => (task: Tasks.Task) => Tasks.Task) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) => Ref.update(registry, TaskRegistry.change(id, to(now))))

    const find = (id: string, ownerId: string) =>
      Effect.map(Ref.get(registry), ({ tasks }) =>
        Option.filter(HashMap.get(tasks, id.toLowerCase()), (task) => task.ownerId === ownerId)
      )

    /** A user's turns for one type of task. */
    const turnsOf = (task: Tasks.Task) => {
      const key = `${task.ownerId}/${task.job._tag}`
      return Ref.modify(turns, (all) => {
        const known = Option.getOrElse(HashMap.get(all, key), () =>
          Effect.unsafeMakeSemaphore(settings.concurrentTasks)
        )
        return [known, HashMap.set(all, key, known)]
      })
    }

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

    /** Returns when the deadline, which may move in the meantime, has passed. */
    const expiry = (task: Tasks.Task): Effect.Effect<void> =>
      Effect.gen(function* () {
        const now = yield* Clock.currentTimeMillis
        const current = yield* find(task.id, task.ownerId)
        const deadline = Option.match(current, { onNone: () => task.deadline, onSome: ({ deadline }) => deadline })
        if (now >= deadline) return yield* update(task.id, Tasks.expire)
        // Timers can not wait longer than a signed 32-bit number of milliseconds.
        yield* Effect.sleep(Math.min(deadline - now, 86_400_000))
        yield* expiry(task)
      })

    const live = (task: Tasks.Task): Effect.Effect<void> =>
      Effect.flatMap(turnsOf(task), (turns) => turns.withPermits(1)(perform(task))).pipe(
        Effect.catchTag("Fault", ({ code, description }) =>
          update(task.id, (now) => Tasks.fail(now, { code, description }))
        ),
        Effect.catchAllDefect((defect) =>
          Effect.zipRight(
            Effect.logError("A task of the sandbox broke", defect),
            update(task.id, (now) => Tasks.fail(now, { code: "INTERNAL_ERROR", description: "The sandbox failed" }))
          )
        ),
        Effect.raceFirst(expiry(task))
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
          if (submitted._tag === "Accepted") yield* FiberMap.run(fibers, id, live(submitted.task))
          return submitted
        })
      )

    return {
      submit,
      get: find,
      awaitEnd: (id, ownerId) =>
        Effect.gen(function* () {
          const found = yield* find(id, ownerId)
          const fiber = Option.flatMap(found, (task) => FiberMap.unsafeGet(fibers, task.id))
          if (Option.isSome(fiber)) yield* Fiber.await(fiber.value)
          return yield* find(id, ownerId)
        }),
      all: Effect.map(Ref.get(registry), TaskRegistry.all),
      list: (ownerId) => Effect.map(Ref.get(registry), (known) => TaskRegistry.ofOwner(known, ownerId)),
      change: (id, changes) =>
        Effect.uninterruptible(
          Effect.gen(function* () {
            yield* update(id, () => Tasks.relabel(changes))
            const task = Option.getOrUndefined(HashMap.get((yield* Ref.get(registry)).tasks, id))
            if (task === undefined || changes.deadline === undefined || Tasks.isFinal(task)) return
            // The task itself may sleep until its old deadline.
            yield* FiberMap.run(expiries, id, Effect.zipRight(expiry(task), FiberMap.remove(fibers, id)))
          })
        ),
      cancel: (id, ownerId) =>
        Effect.gen(function* () {
          const now = yield* Clock.currentTimeMillis
          const found = yield* Ref.modify(registry, TaskRegistry.cancel(id.toLowerCase(), ownerId, now))
          const fiber = Option.flatMap(found, (task) => FiberMap.unsafeGet(fibers, task.id))
          if (Option.isSome(fiber)) yield* Fiber.interrupt(fiber.value)
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
