/** Connections that end while nobody reads their answer, and undici's parser is paused. */
import * as UndiciHttpClient from "@effect-globus/http/UndiciHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import * as Net from "node:net"
import * as Tls from "node:tls"
import * as Undici from "undici"
import { authority } from "../../certificates.js"
import { runProgram } from "../../processes.js"
import { proxy } from "../../proxies.js"
import { listen, open, serve, until } from "../../servers.js"

const chunked = (body: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from("\r\n0\r\n\r\n")])

const close = "connection: close\r\n"

/** The ways in which an answer says where its body ends, and whether the connection ends there too. */
const framings: Record<string, (body: Buffer) => readonly [head: string, body: Buffer]> = {
  "its length": (body) => [`1.1 200 OK\r\ncontent-length: ${body.length}\r\n`, body],
  "its length, and close": (body) => [`1.1 200 OK\r\n${close}content-length: ${body.length}\r\n`, body],
  chunks: (body) => ["1.1 200 OK\r\ntransfer-encoding: chunked\r\n", chunked(body)],
  "chunks, and close": (body) => [`1.1 200 OK\r\n${close}transfer-encoding: chunked\r\n`, chunked(body)],
  "the connection's end": (body) => [`1.1 200 OK\r\n${close}`, body],
  "the connection's end, of HTTP/1.0": (body) => ["1.0 200 OK\r\n", body]
}

type Ending = (socket: Net.Socket) => void

const endings: Record<string, Ending> = {
  "at once": (socket) => void socket.end(),
  later: (socket) => void setTimeout(() => socket.end(), 30)
}

/** For TCP only: Node cannot reset a connection over TLS. */
const resets: Ending = (socket) => void setTimeout(() => socket.resetAndDestroy(), 30)

const ours = authority("Ours")
const host = ours.issue("files.example")

const transports = {
  TCP: (answer: (socket: Net.Socket) => void) =>
    listen(Net.createServer((socket) => void socket.once("data", () => answer(socket)))),
  TLS: (answer: (socket: Net.Socket) => void) =>
    listen(
      Tls.createServer(host, (socket) => {
        socket.on("error", () => {})
        socket.once("data", () => answer(socket))
      })
    )
}

const connect = { ca: ours.ca }

const foreign = (options?: UndiciHttpClient.Options): Layer.Layer<HttpClient.HttpClient> =>
  Layer.unwrapScoped(
    Effect.map(
      Effect.acquireRelease(
        Effect.sync(() => new Undici.Agent({ connect })),
        (agent) => Effect.promise(() => agent.destroy())
      ),
      (agent) => UndiciHttpClient.layerWithDispatcher(agent, options)
    )
  )

const clients = {
  "connections of its own": UndiciHttpClient.layer({ agent: { connect } }),
  // Bytes that wait in the socket when the connection ends make its parser pause again.
  "one connection of its own, which takes little": UndiciHttpClient.layer({
    highWaterMark: 1000,
    agent: { connect, connections: 1 }
  }),
  "connections that the program makes": UndiciHttpClient.layer({
    agent: { connect: Undici.buildConnector(connect) }
  }),
  "connections through a proxy": Layer.unwrapScoped(
    Effect.map(proxy(), ({ url: uri }) => UndiciHttpClient.layerProxy({ uri, certificates: connect }))
  ),
  "a dispatcher of the program": foreign()
}

const say = (bytes: readonly [string, Buffer], end: Ending) => (socket: Net.Socket) => {
  socket.write(`HTTP/${bytes[0]}\r\n`)
  socket.write(bytes[1], () => end(socket))
}

/** The ways to read a body. */
const reads = {
  text: (response: Response) => Effect.map(response.text, ({ length }) => length),
  stream: (response: Response) => Stream.runFold(response.stream, 0, (size, { length }) => size + length),
  "a slow stream": (response: Response) =>
    Stream.runFoldEffect(response.stream, 0, (size, { length }) => Effect.delay(Effect.succeed(size + length), 2))
}

type Response = Effect.Effect.Success<ReturnType<typeof HttpClient.get>>

/** The parser takes all of the first before it pauses. Some of the second waits in the socket. */
const bodies = [100_000, 300_000].map((size) => Buffer.alloc(size, "x"))

/** Each body, with each ending and each way to read. */
const ways = bodies.flatMap((body) =>
  Object.values(endings).flatMap((end) => Object.values(reads).map((read) => [body, end, read] as const))
)

for (const [whose, layer] of Object.entries(clients)) {
  for (const [transport, serve] of Object.entries(transports)) {
    const answered = (bytes: readonly [string, Buffer], end: Ending) =>
      Effect.gen(function* () {
        const service = yield* serve(say(bytes, end))
        const response = yield* HttpClient.get(service.url)
        yield* Effect.sleep(60)
        return { response, service }
      })

    describe(`an answer by ${whose} over ${transport}, whose connection ends before it is read`, () => {
      for (const [framing, frame] of Object.entries(framings)) {
        it.scopedLive(`is whole however it is read: its end is told by ${framing}`, () =>
          Effect.forEach(
            ways,
            ([body, end, read]) =>
              Effect.gen(function* () {
                const { response, service } = yield* answered(frame(body), end)
                expect(yield* read(response)).toBe(body.length)
                yield* until(() => open(service) === 0)
              }),
            { concurrency: "unbounded" }
          ).pipe(Effect.provide(layer))
        )

        if (framing.startsWith("the connection's end")) continue
        it.scopedLive(`is a ResponseError however it is read, if it is cut: its end is told by ${framing}`, () =>
          Effect.forEach(
            ways,
            ([body, end, read]) =>
              Effect.gen(function* () {
                const [head, bytes] = frame(body)
                const { response } = yield* answered([head, bytes.subarray(0, -10)], end)
                expect(yield* Effect.flip(read(response))).toMatchObject({ _tag: "ResponseError", reason: "Decode" })
              }),
            { concurrency: "unbounded" }
          ).pipe(Effect.provide(layer))
        )
      }

      if (transport === "TLS") return
      it.scopedLive("is whole if all of it came before the connection was reset", () =>
        Effect.gen(function* () {
          const known = framings["its length, and close"]
          if (known === undefined) return yield* Effect.dieMessage("no such framing")
          const { response } = yield* answered(known(Buffer.alloc(100_000)), resets)
          expect(yield* reads.stream(response)).toBe(100_000)
        }).pipe(Effect.provide(layer))
      )
    })
  }
}

describe("a connection that waits for its reader", () => {
  it.scopedLive("holds back its end in a client with proxies, too, if it needs none of them", () =>
    Effect.gen(function* () {
      const body = Buffer.alloc(100_000, "x")
      const answer = say([`1.1 200 OK\r\n${close}content-length: ${body.length}\r\n`, body], (socket) => socket.end())
      for (const serve of Object.values(transports)) {
        const response = yield* HttpClient.get((yield* serve(answer)).url)
        yield* Effect.sleep(60)
        expect(yield* reads.stream(response)).toBe(body.length)
      }
    }).pipe(
      Effect.provide(UndiciHttpClient.layerProxy({ uri: "http://127.0.0.1:1", noProxy: "*", certificates: connect }))
    )
  )

  it.scopedLive("is closed when the reader leaves, even if its end is held back", () =>
    Effect.gen(function* () {
      const answer = say(["1.1 200 OK\r\n", Buffer.alloc(300_000)], (socket) => void socket.end())
      const service = yield* listen(
        Net.createServer({ allowHalfOpen: true }, (socket) => void socket.once("data", () => answer(socket)))
      )
      const { stream } = yield* HttpClient.get(service.url)
      yield* Effect.sleep(60)
      expect(open(service)).toBe(1)
      yield* Stream.runDrain(Stream.take(stream, 1))
      // Undici may open another connection and close it at once. This server does not close its own half by itself.
      yield* until(() => service.sockets.every(({ destroyed, readableEnded }) => destroyed || readableEnded))
    }).pipe(Effect.provide(UndiciHttpClient.layer()))
  )
})

describe("a body behind a dispatcher of the program", () => {
  it.scopedLive("is taken before it is read, and aborted when more than maxBodyBytes of it wait for a reader", () =>
    Effect.gen(function* () {
      const service = yield* serve((_request, response) => {
        response.on("error", () => {})
        const more = () => void (response.destroyed || response.write(Buffer.alloc(16_384), more))
        more()
      })
      const { stream } = yield* HttpClient.get(service.url)
      yield* service.gone
      expect(yield* Effect.flip(Stream.runDrain(stream))).toMatchObject({
        _tag: "ResponseError",
        cause: { name: "BodyTooLong", limit: 500_000 }
      })
    }).pipe(Effect.provide(foreign({ maxBodyBytes: 500_000 })))
  )

  it.scopedLive("may be longer than maxBodyBytes for a reader that keeps up", () =>
    Effect.gen(function* () {
      const service = yield* serve((_request, response) => {
        let left = 100
        const more = () => {
          if (left-- === 0) response.end()
          else response.write(Buffer.alloc(10_000), () => setTimeout(more, 1))
        }
        more()
      })
      const { stream } = yield* HttpClient.get(service.url)
      expect(yield* Stream.runFold(stream, 0, (size, { length }) => size + length)).toBe(1_000_000)
    }).pipe(Effect.provide(foreign({ maxBodyBytes: 500_000 })))
  )
})

describe("a process", () => {
  const program = new URL("../../programs/readsSlowly.ts", import.meta.url)

  for (const whose of ["ours", "a proxy's", "the program's"]) {
    it.scopedLive(`survives answers whose connections end while nobody reads: connections of ${whose}`, () =>
      Effect.gen(function* () {
        const urls = yield* Effect.forEach(Object.values(framings), (frame) =>
          Effect.forEach([...Object.values(endings), resets], (end) =>
            Effect.map(transports.TCP(say(frame(Buffer.alloc(100_000)), end)), ({ url }) => url)
          )
        )
        const { url: uri } = yield* proxy()
        expect(yield* runProgram(program, whose, uri, ...urls.flat())).toBe("done")
      })
    )
  }
})
