import { describe, expect, it } from "@effect/vitest"
import * as TypeCheck from "../../src/install/TypeCheck.js"

describe("the program that imports all modules", () => {
  it("uses each of them, so that no compiler skips one", () => {
    expect(TypeCheck.importing(["@effect-globus/sdk", "@effect-globus/sdk/Scope"])).toBe(
      [
        'import type * as M0 from "@effect-globus/sdk"',
        "export type { M0 }",
        'import type * as M1 from "@effect-globus/sdk/Scope"',
        "export type { M1 }",
        ""
      ].join("\n")
    )
  })

  it("knows the package of a module", () => {
    expect(TypeCheck.packageOf("@effect-globus/sdk/auth/AuthClient")).toBe("@effect-globus/sdk")
  })
})
