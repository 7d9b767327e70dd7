/**
 * What can be set of the sandbox's Transfer, checked before anything starts.
 *
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { InvalidOption } from "./InvalidOption.js"

/**
 * @since 0.1.0
 * @category models
 */
export interface TransferOptions {
  /** Bytes per second of each transfer task. Absent: as fast as the disk. */
  readonly bytesPerSecond?: number | undefined
  /** How long a task waits before it tries again what failed. 10 seconds unless told otherwise. */
  readonly retryInterval?: Duration.DurationInput | undefined
  /** Transfers worked on at once for each user, and as many deletions; the others wait. 3, as with Globus. */
  readonly concurrentTasks?: number | undefined
}

/**
 * Options with nothing left open.
 *
 * @since 0.1.0
 * @category models
 */
export interface Settings {
  readonly bytesPerSecond: number | undefined
  readonly retryInterval: Duration.Duration
  readonly concurrentTasks: number
}

/**
 * Fails with `InvalidOption`, naming the option and what to give instead.
 *
 * @since 0.1.0
 * @category constructors
 */
export const check = (options: TransferOptions): Effect.Effect<Settings, InvalidOption> =>
  Effect.gen(function* () {
    const { bytesPerSecond, concurrentTasks = 3, retryInterval = "10 seconds" } = options
    if (bytesPerSecond !== undefined && !(bytesPerSecond > 0 && Number.isFinite(bytesPerSecond))) {
      return yield* new InvalidOption({
        option: "bytesPerSecond",
        message: `bytesPerSecond is ${bytesPerSecond}: give a number above 0, or leave it out for no limit`
      })
    }
    if (!Number.isInteger(concurrentTasks) || concurrentTasks < 1) {
      return yield* new InvalidOption({
        option: "concurrentTasks",
        message: `concurrentTasks is ${concurrentTasks}: give a whole number from 1 up`
      })
    }
    const pause = Duration.decodeUnknown(retryInterval)
    if (pause._tag === "None" || !Duration.isFinite(pause.value) || Duration.toMillis(pause.value) <= 0) {
      return yield* new InvalidOption({
        option: "retryInterval",
        message: `retryInterval is ${String(retryInterval)}: give a finite duration above 0, such as "10 seconds"`
      })
    }
    return { bytesPerSecond, concurrentTasks, retryInterval: pause.value }
  })
