import type { Token } from "@effect-globus/sdk/auth/TokenResponse"
import { timed } from "../src/auth/internal/timed.js"
import type { GlobusError } from "@effect-globus/sdk/GlobusError"
import type { RefreshEvent } from "@effect-globus/sdk/RefreshEvent"
import * as TokenCache from "@effect-globus/sdk/TokenCache"
import { describe, expect } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Option from "effect/Option"
import * as Random from "effect/Random"
import * as Redacted from "effect/Redacted"
import * as Ref from "effect/Ref"
import * as Runtime from "effect/Runtime"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { law } from "./law.js"
import { down, endpoint, hours, invalidGrant, refused, reset, token, transfer } from "./tokenScript.js"
import { onlyLogger } from "./onlyLogger.js"

const minutes = 60_000

/** What `header` gave: the token's name. */
const name = (header: Option.Option<Redacted.Redacted>) =>
  Redacted.value(Option.getOrThrow(header)).replace("Bearer ", "")

const get = (cache: TokenCache.TokenCache) => Effect.map(cache.header(transfer), name)

/** Names of the tokens, or tags of the errors, of so many calls in a row. */
const calls = (cache: TokenCache.TokenCache, count: number) =>
  Effect.forEach(Array.from({ length: count }), () => Effect.map(Effect.either(get(cache)), Either.merge)).pipe(
    Effect.map((results) => results.map((result) => (typeof result === "string" ? result : result._tag)))
  )

/** One result for all of the same. */
const distinct = (results: ReadonlyArray<string>) => [...new Set(results)]

/**
 * A cache whose endpoint gives `token-1`, `token-2`, … of 48 hours, or what the script says. It has no patience, so that
 * each attempt is a call's own; laws of the patience say how much.
 */
const cacheOf = (
  script: (request: number) => Effect.Effect<Token, GlobusError> = (n) => token(`token-${n}`),
  options: Partial<TokenCache.Options<Token>> = {}
) =>
  Effect.gen(function* () {
    const { exchange, requests } = yield* endpoint(script)
    const cache = yield* TokenCache.make({ exchange, policy: { patience: 0 }, ...options })
    return { cache, requests }
  })

/** The events so far, collected from now on. */
const collect = (cache: TokenCache.TokenCache) =>
  Effect.gen(function* () {
    const events = yield* Ref.make<ReadonlyArray<RefreshEvent>>([])
    yield* Effect.forkScoped(Stream.runForEach(cache.events, (event) => Ref.update(events, (all) => [...all, event])))
    yield* Effect.yieldNow()
    return Ref.get(events)
  })

describe("TokenCache", () => {
  law("1. single flight: 1,000 fibers without a token make one request and get one token", (time) =>
    Effect.gen(function* () {
      const { cache, requests } = yield* cacheOf((n) => Effect.delay(token(`token-${n}`), "1 second"))
      const fiber = yield* Effect.fork(
        Effect.all(
          Array.from({ length: 1000 }, () => get(cache)),
          { concurrency: 1000 }
        )
      )
      yield* time.advance("1 second")
      expect(distinct(yield* Fiber.join(fiber))).toEqual(["token-1"])
      expect(yield* requests).toBe(1)
    })
  )

  law("1. single flight: 1,000 fibers with an expired token make one request and get one token", (time) =>
    Effect.gen(function* () {
      const release = yield* Deferred.make<void>()
      const { cache, requests } = yield* cacheOf((n) => Effect.zipRight(Deferred.await(release), token(`token-${n}`)), {
        initial: yield* token("old", 10)
      })
      yield* time.advance("11 seconds")
      const fiber = yield* Effect.fork(
        Effect.all(
          Array.from({ length: 1000 }, () => get(cache)),
          { concurrency: 1000 }
        )
      )
      yield* Effect.yieldNow()
      yield* Deferred.succeed(release, undefined)
      expect(distinct(yield* Fiber.join(fiber))).toEqual(["token-1"])
      expect(yield* requests).toBe(1)
    })
  )

  law("2. per key: a renewal that hangs delays no caller of another cache", () =>
    Effect.gen(function* () {
      const hanging = yield* cacheOf(() => Effect.never)
      const other = yield* cacheOf()
      yield* Effect.fork(get(hanging.cache))
      yield* Effect.yieldNow()
      expect(yield* get(other.cache)).toBe("token-1")
      expect(yield* hanging.requests).toBe(1)
    })
  )

  law("3. advisory is free: 64 callers get the old token without waiting, and one renewal runs", (time) =>
    Effect.gen(function* () {
      const { cache, requests } = yield* cacheOf(() => Effect.never, { initial: yield* token("old") })
      // The schedule sleeps: it is the callers who find the token near its expiry.
      yield* time.moveWall(47.9 * hours)
      const started = yield* Clock.currentTimeMillis
      expect(distinct(yield* calls(cache, 64))).toEqual(["old"])
      expect(yield* Clock.currentTimeMillis).toBe(started)
      // It is forked by none of the callers, so it has its turn after them.
      yield* Effect.repeatN(Effect.yieldNow(), 9)
      expect(yield* requests).toBe(1)
    })
  )

  law("the schedule renews ahead of expiry though nobody calls", (time) =>
    Effect.gen(function* () {
      const { cache, requests } = yield* cacheOf(undefined, { initial: yield* token("old") })
      yield* time.advance("46 hours")
      expect(yield* requests).toBe(0)
      yield* time.advance("1 hours")
      yield* time.advance("15 minutes")
      expect(yield* requests).toBe(1)
      expect(yield* get(cache)).toBe("token-1")
    })
  )

  law("4. mandatory blocks: callers wait for the renewal and get the new token", (time) =>
    Effect.gen(function* () {
      const { cache } = yield* cacheOf((n) => Effect.delay(token(`token-${n}`), "2 seconds"), {
        initial: yield* token("old")
      })
      yield* time.moveWall(48 * hours - 30_000)
      const fiber = yield* Effect.fork(get(cache))
      yield* time.advance("1 seconds")
      expect(Option.isNone(yield* Fiber.poll(fiber))).toBe(true)
      yield* time.advance("1 seconds")
      expect(yield* Fiber.join(fiber)).toBe("token-1")
    })
  )

  law("4. mandatory: when the renewal fails, callers get the current token down to the margin, then an error", (time) =>
    Effect.gen(function* () {
      const { cache } = yield* cacheOf(() => Effect.fail(down), { initial: yield* token("old") })
      yield* time.moveWall(48 * hours - 2_000)
      expect(yield* calls(cache, 3)).toEqual(["old", "old", "old"])
      yield* time.moveWall(1_500)
      expect(yield* calls(cache, 3)).toEqual(["GlobusRefreshFailed", "GlobusRefreshFailed", "GlobusRefreshFailed"])
    })
  )

  law("5. no loop with short tokens: 20 calls within a second are at most one renewal", (time) =>
    Effect.forEach([0, 20, 44, 50, 54, 58, 59], (start) =>
      Effect.gen(function* () {
        const { cache, requests } = yield* cacheOf((n) => token(`token-${n}`, 60), { initial: yield* token("old", 60) })
        yield* time.advance(Duration.seconds(start))
        const before = yield* requests
        for (let n = 0; n < 20; n++) {
          yield* get(cache)
          yield* time.advance("50 millis")
        }
        expect((yield* requests) - before).toBeLessThanOrEqual(1)
      })
    )
  )

  law("6. no loop on re-issue: the same token and expiry again is one renewal per pause, and fails nobody", (time) =>
    Effect.gen(function* () {
      const same = yield* token("same", 7200)
      const { cache, requests } = yield* cacheOf(() => Effect.succeed(same))
      const seen: Array<string> = []
      for (let second = 0; second < 7190; second += 5) {
        seen.push(...(yield* calls(cache, 2)))
        yield* time.advance("5 seconds")
      }
      expect(distinct(seen)).toEqual(["same"])
      expect(yield* requests).toBeGreaterThan(2)
      expect(yield* requests).toBeLessThanOrEqual(25)
    })
  )

  law("7. jitter: 1,000 caches with one expiry renew over at least 15 % of the window", (time) =>
    Effect.gen(function* () {
      const initial = yield* token("old", 7200)
      const moments: Array<number> = []
      yield* Effect.forEach(Array.from({ length: 1000 }), () =>
        TokenCache.make({
          initial,
          exchange: Effect.zipLeft(
            token("new", 7200),
            Effect.map(Clock.currentTimeMillis, (now) => moments.push(now))
          )
        })
      )
      yield* time.advance(Duration.seconds(7200 - 60))
      expect(moments.length).toBe(1000)
      const spread = Math.max(...moments) - Math.min(...moments)
      expect(spread).toBeGreaterThanOrEqual(0.15 * 15 * minutes)
      const bySecond = moments.reduce((count, moment) => {
        const second = Math.floor(moment / 1000)
        return count.set(second, (count.get(second) ?? 0) + 1)
      }, new Map<number, number>())
      expect(Math.max(...bySecond.values())).toBeLessThanOrEqual(50)
    }).pipe(Effect.withRandom(Random.make("jitter")))
  )

  const outages: ReadonlyArray<readonly [string, Effect.Effect<never, GlobusError>]> = [
    ["503", Effect.fail(down)],
    ["reset", Effect.fail(reset)],
    ["hang", Effect.never],
    ["200 HTML", Effect.fail(refused("GlobusApiError", 200))]
  ]
  for (const [kind, outage] of outages) {
    law(`8. static stability (${kind}): down from 59 minutes to 1 minute before expiry, no caller fails`, (time) =>
      Effect.forEach([1, 2, 3], (seed) =>
        Effect.gen(function* () {
          const start = yield* Clock.currentTimeMillis
          const { cache } = yield* cacheOf(
            (n) =>
              Effect.flatMap(Clock.currentTimeMillis, (now) =>
                now - start < 48 * hours - 1 * minutes ? outage : token(`token-${n}`)
              ),
            { initial: yield* token("old") }
          )
          yield* time.advance(Duration.millis(47 * hours + 1 * minutes))
          const seen: Array<string> = []
          for (let second = 0; second < 61 * 60; second += 10) {
            const fibers = yield* Effect.fork(calls(cache, 1))
            yield* time.advance("10 seconds")
            // A call may have to wait for the deadline of an exchange that hangs.
            if (Option.isNone(yield* Fiber.poll(fibers))) yield* time.advance("30 seconds")
            seen.push(...(yield* Fiber.join(fibers)))
          }
          expect(distinct(seen).filter((result) => !/^(old|token-\d+)$/.test(result))).toEqual([])
          expect(seen.at(-1)).toMatch(/^token-/)
        }).pipe(Effect.withRandom(Random.make(seed)))
      )
    )
  }

  for (const [state, life] of [
    ["a token expired", 1],
    ["a token near its expiry", 300]
  ] as const) {
    law(`9. bounded load, ${state}: ten minutes of failures at 100 calls a second are at most 20 requests`, (time) =>
      Effect.gen(function* () {
        const { cache, requests } = yield* cacheOf(() => Effect.fail(down), { initial: yield* token("old", life) })
        yield* time.advance(Duration.seconds(life * 0.9))
        for (let tenth = 0; tenth < 6000; tenth++) {
          yield* calls(cache, 10)
          yield* time.advance("100 millis")
        }
        expect(yield* requests).toBeGreaterThan(3)
        expect(yield* requests).toBeLessThanOrEqual(20)
      }).pipe(Effect.withRandom(Random.make(life)))
    )
  }

  law("10. Retry-After of the token endpoint is a floor for the next attempt", (time) =>
    Effect.gen(function* () {
      const limited = refused("GlobusRateLimited", 429, undefined, Duration.seconds(120))
      const { cache, requests } = yield* cacheOf((n) => (n === 1 ? Effect.fail(limited) : token(`token-${n}`)))
      expect(yield* calls(cache, 1)).toEqual(["GlobusRefreshFailed"])
      yield* time.advance("119 seconds")
      expect(yield* calls(cache, 5)).toEqual(Array(5).fill("GlobusRefreshFailed"))
      expect(yield* requests).toBe(1)
      yield* time.advance("1 seconds")
      expect(yield* calls(cache, 1)).toEqual(["token-2"])
    })
  )

  law("10. Retry-After is waited for, though a service rejects the token that served for hours", (time) =>
    Effect.gen(function* () {
      const limited = refused("GlobusRateLimited", 429, undefined, Duration.minutes(10))
      const { cache, requests } = yield* cacheOf((n) => (n === 1 ? Effect.fail(limited) : token(`token-${n}`)), {
        initial: yield* token("old")
      })
      const old = Option.getOrThrow(yield* cache.header(transfer))
      yield* time.advance("47 hours")
      // Its advisory window begins about now, and the renewal is put off for ten minutes.
      yield* Effect.repeat(Effect.zipRight(time.advance("1 minutes"), requests), { until: (made) => made > 0 })
      const before = yield* Clock.currentTimeMillis
      expect(yield* cache.reject(old)).toBe(true)
      const error = yield* Effect.flip(get(cache))
      expect(error).toMatchObject({ _tag: "GlobusRefreshFailed" })
      const wait = "nextAttempt" in error ? error.nextAttempt - before : 0
      expect(wait).toBeGreaterThan(0)
      yield* time.advance(wait - 1)
      expect(yield* calls(cache, 3)).toEqual(Array(3).fill("GlobusRefreshFailed"))
      expect(yield* requests).toBe(1)
      yield* time.advance(1)
      expect(yield* calls(cache, 1)).toEqual(["token-2"])
    })
  )

  law("11. recovery: the next attempt comes within one pause, and clears the back-off", (time) =>
    Effect.gen(function* () {
      const up = yield* Ref.make(false)
      const refusals: Array<number> = []
      const refuse = Effect.zipRight(
        Effect.map(Clock.currentTimeMillis, (now) => refusals.push(now)),
        Effect.fail(down)
      )
      const { cache } = yield* cacheOf((n) =>
        Effect.flatMap(Ref.get(up), (up) => (up ? token(`token-${n}`, 60) : refuse))
      )
      for (let second = 0; second < 1200; second++) {
        yield* calls(cache, 1)
        yield* time.advance("1 seconds")
      }
      const [beforeLast = 0, last = 0] = refusals.slice(-2)
      expect(last - beforeLast).toBeGreaterThan(10_000)
      yield* Ref.set(up, true)
      yield* time.advance("5 minutes")
      expect((yield* calls(cache, 1))[0]).toMatch(/^token-/)
      yield* Ref.set(up, false)
      const before = refusals.length
      yield* time.advance("1 minutes")
      // From the first step again, a second at most: not where the long outage had come to.
      const [first = 0, second = Infinity] = refusals.slice(before)
      expect(second - first).toBeLessThanOrEqual(1000)
    }).pipe(Effect.withRandom(Random.make("recovery")))
  )

  const refusals = [
    ["invalid_grant", "GlobusLoginRequired", /log in again/],
    ["invalid_client", "GlobusClientRejected", /id or secret is wrong: fix the configuration/],
    ["unauthorized_client", "GlobusClientRejected", /id or secret is wrong.*fix the configuration/],
    ["invalid_scope", "GlobusClientRejected", /scopes/],
    ["unsupported_grant_type", "GlobusClientRejected", /does not know the grant/],
    ["invalid_request", "GlobusClientRejected", /does not understand the request/],
    ["invalid_target", "GlobusClientRejected", /fix the configuration/]
  ] as const
  for (const [code, tag, advice] of refusals) {
    law(`12. terminal is terminal: after ${code}, which is ${tag}, 20 further calls make no further request`, (time) =>
      Effect.gen(function* () {
        const { cache, requests } = yield* cacheOf(() => Effect.fail(refused("GlobusInvalidRequest", 400, code)), {
          policy: {},
          clientId: "the-app",
          request: "a grant of such-and-such scopes"
        })
        const events = yield* collect(cache)
        const error = yield* Effect.flip(cache.header(transfer))
        expect(error).toMatchObject({ _tag: tag, reason: code })
        // It names who refused what, and says what to do.
        expect(error.message).toContain("https://auth.globus.org")
        expect(error.message).toContain(code)
        expect(error.message).toMatch(advice)
        if (tag === "GlobusClientRejected") {
          expect(error).toMatchObject({ clientId: "the-app" })
          expect(error.message).toContain("a grant of such-and-such scopes")
          expect(error.message).toContain("the-app")
        }
        yield* time.advance("1 hours")
        expect(distinct(yield* calls(cache, 20))).toEqual([tag])
        expect(yield* requests).toBe(1)
        const outcome = tag === "GlobusLoginRequired" ? "loginRequired" : "clientRejected"
        expect(yield* events).toMatchObject([{ outcome, reason: code, nextAttempt: undefined, clientId: "the-app" }])
      })
    )
  }

  const passing: ReadonlyArray<readonly [string, GlobusError]> = [
    ["429", refused("GlobusRateLimited", 429)],
    ["500", refused("GlobusServiceUnavailable", 500)],
    ["503 that says invalid_grant", refused("GlobusServiceUnavailable", 503, "invalid_grant")],
    ["403 HTML", refused("GlobusPermissionDenied", 403)],
    ["reset", reset],
    ["200 that is no token", refused("GlobusApiError", 200)]
  ]
  for (const [kind, error] of passing) {
    law(`13. transient is not terminal: ${kind} is tried again later`, (time) =>
      Effect.gen(function* () {
        const { cache } = yield* cacheOf((n) => (n === 1 ? Effect.fail(error) : token(`token-${n}`)))
        expect(yield* calls(cache, 1)).toEqual(["GlobusRefreshFailed"])
        yield* time.advance("1 seconds")
        expect(yield* calls(cache, 1)).toEqual(["token-2"])
      })
    )
  }

  law("14. terminal but still valid: callers are served to the margin, and one event says so at once", (time) =>
    Effect.gen(function* () {
      const initial = yield* token("old", 7200)
      const { cache, requests } = yield* cacheOf(() => Effect.fail(invalidGrant), { initial })
      const events = yield* collect(cache)
      yield* time.advance(Duration.seconds(7200 - 600))
      expect(distinct(yield* calls(cache, 20))).toEqual(["old"])
      yield* time.advance("599 seconds")
      expect(distinct(yield* calls(cache, 20))).toEqual(["old"])
      yield* time.advance("1 seconds")
      expect(distinct(yield* calls(cache, 20))).toEqual(["GlobusLoginRequired"])
      expect(yield* requests).toBe(1)
      const [event, ...others] = yield* events
      expect(others).toEqual([])
      expect(event).toMatchObject({
        outcome: "loginRequired",
        reason: "invalid_grant",
        expiresAt: (initial.expires_at_seconds ?? 0) * 1000,
        nextAttempt: undefined
      })
    })
  )

  law("16. generation match: 64 rejections of one token are one renewal, late ones of an older token none", (time) =>
    Effect.gen(function* () {
      const { cache, requests } = yield* cacheOf((n) => Effect.delay(token(`token-${n}`), "1 seconds"), {
        initial: yield* token("old")
      })
      const old = Option.getOrThrow(yield* cache.header(transfer))
      const replays = yield* Effect.fork(
        Effect.all(
          Array.from({ length: 64 }, () => Effect.zip(cache.reject(old), get(cache))),
          { concurrency: 64 }
        )
      )
      yield* time.advance("1 seconds")
      expect(yield* Fiber.join(replays)).toEqual(Array.from({ length: 64 }, () => [true, "token-1"]))
      for (let late = 0; late < 10; late++) {
        expect(yield* cache.reject(old)).toBe(true)
        expect(yield* get(cache)).toBe("token-1")
      }
      expect(yield* requests).toBe(1)
    })
  )

  law("16. a service that rejects every new token too does not make the token endpoint busy", (time) =>
    Effect.gen(function* () {
      const { cache, requests } = yield* cacheOf()
      for (let tenth = 0; tenth < 600; tenth++) {
        const header = yield* cache.header(transfer).pipe(Effect.option, Effect.map(Option.flatten))
        if (Option.isSome(header)) yield* cache.reject(header.value)
        yield* time.advance("100 millis")
      }
      expect(yield* requests).toBeGreaterThan(2)
      expect(yield* requests).toBeLessThanOrEqual(20)
    }).pipe(Effect.withRandom(Random.make("rejections")))
  )

  law("21. a token without an expiry is used until a service rejects it", (time) =>
    Effect.gen(function* () {
      const { cache, requests } = yield* cacheOf((n) => token(`token-${n}`, "unsaid"))
      expect(yield* get(cache)).toBe("token-1")
      yield* time.advance("400 days")
      const header = Option.getOrThrow(yield* cache.header(transfer))
      expect(yield* requests).toBe(1)
      expect(yield* cache.reject(header)).toBe(true)
      expect(yield* get(cache)).toBe("token-2")
    })
  )

  law("28. cancellation isolation: whoever began the renewal is interrupted, and the others get the token", (time) =>
    Effect.gen(function* () {
      const { cache, requests } = yield* cacheOf((n) => Effect.delay(token(`token-${n}`), "1 seconds"))
      const first = yield* Effect.fork(get(cache))
      yield* Effect.yieldNow()
      const others = yield* Effect.fork(
        Effect.all(
          Array.from({ length: 8 }, () => get(cache)),
          { concurrency: 8 }
        )
      )
      yield* Effect.yieldNow()
      yield* Fiber.interrupt(first)
      yield* time.advance("1 seconds")
      expect(yield* Fiber.join(others)).toEqual(Array(8).fill("token-1"))
      expect(yield* requests).toBe(1)
    })
  )

  law("28. cancellation isolation: all are interrupted, and the exchange still runs to its storing", (time) =>
    Effect.gen(function* () {
      const stored = yield* Ref.make<ReadonlyArray<string>>([])
      const { cache } = yield* cacheOf((n) => Effect.delay(token(`token-${n}`), "1 seconds"), {
        onRefresh: (token) =>
          Effect.delay(
            Ref.update(stored, (all) => [...all, Redacted.value(token.access_token)]),
            "1 seconds"
          )
      })
      const fibers = yield* Effect.forEach(Array.from({ length: 8 }), () => Effect.fork(get(cache)))
      yield* Effect.yieldNow()
      yield* Fiber.interruptAll(fibers)
      yield* time.advance("2 seconds")
      expect(yield* Ref.get(stored)).toEqual(["token-1"])
      expect(yield* get(cache)).toBe("token-1")
    })
  )

  law("the new token is given out only when its storing has ended", (time) =>
    Effect.gen(function* () {
      const stored = yield* Deferred.make<void>()
      const { cache } = yield* cacheOf(undefined, { onRefresh: () => Deferred.await(stored) })
      const caller = yield* Effect.fork(get(cache))
      yield* time.advance("5 seconds")
      expect(Option.isNone(yield* Fiber.poll(caller))).toBe(true)
      yield* Deferred.succeed(stored, undefined)
      expect(yield* Fiber.join(caller)).toBe("token-1")
    })
  )

  law("a storing that fails, dies or hangs costs no call its token", (time) =>
    Effect.forEach([Effect.fail("disk full"), Effect.die("bug"), Effect.never], (storing) =>
      Effect.gen(function* () {
        const { cache } = yield* cacheOf(undefined, { onRefresh: () => storing })
        const caller = yield* Effect.fork(get(cache))
        yield* time.advance("30 seconds")
        expect(yield* Fiber.join(caller)).toBe("token-1")
      })
    )
  )

  law("29. deadlines: a caller's timeout fires on time, whatever the renewal does", (time) =>
    Effect.gen(function* () {
      const { cache } = yield* cacheOf(() => Effect.never)
      const caller = yield* Effect.fork(Effect.timeoutOption(get(cache), "2 seconds"))
      yield* time.advance("2 seconds")
      expect(yield* Fiber.join(caller)).toEqual(Option.none())
    })
  )

  law("29. deadlines: an endpoint that hangs is cut after 30 seconds and counts as a transient failure", (time) =>
    Effect.gen(function* () {
      const { cache } = yield* cacheOf((n) => (n === 1 ? Effect.never : token(`token-${n}`)))
      const caller = yield* Effect.fork(calls(cache, 1))
      yield* time.advance("29 seconds")
      expect(Option.isNone(yield* Fiber.poll(caller))).toBe(true)
      yield* time.advance("1 seconds")
      expect(yield* Fiber.join(caller)).toEqual(["GlobusRefreshFailed"])
      yield* time.advance("1 seconds")
      expect(yield* calls(cache, 1)).toEqual(["token-2"])
    })
  )

  law("30. lifecycle: closing the scope stops the schedule", (time) =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const { requests } = yield* cacheOf(undefined, { initial: yield* token("old", 600) }).pipe(Scope.extend(scope))
      expect(yield* time.sleeping).toBe(1)
      yield* Scope.close(scope, Exit.void)
      expect(yield* time.sleeping).toBe(0)
      yield* time.advance("10 days")
      expect(yield* requests).toBe(0)
    })
  )

  law("30. lifecycle: after closing, a call says that the scope is closed, and renews nothing", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const { cache, requests } = yield* cacheOf().pipe(Scope.extend(scope))
      yield* Scope.close(scope, Exit.void)
      const error = yield* Effect.flip(cache.header(transfer))
      expect(error).toMatchObject({ _tag: "GlobusUsageError", field: "authorizer" })
      expect(yield* requests).toBe(0)
    })
  )

  law("30. lifecycle: closing awaits an exchange that is out, and its storing", (time) =>
    Effect.gen(function* () {
      const stored = yield* Ref.make(false)
      const scope = yield* Scope.make()
      const { cache } = yield* cacheOf((n) => Effect.delay(token(`token-${n}`), "3 seconds"), {
        onRefresh: () => Effect.delay(Ref.set(stored, true), "3 seconds")
      }).pipe(Scope.extend(scope))
      yield* Effect.fork(get(cache))
      yield* Effect.yieldNow()
      const closing = yield* Effect.fork(Scope.close(scope, Exit.void))
      yield* time.advance("5 seconds")
      expect(Option.isNone(yield* Fiber.poll(closing))).toBe(true)
      yield* time.advance("1 seconds")
      yield* Fiber.join(closing)
      expect(yield* Ref.get(stored)).toBe(true)
    })
  )

  law("30. lifecycle: closing awaits an exchange that hangs no longer than its deadline", (time) =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const { cache } = yield* cacheOf(undefined, { onRefresh: () => Effect.never }).pipe(Scope.extend(scope))
      yield* Effect.fork(get(cache))
      yield* Effect.yieldNow()
      const closing = yield* Effect.fork(Scope.close(scope, Exit.void))
      yield* time.advance("30 seconds")
      expect(Option.isSome(yield* Fiber.poll(closing))).toBe(true)
    })
  )

  law("30. a renewal in the background that dies is a failure like any other, no defect", (time) =>
    Effect.gen(function* () {
      const { cache } = yield* cacheOf((n) => (n === 1 ? Effect.die(new Error("bug")) : token(`token-${n}`)), {
        initial: yield* token("old", 600)
      })
      yield* time.advance("9 minutes")
      expect((yield* calls(cache, 1))[0]).toMatch(/^(old|token-2)$/)
      yield* time.advance("1 minutes")
      expect(yield* calls(cache, 1)).toEqual(["token-2"])
    })
  )

  for (const jump of [-hours, hours, 300_000, -300_000]) {
    law(`33. a wall clock that jumps by ${jump / minutes} minutes makes at most one more renewal`, (time) =>
      Effect.gen(function* () {
        const born: Record<string, number> = {}
        // The endpoint lives on true time: the hand that does not jump.
        const steady = Effect.map(Clock.currentTimeNanos, (nanos) => Number(nanos / 1_000_000n))
        const { cache, requests } = yield* cacheOf((n) =>
          Effect.zipLeft(
            token(`token-${n}`, 7200),
            Effect.map(steady, (now) => (born[`token-${n}`] = now))
          )
        )
        expect(yield* get(cache)).toBe("token-1")
        yield* time.advance("30 minutes")
        yield* time.moveWall(jump)
        for (let minute = 0; minute < 120; minute++) {
          const used = yield* get(cache)
          expect((yield* steady) - (born[used] ?? 0)).toBeLessThan(7_200_000)
          yield* time.advance("1 minutes")
        }
        expect(yield* requests).toBeLessThanOrEqual(3)
      })
    )
  }

  law("33. a machine that slept past the expiry gives out no token that has expired", (time) =>
    Effect.gen(function* () {
      const { cache, requests } = yield* cacheOf()
      expect(yield* get(cache)).toBe("token-1")
      yield* time.moveWall(72 * hours)
      expect(yield* get(cache)).toBe("token-2")
      expect(yield* requests).toBe(2)
    })
  )

  law("33. the schedule looks at the clock again each hour, so it notices a jump", (time) =>
    Effect.gen(function* () {
      const { requests } = yield* cacheOf(undefined, { initial: yield* token("old") })
      yield* time.advance("10 minutes")
      yield* time.moveWall(47 * hours + 50 * minutes)
      yield* time.advance("1 hours")
      expect(yield* requests).toBe(1)
    })
  )

  law("38. look ahead: validFor answers without a request", (time) =>
    Effect.gen(function* () {
      const { cache, requests } = yield* cacheOf(undefined, { initial: yield* token("old", 7200) })
      expect(yield* cache.validFor("2 hours")).toBe(true)
      expect(yield* cache.validFor(Duration.millis(2 * hours + 1))).toBe(false)
      yield* time.advance("90 minutes")
      expect(yield* cache.validFor("30 minutes")).toBe(true)
      expect(yield* cache.validFor("31 minutes")).toBe(false)
      expect(yield* requests).toBe(0)
    })
  )

  law("38. look ahead: a grant that is known to be dead is valid for nothing", () =>
    Effect.gen(function* () {
      const { cache } = yield* cacheOf(() => Effect.fail(invalidGrant), { initial: yield* token("old", 7200) })
      expect(yield* cache.validFor("1 minutes")).toBe(true)
      yield* Effect.flip(cache.ensure("3 hours"))
      expect(yield* cache.validFor("1 minutes")).toBe(false)
    })
  )

  law("38. look ahead: ensure renews now, and only if the token does not live that long", () =>
    Effect.gen(function* () {
      const { cache, requests } = yield* cacheOf(undefined, { initial: yield* token("old", 7200) })
      yield* cache.ensure("2 hours")
      expect(yield* requests).toBe(0)
      yield* cache.ensure("40 hours")
      expect(yield* requests).toBe(1)
      expect(yield* get(cache)).toBe("token-1")
      expect(yield* cache.validFor("40 hours")).toBe(true)
    })
  )

  law("38. look ahead: ensure fails when no new token lives that long", () =>
    Effect.gen(function* () {
      const { cache } = yield* cacheOf()
      expect(yield* Effect.flip(cache.ensure("49 hours"))).toMatchObject({
        _tag: "GlobusRefreshFailed",
        reason: "lifetime"
      })
    })
  )

  law("39. cheap hits: a hit makes no request, forks no fiber and crosses no asynchronous boundary", () =>
    Effect.gen(function* () {
      const { cache, requests } = yield* cacheOf()
      yield* get(cache)
      const runtime = yield* Effect.runtime()
      // Fibers are numbered as they begin.
      const next = () => Runtime.runFork(runtime)(Effect.void).id().id
      const before = next()
      for (let hit = 0; hit < 1000; hit++) {
        // It has ended when the call returns: what waits or yields has not.
        const ended = Runtime.runFork(runtime)(cache.header(transfer)).unsafePoll()
        expect(ended !== null && Exit.isSuccess(ended)).toBe(true)
      }
      expect(next() - before).toBe(1001)
      expect(yield* requests).toBe(1)
      // A fork does count: its own fiber, and the one that forks it.
      Runtime.runFork(runtime)(Effect.fork(Effect.void))
      expect(next() - before).toBe(1004)
    })
  )

  law("40. explainable: each renewal tells its cause, generation, duration, outcome and next attempt", (time) =>
    Effect.gen(function* () {
      const { cache } = yield* cacheOf((n) =>
        Effect.delay(n === 2 ? Effect.fail(down) : token(`token-${n}`, 7200), "1 seconds")
      )
      const events = yield* collect(cache)
      const caller = yield* Effect.fork(get(cache))
      yield* time.advance("1 seconds")
      yield* Fiber.join(caller)
      yield* time.advance("1 seconds")
      const [missing] = yield* events
      expect(missing).toMatchObject({
        cause: "missing",
        outcome: "renewed",
        generation: 1,
        duration: 1000,
        reason: undefined,
        expiresAt: 7_201_000
      })
      const next = missing?.nextAttempt ?? 0
      expect(next).toBeGreaterThanOrEqual(105 * minutes)
      expect(next).toBeLessThanOrEqual(109 * minutes)

      const rejected = Option.getOrThrow(yield* cache.header(transfer))
      yield* cache.reject(rejected)
      yield* time.advance("1 seconds")
      const failed = (yield* events)[1]
      expect(failed).toMatchObject({
        cause: "401",
        outcome: "failed",
        generation: 1,
        reason: "GlobusServiceUnavailable"
      })
      expect(failed?.nextAttempt).toBeGreaterThanOrEqual(3000)
      yield* time.advance("1 seconds")
      const forced = yield* Effect.fork(cache.ensure("1 hours"))
      yield* time.advance("1 seconds")
      yield* Fiber.join(forced)
      expect((yield* events)[2]).toMatchObject({ cause: "forced", outcome: "renewed", generation: 2 })
      yield* time.advance("110 minutes")
      expect((yield* events)[3]).toMatchObject({ cause: "advisory", outcome: "renewed", generation: 3 })
    })
  )

  law("40. explainable: a token whose time is up is told as mandatory", (time) =>
    Effect.gen(function* () {
      const { cache } = yield* cacheOf(undefined, { initial: yield* token("old", 7200) })
      const events = yield* collect(cache)
      yield* time.moveWall(7_190_000)
      yield* get(cache)
      yield* Effect.yieldNow()
      expect((yield* events).map(({ cause }) => cause)).toEqual(["mandatory"])
    })
  )

  law("a token of another resource server is given to nobody else, and pins to who asks first if nobody said", () =>
    Effect.gen(function* () {
      const { cache } = yield* cacheOf()
      expect(yield* get(cache)).toBe("token-1")
      expect(yield* Effect.flip(cache.header("groups.api.globus.org"))).toMatchObject({
        _tag: "GlobusWrongResourceServer",
        held: transfer,
        asked: "groups.api.globus.org"
      })
      const unnamed = yield* cacheOf((n) =>
        Effect.map(token(`token-${n}`), (token) => ({ ...token, resource_server: undefined }))
      )
      expect(yield* get(unnamed.cache)).toBe("token-1")
      expect(yield* Effect.flip(unnamed.cache.header("groups.api.globus.org"))).toMatchObject({
        _tag: "GlobusWrongResourceServer"
      })
    })
  )

  law("a renewed token of which nobody says the server is for the server of the one before it", () =>
    Effect.gen(function* () {
      const { cache } = yield* cacheOf(
        (n) => Effect.map(token(`token-${n}`), (token) => ({ ...token, resource_server: undefined })),
        { initial: yield* token("old") }
      )
      yield* cache.ensure("90 days").pipe(Effect.ignore)
      expect(yield* Effect.flip(cache.header("groups.api.globus.org"))).toMatchObject({ held: transfer })
      expect(yield* get(cache)).toBe("token-1")
    })
  )

  law("13. patience: a token endpoint that fails at first costs the first call no failure, and one flight", (time) =>
    Effect.gen(function* () {
      const { cache, requests } = yield* cacheOf((n) => (n < 4 ? Effect.fail(down) : token(`token-${n}`)), {
        policy: {}
      })
      const callers = yield* Effect.forEach(Array.from({ length: 64 }), () => Effect.fork(get(cache)))
      yield* time.advance("8 seconds")
      expect(distinct(yield* Effect.forEach(callers, Fiber.join))).toEqual(["token-4"])
      expect(yield* requests).toBe(4)
    })
  )

  law("13. patience: a call that comes in the pause of a flight waits for it", (time) =>
    Effect.gen(function* () {
      const { cache } = yield* cacheOf((n) => (n === 1 ? Effect.fail(down) : token(`token-${n}`)), { policy: {} })
      const first = yield* Effect.fork(get(cache))
      yield* time.advance(50)
      const second = yield* Effect.fork(get(cache))
      yield* time.advance("1 seconds")
      expect(yield* Fiber.join(first)).toBe("token-2")
      expect(yield* Fiber.join(second)).toBe("token-2")
    })
  )

  law("13. patience: it ends after 20 seconds, or at once where the next pause is longer", (time) =>
    Effect.gen(function* () {
      const { cache } = yield* cacheOf(() => Effect.fail(down), { policy: {} })
      const caller = yield* Effect.fork(get(cache))
      yield* time.advance("20 seconds")
      expect(Option.isSome(yield* Fiber.poll(caller))).toBe(true)
      const limited = refused("GlobusRateLimited", 429, undefined, Duration.seconds(21))
      const other = yield* cacheOf(() => Effect.fail(limited), { policy: {} })
      expect(yield* calls(other.cache, 2)).toEqual(["GlobusRefreshFailed", "GlobusRefreshFailed"])
      expect(yield* other.requests).toBe(1)
    })
  )

  law("13. patience is for those who have no token: while one is good, an exchange is made once", (time) =>
    Effect.gen(function* () {
      const { cache, requests } = yield* cacheOf(() => Effect.fail(down), { initial: yield* token("old"), policy: {} })
      yield* time.moveWall(48 * hours - 30_000)
      expect(yield* calls(cache, 3)).toEqual(["old", "old", "old"])
      expect(yield* requests).toBe(1)
    })
  )

  law("13. bounded load with patience: ten minutes of failures at 20 calls a second are at most 20 requests", (time) =>
    Effect.gen(function* () {
      const { cache, requests } = yield* cacheOf(() => Effect.fail(down), { policy: {} })
      for (let tenth = 0; tenth < 6000; tenth++) {
        yield* Effect.fork(Effect.exit(cache.header(transfer)))
        yield* Effect.fork(Effect.exit(cache.header(transfer)))
        yield* time.advance("100 millis")
      }
      expect(yield* requests).toBeGreaterThan(5)
      expect(yield* requests).toBeLessThanOrEqual(20)
    }).pipe(Effect.withRandom(Random.make("patience")))
  )

  law("13. patience ends with the scope: closing in a pause tells those who wait", (time) =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const limited = refused("GlobusRateLimited", 429, undefined, Duration.seconds(15))
      const { cache, requests } = yield* cacheOf(() => Effect.fail(limited), { policy: {} }).pipe(Scope.extend(scope))
      const caller = yield* Effect.fork(Effect.flip(cache.header(transfer)))
      yield* time.advance("1 seconds")
      yield* Scope.close(scope, Exit.void)
      expect(yield* Fiber.join(caller)).toMatchObject({ _tag: "GlobusUsageError", field: "authorizer" })
      expect(yield* requests).toBe(1)
    })
  )

  const causes: ReadonlyArray<readonly [string, Effect.Effect<never, GlobusError>, RegExp]> = [
    ["a refused connection", Effect.fail(reset), /ECONNRESET/],
    ["a 503", Effect.fail(down), /503/],
    ["a defect", Effect.die(new Error("canary")), /defect/],
    ["an interruption", Effect.interrupt, /interrupted/]
  ]
  for (const [kind, failing, words] of causes) {
    law(
      `13. GlobusRefreshFailed says why (${kind}): the service, the token endpoint, the cause, and when next`,
      (time) =>
        Effect.gen(function* () {
          const options = { resourceServer: transfer }
          const { cache } = yield* cacheOf(() => failing, options)
          const got = yield* Effect.flip(cache.header(transfer))
          expect(got.message).toMatch(words)
          expect(got.message).toMatch(/The token for transfer\.api\.globus\.org could not be got/)
          expect(got.message).toMatch(/next attempt may be made (at once|in \d)/)
          expect(got.message).not.toContain("canary")
          expect(got).toMatchObject({ _tag: "GlobusRefreshFailed", resourceServer: transfer })
          if (kind === "a 503") expect(got).toMatchObject({ origin: "https://auth.globus.org" })
          const old = yield* cacheOf(() => failing, { ...options, initial: yield* token("old", 10) })
          yield* time.advance("1 minutes")
          expect((yield* Effect.flip(old.cache.header(transfer))).message).toMatch(/could not be renewed/)
        })
    )
  }

  law("12. Retry-After of the token endpoint has a cap, and no moment is infinite", (time) =>
    Effect.forEach([Duration.infinity, Duration.days(400), Duration.hours(2)], (asked) =>
      Effect.gen(function* () {
        const limited = refused("GlobusRateLimited", 429, undefined, asked)
        const { cache, requests } = yield* cacheOf((n) => (n === 1 ? Effect.fail(limited) : token(`token-${n}`)))
        const events = yield* collect(cache)
        const now = yield* Clock.currentTimeMillis
        expect(yield* Effect.flip(cache.header(transfer))).toMatchObject({ nextAttempt: now + hours })
        yield* Effect.yieldNow()
        expect((yield* events)[0]?.nextAttempt).toBe(now + hours)
        yield* time.advance(hours - 1)
        expect(yield* calls(cache, 2)).toEqual(["GlobusRefreshFailed", "GlobusRefreshFailed"])
        yield* time.advance(1)
        expect(yield* calls(cache, 1)).toEqual(["token-2"])
        expect(yield* requests).toBe(2)
      })
    )
  )

  law("12. ensure waits for no pause when it is forced; the grant that is dead stays so", () =>
    Effect.gen(function* () {
      const limited = refused("GlobusRateLimited", 429, undefined, Duration.minutes(30))
      const { cache, requests } = yield* cacheOf((n) => (n === 1 ? Effect.fail(limited) : token(`token-${n}`)))
      expect(yield* calls(cache, 1)).toEqual(["GlobusRefreshFailed"])
      expect(yield* Effect.flip(cache.ensure("1 hour"))).toMatchObject({ _tag: "GlobusRefreshFailed" })
      expect(yield* requests).toBe(1)
      yield* cache.ensure("1 hour", { force: true })
      expect(yield* requests).toBe(2)
      expect(yield* get(cache)).toBe("token-2")
      const dead = yield* cacheOf(() => Effect.fail(invalidGrant))
      yield* calls(dead.cache, 1)
      expect(yield* Effect.flip(dead.cache.ensure("1 hour", { force: true }))).toMatchObject({
        _tag: "GlobusLoginRequired"
      })
      expect(yield* dead.requests).toBe(1)
    })
  )

  law("18. a cache that holds no token is pinned to nobody: who asks first in an outage locks nobody out", (time) =>
    Effect.gen(function* () {
      const { cache } = yield* cacheOf((n) => (n === 1 ? Effect.fail(down) : token(`token-${n}`)))
      expect(yield* Effect.flip(cache.header("groups.api.globus.org"))).toMatchObject({ _tag: "GlobusRefreshFailed" })
      yield* time.advance("1 seconds")
      expect(yield* get(cache)).toBe("token-2")
    })
  )

  law("18. nor is one whose token nobody named: it is for the first to be given it, and its successors too", (time) =>
    Effect.gen(function* () {
      const unnamed = (n: number) =>
        Effect.map(token(`token-${n}`, 7200), (token) => ({ ...token, resource_server: undefined }))
      const initial = { ...(yield* token("old", 10)), resource_server: undefined }
      const up = yield* Ref.make(false)
      const { cache } = yield* cacheOf(
        (n) => Effect.flatMap(Ref.get(up), (up) => (up ? unnamed(n) : Effect.fail(down))),
        { initial }
      )
      yield* time.advance("11 seconds")
      expect(yield* Effect.flip(cache.header("groups.api.globus.org"))).toMatchObject({ _tag: "GlobusRefreshFailed" })
      yield* Ref.set(up, true)
      yield* time.advance("1 minutes")
      expect(yield* get(cache)).toMatch(/^token-/)
      const refused = { _tag: "GlobusWrongResourceServer", held: transfer }
      expect(yield* Effect.flip(cache.header("groups.api.globus.org"))).toMatchObject(refused)
      yield* cache.ensure("2 hours").pipe(Effect.ignore)
      expect(yield* Effect.flip(cache.header("groups.api.globus.org"))).toMatchObject(refused)
    })
  )

  for (const jump of [-hours, hours, 48 * hours, -400 * 24 * hours]) {
    for (const when of ["exchange", "storing"] as const) {
      law(`19. a wall clock that jumps by ${jump / hours} hours in mid-${when} fails no call`, (time) =>
        Effect.gen(function* () {
          const jumps = Effect.delay(time.moveWall(jump), "1 seconds")
          // As the login client does it.
          const answer = (n: number) =>
            timed(
              Effect.zipRight(
                when === "exchange" && n === 1 ? jumps : Effect.void,
                Effect.succeed({ access_token: `token-${n}`, token_type: "Bearer", expires_in: 3600 })
              )
            )
          const { cache, requests } = yield* cacheOf(answer, {
            onRefresh: () => (when === "storing" ? jumps : Effect.void)
          })
          const caller = yield* Effect.fork(get(cache))
          yield* time.advance("1 seconds")
          expect(yield* Fiber.join(caller)).toBe("token-1")
          yield* time.advance("30 minutes")
          expect(yield* get(cache)).toBe("token-1")
          expect(yield* cache.validFor("29 minutes")).toBe(true)
          expect(yield* cache.validFor("31 minutes")).toBe(false)
          expect(yield* requests).toBe(1)
        })
      )
    }
  }

  law("16. replace: a cache at its end goes on with a new grant", () =>
    Effect.gen(function* () {
      const { cache, requests } = yield* cacheOf(() => Effect.fail(invalidGrant))
      expect(yield* calls(cache, 2)).toEqual(["GlobusLoginRequired", "GlobusLoginRequired"])
      const next = yield* endpoint((n) => token(`new-${n}`))
      yield* cache.replace({ exchange: next.exchange })
      expect(yield* calls(cache, 2)).toEqual(["new-1", "new-1"])
      yield* cache.replace({ exchange: next.exchange, initial: yield* token("given") })
      expect(yield* calls(cache, 2)).toEqual(["given", "given"])
      expect(yield* requests).toBe(1)
      expect(yield* next.requests).toBe(1)
    })
  )

  for (const [what, isStoring] of [
    ["exchange", false],
    ["storing", true]
  ] as const) {
    law(`16. replace drops an ${what} of the old grant, and who waits for it gets the new token`, (time) =>
      Effect.gen(function* () {
        const stored = yield* Ref.make<ReadonlyArray<string>>([])
        const release = yield* Deferred.make<void>()
        const old = Effect.uninterruptible(Effect.zipRight(Deferred.await(release), token("old-grant")))
        const { cache } = yield* cacheOf(() => (isStoring ? token("old-grant") : old), {
          onRefresh: ({ access_token }) => {
            const name = Redacted.value(access_token)
            return Effect.zipRight(
              isStoring && name === "old-grant" ? Deferred.await(release) : Effect.void,
              Ref.update(stored, (all) => [...all, name])
            )
          },
          policy: {}
        })
        const events = yield* collect(cache)
        const callers = yield* Effect.forEach(Array.from({ length: 8 }), () => Effect.fork(get(cache)))
        yield* time.advance("1 seconds")
        yield* cache.replace({ exchange: Effect.delay(token("new-grant"), "1 seconds") })
        yield* Deferred.succeed(release, undefined)
        yield* time.advance("1 seconds")
        expect(distinct(yield* Effect.forEach(callers, Fiber.join))).toEqual(["new-grant"])
        yield* time.advance("1 minutes")
        expect(yield* Ref.get(stored)).toEqual(["new-grant"])
        expect((yield* events).map(({ outcome }) => outcome)).toEqual(["renewed"])
        expect(yield* get(cache)).toBe("new-grant")
      })
    )
  }

  law("16. replace pins to nobody: the new token is for whoever it is", () =>
    Effect.gen(function* () {
      const { cache } = yield* cacheOf()
      yield* get(cache)
      const groups = "groups.api.globus.org"
      const exchange = Effect.map(token("groups"), (token) => ({ ...token, resource_server: groups }))
      yield* cache.replace({ exchange })
      expect(name(yield* cache.header(groups))).toBe("groups")
    })
  )

  law("16. replace renews nothing after the scope is closed", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const { cache } = yield* cacheOf().pipe(Scope.extend(scope))
      yield* Scope.close(scope, Exit.void)
      expect(yield* Effect.flip(cache.replace({ exchange: token("new") }))).toMatchObject({ _tag: "GlobusUsageError" })
      expect(yield* Effect.flip(cache.header(transfer))).toMatchObject({ _tag: "GlobusUsageError" })
    })
  )

  law("16. the schedule renews the token of a new grant ahead of its own expiry", (time) =>
    Effect.gen(function* () {
      const { cache } = yield* cacheOf(undefined, { initial: yield* token("old") })
      yield* time.advance("1 minutes")
      const next = yield* endpoint((n) => token(`new-${n}`, 600))
      yield* cache.replace({ exchange: next.exchange, initial: yield* token("given", 600) })
      yield* time.advance("9 minutes")
      expect(yield* next.requests).toBe(1)
    })
  )

  law("16. log lines of a renewal say whose token it is: the service, and the application if it is known", () =>
    Effect.gen(function* () {
      const lines: Array<string> = []
      const logger = Logger.make((options) => lines.push(Logger.logfmtLogger.log(options)))
      yield* Effect.gen(function* () {
        const options = { clientId: "the-app", resourceServer: transfer }
        const failing = yield* cacheOf(() => Effect.fail(down), options)
        yield* calls(failing.cache, 1)
        const fine = yield* cacheOf(undefined, { clientId: "the-app" })
        yield* calls(fine.cache, 1)
        yield* Effect.repeatN(Effect.yieldNow(), 9)
      }).pipe(Effect.provide(onlyLogger(logger)), Logger.withMinimumLogLevel(LogLevel.All))
      expect(lines).toHaveLength(2)
      for (const line of lines) {
        expect(line).toContain(`Globus token for ${transfer}`)
        expect(line).toContain("clientId=the-app")
      }
      expect(lines[0]).toContain("503")
    })
  )
})
