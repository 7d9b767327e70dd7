/** The deadline of a collected answer, and that of each piece of a streamed one, in real time. */
import * as DeadlineHttpClient from "@effect-globus/http/DeadlineHttpClient"
import * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import { describe, expect } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import type { RequestListener } from "node:http"
import { gzipSync } from "node:zlib"
import { collecting, overOneConnection, overOurs } from "../clients.js"
import { arrived, half, serve, silence } from "../servers.js"

const collect = (url: string, deadline: number | undefined) =>
  Effect.flatMap(collecting, (client) => client[DeadlineHttpClient.collectWithin](HttpClientRequest.get(url), deadline))

describe("a deadline", () => {
  for (const [what, answer, tag] of [
    ["says nothing", silence, "RequestError"],
    ["ends no body", half, "ResponseError"]
  ] as const) {
    overOurs(
      `aborts the request on a server that ${what}`,
      Effect.gen(function* () {
        const service = yield* serve(answer)
        // Long enough for the first request of a process to reach the server.
        const error = yield* Effect.flip(collect(service.url, 300))
        expect(error).toMatchObject({
          _tag: tag,
          cause: { _tag: "DeadlineExceeded", message: "No answer within 300 ms" }
        })
        yield* service.gone
      })
    )
  }

  overOneConnection(
    "includes the wait for a connection, and a request that is late there is never sent",
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

  // The last one is longer than a timer of Node can wait, which would fire at once.
  for (const deadline of [undefined, Infinity, 2 ** 31]) {
    overOurs(
      `of ${deadline} ms never passes`,
      Effect.gen(function* () {
        const service = yield* serve((_request, response) => void setTimeout(() => response.end("late"), 60))
        const response = yield* collect(service.url, deadline)
        expect(yield* response.text).toBe("late")
      })
    )
  }

  overOurs(
    "does nothing to an answer that is there in time",
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

  overOurs(
    "ends a body that is a stream, even in an uninterruptible region",
    Effect.gen(function* () {
      const service = yield* serve((request) => request.resume())
      const ended = yield* Deferred.make<void>()
      const stuck = Stream.concat(Stream.make(Buffer.from("one")), Stream.never)
      const body = HttpBody.stream(Stream.ensuring(stuck, Deferred.succeed(ended, undefined)))
      const client = yield* collecting
      const request = HttpClientRequest.post(service.url, { body })
      const error = yield* Effect.flip(Effect.uninterruptible(client[DeadlineHttpClient.collectWithin](request, 60)))
      expect(error).toMatchObject({ _tag: "RequestError", cause: { name: "DeadlineExceeded" } })
      yield* service.gone
      yield* Deferred.await(ended)
    })
  )
})

/** The text of a body, whose pieces must each come within the deadline. */
const streamed = (url: string, deadline: number | undefined, tap: Effect.Effect<void> = Effect.void) =>
  HttpClient.get(url).pipe(
    Effect.filterOrDieMessage(DeadlineHttpClient.streamsWithin, "it cannot keep a deadline"),
    Effect.flatMap((response) =>
      response[DeadlineHttpClient.streamWithin](deadline).pipe(
        Stream.tap(() => tap),
        Stream.decodeText(),
        Stream.mkString
      )
    )
  )

/** Three pieces, so many milliseconds apart. */
const inPieces =
  (pause: number): RequestListener =>
  (_request, response) => {
    response.write("one ")
    setTimeout(() => response.write("two "), pause)
    setTimeout(() => response.end("three"), 2 * pause)
  }

describe("a deadline for each piece of a body", () => {
  overOurs(
    "aborts the request on a server that says no more",
    Effect.gen(function* () {
      const service = yield* serve(half)
      const error = yield* Effect.flip(streamed(service.url, 40))
      expect(error).toMatchObject({
        _tag: "ResponseError",
        cause: { _tag: "DeadlineExceeded", message: "No answer within 40 ms" }
      })
      yield* service.gone
    })
  )

  overOurs(
    "aborts the request at once, not when the scope of the stream closes",
    Effect.gen(function* () {
      const service = yield* serve(half)
      const response = yield* Effect.filterOrDieMessage(
        HttpClient.get(service.url),
        DeadlineHttpClient.streamsWithin,
        "it has no deadline"
      )
      const pull = yield* Stream.toPull(response[DeadlineHttpClient.streamWithin](40))
      yield* pull
      expect(yield* Effect.flip(pull)).toMatchObject({ _tag: "Some", value: { cause: { name: "DeadlineExceeded" } } })
      yield* service.gone
    })
  )

  overOurs(
    "starts anew for each piece",
    Effect.gen(function* () {
      const service = yield* serve(inPieces(250))
      expect(yield* streamed(service.url, 400)).toBe("one two three")
    })
  )

  overOurs(
    "does not include the time of the reader",
    Effect.gen(function* () {
      const service = yield* serve(inPieces(5))
      expect(yield* streamed(service.url, 100, Effect.sleep(150))).toBe("one two three")
    })
  )

  overOurs(
    "ends when the piece is there, before the next one comes",
    Effect.gen(function* () {
      const service = yield* serve((_request, response) => {
        response.writeHead(200).flushHeaders()
        setTimeout(() => response.write("one "), 20)
        setTimeout(() => response.end("two"), 220)
      })
      expect(yield* streamed(service.url, 120, Effect.sleep(150))).toBe("one two")
    })
  )

  overOurs(
    "holds for an encoded body",
    Effect.gen(function* () {
      const body = gzipSync("one two three")
      const service = yield* serve((request, response) => {
        response.writeHead(200, { "content-encoding": "gzip" })
        response.write(body.subarray(0, 12))
        if (request.url === "/") setTimeout(() => response.end(body.subarray(12)), 20)
      })
      expect(yield* streamed(`${service.url}/`, 200)).toBe("one two three")
      expect(yield* Effect.flip(streamed(`${service.url}/half`, 40))).toMatchObject({
        _tag: "ResponseError",
        cause: { name: "DeadlineExceeded" }
      })
    })
  )

  overOurs(
    "never passes if none is given",
    Effect.gen(function* () {
      const service = yield* serve(inPieces(60))
      expect(yield* streamed(service.url, undefined)).toBe("one two three")
    })
  )
})
