import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import { describe, expect, it } from "@effect/vitest"
import { Context, Deferred, Duration, Effect, Exit, Fiber, Option, Redacted, Ref } from "effect"
import { createRequire } from "node:module"
import * as internals from "../../src/internal/effectInternals.js"
import { inOwnFiber, pullsInOwnFiber } from "../../src/internal/effectInternals.js"
import { recorder } from "../spans.js"

const require = createRequire(import.meta.url)

const versionOf = (name: string): unknown => Reflect.get(require(`${name}/package.json`), "version")

describe("what is taken for granted", () => {
  it("was tried on effect 3.22 and @effect/platform 0.97: with others, read this file and its tests again", () => {
    expect(versionOf("effect")).toMatch(/^3\.22\./)
    expect(versionOf("@effect/platform")).toMatch(/^0\.97\./)
  })

  const look = <A>(read: (fiber: internals.Running) => A) => internals.inFiber((fiber) => Effect.succeed(read(fiber)))

  it.effect("a test's clock is not the live one", () =>
    Effect.map(look(internals.isLive), (isLive) => expect(isLive).toBe(false))
  )

  it.live("time is real without a test's clock", () =>
    Effect.map(look(internals.isLive), (isLive) => expect(isLive).toBe(true))
  )

  it.live("the native tracer counts as none, another one as one, unless tracing is off", () =>
    Effect.gen(function* () {
      expect(yield* look(internals.isTraced)).toBe(false)
      const traced = Effect.withTracer(look(internals.isTraced), recorder().tracer)
      expect(yield* traced).toBe(true)
      expect(yield* Effect.withTracerEnabled(traced, false)).toBe(false)
    })
  )

  it("an effect that is over before it starts is an exit", () => {
    expect(internals.settled(Effect.succeed(1))).toEqual(Exit.succeed(1))
    expect(internals.settled(Effect.fail("no"))).toEqual(Exit.fail("no"))
    expect(internals.settled(Effect.sync(() => 1))).toBe(undefined)
  })

  it.live("a fiber has the very services that it was given, and no others", () =>
    Effect.gen(function* () {
      const Tag = Context.GenericTag<{ readonly a: number }>("test/Tag")
      const service = { a: 1 }
      const given = Context.make(Tag, service)
      const has = (context: Context.Context<never>) => look((fiber) => internals.hasServices(fiber, context))
      const untyped = Context.unsafeMake<never>(new Map(given.unsafeMap))
      expect(yield* has(untyped)).toBe(false)
      expect(yield* Effect.provide(has(untyped), given)).toBe(true)
      expect(yield* Effect.provide(has(untyped), Context.make(Tag, { a: 1 }))).toBe(false)
    })
  )

  it.live("an attempt's fiber has its authorization and no span of the platform; other fibers have neither", () =>
    Effect.gen(function* () {
      const header = Option.some(Redacted.make("Bearer x"))
      const seen = Effect.all([
        look(internals.authorizationOf),
        look((fiber) => fiber.getFiberRef(HttpClient.currentTracerDisabledWhen)(HttpClientRequest.get("/")))
      ])
      const options = { deadline: Option.none(), onTimeout: () => "late", updateRefs: internals.attemptRefs(header) }
      expect(yield* inOwnFiber(seen, options)).toEqual([header, true])
      expect(yield* seen).toEqual([Option.none(), false])
    })
  )

  it.live("a service that is set holds for the rest of the fiber", () =>
    Effect.gen(function* () {
      const init = { redirect: "manual" } as const
      const found = yield* inOwnFiber(
        internals.inFiber((fiber) =>
          Effect.zipRight(
            internals.setService(fiber, FetchHttpClient.RequestInit, init),
            look((fiber) => internals.serviceOf(fiber, FetchHttpClient.RequestInit))
          )
        ),
        { deadline: Option.none(), onTimeout: () => "late" }
      )
      expect(found).toBe(init)
      expect(yield* look((fiber) => internals.serviceOf(fiber, FetchHttpClient.RequestInit))).toBe(undefined)
    })
  )

  it.live("the steady hand goes on by itself", () =>
    Effect.gen(function* () {
      const steady = look((fiber) => internals.steadyMillis(internals.clockOf(fiber)))
      const before = yield* steady
      yield* Effect.sleep("20 millis")
      expect((yield* steady) - before).toBeGreaterThanOrEqual(18)
    })
  )
})

const within = (deadline: Option.Option<Duration.Duration>) => ({ deadline, onTimeout: () => "late" })
const unlimited = within(Option.none())

describe("pulls in a fiber of their own", () => {
  it.scopedLive("are all in the same one, which is not the reader's", () =>
    Effect.gen(function* () {
      const read = yield* pullsInOwnFiber(Effect.fiberId, unlimited)
      const first = yield* read
      expect(yield* read).toEqual(first)
      expect(first).not.toEqual(yield* Effect.fiberId)
    })
  )

  it.scopedLive("see what their maker's fiber has, and are made one for each read", () =>
    Effect.gen(function* () {
      const made = yield* Ref.make(0)
      const local = yield* Effect.makeLatch(false)
      const read = yield* pullsInOwnFiber(
        Effect.zipRight(
          local.await,
          Ref.updateAndGet(made, (n) => n + 1)
        ),
        unlimited
      )
      yield* local.open
      expect([yield* read, yield* read]).toEqual([1, 2])
      yield* Effect.sleep("20 millis")
      expect(yield* made).toBe(2)
    })
  )

  it.scopedLive("end where one fails, and stay ended", () =>
    Effect.gen(function* () {
      const made = yield* Ref.make(0)
      const read = yield* pullsInOwnFiber(
        Effect.flatMap(
          Ref.updateAndGet(made, (n) => n + 1),
          (n) => (n < 2 ? Effect.succeed(n) : Effect.fail(`end ${n}`))
        ),
        within(Option.some(Duration.seconds(10)))
      )
      expect(yield* read).toBe(1)
      expect([yield* Effect.flip(read), yield* Effect.flip(read)]).toEqual(["end 2", "end 2"])
      const died = yield* pullsInOwnFiber(Effect.die("bug"), unlimited)
      expect(yield* Effect.exit(died)).toEqual(Exit.die("bug"))
    })
  )

  it.scopedLive("are late after the deadline of each, which the reader's time does not count for", () =>
    Effect.gen(function* () {
      const interrupted = yield* Deferred.make<void>()
      let pulls = 0
      const pull = Effect.suspend(() =>
        pulls++ < 2 ? Effect.delay(Effect.succeed(pulls), "60 millis") : Effect.never
      ).pipe(Effect.onInterrupt(() => Deferred.succeed(interrupted, undefined)))
      const read = yield* pullsInOwnFiber(pull, within(Option.some(Duration.millis(400))))
      expect(yield* read).toBe(1)
      yield* Effect.sleep("500 millis")
      expect(yield* read).toBe(2)
      expect(yield* Effect.flip(read)).toBe("late")
      yield* Deferred.await(interrupted)
      expect(yield* Effect.flip(read)).toBe("late")
    })
  )

  it.scopedLive("lose nothing when their reader is interrupted: the next one gets it", () =>
    Effect.gen(function* () {
      const latch = yield* Effect.makeLatch(false)
      const made = yield* Ref.make(0)
      const read = yield* pullsInOwnFiber(
        Effect.zipRight(
          latch.await,
          Ref.updateAndGet(made, (n) => n + 1)
        ),
        unlimited
      )
      const reader = yield* Effect.fork(read)
      yield* Effect.sleep("10 millis")
      yield* Fiber.interrupt(reader)
      yield* latch.open
      yield* Effect.sleep("10 millis")
      expect([yield* read, yield* read]).toEqual([1, 2])
    })
  )

  it.live("are interrupted at the scope's end, whoever cannot be", () =>
    Effect.gen(function* () {
      const interrupted = yield* Deferred.make<void>()
      const never = Effect.onInterrupt(Effect.never, () => Deferred.succeed(interrupted, undefined))
      yield* Effect.scoped(
        Effect.gen(function* () {
          const read = yield* Effect.uninterruptible(pullsInOwnFiber(never, unlimited))
          yield* Effect.fork(read)
          yield* Effect.sleep("10 millis")
        })
      )
      expect(yield* Deferred.isDone(interrupted)).toBe(true)
    })
  )
})
