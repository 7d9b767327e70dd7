import { describe, expect, it } from "@effect/vitest"
import * as Either from "effect/Either"
import * as fc from "effect/FastCheck"
import * as Scope from "../src/Scope.js"

const read = (text: string) => Either.getOrThrow(Scope.parse(text))

const names = fc.constantFrom("a", "b", "c", "d", "urn:globus:auth:scope:transfer.api.globus.org:all", "f\tg", "ä")

const { scope: scopes } = fc.letrec<{ scope: Scope.Scope; dependencies: ReadonlyArray<Scope.Scope> }>((tie) => ({
  scope: fc.record({ scope: names, optional: fc.boolean(), dependencies: tie("dependencies") }),
  dependencies: fc.oneof({ maxDepth: 3 }, fc.constant([]), fc.array(tie("scope"), { maxLength: 2 }))
}))

/** Some of them depend on each other. */
const forest = fc.array(scopes, { maxLength: 4 })

/** Texts that are the notation, or nearly. */
const notation = fc
  .array(fc.constantFrom("a", "b", "foo", "*", "[", "]", " ", "  ", "[b", "]]"), { maxLength: 12 })
  .map((parts) => parts.join(""))

it("a scope depends on scopes: a text is none", () => {
  const foo = Either.getOrThrow(Scope.make("foo"))
  // @ts-expect-error a text
  const texts: ReadonlyArray<Scope.Scope> = ["bar"]
  expect(Scope.withDependencies(foo, [])).toEqual(foo)
  expect(texts).toHaveLength(1)
})

describe("scopes that are read", () => {
  it("are a tree for each name that is asked for", () => {
    expect(read(" a[b *c[d]]   *e ")).toEqual([
      {
        scope: "a",
        optional: false,
        dependencies: [
          { scope: "b", optional: false, dependencies: [] },
          { scope: "c", optional: true, dependencies: [{ scope: "d", optional: false, dependencies: [] }] }
        ]
      },
      { scope: "e", optional: true, dependencies: [] }
    ])
    expect(read("")).toEqual([])
  })

  it("depend everywhere on what they depend on anywhere, required where one place requires it", () => {
    expect(Scope.print(read("a[b[*c]] b[c] *b"))).toBe("a[b[c]] b[c] *b[c]")
    expect(Scope.print(read("a[*b b] a"))).toBe("a[b]")
    expect(Scope.print(read("a[b *b]"))).toBe("a[b]")
  })

  for (const [text, offset, message] of [
    ["ab*", 3, 'the name of the optional scope is missing after the "*"'],
    ["ab[", 3, '1 "[" without a matching "]"'],
    ["a[b[c]", 6, '1 "[" without a matching "]"'],
    ["a]", 1, 'this "]" has no matching "["'],
    ["a[]", 2, "these brackets are empty: leave them out"],
    ["a[ ]", 3, "these brackets are empty: leave them out"],
    ["* a", 1, 'a "*" must stand directly before the name of the optional scope'],
    ["**a", 1, 'a "*" must stand directly before the name of the optional scope'],
    ["a[*]", 3, 'a "*" must stand directly before the name of the optional scope'],
    ["[a]", 0, 'a "[" must stand directly after a name'],
    ["a [b]", 2, 'a "[" must stand directly after a name'],
    ["a[[b]]", 2, 'a "[" must stand directly after a name'],
    ["a[b]c", 4, 'a "]" must be followed by a space or another "]"'],
    ["a[b]*c", 4, 'a "]" must be followed by a space or another "]"']
  ] as const) {
    it(`are refused in ${text}, which says where and what`, () => {
      const error = Either.getOrThrow(Either.flip(Scope.parse(text)))
      expect(error).toMatchObject({ _tag: "GlobusScopeParseError", offset, message: `at ${offset}: ${message}` })
    })
  }

  it("are refused where they depend on each other, by the way that they do", () => {
    for (const [text, cycle] of [
      ["a[a]", ["a"]],
      ["x[a[b]] b[c] c[a] d", ["a", "b", "c"]],
      ["a[b] b[*b]", ["b"]]
    ] as const) {
      const error = Either.getOrThrow(Either.flip(Scope.parse(text)))
      expect(error).toMatchObject({ _tag: "GlobusScopeCycleError", cycle })
      expect(error.message).toBe(`Scopes depend on each other: ${[...cycle, cycle[0]].join(" -> ")}`)
    }
  })

  it("are read or refused in any text, and what is read comes back when it is written", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), notation), (text) => {
        const scopes = Scope.parse(text)
        if (Either.isRight(scopes)) expect(Scope.parse(Scope.print(scopes.right))).toEqual(scopes)
      }),
      { numRuns: 2_000 }
    )
  })

  it("may be as deep and as many as a text holds", () => {
    const depth = 50_000
    const names = Array.from({ length: depth }, (_, index) => `s${index}`)
    const deep = `${names.join("[")}${"]".repeat(depth - 1)}`
    expect(Scope.print(read(deep))).toBe(deep)
    expect(Scope.print(Either.getOrThrow(Scope.merge(read(deep), read(deep))))).toBe(deep)
    expect(Either.getOrThrow(Either.flip(Scope.parse(`${names.join("[")}[s7]${"]".repeat(depth - 1)}`)))).toMatchObject(
      { _tag: "GlobusScopeCycleError" }
    )
    expect(read(names.join(" "))).toHaveLength(depth)
    // Each depends on both of the next pair: a tree of it would have 2^200 leaves.
    const shared = Array.from({ length: 200 }, (_, n) => `a${n}[a${n + 1} b${n + 1}] b${n}[a${n + 1} b${n + 1}]`).join(
      " "
    )
    expect(read(shared)).toHaveLength(400)
    expect(Either.getOrThrow(Scope.merge(read(shared), read(shared)))).toHaveLength(400)
  })
})

describe("scopes that are written", () => {
  /** Each level has two names, and each of them depends on both of the next. */
  const diamond = (levels: number) =>
    Array.from({ length: levels }, (_, n) => `a${n}[a${n + 1} b${n + 1}] b${n}[a${n + 1} b${n + 1}]`).join(" ")

  it("are whole at each name, where that is short", () => {
    expect(Scope.print(read("a[b[c]] d[b]"))).toBe("a[b[c]] d[b[c]]")
  })

  it("grow as what is read does, and are read as the same", () => {
    for (const levels of [24, 200, 400]) {
      const text = diamond(levels)
      const written = Scope.print(read(text))
      expect(written.length).toBeLessThan(65_536 + 2 * text.length)
      // Not compared as trees: one of 24 levels has millions of leaves.
      expect(Scope.print(read(written))).toBe(written)
      expect(Scope.print(Either.getOrThrow(Scope.merge(read(text), read(written))))).toBe(written)
    }
  })

  it("keep what the same name depends on elsewhere", () => {
    const dependencies = Array.from({ length: 10_000 }, (_, n) => ({
      scope: "x",
      optional: false,
      dependencies: read(`dependency-${n}`)
    }))
    const scopes = [{ scope: "a", optional: false, dependencies }]
    expect(Scope.parse(Scope.print(scopes))).toEqual(Scope.merge(scopes, []))
  })

  it("may depend on themselves in what a program made", () => {
    const dependencies: Array<Scope.Scope> = []
    const scope = { scope: "a", optional: false, dependencies }
    dependencies.push(scope)
    expect(Either.getOrThrow(Either.flip(Scope.parse(Scope.print(scope))))).toMatchObject({
      _tag: "GlobusScopeCycleError",
      cycle: ["a"]
    })
  })
})

describe("one scope", () => {
  it("is read where there is one", () => {
    expect(Scope.parseOne(" a[b] ")).toEqual(Either.map(Scope.parse("a[b]"), ([scope]) => scope))
    expect(Either.getOrThrow(Scope.parseOne("a a[b]"))).toMatchObject({ scope: "a" })
    expect(Either.getOrThrow(Either.flip(Scope.parseOne("a b")))).toMatchObject({
      message: "give exactly one scope: the text has 2"
    })
    expect(Either.getOrThrow(Either.flip(Scope.parseOne("")))).toMatchObject({
      message: "give exactly one scope: the text has none"
    })
    expect(Either.getOrThrow(Either.flip(Scope.parseOne("a[")))).toMatchObject({
      message: 'at 2: 1 "[" without a matching "]"'
    })
  })

  it("is made of a name, which has nothing of the notation in it", () => {
    expect(Scope.make("a:b/c")).toEqual(Either.right({ scope: "a:b/c", optional: false, dependencies: [] }))
    for (const [name, offset] of [
      ["*a", 0],
      ["a[b]", 1],
      ["a b", 1],
      ["ab]", 2]
    ] as const) {
      expect(Either.getOrThrow(Either.flip(Scope.make(name)))).toMatchObject({ _tag: "GlobusScopeParseError", offset })
    }
  })

  it("becomes optional, and is given dependencies, as another one", () => {
    const [a, b] = [Either.getOrThrow(Scope.make("a")), Either.getOrThrow(Scope.make("b"))]
    const c = Scope.withDependencies(Scope.withDependencies(a, [b]), [Scope.withOptional(b, true)])
    expect(Scope.print(c)).toBe("a[b *b]")
    expect(Scope.print(Scope.withOptional(c, true))).toBe("*a[b *b]")
    expect(Scope.print(a)).toBe("a")
  })
})

describe("scopes that are merged", () => {
  const text = (merged: Either.Either<ReadonlyArray<Scope.Scope>, unknown>) =>
    Either.map(merged, (scopes) => Scope.print(scopes))

  it("are each there once, with what they depend on in either list", () => {
    expect(text(Scope.merge(read("a[*b] *d"), read("a[b c] d a")))).toEqual(Either.right("a[b c] *d d"))
    expect(text(Scope.merge([], read("a[b]")))).toEqual(Either.right("a[b]"))
  })

  it("may come to depend on each other", () => {
    expect(Either.getOrThrow(Either.flip(Scope.merge(read("a[b]"), read("b[a]"))))).toMatchObject({
      _tag: "GlobusScopeCycleError",
      cycle: ["a", "b"]
    })
  })

  it("are what one text with both lists in it says", () => {
    fc.assert(
      fc.property(forest, forest, (one, other) => {
        expect(Scope.merge(one, other)).toEqual(Scope.parse(`${Scope.print(one)} ${Scope.print(other)}`))
      }),
      { numRuns: 500 }
    )
  })

  it("stay as they are when they are merged again", () => {
    fc.assert(
      fc.property(forest, forest, (one, other) => {
        const merged = Scope.merge(one, other)
        if (Either.isLeft(merged)) return
        expect(Scope.merge(merged.right, one)).toEqual(merged)
        expect(Scope.merge(merged.right, merged.right)).toEqual(merged)
      }),
      { numRuns: 500 }
    )
  })

  it("do not lose what one object is a dependency of twice", () => {
    const shared: ReadonlyArray<Scope.Scope> = [{ scope: "c", optional: false, dependencies: [] }]
    const scopes = [
      { scope: "a", optional: false, dependencies: shared },
      { scope: "b", optional: false, dependencies: shared }
    ]
    expect(text(Scope.merge(scopes, []))).toEqual(Either.right("a[c] b[c]"))
  })
})

describe("scopes of an option", () => {
  const all: Scope.Scope = {
    scope: "urn:example:all",
    optional: false,
    dependencies: [{ scope: "urn:example:data", optional: true, dependencies: [] }]
  }

  it.each<[string, Scope.Scopes, string]>([
    ["a text", "openid  email", "openid  email"],
    ["a scope", all, "urn:example:all[*urn:example:data]"],
    ["a list of either", ["openid", all], "openid urn:example:all[*urn:example:data]"]
  ])("may be %s", (_kind, scopes, text) => {
    expect(Scope.toText(scopes)).toEqual(Either.right(text))
  })

  it.each<[Scope.Scopes]>([[""], [" "], [[]], [["openid", ""]]])(
    "are refused if one or all are empty: %j",
    (scopes) => {
      expect(Either.getOrThrow(Either.flip(Scope.toText(scopes, "requested_scopes")))).toMatchObject({
        _tag: "GlobusUsageError",
        field: "requested_scopes"
      })
    }
  )
})
