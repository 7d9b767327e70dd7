import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as FastCheck from "effect/FastCheck"
import * as ScopeTable from "../../src/auth/ScopeTable.js"

const print = ({ dependencies, optional, scope }: ScopeTable.Requested): string =>
  (optional ? "*" : "") + scope + (dependencies.length === 0 ? "" : `[${dependencies.map(print).join(" ")}]`)

const requested: FastCheck.Arbitrary<ScopeTable.Requested> = FastCheck.letrec<{ tree: ScopeTable.Requested }>(
  (tie) => ({
    tree: FastCheck.record({
      scope: FastCheck.stringMatching(/^[a-z:/._-]{1,12}$/),
      optional: FastCheck.boolean(),
      dependencies: FastCheck.oneof(
        { depthSize: "small" },
        FastCheck.constant<Array<ScopeTable.Requested>>([]),
        FastCheck.array(tie("tree"), { minLength: 1, maxLength: 3 })
      )
    })
  })
).tree

const read = (text: string) =>
  Effect.either(
    Effect.flatMap(ScopeTable.ScopeTable, (table) => table.read(text)).pipe(Effect.provide(ScopeTable.layer()))
  )

const plain = (scope: string): ScopeTable.Requested => ({ scope, optional: false, dependencies: [] })

describe("ScopeTable", () => {
  it("what is printed is read back, whatever the nesting", () => {
    FastCheck.assert(
      FastCheck.property(FastCheck.array(requested, { maxLength: 4 }), (trees) => {
        expect(ScopeTable.parse(trees.map(print).join(" "))).toStrictEqual(Either.right(trees))
      })
    )
  })

  it("reading ends, and says yes or no, for any text", () => {
    FastCheck.assert(
      FastCheck.property(FastCheck.stringMatching(/^[ab*[\] ]{0,20}$/), (text) => {
        const result = ScopeTable.parse(text)
        // Brackets balance in every text that is a list of scopes.
        if (Either.isRight(result)) expect(text.split("[").length).toBe(text.split("]").length)
      })
    )
  })

  it.each(["a[", "a]", "[b]", "a[]", "a[b", "a[b]]", "*", "a**b", "a[*]", "a[b] [c]"])(
    "%s is no list of scopes",
    (text) => {
      expect(Either.isLeft(ScopeTable.parse(text))).toBe(true)
    }
  )

  it.effect("the top-level scope says whose the token is, not what it depends on", () =>
    Effect.gen(function* () {
      const timer = "https://auth.globus.org/scopes/524230d7-ea86-4a52-8312-86065a9e0417/timer"
      expect(yield* read(`${timer}[urn:globus:auth:scope:transfer.api.globus.org:all]`)).toStrictEqual(
        Either.right([
          {
            resourceServer: "524230d7-ea86-4a52-8312-86065a9e0417",
            scopes: [timer],
            requested: [
              {
                scope: timer,
                optional: false,
                dependencies: [
                  { scope: "urn:globus:auth:scope:transfer.api.globus.org:all", optional: false, dependencies: [] }
                ]
              }
            ]
          }
        ])
      )
    })
  )

  it.effect.each([
    ["profile", "auth.globus.org"],
    ["urn:globus:auth:scope:nexus.api.globus.org:groups", "nexus.api.globus.org"],
    ["https://auth.globus.org/scopes/eec9b274-0c81-4334-bdc2-54e90e689b9a/run", "flows.globus.org"],
    ["https://auth.globus.org/scopes/facd7ccc-c5f4-42aa-916b-a0e270e2c2a9/all", "funcx_service"]
  ] as const)("%s belongs to a resource server by its own name", ([scope, resourceServer]) =>
    Effect.map(read(scope), (result) =>
      expect(result).toStrictEqual(Either.right([{ resourceServer, scopes: [scope], requested: [plain(scope)] }]))
    )
  )

  it.effect("one entry a resource server, in the order of the first scopes, each scope once", () =>
    Effect.gen(function* () {
      const transfer = "urn:globus:auth:scope:transfer.api.globus.org:all"
      expect(yield* read(`openid ${transfer} email openid`)).toStrictEqual(
        Either.right([
          {
            resourceServer: "auth.globus.org",
            scopes: ["openid", "email"],
            requested: ["openid", "email", "openid"].map(plain)
          },
          { resourceServer: "transfer.api.globus.org", scopes: [transfer], requested: [plain(transfer)] }
        ])
      )
    })
  )

  it.effect("very many scopes, or deeply nested ones, are refused", () =>
    Effect.gen(function* () {
      const openid = (count: number) => "openid ".repeat(count)
      const nested = (depth: number) => "openid[".repeat(depth) + "openid" + "]".repeat(depth)
      for (const text of [openid(1000), nested(20)]) expect(Either.isRight(yield* read(text))).toBe(true)
      for (const text of [openid(1001), openid(40_000), nested(21), nested(3000), "openid[".repeat(100_000)]) {
        expect(yield* read(text)).toMatchObject({ left: expect.stringMatching(/more than (1000|20)/) })
      }
    })
  )

  it.effect("a scope that does not exist is refused, as a dependency too", () =>
    Effect.gen(function* () {
      for (const text of ["nothing", "openid nothing", "openid[nothing]", ""]) {
        expect(Either.isLeft(yield* read(text))).toBe(true)
      }
    })
  )

  it.effect("a collection's scopes exist from its creation on, and are its own", () =>
    Effect.gen(function* () {
      const id = "6f1a4bb4-9d2b-4d3c-8d2e-1f5b3c1d2e3f"
      const scopes = ["data_access", "https"].map((name) => `https://auth.globus.org/scopes/${id}/${name}`)
      const table = yield* ScopeTable.ScopeTable
      expect(Either.isLeft(yield* Effect.either(table.read(scopes.join(" "))))).toBe(true)
      yield* table.addCollection(id, { dataAccess: false })
      expect(yield* Effect.flip(table.read(scopes.join(" ")))).toBe(`unknown scopes: ${scopes[0]}`)
      yield* table.addCollection(id, { dataAccess: true })
      expect(yield* table.read(scopes.join(" "))).toMatchObject([{ resourceServer: id, scopes }])
    }).pipe(Effect.provide(ScopeTable.layer()))
  )

  it.effect("a flow's scope exists from its creation on, and is its own", () =>
    Effect.gen(function* () {
      const id = "6f1a4bb4-9d2b-4d3c-8d2e-1f5b3c1d2e40"
      const scope = `https://auth.globus.org/scopes/${id}/flow_6f1a4bb4_9d2b_4d3c_8d2e_1f5b3c1d2e40_user`
      const table = yield* ScopeTable.ScopeTable
      expect(Either.isLeft(yield* Effect.either(table.read(scope)))).toBe(true)
      yield* table.addFlow(id)
      expect(yield* table.read(scope)).toMatchObject([{ resourceServer: id, scopes: [scope] }])
    }).pipe(Effect.provide(ScopeTable.layer()))
  )

  it.effect("a scope that needs others is asked for with them, wherever it stands; an unknown one is passed over", () =>
    Effect.gen(function* () {
      const table = yield* ScopeTable.ScopeTable
      yield* table.addScope("a", { clientId: "service", dependencies: ["b", "gone", "openid"] })
      yield* table.addScope("b", { clientId: "service", dependencies: ["email"] })
      const below = [plain("openid"), { ...plain("b"), dependencies: [plain("email")] }]
      const [first] = yield* table.read("a[openid]")
      expect(first).toMatchObject({ resourceServer: "service", requested: [{ ...plain("a"), dependencies: below }] })
      const [openid] = yield* table.read("openid[a]")
      expect(openid.requested).toMatchObject([{ scope: "openid", dependencies: [{ scope: "a" }] }])
      yield* table.removeScope("a")
      expect(yield* Effect.flip(table.read("a"))).toContain("unknown scopes: a")
      expect([...(yield* table.scopes)]).toContain("b")
    }).pipe(Effect.provide(ScopeTable.layer()))
  )

  it.effect("scopes that need very many others are refused, and soon", () =>
    Effect.gen(function* () {
      const table = yield* ScopeTable.ScopeTable
      const names = (depth: number) => (depth < 25 ? [`left${depth}`, `right${depth}`] : [])
      for (let depth = 0; depth < 25; depth++) {
        for (const name of names(depth)) {
          yield* table.addScope(name, { clientId: "service", dependencies: names(depth + 1) })
        }
      }
      expect(yield* Effect.flip(table.read("left0"))).toContain("more than 1000")
      expect(yield* table.read("left20")).toHaveLength(1)
    }).pipe(Effect.provide(ScopeTable.layer()))
  )
})
