/** Headers of requests: sent as they are, or not at all. */
import * as HttpClient from "@effect/platform/HttpClient"
import { describe, expect } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { overAll, overUndici } from "../clients.js"
import { serve } from "../servers.js"

describe("a header", () => {
  overAll(
    "is sent as it is",
    Effect.gen(function* () {
      const headers = { "x-name": "caf\xe9", "x-empty": "", "X-Case": 'a, "b"; c=d\te', accept: "application/json" }
      const service = yield* serve((_request, response) => response.end())
      yield* HttpClient.get(service.url, { headers })
      expect(service.seen[0]?.headers).toMatchObject({
        "x-name": "caf\xe9",
        "x-empty": "",
        "x-case": 'a, "b"; c=d\te',
        accept: "application/json"
      })
    })
  )

  for (const [what, headers] of [
    ["a value of two lines", { "x-bad": "a\r\nx-injected: b" }],
    ["a value with a zero", { "x-bad": "a\0b" }],
    ["a value beyond Latin-1", { "x-bad": "\u{1f600}" }],
    ["a name that is none", { "x bad": "a" }],
    ["a name of two lines", { "x-bad\r\nx-injected": "a" }],
    ["an expectation", { expect: "100-continue" }],
    ["a framing of its own", { "transfer-encoding": "chunked" }]
  ] as const) {
    overAll(
      `that cannot be sent is a RequestError, and nothing is sent: ${what}`,
      Effect.gen(function* () {
        const service = yield* serve((_request, response) => response.end())
        expect((yield* Effect.flip(HttpClient.get(service.url, { headers })))._tag).toBe("RequestError")
        expect(service.seen).toEqual([])
      })
    )
    overUndici(
      `that cannot be sent is a RequestError of reason Encode: ${what}`,
      Effect.gen(function* () {
        const error = yield* Effect.flip(HttpClient.get("http://127.0.0.1:1/", { headers }))
        expect(error).toMatchObject({ _tag: "RequestError", reason: "Encode" })
      })
    )
  }

  overAll(
    "asks for no encoding unless the program does",
    Effect.gen(function* () {
      const service = yield* serve((_request, response) => response.end())
      yield* HttpClient.get(service.url, { headers: { "accept-encoding": "identity" } })
      expect(service.seen[0]?.headers["accept-encoding"]).toBe("identity")
    })
  )

  overUndici(
    "that the program did not set is not sent",
    Effect.gen(function* () {
      const service = yield* serve((_request, response) => response.end())
      yield* HttpClient.get(service.url)
      expect(Object.keys(service.seen[0]?.headers ?? {}).sort()).toEqual(["connection", "host"])
    })
  )
})
