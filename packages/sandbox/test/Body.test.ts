/** Bodies over a real socket: how many of their bytes are taken, and what is said of those that are too many. */
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { connect } from "node:net"
import * as Body from "../src/Body.js"
import { layer, layerInProcess, Sandbox } from "../src/Sandbox.js"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Ask from "./ask.js"

const mebibyte = 1024 * 1024

/** Sends the lines and then so many bytes, and stops as soon as there is an answer. */
const send = (lines: ReadonlyArray<string>, bytes: number, chunked = false) =>
  Effect.gen(function* () {
    const { baseUrl } = yield* Sandbox
    const port = Number(new URL(baseUrl).port)
    return yield* Effect.async<{ readonly status: number; readonly text: string; readonly sent: number }>((resume) => {
      let sent = 0
      let text = ""
      const piece = Buffer.alloc(64 * 1024, " ")
      const framed = chunked ? Buffer.concat([Buffer.from("10000\r\n"), piece, Buffer.from("\r\n")]) : piece
      const socket = connect(port, "127.0.0.1", () => {
        const framing = chunked ? "Transfer-Encoding: chunked" : `Content-Length: ${bytes}`
        socket.write([...lines, `Host: localhost:${port}`, framing, "", ""].join("\r\n"))
        const more = (): void => {
          if (text !== "" || sent >= bytes || socket.destroyed) return
          sent += piece.length
          socket.write(framed, more)
        }
        // Whoever refuses by the announced length needs no byte of it.
        setTimeout(more, 200)
      })
      socket.on("error", () => {})
      socket.on("data", (data) => {
        text += data.toString("latin1")
        const [head = "", body] = text.split("\r\n\r\n")
        const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0)
        if (body === undefined || body.length < length) return
        socket.destroy()
        resume(Effect.succeed({ status: Number(/ (\d{3}) /.exec(head)?.[1]), text: body, sent }))
      })
      return Effect.sync(() => socket.destroy())
    })
  })

const json = "Content-Type: application/json"
const bearer = Effect.gen(function* () {
  const { issueTokens } = yield* Sandbox
  const { access_token } = yield* issueTokens({ scopes: Ask.transferAll })
  return `Authorization: Bearer ${access_token}`
})

describe("a body that is too large", () => {
  for (const [what, lines] of [
    [
      "a form at the token endpoint",
      ["POST /v2/oauth2/token HTTP/1.1", "Content-Type: application/x-www-form-urlencoded"]
    ],
    ["a query without a token", [`POST /v1/index/some/search HTTP/1.1`, json]]
  ] as const) {
    it.live(`is refused before it is read: ${what}`, () =>
      Effect.gen(function* () {
        expect(yield* send(lines, 600 * mebibyte)).toMatchObject({ status: 413, sent: 0 })
      }).pipe(Effect.provide(layer()))
    )

    it.live(`without a length it is refused as soon as it is too large: ${what}`, () =>
      Effect.gen(function* () {
        const { sent, status } = yield* send(lines, 600 * mebibyte, true)
        expect(status).toBe(413)
        expect(sent).toBeGreaterThan(mebibyte)
        // What the buffers of the system hold is on its way meanwhile.
        expect(sent).toBeLessThan(100 * mebibyte)
      }).pipe(Effect.provide(layer()))
    )
  }

  it.live("is refused in the words of the service, by the option", () =>
    Effect.gen(function* () {
      const lines = ["POST /v0.10/transfer HTTP/1.1", json, yield* bearer]
      const { status, text } = yield* send(lines, 1001)
      expect([status, Ask.parse(text)]).toMatchObject([
        413,
        { code: "ClientError.PayloadTooLarge", resource: "/transfer" }
      ])
      // Blanks are no document, and are read.
      expect((yield* send(lines, 1000)).status).toBe(400)
    }).pipe(Effect.provide(layer({ maxBodySize: 1000 })))
  )

  it.live("is not looked at for who is not admitted", () =>
    Effect.gen(function* () {
      const lines = ["POST /v0.10/transfer HTTP/1.1", json]
      expect(yield* send(lines, 600 * mebibyte)).toMatchObject({ status: 401, sent: 0 })
    }).pipe(Effect.provide(layer()))
  )

  it.effect("is refused in process as well", () =>
    Effect.gen(function* () {
      const endless = Stream.repeatValue(new Uint8Array(64 * 1024))
      const request = HttpClientRequest.post("/v2/oauth2/token").pipe(HttpClientRequest.bodyStream(endless))
      expect((yield* Ask.send(request)).status).toBe(413)
    }).pipe(Effect.provide(layerInProcess()))
  )
})

describe("a body", () => {
  it.effect("in many pieces is put together", () =>
    Effect.gen(function* () {
      const bytes = Uint8Array.from({ length: 20_000 }, (_, at) => at % 251)
      const pieces = Stream.fromIterable(Array.from(bytes, (byte) => Uint8Array.of(byte)))
      expect(yield* Body.read(pieces, { announced: undefined, limit: 20_000 })).toStrictEqual(bytes)
      const error = yield* Effect.flip(Body.read(pieces, { announced: undefined, limit: 19_999 }))
      expect(error).toStrictEqual(new Body.TooLarge({ limit: 19_999 }))
    })
  )

  it.effect("of no kind that a route takes is 415 or 400, in the words of the service", () =>
    Effect.gen(function* () {
      const { issueTokens } = yield* Sandbox
      const { access_token } = yield* issueTokens({ scopes: Ask.transferAll })
      for (const [type, status, code] of [
        ["multipart/form-data", 415, "ClientError.UnsupportedMediaType"],
        ["multipart/form-data; boundary=x", 415, "ClientError.UnsupportedMediaType"],
        ["application/octet-stream", 400, "ClientError.BadRequest"],
        ["text/plain", 400, "ClientError.BadRequest"]
      ] as const) {
        const request = HttpClientRequest.post("/v0.10/transfer").pipe(
          HttpClientRequest.bodyText("--x\r\n\r\n--x--", type),
          HttpClientRequest.bearerToken(access_token)
        )
        expect(yield* Ask.send(request)).toMatchObject({ status, body: { code, resource: "/transfer" } })
      }
    }).pipe(Effect.provide(layerInProcess()))
  )

  it.effect("nested a thousand levels deep is 400", () =>
    Effect.gen(function* () {
      for (const depth of [1000, 100_000]) {
        const filters = `{"filters":[${'{"type":"and","filters":['.repeat(depth)}${"]}".repeat(depth)}]}`
        const request = HttpClientRequest.post("/v1/index/some/search").pipe(
          HttpClientRequest.bodyText(filters, "application/json")
        )
        expect(yield* Ask.send(request)).toMatchObject({
          status: depth === 1000 ? 400 : 413,
          body: { "@datatype": "GError" }
        })
      }
    }).pipe(Effect.provide(layerInProcess()))
  )
})
