/**
 * A body that is a stream: it is read as fast as the service takes it, and the deadline is for each piece, as no deadline
 * for the whole could be right.
 */
import * as HttpBody from "@effect/platform/HttpBody"
import * as Cause from "effect/Cause"
import * as Chunk from "effect/Chunk"
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
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
    /** The same as in `broken`, for whoever can not wait. */
    let cause = Option.none<Cause.Cause<E | GlobusUsageError>>()

    const wrongLength = new GlobusUsageError({
      field: "contentLength",
      message: `contentLength: the stream has not the ${contentLength} bytes that were announced`
    })

    const start = () => {
      /** Since when the service has to take a piece, or to answer. None: the stream is to give one. */
      let since = Option.none<number>()
      let isStarted = false
      let sent = 0

      const counted = (bytes: Uint8Array): Effect.Effect<Uint8Array, GlobusUsageError> => {
        sent += bytes.length
        return contentLength !== undefined && sent > contentLength ? wrongLength : Effect.succeed(bytes)
      }
      const wait = Effect.map(Clock.currentTimeMillis, (now) => {
        since = Option.some(now)
      })
      const pieces = Stream.suspend(content.stream).pipe(
        Stream.mapChunks(Chunk.flatMap(parts)),
        Stream.rechunk(1),
        Stream.mapEffect(counted),
        Stream.concat(
          Stream.execute(
            Effect.suspend(() => (contentLength !== undefined && sent < contentLength ? wrongLength : Effect.void))
          )
        ),
        Stream.tapErrorCause((found) =>
          // An attempt that is given up interrupts its stream.
          Effect.suspend(() => {
            if (Cause.isInterruptedOnly(found)) return Effect.void
            if (Option.isNone(cause)) cause = Option.some(found)
            return Deferred.failCause(broken, found)
          })
        )
      )
      const watched = Stream.unwrapScoped(
        Effect.map(Stream.toPull(pieces), (pull) =>
          Stream.repeatEffectChunkOption(
            Effect.suspend(() => {
              isStarted = true
              since = Option.none()
              return Effect.ensuring(pull, wait)
            })
          )
        )
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
        body: HttpBody.stream(watched, contentType, contentLength),
        within: <B>(attempt: Effect.Effect<B, Failure>): Effect.Effect<B, Failure> =>
          Option.match(deadline, {
            onNone: () => attempt,
            onSome: (deadline) => Effect.raceFirst(attempt, late(deadline))
          })
      }
    }

    return yield* Effect.catchAllCause(
      Effect.raceFirst(send({ isReplayable: content.isReplayable, start }), Deferred.await(broken)),
      (failure) => Effect.failCause<E | Failure>(Option.getOrElse(cause, () => failure))
    )
  })
