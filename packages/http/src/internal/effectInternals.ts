/**
 * What leans on internals of Effect and of the platform, all of it in this file. Its test names the versions that it was
 * tried on, and shows what each of these must do.
 */
import * as HttpClient from "@effect/platform/HttpClient"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Context from "effect/Context"
import * as DefaultServices from "effect/DefaultServices"
import type * as Fiber from "effect/Fiber"
import * as FiberRef from "effect/FiberRef"
import { globalValue } from "effect/GlobalValue"
import * as Tracer from "effect/Tracer"

/** Effect's own tracer, which a fiber has unless a program gives it another. No module exports it by a name. */
const nativeTracer = Context.get(DefaultServices.liveServices, Tracer.Tracer)

/**
 * Whether somebody reads a request's span. Nobody reads those of the native tracer, so the platform's `HttpClient.make`,
 * which makes them in any case, is not needed then. If Effect had another native tracer, every request would be traced:
 * slower, and not wrong.
 */
export const isTraced = (
  fiber: Fiber.RuntimeFiber<unknown, unknown>,
  request: HttpClientRequest.HttpClientRequest
): boolean =>
  fiber.currentTracer !== nativeTracer &&
  fiber.getFiberRef(FiberRef.currentTracerEnabled) &&
  !fiber.getFiberRef(HttpClient.currentTracerDisabledWhen)(request)

/**
 * The platform's own map, by the key that it has there. `HttpClient.make` looks into it; a client that is made by
 * `HttpClient.makeWith` has no other way to it. Under another key, `HttpClient.withScope` would no longer abort a request.
 */
const scopedRequests = globalValue(
  "@effect/platform/HttpClient/scopedRequests",
  () => new WeakMap<HttpClientRequest.HttpClientRequest, AbortController>()
)

/** The signal of the scope that `HttpClient.withScope` gave a request. */
export const scopeSignal = (request: HttpClientRequest.HttpClientRequest): AbortSignal | undefined =>
  scopedRequests.get(request)?.signal
