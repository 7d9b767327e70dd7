/**
 * The `Ref`-held token of the authorizers that renew. Whoever finds it stale joins the one exchange in flight; a scoped
 * fiber renews it ahead of time; what to do when is `RefreshPolicy`'s to say.
 *
 * @since 0.1.0
 */
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as PubSub from "effect/PubSub"
import * as Random from "effect/Random"
import * as Redacted from "effect/Redacted"
import * as Ref from "effect/Ref"
import * as Runtime from "effect/Runtime"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { Token } from "./auth/TokenResponse.js"
import type { Authorization } from "./Authorization.js"
import type { AuthorizationError, GlobusError } from "./GlobusError.js"
import { GlobusUsageError, isApiError, LoginRequired, RefreshFailed } from "./GlobusError.js"
import { bearer, checkResourceServer, wrongResourceServer } from "./internal/bearer.js"
import { onUnreferencedTimers } from "./internal/unreferencedTimers.js"
import type { RefreshPolicy, Windows } from "./RefreshPolicy.js"
import { backOffDelay, isGood, make as makePolicy, refreshDecision, windows } from "./RefreshPolicy.js"

/**
 * Why a renewal was begun: there was no token, its time was near, its time was up, a service answered 401, or `ensure`
 * wanted a longer life.
 *
 * @since 0.1.0
 * @category models
 */
export type RefreshCause = "missing" | "advisory" | "mandatory" | "401" | "forced"

/**
 * What came of a renewal. Times are epoch milliseconds, the duration milliseconds.
 *
 * @since 0.1.0
 * @category models
 */
export interface RefreshEvent {
  readonly cause: RefreshCause
  /** `renewed`; `unchanged`: the same token once more; `failed`: to be tried again; `loginRequired`: never again. */
  readonly outcome: "renewed" | "unchanged" | "failed" | "loginRequired"
  /** Counts the tokens of this cache. */
  readonly generation: number
  readonly duration: number
  /** Why it failed, in the token endpoint's words. */
  readonly reason: string | undefined
  /** When the token in hand expires. Undefined: there is none, or nobody said. */
  readonly expiresAt: number | undefined
  /** When the next renewal may be made. Undefined: none will be. */
  readonly nextAttempt: number | undefined
}

/**
 * An authorizer that renews its tokens, and what a client does not ask of it: whether a job's tokens will last, and what
 * happened.
 *
 * @since 0.1.0
 * @category models
 */
export interface TokenCache extends Authorization.Service {
  /**
   * Whether the token in hand lives that long and its grant is not known to be dead. Makes no request. A token whose
   * expiry nobody said counts as one that lives.
   */
  readonly validFor: (duration: Duration.DurationInput) => Effect.Effect<boolean>
  /** Renews the token now unless it lives that long. Fails when the new one does not either. */
  readonly ensure: (minLife: Duration.DurationInput) => Effect.Effect<void, AuthorizationError | GlobusUsageError>
  /** What happens from now on. Only the newest are kept for a reader that is slow. */
  readonly events: Stream.Stream<RefreshEvent>
}

/**
 * What a program can say of the renewing.
 *
 * @since 0.1.0
 * @category models
 */
export interface Behaviour<T, R = never> {
  /**
   * Stores what a renewal gave; `refresh_token`, if there is one, is the one to use from now on, new or not. The new
   * access token is given out only when this has ended. A failure is logged, and costs no call anything.
   */
  readonly onRefresh?: ((token: T) => Effect.Effect<unknown, unknown, R>) | undefined
  readonly policy?: Partial<RefreshPolicy> | undefined
}

/**
 * Where tokens come from, and what to do with them.
 *
 * @since 0.1.0
 * @category models
 */
export interface Options<T extends Token, R = never> extends Behaviour<T, R> {
  /** Gets a new token. It is not retried inside: this cache does that. */
  readonly exchange: Effect.Effect<T, GlobusError>
  /** A token to begin with. */
  readonly initial?: Token | undefined
  /** Whose token it is, where the token answer does not say. */
  readonly resourceServer?: string | undefined
}

/** A clock's two hands, in milliseconds. The wall's can jump; the other one stands still while the machine sleeps. */
interface Hands {
  readonly wall: number
  readonly steady: number
}

interface Held {
  readonly header: Redacted.Redacted
  readonly resourceServer: string | undefined
  /** By both hands: the earlier one counts. */
  readonly expiry: Hands | undefined
  readonly windows: Windows
  readonly obtained: Hands
  readonly rejected: boolean
}

interface State {
  readonly held: Held | undefined
  readonly generation: number
  /** Renewals in a row that did not help. */
  readonly failures: number
  readonly reason: string
  /** No renewal before this moment, by the steady hand. */
  readonly notBefore: number
  readonly terminal: LoginRequired | GlobusUsageError | undefined
  /** Done when the one exchange in flight has ended, whatever came of it. */
  readonly flight: Deferred.Deferred<void> | undefined
}

const hands: Effect.Effect<Hands> = Effect.clockWith((clock) =>
  Effect.sync(() => ({
    wall: clock.unsafeCurrentTimeMillis(),
    steady: Number(clock.unsafeCurrentTimeNanos() / 1_000_000n)
  }))
)

const leftOf = (held: Held | undefined, now: Hands): number | undefined =>
  held === undefined || held.rejected
    ? undefined
    : held.expiry === undefined
      ? Infinity
      : Math.min(held.expiry.wall - now.wall, held.expiry.steady - now.steady)

const noWindows: Windows = { advisory: 0, mandatory: 0, margin: 0 }

const situation = (state: State, now: Hands) => ({
  left: leftOf(state.held, now),
  windows: state.held?.windows ?? noWindows,
  terminal: state.terminal !== undefined,
  backingOff: now.steady < state.notBefore
})

const same = (one: Redacted.Redacted, other: Redacted.Redacted) => Redacted.value(one) === Redacted.value(other)

/** OAuth's codes that say the grant or the client is refused, for good (RFC 6749, section 5.2). */
const terminalCodes = new Set(["invalid_grant", "invalid_client", "unauthorized_client"])

/** Why there is no new token. */
interface Refusal {
  readonly reason: string
  /** What the token endpoint asks to wait, in milliseconds. */
  readonly retryAfter: number
  /** There is no use in asking again: a new login is needed, or the program must change. */
  readonly final: "login" | GlobusUsageError | undefined
}

const transient = (reason: string): Refusal => ({ reason, retryAfter: 0, final: undefined })

const refusal = (error: GlobusError): Refusal => {
  if (error._tag === "GlobusUsageError") return { ...transient(error._tag), final: error }
  if (!isApiError(error)) return transient(error._tag)
  return {
    reason: error.code ?? error._tag,
    retryAfter: error.retryAfter === undefined ? 0 : Duration.toMillis(error.retryAfter),
    final: error.status >= 400 && error.status < 404 && terminalCodes.has(error.code ?? "") ? "login" : undefined
  }
}

/** A token as it is held, from the moment that it was asked for. */
const hold = (token: Token, asked: Hands, random: number, policy: RefreshPolicy): Held => {
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

interface Outcome {
  readonly cause: RefreshCause
  readonly result: Either.Either<Token, Refusal>
  readonly asked: Hands
  readonly now: Hands
  readonly random: number
}

/** The state after an exchange, and what to tell about it. */
const settle = (state: State, outcome: Outcome, policy: RefreshPolicy): readonly [RefreshEvent, State] => {
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
  const fresh = hold(result.right, asked, random, policy)
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

/**
 * A cache that lives as long as its scope. Fails with `GlobusUsageError` for an option that makes no sense. On closing it awaits an exchange that is out, with its storing, up to the
 * policy's deadline.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = <T extends Token, R = never>(
  options: Options<T, R>
): Effect.Effect<TokenCache, GlobusUsageError, Scope.Scope | R> =>
  Effect.gen(function* () {
    const policy = yield* makePolicy(options.policy)
    const resourceServer = yield* checkResourceServer(options.resourceServer)
    const deadline = Duration.millis(policy.deadline)
    const runtime = yield* Effect.runtime<R>()
    const events = yield* PubSub.sliding<RefreshEvent>(64)
    const changed = yield* Effect.makeLatch(false)
    const start = yield* hands
    const state = yield* Ref.make<State>({
      held: options.initial === undefined ? undefined : hold(options.initial, start, yield* Random.next, policy),
      generation: options.initial === undefined ? 0 : 1,
      failures: 0,
      reason: "",
      notBefore: 0,
      terminal: undefined,
      flight: undefined
    })
    const firstAsker = yield* Ref.make(resourceServer)

    const look = Effect.zip(Ref.get(state), hands)

    const tell = (event: RefreshEvent) =>
      PubSub.publish(events, event).pipe(
        Effect.zipRight(
          event.outcome === "renewed" || event.outcome === "unchanged"
            ? Effect.logDebug("Globus token renewed")
            : Effect.logWarning("Globus token not renewed")
        ),
        Effect.annotateLogs({ ...event })
      )

    const store = (token: T) =>
      (options.onRefresh?.(token) ?? Effect.void).pipe(
        Effect.timeout(deadline),
        Effect.interruptible,
        Effect.catchAllCause(() => Effect.logError("Storing a renewed Globus token failed: it is held in memory alone"))
      )

    const exchange = (cause: RefreshCause, done: Deferred.Deferred<void>) =>
      Effect.gen(function* () {
        const asked = yield* hands
        const result = yield* options.exchange.pipe(
          Effect.mapError(refusal),
          Effect.timeoutFail({ duration: deadline, onTimeout: () => transient("timeout") }),
          Effect.catchAllDefect(() => Effect.fail(transient("defect"))),
          Effect.interruptible,
          Effect.either
        )
        if (Either.isRight(result)) yield* store(result.right)
        const now = yield* hands
        const random = yield* Random.next
        const event = yield* Ref.modify(state, (state) =>
          settle({ ...state, flight: undefined }, { cause, result, asked, now, random }, policy)
        )
        yield* Deferred.succeed(done, undefined)
        yield* changed.open
        yield* tell(event)
      })

    /** The exchange in flight, begun if there is none. It belongs to no caller: nobody's interruption ends it. */
    const renew = (cause: RefreshCause): Effect.Effect<Deferred.Deferred<void>> =>
      Effect.uninterruptible(
        Effect.flatMap(Deferred.make<void>(), (done) =>
          Effect.flatMap(
            Ref.modify(state, (state) => [state.flight, state.flight ? state : { ...state, flight: done }]),
            (flight) =>
              flight === undefined
                ? Effect.sync(() => {
                    Runtime.runFork(runtime)(exchange(cause, done), { immediate: false })
                    return done
                  })
                : Effect.succeed(flight)
          )
        )
      )

    const failure = (state: State, now: Hands): LoginRequired | GlobusUsageError | RefreshFailed =>
      state.terminal ??
      new RefreshFailed({
        reason: state.reason,
        nextAttempt: Math.round(now.wall + Math.max(0, state.notBefore - now.steady)),
        message: `The token could not be renewed (${state.reason}), and none is left that is good`
      })

    /** The server whose token this is; if nobody said, whoever asks first. */
    const checkServer = (asked: string, held: Held | undefined) =>
      Effect.flatMap(
        Ref.updateAndGet(firstAsker, (first) => held?.resourceServer ?? first ?? asked),
        (known) => (known === asked ? Effect.void : wrongResourceServer(known ?? asked, asked))
      )

    const give = (state: State, now: Hands) =>
      state.held === undefined ? Effect.fail(failure(state, now)) : Effect.succeedSome(state.held.header)

    /** Carries out what the policy says; `wait` where it says to wait. */
    const serve = (
      state: State,
      now: Hands,
      wait: ReturnType<TokenCache["header"]>
    ): ReturnType<TokenCache["header"]> => {
      switch (refreshDecision(situation(state, now))) {
        case "serve":
          return give(state, now)
        case "refreshAhead":
          return Effect.zipRight(renew("advisory"), give(state, now))
        case "block":
          return wait
        case "backOff":
        case "giveUp":
          return Effect.fail(failure(state, now))
      }
    }

    const header: TokenCache["header"] = (asked) =>
      Effect.flatMap(look, ([state, now]) => {
        const { held } = state
        const renewed = renew(held === undefined ? "missing" : held.rejected ? "401" : "mandatory").pipe(
          Effect.flatMap(Deferred.await),
          Effect.zipRight(look),
          Effect.flatMap(([state, now]) => {
            // It was waited for once: what is in hand now must do.
            const last = isGood(situation(state, now)) ? give(state, now) : Effect.fail(failure(state, now))
            return Effect.zipRight(checkServer(asked, state.held), serve(state, now, last))
          })
        )
        return Effect.zipRight(checkServer(asked, held), serve(state, now, renewed))
      })

    const reject: TokenCache["reject"] = (header) =>
      Effect.flatMap(hands, (now) =>
        Effect.flatMap(
          Ref.modify(state, (state): readonly [{ again: boolean; begin: boolean }, State] => {
            const { held } = state
            // Another token is in hand already, or on its way.
            if (held === undefined || held.rejected || !same(held.header, header)) {
              return [{ again: true, begin: false }, state]
            }
            // It served long enough to be believed: what it is rejected for is new.
            const proven = now.steady - held.obtained.steady > policy.maxBackOff
            if (!proven && state.terminal === undefined && now.steady < state.notBefore) {
              return [{ again: false, begin: false }, state]
            }
            return [
              { again: true, begin: state.terminal === undefined },
              {
                ...state,
                held: { ...held, rejected: true },
                ...(proven ? { failures: 0, notBefore: 0 } : {})
              }
            ]
          }),
          ({ again, begin }) => Effect.as(begin ? renew("401") : Effect.void, again)
        )
      )

    const lives = (state: State, now: Hands, millis: number) => {
      const left = leftOf(state.held, now)
      return left !== undefined && left >= millis
    }

    const validFor: TokenCache["validFor"] = (duration) =>
      Effect.map(look, ([state, now]) => state.terminal === undefined && lives(state, now, Duration.toMillis(duration)))

    const ensure: TokenCache["ensure"] = (minLife) =>
      Effect.gen(function* () {
        const millis = Duration.toMillis(minLife)
        const [before, then] = yield* look
        if (lives(before, then, millis)) return
        const { backingOff } = situation(before, then)
        if (before.terminal !== undefined || (backingOff && before.flight === undefined)) {
          return yield* failure(before, then)
        }
        yield* Effect.flatMap(renew("forced"), Deferred.await)
        const [after, now] = yield* look
        if (lives(after, now, millis)) return
        if (after.terminal !== undefined || after.generation === before.generation) return yield* failure(after, now)
        return yield* new RefreshFailed({
          reason: "lifetime",
          nextAttempt: now.wall,
          message: `A new token does not live for ${Duration.format(Duration.millis(millis))} either`
        })
      })

    /** When the schedule has something to do, in milliseconds from now; undefined: only after a change. */
    const untilDue = (state: State, now: Hands): number | undefined => {
      const left = leftOf(state.held, now)
      return state.held === undefined || left === undefined || left === Infinity || state.terminal !== undefined
        ? undefined
        : Math.max(left - state.held.windows.advisory, state.notBefore - now.steady)
    }

    // In slices of an hour: a wall clock that jumps and a machine that sleeps are noticed, and no timer is too long.
    const schedule = Effect.flatMap(Effect.zipRight(changed.close, look), ([state, now]) => {
      const due = untilDue(state, now)
      if (due === undefined) return changed.await
      if (due > 0) return Effect.sleep(Duration.millis(Math.min(Math.ceil(due), 3_600_000)))
      return Effect.flatMap(renew("advisory"), Deferred.await)
    }).pipe(Effect.forever, onUnreferencedTimers)

    yield* Effect.addFinalizer(() =>
      Ref.getAndUpdate(state, (state) => ({ ...state, terminal: state.terminal ?? closed })).pipe(
        Effect.flatMap(({ flight }) => (flight === undefined ? Effect.void : Deferred.await(flight))),
        Effect.timeoutOption(deadline),
        Effect.interruptible,
        Effect.zipRight(PubSub.shutdown(events))
      )
    )
    yield* Effect.forkScoped(schedule)

    return { header, reject, validFor, ensure, events: Stream.fromPubSub(events) }
  })

const closed = new GlobusUsageError({
  field: "authorizer",
  message: "authorizer: its scope is closed, so it renews no more: build it in the scope in which its client is used"
})
