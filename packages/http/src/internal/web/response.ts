/**
 * The platform's response over an exchange. The body may be collected any number of times and ways, or read once as a
 * stream.
 */
import type * as Cookies from "@effect/platform/Cookies"
import * as Headers from "@effect/platform/Headers"
import type * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import type * as UrlParams from "@effect/platform/UrlParams"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { LeanResponse, streamWithin } from "../../LeanHttpClient.js"
import type { Bytes, Exchange } from "./Exchange.js"

/** As `fetch` reads text: UTF-8, without a byte order mark. */
const decoder = new TextDecoder()

const toText = (body: Bytes): string => decoder.decode(body)

const toJson = (body: Bytes): unknown => {
  const text = toText(body)
  return text === "" ? null : JSON.parse(text)
}

const ignore = () => {}

/** What a reader does to its bytes is its own matter. */
const copy = (body: Bytes): Bytes => body.slice()

class WebResponse extends LeanResponse {
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

  get text(): Effect.Effect<string, HttpClientError.ResponseError> {
    return this.collected(toText)
  }

  get json(): Effect.Effect<unknown, HttpClientError.ResponseError> {
    return this.collected(toJson)
  }

  get arrayBuffer(): Effect.Effect<ArrayBuffer, HttpClientError.ResponseError> {
    return this.collected((body) => copy(body).buffer)
  }

  get urlParamsBody(): Effect.Effect<UrlParams.UrlParams, HttpClientError.ResponseError> {
    return this.platform(({ urlParamsBody }) => urlParamsBody)
  }

  get formData(): Effect.Effect<FormData, HttpClientError.ResponseError> {
    return this.platform(({ formData }) => formData)
  }

  [streamWithin](deadline: number | undefined): Stream.Stream<Uint8Array, HttpClientError.ResponseError> {
    return Stream.suspend(() => {
      const { exchange } = this
      if (exchange.isCollected || exchange.isStreamless) {
        return Stream.fromIterableEffect(this.collected((body) => (body.length === 0 ? [] : [copy(body)])))
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
        // Ends the request, if there is more; fails if the body has failed, which is known already.
        Effect.sync(() => void reader.cancel().catch(ignore))
      )
    })
  }

  private collected<A>(read: (body: Bytes) => A): Effect.Effect<A, HttpClientError.ResponseError> {
    const decode = (body: Bytes) => {
      try {
        return Effect.succeed(read(body))
      } catch (cause) {
        return Effect.fail(this.unreadable(cause))
      }
    }
    const { exchange } = this
    // If it is all here, nothing has to wait until the effect runs.
    if (exchange.body !== undefined) return decode(exchange.body)
    return Effect.suspend(() =>
      exchange.isGivenAway
        ? Effect.fail(this.alreadyRead())
        : exchange.wait(
            undefined,
            ({ fail, succeed }) => void exchange.collect().then(succeed, fail),
            decode,
            (cause) => Effect.fail(this.unreadable(cause))
          )
    )
  }

  /** What the platform makes of the body, by its content type. */
  private platform<A>(
    read: (response: HttpClientResponse.HttpClientResponse) => Effect.Effect<A, HttpClientError.ResponseError>
  ): Effect.Effect<A, HttpClientError.ResponseError> {
    const response = this.collected((body) =>
      HttpClientResponse.fromWeb(
        this.request,
        new Response(body, { headers: { "content-type": this.headers["content-type"] ?? "" } })
      )
    )
    return Effect.flatMap(response, (response) =>
      Effect.mapError(read(response), ({ cause }) => this.unreadable(cause))
    )
  }
}

export const make = (request: HttpClientRequest.HttpClientRequest, source: Response, exchange: Exchange): WebResponse =>
  new WebResponse(request, source, exchange)
