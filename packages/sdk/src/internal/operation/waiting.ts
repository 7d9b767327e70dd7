/** What the waits of the clients have in common, beyond `waitUntil`: what cannot go on, and what an interruption means. */
import * as Effect from "effect/Effect"
import type * as Duration from "effect/Duration"
import type { GlobusError } from "../../GlobusError.js"
import type { WaitOptions } from "../../Wait.js"
import { until } from "./until.js"

/** Something at Globus that goes on until it is final. */
export interface Subject<A, Late, Blocked = never> {
  /** Such as `Task 1f2e…`, which begins a sentence. */
  readonly name: string
  readonly look: Effect.Effect<A, GlobusError>
  readonly isFinal: (seen: A) => boolean
  /** The error for a time that is up. */
  readonly timedOut: (last: A, timeout: Duration.Duration) => Late
  /** Why it cannot go on without a person. None: it never waits for one. */
  readonly blocked?: ((seen: A) => Blocked | undefined) | undefined
  /** Ends it. None: the service has no such call. */
  readonly cancel?: Effect.Effect<unknown, GlobusError> | undefined
}

/** What to do about what cannot go on, and about an interruption. */
export interface Conduct {
  readonly onInactive?: "fail" | "wait" | undefined
  readonly cancelOnInterrupt?: boolean | undefined
}

/** What an interruption of the wait does: it cancels, where that is wanted, and says how things stand. */
export const interrupted = (
  { cancel, name }: Pick<Subject<never, never>, "name" | "cancel">,
  { cancelOnInterrupt = false }: Conduct
): Effect.Effect<void> =>
  cancel === undefined || !cancelOnInterrupt
    ? Effect.logInfo(`${name} goes on: only the wait for it was interrupted`)
    : Effect.matchCauseEffect(cancel, {
        onFailure: (cause) => Effect.logWarning(`${name} goes on: it could not be canceled`, cause),
        onSuccess: () => Effect.logInfo(`${name} is canceled, as the wait for it was interrupted`)
      })

/** Waits until it is final, or cannot get there by itself. */
export const wait = <A, E, R, Late, Blocked = never>(
  subject: Subject<A, Late, Blocked>,
  options: WaitOptions<A, E, R> & Conduct
): Effect.Effect<A, GlobusError | Late | Blocked | E, R> => {
  const { blocked, isFinal, look, timedOut } = subject
  const onProgress = (seen: A): Effect.Effect<unknown, Blocked | E, R> => {
    const told = options.onProgress === undefined ? Effect.void : options.onProgress(seen)
    const flaw = options.onInactive === "wait" || isFinal(seen) ? undefined : blocked?.(seen)
    return flaw === undefined ? told : Effect.zipRight(told, Effect.fail(flaw))
  }
  return Effect.onInterrupt(until(look, isFinal, { ...options, onProgress }, timedOut), () =>
    interrupted(subject, options)
  )
}
