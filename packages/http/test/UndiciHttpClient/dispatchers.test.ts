/** Dispatchers of the program, and options of undici's agent, behind the same client. */
import * as DeadlineHttpClient from "@effect-globus/http/DeadlineHttpClient"
import * as UndiciHttpClient from "@effect-globus/http/UndiciHttpClient"
import * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import * as Tls from "node:tls"
import * as Undici from "undici"
import { collecting } from "../clients.js"
import { arrived, listen, serve } from "../servers.js"

const text = (url: string) => Effect.flatMap(HttpClient.get(url), ({ text }) => text)

describe("a mock", () => {
  const mock = () => {
    const agent = new Undici.MockAgent()
    agent.disableNetConnect()
    return { pool: agent.get("http://mock.example"), layer: UndiciHttpClient.layerWithDispatcher(agent) }
  }

  it.live("answers", () => {
    const { layer, pool } = mock()
    pool.intercept({ path: "/a?b=c", method: "POST" }).reply(201, { a: 1 }, { headers: { "x-a": "b" } })
    return Effect.gen(function* () {
      const response = yield* HttpClient.post("http://mock.example/a?b=c", { body: HttpBody.text("sent") })
      expect([response.status, response.headers["x-a"], yield* response.json]).toEqual([201, "b", { a: 1 }])
    }).pipe(Effect.provide(layer))
  })

  it.live("answers what is collected within a deadline", () => {
    const { layer, pool } = mock()
    pool.intercept({ path: "/slow" }).reply(200, "slow").delay(20)
    pool.intercept({ path: "/slower" }).reply(200, "slower").delay(60_000)
    return Effect.gen(function* () {
      const collect = (path: string) =>
        Effect.flatMap(collecting, (client) =>
          client[DeadlineHttpClient.collectWithin](HttpClientRequest.get(`http://mock.example${path}`), 200)
        )
      expect(yield* (yield* collect("/slow")).text).toBe("slow")
      expect(yield* Effect.flip(collect("/slower"))).toMatchObject({ cause: { name: "DeadlineExceeded" } })
    }).pipe(Effect.provide(layer))
  })

  it.live("that throws for an unknown request is a RequestError", () => {
    const { layer } = mock()
    return Effect.gen(function* () {
      expect(yield* Effect.flip(text("http://mock.example/unknown"))).toMatchObject({
        _tag: "RequestError",
        reason: "Transport",
        cause: { code: "UND_MOCK_ERR_MOCK_NOT_MATCHED" }
      })
    }).pipe(Effect.provide(layer))
  })
})

describe("a dispatcher of the program", () => {
  const agent = Effect.acquireRelease(
    Effect.sync(() => new Undici.Agent({ connections: 1 })),
    (agent) => Effect.promise(() => agent.close())
  )

  it.scopedLive("is not closed with the layer", () =>
    Effect.gen(function* () {
      const service = yield* serve((_request, response) => response.end("body"))
      const dispatcher = yield* agent
      const layer = UndiciHttpClient.layerWithDispatcher(dispatcher)
      for (let i = 0; i < 2; i++) expect(yield* Effect.provide(text(service.url), layer)).toBe("body")
      expect([service.sockets.length, dispatcher.closed]).toEqual([1, false])
    })
  )

  it.scopedLive("may have interceptors: a redirect is followed, a retry is made", () =>
    Effect.gen(function* () {
      const service = yield* serve((request, response) => {
        if (request.url === "/from") response.writeHead(302, { location: "/to" }).end()
        else response.writeHead(service.seen.length > 2 ? 200 : 503).end("there")
      })
      const dispatcher = (yield* agent).compose(
        Undici.interceptors.retry({ maxRetries: 2, minTimeout: 1 }),
        Undici.interceptors.redirect({ maxRedirections: 2 })
      )
      const answer = text(`${service.url}/from`)
      expect(yield* Effect.provide(answer, UndiciHttpClient.layerWithDispatcher(dispatcher))).toBe("there")
      expect(service.seen.map(({ url }) => url)).toEqual(["/from", "/to", "/to"])
    })
  )

  it.live("that throws is a RequestError", () => {
    class Broken extends Undici.Dispatcher {
      override dispatch(): boolean {
        throw new Error("out of order")
      }
    }
    return Effect.gen(function* () {
      const error = yield* Effect.flip(UndiciHttpClient.make(new Broken()).get("http://127.0.0.1/"))
      expect(error).toMatchObject({ _tag: "RequestError", cause: { message: "out of order" } })
    })
  })

  it.live("that loses the body right after the head gives an answer, whose body is a ResponseError", () => {
    const controller = { aborted: false, paused: false, reason: null, abort() {}, pause() {}, resume() {} }
    class Cut extends Undici.Dispatcher {
      override dispatch(_options: unknown, handler: Undici.Dispatcher.DispatchHandler): boolean {
        handler.onRequestStart?.(controller, {})
        handler.onResponseStart?.(controller, 503, {})
        handler.onResponseError?.(controller, new Error("cut"))
        return true
      }
    }
    return Effect.gen(function* () {
      const response = yield* UndiciHttpClient.make(new Cut()).get("http://127.0.0.1/")
      expect(response.status).toBe(503)
      for (const read of [response.text, Stream.runDrain(response.stream)]) {
        expect(yield* Effect.flip(read)).toMatchObject({ _tag: "ResponseError", cause: { message: "cut" } })
      }
    })
  })

  it.scopedLive("never sends a request that was interrupted while it waited for a connection", () =>
    Effect.gen(function* () {
      const service = yield* serve((_request, response) => void setTimeout(() => response.end("body"), 30))
      const client = UndiciHttpClient.make(yield* agent)
      const first = yield* Effect.fork(client.get(`${service.url}/first`))
      yield* arrived(service)
      const second = yield* Effect.fork(client.get(`${service.url}/second`))
      yield* Effect.sleep(5)
      yield* Fiber.interrupt(second)
      yield* Fiber.join(first)
      yield* client.get(`${service.url}/third`)
      expect(service.seen.map(({ url }) => url)).toEqual(["/first", "/third"])
    })
  )
})

describe("the agent's options", () => {
  // With a key that both sides know, TLS 1.2 needs no certificates. TLS 1.3 has other rules for them.
  const preshared = { ciphers: "PSK", maxVersion: "TLSv1.2" } as const
  const psk = Buffer.from("0123456789abcdef")

  const secure = Effect.suspend(() => {
    const server = Tls.createServer({ ...preshared, pskCallback: () => psk }, (socket) => {
      socket.once("data", () => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nsecret"))
    })
    server.on("tlsClientError", () => {})
    return Effect.map(listen(server), ({ url }) => url)
  })

  it.scopedLive("set the TLS of connections", () =>
    Effect.gen(function* () {
      const connect = {
        ...preshared,
        pskCallback: () => ({ psk, identity: "test" }),
        checkServerIdentity: () => undefined
      }
      expect(yield* Effect.provide(text(yield* secure), UndiciHttpClient.layer({ agent: { connect } }))).toBe("secret")
    })
  )

  it.scopedLive("are needed for a server that Node does not trust: without them it is a RequestError", () =>
    Effect.gen(function* () {
      expect(yield* Effect.flip(text(yield* secure))).toMatchObject({ _tag: "RequestError", reason: "Transport" })
    }).pipe(Effect.provide(UndiciHttpClient.layer()))
  )

  it.scopedLive("do not turn on undici's timeouts for head and body", () =>
    Effect.gen(function* () {
      const service = yield* serve((_request, response) => {
        // Undici's timers have a resolution of half a second.
        setTimeout(() => response.write("late "), 1500)
        setTimeout(() => response.end("body"), 3000)
      })
      expect(yield* text(service.url)).toBe("late body")
    }).pipe(Effect.provide(UndiciHttpClient.layer({ agent: { headersTimeout: 20, bodyTimeout: 20 } })))
  )

  it.scopedLive("set how long the head of an answer may be", () =>
    Effect.gen(function* () {
      const service = yield* serve((_request, response) =>
        response.writeHead(200, { "x-large": "x".repeat(40_000) }).end("body")
      )
      expect(yield* text(service.url)).toBe("body")
    }).pipe(Effect.provide(UndiciHttpClient.layer({ agent: { maxHeaderSize: 100_000 } })))
  )
})
