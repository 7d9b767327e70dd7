import { expect, it } from "@effect/vitest"
import { Effect, Fiber, TestClock } from "effect"
import { timed, timedDependentTokens } from "../../../src/auth/internal/timed.js"

const document = { access_token: "a", token_type: "Bearer", expires_in: 100 }

it.effect("counts the expiry from the request, not from its slow answer", () =>
  Effect.gen(function* () {
    yield* TestClock.setTime(1_000_000)
    const fiber = yield* Effect.fork(timed(Effect.delay(Effect.succeed(document), "30 seconds")))
    const fibers = yield* Effect.fork(timedDependentTokens(Effect.delay(Effect.succeed([document]), "30 seconds")))
    yield* TestClock.adjust("30 seconds")
    expect((yield* Fiber.join(fiber)).expires_at_seconds).toBe(1100)
    expect((yield* Fiber.join(fibers)).tokens.map((token) => token.expires_at_seconds)).toEqual([1100])
  })
)
