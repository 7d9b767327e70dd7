/** The platform's response over an exchange. */
import * as Cookies from "@effect/platform/Cookies"
import * as Headers from "@effect/platform/Headers"
import * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as HttpIncomingMessage from "@effect/platform/HttpIncomingMessage"
import * as UrlParams from "@effect/platform/UrlParams"
import * as Effect from "effect/Effect"
import * as Inspectable from "effect/Inspectable"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { decoded, encodings } from "./contentEncoding.js"
import type { Exchange } from "./Exchange.js"
import { BodyTooLong } from "./Exchange.js"

/** Ends a request whose answer nobody holds any more, so that its connection is not kept with an unread body. */
const forgotten = new FinalizationRegistry<Exchange>((exchange) => exchange.abort(new Error("The body was not read")))

/** As `fetch` reads text: UTF-8, without a byte order mark. */
const toText = (body: Buffer): string =>
  body.length > 2 && body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf
    ? body.toString("utf8", 3)
    : body.toString("utf8")

class Response extends Inspectable.Class implements HttpClientResponse.HttpClientResponse {
  readonly [HttpIncomingMessage.TypeId]: HttpIncomingMessage.TypeId = HttpIncomingMessage.TypeId
  readonly [HttpClientResponse.TypeId]: HttpClientResponse.TypeId = HttpClientResponse.TypeId
  readonly remoteAddress = Option.none()
  private readonly encodings: ReadonlyArray<string>

  constructor(
    readonly request: HttpClientRequest.HttpClientRequest,
    private readonly exchange: Exchange,
    private readonly maxBodyBytes: number
  ) {
    super()
    this.encodings = encodings(exchange.headers["content-encoding"])
    if (exchange.state === "body") forgotten.register(this, exchange, this)
  }

  get status(): number {
    return this.exchange.status
  }

  private parsedHeaders: Headers.Headers | undefined
  get headers(): Headers.Headers {
    return (this.parsedHeaders ??= Headers.fromInput(this.exchange.headers))
  }

  private parsedCookies: Cookies.Cookies | undefined
  get cookies(): Cookies.Cookies {
    return (this.parsedCookies ??= Cookies.fromSetCookie(this.exchange.headers["set-cookie"] ?? []))
  }

  get stream(): Stream.Stream<Uint8Array, HttpClientError.ResponseError> {
    if (this.isInMemory) return Stream.sync(() => this.exchange.body())
    return Stream.suspend(() => {
      // From now on the stream ends the request, and the response may be forgotten.
      forgotten.unregister(this)
      if (this.exchange.claimed) return Stream.fail(this.unreadable("The body was read already"))
      this.exchange.claimed = true
      return Stream.fromAsyncIterable(decoded(this.exchange, this.encodings), (cause) => this.unreadable(cause))
    })
  }

  private collected: Effect.Effect<Buffer, HttpClientError.ResponseError> | undefined
  private get bytes(): Effect.Effect<Buffer, HttpClientError.ResponseError> {
    if (this.isInMemory) return Effect.sync(() => this.exchange.body())
    return (this.collected ??= Effect.runSync(Effect.cached(this.collect)))
  }

  private get collect(): Effect.Effect<Buffer, HttpClientError.ResponseError> {
    return Effect.suspend(() => {
      const chunks: Array<Uint8Array> = []
      let size = 0
      return this.stream.pipe(
        Stream.runForEach((chunk) => {
          chunks.push(chunk)
          size += chunk.length
          return size > this.maxBodyBytes
            ? Effect.fail(this.unreadable(new BodyTooLong(this.maxBodyBytes)))
            : Effect.void
        }),
        Effect.map(() => Buffer.concat(chunks, size))
      )
    })
  }

  private decode<A>(read: (body: Buffer) => A): Effect.Effect<A, HttpClientError.ResponseError> {
    const now = (body: Buffer) => {
      try {
        return Effect.succeed(read(body))
      } catch (cause) {
        return Effect.fail(this.unreadable(cause))
      }
    }
    return this.isInMemory ? Effect.suspend(() => now(this.exchange.body())) : Effect.flatMap(this.bytes, now)
  }

  get text(): Effect.Effect<string, HttpClientError.ResponseError> {
    return this.decode(toText)
  }

  get json(): Effect.Effect<unknown, HttpClientError.ResponseError> {
    return this.decode((body): unknown => (body.length === 0 ? null : JSON.parse(toText(body))))
  }

  get urlParamsBody(): Effect.Effect<UrlParams.UrlParams, HttpClientError.ResponseError> {
    return this.decode((body) => UrlParams.fromInput(new URLSearchParams(toText(body))))
  }

  get arrayBuffer(): Effect.Effect<ArrayBuffer, HttpClientError.ResponseError> {
    // A copy: the memory behind a chunk is shared with what else came by the same packet.
    return this.decode((body) => Uint8Array.from(body).buffer)
  }

  get formData(): Effect.Effect<FormData, HttpClientError.ResponseError> {
    return Effect.flatMap(this.bytes, (body) =>
      Effect.tryPromise({
        try: () => new globalThis.Response(Uint8Array.from(body), { headers: this.headers }).formData(),
        catch: (cause) => this.unreadable(cause)
      })
    )
  }

  /** Without the body, which may be unread, or hold a token. */
  toJSON(): unknown {
    return {
      _id: "@effect/platform/HttpClientResponse",
      request: this.request.toJSON(),
      status: this.status,
      headers: Inspectable.redact(this.headers)
    }
  }

  private get isInMemory(): boolean {
    return this.exchange.state === "complete" && !this.exchange.claimed && this.encodings.length === 0
  }

  private unreadable(cause: unknown): HttpClientError.ResponseError {
    return new HttpClientError.ResponseError({
      request: this.request,
      response: this,
      reason: "Decode",
      ...(typeof cause === "string" ? { description: cause } : { cause })
    })
  }
}

export const make = (
  request: HttpClientRequest.HttpClientRequest,
  exchange: Exchange,
  maxBodyBytes: number
): HttpClientResponse.HttpClientResponse => new Response(request, exchange, maxBodyBytes)
