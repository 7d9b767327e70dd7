/** Whatever a server sends is an answer or a typed error. */
import { collectWithin } from "@effect-globus/http/DeadlineHttpClient"
import * as Cookies from "@effect/platform/Cookies"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import { describe, expect } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { collecting, overAll, overOurs, overUndici } from "../clients.js"
import { say, serve } from "../servers.js"

const ok = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"

const get = (url: string) => Effect.flatMap(HttpClient.get(url), ({ text }) => text)

describe("an informational answer", () => {
  for (const [what, bytes] of [
    ["102 Processing", "HTTP/1.1 102 Processing\r\n\r\n"],
    ["103 Early Hints", "HTTP/1.1 103 Early Hints\r\nlink: </style.css>; rel=preload\r\n\r\n"],
    ["102 more than once", "HTTP/1.1 102 Processing\r\n\r\n".repeat(3)]
  ] as const) {
    overAll(
      `is not the answer: ${what}`,
      Effect.gen(function* () {
        const { url } = yield* say(bytes + ok)
        const response = yield* HttpClient.get(url)
        expect([response.status, response.headers["link"], yield* response.text]).toEqual([200, undefined, "ok"])
      })
    )
    overOurs(
      `is not the answer when that is collected: ${what}`,
      Effect.gen(function* () {
        const { url } = yield* say(bytes + ok)
        const response = yield* (yield* collecting)[collectWithin](HttpClientRequest.get(url), undefined)
        expect([response.status, yield* response.text]).toEqual([200, "ok"])
      })
    )
  }

  // RFC 9110, section 15.2.1, lets a client ignore it; undici does not.
  for (const [what, bytes] of [
    ["100 Continue", "HTTP/1.1 100 Continue\r\n\r\n"],
    ["101 Switching Protocols", "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n"]
  ] as const) {
    overAll(
      `that nobody asked for is an error: ${what}`,
      Effect.gen(function* () {
        const { url } = yield* say(bytes + ok)
        expect(yield* Effect.flip(HttpClient.get(url))).toMatchObject({ _tag: "RequestError", reason: "Transport" })
      })
    )
  }
})

describe("an answer without a body", () => {
  const empty = (request: HttpClientRequest.HttpClientRequest) =>
    Effect.gen(function* () {
      const response = yield* HttpClient.execute(request)
      expect(yield* response.text).toBe("")
      expect(yield* response.json).toBe(null)
      return response
    })

  overAll(
    "is an answer: to HEAD, with the content-length of GET",
    Effect.gen(function* () {
      const service = yield* serve((_request, response) =>
        response.writeHead(200, { "content-length": 4000, "content-type": "text/plain" }).end()
      )
      const response = yield* empty(HttpClientRequest.head(service.url))
      expect([response.status, response.headers["content-length"]]).toEqual([200, "4000"])
    })
  )

  for (const status of [204, 205, 304]) {
    overAll(
      `is an answer: ${status}`,
      Effect.gen(function* () {
        const service = yield* serve((_request, response) => response.writeHead(status, { etag: '"1"' }).end())
        const response = yield* empty(HttpClientRequest.get(service.url))
        expect([response.status, response.headers["etag"]]).toEqual([status, '"1"'])
      })
    )
  }

  // RFC 9110, section 8.6: 304 may have the content-length of the 200; 204 should have none.
  for (const status of [204, 304]) {
    overUndici(
      `is an answer, even with a content-length: ${status}`,
      Effect.gen(function* () {
        const { url } = yield* say(`HTTP/1.1 ${status} X\r\ncontent-length: 4000\r\netag: "1"\r\n\r\n`)
        const response = yield* empty(HttpClientRequest.get(url))
        expect([response.status, response.headers["etag"]]).toEqual([status, '"1"'])
        const client = yield* collecting
        const collected = yield* client[collectWithin](HttpClientRequest.get(url), 60_000)
        expect([collected.status, yield* collected.text]).toEqual([status, ""])
      })
    )
  }

  overOurs(
    "is an empty stream",
    Effect.gen(function* () {
      const service = yield* serve((_request, response) => response.writeHead(204).end())
      const response = yield* HttpClient.get(service.url)
      expect([...(yield* Stream.runCollect(response.stream))]).toEqual([])
    })
  )
})

describe("a connection", () => {
  for (const [what, bytes] of [
    ["before the head", ""],
    ["in the middle of the head", "HTTP/1.1 200 OK\r\ncontent-le"],
    ["after what is no HTTP", "SSH-2.0-OpenSSH_9.6\r\n"]
  ] as const) {
    overAll(
      `that ends ${what} is a RequestError`,
      Effect.gen(function* () {
        const { url } = yield* say(bytes, true)
        expect(yield* Effect.flip(HttpClient.get(url))).toMatchObject({ _tag: "RequestError", reason: "Transport" })
      })
    )
  }

  for (const [what, bytes] of [
    ["before the length that it announced", "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n12345"],
    ["before its last chunk", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n12345\r\n"],
    ["in the middle of a chunk", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n123"]
  ] as const) {
    overAll(
      `that ends ${what} is a ResponseError of the body`,
      Effect.gen(function* () {
        const { url } = yield* say(bytes, true)
        const wanted = { _tag: "ResponseError", reason: "Decode", response: { status: 200 } }
        expect(yield* Effect.flip(get(url))).toMatchObject(wanted)
        const { stream } = yield* HttpClient.get(url)
        expect(yield* Effect.flip(Stream.runDrain(stream))).toMatchObject(wanted)
      })
    )
    overOurs(
      `that ends ${what} is a ResponseError of what is collected`,
      Effect.gen(function* () {
        const { url } = yield* say(bytes, true)
        const error = yield* Effect.flip((yield* collecting)[collectWithin](HttpClientRequest.get(url), undefined))
        expect(error).toMatchObject({ _tag: "ResponseError", reason: "Decode", response: { status: 200 } })
      })
    )
  }

  overAll(
    "that ends where the body ends is no error",
    Effect.gen(function* () {
      const { url } = yield* say("HTTP/1.0 200 OK\r\n\r\nold but whole", true)
      expect(yield* get(url)).toBe("old but whole")
    })
  )

  overAll(
    "that is refused is a RequestError",
    Effect.gen(function* () {
      const url = yield* Effect.scoped(Effect.map(say(""), ({ url }) => url))
      expect(yield* Effect.flip(HttpClient.get(url))).toMatchObject({ _tag: "RequestError", reason: "Transport" })
    })
  )

  overOurs(
    "that sends more than it announced is closed after the answer",
    Effect.gen(function* () {
      const service = yield* say(ok + "and more")
      expect(yield* get(service.url)).toBe("ok")
      expect(yield* get(service.url)).toBe("ok")
      expect(service.sockets.length).toBe(2)
    })
  )
})

describe("the head of an answer", () => {
  overAll(
    "that is longer than the limit of the parser is a RequestError",
    Effect.gen(function* () {
      const service = yield* serve((_request, response) =>
        response.writeHead(200, { "x-large": "x".repeat(40_000) }).end("body")
      )
      expect(yield* Effect.flip(HttpClient.get(service.url))).toMatchObject({
        _tag: "RequestError",
        reason: "Transport"
      })
    })
  )

  overAll(
    "may have many headers within that limit",
    Effect.gen(function* () {
      const many = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`x-${i}`, `value ${i}`]))
      const service = yield* serve((_request, response) => response.writeHead(200, many).end("body"))
      const response = yield* HttpClient.get(service.url)
      expect(response.headers).toMatchObject(many)
      expect(yield* response.text).toBe("body")
    })
  )

  overAll(
    "joins repeated headers to a list, except cookies",
    Effect.gen(function* () {
      const { url } = yield* say(
        "HTTP/1.1 200 OK\r\nX-List: a\r\nx-list: b, c\r\nset-cookie: one=1; Path=/\r\nSet-Cookie: two=2\r\ncontent-length: 0\r\n\r\n"
      )
      const { cookies, headers } = yield* HttpClient.get(url)
      expect(headers["x-list"]).toBe("a, b, c")
      expect(Cookies.toRecord(cookies)).toEqual({ one: "1", two: "2" })
    })
  )

  overAll(
    "may have one cookie, or none",
    Effect.gen(function* () {
      const { url } = yield* say("HTTP/1.1 200 OK\r\nset-cookie: one=1; Path=/\r\ncontent-length: 0\r\n\r\n")
      expect(Cookies.toRecord((yield* HttpClient.get(url)).cookies)).toEqual({ one: "1" })
      const service = yield* say(ok)
      expect(Cookies.toRecord((yield* HttpClient.get(service.url)).cookies)).toEqual({})
    })
  )

  overAll(
    "may have names like those of object properties, and values beyond ASCII",
    Effect.gen(function* () {
      const { url } = yield* say(
        "HTTP/1.1 200 OK\r\nconstructor: x\r\ntoString: y\r\nx-name: caf\xe9\r\nx-tab: a\tb\r\nx-empty:\r\ncontent-length: 0\r\n\r\n"
      )
      const { headers } = yield* HttpClient.get(url)
      expect({ ...headers }).toMatchObject({
        constructor: "x",
        tostring: "y",
        "x-name": "caf\xe9",
        "x-tab": "a\tb",
        "x-empty": ""
      })
    })
  )

  overOurs(
    "of a redirect is the answer: it is not followed",
    Effect.gen(function* () {
      const service = yield* serve((_request, response) =>
        response.writeHead(307, { location: "/elsewhere" }).end("moved")
      )
      const response = yield* HttpClient.post(service.url)
      expect([response.status, response.headers["location"], yield* response.text]).toEqual([
        307,
        "/elsewhere",
        "moved"
      ])
      expect(service.seen.map(({ url }) => url)).toEqual(["/"])
    })
  )

  for (const status of [200, 201, 299, 400, 404, 500, 599]) {
    overAll(
      `of status ${status} is an answer`,
      Effect.gen(function* () {
        const service = yield* serve((_request, response) => response.writeHead(status).end("body"))
        const response = yield* HttpClient.get(service.url)
        expect([response.status, yield* response.text]).toEqual([status, "body"])
      })
    )
  }
})
