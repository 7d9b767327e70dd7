import { format, inspect } from "node:util"
import { describe, expect, it } from "@effect/vitest"
import { Cause, Duration, Effect } from "effect"
import type { ApiError, GlobusError } from "../src/GlobusError.js"
import {
  apiError,
  GlobusDecodeError,
  GlobusNetworkError,
  GlobusTimeout,
  GlobusUsageError,
  isApiError
} from "../src/GlobusError.js"

const tags = [
  "GlobusConsentRequired",
  "GlobusAuthorizationRequired",
  "GlobusUnauthenticated",
  "GlobusPermissionDenied",
  "GlobusNotFound",
  "GlobusConflict",
  "GlobusInvalidRequest",
  "GlobusRateLimited",
  "GlobusCollectionFailure",
  "GlobusServiceUnavailable",
  "GlobusApiError"
] as const satisfies ReadonlyArray<ApiError["_tag"]>

const call = { operation: "getTask", method: "GET", origin: "https://example.org", path: "/task/:task_id" }

const fields = {
  ...call,
  status: 418,
  code: "Teapot",
  description: "Short and stout",
  requestId: "r-1",
  resource: undefined,
  errors: [],
  requirements: undefined,
  retryAfter: undefined,
  body: "{}"
}

/** What a program gets that runs an effect as a promise. */
const rejectionOf = async (error: unknown): Promise<unknown> => {
  try {
    return await Effect.runPromise(Effect.fail(error))
  } catch (rejection) {
    return rejection
  }
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
      new GlobusNetworkError({ ...call, description: "reset" }),
      new GlobusUsageError({ field: "x", message: "x" }),
      new Error("GlobusNotFound"),
      { _tag: "GlobusNotFound", ...fields },
      null
    ]) {
      expect(isApiError(other)).toBe(false)
    }
  })

  it("shows what support asks for, however it is printed", () => {
    const error = apiError("GlobusNotFound", fields)
    expect(inspect(error)).toContain("r-1")
    expect(JSON.parse(JSON.stringify(error))).toMatchObject({
      _tag: "GlobusNotFound",
      status: 418,
      requestId: "r-1",
      message: error.message
    })
  })
})

describe("the first line of an error", () => {
  const errors: ReadonlyArray<GlobusError> = [
    ...tags.map((tag) => apiError(tag, fields)),
    new GlobusNetworkError({ ...call, description: "ECONNREFUSED" }),
    new GlobusTimeout({ ...call, timeout: Duration.minutes(1), description: "no answer within 1m" }),
    new GlobusDecodeError({ ...call, status: 200, requestId: "r-1", documentPath: ["a"], description: "a: is missing" })
  ]

  const first = (text: string) => text.split("\n")[0] ?? ""

  for (const error of errors) {
    it.effect(`of ${error._tag} says operation, method, origin, status and what happened, wherever it is printed`, () =>
      Effect.gen(function* () {
        const rejection = yield* Effect.promise(() => rejectionOf(error))
        const prints = [
          error.message,
          String(error),
          error.stack ?? "",
          inspect(error),
          format(error),
          Cause.pretty(Cause.fail(error)),
          String(rejection),
          inspect(rejection)
        ]
        const status =
          "status" in error ? String(error.status) : error._tag === "GlobusTimeout" ? "timed out" : "failed"
        const description = "description" in error ? error.description : "?"
        for (const print of prints) {
          for (const part of ["getTask GET https://example.org: ", status, description]) {
            expect(first(print)).toContain(part)
          }
        }
      })
    )
  }

  it("says what to do behind what happened, and the code between", () => {
    const error = { ...fields, status: 404, code: "TaskNotFound", description: "no such task" }
    expect(apiError("GlobusNotFound", { ...error, origin: "https://transfer.api.globus.org" }).message).toBe(
      "getTask GET https://transfer.api.globus.org: 404 TaskNotFound, no such task: check the id, or who you are logged in as"
    )
    expect(
      apiError("GlobusRateLimited", { ...error, code: undefined, retryAfter: Duration.seconds(3) }).message
    ).toMatch(/: 404, no such task: send fewer requests, after 3s$/)
  })

  it("is one line, and ends in what to do, whatever the service says", () => {
    for (const description of ["a\r\nb\n\nc.", "x".repeat(1_000_000), " \n", ""]) {
      const { message } = apiError("GlobusNotFound", { ...fields, description })
      expect(message).toMatch(/^getTask .*: check the id, or who you are logged in as$/)
      expect(message.length).toBeLessThan(600)
    }
  })

  it("stays the same when an error is made of another", () => {
    const error = apiError("GlobusNotFound", fields)
    expect(apiError("GlobusNotFound", { ...error }).message).toBe(error.message)
  })
})
