import type * as TokenResponse from "@effect-globus/sdk/auth/TokenResponse"
import { timed } from "../../../src/auth/internal/timed.js"
import type { RefreshEvent } from "@effect-globus/sdk/RefreshEvent"
import * as TokenCache from "@effect-globus/sdk/TokenCache"
import { describe, expect } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as HashMap from "effect/HashMap"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Redacted from "effect/Redacted"
import * as Ref from "effect/Ref"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { inspect } from "node:util"
import { law } from "../../law.js"
import { transfer } from "../../tokenScript.js"
import { onlyLogger } from "../../onlyLogger.js"

/** Answer number n, each of its secrets one of its own. */
const answer = (n: number) =>
  timed(
    Effect.succeed({
      access_token: `canary-access-${n}+/=`,
      token_type: "Bearer",
      expires_in: 7200,
      refresh_token: `canary-refresh-${n}`,
      id_token: `canary-id-${n}`,
      resource_server: transfer,
      other_tokens: [
        { access_token: `canary-other-${n}`, token_type: "Bearer", refresh_token: `canary-other-refresh-${n}` }
      ]
    })
  )

const secretsOf = (token: TokenResponse.TokenResponse) =>
  [token, ...token.other_tokens].flatMap(({ access_token, id_token, refresh_token }) =>
    [access_token, id_token, refresh_token].flatMap((secret) => (secret === undefined ? [] : [Redacted.value(secret)]))
  )

const numberOf = (token: TokenResponse.TokenResponse) => Number(/\d+/.exec(Redacted.value(token.access_token))?.[0])

/** A cache whose tokens are stored by a function, and everything that it logs and tells. */
const cacheOf = (onRefresh: (token: TokenResponse.TokenResponse) => Effect.Effect<unknown, unknown>) =>
  Effect.gen(function* () {
    let count = 0
    const lines: Array<string> = []
    const events: Array<RefreshEvent> = []
    const logger = Logger.make((options) =>
      lines.push(
        `${options.logLevel.label} ${inspect(options.message)} ${Logger.logfmtLogger.log(options)} ${inspect([...HashMap.toEntries(options.annotations)])}`
      )
    )
    const cache = yield* TokenCache.make({ exchange: Effect.suspend(() => answer(++count)), onRefresh }).pipe(
      Effect.provide(onlyLogger(logger)),
      Logger.withMinimumLogLevel(LogLevel.All)
    )
    yield* Effect.forkScoped(Stream.runForEach(cache.events, (event) => Effect.sync(() => events.push(event))))
    yield* Effect.yieldNow()
    return { cache, lines, events, errors: () => lines.filter((line) => line.startsWith("ERROR")) }
  })

/** An error as programs write them: with what they could not store, and a cause. */
class StoreError extends Error {
  constructor(readonly token: string) {
    super(`disk full: ${token}`, { cause: new Error(`inner ${token}`) })
  }
}

describe("storing", () => {
  for (const [kind, fail] of [
    ["fails", (text: string) => Effect.fail(text)],
    ["fails with an error", (text: string) => Effect.fail(new StoreError(text))],
    ["fails with a document", (text: string) => Effect.fail({ reason: "disk full", secrets: [text] })],
    ["dies", (text: string) => Effect.die(new StoreError(text))],
    [
      "throws",
      (text: string) =>
        Effect.sync(() => {
          throw new StoreError(text)
        })
    ]
  ] as const) {
    law(`15. an onRefresh that ${kind} has its cause logged and told, without the token's secrets`, () =>
      Effect.gen(function* () {
        const { cache, errors, events, lines } = yield* cacheOf((token) =>
          fail(`${secretsOf(token).join(" ")} ${secretsOf(token).map(encodeURIComponent).join("&")} disk full`)
        )
        yield* cache.ensure("1 hour")
        yield* Effect.repeatN(Effect.yieldNow(), 9)
        expect(errors()).toHaveLength(1)
        expect(errors()[0]).toContain("disk full")
        expect(events).toMatchObject([{ outcome: "renewed", storingFailed: expect.stringContaining("disk full") }])
        expect(lines.join("\n") + inspect(events)).not.toContain("canary")
      })
    )
  }

  law("15. an onRefresh that hangs is told as one that did not end", (time) =>
    Effect.gen(function* () {
      const { cache, events } = yield* cacheOf(() => Effect.never)
      const caller = yield* Effect.fork(cache.header(transfer))
      yield* time.advance("30 seconds")
      yield* Fiber.join(caller)
      yield* Effect.repeatN(Effect.yieldNow(), 9)
      expect(events).toMatchObject([{ storingFailed: expect.stringMatching(/did not end within 30s/) }])
    })
  )

  law("15. what could not be stored is stored before the next exchange, and once", (time) =>
    Effect.gen(function* () {
      const isFull = yield* Ref.make(true)
      const stored: Array<number> = []
      const { cache, events } = yield* cacheOf((token) =>
        Effect.flatMap(Ref.get(isFull), (full) =>
          full ? Effect.fail("disk full") : Effect.sync(() => stored.push(numberOf(token)))
        )
      )
      yield* cache.header(transfer)
      yield* Ref.set(isFull, false)
      yield* time.advance("110 minutes")
      expect(stored).toEqual([1, 2])
      yield* time.advance("110 minutes")
      expect(stored).toEqual([1, 2, 3])
      expect(events.map(({ storingFailed }) => storingFailed === undefined)).toEqual([false, true, true])
    })
  )

  law("15. of several that could not be stored, the newest counts", (time) =>
    Effect.gen(function* () {
      const isFull = yield* Ref.make(true)
      const tried: Array<number> = []
      const { cache } = yield* cacheOf((token) =>
        Effect.flatMap(Ref.get(isFull), (full) => {
          tried.push(numberOf(token))
          return full ? Effect.fail("disk full") : Effect.void
        })
      )
      yield* cache.header(transfer)
      yield* time.advance("110 minutes")
      expect(tried).toEqual([1, 1, 2])
      yield* Ref.set(isFull, false)
      yield* time.advance("110 minutes")
      expect(tried).toEqual([1, 1, 2, 2, 3])
    })
  )

  law("15. what could not be stored is tried once more when the scope is closed", () =>
    Effect.gen(function* () {
      const isFull = yield* Ref.make(true)
      const stored: Array<number> = []
      const scope = yield* Scope.make()
      const { cache } = yield* cacheOf((token) =>
        Effect.flatMap(Ref.get(isFull), (full) =>
          full ? Effect.fail("disk full") : Effect.sync(() => stored.push(numberOf(token)))
        )
      ).pipe(Scope.extend(scope))
      yield* cache.header(transfer)
      yield* Ref.set(isFull, false)
      yield* Scope.close(scope, Exit.void)
      expect(stored).toEqual([1])
    })
  )

  law("15. what a replaced grant left unstored is not stored any more", (time) =>
    Effect.gen(function* () {
      const tried: Array<number> = []
      let count = 0
      const cache = yield* TokenCache.make({
        exchange: Effect.suspend(() => answer(++count)),
        onRefresh: (token) => {
          tried.push(numberOf(token))
          return numberOf(token) === 1 ? Effect.fail("disk full") : Effect.void
        }
      })
      yield* cache.header(transfer)
      yield* cache.replace({ exchange: answer(100) })
      yield* cache.header(transfer)
      yield* time.advance("1 minutes")
      expect(tried).toEqual([1, 100])
    })
  )
})
