/**
 * Exchanges in flight: one at a time for each cache, begun by whoever needs it, owned by nobody. However one ends, those
 * who wait for it go on.
 */
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import * as FiberRef from "effect/FiberRef"
import * as Metric from "effect/Metric"
import * as Random from "effect/Random"
import * as Ref from "effect/Ref"
import * as Runtime from "effect/Runtime"
import type { Token } from "../../auth/TokenResponse.js"
import type { GlobusError } from "../../GlobusError.js"
import { GlobusUsageError } from "../../GlobusError.js"
import * as Metrics from "../../Metrics.js"
import type { RefreshCause, RefreshEvent } from "../../RefreshEvent.js"
import type { RefreshPolicy } from "../../RefreshPolicy.js"
import { isGood } from "../../RefreshPolicy.js"
import { exitWithin } from "./foreign.js"
import { type Hands, hands } from "../hands.js"
import { type Waiting, waitFor } from "../wire/headerWithin.js"
import { fromCause } from "./refusal.js"
import type { Storing } from "./storing.js"
import type { Flight, Grant, State } from "./tokenState.js"
import { settle, situation } from "./tokenState.js"

/** What a cache is made of, as far as its flights need it. */
export interface Parts<T extends Token, G extends Grant, R> {
  readonly state: Ref.Ref<State<G>>
  readonly policy: RefreshPolicy
  readonly storage: Storing<T, R>
  /** Whose token it is, where nobody else says. */
  readonly resourceServer: string | undefined
  readonly tell: (event: RefreshEvent) => Effect.Effect<unknown>
  /** Opened when there is something new to look at. */
  readonly changed: Effect.Latch
  /** Open when the cache is closed. */
  readonly closing: Effect.Latch
}

export interface Flights<G extends Grant> {
  /** The exchange in flight, begun if there is none. It belongs to no caller: nobody's interruption ends it. */
  readonly renew: (cause: RefreshCause) => Effect.Effect<Flight<G>>
  /** Waits for a flight to end, if it is not the one that waits here. */
  readonly landed: <E = never>(flight: Flight<G>, caller?: Waiting<E>) => Effect.Effect<void, E | GlobusUsageError>
  /** Lets those who wait go on. */
  readonly land: (flight: Flight<G>) => Effect.Effect<void>
}

interface Settled<G extends Grant> {
  readonly event: RefreshEvent | undefined
  readonly next: State<G>
  readonly pause: number | undefined
}

/** The flight that a fiber works for: to wait for it there would be to wait for itself. */
const workedFor = FiberRef.unsafeMake<object | undefined>(undefined)

const of = ({ resourceServer }: RefreshEvent) => (resourceServer === undefined ? "" : `for ${resourceServer} `)

const waitsForItself = new GlobusUsageError({
  field: "onRefresh",
  message:
    "onRefresh: it waits for a token of the very authorizer whose renewal waits for it: use the token that it is given"
})

const counted = ({ cause, outcome, resourceServer }: RefreshEvent): Effect.Effect<void> =>
  Effect.tagMetrics(Metric.increment(Metrics.refreshes), {
    "globus.refresh.cause": cause,
    "globus.refresh.outcome": outcome,
    "globus.resource_server": resourceServer ?? "unknown",
    unit: "{refresh}"
  })

export const make = <T extends Token, G extends Grant & { readonly exchange: Effect.Effect<T, GlobusError> }, R>(
  parts: Parts<T, G, R>
): Effect.Effect<Flights<G>, never, R> =>
  Effect.map(Effect.runtime<R>(), (runtime) => {
    const { changed, closing, policy, resourceServer, state, storage } = parts
    const deadline = Duration.millis(policy.deadline)

    // A program's logger may throw.
    const tell = (event: RefreshEvent, why: string | undefined) =>
      parts
        .tell(event)
        .pipe(
          Effect.zipRight(counted(event)),
          Effect.zipRight(
            event.outcome === "renewed" || event.outcome === "unchanged"
              ? Effect.logDebug(`Globus token ${of(event)}renewed`)
              : Effect.logWarning(`Globus token ${of(event)}not renewed: ${why ?? event.reason}`)
          ),
          Effect.annotateLogs({ ...event }),
          Effect.exit
        )

    const land = (flight: Flight<G>) =>
      Ref.update(state, (state) => (state.flight === flight ? { ...state, flight: undefined } : state)).pipe(
        Effect.zipRight(Deferred.succeed(flight.done, undefined)),
        Effect.zipRight(changed.open)
      )

    /** One exchange. Gives the pause before the next one of the flight; none when the flight has ended. */
    const attempt = (cause: RefreshCause, flight: Flight<G>, began: Hands, spent: number) =>
      Effect.gen(function* () {
        const asked = yield* hands
        const exit = yield* exitWithin(flight.grant.exchange, deadline)
        const got = yield* hands
        if (Exit.isSuccess(exit)) yield* storage.store(exit.value, Duration.millis(policy.deadline - spent))
        const outcome = {
          cause,
          result: Exit.isSuccess(exit) ? Either.right(exit.value) : Either.left(fromCause(exit.cause, deadline)),
          asked,
          got,
          now: yield* hands,
          random: yield* Random.next,
          resourceServer,
          storingFailed: yield* storage.failed
        }
        const { event, next, pause } = yield* Ref.modify(state, (state): readonly [Settled<G>, State<G>] => {
          if (state.flight !== flight) return [{ event: undefined, next: state, pause: undefined }, state]
          const [event, next] = settle(state, outcome, policy)
          const wait = Math.max(next.notBefore - outcome.now.steady, policy.backOff / 10)
          const goesOn =
            event.outcome === "failed" &&
            next.terminal === undefined &&
            !isGood(situation(next, outcome.now)) &&
            outcome.now.steady + wait < began.steady + policy.patience
          return goesOn
            ? [{ event, next, pause: wait }, next]
            : [
                { event, next, pause: undefined },
                { ...next, flight: undefined }
              ]
        })
        if (pause === undefined) yield* land(flight)
        if (event !== undefined) yield* tell(event, next.refusal?.why)
        return pause
      })

    /** Exchanges until there is a good token or no patience is left. Whatever becomes of it, nobody waits for ever. */
    const fly = (cause: RefreshCause, flight: Flight<G>) =>
      Effect.gen(function* () {
        const began = yield* hands
        yield* storage.again(Duration.millis(policy.deadline / 2))
        const spent = (yield* hands).steady - began.steady
        for (;;) {
          const pause = yield* attempt(cause, flight, began, spent)
          if (pause === undefined) return
          yield* Effect.raceFirst(Effect.sleep(Duration.millis(pause)), closing.await)
          if ((yield* Ref.get(state)).terminal !== undefined) return
        }
      }).pipe(Effect.locally(workedFor, flight), Effect.interruptible, Effect.ensuring(land(flight)))

    const renew = (cause: RefreshCause): Effect.Effect<Flight<G>> =>
      Effect.uninterruptible(
        Effect.flatMap(Deferred.make<void>(), (done) =>
          Effect.flatMap(
            Ref.modify(state, (state): readonly [{ flight: Flight<G>; begun: boolean }, State<G>] => {
              if (state.flight !== undefined) return [{ flight: state.flight, begun: false }, state]
              const flight: Flight<G> = { grant: state.grant, done, fiber: undefined }
              return [
                { flight, begun: true },
                { ...state, flight }
              ]
            }),
            ({ begun, flight }) =>
              Effect.sync(() => {
                if (begun) flight.fiber = Runtime.runFork(runtime)(fly(cause, flight), { immediate: false })
                return flight
              })
          )
        )
      )

    const landed = <E = never>(flight: Flight<G>, caller?: Waiting<E>): Effect.Effect<void, E | GlobusUsageError> =>
      Effect.flatMap(FiberRef.get(workedFor), (own): Effect.Effect<void, E | GlobusUsageError> => {
        if (own === flight) return waitsForItself
        return caller === undefined ? Deferred.await(flight.done) : waitFor(Deferred.await(flight.done), caller)
      })

    return { renew, landed, land }
  })
