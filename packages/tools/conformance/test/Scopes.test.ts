import { expect, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { unused } from "./corpora.js"
import { live, platform, verdictsOf } from "./corpora.js"

const id = "00000000-1111-4222-8333-444444444444"

const gcs = (scope: string) =>
  `resource server = client_id of GET /info; default scope = GCSEndpointScopes(id).${scope}`

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
    { input: null, inputHead: "foo0[foo1[", inputLength: 7896, ok: false, error: "ScopeCycleError" }
  ],
  clients: {
    TimersClient: {
      resourceServer: "524230d7-ea86-4a52-8312-86065a9e0417",
      defaultScopeRequirements: ["https://auth.globus.org/scopes/524230d7-ea86-4a52-8312-86065a9e0417/timer"]
    },
    NativeAppAuthClient: { resourceServer: "auth.globus.org", defaultScopeRequirements: null },
    SpecificFlowClient: {
      resourceServer: id,
      defaultScopeRequirements: [`https://auth.globus.org/scopes/${id}/flow_00000000_1111_4222_8333_444444444444_user`]
    }
  },
  helpers: [
    {
      client: "TransferClient",
      helper: "add_app_data_access_scope",
      arg: [id],
      ok: true,
      scopeRequirements: {
        "auth.globus.org": ["openid"],
        "transfer.api.globus.org": [
          "urn:globus:auth:scope:transfer.api.globus.org:all",
          `urn:globus:auth:scope:transfer.api.globus.org:all[*https://auth.globus.org/scopes/${id}/data_access]`
        ]
      }
    },
    {
      client: "TimersClient",
      helper: "add_app_flow_user_scope",
      arg: [id, "x y"],
      ok: false,
      message: "'flow_ids[1]' must be a valid UUID (value='x y')"
    }
  ],
  serialize: [
    { input: ["a[b]", "c d"], ok: true, serialized: "a[b] c d" },
    { input: [], ok: false, error: "GlobusSDKUsageError" }
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
  it.effect("pass if ours are the same in any order, also if a text was too long to be recorded", () =>
    Effect.gen(function* () {
      const told = yield* outcomes(recorded)
      expect(told.filter((line) => !line.endsWith(" passed"))).toEqual([])
      expect(told).toHaveLength(2 + 5 + 3 + 2 + 2 + 2 + 2)
    })
  )

  it.effect("fail if ours are others", () =>
    Effect.gen(function* () {
      expect(
        yield* outcomes({
          collections: { TimersScopes: { scopes: { timer: "x" } }, NoScopes: { scopes: {} } },
          parser: [
            { input: "a", ok: true, serialized: ["b"], single: "a" },
            { input: "a", ok: false, error: "ScopeParseError" },
            { input: null, inputHead: "a[", inputLength: 9, ok: false, error: "ScopeCycleError" }
          ],
          clients: {
            TimersClient: { resourceServer: "t", defaultScopeRequirements: ["timer"] },
            NoClient: { resourceServer: "t", defaultScopeRequirements: [] },
            GCSClient: { note: gcs("see_collections") },
            FlowsClient: { note: gcs("manage_collections") },
            GroupsClient: { note: "as ever" }
          },
          helpers: [
            { client: "TransferClient", helper: "add_app_scope", arg: "a", ok: true, scopeRequirements: {} },
            { client: "TransferClient", helper: "add_app_data_access_scope", arg: "a", ok: false, message: "no" }
          ],
          serialize: [{ input: "a", ok: true, serialized: "b" }],
          constructor: [{ scopeString: "a", ok: false }],
          merge: [{ a: ["a"], b: [], ok: true, merged: [] }]
        })
      ).toEqual([
        'collections[0] failed: scopes: recorded [["timer","x"]], ours [["timer","https://auth.globus.org/scopes/524230d7-ea86-4a52-8312-86065a9e0417/timer"]]',
        "collections[1] failed: scopes: recorded [], ours nothing",
        'parser[0] failed: scopes: recorded [["b"],"a"], ours [["a"],"a"]',
        'parser[1] failed: scopes: recorded ["ScopeParseError","ScopeParseError"], ours [["a"],"a"]',
        "parser[2] failed: The text is too long to be recorded, and is not known here",
        'clients[0] failed: resource server: recorded "t", ours "524230d7-ea86-4a52-8312-86065a9e0417"\nscopes: recorded ["timer"], ours ["https://auth.globus.org/scopes/524230d7-ea86-4a52-8312-86065a9e0417/timer"]',
        "clients[1] not yet: no NoClient",
        'clients[2] failed: scopes: recorded ["see_collections"], ours ["manage_collections"]',
        "clients[3] not yet: FlowsClient is described, not recorded",
        "clients[4] not yet: GroupsClient is described, not recorded",
        'helpers[0] failed: scopes: recorded {}, ours {"auth.globus.org":["openid"],"transfer.api.globus.org":["a","urn:globus:auth:scope:transfer.api.globus.org:all"]}',
        "helpers[1] failed: The recording does not say which argument is wrong",
        'serialize[0] failed: scopes: recorded "b", ours "a"',
        'constructor[0] failed: scopes: recorded "ScopeParseError", ours ["a","*a"]',
        'merge[0] failed: scopes: recorded [], ours ["a"]'
      ])
    })
  )

  it.effect("are excused if a rule says why ours differ", () =>
    Effect.gen(function* () {
      const verdicts = yield* verdictsOf({
        "scopes.json": JSON.stringify({
          clients: {
            BaseClient: { resourceServer: null, defaultScopeRequirements: null },
            GCSClient: { note: gcs("manage_collections") }
          },
          collections: {
            GCSCollectionScopes: {
              sampleId: "00000000-1111-4222-8333-ABCDEF444444",
              scopes: {
                data_access: "https://auth.globus.org/scopes/00000000-1111-4222-8333-ABCDEF444444/data_access",
                https: "https://auth.globus.org/scopes/00000000-1111-4222-8333-ABCDEF444444/https"
              }
            }
          },
          helpers: [
            {
              client: "TransferClient",
              helper: "add_app_data_access_scope",
              arg: ["00000000111142228333444444444444", "{00000000-1111-4222-8333-444444444444}"],
              ok: true,
              scopeRequirements: {}
            }
          ],
          serialize: [{ input: ["a", ""], ok: true, serialized: "a " }]
        })
      })
      expect(verdicts.map(({ outcome }) => outcome)).toEqual(verdicts.map(() => "by design"))
      expect(unused(["client's scopes", "scopes of ids", "joined scopes"], verdicts)).toEqual([])
    })
  )
})
