import { describe, expect, it } from "@effect/vitest"
import { Duration, FastCheck as fc, Option } from "effect"
import { GlobusNetworkError, GlobusTimeout } from "../src/GlobusError.js"
import * as Retry from "../src/Retry.js"
import { apiError, tagOf } from "../src/internal/wire/apiError.js"

const call = { operation: "o", method: "GET", origin: "https://example.org", path: "/" }

const answered = (status: number, code?: string, retryAfter?: Duration.Duration) =>
  apiError(tagOf(status, code, undefined), {
    ...call,
    status,
    code,
    description: "",
    requestId: undefined,
    resource: undefined,
    errors: [],
    requirements: undefined,
    retryAfter,
    body: ""
  })

const noAnswer = new GlobusNetworkError({ ...call, description: "reset" })
const late = new GlobusTimeout({ ...call, description: "late", timeout: Duration.minutes(1) })

const failed = (error: Retry.Failure["error"], facts: Partial<Retry.Failure> = {}): Retry.Failure => ({
  error,
  method: "GET",
  repeatable: true,
  ...facts
})

describe("isRetryable", () => {
  it("is true for what is transient, if the call may arrive twice", () => {
    for (const error of [noAnswer, late, ...[500, 502, 503, 504].map((status) => answered(status))]) {
      expect(Retry.isRetryable(failed(error))).toBe(true)
      expect(Retry.isRetryable(failed(error, { repeatable: false }))).toBe(false)
    }
  })

  it("is true for 429 even if it may not: that one did not arrive", () => {
    expect(Retry.isRetryable(failed(answered(429), { repeatable: false }))).toBe(true)
    expect(Retry.isRetryable(failed(answered(429, "ExternalError"), { repeatable: false }))).toBe(true)
  })

  it("is true for a collection's own failure only with 503", () => {
    const collection = (status: number) => Retry.isRetryable(failed(answered(status, "EndpointError")))
    expect([500, 502, 503, 504].map(collection)).toEqual([false, false, true, false])
  })

  it("is never true for any other status", () => {
    for (const status of [302, 400, 401, 403, 404, 408, 409, 422, 501, 505, 599]) {
      expect([status, Retry.isRetryable(failed(answered(status)))]).toEqual([status, false])
    }
  })
})

describe("decide", () => {
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
  const millis = (pause: Option.Option<Duration.Duration>) => Duration.toMillis(Option.getOrThrow(pause))

  it("pauses at most 0.25 s doubled with each retry, and never above 10 s", () => {
    fc.assert(
      fc.property(fc.nat({ max: 4 }), random, (retry, random) => {
        const pause = millis(Retry.decide(failed(noAnswer), retry, random))
        expect(pause).toBeGreaterThanOrEqual(0)
        expect(pause).toBeLessThanOrEqual(Math.min(250 * 2 ** retry, 10_000))
      })
    )
    const patient = { ...Retry.defaultPolicy, maxRetries: 5000 }
    for (const retry of [6, 60, 4999]) {
      expect(millis(Retry.decide(failed(noAnswer), retry, 0.9999, patient))).toBeLessThanOrEqual(10_000)
    }
  })

  it("uses the whole span: a die of nothing is no pause, one of nearly all is nearly the longest", () => {
    expect([0, 1, 2, 3, 4].map((retry) => millis(Retry.decide(failed(noAnswer), retry, 0)))).toEqual([0, 0, 0, 0, 0])
    expect([0, 1, 2, 3, 4].map((retry) => Math.round(millis(Retry.decide(failed(noAnswer), retry, 0.9999))))).toEqual([
      250, 500, 1000, 2000, 4000
    ])
  })

  it("pauses at least what Retry-After asks, up to the cap", () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 4 }),
        random,
        fc.nat({ max: 10_000 }),
        fc.nat({ max: 600 }),
        (retry, random, asked, cap) => {
          const policy = { ...Retry.defaultPolicy, maxRetryAfter: Duration.seconds(cap) }
          const failure = failed(answered(503, undefined, Duration.seconds(asked)))
          const pause = millis(Retry.decide(failure, retry, random, policy))
          expect(pause).toBeGreaterThanOrEqual(Math.min(asked, cap) * 1000)
          expect(pause).toBeLessThanOrEqual(Math.max(Math.min(asked, cap) * 1000, 10_000))
        }
      )
    )
  })

  it("gives up after the last retry, and at once when it is no use", () => {
    fc.assert(
      fc.property(fc.nat({ max: 20 }), fc.nat({ max: 20 }), random, (maxRetries, retry, random) => {
        const policy = { ...Retry.defaultPolicy, maxRetries }
        expect(Option.isSome(Retry.decide(failed(noAnswer), retry, random, policy))).toBe(retry < maxRetries)
        expect(Option.isNone(Retry.decide(failed(answered(404)), retry, random, policy))).toBe(true)
      })
    )
  })
})
