import { describe, expect, it } from "@effect/vitest"
import { deservedErrors } from "../../src/laws/deservedErrors.js"
import { call, goodRun } from "./goodRun.js"

const violations = (error: string) =>
  deservedErrors.violations({ ...goodRun, calls: [call("c", { outcome: { _tag: "Failed", error } })] })

describe(deservedErrors.name, () => {
  it("no error asks for a login while grants are valid, and nothing is refused", () => {
    for (const error of [
      "GlobusLoginRequired",
      "GlobusConsentRequired",
      "GlobusNotFound",
      "GlobusInvalidRequest",
      "GlobusWrongResourceServer"
    ]) {
      expect(violations(error)).toHaveLength(1)
    }
  })

  it("errors that faults cause are allowed", () => {
    for (const error of [
      "GlobusUnauthenticated",
      "GlobusRateLimited",
      "GlobusTimeout",
      "GlobusRefreshFailed",
      "GlobusDecodeError"
    ]) {
      expect(violations(error)).toEqual([])
    }
  })
})
