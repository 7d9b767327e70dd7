import * as Faults from "@effect-globus/sandbox/Faults"
import type { Arrival } from "@effect-globus/sandbox/Journal"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Dice from "../src/Dice.js"
import * as FaultKind from "../src/FaultKind.js"
import * as FaultPlan from "../src/FaultPlan.js"
import type { Weather } from "../src/Weather.js"

const fine: Weather = { outages: [], refusals: [], endings: [] }

const arrival = (changes: Partial<Arrival>): Arrival => ({
  method: "GET",
  path: "/",
  query: {},
  operation: "taskList",
  service: "transfer.api.globus.org",
  scheme: "Bearer",
  token: "t",
  tokenResourceServer: "transfer.api.globus.org",
  clientId: "client",
  grantType: undefined,
  ...changes
})

const ofCall = (id: string) => arrival({ query: { call: id } })

const ofTokens = (clientId: string) => arrival({ operation: "oauth2Token", clientId })

const plan = (seed: number, weather = fine, elapsed = 0) => FaultPlan.make(Dice.make(seed), weather, () => elapsed)

const names = (choose: ReturnType<typeof plan>, requests: ReadonlyArray<Arrival>) =>
  requests.map((request) => choose(request)?.name)

const many = Array.from({ length: 2000 }, (_, n) => ofCall(`user-00-${n}`))

/** Every name that the plan may give. */
const everyKind = (pick: (roll: number) => FaultKind.FaultKind | undefined) =>
  new Map(Array.from({ length: 5000 }, (_, n) => pick(n / 5000)).flatMap((kind) => (kind ? [[kind.name, kind]] : [])))

describe("the plan of faults", () => {
  it("depends on the seed and the call, and not on other calls", () => {
    const all = names(plan(5), many)
    expect(names(plan(5), many)).toEqual(all)
    expect(names(plan(5), [...many].reverse()).reverse()).toEqual(all)
    expect(names(plan(6), many)).not.toEqual(all)
  })

  it("lets most calls pass, some sometimes, and a few never", () => {
    const failures = Array.from({ length: 400 }, (_, n) => {
      const requests = Array.from({ length: 20 }, () => ofCall(`user-00-${n}`))
      return names(plan(1), requests).filter((name) => name !== undefined).length
    })
    expect(failures.filter((count) => count <= 2).length).toBeGreaterThan(200)
    expect(failures.filter((count) => count > 3 && count < 16).length).toBeGreaterThan(50)
    expect(failures.filter((count) => count >= 18).length).toBeGreaterThan(5)
  })

  it("an outage affects all requests to the token endpoint", () => {
    const choose = plan(1, { ...fine, outages: [{ from: 0, to: 10, kind: "hanging" }] }, 5)
    expect(names(choose, [ofTokens("a"), ofTokens("b"), ofTokens("a")])).toEqual(["hanging", "hanging", "hanging"])
    expect(names(choose, many)).toEqual(names(plan(1), many))
  })

  it("a service that refuses valid tokens refuses half of its requests, and no other service does", () => {
    const weather = { ...fine, refusals: [{ from: 0, to: 10, service: "transfer.api.globus.org" }] }
    const count = (requests: ReadonlyArray<Arrival>) =>
      names(plan(1, weather, 5), requests).filter((name) => name === "late 401").length
    expect(count(many)).toBeGreaterThan(800)
    expect(count(many)).toBeLessThan(1200)
    expect(count(many.map((request) => ({ ...request, service: "auth.globus.org" })))).toBeLessThan(50)
  })

  it("some calls get the same fault each time", () => {
    const steady = Array.from({ length: 400 }, (_, n) => {
      const requests = Array.from({ length: 8 }, () => ofCall(`user-00-${n}`))
      return new Set(names(plan(2), requests))
    })
    expect(steady.filter((names) => names.size === 1 && !names.has(undefined)).length).toBeGreaterThan(5)
  })

  it("a healthy token endpoint is slow", () => {
    const found = names(
      plan(1),
      Array.from({ length: 100 }, () => ofTokens("a"))
    )
    expect(found.filter((name) => name === "distant").length).toBeGreaterThan(60)
    expect(new Set(found).size).toBeGreaterThan(5)
  })

  it("the token endpoint does not refuse valid credentials", () => {
    expect(everyKind(FaultKind.forTokens).has("late 401")).toBe(false)
    expect(everyKind(FaultKind.forCall).has("late 401")).toBe(true)
  })

  it.effect("every kind is a fault that the sandbox knows", () =>
    Effect.gen(function* () {
      const faults = yield* Faults.make
      const kinds = [...everyKind(FaultKind.forTokens).values(), ...everyKind(FaultKind.forCall).values()]
      expect(new Set(kinds.map(({ name }) => name)).size).toBe(18)
      for (const kind of kinds) for (const roll of [0, 0.999]) yield* faults.add(kind.toFault(roll))
    })
  )
})
