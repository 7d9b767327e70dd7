import { describe, expect, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Ref from "effect/Ref"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import * as AccessTokenAuthorizer from "../../../src/AccessTokenAuthorizer.js"
import type { Authorization } from "../../../src/Authorization.js"
import * as BasicAuthorizer from "../../../src/BasicAuthorizer.js"
import type { ClientOptions } from "../../../src/ClientOptions.js"
import { headerWithin, type Waiting } from "../../../src/internal/wire/headerWithin.js"
import * as NullAuthorizer from "../../../src/NullAuthorizer.js"
import * as TokenCache from "../../../src/TokenCache.js"
import { json, script, silence, type Script } from "../../script.js"
import { token } from "../../tokenScript.js"
import { things } from "../operation/ThingsApi.js"

const found = json({ id: "t" })
const get = { thing_id: "1" }

const client = (service: Script, authorization: Authorization.Service, options: ClientOptions = {}) =>
  Effect.provide(things({ timeout: "2 seconds", ...options }, authorization), service.layer)

/** A cache whose exchange takes so long. */
const slow = (duration: Duration.DurationInput) =>
  Effect.gen(function* () {
    const requests = yield* Ref.make(0)
    const cache = yield* TokenCache.make({
      exchange: Effect.zipRight(
        Ref.update(requests, (n) => n + 1),
        Effect.delay(
          Effect.map(token("token"), (token) => ({ ...token, resource_server: "things" })),
          duration
        )
      )
    })
    return { cache, requests: Ref.get(requests) }
  })

/** The value or the error of an effect, and after how many milliseconds. */
const timed = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const begun = yield* Clock.currentTimeMillis
    const exit = yield* Effect.merge(effect)
    return { exit, took: (yield* Clock.currentTimeMillis) - begun }
  })

/** The same, while so much time passes. */
const within = <A, E, R>(effect: Effect.Effect<A, E, R>, duration: Duration.DurationInput) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.fork(timed(effect))
    yield* TestClock.adjust(duration)
    return yield* Fiber.join(fiber)
  })

const late = (seconds: number) => ({
  exit: {
    _tag: "GlobusTimeout",
    operation: "getThing",
    timeout: Duration.seconds(seconds),
    waitingFor: "token",
    description: expect.stringMatching(/^no token within \ds, so nothing was sent/)
  },
  took: seconds * 1000
})

describe("the wait for a token", () => {
  it.scoped(
    "19. is within the call's timeout: a GlobusTimeout that says so, with nothing sent; the exchange goes on",
    () =>
      Effect.gen(function* () {
        const service = script(found)
        const { cache, requests } = yield* slow("10 seconds")
        const { getThing } = yield* client(service, cache)
        expect(yield* within(getThing(get), "2 seconds")).toMatchObject(late(2))
        expect(yield* within(getThing(get, { timeout: "1 second" }), "1 second")).toMatchObject(late(1))
        expect(service.requests).toHaveLength(0)
        yield* TestClock.adjust("7 seconds")
        expect(yield* getThing(get)).toEqual({ id: "t" })
        expect(yield* requests).toBe(1)
      })
  )

  it.scoped("19. and the answer share one deadline", () =>
    Effect.gen(function* () {
      const { cache } = yield* slow("1500 millis")
      const { createThing } = yield* client(script(silence), cache)
      const { exit, took } = yield* within(createThing({ name: "new" }), "2 seconds")
      expect(exit).toMatchObject({ _tag: "GlobusTimeout", operation: "createThing" })
      expect(exit).not.toMatchObject({ waitingFor: "token" })
      expect(took).toBe(2000)
    })
  )

  it.scoped("19. counts for its own attempt alone: the next one has all of its deadline", () =>
    Effect.gen(function* () {
      const { cache } = yield* slow("1500 millis")
      const service = script(json({}, 503), silence)
      const { getThing } = yield* client(service, cache)
      const fiber = yield* Effect.fork(Effect.exit(getThing(get)))
      yield* TestClock.adjust("1500 millis")
      yield* TestClock.adjust("250 millis")
      yield* TestClock.adjust("1500 millis")
      // The second attempt would be over by now if the wait for the token counted again.
      expect(service.requests).toHaveLength(2)
      yield* Fiber.interrupt(fiber)
    })
  )

  for (const [kind, hang] of [
    ["hangs", Effect.never],
    ["hangs and cannot be interrupted", Effect.uninterruptible(Effect.never)]
  ] as const) {
    it.effect(`19. is within the timeout for an authorizer of the program's own that ${kind}, too`, () =>
      Effect.gen(function* () {
        const service = script(found)
        const { getThing, listThingsStream } = yield* client(service, {
          header: () => hang,
          reject: () => Effect.succeed(false)
        })
        expect(yield* within(getThing(get), "2 seconds")).toMatchObject(late(2))
        expect(yield* within(Stream.runDrain(listThingsStream({})), "2 seconds")).toMatchObject({
          exit: { _tag: "GlobusTimeout", waitingFor: "token" }
        })
        expect(service.requests).toHaveLength(0)
      })
    )
  }

  it.effect("19. a copy of an authorizer of ours with a header of its own is asked for that header", () =>
    Effect.gen(function* () {
      const service = script(found)
      const ours = yield* AccessTokenAuthorizer.make({ accessToken: Redacted.make("a-token-of-ours") })
      const header = () => Effect.delay(Effect.succeedSome(Redacted.make("Bearer theirs")), "1 second")
      const { getThing } = yield* client(service, { ...ours, header })
      yield* within(getThing(get), "1 second")
      expect(service.requests[0]?.headers["authorization"]).toBe("Bearer theirs")
    })
  )

  it.scoped("39. costs nothing where a token is in hand: our own authorizers give it in one go", () =>
    Effect.gen(function* () {
      const waiting: Waiting<never> = {
        deadline: Option.some(Duration.seconds(1)),
        waited: () => expect.fail("it waited"),
        late: () => expect.fail("it was late")
      }
      const { cache } = yield* slow(0)
      yield* cache.ensure("1 hour")
      const secret = Redacted.make("a-secret-of-a-length")
      for (const authorizer of [
        cache,
        yield* AccessTokenAuthorizer.make({ accessToken: secret }),
        yield* BasicAuthorizer.make({ clientId: "id", clientSecret: secret }),
        yield* NullAuthorizer.make()
      ]) {
        const ended = Effect.runFork(headerWithin(authorizer)("things", waiting)).unsafePoll()
        expect(ended !== null && Exit.isSuccess(ended)).toBe(true)
      }
    }).pipe(Effect.withClock(Clock.make()))
  )
})
