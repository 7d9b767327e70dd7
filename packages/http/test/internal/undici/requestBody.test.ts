/** Bodies of requests: every kind that the platform has, and every kind that Node and the web have. */
import * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as UrlParams from "@effect/platform/UrlParams"
import { describe, expect } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { Readable } from "node:stream"
import { overAll, overOurs, overUndici } from "../../clients.js"
import { post, send } from "../../echo.js"

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
    "cannot send a value that is no body",
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
