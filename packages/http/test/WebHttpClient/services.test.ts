/** The services of the platform's fetch client hold for this one: which `fetch`, and what each request gets. */
import * as DeadlineHttpClient from "@effect-globus/http/DeadlineHttpClient"
import * as WebHttpClient from "@effect-globus/http/WebHttpClient"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as Tracer from "effect/Tracer"
import { serve, until } from "../servers.js"

const layer = WebHttpClient.layer()

const collect = (request: HttpClientRequest.HttpClientRequest, deadline?: number) =>
  HttpClient.HttpClient.pipe(
    Effect.filterOrDieMessage(DeadlineHttpClient.isDeadlineHttpClient, "it keeps no deadlines"),
    Effect.flatMap((client) => client[DeadlineHttpClient.collectWithin](request, deadline))
  )

/** Both ways to send. */
const ways = [
  ["executed", HttpClient.execute],
  ["collected", (request: HttpClientRequest.HttpClientRequest) => collect(request)]
] as const

/** A fetch that answers with its name. */
const named =
  (name: string): typeof fetch =>
  () =>
    Promise.resolve(new Response(name))

const nowhere = HttpClientRequest.get("http://127.0.0.1:1/")

for (const [how, send] of ways) {
  describe(`a request that is ${how}`, () => {
    const text = Effect.flatMap(send(nowhere), ({ text }) => text)

    it.live("goes through the fetch of the request, or else that of the layer", () => {
      const own = Layer.provide(layer, Layer.succeed(FetchHttpClient.Fetch, named("layer")))
      return Effect.gen(function* () {
        expect(yield* text).toBe("layer")
        expect(yield* Effect.provideService(text, FetchHttpClient.Fetch, named("request"))).toBe("request")
      }).pipe(Effect.provide(own))
    })

    it.live("whose fetch throws is a RequestError", () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(send(nowhere)).pipe(
          Effect.provideService(FetchHttpClient.Fetch, () => {
            throw new Error("out of order")
          })
        )
        expect(error).toMatchObject({ _tag: "RequestError", reason: "Transport", cause: { message: "out of order" } })
      }).pipe(Effect.provide(layer))
    )

    it.live("whose fetch answers with a body that is being read is a ResponseError", () =>
      Effect.gen(function* () {
        const answer = new Response("read")
        answer.body?.getReader()
        const error = yield* Effect.flatMap(send(nowhere), ({ text }) => text).pipe(
          Effect.provideService(FetchHttpClient.Fetch, () => Promise.resolve(answer)),
          Effect.flip
        )
        expect(error).toMatchObject({
          _tag: "ResponseError",
          cause: { message: "The body was read as a stream already" }
        })
      }).pipe(Effect.provide(layer))
    )

    it.live("may go through a fetch without streams: the body is whole, and within the cap", () => {
      const streamless = (text: string): typeof fetch => {
        const answer = Object.defineProperty(new Response(text), "body", { value: undefined })
        return () => Promise.resolve(answer)
      }
      const asked = (read: (response: HttpClientResponse.HttpClientResponse) => typeof text, fetch: string) =>
        Effect.flatMap(send(nowhere), read).pipe(
          Effect.provideService(FetchHttpClient.Fetch, streamless(fetch)),
          Effect.provide(WebHttpClient.layer({ maxBodyBytes: 5 }))
        )
      return Effect.gen(function* () {
        expect(yield* asked(({ text }) => text, "whole")).toBe("whole")
        expect(yield* asked(({ stream }) => Stream.mkString(Stream.decodeText(stream)), "whole")).toBe("whole")
        expect(yield* Effect.flip(asked(({ text }) => text, "longer"))).toMatchObject({
          cause: { name: "BodyTooLong" }
        })
      })
    })

    it.scopedLive(
      "gets the RequestInit of the request, or else that of the layer, and keeps its own method, headers and body",
      () =>
        Effect.gen(function* () {
          const service = yield* serve((request, response) => {
            const { method } = request
            const { "x-init": init, "x-both": both } = request.headers
            request.on("data", (body) => response.end(JSON.stringify([method, init, both, String(body)])))
          })
          const sent = HttpClientRequest.post(service.url, { body: HttpBody.text("own"), headers: { "x-both": "own" } })
          const json = Effect.flatMap(send(sent), ({ json }) => json)
          const init = (name: string): RequestInit => ({
            method: "PUT",
            body: name,
            headers: { "x-init": name, "x-both": name }
          })
          const own = Layer.provide(layer, Layer.succeed(FetchHttpClient.RequestInit, init("layer")))
          yield* Effect.gen(function* () {
            expect(yield* json).toEqual(["POST", "layer", "own", "own"])
            const given = Effect.provideService(json, FetchHttpClient.RequestInit, init("request"))
            expect(yield* given).toEqual(["POST", "request", "own", "own"])
          }).pipe(Effect.provide(own))
        })
    )
  })
}

it.live("a fetch that gives no Response is an error of collectWithin", () =>
  Effect.gen(function* () {
    const error = yield* Effect.flip(collect(nowhere)).pipe(
      Effect.provideService(FetchHttpClient.Fetch, () => Promise.resolve(JSON.parse("null")))
    )
    expect(error).toMatchObject({ cause: { name: "TypeError" } })
  }).pipe(Effect.provide(layer))
)

describe("a redirect", () => {
  const redirecting = serve((request, response) => {
    if (request.url === "/to") response.end("there")
    else response.writeHead(302, { location: "/to" }).end()
  })

  for (const [how, send] of ways) {
    it.scopedLive(`is the answer when the request is ${how}`, () =>
      Effect.gen(function* () {
        const service = yield* redirecting
        const response = yield* send(HttpClientRequest.get(service.url))
        expect([response.status, response.headers["location"], yield* response.text]).toEqual([302, "/to", ""])
      }).pipe(Effect.provide(layer))
    )
  }

  it.scopedLive("is followed if RequestInit says so, but never by collectWithin", () =>
    Effect.gen(function* () {
      const service = yield* redirecting
      const request = HttpClientRequest.get(service.url)
      expect(yield* (yield* HttpClient.execute(request)).text).toBe("there")
      expect((yield* collect(request)).status).toBe(302)
    }).pipe(Effect.provide(layer), Effect.provideService(FetchHttpClient.RequestInit, { redirect: "follow" }))
  )

  it.live("that a browser hides is an answer of status 0", () =>
    Effect.gen(function* () {
      for (const [, send] of ways) {
        const response = yield* send(nowhere)
        expect([response.status, { ...response.headers }, yield* response.text]).toEqual([0, {}, ""])
        expect([...(yield* Stream.runCollect(response.stream))].length).toBe(0)
      }
    }).pipe(
      Effect.provide(layer),
      // What the Fetch standard calls an opaque-redirect filtered response.
      Effect.provideService(FetchHttpClient.Fetch, () => Promise.resolve(Response.error()))
    )
  )
})

describe("a text that is no URL", () => {
  for (const [how, send] of ways) {
    it.live(`is a RequestError of reason InvalidUrl when it is ${how}, with parameters or without`, () =>
      Effect.gen(function* () {
        const request = HttpClientRequest.get("https://exa mple.org/")
        for (const wrong of [request, HttpClientRequest.appendUrlParam(request, "a", "b")]) {
          expect(yield* Effect.flip(send(wrong))).toMatchObject({ _tag: "RequestError", reason: "InvalidUrl" })
        }
      }).pipe(Effect.provide(layer))
    )
  }
})

describe("a body that cannot be sent", () => {
  for (const [how, send] of ways) {
    it.live(`is a RequestError when it is ${how}, and nothing is sent`, () =>
      Effect.gen(function* () {
        for (const body of [42, {}, ["a"], new Map(), Symbol("a"), () => "a"]) {
          const request = HttpClientRequest.setBody(HttpClientRequest.post("http://127.0.0.1:1/"), HttpBody.raw(body))
          expect(yield* Effect.flip(send(request))).toMatchObject({ _tag: "RequestError", reason: "Encode" })
        }
      }).pipe(Effect.provide(layer))
    )
  }
})

describe("bodies", () => {
  const echo = serve((request, response) => void request.pipe(response))

  it.scopedLive("may be web streams, and memory that threads share", () =>
    Effect.gen(function* () {
      const { url } = yield* echo
      const shared = new Uint8Array(new SharedArrayBuffer(3))
      shared.set([97, 98, 99])
      for (const body of [new Blob(["abc"]).stream(), shared]) {
        const request = HttpClientRequest.setBody(HttpClientRequest.post(url), HttpBody.raw(body))
        expect(yield* (yield* HttpClient.execute(request)).text).toBe("abc")
      }
      const bytes = HttpClientRequest.bodyUint8Array(HttpClientRequest.post(url), shared)
      expect(yield* (yield* collect(bytes)).text).toBe("abc")
    }).pipe(Effect.provide(layer))
  )

  it.scopedLive("that are streams are not begun when the request's scope is closed", () =>
    Effect.gen(function* () {
      let isBegun = false
      const scope = yield* Scope.make()
      yield* Scope.close(scope, Exit.void)
      const client = HttpClient.withScope(yield* HttpClient.HttpClient)
      const body = HttpBody.stream(Stream.sync(() => (isBegun = true)).pipe(Stream.zipRight(Stream.never)))
      const error = yield* Effect.flip(Scope.extend(client.post("http://127.0.0.1:1/", { body }), scope))
      yield* Effect.sleep(20)
      expect([error._tag, isBegun]).toEqual(["RequestError", false])
    }).pipe(Effect.provide(layer))
  )

  it.scopedLive("that are web streams end by the deadline", () =>
    Effect.gen(function* () {
      const service = yield* serve((request) => request.resume())
      let isCancelled = false
      const stuck = new ReadableStream({ cancel: () => void (isCancelled = true) })
      const request = HttpClientRequest.setBody(HttpClientRequest.post(service.url), HttpBody.raw(stuck))
      expect((yield* Effect.flip(collect(request, 40)))._tag).toBe("RequestError")
      yield* until(() => isCancelled)
    }).pipe(Effect.provide(layer))
  )

  it.scopedLive("that are web streams end with their request", () =>
    Effect.gen(function* () {
      let isCancelled = false
      const stuck = new ReadableStream({ cancel: () => void (isCancelled = true) })
      const request = HttpClientRequest.setBody(HttpClientRequest.post("http://127.0.0.1:1/"), HttpBody.raw(stuck))
      expect((yield* Effect.flip(HttpClient.execute(request)))._tag).toBe("RequestError")
      expect(isCancelled).toBe(true)
    }).pipe(Effect.provide(layer))
  )
})

// Node's fetch takes five, and has rejected such an answer when the client ends the exchange.
it.scopedLive("an answer of more encodings than fetch takes is a RequestError, and nothing is thrown beside", () =>
  Effect.gen(function* () {
    const thrown: Array<unknown> = []
    yield* Effect.acquireRelease(
      Effect.sync(() => {
        const before = process.listeners("uncaughtException")
        process.removeAllListeners("uncaughtException").on("uncaughtException", (error) => thrown.push(error))
        return before
      }),
      (before) =>
        Effect.sync(() => {
          process.removeAllListeners("uncaughtException")
          for (const listener of before) process.on("uncaughtException", listener)
        })
    )
    const service = yield* serve((_request, response) => {
      response.writeHead(200, { "content-encoding": Array(6).fill("br").join() }).flushHeaders()
      setTimeout(() => response.end(), 20)
    })
    for (const [, send] of ways) {
      expect((yield* Effect.flip(send(HttpClientRequest.get(service.url))))._tag).toBe("RequestError")
    }
    yield* Effect.sleep(50)
    expect(thrown).toEqual([])
  }).pipe(Effect.provide(layer))
)

describe("a body over the cap", () => {
  const capped = WebHttpClient.layer({ maxBodyBytes: 100 })
  const tooLong = { _tag: "ResponseError", response: { status: 200 }, cause: { name: "BodyTooLong", limit: 100 } }

  it.scopedLive("is aborted on the server, and a ResponseError, in either way", () =>
    Effect.gen(function* () {
      for (const [, send] of ways) {
        const service = yield* serve((_request, response) => void response.write("x".repeat(101)))
        const text = Effect.flatMap(send(HttpClientRequest.get(service.url)), ({ text }) => text)
        expect(yield* Effect.flip(text)).toMatchObject(tooLong)
        yield* service.gone
      }
    }).pipe(Effect.provide(capped))
  )

  it.scopedLive("may be a stream, and one just as long may be collected", () =>
    Effect.gen(function* () {
      const { url } = yield* serve((request, response) => response.end("x".repeat(Number(request.url?.slice(1)))))
      for (const [, send] of ways) {
        const response = yield* send(HttpClientRequest.get(`${url}/100`))
        expect((yield* response.arrayBuffer).byteLength).toBe(100)
      }
      const { stream } = yield* HttpClient.get(`${url}/101`)
      expect(yield* Stream.runSum(Stream.map(stream, ({ length }) => length))).toBe(101)
    }).pipe(Effect.provide(capped))
  )
})

it.scopedLive("a tracer's spans are named by the service that the layer was given", () =>
  Effect.gen(function* () {
    const service = yield* serve((_request, response) => response.end())
    const names: Array<string> = []
    const native = yield* Effect.tracer
    const tracer = Tracer.make({
      context: native.context,
      span: (...of) => {
        names.push(of[0])
        return native.span(...of)
      }
    })
    yield* Effect.withTracer(HttpClient.get(service.url), tracer)
    expect(names).toEqual(["to GET"])
  }).pipe(
    Effect.provide(
      Layer.provide(
        layer,
        Layer.succeed(HttpClient.SpanNameGenerator, ({ method }) => `to ${method}`)
      )
    )
  )
)
