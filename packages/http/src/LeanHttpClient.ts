/**
 * What the lean clients share, this package's over `fetch` and that of `@effect-globus/http`: what they can do with
 * deadlines, under keys by which a library finds it without a dependency on either, and the parts that such a client is
 * made of.
 *
 * @since 0.1.0
 */
import type * as Cookies from "@effect/platform/Cookies"
import type * as Headers from "@effect/platform/Headers"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as HttpIncomingMessage from "@effect/platform/HttpIncomingMessage"
import type * as UrlParams from "@effect/platform/UrlParams"
import * as Context from "effect/Context"
import * as DefaultServices from "effect/DefaultServices"
import type * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import * as FiberRef from "effect/FiberRef"
import * as FiberRefs from "effect/FiberRefs"
import { globalValue } from "effect/GlobalValue"
import * as Inspectable from "effect/Inspectable"
import * as Option from "effect/Option"
import type * as Stream from "effect/Stream"
import * as Tracer from "effect/Tracer"

/**
 * The key of `CollectWithin`, in the registry of symbols: a library can look for it without a dependency on this package.
 *
 * @since 0.1.0
 * @category models
 */
export const collectWithin: unique symbol = Symbol.for("@effect-globus/collectWithin")

/**
 * Sends a request and waits for the whole answer, its body in memory, at most so many milliseconds; undefined: as long
 * as it takes. The deadline costs one timer at most, where `Effect.timeout` costs two fibers. When it passes, the request is
 * aborted, and the cause of the error is a `DeadlineExceeded`: of a `RequestError`, or of a `ResponseError` if the head was
 * there. It makes no span, and follows no redirect. A body of more than `maxBytes`, or than the client's `maxBodyBytes`, is
 * aborted, and the cause of the error is a `BodyTooLong`.
 *
 * @since 0.1.0
 * @category models
 */
export type CollectWithin = (
  request: HttpClientRequest.HttpClientRequest,
  deadline: number | undefined,
  maxBytes?: number
) => Effect.Effect<HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError>

/**
 * An `HttpClient` that can do what `CollectWithin` says. What wraps it (`HttpClient.mapRequest` and the like) is an
 * `HttpClient` like any other.
 *
 * @since 0.1.0
 * @category models
 */
export interface LeanHttpClient extends HttpClient.HttpClient {
  readonly [collectWithin]: CollectWithin
}

/**
 * The key of `StreamWithin`, which every response of such a client has, in the registry of symbols.
 *
 * @since 0.1.0
 * @category models
 */
export const streamWithin: unique symbol = Symbol.for("@effect-globus/streamWithin")

/**
 * The body as a stream that waits for each piece at most so many milliseconds; undefined: as long as it takes. Time that
 * the reader takes does not count. The deadline costs one timer a piece at most, where `Stream.timeoutFail` costs fibers.
 * When it passes, the request is aborted, and the cause of the error is a `DeadlineExceeded`.
 *
 * @since 0.1.0
 * @category models
 */
export type StreamWithin = (deadline: number | undefined) => Stream.Stream<Uint8Array, HttpClientError.ResponseError>

/**
 * The key of a further `StreamWithin`, which a response has whose client does not undo content encodings itself: the bytes
 * as they were sent (RFC 9110, section 8.4). In the registry of symbols.
 *
 * @since 0.1.0
 * @category models
 */
export const sentWithin: unique symbol = Symbol.for("@effect-globus/sentWithin")

/**
 * The deadline passed before the answer, or a piece of it, was there.
 *
 * @since 0.1.0
 * @category errors
 */
export class DeadlineExceeded extends Error {
  readonly _tag = "DeadlineExceeded"
  override readonly name = "DeadlineExceeded"

  /** Milliseconds. */
  constructor(readonly deadline: number) {
    super(`No answer within ${deadline} ms`)
  }
}

/**
 * A body to be held in memory is longer than the client's `maxBodyBytes`, or the request's own limit, allows.
 *
 * @since 0.1.0
 * @category errors
 */
export class BodyTooLong extends Error {
  readonly _tag = "BodyTooLong"
  override readonly name = "BodyTooLong"

  /** Bytes. */
  constructor(readonly limit: number) {
    super(`The body is longer than maxBodyBytes allows: ${limit} bytes`)
  }
}

/**
 * A request was ended from this side.
 *
 * @since 0.1.0
 * @category errors
 */
export class Aborted extends Error {
  override readonly name = "AbortError"
}

/**
 * Why a body is not sent that gives its bytes once, such as a stream of the platform underneath or a generator, and has
 * done so.
 *
 * @since 0.1.0
 * @category errors
 */
export const usedBody: string =
  "The body cannot be sent again: it is a stream that was read or is locked. Give bytes, a Blob, or HttpBody.stream of an Effect stream that opens it anew"

/** Headers redact themselves only where a fiber logs them. */
const redacted = (headers: Headers.Headers): unknown => {
  const told = Inspectable.redact(headers)
  return told === headers ? headers[Inspectable.symbolRedactable](FiberRefs.empty()) : told
}

/**
 * The parts of the platform's response that are the same wherever its body comes from. What middleware makes of a response
 * is a response like any other.
 *
 * @since 0.1.0
 * @category constructors
 */
export abstract class LeanResponse extends Inspectable.Class implements HttpClientResponse.HttpClientResponse {
  constructor(readonly request: HttpClientRequest.HttpClientRequest) {
    super()
  }

  abstract get status(): number
  abstract get headers(): Headers.Headers
  abstract get cookies(): Cookies.Cookies
  abstract get text(): Effect.Effect<string, HttpClientError.ResponseError>
  abstract get json(): Effect.Effect<unknown, HttpClientError.ResponseError>
  abstract get arrayBuffer(): Effect.Effect<ArrayBuffer, HttpClientError.ResponseError>
  abstract get urlParamsBody(): Effect.Effect<UrlParams.UrlParams, HttpClientError.ResponseError>
  abstract get formData(): Effect.Effect<FormData, HttpClientError.ResponseError>

  /** See `StreamWithin`. */
  abstract [streamWithin](deadline: number | undefined): ReturnType<StreamWithin>

  get stream(): ReturnType<StreamWithin> {
    return this[streamWithin](undefined)
  }

  get [HttpIncomingMessage.TypeId](): HttpIncomingMessage.TypeId {
    return HttpIncomingMessage.TypeId
  }

  get [HttpClientResponse.TypeId](): HttpClientResponse.TypeId {
    return HttpClientResponse.TypeId
  }

  get remoteAddress(): Option.Option<string> {
    return Option.none()
  }

  /** Without bodies and the request's headers, which may hold tokens. */
  toJSON(): unknown {
    const { method, url } = this.request
    return {
      _id: "@effect/platform/HttpClientResponse",
      request: { _id: "@effect/platform/HttpClientRequest", method, url },
      status: this.status,
      headers: redacted(this.headers)
    }
  }

  /** The error of a body that can not be read, or not as what it is asked for. */
  unreadable(cause: unknown): HttpClientError.ResponseError {
    return cause instanceof HttpClientError.ResponseError
      ? cause
      : new HttpClientError.ResponseError({ request: this.request, response: this, reason: "Decode", cause })
  }

  /** The error of a body that is asked for again. */
  alreadyRead(): HttpClientError.ResponseError {
    return this.unreadable(new Error("The body was read as a stream already"))
  }
}

const nativeTracer = Context.get(DefaultServices.liveServices, Tracer.Tracer)

/**
 * Whether somebody reads a request's span: nobody does those of Effect's native tracer.
 *
 * @since 0.1.0
 * @category utils
 */
export const isTraced = (
  fiber: Fiber.RuntimeFiber<unknown, unknown>,
  request: HttpClientRequest.HttpClientRequest
): boolean =>
  fiber.currentTracer !== nativeTracer &&
  fiber.getFiberRef(FiberRef.currentTracerEnabled) &&
  !fiber.getFiberRef(HttpClient.currentTracerDisabledWhen)(request)

const scopedRequests = globalValue(
  "@effect/platform/HttpClient/scopedRequests",
  () => new WeakMap<HttpClientRequest.HttpClientRequest, AbortController>()
)

/**
 * The signal of the scope that `HttpClient.withScope` ends a request with. The platform's own `make` looks for it itself.
 *
 * @since 0.1.0
 * @category utils
 */
export const scopeSignal = (request: HttpClientRequest.HttpClientRequest): AbortSignal | undefined =>
  scopedRequests.get(request)?.signal
