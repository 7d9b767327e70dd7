/** With a tracer, requests have the spans of the platform's own clients. Without one they have none. */
import { collectWithin } from "@effect-globus/http/DeadlineHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import { describe, expect } from "@effect/vitest"
import * as Context from "effect/Context"
import * as DefaultServices from "effect/DefaultServices"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Tracer from "effect/Tracer"
import { collecting, overAll, overOurs } from "../clients.js"
import { arrived, half, type HttpService, serve, silence } from "../servers.js"

const native = Context.get(DefaultServices.liveServices, Tracer.Tracer)

/** A tracer that keeps its spans. */
const recorder = () => {
  const spans: Array<Tracer.Span> = []
  const tracer = Tracer.make({
    context: native.context,
    span: (...of) => {
      const span = native.span(...of)
      spans.push(span)
      return span
    }
  })
  return { spans, tracer }
}

const ok = serve((_request, response) => response.writeHead(200, { "x-request-id": "r1" }).end("body"))

const request = (service: HttpService) =>
  HttpClientRequest.get(`${service.url}/path?a=b`, { headers: { authorization: "Bearer secret", "x-a": "b" } })

const traceHeaders = ({ seen }: HttpService) => seen.map(({ headers }) => [headers["traceparent"], headers["b3"]])

describe("with a tracer, a request", () => {
  overAll(
    "has a span with the platform's names, and no credentials in it",
    Effect.gen(function* () {
      const service = yield* ok
      const { spans, tracer } = recorder()
      const { text } = yield* Effect.withTracer(HttpClient.execute(request(service)), tracer)
      expect(yield* text).toBe("body")
      expect(spans.map(({ kind, name, status }) => [name, kind, status._tag])).toEqual([
        ["http.client GET", "client", "Ended"]
      ])
      const attributes = Object.fromEntries(spans[0]?.attributes ?? [])
      expect(attributes).toMatchObject({
        "http.request.method": "GET",
        "http.request.header.x-a": "b",
        "http.response.status_code": 200,
        "http.response.header.x-request-id": "r1",
        "server.address": service.url,
        "server.port": Number(new URL(service.url).port),
        "url.full": `${service.url}/path?a=b`,
        "url.path": "/path",
        "url.query": "a=b",
        "url.scheme": "http"
      })
      expect(String(attributes["http.request.header.authorization"])).toBe("<redacted>")
    })
  )

  overAll(
    "carries its span to the server, as a child of the program's span",
    Effect.gen(function* () {
      const service = yield* ok
      const { spans, tracer } = recorder()
      yield* Effect.withTracer(Effect.withSpan(HttpClient.execute(request(service)), "outer"), tracer)
      const [outer, inner] = spans
      expect([outer?.name, inner?.name]).toEqual(["outer", "http.client GET"])
      expect(inner?.parent).toEqual(Option.some(outer))
      expect(traceHeaders(service)).toEqual([
        [`00-${inner?.traceId}-${inner?.spanId}-01`, `${inner?.traceId}-${inner?.spanId}-1-${outer?.spanId}`]
      ])
    })
  )

  overAll(
    "may have no span, may not send it, and may name it, by the settings of the platform",
    Effect.gen(function* () {
      const service = yield* ok
      const { spans, tracer } = recorder()
      const client = yield* HttpClient.HttpClient
      yield* Effect.gen(function* () {
        yield* HttpClient.withTracerDisabledWhen(client, () => true).execute(request(service))
        yield* Effect.withTracerEnabled(client.execute(request(service)), false)
        expect(spans).toEqual([])
        yield* HttpClient.withTracerPropagation(client, false).execute(request(service))
        yield* HttpClient.withSpanNameGenerator(client, ({ url }) => `to ${url}`).execute(request(service))
      }).pipe(Effect.withTracer(tracer))
      expect(spans.map(({ name }) => name)).toEqual(["http.client GET", `to ${service.url}/path?a=b`])
      expect(traceHeaders(service).map(([parent]) => parent !== undefined)).toEqual([false, false, false, true])
    })
  )

  overAll(
    "that is interrupted, or whose body is, is aborted on the server, and its span ends",
    Effect.gen(function* () {
      const { spans, tracer } = recorder()
      for (const answer of [silence, half]) {
        const service = yield* serve(answer)
        const collected = Effect.flatMap(HttpClient.execute(request(service)), ({ text }) => text)
        const fiber = yield* Effect.fork(Effect.withTracer(collected, tracer))
        yield* arrived(service)
        yield* Effect.sleep(20)
        yield* Fiber.interrupt(fiber)
        yield* service.gone
      }
      expect(spans.map(({ status }) => status._tag)).toEqual(["Ended", "Ended"])
    })
  )

  overOurs(
    "that is collected within a deadline has no span",
    Effect.gen(function* () {
      const service = yield* ok
      const { spans, tracer } = recorder()
      yield* Effect.withTracer((yield* collecting)[collectWithin](request(service), 10_000), tracer)
      expect([spans, traceHeaders(service)]).toEqual([[], [[undefined, undefined]]])
    })
  )
})

describe("without a tracer, a request", () => {
  overOurs(
    "carries no span, in a scope or without one",
    Effect.gen(function* () {
      const service = yield* ok
      const client = yield* HttpClient.HttpClient
      yield* Effect.withSpan(client.execute(request(service)), "nobody reads it")
      yield* HttpClient.withScope(client).execute(request(service))
      expect(traceHeaders(service)).toEqual([
        [undefined, undefined],
        [undefined, undefined]
      ])
    })
  )
})
