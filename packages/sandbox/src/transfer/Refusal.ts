/**
 * Transfer's own words: the envelope of its errors, and of its short "done" answers. Both carry a request id of nine
 * letters and digits and the path of the resource below `/v0.10`.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import { Failure } from "../Failure.js"

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

/**
 * A new request id.
 *
 * @since 0.1.0
 * @category constructors
 */
export const requestId: Effect.Effect<string> = Effect.sync(() =>
  Array.from(globalThis.crypto.getRandomValues(new Uint8Array(9)), (byte) => alphabet[byte % alphabet.length]).join("")
)

/**
 * Refuses a request in Transfer's envelope.
 *
 * @since 0.1.0
 * @category constructors
 */
export const refuse = (options: {
  readonly status: number
  /** Dotted, such as `ClientError.NotFound`. */
  readonly code: string
  readonly message: string
  /** Path below `/v0.10`, with its first slash. */
  readonly resource: string
  /** Further members of the document. */
  readonly more?: Readonly<Record<string, unknown>>
}): Effect.Effect<never, Failure> =>
  Effect.flatMap(requestId, (request_id) =>
    Effect.fail(
      new Failure({
        status: options.status,
        body: {
          code: options.code,
          message: options.message,
          request_id,
          resource: options.resource,
          ...options.more
        }
      })
    )
  )

/**
 * A malformed document or parameter.
 *
 * @since 0.1.0
 * @category constructors
 */
export const badRequest = (
  message: string,
  resource: string,
  code = "ClientError.BadRequest"
): Effect.Effect<never, Failure> => refuse({ status: 400, code, message, resource })

/**
 * The answer to a thing done.
 *
 * @since 0.1.0
 * @category constructors
 */
export const done = <const T extends string>(
  DATA_TYPE: T,
  code: string,
  message: string,
  resource: string
): Effect.Effect<{
  readonly DATA_TYPE: T
  readonly code: string
  readonly message: string
  readonly request_id: string
  readonly resource: string
}> => Effect.map(requestId, (request_id) => ({ DATA_TYPE, code, message, request_id, resource }))
