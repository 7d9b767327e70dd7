import { describe, expect, it } from "@effect/vitest"
import { FastCheck as fc } from "effect"
import { fromDocument } from "../src/AuthRequirements.js"

describe("fromDocument", () => {
  it("takes the canonical form as it is, with what was given and nothing else", () => {
    const authorization_parameters = {
      session_message: "Log in with your work identity",
      session_required_identities: ["a@example.org"],
      session_required_single_domain: ["example.org"],
      session_required_policies: ["p-1"],
      session_required_mfa: false,
      required_scopes: ["s"],
      prompt: "login"
    }
    expect(fromDocument({ code: "X", authorization_parameters })).toEqual(authorization_parameters)
    expect(fromDocument({ authorization_parameters: { prompt: "login" } })).toEqual({ prompt: "login" })
    expect(fromDocument({ authorization_parameters: { session_required_mfa: true, later: 1 } })).toEqual({
      session_required_mfa: true
    })
  })

  it("takes the older forms", () => {
    expect(fromDocument({ code: "ConsentRequired", required_scopes: ["a", "b"] })).toEqual({
      required_scopes: ["a", "b"]
    })
    expect(fromDocument({ code: "ConsentRequired", required_scope: "a[*b c]" })).toEqual({
      required_scopes: ["a[*b c]"]
    })
    expect(
      fromDocument({
        authorization_parameters: {
          session_required_policies: "p,q",
          session_required_single_domain: "d,e",
          session_required_identities: "i"
        }
      })
    ).toEqual({
      session_required_policies: ["p", "q"],
      session_required_single_domain: ["d", "e"],
      session_required_identities: ["i"]
    })
    expect(fromDocument({ error: { authorization_parameters: { session_required_mfa: true } } })).toEqual({
      session_required_mfa: true
    })
    expect(fromDocument({ errors: [{ code: "X" }, { unapproved_scopes: ["s"] }, { required_scopes: ["t"] }] })).toEqual(
      {
        required_scopes: ["s"]
      }
    )
  })

  it("prefers the parameters to what stands beside them", () => {
    expect(fromDocument({ required_scopes: ["a"], authorization_parameters: { required_scopes: ["b"] } })).toEqual({
      required_scopes: ["b"]
    })
  })

  it("leaves out what has not the right type", () => {
    expect(
      fromDocument({
        authorization_parameters: {
          session_message: 1,
          session_required_mfa: "true",
          session_required_policies: {},
          session_required_identities: [1, "", "i"],
          required_scopes: [],
          prompt: "none"
        }
      })
    ).toEqual({ session_required_identities: ["i"] })
    for (const nothing of [
      undefined,
      null,
      "x",
      [],
      {},
      { authorization_parameters: [] },
      { error: "x" },
      { errors: "x" }
    ]) {
      expect(fromDocument(nothing)).toBeUndefined()
    }
  })

  it("is total, and what it gives is never empty", () => {
    const names = fc.constantFrom("error", "errors", "authorization_parameters", "required_scopes", "required_scope")
    const documents = fc.dictionary(names, fc.oneof(fc.jsonValue(), fc.dictionary(names, fc.jsonValue())))
    fc.assert(
      fc.property(fc.oneof(fc.anything(), documents), (document) => {
        const requirements = fromDocument(document)
        expect(requirements === undefined || Object.keys(requirements).length > 0).toBe(true)
      })
    )
  })
})
