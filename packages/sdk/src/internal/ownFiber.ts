/**
 * Runs an effect in a fiber of its own, within a deadline: one fiber and one timer, where `Effect.timeout` takes two
 * fibers and a race between them, and what is set for the effect needs no putting back.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as DefaultServices from "effect/DefaultServices"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as FiberId from "effect/FiberId"
import type * as FiberRefs from "effect/FiberRefs"
import * as Option from "effect/Option"
import * as Runtime from "effect/Runtime"

const live = Context.get(DefaultServices.liveServices, Clock.Clock)

/** Whether time is real for this fiber: a test's clock is not. */
export const isLive = (fiber: Fiber.RuntimeFiber<unknown, unknown>): boolean =>
  Context.get(fiber.currentDefaultServices, Clock.Clock) === live

/** A platform's timer takes no more, some 25 days, and a longer one would fire at once. */
const longestTimer = 2 ** 31 - 1

/** The milliseconds to wait; none: it does not end in the life of a timer. */
export const timerOf = (deadline: Option.Option<Duration.Duration>): number | undefined => {
  const millis = Option.match(deadline, { onNone: () => Infinity, onSome: Duration.toMillis })
  return millis > longestTimer ? undefined : millis
}

/** What is set in the fiber before it starts. */
type UpdateRefs = (refs: FiberRefs.FiberRefs, id: FiberId.Runtime) => FiberRefs.FiberRefs

// Effect's clock has no timer that a fiber need not wait for.
// @effect-diagnostics globalTimers:off
const timed = <A, E>(
  effect: Effect.Effect<A, E>,
  millis: number | undefined,
  updateRefs: UpdateRefs | undefined,
  onTimeout: () => E
): Effect.Effect<A, E> =>
  Effect.withFiberRuntime((parent, { runtimeFlags }) => {
    const runtime = Runtime.make({ context: parent.currentContext, fiberRefs: parent.getFiberRefs(), runtimeFlags })
    return Effect.async((resume) => {
      // A deadline holds where the caller can not be interrupted, too.
      const fiber = Runtime.runFork(runtime)(Effect.interruptible(effect), { updateRefs })
      let isLate = false
      const timer =
        millis === undefined
          ? undefined
          : setTimeout(() => {
              isLate = true
              fiber.unsafeInterruptAsFork(FiberId.none)
            }, millis)
      fiber.addObserver((exit) => {
        clearTimeout(timer)
        resume(isLate ? Effect.fail(onTimeout()) : exit)
      })
      return Fiber.interrupt(fiber)
    })
  })

/** `onTimeout` gives the error of an effect that was late, and has been interrupted. */
export const inOwnFiber = <A, E>(
  effect: Effect.Effect<A, E>,
  options: {
    readonly deadline: Option.Option<Duration.Duration>
    readonly onTimeout: () => E
    readonly updateRefs?: UpdateRefs
  }
): Effect.Effect<A, E> =>
  Effect.withFiberRuntime((fiber) =>
    Option.isSome(options.deadline) && !isLive(fiber)
      ? Effect.timeoutFail(timed(effect, undefined, options.updateRefs, options.onTimeout), {
          duration: options.deadline.value,
          onTimeout: options.onTimeout
        })
      : timed(effect, timerOf(options.deadline), options.updateRefs, options.onTimeout)
  )
