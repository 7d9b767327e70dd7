import type * as Http from "node:http"
import type * as HttpClient from "@effect/platform/HttpClient"
import { describe, expect, it } from "@effect/vitest"
import type { Scope } from "effect"
import { Duration, Effect, Fiber, Option, Stream, TestClock, TestServices } from "effect"
import type { ClientOptions } from "../../../src/ClientOptions.js"
import type { RawReply } from "../../../src/Operation.js"
import { clients } from "../../clients.js"
import { script, tokens } from "../../script.js"
import { server } from "../wire/server.js"
import { things } from "./ThingsApi.js"
import * as Retry from "../../../src/Retry.js"

/** The ways to read a body. */
const ways = [
  ["text", (reply: RawReply) => reply.text],
  ["json", (reply: RawReply) => reply.json],
  ["stream", (reply: RawReply) => Stream.runDrain(reply.stream)]
] as const

/** A head, and the beginning of a body that does not end. */
const half: Http.RequestListener = (_request, response) => {
  response.writeHead(200, { "content-type": "application/json" })
  response.write('{"id":')
}

/** A number in pieces, each a moment after the one before. */
const slowly =
  (pieces: number, pause: number): Http.RequestListener =>
  (_request, response) => {
    response.writeHead(200, { "content-type": "application/json" })
    let left = pieces
    const timer = setInterval(() => (left-- > 0 ? response.write("1") : response.end()), pause)
    response.on("close", () => clearInterval(timer))
  }

const sent = { method: "GET", path: "/x" } as const

for (const [name, layer] of clients) {
  describe(`request over ${name}`, () => {
    const client = (options: ClientOptions) =>
      things({ retry: Retry.never, ...options }, tokens("Bearer secret").service)

    const test = (title: string, effect: Effect.Effect<void, unknown, HttpClient.HttpClient | Scope.Scope>) =>
      it.scopedLive(title, () => Effect.provide(effect, layer))

    for (const [way, read] of ways) {
      test(
        `has a deadline for a body that does not go on, read as ${way}, and ends it on the service`,
        Effect.gen(function* () {
          const service = yield* server(half)
          const { request } = yield* client({ baseUrl: service.url, timeout: "10 seconds" })
          const reply = yield* request({ ...sent, timeout: "300 millis" })
          expect(yield* Effect.flip(read(reply))).toMatchObject({
            _tag: "GlobusTimeout",
            operation: "request",
            timeout: Duration.millis(300)
          })
          yield* service.gone
        })
      )

      it.scoped(`has it by a test's clock, read as ${way}`, () =>
        Effect.gen(function* () {
          const service = yield* server(half)
          const { request } = yield* client({ baseUrl: service.url, timeout: "1 minute" })
          const reply = yield* TestServices.provideLive(request(sent))
          const fiber = yield* Effect.fork(Effect.flip(read(reply)))
          yield* TestServices.provideLive(Effect.sleep("50 millis"))
          yield* TestClock.adjust("59 seconds")
          expect(Option.isNone(yield* Fiber.poll(fiber))).toBe(true)
          yield* TestClock.adjust("1 second")
          expect(yield* Fiber.join(fiber)).toMatchObject({ _tag: "GlobusTimeout" })
          yield* service.gone
        }).pipe(Effect.provide(layer))
      )
    }

    test(
      "counts none of the time before the body is read, and has none for Duration.infinity",
      Effect.gen(function* () {
        const service = yield* server(slowly(2, 20))
        const { request } = yield* client({ baseUrl: service.url })
        const replies = yield* Effect.replicateEffect(request({ ...sent, timeout: "500 millis" }), ways.length)
        yield* Effect.sleep("550 millis")
        for (const [index, [, read]] of ways.entries()) {
          yield* Effect.forEach(replies.slice(index, index + 1), read)
          yield* Effect.flatMap(request({ ...sent, timeout: Duration.infinity }), read)
        }
      })
    )

    test(
      "has it for all of what is collected, and for each piece of a stream",
      Effect.gen(function* () {
        const service = yield* server(slowly(8, 100))
        const { request } = yield* client({ baseUrl: service.url, timeout: "500 millis" })
        const reading = Effect.flatMap(request(sent), ({ text }) => text)
        expect(yield* Effect.flip(reading)).toMatchObject({ _tag: "GlobusTimeout" })
        const bytes = Stream.unwrap(Effect.map(request(sent), ({ stream }) => stream))
        expect(yield* Stream.runFold(bytes, 0, (sum, { length }) => sum + length)).toBe(8)
      })
    )

    test(
      "ends the request of whoever stops to read",
      Effect.gen(function* () {
        for (const [, read] of ways) {
          const service = yield* server(half)
          const { request } = yield* client({ baseUrl: service.url })
          const fiber = yield* Effect.fork(read(yield* request(sent)))
          yield* Effect.sleep("30 millis")
          yield* Fiber.interrupt(fiber)
          yield* service.gone
        }
      })
    )
  })
}

for (const [way, read] of ways) {
  it.effect(`request over a handler in the process has a deadline for a body that is silent, read as ${way}`, () =>
    Effect.gen(function* () {
      const service = script(() => new Response(new ReadableStream({})))
      const { request } = yield* Effect.provide(things({ timeout: "1 minute" }), service.layer)
      const fiber = yield* Effect.fork(Effect.flip(Effect.flatMap(request(sent), read)))
      yield* TestClock.adjust("59 seconds")
      expect(Option.isNone(yield* Fiber.poll(fiber))).toBe(true)
      yield* TestClock.adjust("1 second")
      expect(yield* Fiber.join(fiber)).toMatchObject({ _tag: "GlobusTimeout" })
    })
  )
}
