/** Bodies that fail, bodies that are sent again, and bodies that give their bytes only once. */
import { collectWithin } from "@effect-globus/http/DeadlineHttpClient"
import * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import { describe, expect } from "@effect/vitest"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { once } from "node:events"
import type { Socket } from "node:net"
import { PassThrough, Readable } from "node:stream"
import { usedBody } from "../../../src/internal/errors.js"
import { collecting, overAll, overOurs, overUndici } from "../../clients.js"
import { Echo, echo, post } from "../../echo.js"
import { open, serve, speak, until } from "../../servers.js"

describe("a body that is a stream", () => {
  class NoMore extends Data.TaggedError("NoMore") {}

  const failing = Stream.concat(Stream.make(Buffer.from("one")), Stream.fail(new NoMore()))

  overAll(
    "that fails ends the request, on the server too",
    Effect.gen(function* () {
      const service = yield* serve((request) => request.resume())
      const error = yield* Effect.flip(HttpClient.post(service.url, { body: HttpBody.stream(failing) }))
      expect(error).toMatchObject({ _tag: "RequestError", reason: "Transport" })
      yield* until(() => open(service) === 0)
    })
  )

  overUndici(
    "and fails is the cause of the error",
    Effect.gen(function* () {
      const service = yield* serve((request) => request.resume())
      for (const [stream, cause] of [
        [failing, { _tag: "NoMore" }],
        [Stream.fail(new NoMore()), { _tag: "NoMore" }],
        [Stream.fail("a text"), "a text"],
        [Stream.die(new NoMore()), { _tag: "NoMore" }],
        [Stream.fail(undefined), { code: "UND_ERR_ABORTED" }]
      ] as const) {
        const error = yield* Effect.flip(HttpClient.post(service.url, { body: HttpBody.stream(stream) }))
        expect(error).toMatchObject({ _tag: "RequestError", cause })
      }
    })
  )

  for (const [what, body] of [
    ["a stream", HttpBody.stream(Stream.suspend(() => Stream.make(Buffer.from("again"))))],
    ["a Blob", HttpBody.raw(new Blob(["again"]))],
    ["bytes", HttpBody.raw(Buffer.from("again"))],
    ["a text", HttpBody.raw("again")]
  ] as const) {
    overOurs(
      `is sent anew when the request is: ${what}`,
      Effect.gen(function* () {
        const service = yield* echo
        const request = HttpClientRequest.post(service.url, { body })
        const client = yield* collecting
        for (const effect of [client.execute(request), client[collectWithin](request, undefined)]) {
          const sent = Effect.flatMap(effect, ({ json }) => Effect.flatMap(json, Schema.decodeUnknown(Echo)))
          expect([(yield* sent).body, (yield* sent).body]).toEqual(["again", "again"])
        }
        expect(service.seen.length).toBe(4)
      })
    )
  }

  /** A stream of the web that was read to its end, which nobody holds any more. */
  const consumed = async () => {
    const stream = new Blob(["read"]).stream()
    const reader = stream.getReader()
    while (!(await reader.read()).done);
    reader.releaseLock()
    return stream
  }

  const locked = () => {
    const stream = new Blob(["locked"]).stream()
    stream.getReader()
    return stream
  }

  for (const [what, make] of [
    ["a web stream that is locked", locked],
    ["a web stream that was read", consumed]
  ] as const) {
    overOurs(
      `cannot be sent: ${what}`,
      Effect.gen(function* () {
        const service = yield* echo
        const request = HttpClientRequest.post(service.url, {
          body: HttpBody.raw(yield* Effect.promise(async () => make()))
        })
        const client = yield* collecting
        for (const effect of [client.execute(request), client[collectWithin](request, undefined)]) {
          expect(yield* Effect.flip(effect)).toMatchObject({
            _tag: "RequestError",
            reason: "Encode",
            description: usedBody
          })
        }
        expect(service.seen.length).toBe(0)
      })
    )
  }

  const generator = async function* () {
    yield Buffer.from("once")
  }
  const shared = () => {
    const iterator = generator()
    return { [Symbol.asyncIterator]: () => iterator }
  }

  const bodies = [
    ["a stream of Node", () => Readable.from([Buffer.from("once")]), overUndici],
    [
      "a stream of Node that is piped through another",
      () => Readable.from(["once"]).pipe(new PassThrough()),
      overUndici
    ],
    ["a generator", generator, overUndici],
    ["an iterable with one iterator", shared, overUndici],
    ["a web stream", () => new Blob(["once"]).stream(), overOurs]
  ] as const

  /** What a server does with the first request; it answers the second one. */
  const failures: Record<string, (socket: Socket) => void> = {
    "503 to all of it": (socket) => void setTimeout(() => socket.write(`${answer("503 Busy")}`), 20),
    "503 before it was read": (socket) => void socket.write(answer("503 Busy")),
    "a connection that is reset": (socket) => void socket.resetAndDestroy()
  }
  const answer = (status: string) => `HTTP/1.1 ${status}\r\ncontent-length: 2\r\n\r\nok`

  for (const [what, make, over] of bodies) {
    over(
      `gives its bytes once, and sending it again is a RequestError: ${what}`,
      Effect.gen(function* () {
        for (const fail of Object.values(failures)) {
          let isFirst = true
          const heads: Array<string> = []
          const service = yield* speak((socket, head) => {
            // The end of a body in chunks looks like one.
            if (!head.startsWith("POST")) return
            heads.push(head)
            if (isFirst) fail(socket)
            else socket.write(answer("200 OK"))
            isFirst = false
          })
          const client = (yield* HttpClient.HttpClient).pipe(HttpClient.filterStatusOk)
          const request = HttpClientRequest.post(service.url, { body: HttpBody.raw(make()) })
          const error = yield* Effect.flip(HttpClient.retry(client, { times: 2 }).execute(request))
          expect(error).toMatchObject({ _tag: "RequestError", reason: "Encode", description: usedBody })
          expect(heads.length).toBe(1)
        }
      })
    )
  }

  overUndici(
    "that gives its bytes once cannot be sent when it has ended, or was destroyed",
    Effect.gen(function* () {
      const service = yield* echo
      const ended = Readable.from([Buffer.from("read")])
      yield* Effect.promise(() => ended.toArray())
      for (const body of [ended, new PassThrough().destroy()]) {
        const error = yield* Effect.flip(HttpClient.post(service.url, { body: HttpBody.raw(body) }))
        expect(error).toMatchObject({ _tag: "RequestError", reason: "Encode", description: usedBody })
      }
      expect(service.seen.length).toBe(0)
    })
  )

  overUndici(
    "is sent from where the program stopped to read it: a stream of Node",
    Effect.gen(function* () {
      const body = Readable.from([Buffer.from("header"), Buffer.from("rest")])
      yield* Effect.promise(async () => void (await once(body, "readable")))
      expect(String(body.read(6))).toBe("header")
      expect((yield* post(HttpBody.raw(body))).body).toBe("rest")
    })
  )

  overUndici(
    "is sent anew when it is an iterable that gives a new iterator each time",
    Effect.gen(function* () {
      const body = HttpBody.raw({ [Symbol.asyncIterator]: generator })
      expect([(yield* post(body)).body, (yield* post(body)).body]).toEqual(["once", "once"])
    })
  )

  overUndici(
    "whose iterable throws, or is none, is a RequestError",
    Effect.gen(function* () {
      const throws = () => {
        throw new Error("no iterator")
      }
      for (const asyncIterator of [throws, 1, null]) {
        const error = yield* Effect.flip(post(HttpBody.raw({ [Symbol.asyncIterator]: asyncIterator })))
        expect(error).toMatchObject({ _tag: "RequestError", reason: "Encode" })
      }
    })
  )

  overUndici(
    "is ended when the server answers without waiting for it",
    Effect.gen(function* () {
      const service = yield* serve((_request, response) => response.writeHead(413).end("too long"))
      const body = new PassThrough()
      body.write("one")
      const response = yield* HttpClient.post(service.url, { body: HttpBody.raw(body) })
      expect([response.status, yield* response.text]).toEqual([413, "too long"])
      yield* until(() => body.destroyed)
    })
  )

  overUndici(
    "of Node is destroyed when nobody takes it: no connection, or a request that is not sent",
    Effect.gen(function* () {
      for (const [url, headers] of [
        ["http://127.0.0.1:1/", {}],
        ["http://127.0.0.1:1/", { "x-bad": "\u{1f600}" }]
      ] as const) {
        const body = new PassThrough()
        const error = yield* Effect.flip(HttpClient.post(url, { body: HttpBody.raw(body), headers }))
        expect(error._tag).toBe("RequestError")
        yield* until(() => body.destroyed)
      }
    })
  )

  for (const [what, make] of [
    ["of Node", (cancel: () => void) => new Readable({ read: () => {}, destroy: (_, done) => (cancel(), done()) })],
    ["of the web", (cancel: () => void) => new ReadableStream({ cancel })]
  ] as const) {
    overUndici(
      `${what} and has nothing to send is ended by interruption`,
      Effect.gen(function* () {
        const service = yield* serve((request) => request.resume())
        let isCancelled = false
        const body = HttpBody.raw(make(() => (isCancelled = true)))
        const fiber = yield* Effect.fork(HttpClient.post(service.url, { body }))
        yield* Effect.sleep(30)
        yield* Fiber.interrupt(fiber)
        yield* until(() => isCancelled)
      })
    )
  }
})
