/** The client over `fetch`. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as Headers from "@effect/platform/Headers"
import * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as UrlParams from "@effect/platform/UrlParams"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import type * as Fiber from "effect/Fiber"
import type { DeadlineHttpClient } from "../../DeadlineHttpClient.js"
import type { Answer, Until } from "../client.js"
import * as client from "../client.js"
import { usedBody } from "../errors.js"
import { streamRuntime } from "../requestBody.js"
import { Exchange } from "./Exchange.js"
import { endedBy, isUsedUp, requestBody, streamBody } from "./requestBody.js"
import * as response from "./response.js"

/** The types of the web do not have `duplex` yet, without which no stream is sent. */
interface Init extends RequestInit {
  duplex?: "half"
}

/** A URL without parameters is parsed by `fetch` alone. */
const urlOf = (request: HttpClientRequest.HttpClientRequest): Either.Either<string | URL, Error> =>
  request.urlParams.length === 0
    ? Either.right(request.url)
    : UrlParams.makeUrl(request.url, request.urlParams, request.hash)

/** Every failure of `fetch` is a TypeError, so the URL is parsed to tell whether it was the reason. */
const unsent = (request: HttpClientRequest.HttpClientRequest, cause: unknown): HttpClientError.RequestError => {
  const url = UrlParams.makeUrl(request.url, request.urlParams, request.hash)
  return new HttpClientError.RequestError({
    request,
    reason: Either.isLeft(url) ? "InvalidUrl" : "Transport",
    cause
  })
}

/** The services of a request come first. Those that the client was made with stand in for what it does not have. */
export const make = (surroundings: Context.Context<never>, maxBodyBytes: number): DeadlineHttpClient => {
  const clientFetch = Context.getOrElse(surroundings, FetchHttpClient.Fetch, () => undefined)
  const clientInit = Context.getOrElse(surroundings, FetchHttpClient.RequestInit, () => undefined)

  const initOf = (
    context: Context.Context<never>,
    { headers, method }: HttpClientRequest.HttpClientRequest,
    until: Until
  ): Init => {
    const given = Context.getOrElse(context, FetchHttpClient.RequestInit, () => clientInit)
    const sent = "content-length" in headers ? Headers.remove(headers, "content-length") : headers
    if (given === undefined) return { redirect: "manual", method, headers: sent }
    return {
      redirect: "manual",
      ...given,
      // A caller of `collectWithin` relies on it.
      ...(until === "whole" ? { redirect: "manual" } : undefined),
      method,
      headers: given.headers === undefined ? sent : Headers.merge(Headers.fromInput(given.headers), sent)
    }
  }

  const send = (
    request: HttpClientRequest.HttpClientRequest,
    fiber: Fiber.RuntimeFiber<unknown, unknown>,
    until: Until,
    deadline?: number,
    signal?: AbortSignal,
    maxBytes = maxBodyBytes
  ): Answer => {
    const context = fiber.currentContext
    const fetch = Context.getOrElse(context, FetchHttpClient.Fetch, () => clientFetch ?? globalThis.fetch)
    const init = initOf(context, request, until)
    const url = urlOf(request)
    if (Either.isLeft(url)) return Effect.fail(unsent(request, url.left))

    const dispatch = (bodyFor: (exchange: Exchange) => BodyInit | null): Answer => {
      const exchange = new Exchange(Math.min(maxBytes, maxBodyBytes))
      if (signal !== undefined) exchange.follow(signal)
      init.signal = exchange.signal
      return exchange.wait<Response, HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError>(
        deadline,
        ({ fail, succeed }) => {
          const opened = (source: Response) => {
            exchange.source = source
            if (until === "head") succeed(source)
            else exchange.drain({ succeed: () => succeed(source), fail })
          }
          const rejected = (cause: unknown) => {
            exchange.isRejected = true
            fail(cause)
          }
          try {
            const body = bodyFor(exchange)
            init.body = body
            if (body instanceof ReadableStream) init.duplex = "half"
            fetch(url.right, init).then(opened, rejected).catch(fail)
          } catch (cause) {
            // A `fetch` of the program's may throw.
            fail(cause)
          }
        },
        (source) => Effect.succeed(response.make(request, source, exchange)),
        (cause) =>
          Effect.fail(
            exchange.source === undefined
              ? unsent(request, cause)
              : response.make(request, exchange.source, exchange).unreadable(cause)
          )
      )
    }

    if (request.body._tag === "Stream") {
      const { stream } = request.body
      return Effect.flatMap(streamRuntime, (runtime) => dispatch((exchange) => streamBody(stream, runtime, exchange)))
    }
    const body = requestBody(request.body)
    const isUsed = body instanceof ReadableStream && isUsedUp(body)
    if (body === undefined || isUsed) {
      const description = isUsed ? usedBody : "The body cannot be sent: use bytes, text, a form, a Blob or a web stream"
      return Effect.fail(new HttpClientError.RequestError({ request, reason: "Encode", description }))
    }
    return dispatch((exchange) => (body instanceof ReadableStream ? endedBy(body, exchange) : body))
  }

  return client.make(
    (request, signal, fiber) => send(request, fiber, "head", undefined, signal),
    (request, deadline, maxBytes) =>
      Effect.withFiberRuntime((fiber) => send(request, fiber, "whole", deadline, undefined, maxBytes)),
    (answer) =>
      Effect.mapInputContext(answer, (context: Context.Context<never>) => Context.merge(surroundings, context))
  )
}
