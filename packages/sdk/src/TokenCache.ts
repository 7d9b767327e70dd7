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
import * as Ref from "effect/Ref"
import * as Runtime from "effect/Runtime"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { Token } from "./auth/TokenResponse.js"
import type { Authorization } from "./Authorization.js"
import type { AuthorizationError, GlobusError, LoginRequired } from "./GlobusError.js"
import { GlobusUsageError, RefreshFailed } from "./GlobusError.js"
import { checkResourceServer, wrongResourceServer } from "./internal/bearer.js"
import type { Hands, Held, State } from "./internal/tokenState.js"
import { hands, hold, leftOf, read, refusal, same, settle, situation, transient } from "./internal/tokenState.js"
import { onUnreferencedTimers } from "./internal/unreferencedTimers.js"
import type { RefreshCause, RefreshEvent } from "./RefreshEvent.js"
import type { RefreshPolicy } from "./RefreshPolicy.js"
import { isGood, make as makePolicy, refreshDecision } from "./RefreshPolicy.js"

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
      waitUntil: 0,
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

    /** Does what is for the server whose token this is; if nobody said, for whoever asks first. */
    const forServer = (
      asked: string,
      held: Held | undefined,
      effect: ReturnType<TokenCache["header"]>
    ): ReturnType<TokenCache["header"]> => {
      if (held?.resourceServer === asked) return effect
      return Effect.flatMap(
        Ref.updateAndGet(firstAsker, (first) => held?.resourceServer ?? first ?? asked),
        (known) => (known === asked ? effect : wrongResourceServer(known ?? asked, asked))
      )
    }

    const give = (state: State, now: Hands) =>
      state.held === undefined ? Effect.fail(failure(state, now)) : Effect.succeedSome(state.held.header)

    /** Carries out what the policy says; `wait` where it says to wait. */
    const serve = (
      state: State,
      now: Hands,
      wait: () => ReturnType<TokenCache["header"]>
    ): ReturnType<TokenCache["header"]> => {
      switch (refreshDecision(situation(state, now))) {
        case "serve":
          return give(state, now)
        case "refreshAhead":
          return Effect.zipRight(renew("advisory"), give(state, now))
        case "block":
          return wait()
        case "backOff":
        case "giveUp":
          return Effect.fail(failure(state, now))
      }
    }

    const renewed = (asked: string, held: Held | undefined) =>
      renew(held === undefined ? "missing" : held.rejected ? "401" : "mandatory").pipe(
        Effect.flatMap(Deferred.await),
        Effect.zipRight(look),
        Effect.flatMap(([state, now]) => {
          // It was waited for once: what is in hand now must do.
          const last = () => (isGood(situation(state, now)) ? give(state, now) : Effect.fail(failure(state, now)))
          return forServer(asked, state.held, serve(state, now, last))
        })
      )

    // In as few steps as can be: every call begins with it.
    const header: TokenCache["header"] = (asked) =>
      Effect.clockWith((clock) =>
        Effect.flatMap(Ref.get(state), (state) =>
          forServer(
            asked,
            state.held,
            serve(state, read(clock), () => renewed(asked, state.held))
          )
        )
      )

    const reject: TokenCache["reject"] = (header) =>
      Effect.flatMap(hands, (now) =>
        Effect.flatMap(
          Ref.modify(state, (state): readonly [{ again: boolean; begin: boolean }, State] => {
            const { held } = state
            // Another token is in hand already, or on its way.
            if (held === undefined || held.rejected || !same(held.header, header)) {
              return [{ again: true, begin: false }, state]
            }
            // It served long enough to be believed: what it is rejected for is new, and no pause of ours is left. What
            // the token endpoint asked for is.
            const proven = now.steady - held.obtained.steady > policy.maxBackOff
            const notBefore = proven ? state.waitUntil : state.notBefore
            if (!proven && state.terminal === undefined && now.steady < notBefore) {
              return [{ again: false, begin: false }, state]
            }
            return [
              { again: true, begin: state.terminal === undefined && now.steady >= notBefore },
              { ...state, held: { ...held, rejected: true }, notBefore, failures: proven ? 0 : state.failures }
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
