import { format, inspect } from "node:util"
import * as HttpApiError from "@effect/platform/HttpApiError"
import { describe, expect, it } from "@effect/vitest"
import { Cause, Duration, Effect, Schema } from "effect"
import type * as Errors from "../src/GlobusError.js"
import {
  ApiError,
  AuthorizationError,
  GlobusAnswerTooLarge,
  GlobusClientRejected,
  GlobusDecodeError,
  GlobusError,
  GlobusLoginRequired,
  GlobusNetworkError,
  GlobusNotFound,
  GlobusRefreshFailed,
  GlobusTimeout,
  GlobusUsageError,
  GlobusWrongResourceServer,
  isApiError,
  isGlobusError,
  TypeId
} from "../src/GlobusError.js"
import { apiError } from "../src/internal/wire/apiError.js"
import { GlobusTaskBlocked } from "../src/transfer/TaskBlocked.js"

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

/** One error of each class, with a value in every field. */
const full: Errors.ApiErrorFields = {
  ...call,
  status: 403,
  code: "ConsentRequired",
  description: "Consent first",
  requestId: "r-1",
  resource: "/task/1",
  errors: [
    { code: "A", message: undefined },
    { code: undefined, message: "b" }
  ],
  requirements: { required_scopes: ["a[b]"], session_required_mfa: true, prompt: "login" },
  retryAfter: Duration.seconds(90),
  body: '{"a":1}'
}

const others: ReadonlyArray<GlobusError> = [
  new GlobusNetworkError({ ...call, description: "ECONNREFUSED" }),
  new GlobusTimeout({ ...call, timeout: Duration.minutes(1), description: "no answer within 1m" }),
  new GlobusTimeout({ ...call, timeout: Duration.infinity, waitingFor: "token", description: "no token" }),
  new GlobusDecodeError({
    ...call,
    status: 200,
    requestId: "r-1",
    documentPath: ["a", 0],
    description: "a.0: is missing",
    document: { a: [{ b: null, c: ["d", 1.5] }] }
  }),
  new GlobusAnswerTooLarge({ ...call, status: 200, part: "row", limit: 65_536, raise: "maxHeldBytes" }),
  new GlobusUsageError({ field: "path", message: "path: give one" }),
  new GlobusLoginRequired({ reason: "invalid_grant", resourceServer: undefined, message: "Log in again" }),
  new GlobusClientRejected({ reason: "invalid_client", clientId: "c", resourceServer: "s", message: "Fix the secret" }),
  new GlobusWrongResourceServer({ held: "a", asked: "b", message: "Give b an authorizer of its own" }),
  new GlobusRefreshFailed({
    reason: "timeout",
    origin: "https://auth.globus.org",
    resourceServer: "s",
    nextAttempt: 1_790_000_000_000,
    message: "Later"
  })
]

const encode = Schema.encodeSync(Schema.parseJson(GlobusError))
const decode = Schema.decodeSync(Schema.parseJson(GlobusError))

describe("an error that crosses to another process", () => {
  const all = [...tags.flatMap((tag) => [apiError(tag, fields), apiError(tag, full)]), ...others]

  it("may be of any class", () => {
    expect(new Set(all.map(({ _tag }) => _tag))).toEqual(new Set(GlobusError.members.map(({ _tag }) => _tag)))
  })

  for (const error of all) {
    it(`is the same ${error._tag} there: ${Object.values(error).filter((value) => value !== undefined).length} values`, () => {
      const copy = decode(encode(error))
      expect(copy).not.toBe(error)
      expect(copy.constructor).toBe(error.constructor)
      expect({ ...copy }).toStrictEqual({ ...error })
      expect(copy.message).toBe(error.message)
      expect(copy.stack?.split("\n")[0]).toBe(`${error._tag}: ${error.message}`)
      expect(isGlobusError(copy)).toBe(true)
    })
  }

  it("has a message made of its fields, whatever the sender says", () => {
    const sent = { ...JSON.parse(encode(apiError("GlobusNotFound", fields))), message: "click here" }
    expect(decode(JSON.stringify(sent)).message).toBe(apiError("GlobusNotFound", fields).message)
  })

  it("is refused if it is not one of the union", () => {
    const answers = Schema.decodeUnknownEither(Schema.parseJson(ApiError))
    const authorization = Schema.decodeUnknownEither(Schema.parseJson(AuthorizationError))
    const tagOf = (decoded: ReturnType<typeof answers> | ReturnType<typeof authorization>) =>
      decoded._tag === "Right" ? decoded.right._tag : "none"
    const [network, login] = [others[0], others[6]].map((error) => (error === undefined ? "" : encode(error)))
    expect([tagOf(answers(encode(apiError("GlobusNotFound", fields)))), tagOf(answers(network))]).toEqual([
      "GlobusNotFound",
      "none"
    ])
    expect([tagOf(authorization(login)), tagOf(authorization(network))]).toEqual(["GlobusLoginRequired", "none"])
    expect(() => decode('{"_tag":"NotFound"}')).toThrow()
  })
})

describe("two copies of the package", () => {
  // A second evaluation of the module: none of its classes is one of the first.
  const second = "../src/GlobusError.js?second"
  const load = Effect.promise((): Promise<typeof Errors> => import(/* @vite-ignore */ second))

  it.effect("know each other's errors", () =>
    Effect.gen(function* () {
      const copy = yield* load
      const [answer, usage] = [new copy.GlobusNotFound(full), new copy.GlobusUsageError({ field: "x", message: "x" })]
      expect(answer).not.toBeInstanceOf(GlobusNotFound)
      expect([isApiError(answer), isApiError(usage)]).toEqual([true, false])
      expect([isGlobusError(answer), isGlobusError(usage)]).toEqual([true, true])
      expect(copy.isApiError(apiError("GlobusNotFound", full))).toBe(true)
      // What one of them has made, the other's schema takes.
      expect(decode(encode(answer))).toBeInstanceOf(GlobusNotFound)
    })
  )
})

describe("isGlobusError", () => {
  it("tells a call's failures from everything else", () => {
    for (const error of others) expect([isGlobusError(error), isApiError(error)]).toEqual([true, false])
    for (const other of [
      new Error("GlobusNotFound"),
      { _tag: "GlobusNotFound", ...fields },
      { [TypeId]: TypeId, _tag: "NotFound" },
      { [TypeId]: TypeId },
      new GlobusTaskBlocked({ task: { task_id: "t", status: "INACTIVE" }, reason: "fault", message: "m" }),
      undefined,
      null,
      "GlobusNotFound"
    ]) {
      expect(isGlobusError(other)).toBe(false)
    }
  })
})

it.effect("a handler of the platform's NotFound does not take ours, nor ours the platform's", () =>
  Effect.gen(function* () {
    const failures: ReadonlyArray<GlobusNotFound | HttpApiError.NotFound> = [
      new GlobusNotFound(fields),
      new HttpApiError.NotFound()
    ]
    const taken = yield* Effect.forEach(failures, (failure) =>
      Effect.fail(failure).pipe(
        Effect.catchTag("NotFound", () => Effect.succeed("the platform's")),
        Effect.catchTag("GlobusNotFound", ({ requestId }) => Effect.succeed(`ours, ${requestId}`))
      )
    )
    expect(taken).toEqual(["ours, r-1", "the platform's"])
    expect(Schema.is(HttpApiError.NotFound)(failures[0])).toBe(false)
  })
)

it("a class takes whatever it is given, as an error that cannot be made would hide what went wrong", () => {
  const wrong: GlobusNotFound = Reflect.construct(GlobusNotFound, [{ ...fields, status: "404" }])
  expect(wrong.message).toContain("404")
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
