/** A response of the platform: every way to read its body, and what it shows when it is inspected. */
import * as DeadlineHttpClient from "@effect-globus/http/DeadlineHttpClient"
import * as UndiciHttpClient from "@effect-globus/http/UndiciHttpClient"
import * as Headers from "@effect/platform/Headers"
import * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import { describe, expect, it } from "@effect/vitest"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import * as Inspectable from "effect/Inspectable"
import * as Runtime from "effect/Runtime"
import * as Stream from "effect/Stream"
import * as Util from "node:util"
import { collecting, overAll, overOurs } from "../../clients.js"
import { serve } from "../../servers.js"

const body = (bytes: string | Uint8Array, headers: Record<string, string> = {}) =>
  serve((_request, response) => response.writeHead(200, headers).end(bytes))

/** Sends a body in pieces that arrive one after the other. */
const pieces = (first: string, second: string) =>
  serve((_request, response) => {
    response.write(first)
    setTimeout(() => response.end(second), 20)
  })

const get = (service: { readonly url: string }) => HttpClient.get(service.url)

const decodeError = { _tag: "ResponseError", reason: "Decode", response: { status: 200 } }

describe("a body", () => {
  overAll(
    "is text, in UTF-8 without its byte order mark",
    Effect.gen(function* () {
      expect(yield* (yield* get(yield* body("Grüße 🌍"))).text).toBe("Grüße 🌍")
      expect(yield* (yield* get(yield* body("\ufeffmarked"))).text).toBe("marked")
      expect(yield* (yield* get(yield* body(Uint8Array.of(0xef, 0xbb)))).text).toBe("\ufffd")
      expect(yield* (yield* get(yield* body(Uint8Array.of(0x61, 0xff, 0x62)))).text).toBe("a\ufffdb")
    })
  )

  // Node 20's fetch removes both.
  overOurs(
    "has one byte order mark at most: a second one is text",
    Effect.gen(function* () {
      expect(yield* (yield* get(yield* body("\ufeff\ufeff"))).text).toBe("\ufeff")
    })
  )

  overAll(
    "is JSON, with or without a byte order mark, and null when it is empty",
    Effect.gen(function* () {
      expect(yield* (yield* get(yield* body('{"a":[1]}'))).json).toEqual({ a: [1] })
      expect(yield* (yield* get(yield* body("\ufeff[]"))).json).toEqual([])
      expect(yield* (yield* get(yield* body(""))).json).toBe(null)
      expect(yield* Effect.flip((yield* get(yield* body("<html>"))).json)).toMatchObject(decodeError)
    })
  )

  overAll(
    "is bytes",
    Effect.gen(function* () {
      const bytes = Uint8Array.from({ length: 256 }, (_, i) => i)
      const buffer = yield* (yield* get(yield* body(bytes))).arrayBuffer
      expect(buffer).toBeInstanceOf(ArrayBuffer)
      expect(new Uint8Array(buffer)).toEqual(bytes)
      expect((yield* (yield* get(yield* body(""))).arrayBuffer).byteLength).toBe(0)
    })
  )

  overAll(
    "is URL parameters",
    Effect.gen(function* () {
      const params = yield* (yield* get(yield* body("a=1&b=%20x&a=2"))).urlParamsBody
      expect([...params]).toEqual([
        ["a", "1"],
        ["b", " x"],
        ["a", "2"]
      ])
    })
  )

  overAll(
    "is a form, of either encoding",
    Effect.gen(function* () {
      const form = new FormData()
      form.append("name", "value")
      form.append("file", new Blob(["bytes"]), "file.txt")
      const multipart = new Response(form)
      const type = multipart.headers.get("content-type") ?? ""
      const bytes = new Uint8Array(yield* Effect.promise(() => multipart.arrayBuffer()))
      const received = yield* (yield* get(yield* body(bytes, { "content-type": type }))).formData
      const file = received.get("file")
      expect([...received.keys()]).toEqual(["name", "file"])
      expect(file instanceof File ? [file.name, file.size] : file).toEqual(["file.txt", 5])
      const urlencoded = yield* body("a=1", { "content-type": "application/x-www-form-urlencoded" })
      expect((yield* (yield* get(urlencoded)).formData).get("a")).toBe("1")
      expect(yield* Effect.flip((yield* get(yield* body("a=1"))).formData)).toMatchObject(decodeError)
    })
  )

  overAll(
    "may be read as text more than once, even at the same time",
    Effect.gen(function* () {
      const response = yield* get(yield* pieces('{"a":', "1}"))
      const readers = Array.from({ length: 3 }, () => response.text)
      expect(yield* Effect.all(readers, { concurrency: "unbounded" })).toEqual(['{"a":1}', '{"a":1}', '{"a":1}'])
      expect(yield* response.json).toEqual({ a: 1 })
    })
  )

  overOurs(
    "that was collected may be read in every other way",
    Effect.gen(function* () {
      for (const service of [yield* body("a=1"), yield* pieces("a=", "1")]) {
        const response = yield* get(service)
        const bytes = new Uint8Array(yield* response.arrayBuffer)
        // A reader may write to the bytes that it gets.
        bytes.fill(0)
        expect(yield* response.text).toBe("a=1")
        expect([...(yield* response.urlParamsBody)]).toEqual([["a", "1"]])
        expect(yield* Stream.mkString(Stream.decodeText(response.stream))).toBe("a=1")
        expect(yield* response.text).toBe("a=1")
      }
    })
  )

  for (const [what, service] of [
    ["one piece", body("whole")],
    ["two pieces", pieces("who", "le")],
    ["nothing", body("")]
  ] as const) {
    overOurs(
      `of ${what} that was read as a stream cannot be read again`,
      Effect.gen(function* () {
        const response = yield* get(yield* service)
        yield* Stream.runDrain(response.stream)
        for (const again of [response.text, response.json, response.arrayBuffer, Stream.runDrain(response.stream)]) {
          expect(yield* Effect.flip(again)).toMatchObject({
            ...decodeError,
            cause: { message: "The body was read as a stream already" }
          })
        }
      })
    )
  }
})

describe("a body that is read as a stream", () => {
  overOurs(
    "is not disturbed by a second reader",
    Effect.gen(function* () {
      const response = yield* get(yield* pieces("who", "le"))
      const read = Stream.tap(Stream.decodeText(response.stream), () => Effect.flip(response.text))
      expect(yield* Stream.mkString(read)).toBe("whole")
    })
  )
})

describe("a body over the cap", () => {
  const endless = serve((_request, response) => {
    response.on("error", () => {})
    const more = () => void (response.destroyed || response.write(Buffer.alloc(16_384), more))
    more()
  })
  const capped = UndiciHttpClient.layer({ maxBodyBytes: 200_000, highWaterMark: 20_000 })
  const tooLong = { ...decodeError, cause: { name: "BodyTooLong", limit: 200_000 } }

  it.scopedLive("is a ResponseError as text, and aborted on the server", () =>
    Effect.gen(function* () {
      const service = yield* endless
      const response = yield* HttpClient.get(service.url)
      expect(yield* Effect.flip(response.text)).toMatchObject(tooLong)
      expect(yield* Effect.flip(response.json)).toMatchObject(tooLong)
      yield* service.gone
    }).pipe(Effect.provide(capped))
  )

  it.scopedLive("is a ResponseError when it is collected, and aborted on the server", () =>
    Effect.gen(function* () {
      const service = yield* endless
      const client = yield* collecting
      const collected = client[DeadlineHttpClient.collectWithin](HttpClientRequest.get(service.url), 60_000)
      expect(yield* Effect.flip(collected)).toMatchObject(tooLong)
      yield* service.gone
    }).pipe(Effect.provide(capped))
  )

  it.scopedLive("is a ResponseError even if it came with its head, or waited", () =>
    Effect.gen(function* () {
      const short = { ...decodeError, cause: { name: "BodyTooLong", limit: 100 } }
      const whole = yield* get(yield* body("x".repeat(101)))
      expect(yield* Effect.flip(whole.text)).toMatchObject(short)
      const service = yield* serve((_request, response) => void response.write("x".repeat(101)))
      const waiting = yield* get(service)
      yield* Effect.sleep(20)
      expect(yield* Effect.flip(waiting.text)).toMatchObject(short)
      yield* service.gone
      expect((yield* (yield* get(yield* body("x".repeat(100)))).text).length).toBe(100)
    }).pipe(Effect.provide(UndiciHttpClient.layer({ maxBodyBytes: 100 })))
  )

  it.scopedLive("that is as long as the cap is whole, and streams have no cap", () =>
    Effect.gen(function* () {
      const full = yield* body(new Uint8Array(200_000))
      expect((yield* (yield* get(full)).arrayBuffer).byteLength).toBe(200_000)
      const over = yield* body(new Uint8Array(200_001))
      expect(yield* Effect.flip((yield* get(over)).arrayBuffer)).toMatchObject(tooLong)
      const sizes = Stream.map((yield* get(over)).stream, ({ length }) => length)
      expect(yield* Stream.runSum(sizes)).toBe(200_001)
    }).pipe(Effect.provide(capped))
  )
})

describe("bytes", () => {
  overAll(
    "are whole in whatever pieces they come, in every way of reading",
    Effect.gen(function* () {
      let chunks: ReadonlyArray<Uint8Array> = []
      const service = yield* serve((_request, response) => {
        const rest = [...chunks]
        const next = () => {
          const chunk = rest.shift()
          if (chunk === undefined) response.end()
          else response.write(chunk, () => setImmediate(next))
        }
        next()
      })
      const runPromise = Runtime.runPromise(yield* Effect.runtime<HttpClient.HttpClient>())
      const bytes = FastCheck.uint8Array({ maxLength: 3000, size: "max" })
      yield* Effect.promise(() =>
        FastCheck.assert(
          FastCheck.asyncProperty(FastCheck.array(bytes, { maxLength: 12, size: "max" }), async (cut) => {
            chunks = cut.filter(({ length }) => length > 0)
            const whole = Buffer.concat(chunks)
            const read = <A, E>(how: (response: HttpClientResponse) => Effect.Effect<A, E>) =>
              runPromise(Effect.flatMap(get(service), how))
            expect(Buffer.from(await read(({ arrayBuffer }) => arrayBuffer))).toEqual(whole)
            expect(await read(({ text }) => text)).toBe(new TextDecoder().decode(whole))
            // The platform's client gives an error or an empty stream for no bytes, depending on how they come.
            if (whole.length > 0) {
              const streamed = await read(({ stream }) => Stream.runCollect(stream))
              expect(Buffer.concat(Chunk.toReadonlyArray(streamed))).toEqual(whole)
            }
          }),
          { numRuns: 40 }
        )
      )
    })
  )
})

type HttpClientResponse = Effect.Effect.Success<ReturnType<typeof HttpClient.get>>

describe("an inspected response", () => {
  overOurs(
    "shows method, URL, status and headers, but no credentials and no body",
    Effect.gen(function* () {
      const service = yield* body('{"access_token":"secret"}', {
        "set-cookie": "session=secret",
        "x-request-id": "r1"
      })
      const response = yield* HttpClient.post(service.url, {
        headers: { authorization: "Bearer secret", cookie: "session=secret" },
        body: HttpBody.text("secret")
      })
      yield* response.text
      for (const told of [
        Util.inspect(response, { depth: 10 }),
        JSON.stringify(response),
        String(response),
        Inspectable.toStringUnknown(response)
      ]) {
        expect(told).not.toContain("secret")
        for (const wanted of ["POST", service.url, "200", "r1"]) expect(told).toContain(wanted)
      }
    })
  )

  overOurs(
    "hides the headers that the program redacts in logs",
    Effect.gen(function* () {
      const response = yield* get(yield* body("", { "x-mine": "secret", "set-cookie": "a=secret" }))
      const told = yield* Effect.map(Effect.getFiberRefs, (refs) =>
        Inspectable.withRedactableContext(refs, () => Inspectable.toStringUnknown(response))
      ).pipe(Effect.locally(Headers.currentRedactedNames, ["x-mine", "set-cookie"]))
      expect(told).not.toContain("secret")
    })
  )
})
