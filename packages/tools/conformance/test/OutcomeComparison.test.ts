import * as Errors from "@effect-globus/sdk/GlobusError"
import * as TokenResponse from "@effect-globus/sdk/auth/TokenResponse"
import { describe, expect, it } from "@effect/vitest"
import type { Outcome, Reading } from "../src/Call.js"
import type { Exchange, RecordedOutcome, Vector } from "../src/Corpus.js"
import { outcome, sleeps } from "../src/OutcomeComparison.js"

const answered = (body: unknown, status = 200, bodyKind = "json"): Exchange => ({
  request: { method: "GET", url: "https://things.example.org/", query: [], headers: {}, bodyKind: "none" },
  response: { status, bodyKind, body }
})

const compared = (
  recorded: RecordedOutcome,
  exchanges: ReadonlyArray<Exchange>,
  ours: Outcome,
  more: Partial<Vector> = {},
  reading: Reading = "Pages"
): ReadonlyArray<string> => {
  const vector: Vector = {
    id: "",
    origin: "own",
    client: "ThingsClient",
    operation: "get_thing",
    mode: "call",
    clientConfig: { baseUrl: "https://things.example.org/" },
    params: {},
    exchanges,
    outcome: recorded,
    ...more
  }
  return outcome(
    vector,
    exchanges,
    { outcome: ours, heard: [], madeAt: 1000, sleeps: [] },
    { reading, order: { unordered: false } }
  ).map(({ name, place }) => (name === undefined ? place : `${place} ${name}`))
}

const value = (value: unknown): Outcome => ({ _tag: "Value", value })

const failed = (error: { readonly _tag: string }): Outcome => ({ _tag: "Failure", error })

const call = { operation: "getThing", method: "GET", origin: "https://things.example.org", path: "/" }

const answer = (tag: Errors.ApiError["_tag"], status: number, code?: string, message = "m") =>
  failed(
    new Errors[tag]({
      ...call,
      status,
      code,
      description: message,
      requestId: undefined,
      resource: undefined,
      errors: [],
      requirements: undefined,
      retryAfter: undefined,
      body: ""
    })
  )

const refused = (httpStatus: number, code?: string, message?: string): RecordedOutcome => ({
  error: "ThingsAPIError",
  errorBases: ["GlobusAPIError", "GlobusError"],
  httpStatus,
  code,
  message
})

describe("a value", () => {
  const document = { a: 1, b: [{ c: null, later: true }] }

  it("is the whole document: each member that is lost, new or different is reported", () => {
    expect(compared({ ok: true }, [answered(document)], value(structuredClone(document)))).toStrictEqual([])
    expect(compared({ ok: true }, [answered(document)], value({ a: 1, b: [{ c: null }] }))).toStrictEqual([
      "value b.0.later"
    ])
    expect(compared({ ok: true }, [answered(document)], value({ ...document, d: 1 }))).toStrictEqual(["value d"])
    expect(compared({ ok: true }, [answered(document)], value(undefined))).toStrictEqual(["value "])
    expect(compared({ ok: true }, [answered("", 204, "none")], value(undefined))).toStrictEqual([])
  })

  it("that is not parsed is compared as text, or as the document in it", () => {
    const raw = (text: string) => value({ status: 200, text })
    expect(compared({ ok: true }, [answered(document)], raw(JSON.stringify(document)))).toStrictEqual([])
    expect(compared({ ok: true }, [answered("plain", 200, "text")], raw("plain"))).toStrictEqual([])
    expect(compared({ ok: true }, [answered("plain", 200, "text")], raw("other"))).toStrictEqual(["value "])
  })

  it("that is the model of a token answer is compared as the answer's document", () => {
    const token = { access_token: "a", token_type: "Bearer", expires_in: 60, scope: "s", other_tokens: [] }
    const model = TokenResponse.fromDocument({ ...token, refresh_token: "r" }, 1000)
    expect(compared({ ok: true }, [answered({ ...token, refresh_token: "r" })], value(model))).toStrictEqual([])
    expect(compared({ ok: true }, [answered({ ...token, refresh_token: "x" })], value(model))).toStrictEqual([
      "value refresh_token"
    ])
    expect(
      compared({ ok: true }, [answered({ ...token, refresh_token: "r", expires_in: 61 })], value(model))
    ).toStrictEqual(["value expires_in"])
  })

  it("is not taken for an error, nor an error for a value", () => {
    expect(compared({ ok: true }, [answered({})], answer("GlobusNotFound", 404))).toStrictEqual(["outcome"])
    expect(compared(refused(404), [answered({}, 404)], value({}))).toStrictEqual(["outcome"])
    expect(compared({ ok: true }, [answered({})], { _tag: "Died", message: "" })).toStrictEqual(["outcome"])
  })
})

describe("an error", () => {
  it.each([
    [400, "GlobusInvalidRequest"],
    [401, "GlobusUnauthenticated"],
    [403, "GlobusPermissionDenied"],
    [404, "GlobusNotFound"],
    [409, "GlobusConflict"],
    [429, "GlobusRateLimited"],
    [500, "GlobusServiceUnavailable"],
    [302, "GlobusApiError"]
  ] as const)("of status %i is %s, and no other", (status, tag) => {
    expect(compared(refused(status), [answered({}, status)], answer(tag, status))).toStrictEqual([])
    const other = tag === "GlobusNotFound" ? "GlobusConflict" : "GlobusNotFound"
    expect(compared(refused(status), [answered({}, status)], answer(other, status))).toStrictEqual(["outcome"])
  })

  it("that asks for a consent, or is a collection's, has its own tag instead of its status's", () => {
    const asks = { code: "ConsentRequired", required_scopes: ["s"] }
    expect(
      compared(
        refused(403, "ConsentRequired"),
        [answered(asks, 403)],
        answer("GlobusConsentRequired", 403, "ConsentRequired")
      )
    ).toStrictEqual([])
    expect(
      compared(
        refused(502, "ExternalError.X"),
        [answered({}, 502)],
        answer("GlobusCollectionFailure", 502, "ExternalError.X")
      )
    ).toStrictEqual([])
    expect(
      compared(
        refused(502, "ExternalError.X"),
        [answered({}, 502)],
        answer("GlobusServiceUnavailable", 502, "ExternalError.X")
      )
    ).toStrictEqual(["outcome"])
  })

  it("has the recorded status, code and message, as far as Python found them", () => {
    expect(compared(refused(404, "A", "m"), [answered({}, 404)], answer("GlobusNotFound", 404, "A"))).toStrictEqual([])
    expect(
      compared(refused(404, "A", "m"), [answered({}, 404)], answer("GlobusNotFound", 404, "B", "n"))
    ).toStrictEqual(["code", "message"])
    expect(compared(refused(400), [answered({}, 400)], answer("GlobusInvalidRequest", 422, "B"))).toStrictEqual([
      "status"
    ])
  })

  it("without an answer or a request has its tag", () => {
    const network = failed(new Errors.GlobusNetworkError({ ...call, description: "reset" }))
    const recorded = { error: "GlobusConnectionError", errorBases: ["NetworkError", "GlobusError"] }
    expect(compared(recorded, [], network)).toStrictEqual([])
    expect(compared(recorded, [], answer("GlobusServiceUnavailable", 503))).toStrictEqual(["outcome"])
    const usage = failed(new Errors.GlobusUsageError({ field: "a", message: "a: no" }))
    expect(compared({ error: "GlobusSDKUsageError", errorBases: ["GlobusError"] }, [], usage)).toStrictEqual([])
    expect(compared({ error: "KeyError" }, [answered({})], usage)).toStrictEqual(["outcome"])
  })

  it("stands for Python's false at the end of a wait", () => {
    const late = failed({ _tag: "GlobusTaskWaitTimeout" })
    expect(compared({ ok: true, returnValue: false }, [answered({})], late)).toStrictEqual([])
    expect(compared({ ok: true, returnValue: false }, [answered({})], value({}))).toStrictEqual(["outcome"])
    expect(compared({ ok: true, returnValue: true }, [answered({})], late)).toStrictEqual(["outcome"])
  })
})

describe("a list", () => {
  const exchanges = [answered({ items: [1, 2] }), answered({ items: [3] })]
  const more: Partial<Vector> = { mode: "pages", paging: { itemsKey: "items" } }
  const page = (page: unknown) => ({ page, next: undefined })

  it("has the recorded pages, and the items of all of them", () => {
    const pages = value([page({ items: [1, 2] }), page({ items: [3] })])
    expect(compared({ ok: true }, exchanges, pages, more)).toStrictEqual([])
    expect(compared({ ok: true }, exchanges, value([page({ items: [1, 2] })]), more)).toStrictEqual(["pages Pages"])
    expect(
      compared({ ok: true }, exchanges, value([page({ items: [1, 2] }), page({ items: [4] })]), more)
    ).toStrictEqual(["pages 1.items.0"])
    expect(compared({ ok: true }, exchanges, value([1, 2, 3]), more, "Stream")).toStrictEqual([])
    expect(compared({ ok: true }, exchanges, value([1, 2]), more, "Stream")).toStrictEqual(["pages Stream"])
  })
})

describe("pauses", () => {
  it("are compared if they were recorded", () => {
    const made = { outcome: value({}), heard: [], madeAt: 0, sleeps: [10, 10] }
    const vector = (sleeps?: ReadonlyArray<number>): Vector => ({
      id: "",
      origin: "own",
      client: "",
      operation: "",
      mode: "call",
      clientConfig: { baseUrl: "" },
      params: {},
      exchanges: [],
      outcome: {},
      sleeps
    })
    expect([vector(), vector([10, 10]), vector([10])].map((vector) => sleeps(vector, made).length)).toStrictEqual([
      0, 0, 1
    ])
  })
})
