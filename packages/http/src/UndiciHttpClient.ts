/**
 * An `HttpClient` for Node over undici's `dispatch`: an answer's body is collected as it arrives, so a small answer
 * needs no stream, no `AbortController` and no `URL` object. Interrupting a request aborts it on the server.
 *
 * Redirects are not followed, no content encoding is asked for, and undici's own timeouts for head and body are off:
 * deadlines are the program's, by `Effect.timeout` or `collectWithin`.
 *
 * @since 0.1.0
 */
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Undici from "undici"
import type { CollectWithin, DeadlineHttpClient } from "./DeadlineHttpClient.js"
import { collectWithin } from "./DeadlineHttpClient.js"
import { isTraced, scopeSignal } from "./internal/effectInternals.js"
import { Deadlines } from "./internal/undici/Deadlines.js"
import { ownAgent, supported } from "./internal/undici/dispatcher.js"
import type { Settings, Until } from "./internal/undici/Exchange.js"
import { Exchange } from "./internal/undici/Exchange.js"
import type { RequestBody } from "./internal/undici/requestBody.js"
import { requestBody, streamBody } from "./internal/undici/requestBody.js"
import * as response from "./internal/undici/response.js"
import * as target from "./internal/undici/target.js"

/**
 * How bodies are held.
 *
 * @since 0.1.0
 * @category models
 */
export interface Options {
  /**
   * The longest body, in bytes, that `text`, `json` and the like collect in memory; a longer one ends in a
   * `ResponseError`. Streams have no such limit, but behind a dispatcher of the program's it also limits what may wait
   * for their reader. Default 256 MiB.
   */
  readonly maxBodyBytes?: number | undefined
  /** Bytes of a body that are taken off the connection before somebody reads them. Default 64 KiB. */
  readonly highWaterMark?: number | undefined
}

/** Undici would not send it. */
const isRefused = (error: unknown): boolean =>
  error instanceof Undici.errors.InvalidArgumentError || error instanceof Undici.errors.NotSupportedError

/** The answer, or why there is none. One that is not collected may still fail while its body is read. */
const outcome = (
  request: HttpClientRequest.HttpClientRequest,
  exchange: Exchange,
  until: Until,
  { maxBodyBytes }: Settings
): Effect.Effect<HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError> => {
  const { error: cause, state, status } = exchange
  if (status === 0) {
    const reason = isRefused(cause) ? "Encode" : "Transport"
    return Effect.fail(new HttpClientError.RequestError({ request, reason, cause }))
  }
  const answer = response.make(request, exchange, maxBodyBytes)
  return until === "whole" && state === "failed"
    ? Effect.fail(new HttpClientError.ResponseError({ request, response: answer, reason: "Decode", cause }))
    : Effect.succeed(answer)
}

const settingsOf = (options: Options, isOwnAgent: boolean): Settings => ({
  maxBodyBytes: options.maxBodyBytes ?? 256 * 1024 * 1024,
  highWaterMark: options.highWaterMark ?? 64 * 1024,
  deadlines: new Deadlines(),
  isOwnAgent
})

const makeClient = (dispatcher: Undici.Dispatcher, layerSettings: Settings): DeadlineHttpClient => {
  const readTarget = target.reader()

  const send = (
    request: HttpClientRequest.HttpClientRequest,
    until: Until,
    deadline?: number,
    signal?: AbortSignal,
    maxBytes = Infinity
  ): Effect.Effect<HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError> =>
    Effect.uninterruptibleMask((restore) => {
      const settings =
        maxBytes < layerSettings.maxBodyBytes ? { ...layerSettings, maxBodyBytes: maxBytes } : layerSettings
      const target = readTarget(request)
      if (Either.isLeft(target)) return Effect.fail(target.left)
      const { origin, path } = target.right

      const dispatch = ({ body, headers }: RequestBody) => {
        const exchange = new Exchange(settings)
        const options: Undici.Dispatcher.DispatchOptions = {
          origin,
          path,
          method: request.method,
          headers: headers === undefined ? request.headers : { ...headers, ...request.headers },
          body,
          headersTimeout: 0,
          bodyTimeout: 0
        }
        return exchange.wait(
          restore,
          until,
          () => outcome(request, exchange, until, settings),
          () => exchange.start(dispatcher, options, deadline, signal)
        )
      }

      if (request.body._tag === "Stream") return Effect.flatMap(streamBody(request.body), dispatch)
      const unsent = (description: string, cause?: unknown) =>
        Effect.fail(new HttpClientError.RequestError({ request, reason: "Encode", description, cause }))
      try {
        const body = requestBody(request.body)
        return typeof body === "string" ? unsent(body) : dispatch(body)
      } catch (cause) {
        // An iterable of the program's may throw.
        return unsent("The body cannot be read", cause)
      }
    })

  /** The platform's spans around ours. */
  const traced = HttpClient.make((request, _url, signal) => send(request, "head", undefined, signal))

  const client = HttpClient.makeWith(
    (request: Effect.Effect<HttpClientRequest.HttpClientRequest, HttpClientError.HttpClientError>) =>
      Effect.flatMap(request, (request) =>
        Effect.withFiberRuntime<HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError>((fiber) =>
          isTraced(fiber, request) ? traced.execute(request) : send(request, "head", undefined, scopeSignal(request))
        )
      ),
    Effect.succeed
  )
  const collect: CollectWithin = (request, deadline, maxBytes) => send(request, "whole", deadline, undefined, maxBytes)
  return Object.assign(client, { [collectWithin]: collect })
}

/**
 * A client over a dispatcher, which stays the caller's to close. It throws where a runtime has but a stand-in for undici.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (dispatcher: Undici.Dispatcher, options: Options = {}): DeadlineHttpClient =>
  makeClient(supported(dispatcher), settingsOf(options, false))

/**
 * A client with connections of its own, which end with the layer's scope, and the requests on them. `agent` is what
 * undici's `Agent` takes: certificates, connections per origin, how long idle ones are kept. On Bun, which has but a
 * stand-in for undici, building it is a defect that names the layer to use.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (
  options: Options & { readonly agent?: Undici.Agent.Options | undefined } = {}
): Layer.Layer<HttpClient.HttpClient> =>
  Layer.scoped(
    HttpClient.HttpClient,
    Effect.map(
      Effect.acquireRelease(
        Effect.sync(() => ownAgent(Undici.Agent, options.agent)),
        (agent) => Effect.promise(() => agent.destroy())
      ),
      (agent) => makeClient(agent, settingsOf(options, options.agent?.factory === undefined))
    )
  )

/**
 * A client over a dispatcher of the program's: a proxy agent, interceptors, a mock. Closing it is the program's task.
 * Bodies are taken off its connections before they are read: undici 7 can end the process where one has to wait.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerWithDispatcher = (
  dispatcher: Undici.Dispatcher,
  options?: Options
): Layer.Layer<HttpClient.HttpClient> => Layer.sync(HttpClient.HttpClient, () => make(dispatcher, options))
