/**
 * Gives recorded answers to our clients, and the errors that the clients make of them. How an answer is read does not depend
 * on the network, so there is none: the recordings have statuses and headers that HTTP cannot carry.
 */
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import type { HttpMethod } from "@effect/platform/HttpMethod"
import * as AuthClient from "@effect-globus/sdk/auth/AuthClient"
import type { GlobusError } from "@effect-globus/sdk/GlobusError"
import * as NullAuthorizer from "@effect-globus/sdk/NullAuthorizer"
import * as TimersClient from "@effect-globus/sdk/timers/TimersClient"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import type { RecordedAnswer } from "./ErrorReading.js"
import { bytes } from "./ErrorReading.js"
import { toResponse } from "./HttpAnswer.js"

/** The error of a call that gets this answer, by the client of an error class; undefined: the call succeeds. */
export type Ask = (
  answer: RecordedAnswer,
  call: { readonly method: HttpMethod; readonly path: string; readonly errorClass: string }
) => Effect.Effect<GlobusError | undefined>

/** The client of an error class. The service does not matter, so a client with few operations stands for most of them. */
export const clientOf = (errorClass: string): "auth" | "timers" => (errorClass === "AuthAPIError" ? "auth" : "timers")

/** Each request says in a header which answer it is for. */
export const make = Effect.suspend(() => {
  const answers: Array<RecordedAnswer> = []
  const http = HttpClient.make((request) => {
    const answer = answers[Number(request.headers["x-recording"])]
    return answer === undefined
      ? Effect.dieMessage("There is no such recording")
      : Effect.sync(() =>
          HttpClientResponse.fromWeb(request, toResponse(answer.status, answer.headers, new Uint8Array(bytes(answer))))
        )
  })
  const options = { retry: Schedule.stop } as const
  return Effect.all({ auth: AuthClient.make(options), timers: TimersClient.make(options) }).pipe(
    Effect.map(
      (clients): Ask =>
        (answer, { errorClass, method, path }) =>
          Effect.suspend(() => {
            const recording = String(answers.push(answer) - 1)
            return clients[clientOf(errorClass)].request({ method, path, headers: { "x-recording": recording } })
          }).pipe(Effect.match({ onFailure: (error) => error, onSuccess: () => undefined }))
    ),
    Effect.provide([NullAuthorizer.layer(), Layer.succeed(HttpClient.HttpClient, http)]),
    // The variables of the process are not the recording's.
    Effect.withConfigProvider(ConfigProvider.fromMap(new Map()))
  )
})
