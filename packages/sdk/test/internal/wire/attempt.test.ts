import type * as Http from "node:http"
import { DeadlineHttpClient, WebHttpClient } from "@effect-globus/http"
import { UndiciHttpClient } from "@effect-globus/http"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import { describe, expect, it } from "@effect/vitest"
import type { Scope } from "effect"
import { Duration, Effect, Fiber, Inspectable, Layer, TestClock, TestServices } from "effect"
import type { ClientOptions } from "../../../src/ClientOptions.js"
import { recorder } from "../../spans.js"
import { tokens } from "../../script.js"
import { server } from "./server.js"
import { things } from "../operation/ThingsApi.js"
import * as Retry from "../../../src/Retry.js"

const get = { thing_id: "1" }

const thing: Http.RequestListener = (_request, response) =>
  response.writeHead(200, { "content-type": "application/json", "x-request-id": "r1" }).end('{"id":"t","more":[1]}')

const silence: Http.RequestListener = () => {}

const half: Http.RequestListener = (_request, response) => {
  response.writeHead(200, { "content-type": "application/json" })
  response.write('{"id":')
}

/** One knows nothing of deadlines, the others keep them themselves, and whatever fetch is told, no token is redirected. */
const layers = [
  ["FetchHttpClient", FetchHttpClient.layer],
  ["UndiciHttpClient", UndiciHttpClient.layer()],
  [
    "WebHttpClient",
    Layer.provide(WebHttpClient.layer(), Layer.succeed(FetchHttpClient.RequestInit, { redirect: "follow" }))
  ]
] as const

for (const [name, layer] of layers) {
  describe(`an attempt over ${name}`, () => {
    const client = (options: ClientOptions) =>
      things({ retry: Retry.never, ...options }, tokens("Bearer secret").service)

    const test = (title: string, effect: Effect.Effect<void, unknown, HttpClient.HttpClient | Scope.Scope>) =>
      it.scopedLive(title, () => Effect.provide(effect, layer))

    test(
      "carries the authorization, and brings value, status and headers",
      Effect.gen(function* () {
        const service = yield* server(thing)
        const { getThing, withResponse } = yield* client({ baseUrl: service.url })
        expect(yield* getThing(get)).toEqual({ id: "t", more: [1] })
        const reply = yield* withResponse.getThing(get)
        expect([reply.status, reply.headers["x-request-id"], reply.value]).toEqual([200, "r1", { id: "t", more: [1] }])
        expect(service.seen).toEqual(Array.from({ length: 2 }, () => "GET /v1/thing/1/whole Bearer secret"))
      })
    )

    test(
      "carries the authorization of its own time, whatever the method and whoever else calls",
      Effect.gen(function* () {
        const service = yield* server((request, response) => {
          if (request.headers.authorization === "Bearer one") response.writeHead(401).end("{}")
          else thing(request, response)
        })
        const { deleteThing, getThing } = yield* things(
          { baseUrl: service.url, retry: Retry.never },
          tokens("Bearer one", "Bearer two").service
        )
        const another = yield* client({ baseUrl: service.url })
        yield* getThing(get)
        yield* another.getThing(get)
        yield* getThing(get)
        yield* deleteThing(get)
        expect(service.seen).toEqual([
          "GET /v1/thing/1/whole Bearer one",
          "GET /v1/thing/1/whole Bearer two",
          "GET /v1/thing/1/whole Bearer secret",
          "GET /v1/thing/1/whole Bearer two",
          "DELETE /v1/thing/1 Bearer two"
        ])
      })
    )

    for (const [what, answer] of [
      ["a service that says nothing", silence],
      ["a body that does not end", half]
    ] as const) {
      test(
        `has a deadline, which aborts the request: ${what}`,
        Effect.gen(function* () {
          const service = yield* server(answer)
          const { getThing } = yield* client({ baseUrl: service.url, timeout: "60 millis" })
          const error = yield* Effect.flip(getThing(get))
          expect(error).toMatchObject({
            _tag: "GlobusTimeout",
            description: "no answer within 60ms",
            operation: "getThing"
          })
          yield* service.gone
        })
      )

      test(
        `aborts the request when it is interrupted: ${what}`,
        Effect.gen(function* () {
          const service = yield* server(answer)
          const { getThing } = yield* client({ baseUrl: service.url })
          const fiber = yield* Effect.fork(getThing(get))
          yield* Effect.repeat(Effect.sleep(5), { until: () => service.seen.length > 0 })
          yield* Fiber.interrupt(fiber)
          yield* service.gone
        })
      )
    }

    test(
      "has none for Duration.infinity",
      Effect.gen(function* () {
        const service = yield* server((request, response) => void setTimeout(() => thing(request, response), 100))
        const { getThing } = yield* client({ baseUrl: service.url, timeout: "20 millis" })
        expect(yield* getThing(get, { timeout: Duration.infinity })).toMatchObject({ id: "t" })
      })
    )

    test(
      "may have one of months, which no timer can hold",
      Effect.gen(function* () {
        const service = yield* server((request, response) => void setTimeout(() => thing(request, response), 50))
        const { getThing } = yield* client({ baseUrl: service.url, timeout: "60 days" })
        expect(yield* getThing(get)).toMatchObject({ id: "t" })
      })
    )

    test(
      "has a deadline where the caller cannot be interrupted, too",
      Effect.gen(function* () {
        const service = yield* server(silence)
        const { getThing } = yield* client({ baseUrl: service.url, timeout: "50 millis" })
        expect(yield* Effect.flip(Effect.uninterruptible(getThing(get)))).toMatchObject({ _tag: "GlobusTimeout" })
        yield* service.gone
      })
    )

    it.scoped("has a deadline on a test's clock", () =>
      Effect.gen(function* () {
        const service = yield* server(silence)
        const { getThing } = yield* client({ baseUrl: service.url, timeout: "1 hour" })
        const fiber = yield* Effect.fork(Effect.flip(getThing(get)))
        yield* TestServices.provideLive(Effect.repeat(Effect.sleep(5), { until: () => service.seen.length > 0 }))
        yield* TestClock.adjust("1 hour")
        expect(yield* Fiber.join(fiber)).toMatchObject({ _tag: "GlobusTimeout" })
        yield* service.gone
      }).pipe(Effect.provide(layer))
    )

    test(
      "that breaks off is a network error without the token",
      Effect.gen(function* () {
        const service = yield* server((request, response) => {
          half(request, response)
          setTimeout(() => response.destroy(), 10)
        })
        const { getThing } = yield* client({ baseUrl: service.url })
        const error = yield* Effect.flip(getThing(get))
        expect(error._tag).toBe("GlobusNetworkError")
        expect(Inspectable.toStringUnknown(error)).not.toContain("secret")
      })
    )

    test(
      "does not follow a redirect, whose target gets neither call nor token",
      Effect.gen(function* () {
        const target = yield* server(thing)
        const origin = yield* server((_request, response) =>
          response.writeHead(307, { location: `${target.url}/stolen` }).end()
        )
        const { getThing, request } = yield* client({ baseUrl: origin.url })
        expect(yield* Effect.flip(getThing(get))).toMatchObject({ _tag: "GlobusApiError", status: 307 })
        expect(yield* Effect.flip(request({ method: "GET", path: "/x" }))).toMatchObject({ status: 307 })
        expect(origin.seen).toEqual(["GET /v1/thing/1/whole Bearer secret", "GET /x Bearer secret"])
        expect(target.seen).toEqual([])
      })
    )

    test(
      "that middleware sends elsewhere carries no authorization, and its time counts",
      Effect.gen(function* () {
        const elsewhere = yield* server(thing)
        const service = yield* server(thing)
        const away = yield* client({
          baseUrl: service.url,
          transformClient: HttpClient.mapRequest(HttpClientRequest.setUrl(`${elsewhere.url}/v1/thing/1/whole`))
        })
        yield* away.getThing(get)
        expect([elsewhere.seen, service.seen]).toEqual([["GET /v1/thing/1/whole anonymous"], []])
        const slow = yield* client({
          baseUrl: service.url,
          timeout: "50 millis",
          transformClient: HttpClient.mapRequestEffect((request) => Effect.delay(Effect.succeed(request), "10 seconds"))
        })
        expect(yield* Effect.flip(slow.getThing(get))).toMatchObject({ _tag: "GlobusTimeout" })
      })
    )

    test(
      "makes no span beside the call's own",
      Effect.gen(function* () {
        const service = yield* server(thing)
        const { getThing } = yield* client({ baseUrl: service.url })
        const { spans, tracer } = recorder()
        yield* Effect.withTracer(getThing(get), tracer)
        expect(spans.map(({ name }) => name)).toEqual(["getThing"])
        expect(spans[0]?.attributes).toMatchObject({ "http.response.status_code": 200 })
      })
    )
  })
}

describe("connections of fetch", () => {
  const outcomes: ReadonlyArray<readonly [string, Http.RequestListener]> = [
    ["succeed", thing],
    ["fail", (_request, response) => response.writeHead(404).end("{}")]
  ]
  for (const [name, layer] of [
    ["FetchHttpClient", FetchHttpClient.layer],
    ["WebHttpClient", WebHttpClient.layer()]
  ] as const) {
    for (const [what, answer] of outcomes) {
      for (const width of [1, 8]) {
        it.scopedLive(`are used again over ${name}: ${width} for calls that ${what}, ${width} at a time`, () =>
          Effect.gen(function* () {
            const service = yield* server(answer)
            const { getThing } = yield* things({ baseUrl: service.url, retry: Retry.never })
            const inTurn = Effect.replicateEffect(Effect.exit(getThing(get)), 10)
            yield* Effect.all(
              Array.from({ length: width }, () => inTurn),
              { concurrency: width }
            )
            expect(service.seen.length).toBe(10 * width)
            expect(service.sockets.length).toBeLessThanOrEqual(width)
          }).pipe(Effect.provide(layer))
        )
      }
    }
  }
})

it.effect("a call waits for the next turn of the event loop, but not by a test's clock, where nothing is real", () =>
  Effect.gen(function* () {
    const client = HttpClient.make((request) =>
      Effect.succeed(HttpClientResponse.fromWeb(request, new Response('{"id":"t"}')))
    )
    const { getThing } = yield* Effect.provideService(things(), HttpClient.HttpClient, client)
    const takesTurn = Effect.gen(function* () {
      let isNext = false
      setImmediate(() => {
        isNext = true
      })
      yield* getThing(get)
      return isNext
    })
    expect([yield* takesTurn, yield* TestServices.provideLive(takesTurn)]).toEqual([false, true])
  })
)

it.effect("an operation asks a client that keeps deadlines to do so, and a stream of bytes does not", () =>
  Effect.gen(function* () {
    const asked: Array<number | undefined> = []
    const executed: Array<string> = []
    const answer = (request: HttpClientRequest.HttpClientRequest) =>
      Effect.succeed(HttpClientResponse.fromWeb(request, new Response('{"id":"t"}')))
    const collecting: DeadlineHttpClient.CollectWithin = (request, deadline) => {
      asked.push(deadline)
      return answer(request)
    }
    const client = Object.assign(
      HttpClient.make((request) => {
        executed.push(request.url)
        return answer(request)
      }),
      { [DeadlineHttpClient.collectWithin]: collecting }
    )
    const { getThing, request } = yield* Effect.provideService(things(), HttpClient.HttpClient, client)
    // A test's clock is not the client's: its deadline would be real time.
    yield* getThing(get)
    expect([asked, executed]).toEqual([[], ["https://things.example.org/v1/thing/1/whole"]])
    yield* TestServices.provideLive(getThing(get))
    yield* TestServices.provideLive(getThing(get, { timeout: Duration.infinity }))
    expect(asked).toEqual([60_000, undefined])
    yield* TestServices.provideLive(request({ method: "GET", path: "/x" }))
    expect(executed.at(-1)).toBe("https://things.example.org/x")
  })
)
