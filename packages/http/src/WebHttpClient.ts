/**
 * An `HttpClient` over the runtime's own `fetch`: browsers, edge runtimes, Bun, Deno, and Node. It does less around a
 * request than the platform's `FetchHttpClient`, whose services it honours: `Fetch` and `RequestInit`. Interrupting a
 * request aborts it on the server.
 *
 * Redirects are not followed, and there is no deadline: that is the program's, by `Effect.timeout` or `collectWithin`.
 *
 * @since 0.1.0
 */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as Headers from "@effect/platform/Headers"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as UrlParams from "@effect/platform/UrlParams"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import type * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import type { CollectWithin, DeadlineHttpClient } from "./DeadlineHttpClient.js"
import { collectWithin } from "./DeadlineHttpClient.js"
import { isTraced, scopeSignal } from "./internal/effectInternals.js"
import { usedBody } from "./internal/requestBody.js"
import { Exchange } from "./internal/web/Exchange.js"
import { endedBy, isUsedUp, requestBody, streamBody } from "./internal/web/requestBody.js"
import * as response from "./internal/web/response.js"

/**
 * How bodies are held.
 *
 * @since 0.1.0
 * @category models
 */
export interface Options {
  /**
   * The longest body, in bytes, that `text`, `json` and the like collect in memory; a longer one is aborted, and a
   * `ResponseError`. Streams have no such limit. Default 256 MiB.
   */
  readonly maxBodyBytes?: number | undefined
}

type Answer = Effect.Effect<HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError>

/** The types of the web do not know `duplex` yet, without which no stream is sent. */
interface Init extends RequestInit {
  duplex?: "half"
}

/** A URL without parameters is parsed by `fetch` alone. */
const urlOf = (request: HttpClientRequest.HttpClientRequest): Either.Either<string | URL, Error> =>
  request.urlParams.length === 0
    ? Either.right(request.url)
    : UrlParams.makeUrl(request.url, request.urlParams, request.hash)

/** `fetch` says of every failure that it is a TypeError. */
const unsent = (request: HttpClientRequest.HttpClientRequest, cause: unknown): HttpClientError.RequestError => {
  const url = UrlParams.makeUrl(request.url, request.urlParams, request.hash)
  return new HttpClientError.RequestError({
    request,
    reason: Either.isLeft(url) ? "InvalidUrl" : "Transport",
    cause
  })
}

/** What is waited for: the answer's head, or all of it. */
type Until = "head" | "whole"

/** Services of the layer's surroundings stand in where those of a request's have none. */
const makeClient = (surroundings: Context.Context<never>, maxBodyBytes: number): DeadlineHttpClient => {
  const layerFetch = Context.getOrElse(surroundings, FetchHttpClient.Fetch, () => undefined)
  const layerInit = Context.getOrElse(surroundings, FetchHttpClient.RequestInit, () => undefined)

  const initOf = (
    context: Context.Context<never>,
    { headers, method }: HttpClientRequest.HttpClientRequest,
    until: Until
  ): Init => {
    const given = Context.getOrElse(context, FetchHttpClient.RequestInit, () => layerInit)
    const sent = "content-length" in headers ? Headers.remove(headers, "content-length") : headers
    if (given === undefined) return { redirect: "manual", method, headers: sent }
    return {
      redirect: "manual",
      ...given,
      // Who collects relies on it.
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
    const fetch = Context.getOrElse(context, FetchHttpClient.Fetch, () => layerFetch ?? globalThis.fetch)
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
            // One of the program's may throw.
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
      return Effect.flatMap(Effect.runtime(), (runtime) =>
        dispatch((exchange) => streamBody(stream, runtime, exchange))
      )
    }
    const body = requestBody(request.body)
    const isUsed = body instanceof ReadableStream && isUsedUp(body)
    if (body === undefined || isUsed) {
      const description = isUsed ? usedBody : "The body cannot be sent: use bytes, text, a form, a Blob or a web stream"
      return Effect.fail(new HttpClientError.RequestError({ request, reason: "Encode", description }))
    }
    return dispatch((exchange) => (body instanceof ReadableStream ? endedBy(body, exchange) : body))
  }

  /** The platform's spans around ours. */
  const traced = HttpClient.make((request, _url, signal, fiber) => send(request, fiber, "head", undefined, signal))

  const client = HttpClient.makeWith(
    (request: Effect.Effect<HttpClientRequest.HttpClientRequest, HttpClientError.HttpClientError>) =>
      Effect.flatMap(request, (request) =>
        Effect.withFiberRuntime<HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError>((fiber) =>
          isTraced(fiber, request)
            ? Effect.mapInputContext(traced.execute(request), (context: Context.Context<never>) =>
                Context.merge(surroundings, context)
              )
            : send(request, fiber, "head", undefined, scopeSignal(request))
        )
      ),
    Effect.succeed
  )
  const collect: CollectWithin = (request, deadline, maxBytes) =>
    Effect.withFiberRuntime((fiber) => send(request, fiber, "whole", deadline, undefined, maxBytes))
  return Object.assign(client, { [collectWithin]: collect })
}

/**
 * A client over `FetchHttpClient.Fetch` and with `FetchHttpClient.RequestInit`, if they are in sight of it or of a request;
 * else over the global `fetch`.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (options: Options = {}): Effect.Effect<DeadlineHttpClient> =>
  Effect.map(Effect.context<never>(), (surroundings) =>
    makeClient(surroundings, options.maxBodyBytes ?? 256 * 1024 * 1024)
  )

/**
 * A client for the whole program. The connections are those of the runtime, which keeps them.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (options?: Options): Layer.Layer<HttpClient.HttpClient> =>
  Layer.effect(HttpClient.HttpClient, make(options))
