import { describe, expect, it } from "@effect/vitest"
import * as Either from "effect/Either"
import * as fc from "effect/FastCheck"
import type { Consent } from "../../src/auth/Consent.js"
import * as ConsentForest from "../../src/auth/ConsentForest.js"
import * as Scope from "../../src/Scope.js"

const consent = (id: number, scope_name: string, ...above: ReadonlyArray<number>): ConsentForest.Placed => ({
  id,
  scope_name,
  dependency_path: [...above, id]
})

const uncovered = (consents: ReadonlyArray<ConsentForest.Placed>, scopes: string) =>
  Scope.print(
    ConsentForest.uncovered(Either.getOrThrow(ConsentForest.make(consents)), Either.getOrThrow(Scope.parse(scopes)))
  )

describe("the trees of consents", () => {
  it("are built from the list of Globus Auth", () => {
    const listed: ReadonlyArray<Consent> = [
      { id: 1, scope_name: "A", dependency_path: [1], status: "approved" },
      { id: 2, scope_name: null, dependency_path: [1, 2] }
    ]
    const forest = Either.getOrThrow(ConsentForest.make(listed))
    expect(forest.map(({ consent, dependencies }) => [consent.status, dependencies.length])).toEqual([["approved", 1]])
    expect(ConsentForest.uncovered(forest, Either.getOrThrow(Scope.parse("A")))).toEqual([])
  })

  it("are built from a list in any order", () => {
    const [a, b, c, d] = [consent(1, "A"), consent(2, "B", 1), consent(3, "C", 1, 2), consent(4, "D")]
    const forest = [
      {
        consent: a,
        dependencies: [{ consent: b, dependencies: [{ consent: c, dependencies: [] }] }]
      },
      { consent: d, dependencies: [] }
    ]
    expect(ConsentForest.make([a, b, c, d])).toEqual(Either.right(forest))
    expect(ConsentForest.make([c, b, a, d])).toEqual(Either.right(forest))
    expect(ConsentForest.make([])).toEqual(Either.right([]))
  })

  it("are not built from an incomplete list, or from consents whose path does not end with them", () => {
    for (const consents of [
      [consent(1, "A"), consent(3, "C", 1, 2)],
      [{ id: 3, scope_name: "A", dependency_path: [4] }],
      [{ id: 3, scope_name: "A", dependency_path: [] }]
    ]) {
      expect(Either.getOrThrow(Either.flip(ConsentForest.make(consents)))).toMatchObject({
        _tag: "GlobusIncompleteConsents",
        id: 3
      })
    }
  })
})

describe("scopes", () => {
  const chain = [consent(1, "A"), consent(2, "B", 1), consent(3, "C", 1, 2)]
  const siblings = [consent(1, "A"), consent(2, "B", 1), consent(3, "C", 1)]

  for (const [what, consents, scopes, expected] of [
    ["no scopes", [], "", ""],
    ["one", chain, "A", ""],
    ["one and its dependencies", chain, "A[B[C]] A[B]", ""],
    ["siblings", siblings, "A[B C]", ""],
    ["optional ones like any other", chain, "*A[*B]", ""],
    ["several, each by its own tree", [...chain, consent(4, "D")], "D A[B]", ""]
  ] as const) {
    it(`are covered: ${what}`, () => {
      expect(uncovered(consents, scopes)).toBe(expected)
    })
  }

  for (const [what, consents, scopes, expected] of [
    ["one without a consent", chain, "A D", "D"],
    ["a dependency that is missing", [consent(1, "A")], "A[B]", "A[B]"],
    ["an optional dependency that is missing", [consent(1, "A")], "A[*B]", "A[*B]"],
    ["siblings, which are not a chain", siblings, "A[B[C]]", "A[B[C]]"],
    [
      "two trees with a part each",
      [consent(1, "A"), consent(2, "B", 1), consent(3, "B"), consent(4, "C", 3)],
      "A[B[C]]",
      "A[B[C]]"
    ],
    [
      "two trees of the same scope",
      [consent(1, "A"), consent(2, "B", 1), consent(3, "A"), consent(4, "C", 3)],
      "A[B C]",
      "A[B C]"
    ],
    ["one with a consent only as a dependency", chain, "B", "B"]
  ] as const) {
    it(`are not covered: ${what}`, () => {
      expect(uncovered(consents, scopes)).toBe(expected)
    })
  }

  it("are covered by their consents, and no longer without one of them", () => {
    const { scope: scopes } = fc.letrec<{ scope: Scope.Scope; dependencies: ReadonlyArray<Scope.Scope> }>((tie) => ({
      scope: fc.record({
        scope: fc.constantFrom("A", "B", "C", "D"),
        optional: fc.boolean(),
        dependencies: tie("dependencies")
      }),
      dependencies: fc.oneof(
        { maxDepth: 3 },
        fc.constant([]),
        fc.uniqueArray(tie("scope"), { maxLength: 2, selector: ({ scope }) => scope })
      )
    }))
    const given = (scope: Scope.Scope, above: ReadonlyArray<number>, into: Array<ConsentForest.Placed>) => {
      const own = consent(into.length + 1, scope.scope, ...above)
      into.push(own)
      for (const dependency of scope.dependencies) given(dependency, own.dependency_path, into)
      return into
    }
    fc.assert(
      fc.property(scopes, fc.nat(), (scope, place) => {
        const consents = given(scope, [], [])
        const left = (consents: ReadonlyArray<ConsentForest.Placed>) =>
          ConsentForest.uncovered(Either.getOrThrow(ConsentForest.make(consents)), [scope])
        expect(left(consents)).toEqual([])
        const gone = consents[place % consents.length]
        const others = consents.filter(({ dependency_path }) => !dependency_path.includes(gone?.id ?? 0))
        expect(left(others)).toEqual([scope])
      })
    )
  })
})
