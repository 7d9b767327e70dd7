import { describe, expect, it } from "@effect/vitest"
import { FastCheck as fc } from "effect"
import * as Schema from "effect/Schema"
import * as AuthRequirements from "../src/AuthRequirements.js"

const { allFromDocument, fromDocument, merge, toDocument } = AuthRequirements

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

const text = fc.string({ minLength: 1, maxLength: 3 })

const list = fc.uniqueArray(text, { minLength: 1, maxLength: 3 })

/** Anything that a service may require. */
const requirements: fc.Arbitrary<AuthRequirements.AuthRequirements> = fc
  .record(
    {
      session_message: fc.array(fc.constantFrom("a", "b", ""), { minLength: 1, maxLength: 3 }).map((l) => l.join("\n")),
      session_required_identities: list,
      session_required_single_domain: fc.uniqueArray(fc.constantFrom("d", "e", "f"), { minLength: 1 }),
      session_required_policies: list,
      session_required_mfa: fc.boolean(),
      required_scopes: list,
      prompt: fc.constant("login" as const)
    },
    { requiredKeys: [] }
  )
  .filter((requirements) => Object.keys(requirements).length > 0)

const several = fc.array(requirements, { maxLength: 4 })

/** Without any order. */
const unordered = (logins: ReadonlyArray<AuthRequirements.AuthRequirements>) =>
  logins
    .map((login) =>
      Object.entries(login)
        .map(([name, value]) => [name, Array.isArray(value) ? [...value].sort() : String(value).split("\n").sort()])
        .sort()
    )
    .map((login) => JSON.stringify(login))
    .sort()

describe("allFromDocument", () => {
  it("has each of several errors, and one that is said twice once", () => {
    const [a, b] = [{ required_scopes: ["a"] }, { session_required_mfa: true }]
    const document = { errors: [{ authorization_parameters: a }, 7, { authorization_parameters: b }, a], error: "x" }
    expect(allFromDocument(document)).toEqual([a, b])
    expect(allFromDocument({ ...document, required_scopes: ["c"] })).toEqual([{ required_scopes: ["c"] }, a, b])
    expect(fromDocument(document)).toEqual(a)
  })
})

describe("toDocument", () => {
  it("is the canonical document, which is read as what it was made of", () => {
    fc.assert(
      fc.property(requirements, fc.string(), (requirements, code) => {
        const document: unknown = JSON.parse(JSON.stringify(toDocument(requirements, code)))
        expect(Schema.is(AuthRequirements.Gare)(document)).toBe(true)
        expect(fromDocument(document)).toEqual(requirements)
        expect(document).toMatchObject({ code })
      })
    )
    expect(toDocument({ prompt: "login" })).toEqual({
      code: "AuthorizationRequired",
      authorization_parameters: { prompt: "login" }
    })
  })

  it("gives whatever is read, read from any JSON, back", () => {
    const names = fc.constantFrom("error", "errors", "authorization_parameters", "required_scopes", "prompt")
    const documents = fc.dictionary(names, fc.oneof(fc.jsonValue(), fc.dictionary(names, fc.jsonValue())))
    fc.assert(
      fc.property(documents, (document) => {
        for (const read of allFromDocument(document)) expect(fromDocument(toDocument(read))).toEqual(read)
        expect(merge(allFromDocument(document)).length > 0).toBe(fromDocument(document) !== undefined)
      })
    )
  })
})

describe("merge", () => {
  it("is one login that meets all, as long as the domains are the same", () => {
    expect(
      merge([
        { session_required_policies: ["p"], session_required_mfa: false, session_message: "For p" },
        { session_required_policies: ["q", "p"], required_scopes: ["s"], session_message: "For q" },
        { session_required_single_domain: ["d", "e"], session_required_identities: ["i"], session_message: "For p" },
        { session_required_single_domain: ["e", "d"], session_required_identities: ["j"], session_required_mfa: true },
        { prompt: "login", required_scopes: ["t"] }
      ])
    ).toEqual([
      {
        session_message: "For p\nFor q",
        session_required_identities: ["i", "j"],
        session_required_policies: ["p", "q"],
        session_required_single_domain: ["d", "e"],
        session_required_mfa: true,
        required_scopes: ["s", "t"],
        prompt: "login"
      }
    ])
    expect(merge([])).toEqual([])
  })

  it("joins no lists of domains: each is one of which one will do", () => {
    expect(
      merge([
        { session_required_single_domain: ["d", "e"] },
        { session_required_single_domain: ["e", "f"], required_scopes: ["s"] },
        { session_required_mfa: true }
      ])
    ).toEqual([
      { session_required_single_domain: ["d", "e"], session_required_mfa: true, required_scopes: ["s"] },
      { session_required_single_domain: ["e", "f"], session_required_mfa: true, required_scopes: ["s"] }
    ])
    fc.assert(
      fc.property(several, (several) => {
        const known = several.flatMap(({ session_required_single_domain: domains }) =>
          domains === undefined ? [] : [[...domains].sort().join()]
        )
        const merged = merge(several).flatMap(({ session_required_single_domain: domains }) =>
          domains === undefined ? [] : [[...domains].sort().join()]
        )
        expect([...merged].sort()).toEqual([...new Set(known)].sort())
      })
    )
  })

  it("changes nothing that is merged", () => {
    fc.assert(
      fc.property(several, requirements, (several, one) => {
        expect(merge(merge(several))).toEqual(merge(several))
        expect(merge([one])).toEqual([one])
        expect(merge([one, one])).toEqual([one])
      })
    )
  })

  it("does not depend on the order, nor on what is merged first", () => {
    fc.assert(
      fc.property(several, several, several, (a, b, c) => {
        expect(unordered(merge([...a, ...b]))).toEqual(unordered(merge([...b, ...a])))
        expect(merge([...merge([...a, ...b]), ...c])).toEqual(merge([...a, ...merge([...b, ...c])]))
        expect(unordered(merge([...merge(a), ...b]))).toEqual(unordered(merge([...a, ...b])))
      })
    )
  })
})
