/** The contract is told by registered keys and by tags, so it holds between two copies of the package. */
import * as DeadlineHttpClient from "@effect-globus/http/DeadlineHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import { describe, expect, it } from "@effect/vitest"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { overOurs, overUndici } from "./clients.js"
import { serve } from "./servers.js"

const bytes = new Uint8Array([1, 2, 3])

describe("the keys", () => {
  it("are in the registry of symbols", () => {
    const { bodyPull, collectWithin, sentWithin, streamWithin } = DeadlineHttpClient
    expect([collectWithin, streamWithin, sentWithin, bodyPull]).toEqual([
      Symbol.for("@effect-globus/collectWithin"),
      Symbol.for("@effect-globus/streamWithin"),
      Symbol.for("@effect-globus/sentWithin"),
      Symbol.for("@effect-globus/bodyPull")
    ])
  })
})

describe("a client", () => {
  overOurs(
    "keeps deadlines, and so do its responses, until something wraps it",
    Effect.gen(function* () {
      const { url } = yield* serve((_request, response) => response.end("body"))
      const client = yield* HttpClient.HttpClient
      expect(DeadlineHttpClient.isDeadlineHttpClient(client)).toBe(true)
      expect(DeadlineHttpClient.isDeadlineHttpClient(HttpClient.mapRequest(client, (request) => request))).toBe(false)
      expect(DeadlineHttpClient.streamsWithin(yield* client.get(url))).toBe(true)
    })
  )

  overUndici(
    "gives bodies as they were sent",
    Effect.gen(function* () {
      const { url } = yield* serve((_request, response) => response.end("body"))
      expect(DeadlineHttpClient.streamsAsSent(yield* HttpClient.get(url))).toBe(true)
    })
  )

  it("that has something else under the key does not keep deadlines", () => {
    const request = HttpClientRequest.get("http://127.0.0.1/")
    const client = Object.assign(
      HttpClient.make(() => Effect.die("not sent")),
      { [DeadlineHttpClient.collectWithin]: true }
    )
    const response = Object.assign(HttpClientResponse.fromWeb(request, new Response()), {
      [DeadlineHttpClient.streamWithin]: true,
      [DeadlineHttpClient.sentWithin]: true
    })
    expect(DeadlineHttpClient.isDeadlineHttpClient(client)).toBe(false)
    expect([DeadlineHttpClient.streamsWithin(response), DeadlineHttpClient.streamsAsSent(response)]).toEqual([
      false,
      false
    ])
  })
})

describe("an error", () => {
  class Copy extends Error {
    constructor(
      readonly _tag: string,
      readonly deadline?: number,
      readonly limit?: number
    ) {
      super()
    }
  }

  it("is known by its tag and its number, not by its class", () => {
    const { BodyTooLong, DeadlineExceeded, isBodyTooLong, isDeadlineExceeded } = DeadlineHttpClient
    const causes = [
      new DeadlineExceeded(5),
      new Copy("DeadlineExceeded", 5),
      new Copy("DeadlineExceeded"),
      new BodyTooLong(7),
      new Copy("BodyTooLong", undefined, 7),
      new Copy("BodyTooLong"),
      undefined
    ]
    expect(causes.map(isDeadlineExceeded)).toEqual([true, true, false, false, false, false, false])
    expect(causes.map(isBodyTooLong)).toEqual([false, false, false, true, true, false, false])
  })
})

describe("a pull", () => {
  const pull: DeadlineHttpClient.BodyPull<string> = Stream.toPull(Stream.make(bytes, bytes))

  it.effect("is a stream to those who do not know it", () =>
    Effect.gen(function* () {
      const chunks = yield* Stream.runCollect(DeadlineHttpClient.streamOfPull(pull))
      expect(Chunk.toReadonlyArray(chunks)).toEqual([bytes, bytes])
    })
  )

  it.scoped("is what its stream gives to those who know it; another stream gives its own", () =>
    Effect.gen(function* () {
      expect(DeadlineHttpClient.bodyPullOf(DeadlineHttpClient.streamOfPull(pull))).toBe(pull)
      const other = Object.assign(Stream.make(bytes), { [DeadlineHttpClient.bodyPull]: "something else" })
      const next = yield* DeadlineHttpClient.bodyPullOf(other)
      expect(Chunk.toReadonlyArray(yield* next)).toEqual([bytes])
      expect(yield* Effect.flip(next)).toEqual(Option.none())
    })
  )
})
