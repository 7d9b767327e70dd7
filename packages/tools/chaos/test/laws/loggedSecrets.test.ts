import { describe, expect, it } from "@effect/vitest"
import { loggedSecrets } from "../../src/laws/loggedSecrets.js"
import { goodRun } from "./goodRun.js"

const violations = (...logged: ReadonlyArray<string>) => loggedSecrets.violations({ ...goodRun, logged })

const token = `Ag${"x".repeat(47)}_`

describe(loggedSecrets.name, () => {
  it("a token of either kind is found anywhere in a line", () => {
    expect(violations(`authorization: Bearer ${token}`)).toHaveLength(1)
    expect(violations(`{"refresh_token":"R${token.slice(1)}"}`)).toHaveLength(1)
  })

  it("a secret of the run is found", () => {
    expect(violations("the secret is canary", "all is well")).toHaveLength(1)
  })

  it("the evidence does not repeat it", () => {
    expect(violations(`a ${token} b`)).toEqual(["a <secret> b"])
  })

  it("fingerprints and ids are not secrets", () => {
    expect(violations("97b352606b3c8cd0", "8e01e22d-ad3a-42eb-9d2a-e10f3a21bfb8")).toEqual([])
  })
})
