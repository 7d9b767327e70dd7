/** Bodies of requests, of every kind that the platform or the program's platform underneath has. */
import { collectWithin } from "@effect-globus/http/DeadlineHttpClient"
import * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as UrlParams from "@effect/platform/UrlParams"
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
import { open, serve, speak, until } from "../../servers.js"

const Echo = Schema.Struct({
  method: Schema.String,
  headers: Schema.Record({ key: Schema.String, value: Schema.String }),
  body: Schema.StringFromBase64
})

/** Says what it was sent. */
const echo = serve((request, response) => {
  const chunks: Array<Buffer> = []
  request.on("data", (chunk: Buffer) => chunks.push(chunk))
  request.on("end", () => {
    const { headers, method } = request
    response.end(JSON.stringify({ method, headers, body: Buffer.concat(chunks).toString("base64") }))
  })
})

const send = (request: HttpClientRequest.HttpClientRequest) =>
  Effect.flatMap(echo, ({ url }) =>
    HttpClient.execute(HttpClientRequest.setUrl(request, url)).pipe(
      Effect.flatMap(({ json }) => json),
      Effect.flatMap(Schema.decodeUnknown(Echo))
    )
  )

const post = (body: HttpBody.HttpBody) => send(HttpClientRequest.setBody(HttpClientRequest.post("/"), body))

describe("a request", () => {
  for (const method of ["GET", "DELETE", "OPTIONS"] as const) {
    overAll(
      `without a body announces none: ${method}`,
      Effect.gen(function* () {
        const { body, headers, method: sent } = yield* send(HttpClientRequest.make(method)("/"))
        expect([sent, body, headers["content-length"], headers["transfer-encoding"]]).toEqual([
          method,
          "",
          undefined,
          undefined
        ])
      })
    )
  }

  for (const method of ["POST", "PUT", "PATCH"] as const) {
    overAll(
      `without a body announces that: ${method}`,
      Effect.gen(function* () {
        const { body, headers, method: sent } = yield* send(HttpClientRequest.make(method)("/"))
        expect([sent, body, headers["content-length"]]).toEqual([method, "", "0"])
      })
    )
  }

  for (const [what, body, content, type] of [
    ["text", HttpBody.text("Grüße"), "Grüße", "text/plain"],
    ["JSON", HttpBody.unsafeJson({ a: ["ü"] }), '{"a":["ü"]}', "application/json"],
    ["bytes", HttpBody.uint8Array(Buffer.from("bytes")), "bytes", "application/octet-stream"],
    ["no bytes", HttpBody.uint8Array(new Uint8Array()), "", "application/octet-stream"],
    ["a part of a buffer", HttpBody.uint8Array(Buffer.from("abcdef").subarray(2, 4)), "cd", "application/octet-stream"],
    [
      "parameters",
      HttpBody.urlParams(UrlParams.fromInput({ a: "1 &" })),
      "a=1+%26",
      "application/x-www-form-urlencoded"
    ],
    ["a raw string", HttpBody.raw("Grüße"), "Grüße", "text/plain;charset=UTF-8"],
    ["a raw string with a type", HttpBody.raw("<a/>", { contentType: "text/xml" }), "<a/>", "text/xml"],
    ["raw bytes", HttpBody.raw(Buffer.from("raw")), "raw", undefined],
    ["a raw ArrayBuffer", HttpBody.raw(new TextEncoder().encode("raw").buffer), "raw", undefined],
    ["a raw DataView", HttpBody.raw(new DataView(new TextEncoder().encode("abcd").buffer, 1, 2)), "bc", undefined],
    [
      "raw URLSearchParams",
      HttpBody.raw(new URLSearchParams([["a", "ü &"]])),
      "a=%C3%BC+%26",
      "application/x-www-form-urlencoded;charset=UTF-8"
    ],
    ["a raw Blob", HttpBody.raw(new Blob(["blob"], { type: "text/x" })), "blob", "text/x"],
    ["a raw Blob without a type", HttpBody.raw(new Blob(["blob"])), "blob", undefined],
    ["raw null", HttpBody.raw(null), "", undefined],
    ["raw undefined", HttpBody.raw(undefined), "", undefined]
  ] as const) {
    overAll(
      `may send ${what}, and says how long that is`,
      Effect.gen(function* () {
        const sent = yield* post(body)
        expect([sent.body, sent.headers["content-type"]]).toEqual([content, type])
        expect(sent.headers["content-length"]).toBe(String(Buffer.byteLength(content)))
      })
    )
  }

  for (const [what, body] of [
    ["a form", HttpBody.formData],
    ["a raw form", HttpBody.raw]
  ] as const) {
    overAll(
      `may send ${what}, files in it, and says how long that is`,
      Effect.gen(function* () {
        const form = new FormData()
        form.append("näme", "välue")
        form.append("file", new File(["content"], "file.txt", { type: "text/x" }))
        const { body: text, headers } = yield* post(body(form))
        expect(headers["content-length"]).toBe(String(Buffer.byteLength(text)))
        const response = new Response(text, { headers: { "content-type": headers["content-type"] ?? "" } })
        const received = yield* Effect.promise(() => response.formData())
        const file = received.get("file")
        expect(received.get("näme")).toBe("välue")
        expect(file instanceof File ? [file.name, file.type, yield* Effect.promise(() => file.text())] : file).toEqual([
          "file.txt",
          "text/x",
          "content"
        ])
      })
    )
  }

  const chunks = ["one ", "two ", "", "three"].map((text) => Buffer.from(text))

  overAll(
    "may send a stream, in chunks",
    Effect.gen(function* () {
      const { body, headers } = yield* post(HttpBody.stream(Stream.fromIterable(chunks), "text/x"))
      expect(body).toBe("one two three")
      expect([headers["content-type"], headers["transfer-encoding"]]).toEqual(["text/x", "chunked"])
    })
  )

  overUndici(
    "may send a stream of a known length",
    Effect.gen(function* () {
      const { body, headers } = yield* post(HttpBody.stream(Stream.fromIterable(chunks), "text/x", 13))
      expect([body, headers["content-length"]]).toEqual(["one two three", "13"])
      expect((yield* post(HttpBody.stream(Stream.empty))).body).toBe("")
    })
  )

  // fetch takes some of them, if it is told that they are streams.
  for (const [what, stream] of [
    ["a stream of Node", () => Readable.from(chunks)],
    ["a web stream", () => Readable.toWeb(Readable.from(chunks))],
    ["a web stream of another kind", () => new Blob(chunks).stream()],
    ["an async iterable", () => Stream.toAsyncIterable(Stream.fromIterable(chunks))]
  ] as const) {
    overUndici(
      `may send ${what}`,
      Effect.gen(function* () {
        expect((yield* post(HttpBody.raw(stream()))).body).toBe("one two three")
        const { headers } = yield* post(HttpBody.raw(stream(), { contentType: "text/x", contentLength: 13 }))
        expect([headers["content-type"], headers["content-length"]]).toEqual(["text/x", "13"])
      })
    )
  }

  overOurs(
    "can not send what is no body",
    Effect.gen(function* () {
      for (const body of [42, {}, ["a"], new Map(), Symbol("a"), () => "a"]) {
        const error = yield* Effect.flip(post(HttpBody.raw(body)))
        expect(error).toMatchObject({ _tag: "RequestError", reason: "Encode" })
      }
    })
  )

  overUndici(
    "of another length than it announces is a RequestError",
    Effect.gen(function* () {
      for (const length of [12, 14]) {
        const error = yield* Effect.flip(post(HttpBody.stream(Stream.fromIterable(chunks), "text/x", length)))
        expect(error).toMatchObject({ _tag: "RequestError", cause: { code: "UND_ERR_REQ_CONTENT_LENGTH_MISMATCH" } })
      }
      const request = HttpClientRequest.post("/", { body: HttpBody.text("abc"), headers: { "content-length": "4" } })
      expect(yield* Effect.flip(send(HttpClientRequest.setHeader(request, "content-length", "4")))).toMatchObject({
        _tag: "RequestError"
      })
    })
  )
})

describe("a body that is a stream", () => {
  class NoMore extends Data.TaggedError("NoMore") {}

  const failing = Stream.concat(Stream.make(Buffer.from("one")), Stream.fail(new NoMore()))

  overAll(
    "and fails ends the request, on the server too",
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
