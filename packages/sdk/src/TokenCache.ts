/**
 * The `Ref`-held token of the authorizers that renew. Whoever finds it stale joins the one exchange in flight; a scoped
 * fiber renews it ahead of time; what to do when is `RefreshPolicy`'s to say.
 *
 * @since 0.1.0
 */
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type * as Option from "effect/Option"
import * as PubSub from "effect/PubSub"
import * as Random from "effect/Random"
import type * as Redacted from "effect/Redacted"
import * as Ref from "effect/Ref"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { Token } from "./auth/TokenResponse.js"
import type { Authorization } from "./Authorization.js"
import type { AuthorizationError, GlobusError } from "./GlobusError.js"
import { GlobusUsageError, GlobusRefreshFailed } from "./GlobusError.js"
import { checkResourceServer, wrongResourceServer } from "./internal/token/bearer.js"
import * as flights from "./internal/token/flights.js"
import { type Hands, hands, read } from "./internal/hands.js"
import { keepDeadline, type Waiting } from "./internal/wire/headerWithin.js"
import { failure as failed } from "./internal/token/refusal.js"
import * as storing from "./internal/token/storing.js"
import * as tokenState from "./internal/token/tokenState.js"
import { hold, leftOf, same, situation } from "./internal/token/tokenState.js"
import { onUnreferencedTimers } from "./internal/effectInternals.js"
import type { RefreshEvent } from "./RefreshEvent.js"
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
  /**
   * Renews the token now unless it lives that long. Fails when the new one does not either. With `force` it tries even
   * in the pause after a failure, and before the token endpoint's `Retry-After` is over.
   */
  readonly ensure: (
    minLife: Duration.DurationInput,
    options?: { readonly force?: boolean | undefined }
  ) => Effect.Effect<void, AuthorizationError | GlobusUsageError>
  /** What happens from now on. Only the newest are kept for a reader that is slow. */
  readonly events: Stream.Stream<RefreshEvent>
}

/**
 * How tokens are got.
 *
 * @since 0.1.0
 * @category models
 */
export interface Grant<T extends Token> {
  /** Gets a new token. It is not retried inside: this cache does that. */
  readonly exchange: Effect.Effect<T, GlobusError>
  /** A token to begin with. */
  readonly initial?: Token | undefined
  /** What `exchange` shows at first, such as a refresh token: never shown. */
  readonly secret?: Redacted.Redacted | undefined
  /** The application that gets the tokens, for messages, log lines and events. */
  readonly clientId?: string | undefined
  /** What `exchange` asks for, for messages, such as a grant and its scopes. No secret. */
  readonly request?: string | undefined
}

/**
 * A cache that can go on with another grant.
 *
 * @since 0.1.0
 * @category models
 */
export interface Replaceable<T extends Token> extends TokenCache {
  /**
   * Goes on with a new grant, also when the old one is at its end. What the old one still has in flight is dropped, and
   * calls that wait for it wait for the new one. It ends when nothing of the old one is stored any more. `initial` is
   * not handed to `onRefresh`: whoever has the new grant stores it, after this.
   */
  readonly replace: (grant: Grant<T>) => Effect.Effect<void, GlobusUsageError>
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
   * access token is given out only when this has ended. A failure is logged, costs no call anything, and has the token
   * stored again before the next renewal. It must not wait for a token of its own authorizer: that is a
   * `GlobusUsageError` there.
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
export interface Options<T extends Token, R = never> extends Grant<T>, Behaviour<T, R> {
  /** Whose token it is, where the token answer does not say. */
  readonly resourceServer?: string | undefined
}

/** A call that waits for as long as it takes. */
type Caller<E> = Waiting<E> | undefined

/**
 * A cache that lives as long as its scope. Fails with `GlobusUsageError` for an option that makes no sense. On closing it
 * awaits an exchange that is out, with its storing, up to the policy's deadline.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = <T extends Token, R = never>(
  options: Options<T, R>
): Effect.Effect<Replaceable<T>, GlobusUsageError, Scope.Scope | R> =>
  Effect.gen(function* () {
    type State = tokenState.State<Grant<T>>
    type Header<E> = Effect.Effect<Option.Option<Redacted.Redacted>, AuthorizationError | GlobusUsageError | E>

    const policy = yield* makePolicy(options.policy)
    const resourceServer = yield* checkResourceServer(options.resourceServer)
    const deadline = Duration.millis(policy.deadline)
    const events = yield* PubSub.sliding<RefreshEvent>(64)
    const changed = yield* Effect.makeLatch(false)
    const closing = yield* Effect.makeLatch(false)
    const storage = yield* storing.make(options.onRefresh, [options.initial, options.secret])

    const heldFrom = ({ initial }: Grant<T>) =>
      initial === undefined
        ? Effect.succeed(undefined)
        : Effect.zipWith(hands, Random.next, (now, random) =>
            hold(initial, { asked: now, got: now, now }, random, policy)
          )
    const first = yield* heldFrom(options)
    const state = yield* Ref.make<State>(tokenState.begin<Grant<T>>(options, first, first === undefined ? 0 : 1))

    const look = Effect.zip(Ref.get(state), hands)

    const { land, landed, renew } = yield* flights.make({
      state,
      policy,
      storage,
      resourceServer,
      tell: (event) => PubSub.publish(events, event),
      changed,
      closing
    })

    const failure = (state: State, now: Hands) => state.terminal ?? failed(state, now, resourceServer)

    /** Gives the token out; one of which nobody said whose it is, to the first who asks, and then to nobody else. */
    const give = (found: State, now: Hands, asked: string): Header<never> => {
      const { held } = found
      if (held === undefined) return Effect.fail(failure(found, now))
      if (held.resourceServer !== undefined || resourceServer !== undefined) return held.given
      return Effect.flatMap(
        Ref.modify(state, (now) => {
          const owner = now.held?.resourceServer ?? asked
          return [owner, now.held === undefined ? now : { ...now, held: { ...now.held, resourceServer: owner } }]
        }),
        (owner) => (owner === asked ? held.given : wrongResourceServer(owner, asked))
      )
    }

    /** Carries out what the policy says; `wait` where it says to wait. */
    const serve = <E>(state: State, now: Hands, asked: string, wait: () => Header<E>): Header<E> => {
      const known = state.held?.resourceServer ?? resourceServer
      if (known !== undefined && known !== asked) return wrongResourceServer(known, asked)
      switch (refreshDecision(situation(state, now))) {
        case "serve":
          return give(state, now, asked)
        case "refreshAhead":
          return Effect.zipRight(renew("advisory"), give(state, now, asked))
        case "block":
          return wait()
        case "backOff":
        case "giveUp":
          return Effect.fail(failure(state, now))
      }
    }

    const renewed = <E>(asked: string, before: State, caller: Caller<E>): Header<E> => {
      const { grant, held } = before
      return renew(held === undefined ? "missing" : held.rejected ? "401" : "mandatory").pipe(
        Effect.flatMap((flight) => landed(flight, caller)),
        Effect.zipRight(look),
        Effect.flatMap(([state, now]) =>
          state.grant === grant
            ? // It was waited for once: what is in hand now must do.
              serve(state, now, asked, () =>
                isGood(situation(state, now)) ? give(state, now, asked) : Effect.fail(failure(state, now))
              )
            : headerFor(asked, caller)
        )
      )
    }

    // In as few steps as can be: every call begins with it.
    const headerFor = <E = never>(asked: string, caller?: Caller<E>): Header<E> =>
      Effect.clockWith((clock) =>
        Effect.flatMap(Ref.get(state), (state) => serve(state, read(clock), asked, () => renewed(asked, state, caller)))
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

    const ensure: TokenCache["ensure"] = (minLife, options) =>
      Effect.gen(function* () {
        const millis = Duration.toMillis(minLife)
        const [before, then] = yield* look
        if (lives(before, then, millis)) return
        const mayTry = options?.force === true || !situation(before, then).backingOff
        if (before.terminal !== undefined || !mayTry) return yield* failure(before, then)
        yield* Effect.flatMap(renew("forced"), (flight) => landed(flight))
        const [after, now] = yield* look
        if (after.grant !== before.grant) return yield* ensure(minLife, options)
        if (lives(after, now, millis)) return
        if (after.terminal !== undefined || after.generation === before.generation) return yield* failure(after, now)
        return yield* new GlobusRefreshFailed({
          reason: "lifetime",
          origin: undefined,
          resourceServer: after.held?.resourceServer ?? resourceServer,
          nextAttempt: now.wall,
          message: `A new token does not live for ${Duration.format(Duration.millis(millis))} either`
        })
      })

    const replace: Replaceable<T>["replace"] = (grant) =>
      Effect.gen(function* () {
        const held = yield* heldFrom(grant)
        const before = yield* Ref.getAndUpdate(state, (state) =>
          state.terminal === closed ? state : tokenState.begin(grant, held, state.generation + 1)
        )
        if (before.terminal === closed) return yield* closed
        const { flight } = before
        if (flight !== undefined) {
          yield* land(flight)
          if (flight.fiber !== undefined) yield* Fiber.interrupt(flight.fiber)
        }
        yield* storage.forget
        yield* changed.open
      }).pipe(Effect.uninterruptible)

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
      if (due > 0) {
        return Effect.raceFirst(Effect.sleep(Duration.millis(Math.min(Math.ceil(due), 3_600_000))), changed.await)
      }
      return Effect.flatMap(renew("advisory"), ({ done }) => Deferred.await(done))
    }).pipe(Effect.forever, onUnreferencedTimers)

    yield* Effect.addFinalizer(() =>
      Ref.getAndUpdate(state, (state) => ({ ...state, terminal: closed })).pipe(
        Effect.zipLeft(closing.open),
        Effect.flatMap(({ flight }) => (flight === undefined ? Effect.void : Deferred.await(flight.done))),
        Effect.zipRight(storage.again(deadline)),
        Effect.timeoutOption(deadline),
        Effect.interruptible,
        Effect.zipRight(PubSub.shutdown(events))
      )
    )
    yield* Effect.forkScoped(schedule)

    const cache: Replaceable<T> = {
      header: (asked) => headerFor(asked),
      reject,
      validFor,
      ensure,
      events: Stream.fromPubSub(events),
      replace
    }
    return keepDeadline(cache, headerFor)
  })

const closed = new GlobusUsageError({
  field: "authorizer",
  message: "authorizer: its scope is closed, so it renews no more: build it in the scope in which its client is used"
})
