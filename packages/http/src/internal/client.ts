/** What is the same in both clients: when the platform's span goes around a request, and which signal ends it. */
import * as HttpClient from "@effect/platform/HttpClient"
import type * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import type { CollectWithin, DeadlineHttpClient } from "../DeadlineHttpClient.js"
import { collectWithin } from "../DeadlineHttpClient.js"
import { isTraced, scopeSignal } from "./effectInternals.js"

export type Answer = Effect.Effect<HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError>

/** What is waited for: the head of the answer, or all of it. */
export type Until = "head" | "whole"

export const defaultMaxBodyBytes = 256 * 1024 * 1024

/** A client that sends by `open`, which waits for the head, and by `collect`. */
export const make = (
  open: (
    request: HttpClientRequest.HttpClientRequest,
    signal: AbortSignal | undefined,
    fiber: Fiber.RuntimeFiber<unknown, unknown>
  ) => Answer,
  collect: CollectWithin,
  /** Goes around a request that has a span. */
  aroundTraced: (answer: Answer) => Answer = (answer) => answer
): DeadlineHttpClient => {
  const traced = HttpClient.make((request, _url, signal, fiber) => open(request, signal, fiber))
  const client = HttpClient.makeWith(
    (request: Effect.Effect<HttpClientRequest.HttpClientRequest, HttpClientError.HttpClientError>) =>
      Effect.flatMap(request, (request) =>
        Effect.withFiberRuntime<HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError>((fiber) =>
          isTraced(fiber, request) ? aroundTraced(traced.execute(request)) : open(request, scopeSignal(request), fiber)
        )
      ),
    Effect.succeed
  )
  return Object.assign(client, { [collectWithin]: collect })
}
