import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { verdicts } from "../src/Retries.js"
import { neverCrashes, of, unused } from "./corpora.js"

const held = (...cases: ReadonlyArray<unknown>) => of(verdicts, "retry", { cases })

/** A recording of a script of answers, the number of attempts, and the outcome. */
const recording = (script: ReadonlyArray<unknown>, attempts: number, outcome: unknown, more: object = {}) => ({
  client: "BaseClient",
  script,
  expect: { attempts, sleeps: [], outcome },
  ...more
})

const answers = (...statuses: ReadonlyArray<number>) => statuses.map((status) => ({ status }))
const fails = { exception: "ConnectionError" }
const hangs = { exception: "ReadTimeout" }
const success = { ok: true, status: 200 }
const failure = (status: number) => ({ ok: false, error: "GlobusAPIError", status })
const asks = (status: number, seconds: string) => ({ status, headers: { "Retry-After": seconds } })
const transfer = (status: number, body: unknown) => ({
  status,
  headers: { "Content-Type": "application/vnd.api+json" },
  body
})

/** The recording with the numbers of calls of the authorizer. */
const authorized = (
  authorizer: string,
  [authorizerHeaderCalls, authorizerHandleCalls]: readonly [number, number],
  { expect, ...row }: ReturnType<typeof recording>
) => ({ ...row, authorizer, expect: { ...expect, authorizerHeaderCalls, authorizerHandleCalls } })

const paused = ({ expect, ...row }: ReturnType<typeof recording>, ...sleeps: ReadonlyArray<object>) => ({
  ...row,
  expect: { ...expect, sleeps }
})

describe("retries", () => {
  const alike = [
    recording(answers(200), 1, success),
    recording(answers(503, 500, 200), 3, success),
    recording(answers(404), 1, failure(404)),
    recording(answers(501), 1, failure(501)),
    // Statuses that HTTP does not have, which the recorder took.
    recording(answers(199), 1, failure(199)),
    recording(answers(600), 1, failure(600)),
    recording(answers(500, 500, 500, 500, 500, 500, 200), 6, failure(500)),
    recording(
      [fails, 204].map((item) => (typeof item === "number" ? { status: item } : item)),
      2,
      {
        ok: true,
        status: 204
      }
    ),
    recording(
      Array.from({ length: 6 }, () => fails),
      6,
      { ok: false, error: "GlobusConnectionError" }
    ),
    recording(
      Array.from({ length: 6 }, () => hangs),
      6,
      { ok: false, error: "GlobusTimeoutError" }
    ),
    recording(answers(500, 500, 500, 200), 3, failure(500), { config: { maxRetries: 2 } }),
    recording(answers(418, 500), 2, failure(500), { config: { transientErrorStatusCodes: [418] } }),
    recording(answers(418, 200), 2, success, { config: { retryAfterStatusCodes: [418] } }),
    recording(answers(429, 200), 2, success, { method: "POST" }),
    paused(recording([asks(429, "7"), ...answers(200)], 2, success), { exact: 7 }),
    paused(recording([asks(429, "50"), ...answers(200)], 2, success, { config: { maxSleep: 3 } }), { exact: 3 }),
    paused(recording([asks(429, "50"), ...answers(200)], 2, success, { config: { constantBackoff: 2 } }), { exact: 2 }),
    recording([transfer(502, { code: "EndpointError" }), ...answers(200)], 1, failure(502)),
    recording([transfer(502, { errors: [{ code: "X" }, { code: "ExternalError" }] })], 1, failure(502)),
    recording(answers(401), 1, failure(401), { authorizer: "accessToken" }),
    authorized("handles401", [2, 1], recording(answers(401, 200), 2, success)),
    authorized("handles401", [2, 1], recording(answers(401, 401, 200), 2, failure(401))),
    authorized("cannotHandle401", [1, 1], recording(answers(401, 200), 1, failure(401)))
  ]

  it.effect("are as many as recorded, and end as recorded", () =>
    Effect.gen(function* () {
      const found = yield* held(...alike)
      expect(found.filter(({ outcome }) => outcome !== "passed")).toEqual([])
      expect(found[0]).toMatchObject({ section: "retry", subject: "BaseClient", id: "cases[0]" })
    })
  )

  it.effect("fail by their number, their end, their pauses, and by the calls of the authorizer", () =>
    Effect.gen(function* () {
      const found = yield* held(
        recording(answers(503, 200), 1, failure(503)),
        recording(answers(404, 200), 2, success),
        recording(answers(404), 1, failure(403)),
        recording(answers(200), 1, failure(200)),
        recording([fails], 1, { ok: false, error: "GlobusConnectionError" }),
        recording([hangs], 1, { ok: false, error: "NetworkError" }, { config: { maxRetries: 0 } }),
        paused(recording([asks(429, "5"), ...answers(200)], 2, success), { exact: 9 }),
        authorized("handles401", [1, 1], recording(answers(401, 200), 2, success)),
        authorized("handles401", [2, 0], recording(answers(401, 200), 2, success)),
        recording(answers(200), 1, success, { config: { moodOfTheDay: 7 } }),
        recording(answers(200), 1, success, { authorizer: "an authorizer of next year" })
      )
      expect(found.filter(({ outcome }) => outcome !== "failed")).toEqual([])
      expect(found[0]?.detail).toContain("attempts: recorded 1, ours 2")
    })
  )
})

describe("differences by design", () => {
  const different = [
    recording(answers(302), 1, { ok: true, status: 302 }),
    recording(answers(503, 200), 2, success, { method: "POST" }),
    recording([...answers(429), fails, ...answers(200)], 3, success, { method: "PATCH" }),
    authorized("handles401", [2, 0], recording(answers(500, 401, 200), 2, failure(401))),
    authorized("cannotHandle401", [2, 0], recording(answers(500, 401, 200), 2, failure(401))),
    recording([transfer(502, []), ...answers(200)], 1, { ok: false, error: "TypeError" }, { client: "TransferClient" }),
    recording(answers(200), 0, { ok: false, error: "ValueError" }, { config: { maxRetries: -1 } }),
    authorized(
      "handles401",
      [2, 1],
      recording(answers(403, 200), 2, success, { config: { expiredAuthorizationStatusCodes: [403] } })
    ),
    paused(recording([asks(500, "5"), ...answers(200)], 2, success), {}),
    paused(recording([asks(503, "Wed, 21 Oct 2015 07:28:00 GMT"), ...answers(200)], 2, success), {}),
    recording([transfer(502, { errors: [{ code: "EndpointError.X" }] }), ...answers(200)], 2, success, {
      client: "TransferClientV2"
    })
  ]

  it.effect("are all met", () =>
    Effect.gen(function* () {
      const found = yield* held(...different)
      expect(found.filter(({ outcome }) => outcome !== "by design")).toEqual([])
      expect(unused(["retry"], found)).toEqual([])
    })
  )

  it.effect("excuse nothing else", () =>
    Effect.gen(function* () {
      const found = yield* held(
        // Python looks at seconds with 429.
        paused(recording([asks(429, "5"), ...answers(200)], 2, success), {}),
        recording(answers(302), 2, { ok: true, status: 302 }),
        recording(answers(302), 1, { ok: true, status: 200 }),
        // A GET is sent again, and so is a POST after 429.
        recording(answers(503, 200), 1, failure(503), { method: "GET" }),
        recording(answers(429, 200), 1, failure(429), { method: "POST" }),
        recording(answers(503, 200), 1, success, { method: "POST" }),
        // Only a 401 is renewed, and the authorizer is asked once.
        authorized("handles401", [2, 1], recording(answers(500, 404, 200), 3, success)),
        authorized("handles401", [2, 0], recording(answers(500, 401, 200), 3, success)),
        recording([transfer(404, []), ...answers(200)], 2, { ok: false, error: "TypeError" }),
        recording([transfer(502, []), ...answers(200)], 1, { ok: false, error: "GlobusAPIError" }),
        recording(answers(200), 1, { ok: false, error: "ValueError" }, { config: { maxRetries: 0 } }),
        recording([transfer(502, { errors: [{ code: "EndpointError.X" }] }), ...answers(200)], 2, success)
      )
      expect(found.filter(({ outcome }) => outcome !== "failed")).toEqual([])
    })
  )
})

describe("the file", () => {
  it.effect("gets verdicts whatever is in it", () => neverCrashes(verdicts, "retry", "cases"))
})
