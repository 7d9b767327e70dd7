import type { JournalEntry } from "@effect-globus/sandbox/Journal"
import { describe, expect, it } from "@effect/vitest"
import { ownTokens } from "../../src/laws/ownTokens.js"
import { authCache, call, goodRun, request, tokenRequest } from "./goodRun.js"

const violations = (changes: Partial<JournalEntry>) =>
  ownTokens.violations({ ...goodRun, journal: [request({ at: 0, call: "user-00-0", ...changes })] })

describe(ownTokens.name, () => {
  it("a service sees the tokens that the caller's cache got for it", () => {
    expect(violations({})).toEqual([])
    const auth = { service: "auth.globus.org", tokenResourceServer: "auth.globus.org", clientId: authCache.clientId }
    expect(violations(auth)).toEqual([])
  })

  it("no request has no token or an unknown one", () => {
    expect(violations({ scheme: undefined, token: undefined, tokenResourceServer: undefined })).toHaveLength(1)
    expect(violations({ scheme: "Basic" })).toHaveLength(1)
    expect(violations({ tokenResourceServer: undefined, clientId: undefined })).toHaveLength(1)
  })

  it("no service sees the token of another service or another client", () => {
    expect(violations({ tokenResourceServer: "auth.globus.org" })).toHaveLength(1)
    expect(violations({ clientId: authCache.clientId })).toHaveLength(1)
    expect(violations({ clientId: "somebody" })).toHaveLength(1)
  })

  it("no caller uses the token of another", () => {
    const journal = [request({ at: 0, call: "app-01-0" })]
    const calls = [call("app-01-0", { principal: "app" })]
    expect(ownTokens.violations({ ...goodRun, journal, calls })).toHaveLength(1)
  })

  it("only caches ask the token endpoint", () => {
    const journal = [tokenRequest({ at: 0, clientId: "somebody" })]
    expect(ownTokens.violations({ ...goodRun, journal })).toHaveLength(1)
  })
})
