import { describe, expect, it } from "@effect/vitest"
import type { Run } from "../../src/flows/Run.js"
import { blocked } from "../../src/flows/RunBlocked.js"

const run = (members: Partial<Run>): Run => ({ run_id: "r-1", status: "INACTIVE", ...members })

describe("a run that waits for a person", () => {
  it("has the requirements of a login, and says to resume the run then", () => {
    const error = blocked(
      run({
        details: {
          code: "ConsentRequired",
          description: "It needs a consent",
          authorization_parameters: { required_scopes: ["s"] }
        }
      })
    )
    expect(error).toMatchObject({ _tag: "GlobusRunBlocked", requirements: { required_scopes: ["s"] } })
    expect(error?.message).toMatch(
      /^Run r-1 is INACTIVE and waits for a person: It needs a consent: .*log in.*resumeRun/
    )
  })

  it("names the web input to answer", () => {
    expect(blocked(run({ blocking_web_input_id: "w-1" }))?.message).toMatch(/web input w-1.*respondToWebInput/)
  })

  it("says where to look if the run gives no reason", () => {
    for (const details of [undefined, null, {}, { description: null }]) {
      const error = blocked(run(details === undefined ? {} : { details }))
      expect(error?.requirements).toBeUndefined()
      expect(error?.message).toMatch(/details.*resumeRun.*cancelRun/)
    }
  })
})

describe("a run that does not wait for a person", () => {
  it.each(["ACTIVE", "SUCCEEDED", "FAILED", "ENDED", "SOMETHING_NEW"])("may be %s", (status) => {
    expect(blocked(run({ status, blocking_web_input_id: "w-1" }))).toBeUndefined()
  })
})
