/**
 * What a token cache knows, and how an exchange changes it: pure functions. The cache holds it in a `Ref`, and carries
 * out what the policy makes of it.
 */
import type * as Clock from "effect/Clock"
import type * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Redacted from "effect/Redacted"
import type { Token } from "../auth/TokenResponse.js"
import type { GlobusError } from "../GlobusError.js"
import { type GlobusUsageError, isApiError, LoginRequired } from "../GlobusError.js"
import type { RefreshCause, RefreshEvent } from "../RefreshEvent.js"
import type { RefreshPolicy, Situation, Windows } from "../RefreshPolicy.js"
import { backOffDelay, isGood, windows } from "../RefreshPolicy.js"
import { bearer } from "./bearer.js"

/** A clock's two hands, in milliseconds. The wall's can jump; the other one stands still while the machine sleeps. */
export interface Hands {
  readonly wall: number
  readonly steady: number
}

export interface Held {
  readonly header: Redacted.Redacted
  readonly resourceServer: string | undefined
  /** By both hands: the earlier one counts. */
  readonly expiry: Hands | undefined
  readonly windows: Windows
  readonly obtained: Hands
  readonly rejected: boolean
}

export interface State {
  readonly held: Held | undefined
  readonly generation: number
  /** Renewals in a row that did not help. */
  readonly failures: number
  readonly reason: string
  /** No renewal before this moment, by the steady hand. */
  readonly notBefore: number
  /** Nor before this one, of which no rejection makes an exception: the token endpoint asked for it (`Retry-After`). */
  readonly waitUntil: number
  readonly terminal: LoginRequired | GlobusUsageError | undefined
  /** Done when the one exchange in flight has ended, whatever came of it. */
  readonly flight: Deferred.Deferred<void> | undefined
}

/** What a clock shows now. */
export const read = (clock: Clock.Clock): Hands => ({
  wall: clock.unsafeCurrentTimeMillis(),
  steady: Number(clock.unsafeCurrentTimeNanos() / 1_000_000n)
})

export const hands: Effect.Effect<Hands> = Effect.clockWith((clock) => Effect.sync(() => read(clock)))

export const leftOf = (held: Held | undefined, now: Hands): number | undefined =>
  held === undefined || held.rejected
    ? undefined
    : held.expiry === undefined
      ? Infinity
      : Math.min(held.expiry.wall - now.wall, held.expiry.steady - now.steady)

const noWindows: Windows = { advisory: 0, mandatory: 0, margin: 0 }

export const situation = (state: State, now: Hands): Situation => ({
  left: leftOf(state.held, now),
  windows: state.held?.windows ?? noWindows,
  terminal: state.terminal !== undefined,
  backingOff: now.steady < state.notBefore
})

export const same = (one: Redacted.Redacted, other: Redacted.Redacted) => Redacted.value(one) === Redacted.value(other)

/** OAuth's codes that say the grant or the client is refused, for good (RFC 6749, section 5.2). */
const terminalCodes = new Set(["invalid_grant", "invalid_client", "unauthorized_client"])

/** Why there is no new token. */
export interface Refusal {
  readonly reason: string
  /** What the token endpoint asks to wait, in milliseconds. */
  readonly retryAfter: number
  /** There is no use in asking again: a new login is needed, or the program must change. */
  readonly final: "login" | GlobusUsageError | undefined
}

export const transient = (reason: string): Refusal => ({ reason, retryAfter: 0, final: undefined })

export const refusal = (error: GlobusError): Refusal => {
  if (error._tag === "GlobusUsageError") return { ...transient(error._tag), final: error }
  if (!isApiError(error)) return transient(error._tag)
  return {
    reason: error.code ?? error._tag,
    retryAfter: error.retryAfter === undefined ? 0 : Duration.toMillis(error.retryAfter),
    final: error.status >= 400 && error.status < 404 && terminalCodes.has(error.code ?? "") ? "login" : undefined
  }
}

/** A token as it is held, from the moment that it was asked for. */
export const hold = (token: Token, asked: Hands, random: number, policy: RefreshPolicy): Held => {
  const lifetime = token.expires_at_seconds === undefined ? Infinity : token.expires_at_seconds * 1000 - asked.wall
  return {
    header: bearer(token.access_token),
    resourceServer: token.resource_server,
    expiry: Number.isFinite(lifetime) ? { wall: asked.wall + lifetime, steady: asked.steady + lifetime } : undefined,
    windows: Number.isFinite(lifetime) ? windows(Math.max(0, lifetime), random, policy) : noWindows,
    obtained: asked,
    rejected: false
  }
}

export interface Outcome {
  readonly cause: RefreshCause
  readonly result: Either.Either<Token, Refusal>
  readonly asked: Hands
  readonly now: Hands
  readonly random: number
}

/** The state after an exchange, and what to tell about it. */
export const settle = (state: State, outcome: Outcome, policy: RefreshPolicy): readonly [RefreshEvent, State] => {
  const { asked, cause, now, random, result } = outcome
  const event = (next: State, outcome: RefreshEvent["outcome"]): readonly [RefreshEvent, State] => [
    {
      cause,
      outcome,
      generation: next.generation,
      duration: now.steady - asked.steady,
      reason: outcome === "renewed" || outcome === "unchanged" ? undefined : next.reason,
      expiresAt: next.held?.expiry?.wall,
      nextAttempt:
        next.terminal !== undefined
          ? undefined
          : outcome === "renewed" && next.notBefore <= now.steady
            ? next.held?.expiry === undefined
              ? undefined
              : Math.round(next.held.expiry.wall - next.held.windows.advisory)
            : Math.round(now.wall + next.notBefore - now.steady)
    },
    next
  ]
  /** The state with one more renewal that did not help. */
  const later = (state: State, reason: string, left: number | undefined, retryAfter = 0): State => ({
    ...state,
    failures: state.failures + 1,
    reason,
    waitUntil: now.steady + retryAfter,
    notBefore:
      now.steady +
      backOffDelay(
        {
          failures: state.failures + 1,
          left,
          windows: state.held?.windows ?? noWindows,
          retryAfter,
          random
        },
        policy
      )
  })
  if (Either.isLeft(result)) {
    const { final, reason, retryAfter } = result.left
    if (final === undefined) return event(later(state, reason, leftOf(state.held, now), retryAfter), "failed")
    const terminal =
      final === "login"
        ? new LoginRequired({
            reason,
            resourceServer: state.held?.resourceServer,
            message: `The token endpoint refuses to renew the token (${reason}): log in again`
          })
        : final
    return event({ ...state, terminal, reason }, "loginRequired")
  }
  const renewed = hold(result.right, asked, random, policy)
  const fresh: Held = { ...renewed, resourceServer: renewed.resourceServer ?? state.held?.resourceServer }
  const again = state.held !== undefined && same(fresh.header, state.held.header)
  // The same token once more: its windows stay those of its whole life, or they would shrink and shrink.
  const held: Held = again && state.held !== undefined ? { ...state.held, expiry: fresh.expiry } : fresh
  const next: State = { ...state, held, generation: again ? state.generation : state.generation + 1 }
  const left = leftOf(held, now)
  if (!isGood({ left, windows: held.windows })) {
    return event(later(next, again ? "the same token again" : "a token that has expired already", left), "failed")
  }
  if (again) return event(later(next, "the same token again", left), "unchanged")
  // A service may go on rejecting what the token endpoint gives: renewals that it forces are spaced like failures that
  // leave no token.
  if (cause === "401") return event(later(next, "rejected", undefined), "renewed")
  return event({ ...next, failures: 0, reason: "", notBefore: 0 }, "renewed")
}
