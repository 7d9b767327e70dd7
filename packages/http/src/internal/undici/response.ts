/** The platform's response over an exchange of undici. */
import * as Cookies from "@effect/platform/Cookies"
import * as Headers from "@effect/platform/Headers"
import type * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { sentWithin, streamWithin } from "../../DeadlineHttpClient.js"
import { Aborted } from "../errors.js"
import { AbstractResponse } from "../AbstractResponse.js"
import { decoded, encodings, unpack } from "./contentEncoding.js"
import type { Exchange } from "./Exchange.js"

/** Ends a request whose answer is garbage, so that its connection is not kept with an unread body. */
const forgotten = new FinalizationRegistry<Exchange>((exchange) => exchange.abort(new Aborted("The body was not read")))

class UndiciResponse extends AbstractResponse<Buffer> {
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

  [streamWithin](deadline: number | undefined): Stream.Stream<Uint8Array, HttpClientError.ResponseError> {
    return this.streamed(deadline, this.encodings)
  }

  [sentWithin](deadline: number | undefined): Stream.Stream<Uint8Array, HttpClientError.ResponseError> {
    return this.streamed(deadline, [])
  }

  protected toText(body: Buffer): string {
    return body.length > 2 && body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf
      ? body.toString("utf8", 3)
      : body.toString("utf8")
  }

  protected collected<A>(decode: (body: Buffer) => A): Effect.Effect<A, HttpClientError.ResponseError> {
    const { encodings, exchange } = this
    // If the whole body is here, nothing has to wait until the effect runs.
    if (exchange.isCollected && encodings.length === 0 && this.reading !== "stream") {
      this.reading = "whole"
      return this.tried(exchange.whole(), decode)
    }
    return Effect.suspend(() => {
      if (this.reading === "stream") return Effect.fail(this.alreadyRead())
      this.reading = "whole"
      return Effect.flatMap(this.bytes, (body) => this.tried(body, decode))
    })
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
): HttpClientResponse.HttpClientResponse => new UndiciResponse(request, exchange, maxBodyBytes)
