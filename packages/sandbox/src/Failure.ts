/**
 * A refusal, in the words of the service that refuses. A handler fails with it; one place turns it into the answer.
 *
 * @since 0.1.0
 */
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"

/**
 * @since 0.1.0
 * @category errors
 */
export class Failure extends Data.TaggedError("Failure")<{
  readonly status: number
  /** The service's own error document. */
  readonly body: Readonly<Record<string, unknown>>
  readonly headers?: Readonly<Record<string, string>>
}> {}

/**
 * The answer that says so.
 *
 * @since 0.1.0
 * @category conversions
 */
export const toResponse = (failure: Failure): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.unsafeJson(failure.body, { status: failure.status, headers: failure.headers })

/**
 * A handler whose refusals are answers.
 *
 * @since 0.1.0
 * @category conversions
 */
export const answered = <A, R>(
  effect: Effect.Effect<A, Failure, R>
): Effect.Effect<A | HttpServerResponse.HttpServerResponse, never, R> =>
  Effect.catchAll(effect, (failure) => Effect.succeed(toResponse(failure)))
