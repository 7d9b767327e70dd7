/**
 * One call: authorize, attempt, classify; after a 401 renew the token once; after what may pass, again by the schedule.
 */
import type * as HttpBody from "@effect/platform/HttpBody"
import type { HttpMethod } from "@effect/platform/HttpMethod"
import * as HttpTraceContext from "@effect/platform/HttpTraceContext"
import * as Cause from "effect/Cause"
import type * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import type { RateLimiter } from "effect/RateLimiter"
import type * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import type * as Tracer from "effect/Tracer"
import type { Authorization } from "../../Authorization.js"
import { GlobusTimeout, GlobusUnauthenticated } from "../../GlobusError.js"
import type * as Retry from "../../Retry.js"
import { clockOf, inFiber, isLiveClock, isTraced, type Running } from "../effectInternals.js"
import type { Attempt } from "./attempt.js"
import { isFinal, refuse } from "./classify.js"
import type { HeaderWithin } from "./headerWithin.js"
import type { Meter } from "./meter.js"
import { inSpan } from "./spans.js"
import { headerSecrets, striker } from "./strike.js"
import type { Answer, Failure, Request, Success } from "./types.js"

/** What all calls of a client have in common. */
export interface Wire {
  readonly baseUrl: string
  /** Of each attempt. */
  readonly deadline: Option.Option<Duration.Duration>
  /** The most bytes of an answer that are held at once. */
  readonly maxHeldBytes: number
  /** When a failed call is sent again. */
  readonly retry: Schedule.Schedule<unknown, Retry.Failure>
  readonly authorization: Authorization.Service
  /** Asks it for a header within a deadline. */
  readonly header: HeaderWithin
  /** Requests carry the context of their span. */
  readonly propagates: boolean
  /** Paces the attempts of all clients that have it. */
  readonly limit: RateLimiter | undefined
  readonly meter: (operation: string) => Meter
  /** What spans say of the server. */
  readonly server: Readonly<Record<string, unknown>>
}

/** In milliseconds. The wall clock may jump back. */
const since = (clock: Clock.Clock, begun: number): number => Math.max(0, clock.unsafeCurrentTimeMillis() - begun)

const idempotent = new Set<HttpMethod>(["GET", "HEAD", "PUT", "DELETE", "OPTIONS"])

/** A stream is read once, and so is one of the web or of Node. */
const isReplayable = ({ body, upload }: Request): boolean =>
  upload !== undefined ? upload.isReplayable : body._tag !== "Stream" && !(body._tag === "Raw" && isStream(body))

const isStream = ({ body }: HttpBody.Raw): boolean =>
  Predicate.hasProperty(body, "getReader") || Predicate.hasProperty(body, Symbol.asyncIterator)

/** `accept` makes of a success what the caller gets. */
export const send = <B extends { readonly status: number }, A>(
  wire: Wire,
  request: Request,
  attempt: Attempt<B>,
  accept: (success: Success<B>) => Effect.Effect<A, Failure>
): Effect.Effect<A, Failure> =>
  inFiber((fiber) => {
    const whole = (span: Tracer.Span | undefined) => call(wire, request, attempt, accept, fiber, span)
    return wire.propagates || isTraced(fiber) ? inSpan(request.endpoint.call, wire.server, whole) : whole(undefined)
  })

const call = <B extends { readonly status: number }, A>(
  wire: Wire,
  request: Request,
  attempt: Attempt<B>,
  accept: (success: Success<B>) => Effect.Effect<A, Failure>,
  fiber: Running,
  span: Tracer.Span | undefined
): Effect.Effect<A, Failure> => {
  const { endpoint } = request
  const meter = wire.meter(endpoint.call.operation)
  const clock = clockOf(fiber)
  const began = clock.unsafeCurrentTimeMillis()
  const timeout = request.timeout ?? wire.deadline
  /** The headers that were sent, the newest last: an answer may repeat any of them. */
  const shown: Array<Redacted.Redacted> = []
  const strike = striker(() => [...shown.flatMap(headerSecrets), ...request.secrets])

  const authorize = (resourceServer: string): Effect.Effect<A, Failure> => {
    let spent = 0
    const waiting = {
      deadline: timeout,
      waited: (millis: number) => {
        spent += millis
      },
      late: () => {
        const whole = Option.getOrElse(timeout, () => Duration.infinity)
        return new GlobusTimeout({
          ...endpoint.call,
          timeout: whole,
          waitingFor: "token",
          description: `no token within ${Duration.format(whole)}, so nothing was sent: see the log for why it is not renewed`
        })
      }
    }
    return Effect.flatMap(wire.header(resourceServer, waiting), (header) => {
      if (Option.isSome(header)) shown.push(header.value)
      return exchange(header, spent)
    })
  }

  /** `spent`: the milliseconds of this attempt's deadline that its token took. */
  const exchange = (authorization: Option.Option<Redacted.Redacted>, spent: number): Effect.Effect<A, Failure> => {
    const upload = request.upload?.start()
    const headers =
      wire.propagates && span !== undefined
        ? { ...HttpTraceContext.toHeaders(span), ...request.headers }
        : request.headers
    const sent = attempt({
      call: endpoint.call,
      method: endpoint.method,
      url: wire.baseUrl + request.target,
      headers,
      body: upload === undefined ? request.body : upload.body,
      authorization,
      timeout,
      deadline: spent === 0 ? timeout : Option.map(timeout, (whole) => Duration.subtract(whole, spent)),
      maxHeldBytes: wire.maxHeldBytes,
      strike,
      isLive: isLiveClock(clock)
    })
    return Effect.flatMap(upload === undefined ? sent : upload.within(sent), classify)
  }

  const classify = (outcome: Either.Either<B, Answer>): Effect.Effect<A, Failure> => {
    span?.attribute("http.response.status_code", Either.merge(outcome).status)
    if (Either.isRight(outcome)) return accept({ answer: outcome.right, strike })
    request.onRefused?.(outcome.left)
    return refuse(endpoint, outcome.left, strike)
  }

  const unlimited = Effect.suspend(() =>
    endpoint.resourceServer === undefined ? exchange(Option.none(), 0) : authorize(endpoint.resourceServer)
  )
  const once = wire.limit === undefined ? unlimited : limited(wire.limit, unlimited, fiber, meter)

  const again = (failure: Failure): Effect.Effect<A, Failure> =>
    Effect.gen(function* () {
      const { method, repeat } = endpoint
      const replayable = isReplayable(request)
      const repeatable = repeat === "safe" || idempotent.has(method)
      let schedule: Schedule.ScheduleDriver<unknown, Retry.Failure> | undefined
      let isRenewed = false
      let error = failure
      for (let resend = 1; ; resend++) {
        if (isFinal(error)) return yield* error
        const used = shown.at(-1)
        let isDue = false
        if (error._tag === "GlobusUnauthenticated" && used !== undefined && !isRenewed) {
          isRenewed = true
          isDue = yield* wire.authorization.reject(used)
          if (isDue && !replayable) {
            return yield* new GlobusUnauthenticated({
              ...error,
              description: `${error.description}. The token is renewed now, but the body was a stream and is read: retry with a new body.`
            })
          }
        }
        if (!isDue) {
          if (repeat === "never" || !replayable) return yield* error
          const paused = clock.unsafeCurrentTimeMillis()
          schedule ??= yield* Schedule.driver(wire.retry)
          const next = yield* Effect.option(schedule.next({ error, method, repeatable }))
          if (Option.isNone(next)) return yield* error
          meter.waited(fiber, "retry", since(clock, paused))
        }
        span?.attribute("http.request.resend_count", resend)
        meter.retried(fiber, error._tag)
        const outcome = yield* Effect.either(once)
        if (Either.isRight(outcome)) return outcome.right
        error = outcome.left
      }
    })

  return Effect.matchCauseEffect(once, {
    onSuccess: (value) => {
      meter.succeeded(fiber, since(clock, began))
      return Effect.succeed(value)
    },
    onFailure: (cause) =>
      Effect.onExit(
        Either.match(Cause.failureOrCause(cause), { onLeft: again, onRight: Effect.failCause }),
        Exit.match({
          onSuccess: () => Effect.sync(() => meter.succeeded(fiber, since(clock, began))),
          onFailure: (cause) => Effect.sync(() => meter.failed(fiber, cause, since(clock, began)))
        })
      )
  })
}

/** Waits for its turn. The deadline of an attempt begins after that. */
const limited = <A>(
  limit: RateLimiter,
  effect: Effect.Effect<A, Failure>,
  fiber: Running,
  meter: Meter
): Effect.Effect<A, Failure> =>
  Effect.suspend(() => {
    const clock = clockOf(fiber)
    const asked = clock.unsafeCurrentTimeMillis()
    return limit(
      Effect.suspend(() => {
        meter.waited(fiber, "limit", since(clock, asked))
        return effect
      })
    )
  })
