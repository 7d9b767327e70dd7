import { describe, expect, it } from "@effect/vitest"
import { results } from "../src/PythonSdk.js"

const passed = '{"check": "one", "seconds": 0.5, "failure": null}'
const failed = '{"check": "two", "seconds": 1, "failure": "so it is"}'

const of = (lines: ReadonlyArray<string>, exitCode = 0, stderr = "") =>
  results("the SDK", { exitCode, stdout: lines.map((line) => `${line}\n`).join(""), stderr })

describe("what the Python program prints", () => {
  it("are its results", () => {
    expect(of([passed, failed, '{"checks": 2}'])).toStrictEqual([
      { client: "the SDK", check: "one", seconds: 0.5, failure: undefined },
      { client: "the SDK", check: "two", seconds: 1, failure: "so it is" }
    ])
  })

  it.each([
    ["does not print their number", of([passed])],
    ["prints another number", of([passed, '{"checks": 2}'])],
    ["prints more after its last line", of(['{"checks": 1}', passed])],
    ["ends with another exit code", of([passed, '{"checks": 1}'], 1)],
    ["prints something else", of([passed, "Warning: a warning", '{"checks": 1}'])]
  ])("has failed in the end when it %s", (_, found) => {
    expect(found.map(({ failure }) => failure === undefined)).toStrictEqual([true, false])
  })

  it("has failed when it prints nothing, and shows Python's message", () => {
    const [only, ...others] = of([], 1, "ModuleNotFoundError: No module named 'globus_sdk'\n")
    expect(others).toStrictEqual([])
    expect(only?.failure).toBe("It ended with 1 after 0 checks: ModuleNotFoundError: No module named 'globus_sdk'")
  })
})
