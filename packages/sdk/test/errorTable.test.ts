import { describe, expect, it } from "@effect/vitest"
import { readFileSync } from "node:fs"
import type { GlobusError } from "../src/GlobusError.js"
import { isApiError } from "../src/GlobusError.js"
import { fromAnswer } from "../src/internal/wire/apiError.js"

/** Every tag, or the types say which one is missing. */
const tags: Readonly<Record<GlobusError["_tag"], "an answer" | "none">> = {
  GlobusConsentRequired: "an answer",
  GlobusAuthorizationRequired: "an answer",
  GlobusUnauthenticated: "an answer",
  GlobusPermissionDenied: "an answer",
  GlobusNotFound: "an answer",
  GlobusConflict: "an answer",
  GlobusInvalidRequest: "an answer",
  GlobusRateLimited: "an answer",
  GlobusCollectionFailure: "an answer",
  GlobusServiceUnavailable: "an answer",
  GlobusApiError: "an answer",
  GlobusNetworkError: "none",
  GlobusTimeout: "none",
  GlobusDecodeError: "none",
  GlobusAnswerTooLarge: "none",
  GlobusUsageError: "none",
  GlobusLoginRequired: "none",
  GlobusClientRejected: "none",
  GlobusWrongResourceServer: "none",
  GlobusRefreshFailed: "none"
}

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8")

const rows = (readme.split("\n## Errors\n")[1] ?? "")
  .split("\n## ")[0]
  ?.split("\n")
  .filter((line) => line.startsWith("| `"))
  .map((line) => {
    const [, tag = "", status = "", code = "", example = "", advice = ""] = line.split("|").map((cell) => cell.trim())
    return { tag: tag.replaceAll("`", ""), status, code, example: example.replaceAll("`", ""), advice }
  })

describe("the table of errors in the README", () => {
  it("names every tag, and no other", () => {
    expect([...new Set(rows?.map(({ tag }) => tag))].sort()).toEqual(Object.keys(tags).sort())
    expect(rows?.filter(({ advice }) => advice === "")).toEqual([])
  })

  for (const { code, example, status, tag } of rows ?? []) {
    const [, exampleStatus, body] = /^(\d{3}) (.*)$/.exec(example) ?? []
    it(`has ${exampleStatus === undefined ? "no answer" : "an answer"} for an example of ${tag} ${status} ${code}`, () => {
      expect(Object.entries(tags)).toContainEqual([tag, exampleStatus === undefined ? "none" : "an answer"])
      if (exampleStatus === undefined || body === undefined) return
      const call = { operation: "getTask", method: "GET", origin: "https://transfer.api.globus.org", path: "/task" }
      const answer = { status: Number(exampleStatus), headers: { "content-type": "application/json" }, text: body }
      const error = fromAnswer(call, answer, 0, false)
      expect(isApiError(error) && error._tag).toBe(tag)
      // A number, a class of them or any.
      const number = /(\d)(\d\d|xx)/.exec(status)?.[0]
      if (number !== undefined) expect(exampleStatus).toMatch(new RegExp(`^${number.replaceAll("x", "\\d")}$`))
      const named = /^`([^`]+)`/.exec(code)?.[1]
      if (named !== undefined) expect(error.code).toBe(named)
      const part = /^has `([^`]+)`/.exec(code)?.[1]
      if (part !== undefined) expect(error.code).toContain(part)
    })
  }
})
