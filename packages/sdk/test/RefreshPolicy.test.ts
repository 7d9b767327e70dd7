import {
  backOffDelay,
  defaultPolicy,
  isGood,
  make,
  refreshDecision,
  windows,
  type Windows
} from "@effect-globus/sdk/RefreshPolicy"
import { describe, expect, it } from "@effect/vitest"
import * as Either from "effect/Either"
import * as FastCheck from "effect/FastCheck"
import { dice } from "./dice.js"

const minute = 60_000
const hour = 60 * minute

const fraction = FastCheck.double({ min: 0, max: 0.999999, noNaN: true })
const lifetimes = FastCheck.integer({ min: 1, max: 400 * hour })
const windowsOf = FastCheck.tuple(lifetimes, fraction).map(([lifetime, random]) =>
  windows(lifetime, random, defaultPolicy)
)

describe("make", () => {
  it("takes numbers that make sense", () => {
    expect(make({ mandatory: 30_000, jitter: 0 })).toEqual(
      Either.right({ ...defaultPolicy, mandatory: 30_000, jitter: 0 })
    )
  })

  for (const [numbers, field] of [
    [{ deadline: 0 }, "deadline"],
    [{ backOff: -1 }, "backOff"],
    [{ margin: Number.NaN }, "margin"],
    [{ jitter: 1.5 }, "jitter"],
    [{ advisoryShare: -0.1 }, "advisoryShare"],
    [{ advisory: [{ lifetime: 0, window: -1 }] }, "advisory"],
    [{ calmBackOff: [0, 1] }, "calmBackOff"],
    [{ calmBackOff: [1, Infinity] }, "calmBackOff"],
    [{ maxBackOff: Infinity }, "maxBackOff"],
    [{ maxRetryAfter: Infinity }, "maxRetryAfter"],
    [{ maxRetryAfter: 0 }, "maxRetryAfter"],
    [{ patience: -1 }, "patience"],
    [{ patience: Infinity }, "patience"],
    [{ patience: Number.NaN }, "patience"]
  ] as const) {
    it(`refuses ${JSON.stringify(numbers)} by name`, () => {
      expect(Either.getOrThrow(Either.flip(make(numbers)))).toMatchObject({
        _tag: "GlobusUsageError",
        field: `policy.${field}`
      })
    })
  }
})

describe("windows", () => {
  it("are 60 minutes, 60 seconds and 1 second for a token of 48 hours", () => {
    expect(windows(48 * hour, 0, defaultPolicy)).toEqual({ advisory: 60 * minute, mandatory: minute, margin: 1000 })
  })

  it("are 15 and 5 minutes ahead for tokens of 2 hours and of 30 minutes", () => {
    expect(windows(2 * hour, 0, defaultPolicy).advisory).toBe(15 * minute)
    expect(windows(30 * minute, 0, defaultPolicy).advisory).toBe(5 * minute)
  })

  it("never take more than a quarter and a tenth of a token's life, and keep their order", () => {
    FastCheck.assert(
      FastCheck.property(lifetimes, fraction, (lifetime, random) => {
        const { advisory, mandatory, margin } = windows(lifetime, random, defaultPolicy)
        expect(advisory).toBeLessThanOrEqual(lifetime / 4)
        expect(mandatory).toBeLessThanOrEqual(lifetime * 0.1)
        expect(margin).toBeLessThanOrEqual(mandatory)
        expect(mandatory).toBeLessThanOrEqual(advisory)
      })
    )
  })

  it("7. jitter: 1,000 caches with one expiry refresh over at least 15 % of the window, never 5 % within a second", () => {
    const due = Array.from({ length: 1000 }, (_, n) => windows(48 * hour, n / 1000, defaultPolicy).advisory)
    expect(Math.max(...due) - Math.min(...due)).toBeGreaterThanOrEqual(0.15 * 60 * minute)
    const buckets = new Map<number, number>()
    for (const moment of due) {
      const bucket = Math.floor(moment / 1000)
      buckets.set(bucket, (buckets.get(bucket) ?? 0) + 1)
    }
    expect(Math.max(...buckets.values())).toBeLessThanOrEqual(50)
  })
})

describe("refreshDecision", () => {
  const situations = FastCheck.record({
    left: FastCheck.option(FastCheck.double({ min: -hour, max: 400 * hour, noNaN: true }), { nil: undefined }),
    windows: windowsOf,
    terminal: FastCheck.boolean(),
    backingOff: FastCheck.boolean()
  })

  it("never gives out a token that has expired or that a service rejected", () => {
    FastCheck.assert(
      FastCheck.property(situations, (situation) => {
        const decision = refreshDecision(situation)
        if (decision === "serve" || decision === "refreshAhead") {
          expect(situation.left).toBeDefined()
          expect(situation.left).toBeGreaterThan(0)
        }
      })
    )
  })

  it("asks for no renewal when the grant is dead or it is too early", () => {
    FastCheck.assert(
      FastCheck.property(situations, (situation) => {
        const decision = refreshDecision(situation)
        if (situation.terminal || situation.backingOff) {
          expect(["refreshAhead", "block"]).not.toContain(decision)
        }
      })
    )
  })

  it("fails no call while the token is good", () => {
    FastCheck.assert(
      FastCheck.property(situations, (situation) => {
        if (isGood(situation)) expect(["backOff", "giveUp"]).not.toContain(refreshDecision(situation))
      })
    )
  })

  it("serves a token whose expiry nobody said", () => {
    expect(
      refreshDecision({
        left: Infinity,
        windows: { advisory: 0, mandatory: 0, margin: 0 },
        terminal: false,
        backingOff: false
      })
    ).toBe("serve")
  })

  const day: Windows = windows(48 * hour, 0, defaultPolicy)
  const at = (left: number, state: { terminal?: boolean; backingOff?: boolean } = {}) =>
    refreshDecision({ left, windows: day, terminal: false, backingOff: false, ...state })

  it("serves before the advisory window, renews ahead in it, blocks in the mandatory one", () => {
    expect([at(61 * minute), at(59 * minute), at(59_000), at(-1)]).toEqual(["serve", "refreshAhead", "block", "block"])
  })

  it("falls back on the current token as long as it has the margin", () => {
    expect([at(1000, { backingOff: true }), at(999, { backingOff: true })]).toEqual(["serve", "backOff"])
    expect([at(1000, { terminal: true }), at(999, { terminal: true })]).toEqual(["serve", "giveUp"])
  })
})

describe("backOffDelay", () => {
  const inputs = FastCheck.record({
    failures: FastCheck.integer({ min: 1, max: 2000 }),
    left: FastCheck.option(FastCheck.double({ min: -hour, max: 400 * hour, noNaN: true }), { nil: undefined }),
    windows: windowsOf,
    retryAfter: FastCheck.integer({ min: 0, max: hour }),
    random: fraction
  })

  it("10. is never below what the token endpoint asks, and never above 10 minutes otherwise", () => {
    FastCheck.assert(
      FastCheck.property(inputs, (input) => {
        const delay = backOffDelay(input, defaultPolicy)
        expect(delay).toBeGreaterThanOrEqual(input.retryAfter)
        expect(delay).toBeLessThanOrEqual(Math.max(input.retryAfter, 10 * minute))
      })
    )
  })

  it("12. what the token endpoint asks has a cap of an hour, and a pause is always finite", () => {
    FastCheck.assert(
      FastCheck.property(inputs, FastCheck.constantFrom(2 * hour, 1e300, Infinity), (input, retryAfter) => {
        expect(backOffDelay({ ...input, retryAfter }, defaultPolicy)).toBe(hour)
      })
    )
  })

  it("never sleeps past the moment at which calls begin to wait", () => {
    FastCheck.assert(
      FastCheck.property(inputs, (input) => {
        const { left, windows } = input
        if (left === undefined || left <= windows.mandatory) return
        expect(backOffDelay({ ...input, retryAfter: 0 }, defaultPolicy)).toBeLessThanOrEqual(left - windows.mandatory)
      })
    )
  })

  it("doubles its ceiling from one second to five minutes", () => {
    const ceilings = [1, 2, 3, 9, 10, 50].map((failures) =>
      backOffDelay(
        { failures, left: undefined, windows: windows(hour, 0, defaultPolicy), retryAfter: 0, random: 1 },
        defaultPolicy
      )
    )
    expect(ceilings).toEqual([1000, 2000, 4000, 256_000, 300_000, 300_000])
  })

  it("is calm, 5 to 10 minutes, while more than 30 minutes are left", () => {
    const calm = (random: number) =>
      backOffDelay(
        { failures: 1, left: 50 * minute, windows: windows(48 * hour, 0, defaultPolicy), retryAfter: 0, random },
        defaultPolicy
      )
    expect([calm(0), calm(0.5)]).toEqual([5 * minute, 7.5 * minute])
  })

  // Full jitter can draw short pauses again and again: no draw makes more than 20 requests likely, and none forbids them.
  it("9. ten minutes of failures are at most 20 requests, wherever in a token's life they begin, but for one draw in 200", () => {
    const outage = FastCheck.tuple(
      FastCheck.constantFrom(48 * hour, 2 * hour, 10 * minute, 60_000, 3000),
      FastCheck.double({ min: -0.1, max: 0.25, noNaN: true }),
      FastCheck.integer()
    )
    const counts = FastCheck.sample(outage, 2000).map(([lifetime, share, seed]) => {
      const random = dice(seed)
      let requests = 0
      for (let time = 0; time < 10 * minute; requests++) {
        time += backOffDelay(
          {
            failures: requests + 1,
            left: lifetime * share - time,
            windows: windows(lifetime, 0, defaultPolicy),
            retryAfter: 0,
            random: random()
          },
          defaultPolicy
        )
      }
      return requests
    })
    expect(counts.filter((requests) => requests > 20).length).toBeLessThanOrEqual(10)
    expect(counts.reduce((sum, requests) => sum + requests) / counts.length).toBeLessThanOrEqual(14)
  })
})
