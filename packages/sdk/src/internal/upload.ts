/**
 * A body that is a stream: it is read as fast as the service takes it, and the deadline is for each piece, as no deadline
 * for the whole could be right.
 */
import * as HttpBody from "@effect/platform/HttpBody"
import * as Chunk from "effect/Chunk"
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { Call } from "../GlobusError.js"
import { GlobusTimeout, GlobusUsageError } from "../GlobusError.js"
import type { Failure, Upload } from "./transport.js"

/** A piece that is longer is given in parts, so that the deadline is for so much. */
const longest = 64 * 1024

const parts = (bytes: Uint8Array): Chunk.Chunk<Uint8Array> =>
  bytes.length <= longest
    ? Chunk.of(bytes)
    : Chunk.makeBy(Math.ceil(bytes.length / longest), (index) => bytes.subarray(index * longest, (index + 1) * longest))

/** What is to be sent. */
export interface Content<E> {
  readonly call: Call
  readonly stream: () => Stream.Stream<Uint8Array, E>
  /** The stream can be made again. */
  readonly isReplayable: boolean
  readonly contentType: string | undefined
  readonly contentLength: number | undefined
  readonly deadline: Option.Option<Duration.Duration>
}

/** Sends a stream. What breaks it is the failure then, and nothing is sent again. */
export const upload = <A, E>(
  content: Content<E>,
  send: (upload: Upload) => Effect.Effect<A, Failure>
): Effect.Effect<A, Failure | E> =>
  Effect.gen(function* () {
    const { call, contentLength, contentType, deadline } = content
    const broken = yield* Deferred.make<never, E | GlobusUsageError>()

    const wrongLength = new GlobusUsageError({
      field: "contentLength",
      message: `contentLength: the stream has not the ${contentLength} bytes that were announced`
    })

    const start = () => {
      /** Since when the service has to take a piece, or to answer. None: the stream is to give one. */
      let since = Option.none<number>()
      let isStarted = false
      /** Whoever runs the stream. */
      let reader: Fiber.RuntimeFiber<unknown, unknown> | undefined
      let sent = 0
      let isOver = false

      const wait = Effect.map(Clock.currentTimeMillis, (now) => {
        since = Option.some(now)
      })

      /** The pieces, one at a time. The last one that was announced waits until it is seen to be the last. */
      const counted = (
        pull: Effect.Effect<Chunk.Chunk<Uint8Array>, Option.Option<E>>
      ): Effect.Effect<Chunk.Chunk<Uint8Array>, Option.Option<E | GlobusUsageError>> => {
        const end: Effect.Effect<void, Option.Option<E | GlobusUsageError>> = Effect.matchEffect(pull, {
          onSuccess: (more) =>
            Chunk.every(more, (bytes) => bytes.length === 0) ? end : Effect.fail(Option.some(wrongLength)),
          onFailure: (failure) => {
            isOver = Option.isNone(failure)
            return isOver ? Effect.void : Effect.fail(failure)
          }
        })
        const next = Effect.matchEffect(pull, {
          onSuccess: (pieces): Effect.Effect<Chunk.Chunk<Uint8Array>, Option.Option<E | GlobusUsageError>> => {
            for (const bytes of pieces) sent += bytes.length
            if (contentLength === undefined || sent < contentLength) return Effect.succeed(pieces)
            return sent > contentLength ? Effect.fail(Option.some(wrongLength)) : Effect.as(end, pieces)
          },
          onFailure: (failure) =>
            Effect.fail(
              Option.isNone(failure) && contentLength !== undefined && sent < contentLength
                ? Option.some(wrongLength)
                : failure
            )
        })
        return Effect.suspend(() => {
          if (isOver) return Effect.fail(Option.none())
          isStarted = true
          since = Option.none()
          return Effect.ensuring(next, wait)
        })
      }

      const stream = Stream.unwrapScoped(
        Effect.withFiberRuntime<Stream.Stream<Uint8Array, E | GlobusUsageError>, never, Scope.Scope>((fiber) => {
          reader = fiber
          const pieces = Stream.rechunk(Stream.mapChunks(Stream.suspend(content.stream), Chunk.flatMap(parts)), 1)
          return Effect.map(Stream.toPull(pieces), (pull) => Stream.repeatEffectChunkOption(counted(pull)))
        })
      ).pipe(Stream.tapErrorCause((cause) => Deferred.failCause(broken, cause)))

      /** A client need not stop to send what the service has answered already, and would keep the connection for it. */
      const stop = Effect.withFiberRuntime<void>((fiber) =>
        reader === undefined || reader === fiber ? Effect.void : Fiber.interruptFork(reader)
      )

      const late = (deadline: Duration.Duration): Effect.Effect<never, GlobusTimeout> =>
        Effect.gen(function* () {
          if (!isStarted) yield* wait
          const millis = Duration.toMillis(deadline)
          for (;;) {
            const now = yield* Clock.currentTimeMillis
            const left = Option.match(since, { onNone: () => millis, onSome: (since) => since + millis - now })
            if (left <= 0) {
              return yield* new GlobusTimeout({
                ...call,
                timeout: deadline,
                message: `Nothing of the body was taken, and no answer came, within ${Duration.format(deadline)}`
              })
            }
            yield* Effect.sleep(left)
          }
        })
      return {
        body: HttpBody.stream(stream, contentType, contentLength),
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
