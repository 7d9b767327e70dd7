import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { verdicts } from "../src/AuthorizeUrls.js"
import { neverCrashes, of, outcomes, unused } from "./corpora.js"

const client_id = "11111111-2222-4333-8444-555555555555"

// RFC 7636, appendix B.
const verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
const challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"

const fixed = (redirect_uri: string, scope: string, state: string) => [
  ["client_id", client_id],
  ["redirect_uri", redirect_uri],
  ["scope", scope],
  ["state", state],
  ["response_type", "code"]
]

const pkce = [
  ["code_challenge", challenge],
  ["code_challenge_method", "S256"]
]

const page = "https://auth.globus.org/v2/web/auth-code"

const native = {
  flow: "native",
  client: { client_id },
  startFlow: { requested_scopes: ["openid", "*a"], verifier },
  authorizeUrl: { session_required_mfa: true, prompt: { $missing: true }, session_message: null },
  ok: true,
  url: `https://auth.globus.org/v2/oauth2/authorize?${new URLSearchParams([...fixed(page, "openid *a", "_default"), ...pkce, ["access_type", "online"], ["session_required_mfa", "True"]]).toString().replace("*", "%2A")}`
}

const confidential = {
  flow: "confidential",
  client: { client_id, base_url: "https://auth.example.org/below/" },
  startFlow: {
    requested_scopes: "openid",
    redirect_uri: "https://example.org/back",
    state: "a state",
    refresh_tokens: true
  },
  authorizeUrl: { query_params: { n: 1, state: { $missing: true } } },
  ok: true,
  url: `https://auth.example.org/below/v2/oauth2/authorize?${new URLSearchParams([
    ...fixed("https://example.org/back", "openid", "").filter(([name]) => name !== "state"),
    ["access_type", "offline"],
    ["n", "1"]
  ]).toString()}`
}

const refused = {
  ...native,
  startFlow: { requested_scopes: "openid", verifier: "too-short" },
  ok: false,
  url: undefined,
  error: "GlobusSDKUsageError",
  message: "verifier must be 43-128 characters long: 9"
}

const preview = {
  ...native,
  client: { client_id, environment: "preview" },
  url: native.url.replaceAll("auth.globus.org", "auth.preview.globus.org")
}

const nowhere = {
  ...native,
  client: { client_id, environment: "nowhere" },
  ok: false,
  url: undefined,
  message: 'Unrecognized environment "nowhere"'
}

const held = (...urls: ReadonlyArray<unknown>) => of(verdicts, "authz_urls", { urls })

describe("URLs", () => {
  it.effect("pass if they lead to the same place and ask for the same, and so do equal refusals", () =>
    Effect.gen(function* () {
      const found = yield* held(native, confidential, refused, preview, nowhere)
      expect(found.map(({ detail, outcome }) => [outcome, detail])).toEqual(found.map(() => ["passed", ""]))
      expect(found[1]).toMatchObject({ section: "authz_urls", subject: "confidential flow", id: "urls[1]" })
    })
  )

  it.effect("fail for another place, parameter or order, and if ours should have been refused", () =>
    Effect.gen(function* () {
      const found = yield* held(
        { ...native, url: native.url.replace("auth.globus.org", "auth.example.org") },
        { ...native, url: `${native.url}&prompt=login` },
        { ...native, url: native.url.replace("openid", "profile") },
        { ...confidential, url: confidential.url.replace(/(.*\?)(.*)&(n=1)/, "$1$3&$2") },
        { ...native, url: undefined },
        { ...native, ok: false, url: undefined, message: "'scopes' cannot be empty" },
        { ...native, ok: false, url: undefined },
        { ...refused, message: "'scopes' cannot be empty" },
        { ...refused, ok: true, url: native.url },
        { ...native, url: "no URL" }
      )
      expect(found.filter(({ outcome }) => outcome !== "failed")).toEqual([])
      expect(found[2]?.detail).toContain("query: recorded ")
    })
  )
})

describe("differences by design", () => {
  const printed = {
    ...native,
    authorizeUrl: { query_params: { list: ["a"], none: null, kept: "x" } },
    url: `${native.url.replace("&session_required_mfa=True", "")}&list=%5B%27a%27%5D&none=None&kept=x`
  }
  const fragment = {
    ...confidential,
    startFlow: { ...confidential.startFlow, redirect_uri: "https://example.org/#back" }
  }
  const open = { ...native, client: { client_id, base_url: "http://auth.example.org" } }

  const blank = {
    ...native,
    startFlow: { ...native.startFlow, requested_scopes: ["openid", "\t"] },
    url: native.url.replace(/scope=[^&]*/, "scope=openid+%09")
  }
  const anonymous = { ...native, client: { client_id: null } }
  const capitals = {
    ...native,
    client: { client_id: "ABCDEF11-2222-4333-8444-555555555555" },
    url: native.url.replace(client_id, "ABCDEF11-2222-4333-8444-555555555555")
  }

  it.effect("are all met", () =>
    Effect.gen(function* () {
      const found = yield* held(printed, fragment, open, blank, anonymous, capitals)
      expect(found.filter(({ outcome }) => outcome !== "by design")).toEqual([])
      expect(unused(["authorization URL"], found)).toEqual([])
    })
  )

  it.effect("excuse nothing else of the same recording", () =>
    Effect.gen(function* () {
      const found = yield* held(
        { ...printed, url: printed.url.replace("kept=x", "kept=y") },
        { ...printed, url: printed.url.replace("&kept=x", "") },
        { ...fragment, startFlow: { ...fragment.startFlow, requested_scopes: [] } },
        { ...open, client: { client_id: "", base_url: "https://auth.example.org" }, ok: false, message: "no scopes" },
        { ...capitals, url: native.url },
        { ...blank, ok: false, url: undefined, message: "the redirect URI is wrong" }
      )
      expect(found.filter(({ outcome }) => outcome !== "failed")).toEqual([])
    })
  )
})

describe("login flow managers", () => {
  const login = {
    flow: "native",
    manager: { request_refresh_tokens: true, native_prefill_named_grant: "laptop" },
    authorizationParameters: { required_scopes: ["a", "b"], session_required_identities: ["i", "j"] },
    redirectUri: "https://example.org/back",
    ok: true,
    query: [
      ...fixed("https://example.org/back", "a b", "_default"),
      ["code_challenge", "<any>"],
      ["code_challenge_method", "S256"],
      ["access_type", "offline"],
      ["prefill_named_grant", "laptop"],
      ["session_required_identities", "i,j"]
    ]
  }
  const confidentialLogin = {
    ...login,
    flow: "confidential",
    query: login.query.filter(([name]) => !/^code_|^prefill/.test(name ?? ""))
  }

  it.effect("are flows that ask for what a service requires", () =>
    Effect.gen(function* () {
      const found = yield* of(verdicts, "authz_urls", {
        loginFlowManagers: [
          login,
          confidentialLogin,
          { ...login, authorizationParameters: {}, ok: false, query: undefined, message: "without scopes" }
        ]
      })
      expect(outcomes(found)).toEqual(["passed", "passed", "passed"])
    })
  )

  it.effect("fail if they ask for something else", () =>
    Effect.gen(function* () {
      const found = yield* of(verdicts, "authz_urls", {
        loginFlowManagers: [
          { ...login, query: login.query.map(([name, value]) => [name, name === "code_challenge" ? "known" : value]) },
          { ...login, query: login.query.slice(0, -1) },
          { ...login, flow: "confidential" },
          { ...login, authorizationParameters: {} }
        ]
      })
      expect(found.filter(({ outcome }) => outcome !== "failed")).toEqual([])
    })
  )
})

describe("PKCE", () => {
  it.effect("has the recorded challenge for each verifier", () =>
    Effect.gen(function* () {
      const found = yield* of(verdicts, "authz_urls", {
        pkce: [
          { verifier, challenge, method: "S256" },
          { verifier, challenge: challenge.replace("E", "F"), method: "S256" },
          { verifier: "too-short", challenge, method: "S256" },
          { verifier, challenge: verifier, method: "plain" }
        ]
      })
      expect(outcomes(found)).toEqual(["passed", "failed", "failed", "failed"])
    })
  )
})

describe("the file", () => {
  it.effect("gets verdicts whatever is in it", () => neverCrashes(verdicts, "authz_urls", "urls"))
})
