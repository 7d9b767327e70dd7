/**
 * An `HttpClient` for Node over undici's `dispatch`: an answer's body is collected as it arrives, so a small answer
 * needs no stream, no `AbortController` and no `URL` object. Interrupting a request aborts it on the server.
 *
 * Redirects are not followed, no content encoding is asked for, and undici's own timeouts for head and body are off: a
 * deadline is the program's, as `Effect.timeout`.
 *
 * @since 0.1.0
 */
import * as Headers from "@effect/platform/Headers"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as Context from "effect/Context"
import * as DefaultServices from "effect/DefaultServices"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import type * as Fiber from "effect/Fiber"
import * as FiberRef from "effect/FiberRef"
import { globalValue } from "effect/GlobalValue"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import * as Tracer from "effect/Tracer"
import * as Undici from "undici"
import type { Limits, Until } from "./internal/Exchange.js"
import { Exchange } from "./internal/Exchange.js"
import type { RequestBody } from "./internal/requestBody.js"
import { requestBody, streamBody } from "./internal/requestBody.js"
import * as response from "./internal/response.js"
import * as target from "./internal/target.js"

/**
 * How bodies are held.
 *
 * @since 0.1.0
 * @category models
 */
export interface Options {
  /**
   * The longest body, in bytes, that `text`, `json` and the like collect in memory; a longer one ends in a
   * `ResponseError`. Streams have no such limit. Default 256 MiB.
   */
  readonly maxBodyBytes?: number | undefined
  /** Bytes of a body that are taken off the connection before somebody reads them. Default 64 KiB. */
  readonly highWaterMark?: number | undefined
}

/**
 * The key of `CollectWithin`, in the registry of symbols: a library can look for it without a dependency on this package.
 *
 * @since 0.1.0
 * @category models
 */
export const collectWithin: unique symbol = Symbol.for("@effect-globus/undici/collectWithin")

/**
 * Sends a request and waits for the whole answer, its body in memory, at most so many milliseconds; undefined: as long
 * as it takes. The deadline costs one timer, where `Effect.timeout` costs two fibers. When it passes, the request is
 * aborted and the error is a `RequestError` whose cause is named `DeadlineExceeded`. It makes no span.
 *
 * @since 0.1.0
 * @category models
 */
export type CollectWithin = (
  request: HttpClientRequest.HttpClientRequest,
  deadline: number | undefined
) => Effect.Effect<HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError>

/**
 * An `HttpClient` that can do what `CollectWithin` says. What wraps it (`HttpClient.mapRequest` and the like) is an
 * `HttpClient` like any other.
 *
 * @since 0.1.0
 * @category models
 */
export interface UndiciHttpClient extends HttpClient.HttpClient {
  readonly [collectWithin]: CollectWithin
}

const nativeTracer = Context.get(DefaultServices.liveServices, Tracer.Tracer)

/** What `HttpClient.withScope` knows of a request: the platform's own `make` ends it with the scope. */
const scopedRequests = globalValue(
  "@effect/platform/HttpClient/scopedRequests",
  () => new WeakMap<HttpClientRequest.HttpClientRequest, AbortController>()
)

/** Nobody reads the native tracer's spans. */
const isTraced = (fiber: Fiber.RuntimeFiber<unknown, unknown>, request: HttpClientRequest.HttpClientRequest): boolean =>
  fiber.currentTracer !== nativeTracer &&
  fiber.getFiberRef(FiberRef.currentTracerEnabled) &&
  !fiber.getFiberRef(HttpClient.currentTracerDisabledWhen)(request)

const failure = (
  request: HttpClientRequest.HttpClientRequest,
  exchange: Exchange,
  maxBodyBytes: number
): HttpClientError.HttpClientError =>
  exchange.status === 0
    ? new HttpClientError.RequestError({
        request,
        reason: exchange.error instanceof Undici.errors.InvalidArgumentError ? "Encode" : "Transport",
        cause: exchange.error
      })
    : new HttpClientError.ResponseError({
        request,
        response: response.make(request, exchange, maxBodyBytes),
        reason: "Decode",
        cause: exchange.error
      })

/**
 * A client over a dispatcher, which stays the caller's to close.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (dispatcher: Undici.Dispatcher, options: Options = {}): UndiciHttpClient => {
  const limits: Limits = {
    maxBodyBytes: options.maxBodyBytes ?? 256 * 1024 * 1024,
    highWaterMark: options.highWaterMark ?? 64 * 1024
  }
  const readTarget = target.reader()

  const send = (
    request: HttpClientRequest.HttpClientRequest,
    until: Until,
    deadline?: number,
    signal?: AbortSignal
  ): Effect.Effect<HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError> => {
    const to = readTarget(request)
    if (Either.isLeft(to)) return Effect.fail(to.left)
    const { origin, path } = to.right
    const dispatch = (body: RequestBody, headers: Headers.Headers = request.headers) =>
      Effect.uninterruptibleMask((restore) => {
        const exchange = new Exchange(limits, until)
        signal?.addEventListener("abort", () => exchange.abort(new Error("Aborted")), { once: true })
        return Effect.matchCauseEffect(
          restore(
            // One parameter: with a second one, the signal, every call would cost an AbortController.
            Effect.async<HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError>((resume) => {
              exchange.start(
                dispatcher,
                {
                  origin,
                  path,
                  method: request.method,
                  headers,
                  body,
                  headersTimeout: 0,
                  bodyTimeout: 0
                },
                deadline,
                () =>
                  resume(
                    exchange.state === "failed"
                      ? Effect.fail(failure(request, exchange, limits.maxBodyBytes))
                      : Effect.succeed(response.make(request, exchange, limits.maxBodyBytes))
                  )
              )
            })
          ),
          {
            onFailure: (cause) => {
              exchange.abort(new Error("Interrupted"))
              return Effect.failCause(cause)
            },
            onSuccess: Effect.succeed
          }
        )
      })
    if (request.body._tag === "Stream") return Effect.flatMap(streamBody(request.body), dispatch)
    const { body, contentType } = requestBody(request.body)
    if (body === undefined) {
      return Effect.fail(
        new HttpClientError.RequestError({ request, reason: "Encode", description: "The body can not be sent" })
      )
    }
    return request.body._tag === "FormData" && contentType != null
      ? dispatch(body, Headers.set(request.headers, "content-type", contentType))
      : dispatch(body)
  }

  /** Spans, and requests that end with a scope, as the platform does them. */
  const stock = HttpClient.make((request, _url, signal) => send(request, "head", undefined, signal))

  const client = HttpClient.makeWith(
    (request: Effect.Effect<HttpClientRequest.HttpClientRequest, HttpClientError.HttpClientError>) =>
      Effect.flatMap(request, (request) =>
        Effect.withFiberRuntime<HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError>((fiber) =>
          isTraced(fiber, request) || scopedRequests.has(request) ? stock.execute(request) : send(request, "head")
        )
      ),
    Effect.succeed
  )
  const collect: CollectWithin = (request, deadline) => send(request, "whole", deadline)
  return Object.assign(client, { [collectWithin]: collect })
}

const client = (
  dispatcher: Effect.Effect<Undici.Dispatcher, never, Scope.Scope>,
  options: Options | undefined
): Layer.Layer<HttpClient.HttpClient> =>
  Layer.scoped(
    HttpClient.HttpClient,
    Effect.map(dispatcher, (dispatcher) => make(dispatcher, options))
  )

/**
 * A client with connections of its own, which end with the layer's scope, and the requests on them. `agent` is what
 * undici's `Agent` takes: certificates, connections per origin, how long idle ones are kept.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (
  options?: Options & { readonly agent?: Undici.Agent.Options | undefined }
): Layer.Layer<HttpClient.HttpClient> =>
  client(
    Effect.acquireRelease(
      Effect.sync(() => new Undici.Agent(options?.agent)),
      (agent) => Effect.promise(() => agent.destroy())
    ),
    options
  )

/**
 * A client over a dispatcher of the program's: a proxy agent, interceptors, a mock. Closing it is the program's task.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerWithDispatcher = (
  dispatcher: Undici.Dispatcher,
  options?: Options
): Layer.Layer<HttpClient.HttpClient> => client(Effect.succeed(dispatcher), options)
