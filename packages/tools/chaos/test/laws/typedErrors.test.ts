import { describe, expect, it } from "@effect/vitest"
import { readFileSync } from "node:fs"
import { callErrors, typedErrors } from "../../src/laws/typedErrors.js"
import { call, goodRun } from "./goodRun.js"

const violations = (outcome: ReturnType<typeof call>["outcome"]) =>
  typedErrors.violations({ ...goodRun, calls: [call("c", { outcome })] })

describe(typedErrors.name, () => {
  it("the tags are those of the README's table except the two of logins", () => {
    const readme = readFileSync(new URL("../../../../../README.md", import.meta.url), "utf8")
    const [, table = ""] = /## Errors(.*?)No error,/s.exec(readme) ?? []
    const tags = table
      .split("\n")
      .filter((line) => line.startsWith("| `"))
      .flatMap((line) => [...(line.split("|")[1] ?? "").matchAll(/`(\w+)`/g)].map(([, tag]) => tag))
    expect(new Set(tags)).toEqual(new Set([...callErrors, "GlobusLoginFailed", "GlobusIdTokenInvalid"]))
  })

  it("a failure has one of the tags", () => {
    for (const error of callErrors) expect(violations({ _tag: "Failed", error })).toEqual([])
    expect(violations({ _tag: "Failed", error: "TimeoutException" })).toHaveLength(1)
  })

  it("a defect is a violation", () => {
    expect(violations({ _tag: "Died", cause: "TypeError" })).toHaveLength(1)
  })
})
