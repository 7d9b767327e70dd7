/** Connections are used again, given up when they cannot be, and closed with the layer. */
import * as DeadlineHttpClient from "@effect-globus/http/DeadlineHttpClient"
import * as UndiciHttpClient from "@effect-globus/http/UndiciHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import type * as HttpClientError from "@effect/platform/HttpClientError"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import { describe, expect, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { collecting, overAll, overOneConnection, overOurs } from "../clients.js"
import { arrived, half, open, serve, silence, speak, until } from "../servers.js"

const get = (url: string) => HttpClient.get(url)

const text = (url: string) => Effect.flatMap(get(url), ({ text }) => text)

const good = "HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\ngood"
const evil = good.replace("good", "EVIL")

describe("a connection", () => {
  for (const [what, status, method] of [
    ["an answer", 200, "GET"],
    ["an error status", 500, "GET"],
    ["an answer without a body", 204, "GET"],
    ["304", 304, "GET"],
    ["a POST", 200, "POST"],
    ["a DELETE", 200, "DELETE"]
  ] as const) {
    overOneConnection(
      `is used again after ${what}`,
      Effect.gen(function* () {
        const service = yield* serve((request, response) => {
          request.resume()
          response.writeHead(status, { "content-length": status === 200 || status === 500 ? 4 : 0 })
          response.end(status === 204 || status === 304 ? undefined : "body")
        })
        for (let i = 0; i < 3; i++) yield* HttpClient.execute(HttpClientRequest.make(method)(service.url))
        expect([service.seen.length, service.sockets.length]).toEqual([3, 1])
      })
    )
  }

  // RFC 9110, section 9.3.2: a server that sends a body after HEAD would answer the next request by it.
  for (const [what, bytes] of [
    ["no body", ""],
    ["a body that comes late", "HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nEVIL"]
  ] as const) {
    overOneConnection(
      `is not used again after HEAD, which the server answered by ${what}`,
      Effect.gen(function* () {
        const service = yield* speak((socket, head) => {
          if (!head.startsWith("HEAD")) return void setTimeout(() => socket.write(good), 30)
          socket.write(`HTTP/1.1 200 OK\r\nconnection: keep-alive\r\ncontent-length: ${bytes.length}\r\n\r\n`)
          setTimeout(() => socket.write(bytes), 5)
        })
        for (const pause of [0, 1, 2, 4, 8]) {
          yield* HttpClient.head(service.url)
          yield* Effect.sleep(pause)
          expect(yield* text(service.url)).toBe("good")
        }
        expect(service.sockets.length).toBeGreaterThan(5)
      })
    )
  }

  for (const [what, bytes] of [
    ["an answer that nobody asked for", evil],
    ["the body of an answer that has none", evil.slice(evil.indexOf("EVIL"))],
    ["half of an answer", evil.slice(0, 10)],
    ["many bytes", "x".repeat(100_000)]
  ] as const) {
    for (const [after, answer] of [
      ["200", good],
      ["204", "HTTP/1.1 204 No Content\r\n\r\n"],
      ["304", "HTTP/1.1 304 Not Modified\r\ncontent-length: 4\r\n\r\n"],
      ["an answer in chunks", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\ngood\r\n0\r\n\r\n"]
    ] as const) {
      overOneConnection(
        `is not used again when ${what} is left over on it after ${after}, at once or in time`,
        Effect.gen(function* () {
          const service = yield* speak((socket, head) => {
            if (head.startsWith("GET /good")) return void setTimeout(() => socket.write(good), 30)
            if (head.startsWith("GET /at-once")) return void socket.write(answer + bytes)
            socket.write(answer)
            setTimeout(() => socket.write(bytes), 5)
          })
          for (const [path, pause] of [
            ["/at-once", 0],
            ["/at-once", 5],
            ["/in-time", 50]
          ] as const) {
            yield* text(service.url + path)
            yield* Effect.sleep(pause)
            expect(yield* text(`${service.url}/good`)).toBe("good")
          }
          expect(service.sockets.length).toBe(4)
        })
      )
    }
  }

  overAll(
    "is used again one turn of the event loop after its answer",
    Effect.gen(function* () {
      const service = yield* serve((_request, response) => response.end("body"))
      for (let i = 0; i < 20; i++) yield* text(service.url)
      expect(service.sockets.length).toBeLessThanOrEqual(2)
    })
  )

  overOneConnection(
    "is used again while nobody has read a small answer's body",
    Effect.gen(function* () {
      const service = yield* serve((_request, response) => response.end("x".repeat(10_000)))
      const responses = yield* Effect.replicateEffect(get(service.url), 3)
      expect(service.sockets.length).toBe(1)
      for (const response of responses) expect(yield* response.text).toBe("x".repeat(10_000))
    })
  )

  for (const method of ["GET", "HEAD"] as const) {
    overOneConnection(
      `is closed when the server says so, in its answer to ${method}`,
      Effect.gen(function* () {
        const service = yield* serve((_request, response) => response.writeHead(200, { connection: "close" }).end())
        for (let i = 0; i < 2; i++) yield* HttpClient.execute(HttpClientRequest.make(method)(service.url))
        expect(service.sockets.length).toBe(2)
      })
    )
  }

  overOneConnection(
    "is closed when the program says so",
    Effect.gen(function* () {
      const service = yield* serve((_request, response) => response.end())
      for (const method of ["GET", "HEAD"] as const) {
        yield* HttpClient.execute(HttpClientRequest.make(method)(service.url, { headers: { connection: "close" } }))
      }
      expect(service.seen.map(({ headers }) => headers.connection)).toEqual(["close", "close"])
      expect(service.sockets.length).toBe(2)
    })
  )

  overOneConnection(
    "is not used again after its request was aborted",
    Effect.gen(function* () {
      const service = yield* serve((request, response) => {
        if (request.url === "/half") half(request, response)
        else response.end("whole")
      })
      const { stream } = yield* get(`${service.url}/half`)
      yield* Stream.runDrain(Stream.take(stream, 1))
      expect(yield* text(`${service.url}/whole`)).toBe("whole")
      expect(service.sockets.length).toBe(2)
      expect(open(service)).toBe(1)
    })
  )

  overOneConnection(
    "that the server closed while it was idle fails no request",
    Effect.gen(function* () {
      const service = yield* serve((_request, response) => response.end("whole"))
      for (let i = 0; i < 3; i++) {
        expect(yield* text(service.url)).toBe("whole")
        service.sockets.at(-1)?.destroy()
        yield* Effect.sleep(20)
      }
      expect(service.sockets.length).toBe(3)
    })
  )
})

describe("requests at once", () => {
  const echo = serve((request, response) => {
    setTimeout(() => response.end(request.url), Number(request.url?.slice(1)) % 7)
  })
  const answers = Effect.gen(function* () {
    const service = yield* echo
    const paths = Array.from({ length: 300 }, (_, i) => `/${i}`)
    const all = Effect.forEach(paths, (path) => text(service.url + path), { concurrency: "unbounded" })
    expect(yield* all).toEqual(paths)
    return service
  })

  overAll("get each its own answer", Effect.asVoid(answers))

  it.scopedLive("open no more connections than the agent's options allow", () =>
    Effect.map(answers, ({ sockets }) => expect(sockets.length).toBe(8)).pipe(
      Effect.provide(UndiciHttpClient.layer({ agent: { connections: 8 } }))
    )
  )

  overOneConnection(
    "wait for the only connection one after the other, and a failed one does not stop the rest",
    Effect.gen(function* () {
      const service = yield* serve((request, response) => {
        if (request.url === "/1") response.destroy()
        else response.end(request.url)
      })
      const all = yield* Effect.forEach(["/0", "/1", "/2", "/3"], (path) => Effect.exit(text(service.url + path)), {
        concurrency: "unbounded"
      })
      expect(all.map(Exit.isSuccess)).toEqual([true, false, true, true])
      expect(service.sockets.length).toBe(2)
    })
  )
})

describe("a closed layer", () => {
  const built = Effect.gen(function* () {
    const scope = yield* Scope.make()
    const context = yield* Layer.buildWithScope(UndiciHttpClient.layer(), scope)
    return { client: Context.get(context, HttpClient.HttpClient), close: Scope.close(scope, Exit.void) }
  })

  it.scopedLive("fails the requests that are in flight, and the server sees them end", () =>
    Effect.gen(function* () {
      const silent = yield* serve(silence)
      const open = yield* serve(half)
      const { client, close } = yield* built
      const collected = yield* Effect.provideService(collecting, HttpClient.HttpClient, client)
      const response = yield* client.get(open.url)
      const out: ReadonlyArray<Effect.Effect<unknown, HttpClientError.HttpClientError>> = [
        client.get(silent.url),
        response.text,
        Stream.runDrain((yield* client.get(open.url)).stream),
        collected[DeadlineHttpClient.collectWithin](HttpClientRequest.get(open.url), 60_000)
      ]
      const fibers = yield* Effect.forEach(out, (effect) => Effect.fork(Effect.flip(effect)))
      yield* arrived(silent)
      yield* arrived(open, 3)
      yield* Effect.sleep(20)
      yield* close
      const errors = yield* Fiber.join(Fiber.all(fibers))
      expect(errors.map(({ _tag }) => _tag)).toEqual([
        "RequestError",
        "ResponseError",
        "ResponseError",
        "ResponseError"
      ])
      for (const error of errors) expect(error).toMatchObject({ cause: { code: "UND_ERR_DESTROYED" } })
      yield* silent.gone
      yield* until(() => [...silent.sockets, ...open.sockets].every((socket) => socket.closed))
    })
  )

  it.scopedLive("takes no more requests", () =>
    Effect.gen(function* () {
      const service = yield* serve((_request, response) => response.end())
      const { client, close } = yield* built
      yield* client.get(service.url)
      yield* close
      const error = yield* Effect.flip(client.get(service.url))
      expect(error).toMatchObject({ _tag: "RequestError", cause: { code: "UND_ERR_DESTROYED" } })
      expect(service.seen.length).toBe(1)
      yield* until(() => open(service) === 0)
    })
  )

  it.scopedLive("does not close a second layer of the same function", () =>
    Effect.gen(function* () {
      const service = yield* serve((_request, response) => response.end())
      const [first, second] = [yield* built, yield* built]
      yield* first.close
      yield* second.client.get(service.url)
      yield* second.close
    })
  )
})

describe("an answer that nobody reads", () => {
  setFlagsFromString("--expose-gc")
  const collectGarbage: unknown = runInNewContext("gc")

  overAll(
    "is aborted on the server when it is garbage",
    Effect.gen(function* () {
      const service = yield* serve((_request, response) => {
        response.on("error", () => {})
        response.write(Buffer.alloc(2 ** 20))
      })
      yield* Effect.asVoid(get(service.url))
      expect(open(service)).toBe(1)
      yield* Effect.repeat(
        Effect.sync(() => typeof collectGarbage === "function" && collectGarbage()).pipe(Effect.delay(10)),
        { until: () => open(service) === 0 }
      )
    })
  )

  overOurs(
    "is not aborted while somebody holds it",
    Effect.gen(function* () {
      const service = yield* serve((_request, response) => {
        response.write(Buffer.alloc(2 ** 20))
        setTimeout(() => response.end("end"), 300)
      })
      const response = yield* get(service.url)
      const reader = yield* Effect.fork(response.arrayBuffer)
      for (let i = 0; i < 20; i++) {
        if (typeof collectGarbage === "function") collectGarbage()
        yield* Effect.sleep(5)
      }
      expect((yield* Fiber.join(reader)).byteLength).toBe(2 ** 20 + 3)
    })
  )
})
