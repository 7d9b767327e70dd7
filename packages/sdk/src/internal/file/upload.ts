/**
 * A body that is a stream: it is read as fast as the service takes it, and the deadline is for each piece, as no deadline
 * for the whole could be right.
 */
import { streamOfPull } from "@effect-globus/http/DeadlineHttpClient"
import * as HttpBody from "@effect/platform/HttpBody"
import * as Cause from "effect/Cause"
import * as Chunk from "effect/Chunk"
import * as Clock from "effect/Clock"
import type * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { Call } from "../../GlobusError.js"
import { GlobusTimeout, GlobusUsageError } from "../../GlobusError.js"
import { clockOf, hasServices, inFiber, pulls, type Running } from "../effectInternals.js"
import type { Meter } from "../wire/meter.js"
import type { Failure, Upload } from "../wire/types.js"

/** A piece that is longer is given in parts, so that the deadline is for so much. */
const longest = 64 * 1024

/** The pieces that are to be given, none of them empty. */
function* parts(pieces: Iterable<Uint8Array>): Generator<Uint8Array, undefined> {
  for (const bytes of pieces) {
    for (let from = 0; from < bytes.length; from += longest) {
      yield bytes.length <= longest ? bytes : bytes.subarray(from, from + longest)
    }
  }
}

/** What is to be sent. */
export interface Content<E, R> {
  readonly call: Call
  readonly meter: Meter
  readonly stream: () => Stream.Stream<Uint8Array, E, R>
  readonly context: Context.Context<R>
  /** The stream can be made again. */
  readonly isReplayable: boolean
  readonly contentType: string | undefined
  readonly contentLength: number | undefined
  readonly deadline: Option.Option<Duration.Duration>
}

/** Whether the fiber has all that a stream needs. To provide it anyway would be work for each piece. */
const needsNothing = <A, E, R>(
  _stream: Stream.Stream<A, E, R>,
  needed: Context.Context<R>,
  fiber: Running
): _stream is Stream.Stream<A, E> => hasServices(fiber, needed)

/** Sends a stream. What breaks it is the failure then, and nothing is sent again. */
export const upload = <A, E, R>(
  content: Content<E, R>,
  send: (upload: Upload) => Effect.Effect<A, Failure>
): Effect.Effect<A, Failure | E> =>
  Effect.gen(function* () {
    const { call, contentLength, contentType, context, deadline, meter } = content
    const broken = yield* Deferred.make<never, E | GlobusUsageError>()

    const wrongLength = Cause.fail(
      new GlobusUsageError({
        field: "contentLength",
        message: `contentLength: the stream has not the ${contentLength} bytes that were announced`
      })
    )

    const start = () => {
      /** Since when the service has to take a piece, or to answer. None: the stream is to give one. */
      let since = Option.none<number>()
      let isStarted = false
      /** Whoever runs the stream. */
      let reader: Running | undefined

      type Next = Effect.Effect<Chunk.Chunk<Uint8Array>, Option.Option<E | GlobusUsageError>>

      const breaks = (cause: Cause.Cause<E | GlobusUsageError>): Next =>
        Effect.zipRight(Deferred.failCause(broken, cause), Effect.failCause(Cause.map(cause, Option.some)))

      /** The pieces, one at a time. The last one that was announced waits until it is seen to be the last. */
      const counted = (pull: Effect.Effect<Chunk.Chunk<Uint8Array>, Option.Option<E>>, clock: Clock.Clock): Next => {
        /** What came of the stream and is still to be given. */
        let left = parts([])
        let sent = 0
        let isOver = false

        const give = (bytes: Uint8Array): Next => {
          since = Option.some(clock.unsafeCurrentTimeMillis())
          return Effect.as(meter.moved("transmit", bytes.length), Chunk.of(bytes))
        }
        const pulled = (onPieces: () => Next, onEnd: () => Next): Next =>
          Effect.matchCauseEffect(pull, {
            onSuccess: (pieces) => {
              left = parts(pieces)
              return onPieces()
            },
            onFailure: (cause) => Option.match(Cause.flipCauseOption(cause), { onNone: onEnd, onSome: breaks })
          })

        /** Nothing may come behind the last one. */
        const last = (bytes: Uint8Array): Next =>
          left.next().done !== true
            ? breaks(wrongLength)
            : pulled(
                () => last(bytes),
                () => {
                  isOver = true
                  return give(bytes)
                }
              )

        const next = (): Next => {
          const part = left.next()
          if (part.done === true) {
            return pulled(next, () =>
              contentLength !== undefined && sent < contentLength ? breaks(wrongLength) : Effect.fail(Option.none())
            )
          }
          sent += part.value.length
          if (contentLength === undefined || sent < contentLength) return give(part.value)
          return sent > contentLength ? breaks(wrongLength) : last(part.value)
        }

        return Effect.suspend(() => {
          if (isOver) return Effect.fail(Option.none())
          isStarted = true
          since = Option.none()
          return next()
        })
      }

      const open = inFiber<Next, never, Scope.Scope>((fiber) => {
        reader = fiber
        const clock = clockOf(fiber)
        const pieces = Stream.suspend(content.stream)
        const pull = pulls(needsNothing(pieces, context, fiber) ? pieces : Stream.provideContext(pieces, context))
        const answer = Effect.addFinalizer(() =>
          Effect.sync(() => {
            since = Option.some(clock.unsafeCurrentTimeMillis())
          })
        )
        // However the stream ends, what is waited for then is the answer.
        return Effect.map(Effect.zipLeft(pull, answer), (pull) => counted(pull, clock))
      })

      /** A client need not stop to send what the service has answered already, and would keep the connection for it. */
      const stop = inFiber<void>((fiber) =>
        reader === undefined || reader === fiber ? Effect.void : Fiber.interruptFork(reader)
      )

      const late = (deadline: Duration.Duration): Effect.Effect<never, GlobusTimeout> =>
        Effect.gen(function* () {
          if (!isStarted) since = Option.some(yield* Clock.currentTimeMillis)
          const millis = Duration.toMillis(deadline)
          for (;;) {
            const now = yield* Clock.currentTimeMillis
            const left = Option.match(since, { onNone: () => millis, onSome: (since) => since + millis - now })
            if (left <= 0) {
              return yield* new GlobusTimeout({
                ...call,
                timeout: deadline,
                description: `Nothing of the body was taken, and no answer came, within ${Duration.format(deadline)}`
              })
            }
            yield* Effect.sleep(left)
          }
        })
      return {
        body: HttpBody.stream(streamOfPull(open), contentType, contentLength),
        within: <B>(attempt: Effect.Effect<B, Failure>): Effect.Effect<B, Failure> =>
          Effect.ensuring(
            Option.match(deadline, {
              onNone: () => attempt,
              onSome: (deadline) => Effect.raceFirst(attempt, late(deadline))
            }),
            stop
          )
      }
    }

    return yield* Effect.raceFirst(send({ isReplayable: content.isReplayable, start }), Deferred.await(broken))
  })
