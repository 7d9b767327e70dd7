import { describe, expect, it } from "@effect/vitest"
import * as FastCheck from "effect/FastCheck"
import * as Redacted from "effect/Redacted"
import type { Result } from "../src/Check.js"
import { counts, header, hide, lastLine, line, notRun } from "../src/Report.js"

const result = (failure?: string): Result => ({ client: "globus-cli 3.42.0", check: "whoami", seconds: 1.26, failure })

describe("the report", () => {
  it("has a row for each check, and the reason below a failed one", () => {
    expect(line(result())).toMatch(/^globus-cli 3\.42\.0 +whoami +passed +1\.3$/)
    expect(line(result("it is not\nso\n"))).toMatch(
      /^globus-cli 3\.42\.0 +whoami +FAILED +1\.3\n {4}it is not\n {4}so$/
    )
    expect(line(result()).length).toBe(header.length)
  })

  it("counts every check once", () => {
    FastCheck.assert(
      FastCheck.property(FastCheck.array(FastCheck.boolean(), { minLength: 1 }), (passes) => {
        const { failed, passed } = counts(passes.map((passes) => result(passes ? undefined : "why")))
        expect(passed).toBe(passes.filter((passes) => passes).length)
        expect(passed + failed).toBe(passes.length)
      })
    )
    expect(lastLine({ passed: 3, failed: 1 })).toBe("3 passed, 1 failed")
  })

  it("counts a run without checks as failed", () => {
    expect(counts([])).toStrictEqual({ passed: 0, failed: 1 })
  })

  it("counts nothing as passed if nothing was run, and gives the reason in one line", () => {
    expect(notRun("There is no python3\n  anywhere\n")).toStrictEqual({
      passed: 0,
      failed: 0,
      notRun: "There is no python3 anywhere"
    })
  })
})

describe("the shown output of a foreign program", () => {
  const secret = "i63+iFcZMfd/nAW0Pcn8G6xw="
  const hidden = hide([Redacted.make(secret), Redacted.make("short")])

  it("has no known secret, no credentials and no token", () => {
    const token = `Ag${"x-Y_9".repeat(10)}`
    const shown = hidden(
      `secret ${secret}, Authorization: Basic ${btoa(`id:${secret}`)}\n"${token}" short Bearer abc.d`
    )
    expect(shown).toBe('secret <redacted>, Authorization: Basic <redacted>\n"<redacted>" <redacted> Bearer <redacted>')
  })

  it("keeps ids, paths and words", () => {
    const text = "client 72b0c7e1-1ce9-4a97-8574-e23d8fcf6287@clients.auth.globus.org: /runs/deep/notes.md is missing"
    expect(hidden(text)).toBe(text)
  })
})
