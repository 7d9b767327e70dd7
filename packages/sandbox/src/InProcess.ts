/**
 * The sandbox as an `HttpClient`, without a socket: a request is handled by the fiber that makes it, so that Effect's
 * clock, the test's or the real one, is the same on both sides.
 *
 * @since 0.1.0
 */
import type * as HttpApp from "@effect/platform/HttpApp"
import * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Runtime from "effect/Runtime"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { dropped } from "./Connection.js"

/** What fetch itself takes for a body. */
const isBodyInit = (body: unknown): body is BodyInit =>
  typeof body === "string" ||
  body instanceof Blob ||
  body instanceof URLSearchParams ||
  body instanceof ReadableStream ||
  body instanceof ArrayBuffer ||
  ArrayBuffer.isView(body)

const bodyOf = (body: HttpBody.HttpBody): Effect.Effect<BodyInit | undefined> => {
  switch (body._tag) {
    case "Empty":
      return Effect.succeed(undefined)
    case "FormData":
      return Effect.succeed(body.formData)
    case "Stream":
      return Stream.toReadableStreamEffect(body.stream, {})
    case "Uint8Array":
      return Effect.succeed(new Uint8Array(body.body))
    case "Raw":
      return isBodyInit(body.body)
        ? Effect.succeed(body.body)
        : Effect.dieMessage("The sandbox in process does not know this kind of raw body")
  }
}

/** What an answer is made of lasts until its body was read, where that is a stream. */
const untilRead = (
  app: Effect.Effect<HttpServerResponse.HttpServerResponse, never, Scope.Scope>,
  withoutBody: boolean
): Effect.Effect<HttpServerResponse.HttpServerResponse> =>
  Effect.uninterruptibleMask((restore) =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const response = yield* Effect.onError(restore(Scope.extend(app, scope)), (cause) =>
        Scope.close(scope, Exit.failCause(cause))
      )
      const { body } = response
      if (body._tag !== "Stream" || withoutBody) return yield* Effect.as(Scope.close(scope, Exit.void), response)
      const stream = Stream.ensuring(body.stream, Scope.close(scope, Exit.void))
      return HttpServerResponse.setBody(response, HttpBody.stream(stream, body.contentType, body.contentLength))
    })
  )

/**
 * A client of an app that answers for one origin. Anything else is out of reach.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (app: HttpApp.Default, origin: string, runtime: Runtime.Runtime<never>): HttpClient.HttpClient =>
  HttpClient.make((request, url) =>
    Effect.gen(function* () {
      const unreachable = (description: string) =>
        new HttpClientError.RequestError({ request, reason: "Transport", description })
      if (url.origin !== origin) return yield* unreachable(`The sandbox in process answers for ${origin} alone`)
      const body = yield* bodyOf(request.body)
      const sent = new Request(url, {
        method: request.method,
        headers: request.headers,
        ...(body === undefined ? {} : { body, duplex: "half" })
      })
      const withoutBody = request.method === "HEAD"
      const response = yield* untilRead(
        Effect.provideService(app, HttpServerRequest.HttpServerRequest, HttpServerRequest.fromWeb(sent)),
        withoutBody
      )
      if (response === dropped) return yield* unreachable("The sandbox dropped the connection, as asked for")
      return HttpClientResponse.fromWeb(request, HttpServerResponse.toWeb(response, { withoutBody, runtime }))
    })
  )
