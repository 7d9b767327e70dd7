import { describe, expect, it } from "@effect/vitest"
import * as FastCheck from "effect/FastCheck"
import * as AuthorizeUrl from "../../src/auth/AuthorizeUrl.js"
import type { AuthRequirements } from "../../src/AuthRequirements.js"

const endpoint = "https://auth.globus.org/v2/oauth2/authorize"

const request: AuthorizeUrl.AuthorizeRequest = {
  client_id: "an-id",
  redirect_uri: "https://portal.example.org/back?from=globus",
  scope: "openid urn:globus:auth:scope:transfer.api.globus.org:all[*https://auth.globus.org/scopes/x/data_access]",
  state: "a state",
  code_challenge: "a-challenge",
  access_type: "online",
  prefill_named_grant: undefined,
  nonce: undefined
}

const query = (
  parameters?: AuthorizeUrl.AuthorizeParameters,
  replaced: Partial<AuthorizeUrl.AuthorizeRequest> = {}
) => [...new URL(AuthorizeUrl.make(endpoint, { ...request, ...replaced }, parameters)).searchParams]

const fixed = [
  ["client_id", request.client_id],
  ["redirect_uri", request.redirect_uri],
  ["scope", request.scope],
  ["state", request.state],
  ["response_type", "code"],
  ["code_challenge", "a-challenge"],
  ["code_challenge_method", "S256"],
  ["access_type", "online"]
]

describe("AuthorizeUrl", () => {
  it("has the parameters of the Python SDK, in its order", () => {
    expect(query()).toEqual(fixed)
    expect(
      AuthorizeUrl.make(endpoint, request).startsWith(`${endpoint}?client_id=an-id&redirect_uri=https%3A%2F%2F`)
    ).toBe(true)
  })

  it("has no PKCE parameters in a flow without PKCE", () => {
    expect(query({}, { code_challenge: undefined })).toEqual(
      fixed.filter(([name]) => !name?.startsWith("code_challenge"))
    )
  })

  it("puts name, nonce and session last, with lists joined by commas and booleans as True and False", () => {
    expect(
      query(
        {
          prompt: "login",
          session_message: "Log in: a&b=c + “d”",
          session_required_mfa: true,
          session_required_policies: "p1,p2",
          session_required_single_domain: ["uchicago.edu", "globus.org"],
          session_required_identities: ["i1", "i2"]
        },
        { access_type: "offline", prefill_named_grant: "laptop", nonce: "n" }
      ).slice(7)
    ).toEqual([
      ["access_type", "offline"],
      ["prefill_named_grant", "laptop"],
      ["nonce", "n"],
      ["session_required_identities", "i1,i2"],
      ["session_required_single_domain", "uchicago.edu,globus.org"],
      ["session_required_policies", "p1,p2"],
      ["session_required_mfa", "True"],
      ["session_message", "Log in: a&b=c + “d”"],
      ["prompt", "login"]
    ])
    expect(query({ session_required_mfa: false }).at(-1)).toEqual(["session_required_mfa", "False"])
  })

  it("keeps empty values, and leaves out undefined ones", () => {
    expect(query({ session_required_identities: [], session_message: "", prompt: undefined }).slice(8)).toEqual([
      ["session_required_identities", ""],
      ["session_message", ""]
    ])
  })

  it("adds further parameters at the end, replaces in place, and removes with undefined", () => {
    const pairs = query({ query_params: { foo: "bar baz", n: 1, b: true, access_type: "offline", state: undefined } })
    expect(pairs).toEqual([
      ...fixed.filter(([name]) => name !== "state" && name !== "access_type"),
      ["access_type", "offline"],
      ["foo", "bar baz"],
      ["n", "1"],
      ["b", "True"]
    ])
  })

  it("takes all requirements of an error unchanged", () => {
    const requirements: Required<AuthRequirements> = {
      session_message: "Your policy needs this",
      session_required_identities: ["i1"],
      session_required_single_domain: ["d1"],
      session_required_policies: ["p1"],
      session_required_mfa: true,
      required_scopes: ["further"],
      prompt: "login"
    }
    const pairs = new Map(query(requirements).map(([name, value]) => [name, value]))
    for (const [name, value] of Object.entries(requirements)) {
      if (name === "required_scopes") expect(pairs.get("scope")).toBe(`${request.scope} further`)
      else expect(pairs.get(name)).toBe(value === true ? "True" : String(value))
    }
    expect(pairs.has("required_scopes")).toBe(false)
  })

  describe("asks for the required scopes in addition to those of the flow", () => {
    const scopeOf = (scope: string, required_scopes: AuthorizeUrl.AuthorizeParameters["required_scopes"]) =>
      new Map(query({ required_scopes }, { scope }).map(([name, value]) => [name, value])).get("scope")

    it("each name once, with its dependencies from both", () => {
      expect(scopeOf("openid all", ["all[*data]", "email"])).toBe("openid all[*data] email")
      expect(scopeOf("openid", "all[*data] openid")).toBe("openid all[*data]")
      expect(scopeOf("openid", ["openid"])).toBe("openid")
    })

    it("and leaves the flow's scopes unchanged if none are required", () => {
      for (const nothing of [undefined, [], "", [" "]])
        expect(scopeOf("openid  a[b] a", nothing)).toBe("openid  a[b] a")
    })

    it("unchanged if they cannot be parsed, so that Globus Auth reports the mistake", () => {
      expect(scopeOf("openid", ["a["])).toBe("openid a[")
      expect(scopeOf("a[b]", ["b[a]"])).toBe("a[b] b[a]")
    })

    it("for any scopes, so that each is asked for", () => {
      const name = FastCheck.stringMatching(/^[a-z:/.]{1,8}$/)
      const scopes = FastCheck.array(name, { minLength: 1, maxLength: 4 })
      FastCheck.assert(
        FastCheck.property(scopes, scopes, (own, required) => {
          expect(new Set(scopeOf(own.join(" "), required)?.split(" "))).toEqual(new Set([...own, ...required]))
        })
      )
    })
  })

  it("encodes any text, so that no value can become a separate parameter", () => {
    const text = FastCheck.string({ unit: "grapheme" })
    // A blank scope is left out.
    const words = text.filter((text) => text.trim() !== "")
    FastCheck.assert(
      FastCheck.property(text, words, text, (state, scope, session_message) => {
        const pairs = new Map(query({ session_message }, { state, scope }).map(([name, value]) => [name, value]))
        expect(pairs.get("state")).toBe(state)
        expect(pairs.get("scope")).toBe(scope)
        expect(pairs.get("session_message")).toBe(session_message)
        expect(pairs.size).toBe(9)
      })
    )
  })
})
