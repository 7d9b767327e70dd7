/** A timer that is left behind would keep a process alive. */
import * as DeadlineHttpClient from "@effect-globus/http/DeadlineHttpClient"
import * as WebHttpClient from "@effect-globus/http/WebHttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import { describe, expect, it, vi } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { arrived, half, say, serve, silence } from "../servers.js"

/** No other timer has this length, in milliseconds. */
const deadline = 54_321

/** The timers of that length: how many were started, and how many of them were not stopped. */
const timers = Effect.acquireRelease(
  Effect.sync(() => ({ set: vi.spyOn(globalThis, "setTimeout"), clear: vi.spyOn(globalThis, "clearTimeout") })),
  ({ clear, set }) =>
    Effect.sync(() => {
      set.mockRestore()
      clear.mockRestore()
    })
).pipe(
  Effect.map(({ clear, set }) => () => {
    const started = set.mock.results.filter((_, i) => set.mock.calls[i]?.[1] === deadline).map(({ value }) => value)
    const stopped = new Set(clear.mock.calls.map(([timer]) => timer))
    return [started.length, started.filter((timer) => !stopped.has(timer)).length]
  })
)

describe("a request with a deadline leaves no timer", () => {
  const collect = (url: string) =>
    Effect.flatMap(WebHttpClient.make(), (client) =>
      client[DeadlineHttpClient.collectWithin](HttpClientRequest.get(url), deadline)
    )

  it.scopedLive("when it is answered", () =>
    Effect.gen(function* () {
      const { url } = yield* serve((_request, response) => response.end("body"))
      const left = yield* timers
      yield* collect(url)
      expect(left()).toEqual([1, 0])
    })
  )

  it.scopedLive("when it fails", () =>
    Effect.gen(function* () {
      const { url } = yield* say("", true)
      const left = yield* timers
      yield* Effect.flip(collect(url))
      expect(left()).toEqual([1, 0])
    })
  )

  for (const [what, answer] of [
    ["head", silence],
    ["body", half]
  ] as const) {
    it.scopedLive(`when it is interrupted before its ${what} is there`, () =>
      Effect.gen(function* () {
        const service = yield* serve(answer)
        const left = yield* timers
        const fiber = yield* Effect.fork(collect(service.url))
        yield* arrived(service)
        yield* Fiber.interrupt(fiber)
        expect(left()).toEqual([1, 0])
      })
    )
  }
})
