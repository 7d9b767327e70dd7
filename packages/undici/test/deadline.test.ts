/** The deadline of an answer that is collected: real time, and one timer. */
import * as UndiciHttpClient from "@effect-globus/undici/UndiciHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { collecting, overOneConnection, overUndici } from "./clients.js"
import { arrived, half, serve, silence } from "./servers.js"

const collect = (url: string, deadline: number | undefined) =>
  Effect.flatMap(collecting, (client) => client[UndiciHttpClient.collectWithin](HttpClientRequest.get(url), deadline))

describe("a deadline", () => {
  for (const [what, answer, tag] of [
    ["says nothing", silence, "RequestError"],
    ["ends no body", half, "ResponseError"]
  ] as const) {
    overUndici(
      `aborts the request on a server that ${what}`,
      Effect.gen(function* () {
        const service = yield* serve(answer)
        const error = yield* Effect.flip(collect(service.url, 40))
        expect(error).toMatchObject({
          _tag: tag,
          cause: { _tag: "DeadlineExceeded", message: "No answer within 40 ms" }
        })
        yield* service.gone
      })
    )
  }

  overOneConnection(
    "counts the wait for a connection, and what missed it there is never sent",
    Effect.gen(function* () {
      const service = yield* serve((request, response) => {
        if (request.url === "/slow") setTimeout(() => response.end(), 150)
        else response.end()
      })
      const slow = yield* Effect.fork(collect(`${service.url}/slow`, 10_000))
      yield* arrived(service)
      const error = yield* Effect.flip(collect(`${service.url}/late`, 20))
      expect(error).toMatchObject({ _tag: "RequestError", cause: { name: "DeadlineExceeded" } })
      yield* Fiber.join(slow)
      yield* collect(`${service.url}/next`, 10_000)
      expect(service.seen.map(({ url }) => url)).toEqual(["/slow", "/next"])
      expect(service.sockets.length).toBe(1)
    })
  )

  // The last is more than a timer of Node can wait: it would fire at once.
  for (const deadline of [undefined, Infinity, 2 ** 31]) {
    overUndici(
      `of ${deadline} ms is none`,
      Effect.gen(function* () {
        const service = yield* serve((_request, response) => void setTimeout(() => response.end("late"), 60))
        const response = yield* collect(service.url, deadline)
        expect(yield* response.text).toBe("late")
      })
    )
  }

  overUndici(
    "does not touch an answer that is there in time",
    Effect.gen(function* () {
      const service = yield* serve((_request, response) => {
        response.write("one ")
        setTimeout(() => response.end("two"), 20)
      })
      const response = yield* collect(service.url, 200)
      yield* Effect.sleep(250)
      expect(yield* response.text).toBe("one two")
      expect(yield* Effect.flatMap(collect(service.url, 200), ({ text }) => text)).toBe("one two")
      expect(service.sockets.length).toBe(1)
    })
  )

  overUndici(
    "is for a client as it comes: what wraps it does not offer one",
    Effect.gen(function* () {
      const client = yield* HttpClient.HttpClient
      expect(UndiciHttpClient.collectWithin in client).toBe(true)
      expect(UndiciHttpClient.collectWithin in HttpClient.mapRequest(client, HttpClientRequest.acceptJson)).toBe(false)
    })
  )
})

it("collectWithin is in the registry of symbols, where a library finds it without a dependency", () => {
  expect(UndiciHttpClient.collectWithin).toBe(Symbol.for("@effect-globus/undici/collectWithin"))
})
