import { inspect } from "node:util"
import { describe, expect, it } from "@effect/vitest"
import { Cause, Effect } from "effect"
import type { ApiError } from "../src/GlobusError.js"
import { apiError, GlobusNetworkError, GlobusUsageError, isApiError } from "../src/GlobusError.js"

const tags = [
  "ConsentRequired",
  "AuthorizationRequired",
  "Unauthenticated",
  "PermissionDenied",
  "NotFound",
  "Conflict",
  "InvalidRequest",
  "RateLimited",
  "CollectionFailure",
  "ServiceUnavailable",
  "GlobusApiError"
] as const satisfies ReadonlyArray<ApiError["_tag"]>

const call = { operation: "getTask", method: "GET", origin: "https://example.org", path: "/task/:task_id" }

const fields = {
  ...call,
  status: 418,
  code: "Teapot",
  message: "Short and stout",
  requestId: "r-1",
  resource: undefined,
  errors: [],
  requirements: undefined,
  retryAfter: undefined,
  body: "{}"
}

describe("apiError", () => {
  for (const tag of tags) {
    it.effect(`makes a ${tag}, with the fields that all of them have, to be caught by its tag`, () =>
      Effect.gen(function* () {
        const error = apiError(tag, fields)
        expect(error).toMatchObject({ _tag: tag, name: tag, ...fields })
        expect(error).toBeInstanceOf(Error)
        expect(isApiError(error)).toBe(true)
        expect(yield* Effect.catchTag(Effect.fail(error), tag, (caught) => Effect.succeed(caught.code))).toBe("Teapot")
      })
    )
  }

  it("is no other error", () => {
    for (const other of [
      new GlobusNetworkError({ ...call, message: "reset" }),
      new GlobusUsageError({ field: "x", message: "x" }),
      new Error("NotFound"),
      { _tag: "NotFound", ...fields },
      null
    ]) {
      expect(isApiError(other)).toBe(false)
    }
  })

  it("shows its message and what support asks for, however it is printed", () => {
    const error = apiError("NotFound", fields)
    expect(String(error)).toBe("NotFound: Short and stout")
    expect(Cause.pretty(Cause.fail(error))).toContain("NotFound: Short and stout")
    expect(inspect(error)).toContain("r-1")
    expect(JSON.parse(JSON.stringify(error))).toMatchObject({ _tag: "NotFound", status: 418, requestId: "r-1" })
  })
})
