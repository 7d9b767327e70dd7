/** Bodies that are read while they arrive: no more is taken off the connection than is read. */
import * as HttpClient from "@effect/platform/HttpClient"
import { describe, expect } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { overAll, overOneConnection, overOurs } from "../clients.js"
import { type HttpService, open, serve, speak, until } from "../servers.js"

const MB = 2 ** 20

/** Writes so many bytes, as fast as the connection takes them; `sent` tells how many it took so far. */
const writer = (size: number, headers: Record<string, string | number> = {}) =>
  Effect.gen(function* () {
    let sent = 0
    const service = yield* serve((_request, response) => {
      response.writeHead(200, headers)
      response.on("error", () => {})
      const chunk = Buffer.alloc(64 * 1024)
      const more = () => {
        if (response.destroyed) return
        if (sent >= size) return void response.end()
        sent += chunk.length
        response.write(chunk, more)
      }
      more()
    })
    return { ...service, sent: () => sent }
  })

/** Waits until the number does not change any more. */
const settled = (value: () => number) =>
  Effect.gen(function* () {
    let last = -1
    while (last !== value()) {
      last = value()
      yield* Effect.sleep(150)
    }
    return last
  })

const get = (service: { readonly url: string }) => HttpClient.get(service.url)

describe("a body of 64 MB", () => {
  // The operating system buffers some MB for a connection on loopback.
  const bounded = 16 * MB

  for (const [what, headers] of [
    ["in chunks", {}],
    ["of a known length", { "content-length": 64 * MB }],
    ["up to the connection's end", { connection: "close" }]
  ] as const) {
    overAll(
      `${what} waits while nobody reads it, goes on with its reader, and is whole`,
      Effect.gen(function* () {
        const service = yield* writer(64 * MB, headers)
        const { stream } = yield* get(service)
        expect(yield* settled(service.sent)).toBeLessThan(bounded)
        let read = 0
        yield* stream.pipe(
          Stream.tap((chunk) => {
            read += chunk.length
            return read - chunk.length < 8 * MB && read >= 8 * MB
              ? Effect.map(settled(service.sent), (sent) => expect(sent).toBeLessThan(8 * MB + bounded))
              : Effect.void
          }),
          Stream.runDrain
        )
        expect([read, service.sent()]).toEqual([64 * MB, 64 * MB])
      })
    )
  }

  overOurs(
    "that waits for a reader can be collected",
    Effect.gen(function* () {
      const service = yield* writer(64 * MB)
      const response = yield* get(service)
      expect(yield* settled(service.sent)).toBeLessThan(bounded)
      expect((yield* response.arrayBuffer).byteLength).toBe(64 * MB)
    })
  )
})

describe("a stream", () => {
  const numbered: Parameters<typeof serve>[0] = (_request, response) => {
    for (let i = 0; i < 5; i++) setTimeout(() => response.write(`${i};`), i * 10)
    setTimeout(() => response.end(), 60)
  }

  overAll(
    "is read while it comes",
    Effect.gen(function* () {
      const answers: Array<() => void> = []
      const service = yield* serve((_request, response) => {
        response.write("0;")
        answers.push(
          () => response.write("1;"),
          () => response.end("2;")
        )
      })
      const { stream } = yield* get(service)
      // Each piece is sent when the one before was read.
      const read = Stream.tap(Stream.decodeText(stream), () => Effect.sync(() => answers.shift()?.()))
      expect(yield* Stream.mkString(read)).toBe("0;1;2;")
    })
  )

  overAll(
    "that is read slowly is whole",
    Effect.gen(function* () {
      const { stream } = yield* get(yield* serve(numbered))
      const slowly = Stream.tap(Stream.decodeText(stream), () => Effect.sleep(30))
      expect(yield* Stream.mkString(slowly)).toBe("0;1;2;3;4;")
    })
  )

  const endless = (service: HttpService & { readonly sent: () => number }) =>
    Effect.zipRight(
      service.gone,
      Effect.map(settled(service.sent), (sent) => expect(sent).toBeLessThan(64 * MB))
    )

  overAll(
    "that is read in part is aborted on the server",
    Effect.gen(function* () {
      const service = yield* writer(64 * MB)
      const { stream } = yield* get(service)
      expect(yield* Stream.runCount(Stream.take(stream, 2))).toBe(2)
      yield* endless(service)
    })
  )

  overAll(
    "whose reader fails is aborted on the server",
    Effect.gen(function* () {
      const service = yield* writer(64 * MB)
      const { stream } = yield* get(service)
      expect(yield* Effect.flip(Stream.runForEach(stream, () => Effect.fail("reader")))).toBe("reader")
      yield* endless(service)
    })
  )

  overOneConnection(
    "that is read to its end frees the connection",
    Effect.gen(function* () {
      const service = yield* serve(numbered)
      for (let i = 0; i < 3; i++) yield* Stream.runDrain((yield* get(service)).stream)
      expect([service.sockets.length, open(service)]).toEqual([1, 1])
    })
  )

  overOurs(
    "of a connection that ends while it waits for its reader is a ResponseError",
    Effect.gen(function* () {
      const service = yield* speak((socket) => {
        socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${64 * MB}\r\n\r\n`)
        socket.write(Buffer.alloc(MB), () => socket.resetAndDestroy())
      })
      const { stream } = yield* get(service)
      yield* until(() => open(service) === 0)
      yield* Effect.sleep(20)
      expect(yield* Effect.flip(Stream.runDrain(stream))).toMatchObject({ _tag: "ResponseError", reason: "Decode" })
    })
  )
})
