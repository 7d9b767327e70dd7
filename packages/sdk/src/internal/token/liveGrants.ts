/** The refresh tokens in use in this process: two caches that share one will spend it under each other. */
import * as Effect from "effect/Effect"
import * as MutableHashMap from "effect/MutableHashMap"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import * as Ref from "effect/Ref"
import type * as Scope from "effect/Scope"

const users = MutableHashMap.empty<Redacted.Redacted, number>()

const count = (token: Redacted.Redacted, change: 1 | -1) =>
  Effect.sync(() => {
    const next = Option.getOrElse(MutableHashMap.get(users, token), () => 0) + change
    if (next > 0) MutableHashMap.set(users, token, next)
    else MutableHashMap.remove(users, token)
    return next
  })

/**
 * Counts a user of a refresh token for as long as the scope is open, and warns of a second one. The effect that it
 * gives follows the token when it rotates.
 */
export const soleUser = (
  token: Redacted.Redacted
): Effect.Effect<(rotated: Redacted.Redacted) => Effect.Effect<void>, never, Scope.Scope> =>
  Effect.gen(function* () {
    const current = yield* Ref.make(token)
    const claim = (token: Redacted.Redacted) =>
      Effect.flatMap(count(token, 1), (users) =>
        users > 1
          ? Effect.logWarning(
              "Two authorizers in this process renew with the same refresh token: share one, or a rotated token is lost"
            )
          : Effect.void
      )
    yield* Effect.acquireRelease(claim(token), () => Effect.flatMap(Ref.get(current), (token) => count(token, -1)))
    return (rotated) =>
      Effect.flatMap(Ref.getAndSet(current, rotated), (before) => Effect.zipRight(count(before, -1), claim(rotated)))
  })
