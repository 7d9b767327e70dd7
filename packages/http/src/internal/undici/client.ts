/** The client over a dispatcher of undici. */
import * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Undici from "undici"
import type { DeadlineHttpClient } from "../../DeadlineHttpClient.js"
import type { Answer, Until } from "../client.js"
import * as client from "../client.js"
import { Deadlines } from "./Deadlines.js"
import type { Settings } from "./Exchange.js"
import { Exchange } from "./Exchange.js"
import type { RequestBody } from "./requestBody.js"
import { requestBody, streamBody } from "./requestBody.js"
import * as response from "./response.js"
import * as target from "./target.js"

/** How bodies are held. */
export interface Options {
  readonly maxBodyBytes?: number | undefined
  readonly highWaterMark?: number | undefined
}

/** What stands between a request and its connection. */
export interface Surroundings {
  /** All connections are those of `connector`, and nothing stands between undici and an exchange. */
  readonly isOwnAgent: boolean
  /** Something may write to the headers that it is given, as undici's `ProxyAgent` does. */
  readonly writesHeaders: boolean
}

/** Undici refused to send it. */
const isRefused = (error: unknown): boolean =>
  error instanceof Undici.errors.InvalidArgumentError || error instanceof Undici.errors.NotSupportedError

/** The answer, or why there is none. The body of an answer that is not collected may still fail while it is read. */
const outcome = (
  request: HttpClientRequest.HttpClientRequest,
  exchange: Exchange,
  until: Until,
  { maxBodyBytes }: Settings
): Answer => {
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

export const make = (
  dispatcher: Undici.Dispatcher,
  options: Options,
  { isOwnAgent, writesHeaders }: Surroundings
): DeadlineHttpClient => {
  const clientSettings: Settings = {
    maxBodyBytes: options.maxBodyBytes ?? client.defaultMaxBodyBytes,
    highWaterMark: options.highWaterMark ?? 64 * 1024,
    deadlines: new Deadlines(),
    isOwnAgent
  }
  const readTarget = target.reader()

  const send = (
    request: HttpClientRequest.HttpClientRequest,
    until: Until,
    deadline?: number,
    signal?: AbortSignal,
    maxBytes = Infinity
  ): Answer =>
    Effect.uninterruptibleMask((restore) => {
      const settings =
        maxBytes < clientSettings.maxBodyBytes ? { ...clientSettings, maxBodyBytes: maxBytes } : clientSettings
      const target = readTarget(request)
      if (Either.isLeft(target)) return Effect.fail(target.left)
      const { origin, path } = target.right

      const dispatch = ({ body, headers }: RequestBody) => {
        const exchange = new Exchange(settings)
        const options: Undici.Dispatcher.DispatchOptions = {
          origin,
          path,
          method: request.method,
          headers: headers === undefined && !writesHeaders ? request.headers : { ...headers, ...request.headers },
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

  return client.make(
    (request, signal) => send(request, "head", undefined, signal),
    (request, deadline, maxBytes) => send(request, "whole", deadline, undefined, maxBytes)
  )
}
