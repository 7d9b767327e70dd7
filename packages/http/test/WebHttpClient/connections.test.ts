/** The runtime has the connections. On Node one is free a turn of the event loop after its answer, and is used again then. */
import * as WebHttpClient from "@effect-globus/http/WebHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { serve } from "../servers.js"

describe("requests", () => {
  for (const width of [1, 16]) {
    it.scopedLive(`of which ${width} at a time are in flight have no more connections than that`, () =>
      Effect.gen(function* () {
        const service = yield* serve((_request, response) => response.end("body"))
        const request = Effect.flatMap(HttpClient.get(service.url), ({ text }) => text)
        yield* Effect.all(
          Array.from({ length: width }, () => Effect.replicateEffect(request, 10)),
          { concurrency: width }
        )
        expect(service.sockets.length).toBeLessThanOrEqual(width)
      }).pipe(Effect.provide(WebHttpClient.layer()))
    )
  }

  it.scopedLive("whose answers are read as streams leave their connection to others", () =>
    Effect.gen(function* () {
      const service = yield* serve((_request, response) => response.end("body"))
      const request = Effect.flatMap(HttpClient.get(service.url), ({ stream }) => Stream.runDrain(stream))
      // A reader that goes on at once opens a second connection.
      yield* Effect.replicateEffect(request, 20)
      expect(service.sockets.length).toBeLessThanOrEqual(2)
    }).pipe(Effect.provide(WebHttpClient.layer()))
  )

  it.scopedLive("whose answers are no JSON leave their connection to others", () =>
    Effect.gen(function* () {
      const service = yield* serve((_request, response) => response.end("no JSON"))
      const request = Effect.flatMap(HttpClient.get(service.url), ({ json }) => Effect.flip(json))
      yield* Effect.replicateEffect(request, 10)
      expect(service.sockets.length).toBe(1)
    }).pipe(Effect.provide(WebHttpClient.layer()))
  )
})
