import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { verdicts } from "../src/Errors.js"
import { neverCrashes, of, outcomes, unused } from "./corpora.js"

const none = {
  authorization_parameters: { present: false },
  consent_required: { present: false, required_scopes: [] as ReadonlyArray<string> }
}

interface Expected {
  readonly code?: string | null
  readonly message?: string | null
  readonly request_id?: string | null
  readonly errors?: ReadonlyArray<unknown>
  readonly rawJsonPresent?: boolean
  readonly info?: unknown
  readonly gare?: unknown
}

/** A recording of how Python read this body. */
const recording = (
  status: number,
  body: unknown,
  expected: Expected,
  more: { readonly type?: string; readonly errorClass?: string; readonly sameFor?: ReadonlyArray<string> } = {}
) => ({
  errorClass: more.errorClass ?? "GlobusAPIError",
  sameFor: more.sameFor ?? [],
  status,
  headers: { "Content-Type": more.type ?? "application/json" },
  request: { method: "GET", url: "https://example.org/v1/things?a=b" },
  body: typeof body === "string" ? body : JSON.stringify(body),
  expect: { code: null, message: null, request_id: null, errors: [], rawJsonPresent: true, info: none, ...expected }
})

const held = (...errors: ReadonlyArray<unknown>) => of(verdicts, "errors", { errors })

const consent = {
  ...none,
  consent_required: { present: true, required_scopes: ["urn:example:a", "urn:example:b"] }
}

const session = { present: true, session_required_mfa: true, session_message: "Use a second factor" }

/** Bodies that both SDKs read alike. */
const alike = {
  transfer: recording(
    404,
    { code: "NoSuchTask", message: "There is no task 7", request_id: "aBcDeFgHi", resource: "/task/7" },
    { code: "NoSuchTask", message: "There is no task 7", request_id: "aBcDeFgHi" },
    { errorClass: "TransferAPIError" }
  ),
  auth: recording(
    403,
    { errors: [{ id: "r-1", code: "FORBIDDEN", title: "No", detail: "Not yours" }] },
    {
      code: "FORBIDDEN",
      message: "Not yours",
      request_id: "r-1",
      errors: [{ code: "FORBIDDEN", message: "Not yours" }]
    },
    { errorClass: "AuthAPIError" }
  ),
  several: recording(
    422,
    {
      errors: [
        { code: "A", detail: "too long" },
        { code: "B", detail: "too short" }
      ]
    },
    {
      message: "too long; too short",
      errors: [
        { code: "A", message: "too long" },
        { code: "B", message: "too short" }
      ]
    },
    { sameFor: ["AuthAPIError", "SearchAPIError"] }
  ),
  collection: recording(
    502,
    { code: "ExternalError.Down", message: "It is down" },
    { code: "ExternalError.Down", message: "It is down" },
    { errorClass: "TransferAPIError" }
  ),
  consent: recording(
    403,
    { code: "ConsentRequired", message: "Consent!", required_scopes: ["urn:example:a", "urn:example:b"] },
    {
      code: "ConsentRequired",
      message: "Consent!",
      info: consent,
      gare: {
        code: "ConsentRequired",
        authorization_parameters: { session_message: "Consent!", required_scopes: ["urn:example:a", "urn:example:b"] }
      }
    }
  ),
  // Consent is missing, though the body does not say to which scopes.
  unsaid: recording(
    403,
    { code: "ConsentRequired", message: "Consent!" },
    { code: "ConsentRequired", message: "Consent!" }
  ),
  // Scopes alone mean consent, unless the code says that more is required.
  more: recording(
    403,
    {
      code: "AuthorizationRequired",
      message: "More",
      authorization_parameters: { required_scopes: ["urn:example:a"] }
    },
    {
      code: "AuthorizationRequired",
      message: "More",
      gare: { code: "AuthorizationRequired", authorization_parameters: { required_scopes: ["urn:example:a"] } }
    }
  ),
  session: recording(
    401,
    {
      code: "AuthorizationRequired",
      message: "Again",
      authorization_parameters: { session_required_mfa: true, session_message: "Use a second factor" }
    },
    {
      code: "AuthorizationRequired",
      message: "Again",
      info: { ...none, authorization_parameters: session }
    }
  )
}

describe("errors", () => {
  it.effect("pass if our client reads them as the Python SDK does", () =>
    Effect.gen(function* () {
      const found = yield* held(...Object.values(alike))
      expect(found.map(({ detail, outcome }) => [outcome, detail])).toEqual(found.map(() => ["passed", ""]))
      expect(found[0]).toMatchObject({ section: "errors", subject: "TransferAPIError", id: "errors[0]" })
    })
  )

  const wrong = {
    code: { ...alike.transfer, expect: { ...alike.transfer.expect, code: "NoSuchThing" } },
    message: { ...alike.transfer, expect: { ...alike.transfer.expect, message: "There is no task 8" } },
    "request id": { ...alike.transfer, expect: { ...alike.transfer.expect, request_id: "another" } },
    errors: { ...alike.auth, expect: { ...alike.auth.expect, errors: [{ code: "FORBIDDEN", message: "No" }] } },
    requirements: {
      ...alike.session,
      expect: {
        ...alike.session.expect,
        info: { ...none, authorization_parameters: { ...session, session_required_mfa: false } }
      }
    },
    outcome: {
      ...alike.session,
      body: JSON.stringify({ code: "AuthorizationRequired", message: "Again" }),
      expect: { ...alike.session.expect }
    }
  }

  for (const [field, row] of Object.entries(wrong)) {
    it.effect(`fail by ${field}, and say what differs`, () =>
      Effect.gen(function* () {
        const [verdict] = yield* held(row)
        expect(verdict).toMatchObject({ outcome: "failed", detail: expect.stringContaining(`${field}: recorded `) })
      })
    )
  }

  it.effect("fail if one of the classes that read alike fails", () =>
    Effect.gen(function* () {
      const sameFor = ["AuthAPIError"]
      const success = { ...alike.transfer, status: 204, sameFor }
      expect((yield* held(success))[0]).toMatchObject({
        outcome: "failed",
        detail: "TransferAPIError: it is a success"
      })
    })
  )
})

const different = [
  recording(400, {}, {}),
  recording(403, { code: "C", message: "" }, { code: "C", message: "" }),
  recording(500, "", {}, { type: "text/plain" }),
  recording(502, "gateway\n is  down", { rawJsonPresent: false }, { type: "text/plain" }),
  recording(502, "<html><title>Down</title></html>", { rawJsonPresent: false }, { type: "text/html" }),
  recording(400, { error: "invalid_scope", error_description: "No such scope" }, {}),
  recording(422, { detail: [{ loc: ["body", "name"], msg: "is missing" }] }, { message: "is missing" }),
  recording(
    422,
    { detail: [{ loc: ["body"], msg: "is empty" }, { msg: "is bad" }, { loc: [], msg: "is worse" }] },
    {
      message: "is empty: body; is worse: ",
      errors: [
        { code: null, message: "is empty" },
        { code: null, message: "is bad" },
        { code: null, message: "is worse" }
      ]
    },
    { errorClass: "TimersAPIError" }
  ),
  recording(
    400,
    { error: { message: "One error", detail: [{ loc: ["x"], msg: "is no number" }] } },
    { message: "is no number" }
  ),
  recording(400, { errors: [{ code: "A", detail: "a" }, 7] }, {}),
  recording(
    422,
    { errors: [{ message: "m" }, { title: "t" }] },
    {
      message: "t",
      errors: [
        { code: null, message: null },
        { code: null, message: "t" }
      ]
    },
    { type: "application/vnd.api+json" }
  ),
  recording(400, { code: "C", message: "m" }, { rawJsonPresent: false }, { type: "text/json" }),
  recording(400, { code: "", message: "m" }, { code: "", message: "m" }),
  recording(404, { error: { code: "GONE", message: "m" } }, {}),
  recording(409, { errors: [{ id: "r-2", message: "m" }] }, { message: "m", errors: [{ code: null, message: "m" }] }),
  recording(409, { request_id: "r-3", message: "m" }, { message: "m" }),
  recording(
    403,
    { message: "m", authorization_parameters: {} },
    {
      message: "m",
      info: { ...none, authorization_parameters: { present: true, session_message: null } },
      gare: { code: "AuthorizationRequired", authorization_parameters: {} }
    }
  ),
  recording(
    403,
    { code: "C", message: "m", authorization_parameters: { prompt: "none", session_required_mfa: true } },
    {
      code: "C",
      message: "m",
      gare: { code: "C", authorization_parameters: { prompt: "none", session_required_mfa: true } }
    }
  ),
  recording(
    403,
    { message: "m", authorization_parameters: { required_scopes: ["a"], session_required_policies: "p,q" } },
    {
      message: "m",
      gare: { code: "AuthorizationRequired", authorization_parameters: { session_required_policies: ["p", "q"] } }
    }
  ),
  recording(403, { code: "Refused", message: "m", required_scopes: ["a"] }, { code: "Refused", message: "m" }),
  recording(
    403,
    { message: "m", authorization_parameters: { session_required_identities: "i,j" } },
    { message: "m", info: { ...none, authorization_parameters: { present: true } } }
  )
]

const redirects = { transportError: "TooManyRedirects", classChain: ["NetworkError", "GlobusError"] }
const invalid = { transportError: "InvalidURL", classChain: ["NetworkError", "GlobusError"] }

describe("differences by design", () => {
  it.effect("are all met, and excuse what they name", () =>
    Effect.gen(function* () {
      const older = { code: "ConsentRequired", required_scopes: ["a"], message: "m" }
      const gare = [
        {
          fn: "to_gare",
          input: { kind: "dict", document: older },
          gare: { fields: { authorization_parameters: { session_message: "m", required_scopes: ["a"] } } }
        },
        { fn: "to_gare", input: { kind: "dict", document: { errors: [{ unapproved_scopes: ["a"] }] } }, gare: null }
      ]
      const found = yield* of(verdicts, "errors", { errors: different, network: [redirects, invalid], gare })
      expect(found.filter(({ outcome }) => outcome !== "by design")).toEqual([])
      expect(unused(["error", "requirements", "network failure"], found)).toEqual([])
    })
  )

  it.effect("excuse nothing else of the same recording", () =>
    Effect.gen(function* () {
      const id = yield* held(...different.map((row) => ({ ...row, expect: { ...row.expect, request_id: "r-0" } })))
      expect(id.filter(({ outcome }) => outcome !== "failed")).toEqual([])
      const code = yield* held(...different.map((row) => ({ ...row, expect: { ...row.expect, code: "Elsewhere" } })))
      expect(code.filter(({ outcome }) => outcome !== "failed")).toEqual([])
      const message = yield* held(...different.map((row) => ({ ...row, expect: { ...row.expect, message: "Other" } })))
      expect(message.filter(({ outcome }) => outcome !== "failed")).toEqual([])
    })
  )
})

describe("connections that fail", () => {
  const timeout = ["GlobusTimeoutError", "NetworkError", "GlobusError"]
  const broken = ["NetworkError", "GlobusError"]
  const network = [
    ...[
      "RequestException",
      "ConnectionError",
      "SSLError",
      "ProxyError",
      "ChunkedEncodingError",
      "ContentDecodingError"
    ].map((transportError) => ({ transportError, classChain: broken })),
    ...["Timeout", "ReadTimeout", "ConnectTimeout"].map((transportError) => ({ transportError, classChain: timeout }))
  ]

  it.live("are network errors, or timeouts", () =>
    Effect.gen(function* () {
      expect(outcomes(yield* of(verdicts, "errors", { network }))).toEqual(network.map(() => "passed"))
    })
  )

  it.live("fail if they are something else, or if the harness cannot make them", () =>
    Effect.gen(function* () {
      const found = yield* of(verdicts, "errors", {
        network: [
          { transportError: "ConnectionError", classChain: timeout },
          { transportError: "ReadTimeout", classChain: broken },
          { transportError: "ConnectionError", classChain: ["GlobusError"] },
          { transportError: "CosmicRay", classChain: broken },
          { ...redirects, classChain: timeout }
        ]
      })
      expect(outcomes(found)).toEqual(["failed", "failed", "failed", "failed", "by design"])
      expect(found[3]?.detail).toContain("CosmicRay")
    })
  )
})

describe("the file", () => {
  it.effect("gets verdicts whatever is in it", () => neverCrashes(verdicts, "errors", "errors"))

  it.effect("may hold statuses and headers that HTTP cannot carry", () =>
    Effect.gen(function* () {
      const headers = { ...alike.transfer.headers, "Bad Name": "x", "X-Odd": "日本", "X-Line": "a\r\nb" }
      const found = yield* held(
        { ...alike.transfer, headers },
        ...[199, 600, 999].map((status) => ({ ...alike.transfer, status, headers }))
      )
      expect(found.map(({ detail, outcome }) => [outcome, detail])).toEqual(found.map(() => ["passed", ""]))
    })
  )
})
