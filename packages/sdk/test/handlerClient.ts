/**
 * An `HttpClient` whose network is a function of the test: it gets the web request that would have gone out, and says
 * the answer. A function that throws, or a promise that rejects, is a connection that breaks.
 */
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"

const bodyOf = (
  request: HttpClientRequest.HttpClientRequest
): Effect.Effect<FormData | Uint8Array<ArrayBuffer> | undefined, unknown> => {
  switch (request.body._tag) {
    case "Uint8Array":
      return Effect.succeed(request.body.body.slice())
    case "FormData":
      return Effect.succeed(request.body.formData)
    case "Stream":
      return Stream.runFold(request.body.stream, new Uint8Array(), (all, chunk) => new Uint8Array([...all, ...chunk]))
    default:
      return Effect.succeed(undefined)
  }
}

export const handlerClient = (
  handler: (request: Request) => Response | Promise<Response>
): Layer.Layer<HttpClient.HttpClient> =>
  Layer.succeed(
    HttpClient.HttpClient,
    HttpClient.make((request, url, signal) =>
      bodyOf(request).pipe(
        Effect.flatMap((body) =>
          Effect.tryPromise({
            try: async () =>
              handler(
                new Request(url, {
                  method: request.method,
                  headers: { ...request.headers },
                  ...(body === undefined ? {} : { body }),
                  signal
                })
              ),
            catch: (cause) => cause
          })
        ),
        Effect.mapBoth({
          onFailure: (cause) => new HttpClientError.RequestError({ request, reason: "Transport", cause }),
          onSuccess: (response) => HttpClientResponse.fromWeb(request, response)
        })
      )
    )
  )
