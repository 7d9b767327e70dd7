/** Answers that fail as a test asked for. */
import type * as HttpApp from "@effect/platform/HttpApp"
import * as HttpBody from "@effect/platform/HttpBody"
import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { Connection } from "../Connection.js"
import * as Envelope from "../Envelope.js"
import { Failure, toResponse } from "../Failure.js"
import type { FaultOptions } from "../Faults.js"

/** What a request gets that a fault is for: `handled` is what it would get without. */
export const failing = <R>(
  fault: FaultOptions,
  request: HttpServerRequest.HttpServerRequest,
  path: string,
  service: string | undefined,
  handled: HttpApp.Default<never, R>
) =>
  Effect.gen(function* () {
    const connection = yield* Connection
    // The server runs handlers uninterruptibly up to the router; who waits must be free to go.
    if (fault.delay !== undefined) yield* Effect.interruptible(Effect.sleep(fault.delay))
    const answers = fault.status !== undefined || fault.body !== undefined
    const fails = answers || (fault.drop === true && fault.truncate !== true)
    const answer = fault.after === true || !fails ? yield* handled : HttpServerResponse.empty()
    if (answers) return yield* faultAnswer(fault, path, service)
    if (fault.truncate === true) return yield* cut(connection, answer, request, fault.drop === true)
    return fault.drop === true ? yield* connection.drop(request) : answer
  })

/** The first half of an answer: as if it were all, or as the connection goes. */
const cut = (
  connection: Connection["Type"],
  answer: HttpServerResponse.HttpServerResponse,
  request: HttpServerRequest.HttpServerRequest,
  drop: boolean
) => {
  const { body } = answer
  const length = body.contentLength
  if ((body._tag !== "Uint8Array" && body._tag !== "Stream") || length === undefined) {
    return drop ? connection.drop(request) : Effect.succeed(answer)
  }
  const half = Math.floor(length / 2)
  const bytes = beginning(body._tag === "Stream" ? body.stream : Stream.make(body.body), half)
  return drop
    ? connection.breakOff(request, answer, bytes, length)
    : Effect.succeed(HttpServerResponse.setBody(answer, HttpBody.stream(bytes, body.contentType, half)))
}

/** So many bytes of a stream, which has no empty pieces. */
const beginning = <E, R>(stream: Stream.Stream<Uint8Array, E, R>, length: number): Stream.Stream<Uint8Array, E, R> =>
  stream.pipe(
    Stream.mapAccum(length, (left, piece) => {
      const part = piece.subarray(0, left)
      return [left - part.length, part] as const
    }),
    Stream.takeWhile((part) => part.length > 0)
  )

const faultAnswer = (
  { body, contentType, headers, status = 200 }: FaultOptions,
  path: string,
  service: string | undefined
): Effect.Effect<HttpServerResponse.HttpServerResponse> => {
  const named = contentType === undefined ? {} : { contentType }
  const options = { status, headers, ...named }
  if (typeof body === "string") return Effect.succeed(HttpServerResponse.text(body, options))
  if (body !== undefined) return Effect.succeed(HttpServerResponse.unsafeJson(body, options))
  if (status < 400) return Effect.succeed(HttpServerResponse.empty({ status, headers }))
  return Effect.map(Envelope.refusal(service, { status, detail: "A fault, as asked for", path }), (failure) =>
    toResponse(new Failure({ status, body: failure.body, headers: { ...failure.headers, ...headers } }))
  )
}
