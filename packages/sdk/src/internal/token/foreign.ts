/**
 * Runs code that is the program's own or another library's. It may throw, interrupt, hang, or never let itself be
 * interrupted: within the time an exit comes of it, whatever it does.
 */
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { identity } from "effect/Function"
import * as Predicate from "effect/Predicate"

/** It did not end in time. It is interrupted; nobody waits for it to notice. */
export class Late {
  readonly _tag = "Late"
}

/** The effect that a program's function gives. From JavaScript it may be a promise, or nothing. */
const effectOf = <R>(run: () => Effect.Effect<unknown, unknown, R>): Effect.Effect<unknown, unknown, R> => {
  const effect = run()
  if (Effect.isEffect(effect)) return effect
  const other: unknown = effect
  if (Predicate.isPromiseLike(other)) {
    return Effect.tryPromise({ try: () => other, catch: (error) => error })
  }
  return other === undefined ? Effect.void : Effect.dieMessage("it gave neither an Effect nor a promise")
}

/**
 * In a fiber of its own, so that what it does to its fiber is not done to ours. That fiber ends well: Effect logs the
 * failures of fibers that nobody awaits, and they may name a secret.
 */
export const exitWithin = <A, E, R>(
  effect: Effect.Effect<A, E, R>,
  duration: Duration.Duration
): Effect.Effect<Exit.Exit<A, E | Late>, never, R> =>
  Effect.suspend(() => effect).pipe(
    Effect.interruptible,
    Effect.exit,
    Effect.uninterruptible,
    Effect.disconnect,
    Effect.timeoutTo({ duration, onSuccess: identity, onTimeout: (): Exit.Exit<A, E | Late> => Exit.fail(new Late()) }),
    Effect.exit,
    Effect.map(Exit.flatten)
  )

/** `exitWithin`, of a function that gives the effect. */
export const callWithin = <R>(
  run: () => Effect.Effect<unknown, unknown, R>,
  duration: Duration.Duration
): Effect.Effect<Exit.Exit<unknown, unknown>, never, R> =>
  exitWithin(
    Effect.suspend(() => effectOf(run)),
    duration
  )
