import { expect, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { live, platform, verdictsOf } from "./corpora.js"

const recorded = {
  collections: {
    TimersScopes: {
      scopes: { timer: "https://auth.globus.org/scopes/524230d7-ea86-4a52-8312-86065a9e0417/timer" }
    },
    GCSEndpointScopes: { sampleId: "e", scopes: { manage_collections: "urn:globus:auth:scope:e:manage_collections" } }
  },
  parser: [
    { input: "b a[*d c]", ok: true, serialized: ["a[*d c]", "b"] },
    { input: "*a", ok: true, serialized: ["*a"], single: "*a" },
    { input: "a[", ok: false, error: "ScopeParseError" },
    { input: "a[a]", ok: false, error: "ScopeCycleError" },
    { input: null, ok: false, error: "ScopeCycleError" }
  ],
  constructor: [
    { scopeString: "a", ok: true, serialized: "a", optionalSerialized: "*a" },
    { scopeString: "*a", ok: false }
  ],
  merge: [
    { a: ["a[b]", "c d"], b: ["*a"], ok: true, merged: ["*a[b]", "a[b]", "c", "d"] },
    { a: ["a[b]"], b: ["b[a]"], ok: false, error: "ScopeCycleError" }
  ]
}

const outcomes = (document: unknown) =>
  Effect.map(verdictsOf({ "scopes.json": JSON.stringify(document) }), (verdicts) =>
    verdicts.map(({ detail, id, outcome }) =>
      outcome === "passed" ? `${id} ${outcome}` : `${id} ${outcome}: ${detail}`
    )
  )

layer(platform, live)("recorded scopes", (it) => {
  it.effect("pass where ours are the same, in whatever order; what was too long to record is no row", () =>
    Effect.gen(function* () {
      const told = yield* outcomes(recorded)
      expect(told.filter((line) => !line.endsWith(" passed"))).toEqual([])
      expect(told).toHaveLength(2 + 4 + 2 + 2)
    })
  )

  it.effect("fail where ours are others", () =>
    Effect.gen(function* () {
      expect(
        yield* outcomes({
          collections: { TimersScopes: { scopes: { timer: "x" } }, NoScopes: { scopes: {} } },
          parser: [
            { input: "a", ok: true, serialized: ["b"], single: "a" },
            { input: "a", ok: false, error: "ScopeParseError" }
          ],
          constructor: [{ scopeString: "a", ok: false }],
          merge: [{ a: ["a"], b: [], ok: true, merged: [] }]
        })
      ).toEqual([
        'collections[0] failed: recorded [["timer","x"]], ours [["timer","https://auth.globus.org/scopes/524230d7-ea86-4a52-8312-86065a9e0417/timer"]]',
        "collections[1] failed: recorded [], ours undefined",
        'parser[0] failed: recorded [["b"],"a"], ours [["a"],"a"]',
        'parser[1] failed: recorded ["ScopeParseError","ScopeParseError"], ours [["a"],"a"]',
        'constructor[0] failed: recorded "ScopeParseError", ours ["a","*a"]',
        'merge[0] failed: recorded [], ours ["a"]'
      ])
    })
  )
})
