/**
 * The platform's response over an exchange. The body may be collected any number of times and ways, or read once as a
 * stream.
 */
import { Aborted, LeanResponse, sentWithin, streamWithin } from "../../LeanHttpClient.js"
import * as Cookies from "@effect/platform/Cookies"
import * as Headers from "@effect/platform/Headers"
import type * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as UrlParams from "@effect/platform/UrlParams"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { decoded, encodings, unpack } from "./contentEncoding.js"
import type { Exchange } from "./Exchange.js"

/** Ends a request whose answer nobody holds any more, so that its connection is not kept with an unread body. */
const forgotten = new FinalizationRegistry<Exchange>((exchange) => exchange.abort(new Aborted("The body was not read")))

/** As `fetch` reads text: UTF-8, without a byte order mark. */
const toText = (body: Buffer): string =>
  body.length > 2 && body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf
    ? body.toString("utf8", 3)
    : body.toString("utf8")

const toJson = (body: Buffer): unknown => (body.length === 0 ? null : JSON.parse(toText(body)))

const toUrlParams = (body: Buffer): UrlParams.UrlParams => UrlParams.fromInput(new URLSearchParams(toText(body)))

/** A copy: the memory behind a chunk is shared with what else came by the same packet. */
const toArrayBuffer = (body: Buffer): ArrayBuffer => new Uint8Array(body).buffer

class Response extends LeanResponse {
  private readonly encodings: ReadonlyArray<string>
  private reading: "nothing" | "whole" | "stream" = "nothing"
  private parsedHeaders: Headers.Headers | undefined
  private parsedCookies: Cookies.Cookies | undefined

  constructor(
    request: HttpClientRequest.HttpClientRequest,
    private readonly exchange: Exchange,
    private readonly maxBodyBytes: number
  ) {
    super(request)
    this.encodings = encodings(exchange.headers)
    if (exchange.state === "body") forgotten.register(this, exchange)
  }

  get status(): number {
    return this.exchange.status
  }

  get headers(): Headers.Headers {
    return (this.parsedHeaders ??= Headers.fromInput(this.exchange.headers))
  }

  get cookies(): Cookies.Cookies {
    return (this.parsedCookies ??= Cookies.fromSetCookie(this.exchange.headers["set-cookie"] ?? []))
  }

  get text(): Effect.Effect<string, HttpClientError.ResponseError> {
    return this.decode(toText)
  }

  get json(): Effect.Effect<unknown, HttpClientError.ResponseError> {
    return this.decode(toJson)
  }

  get urlParamsBody(): Effect.Effect<UrlParams.UrlParams, HttpClientError.ResponseError> {
    return this.decode(toUrlParams)
  }

  get arrayBuffer(): Effect.Effect<ArrayBuffer, HttpClientError.ResponseError> {
    return this.decode(toArrayBuffer)
  }

  get formData(): Effect.Effect<FormData, HttpClientError.ResponseError> {
    return Effect.flatMap(this.arrayBuffer, (body) =>
      Effect.tryPromise({
        try: () =>
          new globalThis.Response(body, {
            headers: { "content-type": this.headers["content-type"] ?? "" }
          }).formData(),
        catch: (cause) => this.unreadable(cause)
      })
    )
  }

  [streamWithin](deadline: number | undefined): Stream.Stream<Uint8Array, HttpClientError.ResponseError> {
    return this.streamed(deadline, this.encodings)
  }

  [sentWithin](deadline: number | undefined): Stream.Stream<Uint8Array, HttpClientError.ResponseError> {
    return this.streamed(deadline, [])
  }

  private streamed(
    deadline: number | undefined,
    encodings: ReadonlyArray<string>
  ): Stream.Stream<Uint8Array, HttpClientError.ResponseError> {
    return Stream.suspend(() => {
      if (this.reading === "whole") return Stream.fromEffect(this.bytes)
      if (this.reading === "stream") return Stream.fail(this.alreadyRead())
      this.reading = "stream"
      const chunks = this.chunks(deadline)
      return Stream.ensuring(
        encodings.length === 0 || this.exchange.isEmpty
          ? chunks
          : decoded(chunks, encodings, (cause) => this.unreadable(cause)),
        Effect.sync(() => this.exchange.abort(new Aborted("The body was not read to its end")))
      )
    })
  }

  private decode<A>(read: (body: Buffer) => A): Effect.Effect<A, HttpClientError.ResponseError> {
    const decode = (body: Buffer) => {
      try {
        return Effect.succeed(read(body))
      } catch (cause) {
        return Effect.fail(this.unreadable(cause))
      }
    }
    const { encodings, exchange } = this
    // It is all here: nothing has to wait until the effect runs.
    if (exchange.isCollected && encodings.length === 0 && this.reading !== "stream") {
      this.reading = "whole"
      return decode(exchange.whole())
    }
    return Effect.suspend(() => {
      if (this.reading === "stream") return Effect.fail(this.alreadyRead())
      this.reading = "whole"
      return Effect.flatMap(this.bytes, decode)
    })
  }

  private get bytes(): Effect.Effect<Buffer, HttpClientError.ResponseError> {
    const { encodings, exchange } = this
    const whole = Effect.uninterruptibleMask((restore) =>
      exchange.wait(restore, "whole", () =>
        exchange.state === "failed" ? Effect.fail(this.unreadable(exchange.error)) : Effect.succeed(exchange.whole())
      )
    )
    return encodings.length === 0
      ? whole
      : Effect.flatMap(whole, (body) =>
          exchange.isEmpty
            ? Effect.succeed(body)
            : Effect.tryPromise({
                try: (signal) => unpack(body, encodings, this.maxBodyBytes, signal),
                catch: (cause) => this.unreadable(cause)
              })
        )
  }

  private chunks(deadline: number | undefined): Stream.Stream<Uint8Array, HttpClientError.ResponseError> {
    const { exchange } = this
    const pull: Effect.Effect<Chunk.Chunk<Uint8Array>, Option.Option<HttpClientError.ResponseError>> = Effect.suspend(
      () => {
        const chunks = exchange.take()
        if (chunks.length > 0) return Effect.succeed(Chunk.unsafeFromArray(chunks))
        if (exchange.state === "complete") return Effect.fail(Option.none())
        if (exchange.state === "failed") return Effect.fail(Option.some(this.unreadable(exchange.error)))
        return Effect.async((resume) => exchange.when("more", () => resume(pull), deadline))
      }
    )
    return Stream.repeatEffectChunkOption(pull)
  }
}

export const make = (
  request: HttpClientRequest.HttpClientRequest,
  exchange: Exchange,
  maxBodyBytes: number
): HttpClientResponse.HttpClientResponse => new Response(request, exchange, maxBodyBytes)
