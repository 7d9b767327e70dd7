/**
 * What a token cache knows, and how an exchange changes it: pure functions. The cache holds it in a `Ref`, and carries
 * out what the policy makes of it.
 */
import type * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import type * as Fiber from "effect/Fiber"
import type * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import type { Token } from "../../auth/TokenResponse.js"
import type { GlobusClientRejected, GlobusUsageError, GlobusLoginRequired } from "../../GlobusError.js"
import type { RefreshCause, RefreshEvent } from "../../RefreshEvent.js"
import type { RefreshPolicy, Situation, Windows } from "../../RefreshPolicy.js"
import { backOffDelay, isGood, windows } from "../../RefreshPolicy.js"
import { bearer } from "./bearer.js"
import type { Hands } from "../hands.js"
import * as refusals from "./refusal.js"

export interface Held {
  readonly header: Redacted.Redacted
  /** The header as it is given out: each call gets the same. */
  readonly given: Effect.Effect<Option.Option<Redacted.Redacted>>
  readonly resourceServer: string | undefined
  /** By both hands: the earlier one counts. */
  readonly expiry: Hands | undefined
  readonly windows: Windows
  readonly obtained: Hands
  readonly rejected: boolean
}

/** Why there is no new token. */
export interface Refusal {
  /** A code, for programs. */
  readonly reason: string
  /** The same for people: the token endpoint's answer, or why there is none. */
  readonly why: string
  /** Scheme, host and port of the token endpoint, where a call of ours reached for it. */
  readonly origin: string | undefined
  /** What the token endpoint asks to wait, in milliseconds. */
  readonly retryAfter: number
  /** There is no use in asking again: a new login is needed, or the program or its configuration must change. */
  readonly final: "login" | "client" | GlobusUsageError | undefined
}

/** How tokens are got, and by whom. */
export interface Grant {
  /** The application, for messages. */
  readonly clientId?: string | undefined
  /** What is asked for, for messages: no secret. */
  readonly request?: string | undefined
}

/** An exchange in flight, with its further attempts. */
export interface Flight<G extends Grant> {
  readonly grant: G
  /** Done when the flight has ended, whatever came of it. */
  readonly done: Deferred.Deferred<void>
  fiber: Fiber.RuntimeFiber<void> | undefined
}

export interface State<G extends Grant> {
  readonly grant: G
  readonly held: Held | undefined
  readonly generation: number
  /** Renewals in a row that did not help. */
  readonly failures: number
  /** Why the newest of them did not. */
  readonly refusal: Refusal | undefined
  /** No renewal before this moment, by the steady hand. */
  readonly notBefore: number
  /** Nor before this one, of which no rejection makes an exception: the token endpoint asked for it (`Retry-After`). */
  readonly waitUntil: number
  readonly terminal: GlobusLoginRequired | GlobusClientRejected | GlobusUsageError | undefined
  readonly flight: Flight<G> | undefined
}

export const leftOf = (held: Held | undefined, now: Hands): number | undefined =>
  held === undefined || held.rejected
    ? undefined
    : held.expiry === undefined
      ? Infinity
      : Math.min(held.expiry.wall - now.wall, held.expiry.steady - now.steady)

const noWindows: Windows = { advisory: 0, mandatory: 0, margin: 0 }

export const situation = (state: State<Grant>, now: Hands): Situation => ({
  left: leftOf(state.held, now),
  windows: state.held?.windows ?? noWindows,
  terminal: state.terminal !== undefined,
  // A flight that pauses tries again by itself: who has no token waits for it.
  backingOff: state.flight === undefined && now.steady < state.notBefore
})

export const same = (one: Redacted.Redacted, other: Redacted.Redacted) => Redacted.value(one) === Redacted.value(other)

/** A token from the moment that it was asked for. Its expiry was counted from there, by a wall clock that may jump. */
export const hold = (
  token: Token,
  moments: {
    readonly asked: Hands
    /** When its answer was here. */
    readonly got: Hands
    readonly now: Hands
  },
  random: number,
  policy: RefreshPolicy
): Held => {
  const { asked, got, now } = moments
  const lifetime =
    token.expires_at_seconds === undefined
      ? Infinity
      : token.expires_at_seconds * 1000 - (got.wall - (got.steady - asked.steady))
  const isFinite = Number.isFinite(lifetime)
  const header = bearer(token.access_token)
  return {
    header,
    given: Effect.succeedSome(header),
    resourceServer: token.resource_server,
    expiry: isFinite
      ? { wall: now.wall + lifetime - (now.steady - asked.steady), steady: asked.steady + lifetime }
      : undefined,
    windows: isFinite ? windows(Math.max(0, lifetime), random, policy) : noWindows,
    obtained: asked,
    rejected: false
  }
}

/** A cache's state that begins with a grant. */
export const begin = <G extends Grant>(grant: G, held: Held | undefined, generation: number): State<G> => ({
  grant,
  held,
  generation,
  failures: 0,
  refusal: undefined,
  notBefore: 0,
  waitUntil: 0,
  terminal: undefined,
  flight: undefined
})

export interface Outcome {
  readonly cause: RefreshCause
  readonly result: Either.Either<Token, Refusal>
  readonly asked: Hands
  readonly got: Hands
  readonly now: Hands
  readonly random: number
  /** Whose token it is, where nobody else says. */
  readonly resourceServer: string | undefined
  readonly storingFailed: string | undefined
}

/** The state after an exchange, and what to tell about it. */
export const settle = <G extends Grant>(
  state: State<G>,
  outcome: Outcome,
  policy: RefreshPolicy
): readonly [RefreshEvent, State<G>] => {
  const { asked, cause, now, random, result } = outcome
  const event = (next: State<G>, kind: RefreshEvent["outcome"]): readonly [RefreshEvent, State<G>] => [
    {
      cause,
      outcome: kind,
      resourceServer: next.held?.resourceServer ?? outcome.resourceServer,
      clientId: next.grant.clientId,
      generation: next.generation,
      duration: now.steady - asked.steady,
      reason: kind === "renewed" || kind === "unchanged" ? undefined : next.refusal?.reason,
      storingFailed: outcome.storingFailed,
      expiresAt: next.held?.expiry?.wall,
      nextAttempt:
        next.terminal !== undefined
          ? undefined
          : kind === "renewed" && next.notBefore <= now.steady
            ? next.held?.expiry === undefined
              ? undefined
              : Math.round(next.held.expiry.wall - next.held.windows.advisory)
            : Math.round(now.wall + next.notBefore - now.steady)
    },
    next
  ]
  /** The state with one more renewal that did not help. */
  const later = (state: State<G>, refusal: Refusal, left: number | undefined): State<G> => ({
    ...state,
    failures: state.failures + 1,
    refusal,
    waitUntil: now.steady + Math.min(refusal.retryAfter, policy.maxRetryAfter),
    notBefore:
      now.steady +
      backOffDelay(
        {
          failures: state.failures + 1,
          left,
          windows: state.held?.windows ?? noWindows,
          retryAfter: refusal.retryAfter,
          random
        },
        policy
      )
  })
  if (Either.isLeft(result)) {
    const refusal = result.left
    if (refusal.final === undefined) return event(later(state, refusal, leftOf(state.held, now)), "failed")
    const terminal = state.terminal ?? refusals.terminal(refusal.final, refusal, state, outcome.resourceServer)
    return event({ ...state, terminal, refusal }, refusal.final === "login" ? "loginRequired" : "clientRejected")
  }
  const renewed = hold(result.right, outcome, random, policy)
  const fresh: Held = { ...renewed, resourceServer: renewed.resourceServer ?? state.held?.resourceServer }
  const again = state.held !== undefined && same(fresh.header, state.held.header)
  // The same token once more: its windows stay those of its whole life, or they would shrink and shrink.
  const held: Held = again && state.held !== undefined ? { ...state.held, expiry: fresh.expiry } : fresh
  const next: State<G> = { ...state, held, generation: again ? state.generation : state.generation + 1 }
  const left = leftOf(held, now)
  if (!isGood({ left, windows: held.windows })) {
    return event(later(next, again ? refusals.sameAgain : refusals.expired, left), "failed")
  }
  if (again) return event(later(next, refusals.sameAgain, left), "unchanged")
  // A service may go on rejecting what the token endpoint gives: renewals that it forces are spaced like failures that
  // leave no token.
  if (cause === "401") return event(later(next, refusals.rejected, undefined), "renewed")
  return event({ ...next, failures: 0, refusal: undefined, notBefore: 0 }, "renewed")
}
