/** The body of an answer that is open: as text, or piece by piece, within the call's deadline. */
import { sentWithin, streamsAsSent, streamsWithin, streamWithin } from "@effect-globus/http/DeadlineHttpClient"
import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { NoBody } from "../../Operation.js"
import { inFiber, inOwnFiber, isLive, pulls, pullsInOwnFiber, timerOf } from "../effectInternals.js"
import * as body from "./body.js"
import { noBody, timedOut, tooLarge } from "./noAnswer.js"
import type { Reading } from "./types.js"

/** All of the body of an answer that is open, as text, within the deadline. */
export const text = (
  response: HttpClientResponse.HttpClientResponse,
  reading: Reading
): Effect.Effect<string, NoBody> => {
  const { deadline, maxHeldBytes } = reading
  return inOwnFiber<string, NoBody>(
    Effect.mapError(body.text(response, maxHeldBytes), (error) => noBody(reading, error)),
    {
      deadline,
      onTimeout: () => timedOut(reading)
    }
  )
}

/**
 * The body of an answer that is open. Each piece must be there within the deadline, which the reader's time does not
 * count for; the failure is `None` when there is no more.
 */
export const pieces = (
  response: HttpClientResponse.HttpClientResponse,
  attempt: Reading,
  /** Its encoding is not undone, where the client can do that. */
  as: "decoded" | "sent" = "decoded"
): Effect.Effect<Effect.Effect<Chunk.Chunk<Uint8Array>, Option.Option<NoBody>>, never, Scope.Scope> =>
  inFiber((fiber) => {
    const { deadline, maxHeldBytes } = attempt
    const bounded = (chunks: Chunk.Chunk<Uint8Array>) =>
      Chunk.some(chunks, ({ length }) => length > maxHeldBytes)
        ? Effect.fail(Option.some<NoBody>(tooLarge(attempt, response.status, "piece")))
        : Effect.succeed(chunks)
    const keepsDeadline = isLive(fiber) && (streamsWithin(response) || streamsAsSent(response))
    const millis = keepsDeadline ? timerOf(deadline) : undefined
    const stream =
      as === "sent" && streamsAsSent(response)
        ? response[sentWithin](millis)
        : streamsWithin(response)
          ? response[streamWithin](millis)
          : body.stream(response)
    return Effect.flatMap(pulls(Stream.mapError(stream, (error) => noBody(attempt, error))), (pull) =>
      keepsDeadline
        ? Effect.succeed(Effect.flatMap(pull, bounded))
        : pullsInOwnFiber(Effect.flatMap(pull, bounded), {
            deadline,
            onTimeout: () => Option.map(deadline, () => timedOut(attempt))
          })
    )
  })
