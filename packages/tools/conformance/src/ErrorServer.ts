/**
 * Serves recorded answers over HTTP, one server for all, and gives the errors that our clients make of them. Each call
 * says in a header which answer it is for.
 */
import type { HttpMethod } from "@effect/platform/HttpMethod"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as AuthClient from "@effect-globus/sdk/auth/AuthClient"
import type { GlobusError } from "@effect-globus/sdk/GlobusError"
import * as NullAuthorizer from "@effect-globus/sdk/NullAuthorizer"
import * as TransferClient from "@effect-globus/sdk/transfer/TransferClient"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type { RecordedAnswer } from "./ErrorReading.js"
import { bytes } from "./ErrorReading.js"
import * as LoopbackServer from "./LoopbackServer.js"

/** The error of a call that is answered so: by the client of that error class, and through `request`. */
export type Ask = (
  answer: RecordedAnswer,
  call: { readonly method: HttpMethod; readonly path: string; readonly errorClass: string }
) => Effect.Effect<GlobusError | undefined>

/**
 * The client of an error class. How an answer is read does not depend on the service: Transfer's client stands for those
 * that are to come.
 */
export const clientOf = (errorClass: string): "auth" | "transfer" =>
  errorClass === "AuthAPIError" ? "auth" : "transfer"

/** A server, and the way to ask it. */
export const make = Effect.gen(function* () {
  const answers: Array<RecordedAnswer> = []
  const baseUrl = yield* LoopbackServer.make((request, response) => {
    const answer = answers[Number(request.headers["x-recording"])]
    if (answer === undefined) return void response.writeHead(599).end()
    response.writeHead(answer.status, answer.headers).end(bytes(answer))
  })
  const options = { baseUrl, retry: Schedule.stop, timeout: "30 seconds" } as const
  const clients = { auth: yield* AuthClient.make(options), transfer: yield* TransferClient.make(options) }
  const ask: Ask = (answer, { errorClass, method, path }) =>
    Effect.suspend(() => {
      const recording = String(answers.push(answer) - 1)
      return clients[clientOf(errorClass)].request({ method, path, headers: { "x-recording": recording } })
    }).pipe(Effect.match({ onFailure: (error) => error, onSuccess: () => undefined }))
  return ask
}).pipe(
  Effect.provide([NullAuthorizer.layer(), FetchHttpClient.layer]),
  // The variables of whoever runs this are not the recording's.
  Effect.withConfigProvider(ConfigProvider.fromMap(new Map()))
)
