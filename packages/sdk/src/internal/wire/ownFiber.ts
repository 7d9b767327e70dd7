/**
 * Runs an effect in a fiber of its own, within a deadline: one fiber and one timer, where `Effect.timeout` takes two
 * fibers and a race between them, and what is set for the effect needs no putting back.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as DefaultServices from "effect/DefaultServices"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as FiberId from "effect/FiberId"
import type * as FiberRefs from "effect/FiberRefs"
import * as Option from "effect/Option"
import * as Runtime from "effect/Runtime"
import type * as Scope from "effect/Scope"

const live = Context.get(DefaultServices.liveServices, Clock.Clock)

export const clockOf = (fiber: Fiber.RuntimeFiber<unknown, unknown>): Clock.Clock =>
  Context.get(fiber.currentDefaultServices, Clock.Clock)

/** Whether a clock tells real time: a test's clock does not. */
export const isLiveClock = (clock: Clock.Clock): boolean => clock === live

/** Whether time is real for this fiber. */
export const isLive = (fiber: Fiber.RuntimeFiber<unknown, unknown>): boolean => isLiveClock(clockOf(fiber))

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

const always = () => true

/**
 * Pulls again and again in one fiber of its own, which waits while nobody reads: to start a fiber for each pull costs more
 * than the pull. Each is within the deadline; the reader's time does not count. The first that is late is the last.
 */
export const pullsInOwnFiber = <A, E>(
  pull: Effect.Effect<A, E>,
  options: { readonly deadline: Option.Option<Duration.Duration>; readonly onTimeout: () => E }
): Effect.Effect<Effect.Effect<A, E>, never, Scope.Scope> =>
  Effect.withFiberRuntime((parent, { runtimeFlags }) => {
    if (!isLive(parent)) return Effect.succeed(inOwnFiber(pull, options))
    const runtime = Runtime.make({ context: parent.currentContext, fiberRefs: parent.getFiberRefs(), runtimeFlags })
    const millis = timerOf(options.deadline)
    let fiber: Fiber.RuntimeFiber<void, E> | undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    /** What the reader waits for, and what came when none waited. */
    let give: ((outcome: Effect.Effect<A, E>) => void) | undefined
    let kept: Effect.Effect<A, E> | undefined
    /** Lets the fiber pull, which it does one at a time. */
    let go: (() => void) | undefined
    let isLate = false
    /** Why there is nothing more to pull. */
    let end: Effect.Effect<never, E> | undefined

    const settle = (outcome: Effect.Effect<A, E>) => {
      clearTimeout(timer)
      const waiting = give
      give = undefined
      if (waiting === undefined) kept = outcome
      else waiting(outcome)
    }
    const wanted = Effect.async<void>((resume) => {
      if (give === undefined) go = () => resume(Effect.void)
      else resume(Effect.void)
    })
    const start = () => {
      fiber = Runtime.runFork(runtime)(
        Effect.interruptible(
          Effect.whileLoop({
            while: always,
            body: () => Effect.zipRight(wanted, pull),
            step: (value) => settle(Effect.succeed(value))
          })
        )
      )
      fiber.addObserver((exit) => {
        if (Exit.isSuccess(exit)) return
        const why = isLate ? Effect.fail(options.onTimeout()) : Effect.failCause(exit.cause)
        end = why
        settle(why)
      })
    }
    const late = () => {
      isLate = true
      fiber?.unsafeInterruptAsFork(FiberId.none)
    }

    const read = Effect.async<A, E>((resume) => {
      if (kept !== undefined) {
        const outcome = kept
        kept = undefined
        return resume(outcome)
      }
      if (end !== undefined) return resume(end)
      give = resume
      if (millis !== undefined) timer = setTimeout(late, millis)
      if (fiber === undefined) start()
      const waiting = go
      go = undefined
      waiting?.()
      return Effect.sync(() => {
        clearTimeout(timer)
        give = undefined
      })
    })
    const stop = Effect.suspend(() => {
      clearTimeout(timer)
      return fiber === undefined ? Effect.void : Fiber.interrupt(fiber)
    })
    return Effect.as(
      Effect.addFinalizer(() => stop),
      read
    )
  })
