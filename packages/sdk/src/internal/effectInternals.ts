/**
 * Everything that leans on how Effect and `@effect/platform` work inside, beyond what their documentation promises. Tried on
 * effect 3.22 and platform 0.97: the test of this module says what it takes for granted. Nothing else in the SDK looks into a
 * fiber, its references or its default services.
 */
import * as HttpClient from "@effect/platform/HttpClient"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as DefaultServices from "effect/DefaultServices"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as FiberId from "effect/FiberId"
import * as FiberRef from "effect/FiberRef"
import * as FiberRefs from "effect/FiberRefs"
import type * as MetricLabel from "effect/MetricLabel"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import * as Runtime from "effect/Runtime"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as Tracer from "effect/Tracer"

/** A fiber that runs an effect of ours. */
export type Running = Fiber.RuntimeFiber<unknown, unknown>

/** What a fiber has is read in the fiber itself, without a step of its own for each. */
export const inFiber: <A, E = never, R = never>(
  effect: (fiber: Running) => Effect.Effect<A, E, R>
) => Effect.Effect<A, E, R> = (effect) => Effect.withFiberRuntime(effect)

const liveClock = Context.get(DefaultServices.liveServices, Clock.Clock)
const nativeTracer = Context.get(DefaultServices.liveServices, Tracer.Tracer)

export const clockOf = (fiber: Running): Clock.Clock => Context.get(fiber.currentDefaultServices, Clock.Clock)

/** Whether a clock tells real time: a test's clock does not. */
export const isLiveClock = (clock: Clock.Clock): boolean => clock === liveClock

/** Whether time is real for this fiber. */
export const isLive = (fiber: Running): boolean => isLiveClock(clockOf(fiber))

/** Milliseconds by the steady hand of a clock, which no change of the wall clock moves. */
export const steadyMillis = (clock: Clock.Clock): number => Number(clock.unsafeCurrentTimeNanos() / 1_000_000n)

/** Whether anything reads spans. Nothing reads those of Effect's native tracer. */
export const isTraced = (fiber: Running): boolean =>
  fiber.currentTracer !== nativeTracer && fiber.getFiberRef(FiberRef.currentTracerEnabled)

/** The labels of `Effect.tagMetrics`. */
export const metricLabelsOf = (fiber: Running): ReadonlyArray<MetricLabel.MetricLabel> =>
  fiber.getFiberRef(FiberRef.currentMetricLabels)

/** A service of the fiber's context, if it is there. */
export const serviceOf = <Id, Service>(fiber: Running, tag: Context.Tag<Id, Service>): Service | undefined =>
  Option.getOrUndefined(Context.getOption(fiber.currentContext, tag))

/** Sets a service for the rest of the fiber. The fiber is an attempt's own. */
export const setService = <Id, Service>(
  fiber: Running,
  tag: Context.Tag<Id, Service>,
  service: Service
): Effect.Effect<void> => FiberRef.set(FiberRef.currentContext, Context.add(fiber.currentContext, tag, service))

/** Whether the fiber has the very services of a context: then these need not be provided for each piece of a stream. */
export const hasServices = (fiber: Running, { unsafeMap }: Context.Context<never>): boolean => {
  for (const [key, service] of unsafeMap) if (fiber.currentContext.unsafeMap.get(key) !== service) return false
  return true
}

/** How an effect has ended, if it is over before it starts. */
export const settled = <A, E>(effect: Effect.Effect<A, E>): Exit.Exit<A, E> | undefined =>
  isExit(effect) ? effect : undefined

const isExit = <A, E>(effect: Effect.Effect<A, E>): effect is Exit.Exit<A, E> => Exit.isExit(effect)

/** The authorization of the call that an attempt's fiber makes. */
const currentAuthorization = FiberRef.unsafeMake<Option.Option<Redacted.Redacted>>(Option.none())

export const authorizationOf = (fiber: Running): Option.Option<Redacted.Redacted> =>
  fiber.getFiberRef(currentAuthorization)

const always = () => true

/** What an attempt's fiber begins with: the authorization, and that the platform makes no span of its own. */
export const attemptRefs =
  (authorization: Option.Option<Redacted.Redacted>): UpdateRefs =>
  (refs, fiberId) =>
    FiberRefs.updateManyAs(refs, {
      entries: [
        [currentAuthorization, [[fiberId, authorization]]],
        [HttpClient.currentTracerDisabledWhen, [[fiberId, always]]]
      ]
    })

// Effect's clock has no sleep that lets a Node process end. Browsers have nothing to hold.
// @effect-diagnostics globalTimers:off
const unreferencedSleep = (duration: Duration.Duration): Effect.Effect<void> =>
  Effect.async<void>((resume) => {
    const timer: unknown = setTimeout(() => resume(Effect.void), Duration.toMillis(duration))
    if (typeof timer === "object" && timer !== null && "unref" in timer && typeof timer.unref === "function") {
      timer.unref()
    }
    return Effect.sync(() => clearTimeout(timer as ReturnType<typeof setTimeout>))
  })

/** Runs an effect whose sleeps let the process end. Any clock but the real one is left as it is. */
export const onUnreferencedTimers = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.clockWith((clock) =>
    isLiveClock(clock)
      ? Effect.withClock(effect, Object.assign(Object.create(liveClock), { sleep: unreferencedSleep }))
      : effect
  )

/** The pieces of a stream, one at a time. The failure is `None` after the last one. */
export const pulls = Stream.toPull

/** The longest time that a platform's timer takes, some 25 days. A longer one would fire at once. */
const longestTimer = 2 ** 31 - 1

/** The milliseconds to wait. Undefined: longer than a timer lives. */
export const timerOf = (deadline: Option.Option<Duration.Duration>): number | undefined => {
  const millis = Option.match(deadline, { onNone: () => Infinity, onSome: Duration.toMillis })
  return millis > longestTimer ? undefined : millis
}

/** What is set in the fiber before it starts. */
type UpdateRefs = (refs: FiberRefs.FiberRefs, id: FiberId.Runtime) => FiberRefs.FiberRefs

const timed = <A, E>(
  effect: Effect.Effect<A, E>,
  millis: number | undefined,
  updateRefs: UpdateRefs | undefined,
  onTimeout: () => E
): Effect.Effect<A, E> =>
  Effect.withFiberRuntime((parent, { runtimeFlags }) => {
    const runtime = Runtime.make({ context: parent.currentContext, fiberRefs: parent.getFiberRefs(), runtimeFlags })
    return Effect.async((resume) => {
      // A deadline holds where the caller cannot be interrupted, too.
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
