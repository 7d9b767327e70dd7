/** `.ci/tally.mjs` adds the counts of `npm run interop` to those of the tests. */
import { afterEach, beforeEach, describe, expect, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { notRun } from "../src/Report.js"

const tally = fileURLToPath(new URL("../../../../.ci/tally.mjs", import.meta.url))

let folder = ""
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "effect-globus-tally-"))
})
afterEach(() => rmSync(folder, { recursive: true }))

const write = (name: string, content: unknown) =>
  writeFileSync(join(folder, name), typeof content === "string" ? content : JSON.stringify(content))

/** A step of two tests, one of which may fail. */
const suite = (status: "passed" | "failed") => {
  write("test.exit", status === "passed" ? "0" : "1")
  const assertionResults = [
    { status: "passed", fullName: "one" },
    { status, fullName: "two" }
  ]
  write("test.json", { testResults: [{ status, assertionResults }] })
}

const run = () => {
  const { status, stdout } = spawnSync(process.execPath, [tally, folder], { encoding: "utf8" })
  return { status, lines: stdout.split("\n").filter((line) => line !== "") }
}

describe("the tally", () => {
  it("adds the counts of a step with its own report", () => {
    suite("passed")
    write("interop.exit", "0")
    write("interop.counts.json", { passed: 60, failed: 0 })
    expect(run()).toStrictEqual({ status: 0, lines: ["62 passed, 0 failed"] })
  })

  it("adds its failures, once", () => {
    suite("failed")
    write("interop.exit", "1")
    write("interop.counts.json", { passed: 58, failed: 2 })
    expect(run()).toStrictEqual({ status: 1, lines: ["59 passed, 3 failed"] })
  })

  it("reports what was not run, and counts nothing for it", () => {
    suite("passed")
    write("interop.exit", "0")
    write("interop.counts.json", notRun("There is no python3"))
    expect(run()).toStrictEqual({
      status: 0,
      lines: ["not run: interop (There is no python3)", "2 passed, 0 failed"]
    })
  })

  it("fails when the step fails without a failed check", () => {
    suite("passed")
    write("interop.exit", "1")
    write("interop.counts.json", { passed: 60, failed: 0 })
    expect(run()).toStrictEqual({ status: 1, lines: ["failed: interop", "62 passed, 1 failed"] })
  })

  it("fails when there are no counts in the report", () => {
    suite("passed")
    write("interop.exit", "0")
    write("interop.counts.json", { failed: 0 })
    expect(run().status).toBe(1)
  })
})
