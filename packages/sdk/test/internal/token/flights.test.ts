import type { Token } from "@effect-globus/sdk/auth/TokenResponse"
import type { GlobusError } from "@effect-globus/sdk/GlobusError"
import * as TokenCache from "@effect-globus/sdk/TokenCache"
import { describe, expect } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import { unsafeCoerce } from "effect/Function"
import * as Logger from "effect/Logger"
import * as Option from "effect/Option"
import * as Random from "effect/Random"
import * as Redacted from "effect/Redacted"
import * as Ref from "effect/Ref"
import * as Scope from "effect/Scope"
import { law } from "../../law.js"
import { down, refused, token, transfer } from "../../tokenScript.js"
import { onlyLogger } from "../../onlyLogger.js"
import { dice } from "../../dice.js"

type OnRefresh = NonNullable<TokenCache.Behaviour<Token>["onRefresh"]>

/** A program in JavaScript gives what it likes. */
const fromJavaScript = (give: () => unknown): OnRefresh => unsafeCoerce<() => unknown, OnRefresh>(give)

/** Whoever runs it is interrupted, and not by itself. */
const killed = Effect.withFiberRuntime<never>((fiber) => {
  fiber.unsafeInterruptAsFork(fiber.id())
  return Effect.never
})

const thrown = (): never => {
  throw new Error("disk full")
}

/** What a program's effect can do at its worst. */
const worst: Readonly<Record<string, () => Effect.Effect<never, never>>> = {
  dies: () => Effect.die(new Error("bug")),
  interrupts: () => Effect.interrupt,
  "throws within": () => Effect.suspend(thrown),
  hangs: () => Effect.never,
  "hangs and cannot be interrupted": () => Effect.uninterruptible(Effect.never),
  "has its fiber interrupted": () => killed
}

/** What else a program's function can do. */
const functions: Readonly<Record<string, OnRefresh>> = {
  fails: () => Effect.fail("disk full"),
  "fails with an error that cannot be printed": () =>
    Effect.fail({
      toString: thrown,
      toJSON: thrown,
      get message() {
        return thrown()
      }
    }),
  "throws synchronously": thrown,
  "gives a promise": fromJavaScript(() => Promise.resolve()),
  "gives a promise that is rejected": fromJavaScript(() => Promise.reject(new Error("disk full"))),
  "gives a promise that never ends": fromJavaScript(() => new Promise(() => {})),
  "gives nothing": fromJavaScript(() => undefined),
  "gives a number": fromJavaScript(() => 1),
  ...worst
}

const second = 1_000

const policy = { deadline: 2 * second, patience: 3 * second, backOff: 100, maxBackOff: second }

/** An exchange may begin within the patience; it has its deadline, and its storing once more. */
const longest = policy.patience + 2 * policy.deadline

const name = (header: Option.Option<Redacted.Redacted>) =>
  Redacted.value(Option.getOrThrow(header)).replace("Bearer ", "")

const steady = Effect.map(Clock.currentTimeNanos, (nanos) => Number(nanos / 1_000_000n))

describe("flights", () => {
  for (const [kind, onRefresh] of Object.entries(functions)) {
    law(`17. an onRefresh that ${kind} costs no call its token, and the next renewal is as any other`, (time) =>
      Effect.gen(function* () {
        let count = 0
        const cache = yield* TokenCache.make({
          exchange: Effect.suspend(() => token(`token-${++count}`)),
          onRefresh,
          policy
        })
        const first = yield* Effect.fork(cache.header(transfer))
        yield* time.advance(policy.deadline)
        expect(name(yield* Fiber.join(first))).toBe("token-1")
        const next = yield* Effect.fork(cache.ensure("90 days").pipe(Effect.ignore))
        yield* time.advance(2 * policy.deadline)
        yield* Fiber.join(next)
        expect(name(yield* cache.header(transfer))).toBe("token-2")
      })
    )
  }

  for (const [kind, exchange] of Object.entries(worst)) {
    law(`17. an exchange that ${kind} is a failure like any other: callers are told, and the next one serves`, (time) =>
      Effect.gen(function* () {
        const isBad = yield* Ref.make(true)
        const cache = yield* TokenCache.make({
          exchange: Effect.flatMap(Ref.get(isBad), (bad) => (bad ? exchange() : token("good"))),
          policy
        })
        const caller = yield* Effect.fork(Effect.flip(cache.header(transfer)))
        yield* time.advance(longest)
        expect(yield* Fiber.join(caller)).toMatchObject({ _tag: "GlobusRefreshFailed" })
        yield* Ref.set(isBad, false)
        const next = yield* Effect.fork(cache.header(transfer))
        yield* time.advance(policy.maxBackOff)
        const again = Option.isSome(yield* Fiber.poll(next)) ? cache.header(transfer) : Fiber.join(next)
        expect(name(yield* again)).toBe("good")
      })
    )

    law(`17. closing a cache whose exchange ${kind} ends`, (time) =>
      Effect.gen(function* () {
        const scope = yield* Scope.make()
        const cache = yield* TokenCache.make({ exchange: exchange(), policy }).pipe(Scope.extend(scope))
        const caller = yield* Effect.fork(Effect.exit(cache.header(transfer)))
        yield* time.advance(1)
        const closing = yield* Effect.fork(Scope.close(scope, Exit.void))
        yield* time.advance(policy.deadline)
        expect(Option.isSome(yield* Fiber.poll(closing))).toBe(true)
        expect(Option.isSome(yield* Fiber.poll(caller))).toBe(true)
      })
    )
  }

  for (const [how, ask] of [
    ["header", (cache: TokenCache.TokenCache) => cache.header(transfer)],
    ["ensure", (cache: TokenCache.TokenCache) => cache.ensure("1 hour")],
    [
      "header in a fiber that it forks and joins",
      (cache: TokenCache.TokenCache) => Effect.flatMap(Effect.fork(cache.header(transfer)), Fiber.join)
    ]
  ] as const) {
    law(
      `17. an onRefresh that asks its own authorizer for ${how} is told so at once, and costs no call its token`,
      () =>
        Effect.gen(function* () {
          const told = yield* Ref.make<unknown>(undefined)
          const own: { cache?: TokenCache.TokenCache } = {}
          const cache = yield* TokenCache.make({
            exchange: token("token-1"),
            onRefresh: () =>
              own.cache === undefined ? Effect.void : Effect.tapError(ask(own.cache), (error) => Ref.set(told, error)),
            policy
          })
          own.cache = cache
          // No time passes.
          expect(name(yield* cache.header(transfer))).toBe("token-1")
          expect(yield* Ref.get(told)).toMatchObject({ _tag: "GlobusUsageError", field: "onRefresh" })
        })
    )
  }

  law("17. what an onRefresh leaves running may wait for later renewals of its authorizer", (time) =>
    Effect.gen(function* () {
      const own: { cache?: TokenCache.TokenCache; fiber?: Fiber.Fiber<string, unknown> } = {}
      let count = 0
      const cache = yield* TokenCache.make({
        exchange: Effect.suspend(() => token(`token-${++count}`, 60)),
        onRefresh: () =>
          Effect.gen(function* () {
            if (own.fiber !== undefined || own.cache === undefined) return
            own.fiber = yield* Effect.forkDaemon(
              Effect.delay(Effect.map(own.cache.header(transfer), name), "61 seconds")
            )
          })
      })
      own.cache = cache
      yield* cache.header(transfer)
      yield* time.moveWall(60 * second)
      yield* time.advance("61 seconds")
      expect(own.fiber === undefined ? "" : yield* Fiber.join(own.fiber)).toMatch(/^token-\d$/)
    })
  )

  law("17. a logger that throws costs no call its token", () =>
    Effect.gen(function* () {
      const cache = yield* TokenCache.make({
        exchange: Effect.suspend(() => token("token-1")),
        onRefresh: () => Effect.fail("disk full"),
        policy
      })
      expect(name(yield* cache.header(transfer))).toBe("token-1")
      expect(name(yield* cache.header(transfer))).toBe("token-1")
    }).pipe(Effect.provide(onlyLogger(Logger.make(thrown))))
  )

  const exchanges: ReadonlyArray<(n: number) => Effect.Effect<Token, GlobusError>> = [
    (n) => token(`token-${n}`, 5),
    (n) => Effect.delay(token(`token-${n}`, 3), "300 millis"),
    (n) => Effect.delay(token(`token-${n}`, 5), "1900 millis"),
    () => token("the same", 5),
    () => token("expired", -1),
    () => Effect.fail(down),
    () => Effect.fail(refused("GlobusRateLimited", 429, undefined, Duration.seconds(2))),
    ...Object.values(worst)
  ]

  for (let seed = 1; seed <= 12; seed++) {
    law(
      `17. a storm of the worst (${seed}): no call waits longer than it may, and after it a good exchange serves all`,
      (time) =>
        Effect.gen(function* () {
          const random = dice(seed)
          const oneOf = <A>(choices: ReadonlyArray<A>, otherwise: A): A =>
            choices[Math.floor(random() * choices.length)] ?? otherwise
          let isOver = false
          const own: { cache?: TokenCache.TokenCache } = {}
          const ask: ReadonlyArray<OnRefresh> = [
            () => Effect.void,
            () => Effect.sleep("500 millis"),
            () => own.cache?.header(transfer) ?? Effect.void,
            () => own.cache?.ensure("1 hour") ?? Effect.void,
            ...Object.values(functions)
          ]
          let count = 0
          const cache = yield* TokenCache.make<Token>({
            exchange: Effect.suspend(() => {
              const n = ++count
              return isOver ? token(`good-${n}`) : oneOf(exchanges, () => Effect.fail(down))(n)
            }),
            onRefresh: (renewed) => (isOver ? Effect.void : oneOf(ask, () => Effect.void)(renewed)),
            policy
          })
          own.cache = cache
          const waits: Array<number> = []
          const defects: Array<string> = []
          const call = Effect.gen(function* () {
            const begun = yield* steady
            const exit = yield* Effect.exit(cache.header(transfer))
            waits.push((yield* steady) - begun)
            if (Exit.isFailure(exit) && Option.isNone(Cause.failureOption(exit.cause))) {
              defects.push(Cause.pretty(exit.cause))
            }
            if (Exit.isSuccess(exit) && (yield* Random.nextBoolean) && Option.isSome(exit.value)) {
              yield* cache.reject(exit.value.value)
            }
          })
          const callers: Array<Fiber.Fiber<void>> = []
          for (let step = 0; step < 60; step++) {
            callers.push(yield* Effect.fork(call), yield* Effect.fork(call))
            yield* time.advance(Duration.millis(yield* Random.nextIntBetween(1, 900)))
          }
          isOver = true
          yield* time.advance(longest)
          for (const caller of callers) expect(Option.isSome(yield* Fiber.poll(caller))).toBe(true)
          expect(waits).toHaveLength(callers.length)
          expect(Math.max(...waits)).toBeLessThanOrEqual(longest)
          expect(defects).toEqual([])
          // The newest pause may still be on.
          yield* time.advance(2 * second)
          const all = yield* Effect.fork(
            Effect.all(
              Array.from({ length: 64 }, () => cache.header(transfer)),
              { concurrency: 64 }
            )
          )
          yield* time.advance(longest)
          expect(new Set((yield* Fiber.join(all)).map(name)).size).toBe(1)
        }).pipe(Effect.withRandom(Random.make(`storm ${seed}`)))
    )
  }
})
