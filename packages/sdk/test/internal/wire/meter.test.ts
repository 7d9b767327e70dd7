import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Fiber, Metric, RateLimiter, Stream, TestClock } from "effect"
import type { ClientOptions } from "../../../src/ClientOptions.js"
import * as GCSCollectionClient from "../../../src/collections/GCSCollectionClient.js"
import * as Metrics from "../../../src/Metrics.js"
import { anonymous, broken, json, script, settle, silence, tokens } from "../../script.js"
import { bytes, fileServer } from "../../collections/fileServer.js"
import { things } from "../operation/ThingsApi.js"
import { Authorization } from "../../../src/Authorization.js"

const found = json({ id: "t" })
const get = { thing_id: "1" }

let servers = 0

/** Metrics are one for a process: each test has a server of its own. */
const server = () => `metrics-${++servers}.example.org`

const client = (host: string, service: ReturnType<typeof script>, options: ClientOptions = {}) =>
  Effect.provide(things({ baseUrl: `https://${host}`, ...options }, anonymous), service.layer)

const labelled = <Type, In, Out>(
  metric: Metric.Metric<Type, In, Out>,
  host: string,
  unit: string,
  labels: Readonly<Record<string, string>> = {},
  operation = "getThing"
) =>
  Object.entries({ "globus.operation": operation, "server.address": host, unit, ...labels }).reduce(
    (metric, [key, value]) => Metric.tagged(metric, key, value),
    metric
  )

const duration = (host: string, labels?: Readonly<Record<string, string>>) =>
  Effect.map(Metric.value(labelled(Metrics.callDuration, host, "s", labels)), ({ count, sum }) => ({ count, sum }))

const units = new Map([
  [Metrics.retries, "{request}"],
  [Metrics.waitTime, "s"],
  [Metrics.fileBytes, "By"]
])

const count = (
  metric: Metric.Metric.Counter<number>,
  host: string,
  labels?: Readonly<Record<string, string>>,
  operation?: string
) => Effect.map(Metric.value(labelled(metric, host, units.get(metric) ?? "", labels, operation)), ({ count }) => count)

describe("the metrics of calls", () => {
  it.effect("count a call, its retries, and how long it paused", () =>
    Effect.gen(function* () {
      const host = server()
      const { getThing } = yield* client(host, script(json({}, 503), broken(), found))
      yield* yield* settle(getThing(get))
      expect(yield* duration(host)).toEqual({ count: 1, sum: 0.375 })
      expect(yield* count(Metrics.retries, host, { "error.type": "GlobusServiceUnavailable" })).toBe(1)
      expect(yield* count(Metrics.retries, host, { "error.type": "GlobusNetworkError" })).toBe(1)
      expect(yield* count(Metrics.waitTime, host, { "globus.wait.reason": "retry" })).toBe(0.375)
    })
  )

  it.effect("tell calls that failed apart, by the tag of their error", () =>
    Effect.gen(function* () {
      const host = server()
      const { getThing } = yield* client(host, script(json({}, 404), json({ nothing: 1 }), found))
      yield* settle(getThing(get))
      yield* settle(getThing(get))
      yield* settle(getThing(get))
      expect(yield* duration(host, { "error.type": "GlobusNotFound" })).toEqual({ count: 1, sum: 0 })
      expect(yield* duration(host, { "error.type": "GlobusDecodeError" })).toEqual({ count: 1, sum: 0 })
      expect(yield* duration(host)).toEqual({ count: 1, sum: 0 })
      expect(yield* count(Metrics.retries, host, { "error.type": "GlobusNotFound" })).toBe(0)
    })
  )

  it.effect("count the deadline that passed as the time that the call took", () =>
    Effect.gen(function* () {
      const host = server()
      const { getThing } = yield* client(host, script(silence, found), { timeout: "2 seconds" })
      yield* yield* settle(getThing(get))
      expect(yield* duration(host)).toEqual({ count: 1, sum: 2.125 })
    })
  )

  it.effect("have the labels of Effect.tagMetrics", () =>
    Effect.gen(function* () {
      const host = server()
      const { getThing } = yield* client(host, script(found))
      yield* Effect.tagMetrics(getThing(get), "pipeline", "nightly")
      expect(yield* duration(host, { pipeline: "nightly" })).toEqual({ count: 1, sum: 0 })
      expect(yield* duration(host)).toEqual({ count: 0, sum: 0 })
    })
  )

  it.scopedLive("count the bytes of files in either direction", () =>
    Effect.gen(function* () {
      const content = bytes(1000)
      const { url } = yield* fileServer(() => ({ content }))
      const files = yield* GCSCollectionClient.make({
        collectionId: "5f1c2a7e-0000-4000-8000-000000000001",
        collectionAddress: url
      }).pipe(Effect.provideService(Authorization, tokens("Bearer a-token-of-the-collection").service))
      // Tests of this process share the address of the server.
      const moved = Effect.forEach(
        [
          ["receive", "download"],
          ["transmit", "put"],
          ["transmit", "upload"]
        ] as const,
        ([direction, operation]) =>
          count(Metrics.fileBytes, "127.0.0.1", { "network.io.direction": direction }, operation)
      )
      const before = yield* moved
      yield* Stream.runDrain(files.download("/f"))
      yield* files.put("/f", content.subarray(0, 300))
      yield* files.upload("/f", Stream.make(content.subarray(0, 400)))
      const after = yield* moved
      expect(after.map((bytes, at) => bytes - (before[at] ?? 0))).toEqual([1000, 300, 400])
    }).pipe(Effect.provide(FetchHttpClient.layer))
  )
})

describe("a rate limit", () => {
  it.scoped("paces the calls of all clients that share it, and takes nothing of their deadlines", () =>
    Effect.gen(function* () {
      const host = server()
      const limit = yield* RateLimiter.make({ limit: 1, interval: "10 seconds" })
      const service = script(found)
      const one = yield* client(host, service, { limit, timeout: "2 seconds" })
      const other = yield* client(host, service, { limit, timeout: "2 seconds" })
      const fibers = yield* Effect.forEach([one, other, one], ({ getThing }) => Effect.fork(getThing(get)))
      yield* TestClock.adjust("30 seconds")
      expect(yield* Effect.forEach(fibers, (fiber) => Fiber.join(fiber))).toEqual([
        { id: "t" },
        { id: "t" },
        { id: "t" }
      ])
      expect(service.times).toEqual([0, 10_000, 20_000])
      expect(yield* count(Metrics.waitTime, host, { "globus.wait.reason": "limit" })).toBe(30)
    })
  )

  it.scoped("paces retries too", () =>
    Effect.gen(function* () {
      const limit = yield* RateLimiter.make({ limit: 1, interval: "10 seconds" })
      const service = script(json({}, 503), found)
      const { getThing } = yield* client(server(), service, { limit })
      const fiber = yield* Effect.fork(getThing(get))
      yield* TestClock.adjust("30 seconds")
      expect(yield* Fiber.join(fiber)).toEqual({ id: "t" })
      expect(service.times).toEqual([0, 10_000])
    })
  )
})
