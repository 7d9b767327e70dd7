/** What is the same in the responses of both clients, wherever their body comes from. */
import type * as Cookies from "@effect/platform/Cookies"
import type * as Headers from "@effect/platform/Headers"
import * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as HttpIncomingMessage from "@effect/platform/HttpIncomingMessage"
import * as UrlParams from "@effect/platform/UrlParams"
import * as Effect from "effect/Effect"
import * as FiberRefs from "effect/FiberRefs"
import * as Inspectable from "effect/Inspectable"
import * as Option from "effect/Option"
import type { DeadlineResponse, StreamWithin } from "../DeadlineHttpClient.js"
import { streamWithin } from "../DeadlineHttpClient.js"
import { alreadyRead } from "./errors.js"

/** Headers redact themselves only where a fiber logs them. */
const redacted = (headers: Headers.Headers): unknown => {
  const told = Inspectable.redact(headers)
  return told === headers ? headers[Inspectable.symbolRedactable](FiberRefs.empty()) : told
}

const toUrlParams = (text: string): UrlParams.UrlParams => UrlParams.fromInput(new URLSearchParams(text))

/** The body may be collected any number of times and ways, or be read once as a stream. */
export abstract class AbstractResponse<Body extends Uint8Array> extends Inspectable.Class implements DeadlineResponse {
  constructor(readonly request: HttpClientRequest.HttpClientRequest) {
    super()
  }

  abstract get status(): number
  abstract get headers(): Headers.Headers
  abstract get cookies(): Cookies.Cookies
  abstract [streamWithin](deadline: number | undefined): ReturnType<StreamWithin>

  /** UTF-8 without a byte order mark, as `fetch` reads text. */
  protected abstract toText(body: Body): string
  /** What `decode` makes of the whole body, by `tried`. */
  protected abstract collected<A>(decode: (body: Body) => A): Effect.Effect<A, HttpClientError.ResponseError>

  get text(): Effect.Effect<string, HttpClientError.ResponseError> {
    return this.collected(this.toText)
  }

  get json(): Effect.Effect<unknown, HttpClientError.ResponseError> {
    return this.collected((body): unknown => {
      const text = this.toText(body)
      return text === "" ? null : JSON.parse(text)
    })
  }

  get urlParamsBody(): Effect.Effect<UrlParams.UrlParams, HttpClientError.ResponseError> {
    return this.collected((body) => toUrlParams(this.toText(body)))
  }

  /** A copy, since the body stays here and its memory may be shared with other chunks. */
  get arrayBuffer(): Effect.Effect<ArrayBuffer, HttpClientError.ResponseError> {
    return this.collected((body) => new Uint8Array(body).buffer)
  }

  get formData(): Effect.Effect<FormData, HttpClientError.ResponseError> {
    return Effect.flatMap(this.arrayBuffer, (body) =>
      Effect.tryPromise({
        try: () => new Response(body, { headers: { "content-type": this.headers["content-type"] ?? "" } }).formData(),
        catch: (cause) => this.unreadable(cause)
      })
    )
  }

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

  /** Without the body and the headers of the request: they may hold tokens. */
  toJSON(): unknown {
    const { method, url } = this.request
    return {
      _id: "@effect/platform/HttpClientResponse",
      request: { _id: "@effect/platform/HttpClientRequest", method, url },
      status: this.status,
      headers: redacted(this.headers)
    }
  }

  /** Decodes a body that is here. The effect is an `Exit`. */
  protected tried<A>(body: Body, decode: (body: Body) => A): Effect.Effect<A, HttpClientError.ResponseError> {
    try {
      return Effect.succeed(decode(body))
    } catch (cause) {
      return Effect.fail(this.unreadable(cause))
    }
  }

  /** The error of a body that cannot be read, or not as what was asked for. */
  unreadable(cause: unknown): HttpClientError.ResponseError {
    return cause instanceof HttpClientError.ResponseError
      ? cause
      : new HttpClientError.ResponseError({ request: this.request, response: this, reason: "Decode", cause })
  }

  protected alreadyRead(): HttpClientError.ResponseError {
    return this.unreadable(alreadyRead())
  }
}
