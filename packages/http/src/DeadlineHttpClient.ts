/**
 * The contract of an `HttpClient` that keeps deadlines itself. `Effect.timeout` around a request costs two fibers; a client
 * that knows the deadline needs one timer, or none of its own.
 *
 * Whoever holds an `HttpClient` asks here whether it can do more (`isDeadlineHttpClient`, `streamsWithin`), and falls back
 * to `Effect.timeout` if it cannot. The keys are in the registry of symbols, and the errors are told by their tag: so two
 * copies of this package in one program understand each other.
 *
 * This module imports nothing of Node and no client.
 *
 * @since 0.1.0
 */
import type * as HttpClient from "@effect/platform/HttpClient"
import type * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import type * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"

/**
 * The key of `CollectWithin`, which a `DeadlineHttpClient` has.
 *
 * @since 0.1.0
 * @category models
 */
export const collectWithin: unique symbol = Symbol.for("@effect-globus/collectWithin")

/**
 * Sends a request and waits for the whole answer, with its body in memory, at most `deadline` milliseconds. Without a
 * deadline it waits as long as it takes. It follows no redirect and makes no span.
 *
 * - After the deadline the request is aborted, and the cause of the error is `DeadlineExceeded`. The error is a
 *   `RequestError`, or a `ResponseError` if the head of the answer was there.
 * - A body of more than `maxBytes`, or more than the client's own `maxBodyBytes`, is aborted. The error is a
 *   `ResponseError`, and its cause is `BodyTooLong`.
 *
 * @since 0.1.0
 * @category models
 */
export type CollectWithin = (
  request: HttpClientRequest.HttpClientRequest,
  deadline: number | undefined,
  maxBytes?: number
) => Effect.Effect<HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError>

/**
 * An `HttpClient` that keeps deadlines itself. A client that wraps it (`HttpClient.mapRequest` and the like) is an ordinary
 * `HttpClient`.
 *
 * @since 0.1.0
 * @category models
 */
export interface DeadlineHttpClient extends HttpClient.HttpClient {
  readonly [collectWithin]: CollectWithin
}

/**
 * Whether a client keeps deadlines itself.
 *
 * @since 0.1.0
 * @category guards
 */
export const isDeadlineHttpClient = (client: HttpClient.HttpClient): client is DeadlineHttpClient =>
  Predicate.hasProperty(client, collectWithin) && Predicate.isFunction(client[collectWithin])

/**
 * The key of a response's `StreamWithin`. Every response of a `DeadlineHttpClient` has it.
 *
 * @since 0.1.0
 * @category models
 */
export const streamWithin: unique symbol = Symbol.for("@effect-globus/streamWithin")

/**
 * The key of a second `StreamWithin`: the bytes as they were sent, with their content encoding (RFC 9110, section 8.4). Only
 * responses of a client that can leave the encoding as it is have it; `fetch` cannot.
 *
 * @since 0.1.0
 * @category models
 */
export const sentWithin: unique symbol = Symbol.for("@effect-globus/sentWithin")

/**
 * The body as a stream that waits at most `deadline` milliseconds for each piece. Time that the reader takes does not count.
 * Without a deadline it waits as long as it takes. After the deadline the request is aborted, and the cause of the error is
 * `DeadlineExceeded`.
 *
 * @since 0.1.0
 * @category models
 */
export type StreamWithin = (deadline: number | undefined) => Stream.Stream<Uint8Array, HttpClientError.ResponseError>

/**
 * A response that keeps a deadline for each piece of its body.
 *
 * @since 0.1.0
 * @category models
 */
export interface DeadlineResponse extends HttpClientResponse.HttpClientResponse {
  readonly [streamWithin]: StreamWithin
}

/**
 * A response that also gives its body as it was sent.
 *
 * @since 0.1.0
 * @category models
 */
export interface SentResponse extends HttpClientResponse.HttpClientResponse {
  readonly [sentWithin]: StreamWithin
}

/**
 * Whether a response keeps a deadline for each piece of its body.
 *
 * @since 0.1.0
 * @category guards
 */
export const streamsWithin = (response: HttpClientResponse.HttpClientResponse): response is DeadlineResponse =>
  Predicate.hasProperty(response, streamWithin) && Predicate.isFunction(response[streamWithin])

/**
 * Whether a response also gives its body as it was sent.
 *
 * @since 0.1.0
 * @category guards
 */
export const streamsAsSent = (response: HttpClientResponse.HttpClientResponse): response is SentResponse =>
  Predicate.hasProperty(response, sentWithin) && Predicate.isFunction(response[sentWithin])

/**
 * The key of a stream's `BodyPull`.
 *
 * @since 0.1.0
 * @category models
 */
export const bodyPull: unique symbol = Symbol.for("@effect-globus/bodyPull")

/**
 * The chunks of a request's body, pulled one after the other until the failure is `None`. `UndiciHttpClient` sends them
 * instead of the stream, which costs less for each chunk. It is run once for each request, and its scope ends with the body.
 *
 * @since 0.1.0
 * @category models
 */
export type BodyPull<E> = Effect.Effect<Effect.Effect<Chunk.Chunk<Uint8Array>, Option.Option<E>>, never, Scope.Scope>

/**
 * The stream of a pull, for `HttpBody.stream`. A client that knows `bodyPull` sends the pull itself; any other client sends
 * the stream.
 *
 * @since 0.1.0
 * @category constructors
 */
export const streamOfPull = <E>(
  pull: BodyPull<E>
): Stream.Stream<Uint8Array, E> & { readonly [bodyPull]: BodyPull<E> } =>
  Object.assign(Stream.unwrapScoped(Effect.map(pull, Stream.repeatEffectChunkOption)), { [bodyPull]: pull })

const hasPull = <E>(
  stream: Stream.Stream<Uint8Array, E>
): stream is Stream.Stream<Uint8Array, E> & { readonly [bodyPull]: BodyPull<E> } =>
  Predicate.hasProperty(stream, bodyPull) && Effect.isEffect(stream[bodyPull])

/**
 * The pull to send for a stream: its own, if it was made by `streamOfPull`.
 *
 * @since 0.1.0
 * @category getters
 */
export const bodyPullOf = <E>(stream: Stream.Stream<Uint8Array, E>): BodyPull<E> =>
  hasPull(stream) ? stream[bodyPull] : Stream.toPull(stream)

/**
 * The deadline passed before the answer, or the next piece of its body, was there. It is the cause of a `RequestError` or
 * `ResponseError`.
 *
 * @since 0.1.0
 * @category errors
 */
export class DeadlineExceeded extends Error {
  readonly _tag = "DeadlineExceeded"
  override readonly name = "DeadlineExceeded"

  /** Milliseconds. */
  constructor(readonly deadline: number) {
    super(`No answer within ${deadline} ms`)
  }
}

/**
 * Whether an error's cause is that a deadline passed.
 *
 * @since 0.1.0
 * @category guards
 */
export const isDeadlineExceeded = (cause: unknown): cause is DeadlineExceeded =>
  Predicate.isTagged(cause, "DeadlineExceeded") &&
  Predicate.hasProperty(cause, "deadline") &&
  Predicate.isNumber(cause.deadline)

/**
 * A body is longer than may be held in memory. It is the cause of a `ResponseError`.
 *
 * @since 0.1.0
 * @category errors
 */
export class BodyTooLong extends Error {
  readonly _tag = "BodyTooLong"
  override readonly name = "BodyTooLong"

  /** The most bytes that may be held: the lower of the client's limit and the request's. */
  constructor(readonly limit: number) {
    super(`The body is longer than ${limit} bytes`)
  }
}

/**
 * Whether an error's cause is that a body is too long.
 *
 * @since 0.1.0
 * @category guards
 */
export const isBodyTooLong = (cause: unknown): cause is BodyTooLong =>
  Predicate.isTagged(cause, "BodyTooLong") && Predicate.hasProperty(cause, "limit") && Predicate.isNumber(cause.limit)
