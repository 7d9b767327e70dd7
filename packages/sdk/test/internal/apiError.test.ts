import { describe, expect, it } from "@effect/vitest"
import { Duration, FastCheck as fc } from "effect"
import { isApiError } from "../../src/GlobusError.js"
import { fromAnswer, retryAfter, tagOf } from "../../src/internal/apiError.js"

const call = { operation: "getTask", method: "GET", origin: "https://transfer.api.globus.org", path: "/task/:task_id" }

const read = (status: number, text: string, headers: Record<string, string> = {}, sensitive = false) =>
  fromAnswer(call, { status, headers, text }, 0, sensitive)

const json = (status: number, document: unknown, headers: Record<string, string> = {}, sensitive = false) =>
  read(status, JSON.stringify(document), { "content-type": "application/json", ...headers }, sensitive)

describe("the fields, as each service puts them", () => {
  it("Transfer: code, message, request_id, resource", () => {
    const document = {
      code: "EndpointNotFound",
      message: "No such endpoint",
      request_id: "WmMV97A1w",
      resource: "/endpoint/x"
    }
    const error = json(404, document)
    expect(error).toMatchObject({
      _tag: "NotFound",
      ...call,
      status: 404,
      code: "EndpointNotFound",
      message: "No such endpoint",
      requestId: "WmMV97A1w",
      resource: "/endpoint/x",
      errors: [],
      requirements: undefined,
      retryAfter: undefined,
      body: JSON.stringify(document)
    })
  })

  it("Auth: a list of errors, whose id is the request's", () => {
    const entry = { id: "e-1", status: "403", code: "FORBIDDEN", title: "Forbidden", detail: "Not an administrator" }
    expect(json(403, { errors: [entry] })).toMatchObject({
      _tag: "PermissionDenied",
      code: "FORBIDDEN",
      message: "Not an administrator",
      requestId: "e-1",
      errors: [{ code: "FORBIDDEN", message: "Not an administrator" }]
    })
  })

  it("a list's code and id are its errors' when those that have one agree", () => {
    const list = (...errors: ReadonlyArray<unknown>) => json(400, { errors })
    expect(list({ code: "A", id: "1" }, {}, { code: "A", id: "1" })).toMatchObject({ code: "A", requestId: "1" })
    expect(list({ code: "A", id: "1" }, { code: "B", id: "2" })).toMatchObject({
      code: undefined,
      requestId: undefined
    })
  })

  it("a list's messages are joined, each the most particular that its error has", () => {
    const errors = [{ title: "T", detail: "D" }, { title: "only a title" }, { message: "M", detail: "D" }]
    expect(json(422, { errors }).message).toBe("D; only a title; M")
  })

  it("OAuth: error and error_description (RFC 6749, section 5.2)", () => {
    expect(json(400, { error: "invalid_grant", error_description: "The code was used" })).toMatchObject({
      _tag: "InvalidRequest",
      code: "invalid_grant",
      message: "The code was used"
    })
    expect(json(401, { error: "invalid_client" })).toMatchObject({ _tag: "Unauthenticated", code: "invalid_client" })
  })

  it("JSON:API, by its own media type, with the request id in meta", () => {
    const error = read(
      422,
      JSON.stringify({ errors: [{ code: "UNPROCESSABLE", detail: "Bad" }], meta: { request_id: "m-1" } }),
      { "content-type": "application/vnd.api+json; charset=utf-8" }
    )
    expect(error).toMatchObject({ code: "UNPROCESSABLE", message: "Bad", requestId: "m-1" })
  })

  it("Flows: everything in `error`, its detail a text or what a validator says", () => {
    expect(json(404, { error: { code: "NOT_FOUND", detail: "No such flow" }, debug_id: "d" })).toMatchObject({
      code: "NOT_FOUND",
      message: "No such flow"
    })
    const detail = [{ loc: ["$.a", 0], msg: "is no boolean" }, { msg: "is too long" }]
    expect(json(422, { error: { code: "UNPROCESSABLE_ENTITY", detail } })).toMatchObject({
      code: "UNPROCESSABLE_ENTITY",
      message: "is no boolean: $.a.0; is too long",
      errors: [
        { code: undefined, message: "is no boolean: $.a.0" },
        { code: undefined, message: "is too long" }
      ]
    })
    expect(json(422, { error: { message: "2 errors", detail } })).toMatchObject({ message: "2 errors" })
  })

  it("Timers: what a validator says, in detail", () => {
    const detail = [{ loc: ["body", "start"], msg: "field required", type: "value_error.missing" }]
    expect(json(422, { detail }).message).toBe("field required: body.start")
    expect(json(404, { detail: "No such timer" }).message).toBe("No such timer")
  })

  it("plain text, as it is; of a page of a proxy its title, or nothing", () => {
    expect(read(502, "upstream is  gone\n", { "content-type": "text/plain" }).message).toBe("upstream is gone")
    const page = "<html><head><title>502 Bad\n Gateway</title></head><body><h1>nginx</h1></body></html>"
    expect(read(502, page, { "content-type": "text/html" })).toMatchObject({
      _tag: "ServiceUnavailable",
      message: "502 Bad Gateway",
      body: page
    })
    expect(read(502, "<html><body>no title</body></html>").message).toBe("The service failed (502)")
    expect(read(500, "x".repeat(10_000)).message).toHaveLength(200)
  })

  it("nothing: a sentence of our own, with status and code", () => {
    expect(read(403, "").message).toBe("The identity may not do this (403)")
    expect(json(404, { code: "NoSuchThing" }).message).toBe("There is no such thing (404, NoSuchThing)")
    for (const nothing of [{}, [], null, 7, { message: "" }, { errors: [] }]) {
      expect(json(500, nothing).message).toBe("The service failed (500)")
    }
  })

  it("the request id in a header, where the document has none", () => {
    expect(read(502, "", { "x-request-id": "h-1" }).requestId).toBe("h-1")
    expect(json(404, { request_id: "b-1" }, { "x-request-id": "h-1" }).requestId).toBe("b-1")
  })

  it("no text of an answer that may hold secrets", () => {
    const document = { error: "invalid_grant", error_description: "no", access_token: "secret" }
    expect(json(400, document, {}, true)).toMatchObject({ code: "invalid_grant", message: "no", body: "" })
    expect(read(500, "secret", {}, true)).toMatchObject({ message: "The service failed (500)", body: "" })
  })
})

describe("the tag", () => {
  for (const [status, code, tag] of [
    [400, undefined, "InvalidRequest"],
    [401, undefined, "Unauthenticated"],
    [403, "PermissionDenied", "PermissionDenied"],
    [404, "EndpointNotFound", "NotFound"],
    [409, undefined, "Conflict"],
    [410, undefined, "InvalidRequest"],
    [422, undefined, "InvalidRequest"],
    [429, undefined, "RateLimited"],
    [429, "ExternalError", "RateLimited"],
    [403, "ConsentRequired", "ConsentRequired"],
    [401, "ConsentRequired", "ConsentRequired"],
    [500, "ConsentRequired", "ServiceUnavailable"],
    [502, "ExternalError.DirListingFailed.NotADirectory", "CollectionFailure"],
    [404, "ClientError.ExternalError", "CollectionFailure"],
    [503, "EndpointError", "CollectionFailure"],
    [500, undefined, "ServiceUnavailable"],
    [501, undefined, "ServiceUnavailable"],
    [599, undefined, "ServiceUnavailable"],
    [302, undefined, "GlobusApiError"],
    [304, undefined, "GlobusApiError"],
    [600, undefined, "GlobusApiError"],
    [0, undefined, "GlobusApiError"]
  ] as const) {
    it(`of ${status}${code === undefined ? "" : ` ${code}`} is ${tag}`, () => {
      expect(tagOf(status, code, undefined)).toBe(tag)
      expect(json(status, { code })).toMatchObject({ _tag: tag, code })
    })
  }

  it("of a list is CollectionFailure when one of its codes says so, though they have none in common", () => {
    expect(json(502, { errors: [{ code: "X" }, { code: "ExternalError" }] })).toMatchObject({
      _tag: "CollectionFailure",
      code: undefined,
      message: "The collection failed (502)"
    })
    expect(json(502, { errors: [{ code: "X" }, { code: "Y" }] })._tag).toBe("ServiceUnavailable")
    // A code of its own says what the whole answer is.
    expect(json(502, { code: "X", errors: [{ code: "ExternalError" }] })._tag).toBe("ServiceUnavailable")
  })

  it("of requirements is ConsentRequired when consents are all they ask, else AuthorizationRequired", () => {
    const session = { session_required_mfa: true, required_scopes: ["s"] }
    expect(json(403, { authorization_parameters: session })).toMatchObject({
      _tag: "AuthorizationRequired",
      requirements: session
    })
    expect(json(403, { authorization_parameters: { required_scopes: ["s"] } })._tag).toBe("ConsentRequired")
    expect(
      json(401, { code: "AuthorizationRequired", authorization_parameters: { required_scopes: ["s"] } })._tag
    ).toBe("AuthorizationRequired")
    expect(json(403, { code: "ConsentRequired", authorization_parameters: session })._tag).toBe("ConsentRequired")
    expect(json(503, { authorization_parameters: session })._tag).toBe("ServiceUnavailable")
  })

  it("finds the requirements in Auth's list of errors, and the consents that a dependent token grant misses", () => {
    const errors = [{ detail: "Log in again", authorization_parameters: { prompt: "login" } }]
    expect(json(403, { errors })).toMatchObject({ _tag: "AuthorizationRequired", requirements: { prompt: "login" } })
    const missing = [{ code: "DEPENDENT_CONSENT_REQUIRED", unapproved_scopes: ["s"] }]
    expect(json(403, { error: "dependent_consent_required", errors: missing })).toMatchObject({
      _tag: "ConsentRequired",
      requirements: { required_scopes: ["s"] }
    })
  })

  it("comes with the session's message, where the service has no other", () => {
    const parameters = { session_message: "Use your other identity" }
    expect(json(403, { authorization_parameters: parameters }).message).toBe("Use your other identity")
    expect(json(403, { message: "No", authorization_parameters: parameters }).message).toBe("No")
  })
})

describe("Retry-After", () => {
  const seconds = (value: string, now = 0) => {
    const duration = retryAfter(value, now)
    return duration === undefined ? undefined : Duration.toSeconds(duration)
  }

  it("is seconds or an HTTP date", () => {
    expect(seconds("120")).toBe(120)
    expect(seconds(" 0 ")).toBe(0)
    expect(seconds("Wed, 21 Oct 2015 07:28:00 GMT", Date.UTC(2015, 9, 21, 7, 27, 0))).toBe(60)
    expect(seconds("Wed, 21 Oct 2015 07:28:00 GMT", Date.UTC(2020, 0, 1))).toBe(0)
  })

  it("a date is one of the answer's own clock, whatever ours shows", () => {
    const date = "Wed, 21 Oct 2015 07:28:00 GMT"
    const headers = { "retry-after": date, date: "Wed, 21 Oct 2015 07:27:30 GMT" }
    expect(json(503, {}, headers).retryAfter).toEqual(Duration.seconds(30))
    for (const now of [0, Date.UTC(2015, 9, 21, 7, 27), Date.UTC(2099, 0, 1)]) {
      expect(retryAfter(date, now, "Wed, 21 Oct 2015 07:27:30 GMT")).toEqual(Duration.seconds(30))
      expect(retryAfter(date, now, "Wed, 21 Oct 2015 07:29:00 GMT")).toEqual(Duration.zero)
    }
    for (const odd of ["", "now", "0", "2015-10-21"]) {
      expect(retryAfter(date, Date.UTC(2015, 9, 21, 7, 27), odd)).toEqual(Duration.minutes(1))
    }
    expect(retryAfter("5", 0, "Wed, 21 Oct 2015 07:29:00 GMT")).toEqual(Duration.seconds(5))
  })

  it("is nothing else", () => {
    for (const value of ["", "soon", "-1", "1.5", "1e3", "2030-01-01", "0x10", "NaN", "Infinity"]) {
      expect([value, seconds(value)]).toEqual([value, undefined])
    }
    expect(json(503, {}, { "retry-after": "3" }).retryAfter).toEqual(Duration.seconds(3))
  })
})

describe("totality", () => {
  const statuses = fc.integer({ min: 0, max: 999 })
  const types = fc.constantFrom("application/json", "application/vnd.api+json;charset=utf-8", "text/html", "", "json")
  const nameOfWire = fc.constantFrom(
    "code",
    "message",
    "error",
    "errors",
    "detail",
    "id",
    "meta",
    "request_id",
    "resource",
    "title",
    "msg",
    "loc",
    "authorization_parameters",
    "required_scopes",
    "session_message",
    "session_required_mfa",
    "prompt",
    "__proto__"
  )
  const documents = fc.letrec((tie) => ({
    document: fc.oneof(
      { depthSize: "small" },
      fc.jsonValue(),
      fc.array(tie("document"), { maxLength: 3 }),
      fc.dictionary(nameOfWire, tie("document"), { maxKeys: 5 })
    )
  })).document

  const holds = (status: number, text: string, type: string) => {
    const error = read(status, text, { "content-type": type, "retry-after": text.slice(0, 40) })
    expect(isApiError(error)).toBe(true)
    expect(error._tag).toBe(tagOf(status, error.code, error.requirements))
    expect(error.message).not.toBe("")
    for (const field of [error.code, error.requestId, error.resource])
      expect(["string", "undefined"]).toContain(typeof field)
  }

  it("any document has an error", () => {
    fc.assert(
      fc.property(statuses, documents, types, (status, document, type) =>
        holds(status, JSON.stringify(document), type)
      ),
      { numRuns: 300 }
    )
  })

  it("any text has an error", () => {
    fc.assert(fc.property(statuses, fc.string({ unit: "binary", maxLength: 300 }), types, holds), { numRuns: 200 })
  })

  it("so has a document of a depth that would not fit the stack", () => {
    const deep = '{"error":'.repeat(50_000) + "1" + "}".repeat(50_000)
    holds(400, deep, "application/json")
    holds(400, "[".repeat(50_000) + "]".repeat(50_000), "application/json")
  })

  it("and a page that is long and odd costs no time", () => {
    const started = performance.now()
    holds(502, "<title".repeat(200_000), "text/html")
    expect(performance.now() - started).toBeLessThan(1000)
  })
})
