import { describe, expect, it } from "@effect/vitest"
import { Duration, FastCheck as fc } from "effect"
import { inspect } from "node:util"
import { isApiError } from "../../../src/GlobusError.js"
import { fromAnswer, retryAfter, tagOf } from "../../../src/internal/wire/apiError.js"

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
      _tag: "GlobusNotFound",
      ...call,
      status: 404,
      code: "EndpointNotFound",
      description: "No such endpoint",
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
      _tag: "GlobusPermissionDenied",
      code: "FORBIDDEN",
      description: "Not an administrator",
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
    expect(json(422, { errors }).description).toBe("D; only a title; M")
  })

  it("OAuth: error and error_description (RFC 6749, section 5.2)", () => {
    expect(json(400, { error: "invalid_grant", error_description: "The code was used" })).toMatchObject({
      _tag: "GlobusInvalidRequest",
      code: "invalid_grant",
      description: "The code was used"
    })
    expect(json(401, { error: "invalid_client" })).toMatchObject({
      _tag: "GlobusUnauthenticated",
      code: "invalid_client"
    })
  })

  it("JSON:API, by its own media type, with the request id in meta", () => {
    const error = read(
      422,
      JSON.stringify({ errors: [{ code: "UNPROCESSABLE", detail: "Bad" }], meta: { request_id: "m-1" } }),
      { "content-type": "application/vnd.api+json; charset=utf-8" }
    )
    expect(error).toMatchObject({ code: "UNPROCESSABLE", description: "Bad", requestId: "m-1" })
  })

  it("Flows: everything in `error`, its detail a text or what a validator says", () => {
    expect(json(404, { error: { code: "NOT_FOUND", detail: "No such flow" }, debug_id: "d" })).toMatchObject({
      code: "NOT_FOUND",
      description: "No such flow"
    })
    const detail = [{ loc: ["$.a", 0], msg: "is no boolean" }, { msg: "is too long" }]
    expect(json(422, { error: { code: "UNPROCESSABLE_ENTITY", detail } })).toMatchObject({
      code: "UNPROCESSABLE_ENTITY",
      description: "is no boolean: $.a.0; is too long",
      errors: [
        { code: undefined, message: "is no boolean: $.a.0" },
        { code: undefined, message: "is too long" }
      ]
    })
    expect(json(422, { error: { message: "2 errors", detail } })).toMatchObject({ description: "2 errors" })
  })

  it("Timers: what a validator says, in detail", () => {
    const detail = [{ loc: ["body", "start"], msg: "field required", type: "value_error.missing" }]
    expect(json(422, { detail }).description).toBe("field required: body.start")
    expect(json(404, { detail: "No such timer" }).description).toBe("No such timer")
  })

  it("plain text, as it is, and of markup nothing", () => {
    expect(read(502, "upstream is  gone\n", { "content-type": "text/plain" }).description).toBe("upstream is gone")
    expect(read(502, "<?xml version='1.0'?><Error><Code>X</Code></Error>").description).toBe("the service failed")
    expect(read(500, "x".repeat(10_000)).description).toHaveLength(200)
  })

  it("nothing: a phrase of our own", () => {
    expect(read(403, "").description).toBe("the identity may not do this")
    expect(json(404, { code: "NoSuchThing" }).description).toBe("there is no such thing")
    for (const nothing of [{}, [], null, 7, { message: "" }, { errors: [] }]) {
      expect(json(500, nothing).description).toBe("the service failed")
    }
  })

  it("the request id in a header, where the document has none", () => {
    expect(read(502, "", { "x-request-id": "h-1" }).requestId).toBe("h-1")
    expect(json(404, { request_id: "b-1" }, { "x-request-id": "h-1" }).requestId).toBe("b-1")
  })

  it("Compute: `reason`", () => {
    const document = { status: "Failed", code: 22, error_args: [], http_status_code: 404, reason: "Task x not found" }
    expect(json(404, document).description).toBe("Task x not found")
    expect(json(404, { error: { reason: "Task x not found" } }).description).toBe("Task x not found")
  })

  it("whatever has words: `detail` as text or as one document, and lists of texts, at the top and in `error`", () => {
    const documents = [
      { detail: "It is gone" },
      { detail: { message: "It is gone" } },
      { detail: ["It is gone"] },
      { errors: ["It is gone"] },
      { errors: [{ message: "It is gone" }] },
      { errors: [{ detail: "It is gone" }] },
      { errors: [{ reason: "It is gone" }] },
      { reason: "It is gone" }
    ]
    for (const document of documents) {
      expect([document, json(410, document).description]).toEqual([document, "It is gone"])
      expect([document, json(410, { error: document }).description]).toEqual([document, "It is gone"])
    }
  })

  it("a JSON object, whatever its media type", () => {
    const document = JSON.stringify({ error: "invalid_grant" })
    for (const type of [undefined, "", "text/html", "text/plain; charset=utf-8", "application/octet-stream", "json"]) {
      for (const text of [document, `\n ${document}`]) {
        expect(read(400, text, type === undefined ? {} : { "content-type": type })).toMatchObject({
          _tag: "GlobusInvalidRequest",
          code: "invalid_grant"
        })
      }
    }
    expect(read(400, "{ is no JSON", { "content-type": "text/plain" }).description).toBe("{ is no JSON")
  })

  describe("of a page of a proxy", () => {
    const page = "<html><head><title>502 Bad\n Gateway</title></head><body><h1>nginx</h1></body></html>"
    const told = "an HTML page, not an answer of Globus: 502 Bad Gateway; look at the proxy"

    it("that it is one, with its title, whatever its media type", () => {
      for (const text of [
        page,
        page.toUpperCase().replace("BAD\n GATEWAY", "Bad Gateway"),
        `\n<!DOCTYPE html>\n${page}`
      ]) {
        for (const type of ["text/html", "TEXT/HTML; charset=utf-8", "application/json", "text/plain", ""]) {
          expect(read(502, text, { "content-type": type })).toMatchObject({
            _tag: "GlobusServiceUnavailable",
            description: told,
            body: text
          })
        }
      }
      expect(read(502, page).message).toBe(`getTask GET https://transfer.api.globus.org: 502, ${told}; try again later`)
    })

    it("that it is one, without a title", () => {
      for (const text of ["<html><body>x</body></html>", "<!doctype html><p>x", "<html><title> </title></html>"]) {
        expect(read(403, text).description).toBe("an HTML page, not an answer of Globus; look at the proxy")
      }
    })
  })

  describe("of a redirect where it points", () => {
    const pointed = (location: string, status = 302) => read(status, "moved", { location }).description

    it("by origin and path alone", () => {
      expect(pointed("https://login.example.org/a/b?token=x#y")).toBe("it redirects to https://login.example.org/a/b")
      expect(pointed("https://user:password@login.example.org/")).toBe("it redirects to https://login.example.org/")
      expect(pointed("/v0.10/other?x=1", 308)).toBe("it redirects to https://transfer.api.globus.org/v0.10/other")
      expect(pointed("mailto:somebody@example.org")).toBe("it redirects to what is no web address")
    })

    it("and nothing of the kind where it does not", () => {
      expect(pointed("https://")).toBe("moved")
      expect(read(302, "moved").description).toBe("moved")
      expect(read(404, "gone", { location: "https://login.example.org/" }).description).toBe("gone")
    })
  })

  it("of an answer that may hold secrets a code, requirements and the request id, and no words", () => {
    const secret = "0123456789abcdefghij"
    const words = { code: "a word, and not a code", message: secret, detail: secret, reason: secret, id: "e-1" }
    const document = {
      ...words,
      error: "invalid_grant",
      error_description: secret,
      access_token: secret,
      resource: secret,
      errors: [words, { code: "FORBIDDEN", message: secret }],
      authorization_parameters: { session_message: secret, session_required_policies: ["p"] },
      request_id: "r-1"
    }
    const error = json(400, document, {}, true)
    expect(error).toMatchObject({
      code: undefined,
      description: "the user must authenticate anew for this",
      requestId: "r-1",
      resource: undefined,
      errors: [
        { code: undefined, message: undefined },
        { code: "FORBIDDEN", message: undefined }
      ],
      requirements: { session_required_policies: ["p"] },
      body: ""
    })
    expect(json(400, { error: "invalid_grant", error_description: secret }, {}, true).code).toBe("invalid_grant")
    const answers = [
      error,
      read(500, secret, {}, true),
      read(500, `<html><title>${secret}</title></html>`, {}, true),
      read(302, secret, { location: `https://example.org/${secret}?${secret}` }, true)
    ]
    for (const answer of answers) expect(inspect(answer, { depth: 9, showHidden: true })).not.toContain(secret)
  })
})

describe("the tag", () => {
  for (const [status, code, tag] of [
    [400, undefined, "GlobusInvalidRequest"],
    [401, undefined, "GlobusUnauthenticated"],
    [403, "PermissionDenied", "GlobusPermissionDenied"],
    [404, "EndpointNotFound", "GlobusNotFound"],
    [409, undefined, "GlobusConflict"],
    [410, undefined, "GlobusInvalidRequest"],
    [422, undefined, "GlobusInvalidRequest"],
    [429, undefined, "GlobusRateLimited"],
    [429, "ExternalError", "GlobusRateLimited"],
    [403, "ConsentRequired", "GlobusConsentRequired"],
    [401, "ConsentRequired", "GlobusConsentRequired"],
    [500, "ConsentRequired", "GlobusServiceUnavailable"],
    [502, "ExternalError.DirListingFailed.NotADirectory", "GlobusCollectionFailure"],
    [404, "ClientError.ExternalError", "GlobusCollectionFailure"],
    [503, "EndpointError", "GlobusCollectionFailure"],
    [500, undefined, "GlobusServiceUnavailable"],
    [501, undefined, "GlobusServiceUnavailable"],
    [599, undefined, "GlobusServiceUnavailable"],
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

  it("of a list is GlobusCollectionFailure when one of its codes says so, though they have none in common", () => {
    expect(json(502, { errors: [{ code: "X" }, { code: "ExternalError" }] })).toMatchObject({
      _tag: "GlobusCollectionFailure",
      code: undefined,
      description: "the collection failed"
    })
    expect(json(502, { errors: [{ code: "X" }, { code: "Y" }] })._tag).toBe("GlobusServiceUnavailable")
    // A code of its own says what the whole answer is.
    expect(json(502, { code: "X", errors: [{ code: "ExternalError" }] })._tag).toBe("GlobusServiceUnavailable")
  })

  it("of requirements is GlobusConsentRequired when consents are all they ask, else GlobusAuthorizationRequired", () => {
    const session = { session_required_mfa: true, required_scopes: ["s"] }
    expect(json(403, { authorization_parameters: session })).toMatchObject({
      _tag: "GlobusAuthorizationRequired",
      requirements: session
    })
    expect(json(403, { authorization_parameters: { required_scopes: ["s"] } })._tag).toBe("GlobusConsentRequired")
    expect(
      json(401, { code: "AuthorizationRequired", authorization_parameters: { required_scopes: ["s"] } })._tag
    ).toBe("GlobusAuthorizationRequired")
    expect(json(403, { code: "ConsentRequired", authorization_parameters: session })._tag).toBe("GlobusConsentRequired")
    expect(json(503, { authorization_parameters: session })._tag).toBe("GlobusServiceUnavailable")
  })

  it("finds the requirements in Auth's list of errors, and the consents that a dependent token grant misses", () => {
    const errors = [{ detail: "Log in again", authorization_parameters: { prompt: "login" } }]
    expect(json(403, { errors })).toMatchObject({
      _tag: "GlobusAuthorizationRequired",
      requirements: { prompt: "login" }
    })
    const missing = [{ code: "DEPENDENT_CONSENT_REQUIRED", unapproved_scopes: ["s"] }]
    expect(json(403, { error: "dependent_consent_required", errors: missing })).toMatchObject({
      _tag: "GlobusConsentRequired",
      requirements: { required_scopes: ["s"] }
    })
  })

  it("comes with the session's message, where the service has no other", () => {
    const parameters = { session_message: "Use your other identity" }
    expect(json(403, { authorization_parameters: parameters }).description).toBe("Use your other identity")
    expect(json(403, { message: "No", authorization_parameters: parameters }).description).toBe("No")
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
})
