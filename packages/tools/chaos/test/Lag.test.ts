import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import * as Lag from "../src/Lag.js"

describe("the lag", () => {
  it("is more than the longest transit near a time", () => {
    const lags = new Map<number, number>()
    Lag.note(lags, 10_100, 10_200)
    Lag.note(lags, 10_110, 10_130)
    Lag.note(lags, 15_500, 18_000)
    expect([9_900, 10_099, 10_550, 10_600].map((time) => Lag.at(lags, time))).toEqual([200, 200, 200, 50])
    // During a long transit, others may be long too.
    expect([15_300, 16_500, 18_300].map((time) => Lag.at(lags, time))).toEqual([3800, 3800, 3800])
    expect(Lag.longest(lags)).toBe(2500)
    expect(Lag.median(lags)).toBe(2500)
  })

  it("is measured by recognizable requests", () => {
    expect(Lag.isProbe({ query: { probe: "" } })).toBe(true)
    expect(Lag.isProbe({ query: { call: "user-00-0" } })).toBe(false)
  })

  it.scopedLive("shows a slow answer", () =>
    Effect.gen(function* () {
      const server = yield* Effect.acquireRelease(
        Effect.async<ReturnType<typeof createServer>>((resume) => {
          const server = createServer((_, response) => setTimeout(() => response.end("{}"), 150))
          server.listen(0, "127.0.0.1", () => resume(Effect.succeed(server)))
        }),
        (server) => Effect.sync(() => (server.closeAllConnections(), server.close()))
      )
      const { port } = server.address() as AddressInfo
      const lags = new Map<number, number>()
      yield* Effect.fork(Lag.measure(lags, `http://127.0.0.1:${port}/`))
      yield* Effect.repeat(Effect.sleep("10 millis"), { until: () => Lag.longest(lags) >= 150 })
    })
  )

  it.live("shows a blocked process without requests", () =>
    Effect.gen(function* () {
      const lags = new Map<number, number>()
      // Nothing listens there.
      const measuring = yield* Effect.fork(Lag.measure(lags, "http://127.0.0.1:1/"))
      yield* Effect.sleep("200 millis")
      const start = Date.now()
      while (Date.now() < start + 400);
      yield* Effect.sleep("100 millis")
      yield* Fiber.interrupt(measuring)
      expect(Lag.at(lags, start + 200)).toBeGreaterThanOrEqual(400)
    })
  )
})
