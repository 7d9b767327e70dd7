import { describe, expect, it } from "@effect/vitest"
import { Effect, Either, FastCheck, Fiber, Layer, Option, TestClock } from "effect"
import * as AuthClient from "../../src/auth/AuthClient.js"
import * as IdentityMap from "../../src/auth/IdentityMap.js"
import { Authorization } from "../../src/Authorization.js"
import { type Answer, json, script, type Script, silence, tokens } from "../script.js"
import * as Retry from "../../src/Retry.js"

const uuid = (n: number) => `6f1c2a7e-0000-4000-8000-${String(n).padStart(12, "0")}`

const identity = (key: string) => ({ id: key.includes("@") ? uuid(9999) : key, username: key })

/** Knows all identities except those whose username begins with "no". */
const everybody: Answer = (request) => {
  const asked = new URL(request.url).searchParams
  const keys = (asked.get("ids") ?? asked.get("usernames") ?? "").split(",")
  return json({ identities: keys.filter((key) => !key.startsWith("no")).map(identity) })(request)
}

const mapOver = (service: Script, options?: IdentityMap.IdentityMapOptions) =>
  IdentityMap.make(options).pipe(
    Effect.provide(
      AuthClient.layer({ retry: Retry.never }).pipe(
        Layer.provide(Layer.succeed(Authorization, tokens("Bearer token").service)),
        Layer.provide(service.layer)
      )
    )
  )

const queries = ({ requests }: Script) => requests.map(({ url }) => decodeURIComponent(url.search))

describe("IdentityMap", () => {
  it.effect("makes one request for the ids and one for the usernames of a burst, without duplicates", () =>
    Effect.gen(function* () {
      const service = script(everybody)
      const people = yield* mapOver(service)
      const found = yield* people.getAll([uuid(1), "marie@example.org", uuid(2), uuid(1), "nobody@example.org"])
      expect([...found]).toEqual([
        [uuid(1), identity(uuid(1))],
        ["marie@example.org", identity("marie@example.org")],
        [uuid(2), identity(uuid(2))]
      ])
      expect(queries(service)).toEqual([
        `?ids=${uuid(1)},${uuid(2)}`,
        "?usernames=marie@example.org,nobody@example.org&provision=false"
      ])
    })
  )

  it.effect("asks for at most a hundred at a time", () =>
    Effect.gen(function* () {
      const service = script(everybody)
      const people = yield* mapOver(service)
      const ids = Array.from({ length: 250 }, (_, n) => uuid(n))
      expect([...(yield* people.getAll(ids)).keys()]).toEqual(ids)
      expect(service.requests.map(({ url }) => url.searchParams.get("ids")?.split(",").length)).toEqual([100, 100, 50])
    })
  )

  it.effect("is batched by Effect.forEach with batching", () =>
    Effect.gen(function* () {
      const service = script(everybody)
      const people = yield* mapOver(service)
      const found = yield* Effect.forEach([uuid(1), uuid(2)], people.get, { batching: true })
      expect(found).toEqual([uuid(1), uuid(2)].map((key) => Option.some(identity(key))))
      expect(service.requests.length).toBe(1)
    })
  )

  it.effect("caches found identities for an hour, and not unknown ones", () =>
    Effect.gen(function* () {
      const service = script(everybody)
      const people = yield* mapOver(service)
      const twice = (key: string) => Effect.all([people.get(key), people.get(key)])
      yield* twice("marie@example.org")
      expect(service.requests.length).toBe(1)
      expect(yield* twice("nobody@example.org")).toEqual([Option.none(), Option.none()])
      expect(service.requests.length).toBe(3)
      yield* TestClock.adjust("59 minutes")
      yield* people.get("marie@example.org")
      expect(service.requests.length).toBe(3)
      yield* TestClock.adjust("2 minutes")
      yield* people.get("marie@example.org")
      expect(service.requests.length).toBe(4)
    })
  )

  it.effect("asks again after a failure", () =>
    Effect.gen(function* () {
      const service = script(json({}, 503), everybody)
      const people = yield* mapOver(service)
      expect(yield* Effect.flip(people.get(uuid(1)))).toMatchObject({ _tag: "GlobusServiceUnavailable", status: 503 })
      expect(yield* people.get(uuid(1))).toEqual(Option.some(identity(uuid(1))))
    })
  )

  it.effect("fails only for the keys whose request failed", () =>
    Effect.gen(function* () {
      const service = script((request) =>
        request.url.includes("usernames") ? json({}, 403)(request) : everybody(request)
      )
      const people = yield* mapOver(service)
      const [byId, byName] = yield* Effect.all([Effect.either(people.get(uuid(1))), Effect.either(people.get("x@y"))], {
        batching: true
      })
      expect(Either.isRight(byId)).toBe(true)
      expect(Either.getOrThrow(Either.flip(byName))).toMatchObject({ status: 403 })
    })
  )

  it.effect("leaves nothing in the cache when it is interrupted", () =>
    Effect.gen(function* () {
      const service = script(silence, everybody)
      const people = yield* mapOver(service)
      const waiting = yield* Effect.fork(people.get(uuid(1)))
      yield* Effect.repeat(Effect.yieldNow(), { until: () => service.requests.length === 1 })
      yield* Fiber.interrupt(waiting)
      expect(yield* people.get(uuid(1))).toEqual(Option.some(identity(uuid(1))))
    })
  )

  it.effect("provisions if the options say so, and ignores the case of usernames", () =>
    Effect.gen(function* () {
      const service = script(json({ identities: [identity("marie@example.org")] }))
      const people = yield* mapOver(service, { provision: true })
      expect(yield* people.get("Marie@Example.org")).toEqual(Option.some(identity("marie@example.org")))
      expect(queries(service)).toEqual(["?usernames=Marie@Example.org&provision=true"])
    })
  )

  it.effect.each(["", " ", "a@x,b@x"])("refuses the key %j", (key) =>
    Effect.gen(function* () {
      const service = script(everybody)
      const people = yield* mapOver(service)
      expect(yield* Effect.flip(people.get(key))).toMatchObject({ _tag: "GlobusUsageError", field: "key" })
      expect(service.requests).toEqual([])
    })
  )

  it.effect.prop(
    "returns the identity of each key, and asks for each once",
    { bursts: FastCheck.array(FastCheck.array(FastCheck.integer({ min: 0, max: 300 })), { maxLength: 4 }) },
    ({ bursts }) =>
      Effect.gen(function* () {
        const service = script(everybody)
        const people = yield* mapOver(service)
        for (const burst of bursts) {
          const found = yield* people.getAll(burst.map(uuid))
          expect(new Set(found.keys())).toEqual(new Set(burst.map(uuid)))
          for (const [key, { id }] of found) expect(id).toBe(key)
        }
        const asked = service.requests.flatMap(({ url }) => url.searchParams.get("ids")?.split(",") ?? [])
        expect(new Set(asked).size).toBe(asked.length)
        expect(new Set(asked)).toEqual(new Set(bursts.flat().map(uuid)))
      }),
    { fastCheck: { numRuns: 50 } }
  )
})
