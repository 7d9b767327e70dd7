/** The platform's response over an exchange of `fetch`. */
import type * as Cookies from "@effect/platform/Cookies"
import * as Headers from "@effect/platform/Headers"
import type * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { streamWithin } from "../../DeadlineHttpClient.js"
import { AbstractResponse } from "../AbstractResponse.js"
import type { Bytes, Exchange } from "./Exchange.js"

const decoder = new TextDecoder()

const ignore = () => {}

class WebResponse extends AbstractResponse<Bytes> {
  private parsedHeaders: Headers.Headers | undefined

  constructor(
    request: HttpClientRequest.HttpClientRequest,
    private readonly source: Response,
    private readonly exchange: Exchange
  ) {
    super(request)
  }

  get status(): number {
    return this.source.status
  }

  get headers(): Headers.Headers {
    return (this.parsedHeaders ??= Headers.fromInput(this.source.headers))
  }

  get cookies(): Cookies.Cookies {
    return HttpClientResponse.fromWeb(this.request, this.source).cookies
  }

  [streamWithin](deadline: number | undefined): Stream.Stream<Uint8Array, HttpClientError.ResponseError> {
    return Stream.suspend(() => {
      const { exchange } = this
      if (exchange.isCollected || exchange.isStreamless) {
        // A copy: what a reader does to its bytes is its own matter.
        return Stream.fromIterableEffect(this.collected((body) => (body.length === 0 ? [] : [body.slice()])))
      }
      const reader = exchange.open()
      if (reader === null) return Stream.empty
      if (reader === undefined) return Stream.fail(this.alreadyRead())
      const pull = exchange.wait<
        ReadableStreamReadResult<Bytes>,
        Chunk.Chunk<Bytes>,
        Option.Option<HttpClientError.ResponseError>
      >(
        deadline,
        ({ fail, succeed }) => void reader.read().then(succeed, fail),
        ({ done, value }) => (done ? Effect.fail(Option.none()) : Effect.succeed(Chunk.of(value))),
        (cause) => Effect.fail(Option.some(this.unreadable(cause)))
      )
      return Stream.ensuring(
        Stream.repeatEffectChunkOption(pull),
        // This ends the request if there is more of the body. It fails if the body has failed, which is known already.
        Effect.sync(() => void reader.cancel().catch(ignore))
      )
    })
  }

  protected toText(body: Bytes): string {
    return decoder.decode(body)
  }

  protected collected<A>(decode: (body: Bytes) => A): Effect.Effect<A, HttpClientError.ResponseError> {
    const { exchange } = this
    // If the whole body is here, nothing has to wait until the effect runs.
    if (exchange.body !== undefined) return this.tried(exchange.body, decode)
    return Effect.suspend(() =>
      exchange.isGivenAway
        ? Effect.fail(this.alreadyRead())
        : exchange.wait<Bytes, A, HttpClientError.ResponseError>(
            undefined,
            ({ fail, succeed }) => void exchange.collect().then(succeed, fail),
            (body) => this.tried(body, decode),
            (cause) => Effect.fail(this.unreadable(cause))
          )
    )
  }
}

export const make = (request: HttpClientRequest.HttpClientRequest, source: Response, exchange: Exchange): WebResponse =>
  new WebResponse(request, source, exchange)
