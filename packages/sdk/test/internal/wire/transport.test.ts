import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import { describe, expect, it } from "@effect/vitest"
import {
  Cause,
  Chunk,
  ConfigProvider,
  Duration,
  Effect,
  Fiber,
  Layer,
  Option,
  Redacted,
  Schedule,
  Stream,
  TestClock
} from "effect"
import type { ClientOptions } from "../../../src/ClientOptions.js"
import { GlobusLoginRequired } from "../../../src/GlobusError.js"
import * as Retry from "../../../src/Retry.js"
import type { Answer, Script, Tokens } from "../../script.js"
import { anonymous, broken, empty, failure, json, script, settle, silence, tokens } from "../../script.js"
import { recorder } from "../../spans.js"
import { baseUrl, things } from "../operation/ThingsApi.js"

const found = json({ id: "t" })

const client = (service: Script, options: ClientOptions = {}, authorizer?: Tokens) =>
  Effect.provide(things(options, authorizer?.service ?? anonymous), service.layer)

const get = { thing_id: "1" }
const create = { name: "new" }

describe("what is sent again", () => {
  for (const status of [429, 500, 502, 503, 504]) {
    it.effect(`a GET that is answered ${status}`, () =>
      Effect.gen(function* () {
        const service = script(json({}, status), found)
        const { getThing } = yield* client(service)
        expect(yield* yield* settle(getThing(get))).toEqual({ id: "t" })
        expect(service.times).toEqual([0, 125])
      })
    )
  }

  it.effect("nothing that is answered by any other status", () =>
    Effect.gen(function* () {
      for (const status of [300, 304, 400, 401, 403, 404, 405, 408, 409, 422, 501, 505, 507]) {
        const service = script(empty(status), found)
        const { getThing } = yield* client(service)
        expect(yield* failure(getThing(get))).toMatchObject({ status })
        expect(service.requests).toHaveLength(1)
      }
    })
  )

  it.effect("a GET whose connection broke, or whose body broke off", () =>
    Effect.gen(function* () {
      const brokenOff: Answer = () =>
        new Response(new ReadableStream({ start: (controller) => controller.error(new Error("terminated")) }))
      const service = script(broken(), brokenOff, found)
      const { getThing } = yield* client(service)
      expect(yield* yield* settle(getThing(get))).toEqual({ id: "t" })
      expect(service.times).toEqual([0, 125, 375])
    })
  )

  it.effect("a PUT and a DELETE, which are idempotent", () =>
    Effect.gen(function* () {
      const service = script(json({}, 500), found, json({}, 500), empty())
      const { deleteThing, putThing } = yield* client(service)
      yield* yield* settle(putThing({ ...get, name: "x" }))
      yield* yield* settle(deleteThing(get))
      expect(service.requests.map(({ method }) => method)).toEqual(["PUT", "PUT", "DELETE", "DELETE"])
      expect(service.requests[1]?.text).toBe(service.requests[0]?.text)
    })
  )

  it.effect("no POST after a failure that leaves open whether it arrived", () =>
    Effect.gen(function* () {
      for (const answer of [json({}, 500), json({}, 502), json({}, 503), json({}, 504), broken(), silence]) {
        const service = script(answer, found)
        const { createThing } = yield* client(service)
        yield* failure(createThing(create))
        expect(service.requests).toHaveLength(1)
      }
    })
  )

  it.effect("a POST after 429, which says that it was not accepted", () =>
    Effect.gen(function* () {
      const service = script(json({}, 429), found)
      const { createThing } = yield* client(service)
      expect(yield* yield* settle(createThing(create))).toEqual({ id: "t" })
    })
  )

  it.effect("a POST that is declared safe to repeat, whatever the failure", () =>
    Effect.gen(function* () {
      const service = script(json({}, 500), broken(), silence, empty())
      const { touchThing } = yield* client(service)
      yield* yield* settle(touchThing(get))
      expect(service.times).toEqual([0, 125, 375, 60_875])
    })
  )

  it.effect("a POST of `request` only if the caller says that it is repeatable", () =>
    Effect.gen(function* () {
      const once = script(json({}, 500), found)
      yield* failure(Effect.flatMap(client(once), ({ request }) => request({ method: "POST", path: "/x" })))
      expect(once.requests).toHaveLength(1)
      const twice = script(json({}, 500), found)
      const { request } = yield* client(twice)
      yield* yield* settle(request({ method: "POST", path: "/x", repeatable: true }))
      expect(twice.requests).toHaveLength(2)
    })
  )

  it.effect("never a call to the token endpoint, not even by the user's schedule", () =>
    Effect.gen(function* () {
      for (const answer of [json({}, 429, { "retry-after": "1" }), json({}, 503), broken(), silence]) {
        const service = script(answer, found)
        const { spend } = yield* client(service, { retry: Schedule.recurs(3) })
        yield* failure(spend({ code: Redacted.make("code") }))
        expect(service.requests).toHaveLength(1)
      }
    })
  )

  for (const code of ["ExternalError", "EndpointError", "ExternalError.DirListingFailed.NotADirectory"]) {
    it.effect(`no collection's own failure (${code}), except with 429 and 503`, () =>
      Effect.gen(function* () {
        for (const [status, requests] of [
          [500, 1],
          [502, 1],
          [504, 1],
          [429, 2],
          [503, 2]
        ] as const) {
          const service = script(json({ code, message: "No" }, status), found)
          const { getThing } = yield* client(service)
          yield* settle(getThing(get))
          expect([status, service.requests.length]).toEqual([status, requests])
        }
      })
    )
  }
})

describe("the pauses", () => {
  it.effect("double from 0.25 s, half of them with a die in the middle, and end after 6 attempts", () =>
    Effect.gen(function* () {
      const service = script(json({ message: "down" }, 503))
      const { getThing } = yield* client(service)
      expect(yield* failure(getThing(get))).toMatchObject({ _tag: "GlobusServiceUnavailable", description: "down" })
      expect(service.times).toEqual([0, 125, 375, 875, 1875, 3875])
    })
  )

  const pauseAfter = (value: string, options?: ClientOptions) =>
    Effect.gen(function* () {
      const service = script(json({}, 429, { "retry-after": value }), found)
      const { getThing } = yield* client(service, options)
      yield* yield* settle(getThing(get))
      return (service.times[1] ?? NaN) - (service.times[0] ?? NaN)
    })

  it.effect("are as long as Retry-After asks in seconds", () =>
    Effect.gen(function* () {
      expect(yield* pauseAfter("7")).toBe(7000)
    })
  )

  it.effect("are as long as Retry-After asks by a date", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.UTC(2030, 0, 1, 0, 0, 0))
      expect(yield* pauseAfter("Tue, 01 Jan 2030 00:00:42 GMT")).toBe(42_000)
    })
  )

  it.effect("are a minute at most, or what the policy's cap says", () =>
    Effect.gen(function* () {
      expect(yield* pauseAfter("86400")).toBe(60_000)
      expect(yield* pauseAfter("9".repeat(400))).toBe(60_000)
      const retry = Retry.schedule({ maxRetryAfter: Duration.minutes(10) })
      expect(yield* pauseAfter("86400", { retry })).toBe(600_000)
    })
  )

  it.effect("are our own when Retry-After is shorter, past or no such thing", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.UTC(2030, 0, 1))
      for (const value of ["0", "soon", "-5", "1.5", "", "Mon, 31 Dec 2029 00:00:00 GMT"]) {
        expect([value, yield* pauseAfter(value)]).toEqual([value, 125])
      }
    })
  )

  it.effect("are the user's own schedule's, which also says what is sent again", () =>
    Effect.gen(function* () {
      const service = script(json({}, 404), json({}, 500), found)
      const { createThing } = yield* client(service, {
        retry: Schedule.intersect(Schedule.recurs(2), Schedule.spaced("3 seconds"))
      })
      expect(yield* yield* settle(createThing(create))).toEqual({ id: "t" })
      expect(service.times).toEqual([0, 3000, 6000])
    })
  )

  it.effect("do not happen with Retry.never", () =>
    Effect.gen(function* () {
      const service = script(json({}, 503), found)
      const { getThing } = yield* client(service, { retry: Retry.never })
      expect(yield* failure(getThing(get))).toMatchObject({ _tag: "GlobusServiceUnavailable" })
      expect(service.requests).toHaveLength(1)
    })
  )
})

describe("the deadline of an attempt", () => {
  const timeOf = (options?: ClientOptions, timeout?: Duration.DurationInput) =>
    Effect.gen(function* () {
      const service = script(silence)
      const { getThing } = yield* client(service, { retry: Retry.never, ...options })
      const error = yield* failure(getThing(get, timeout === undefined ? {} : { timeout }))
      return error._tag === "GlobusTimeout" ? Duration.toMillis(error.timeout) : error._tag
    })

  it.effect("is 60 seconds, or the client's, or the call's", () =>
    Effect.gen(function* () {
      expect(yield* timeOf()).toBe(60_000)
      expect(yield* timeOf({ timeout: "5 seconds" })).toBe(5000)
      expect(yield* timeOf({ timeout: "5 seconds" }, "2 seconds")).toBe(2000)
    })
  )

  it.effect("is GLOBUS_SDK_HTTP_TIMEOUT's, which the client's option beats", () =>
    Effect.gen(function* () {
      const configured = Effect.withConfigProvider(
        ConfigProvider.fromMap(new Map([["GLOBUS_SDK_HTTP_TIMEOUT", "1.5"]]))
      )
      expect(yield* configured(timeOf())).toBe(1500)
      expect(yield* configured(timeOf({ timeout: "9 seconds" }))).toBe(9000)
    })
  )

  it.effect("is met at that moment, and the request is aborted", () =>
    Effect.gen(function* () {
      const service = script(silence)
      const { createThing } = yield* client(service)
      const fiber = yield* Effect.fork(Effect.flip(createThing(create)))
      yield* TestClock.adjust(59_999)
      expect(service.requests[0]?.signal.aborted).toBe(false)
      expect(yield* Fiber.poll(fiber)).toEqual(Option.none())
      yield* TestClock.adjust(1)
      expect(yield* Fiber.join(fiber)).toMatchObject({ _tag: "GlobusTimeout", description: "no answer within 1m" })
      expect(service.requests[0]?.signal.aborted).toBe(true)
    })
  )

  it.effect("is none for Duration.infinity, of the client or of the call", () =>
    Effect.gen(function* () {
      for (const [options, call] of [
        [{ timeout: Duration.infinity }, {}],
        [{ timeout: "1 second" }, { timeout: Duration.infinity }]
      ] as const) {
        const service = script(silence)
        const { getThing } = yield* client(service, options)
        const fiber = yield* Effect.fork(getThing(get, call))
        yield* TestClock.adjust("365 days")
        expect(yield* Fiber.poll(fiber)).toEqual(Option.none())
        yield* Fiber.interrupt(fiber)
      }
    })
  )

  it.effect("holds for the body of an operation, and anew for that of `request`, from when it is read", () =>
    Effect.gen(function* () {
      const endless: Answer = () => new Response(new ReadableStream({ start: () => {} }))
      const service = script(endless)
      const { createThing, request } = yield* client(service)
      expect(yield* failure(createThing(create))).toMatchObject({ _tag: "GlobusTimeout" })
      const reply = yield* request({ method: "POST", path: "/x" })
      yield* TestClock.adjust("1 day")
      const fiber = yield* Effect.fork(Effect.flip(reply.text))
      yield* TestClock.adjust("59 seconds")
      expect(yield* Fiber.poll(fiber)).toEqual(Option.none())
      yield* TestClock.adjust("1 second")
      expect(yield* Fiber.join(fiber)).toMatchObject({ _tag: "GlobusTimeout" })
    })
  )

  it.effect("must be above zero", () =>
    Effect.gen(function* () {
      for (const timeout of [0, -1, "-1 seconds", NaN] as const) {
        const service = script(found)
        expect(yield* Effect.flip(client(service, { timeout }))).toMatchObject({
          _tag: "GlobusUsageError",
          field: "timeout"
        })
        const { getThing } = yield* client(service)
        expect(yield* Effect.flip(getThing(get, { timeout }))).toMatchObject({
          _tag: "GlobusUsageError",
          field: "timeout"
        })
        expect(service.requests).toHaveLength(0)
      }
    })
  )
})

describe("a 401", () => {
  const refused = json({ code: "AuthenticationFailed", message: "Token is not active" }, 401)

  it.effect("rejects the very header that was used, and the call is sent once more", () =>
    Effect.gen(function* () {
      const service = script(refused, found)
      const authorizer = tokens("Bearer old", "Bearer new")
      const { createThing } = yield* client(service, {}, authorizer)
      expect(yield* createThing(create)).toEqual({ id: "t" })
      expect(authorizer.rejected).toEqual(["Bearer old"])
      expect(authorizer.asked).toEqual(["things", "things"])
      expect(service.requests.map(({ headers }) => headers["authorization"])).toEqual(["Bearer old", "Bearer new"])
      expect(service.requests[1]?.text).toBe(service.requests[0]?.text)
    })
  )

  it.effect("the second time is the caller's error", () =>
    Effect.gen(function* () {
      const service = script(refused)
      const authorizer = tokens("Bearer 1", "Bearer 2", "Bearer 3")
      const { getThing } = yield* client(service, {}, authorizer)
      expect(yield* failure(getThing(get))).toMatchObject({ _tag: "GlobusUnauthenticated", status: 401 })
      expect(authorizer.rejected).toEqual(["Bearer 1"])
      expect(service.requests).toHaveLength(2)
    })
  )

  it.effect("is final when the authorizer has nothing better", () =>
    Effect.gen(function* () {
      const service = script(refused)
      const authorizer = tokens("Bearer only")
      const { getThing } = yield* client(service, {}, authorizer)
      expect(yield* failure(getThing(get))).toMatchObject({
        _tag: "GlobusUnauthenticated",
        description: "Token is not active"
      })
      expect(authorizer.rejected).toEqual(["Bearer only"])
      expect(service.requests).toHaveLength(1)
    })
  )

  it.effect("is renewed after a 500 too, and a 500 after it is retried", () =>
    Effect.gen(function* () {
      const service = script(json({}, 500), refused, json({}, 500), found)
      const authorizer = tokens("Bearer old", "Bearer new")
      const { getThing } = yield* client(service, {}, authorizer)
      expect(yield* yield* settle(getThing(get))).toEqual({ id: "t" })
      expect(service.requests.map(({ headers }) => headers["authorization"])).toEqual([
        "Bearer old",
        "Bearer old",
        "Bearer new",
        "Bearer new"
      ])
    })
  )

  it.effect("that asks something of the user rejects no token, nor does a 403", () =>
    Effect.gen(function* () {
      const gare = { code: "AuthorizationRequired", authorization_parameters: { session_required_mfa: true } }
      for (const [answer, tag] of [
        [json(gare, 401), "GlobusAuthorizationRequired"],
        [json({ code: "ConsentRequired", required_scopes: ["s"] }, 401), "GlobusConsentRequired"],
        [json({ code: "PermissionDenied" }, 403), "GlobusPermissionDenied"]
      ] as const) {
        const service = script(answer, found)
        const authorizer = tokens("Bearer old", "Bearer new")
        const { getThing } = yield* client(service, {}, authorizer)
        expect(yield* failure(getThing(get))).toMatchObject({ _tag: tag })
        expect(authorizer.rejected).toEqual([])
        expect(service.requests).toHaveLength(1)
      }
    })
  )

  it.effect("for an anonymous call rejects nothing", () =>
    Effect.gen(function* () {
      const service = script(refused, found)
      const authorizer = tokens("Bearer a", "Bearer b")
      const { ping } = yield* client(service, {}, authorizer)
      expect(yield* failure(ping())).toMatchObject({ _tag: "GlobusUnauthenticated" })
      expect([authorizer.asked, authorizer.rejected]).toEqual([[], []])
      expect(service.requests[0]?.headers).not.toHaveProperty("authorization")
    })
  )

  it.effect("for a stream body renews, does not send again, and says so", () =>
    Effect.gen(function* () {
      const service = script(refused, found)
      const authorizer = tokens("Bearer old", "Bearer new")
      const { request } = yield* client(service, {}, authorizer)
      const body = HttpBody.stream(Stream.make(new Uint8Array([1, 2, 3])))
      const error = yield* failure(request({ method: "PUT", path: "/x", body }))
      expect(error).toMatchObject({
        _tag: "GlobusUnauthenticated",
        description: expect.stringContaining("the body was a stream and is read: retry with a new body")
      })
      expect(authorizer.rejected).toEqual(["Bearer old"])
      expect(service.requests).toHaveLength(1)
    })
  )
})

describe("a body that is a stream", () => {
  const sent = (retry: ClientOptions["retry"], body: HttpBody.HttpBody, answer: Answer) =>
    Effect.gen(function* () {
      const service = script(answer, found)
      const { request } = yield* client(service, { retry })
      yield* settle(request({ method: "PUT", path: "/x", body }))
      return service.requests.length
    })

  it.effect("is sent once, whatever happens and whatever the schedule", () =>
    Effect.gen(function* () {
      for (const answer of [json({}, 429), json({}, 503), broken()]) {
        for (const retry of [undefined, Schedule.recurs(3)]) {
          expect(yield* sent(retry, HttpBody.stream(Stream.make(new Uint8Array([1]))), answer)).toBe(1)
        }
      }
    })
  )

  it.effect("is one as well when it is a stream of the web or of Node", () =>
    Effect.gen(function* () {
      for (const stream of [{ getReader: () => {} }, { [Symbol.asyncIterator]: () => {} }, new ReadableStream()]) {
        expect(yield* sent(undefined, HttpBody.raw(stream), json({}, 503))).toBe(1)
      }
    })
  )

  it.effect("is none when it is bytes or text, which are sent again", () =>
    Effect.gen(function* () {
      for (const body of [HttpBody.uint8Array(new Uint8Array([1])), HttpBody.raw("text")]) {
        expect(yield* sent(undefined, body, json({}, 503))).toBe(2)
      }
    })
  )
})

describe("authorization", () => {
  const header = (transformClient: ClientOptions["transformClient"]) =>
    Effect.gen(function* () {
      const service = script(found)
      const { getThing } = yield* client(service, { transformClient }, tokens("Bearer secret"))
      yield* getThing(get)
      return service.requests[0]?.headers["authorization"]
    })

  it.effect("is set after the user's middleware, which does not see it", () =>
    Effect.gen(function* () {
      const seen: Array<string | undefined> = []
      const value = yield* header(
        HttpClient.mapRequest((request) => {
          seen.push(request.headers["authorization"])
          return HttpClientRequest.setHeader(request, "authorization", "Bearer of-the-middleware")
        })
      )
      expect(seen).toEqual([undefined])
      expect(value).toBe("Bearer secret")
    })
  )

  it.effect("stays home when middleware sends the request to another host, port or scheme", () =>
    Effect.gen(function* () {
      for (const url of [
        "https://evil.example.org/v1/thing",
        "https://things.example.org:8443/v1/thing",
        "http://things.example.org/v1/thing",
        "https://things.example.org.evil.example.org/"
      ]) {
        expect([url, yield* header(HttpClient.mapRequest(HttpClientRequest.setUrl(url)))]).toEqual([url, undefined])
      }
      expect(yield* header(HttpClient.mapRequest(HttpClientRequest.setUrl(`${baseUrl}/elsewhere`)))).toBe(
        "Bearer secret"
      )
    })
  )

  it.effect("does not follow a redirect that middleware follows to another origin", () =>
    Effect.gen(function* () {
      const service = script(() => Response.redirect("https://evil.example.org/", 302), found)
      const { getThing } = yield* client(
        service,
        { transformClient: HttpClient.followRedirects(2) },
        tokens("Bearer secret")
      )
      yield* getThing(get)
      expect(service.requests.map(({ headers, url }) => [url.host, headers["authorization"]])).toEqual([
        ["things.example.org", "Bearer secret"],
        ["evil.example.org", undefined]
      ])
    })
  )

  it.effect("that there is none of fails the call, unsent and unrepeated", () =>
    Effect.gen(function* () {
      const service = script(found)
      const error = new GlobusLoginRequired({
        reason: "invalid_grant",
        resourceServer: "things",
        message: "Log in again"
      })
      let asked = 0
      const { getThing } = yield* Effect.provide(
        things(
          { retry: Schedule.forever },
          {
            header: () => Effect.suspend(() => Effect.fail((asked++, error))),
            reject: () => Effect.succeed(true)
          }
        ),
        service.layer
      )
      expect(yield* failure(getThing(get))).toMatchObject({ _tag: "GlobusLoginRequired", reason: "invalid_grant" })
      expect([asked, service.requests.length]).toEqual([1, 0])
    })
  )
})

describe("the user's middleware", () => {
  it.effect("may filter by status: the errors are the same, and so are the retries", () =>
    Effect.gen(function* () {
      const service = script(json({}, 503), json({ code: "NotThere", message: "gone" }, 404))
      const { getThing } = yield* client(service, { transformClient: HttpClient.filterStatusOk })
      expect(yield* failure(getThing(get))).toMatchObject({
        _tag: "GlobusNotFound",
        code: "NotThere",
        description: "gone"
      })
      expect(service.requests).toHaveLength(2)
    })
  )

  it.effect("is around every attempt", () =>
    Effect.gen(function* () {
      const service = script(json({}, 503), found)
      let attempts = 0
      const { getThing } = yield* client(service, {
        transformClient: HttpClient.tapRequest(() => Effect.sync(() => void attempts++))
      })
      yield* yield* settle(getThing(get))
      expect(attempts).toBe(2)
    })
  )
})

it.effect("a defect stays the defect that it is", () =>
  Effect.gen(function* () {
    const service = script(found)
    const defect = new Error("the program's own")
    const { getThing } = yield* client(service, { transformClient: HttpClient.tapRequest(() => Effect.die(defect)) })
    const cause = yield* Effect.flip(Effect.sandbox(getThing(get)))
    expect(Chunk.toReadonlyArray(Cause.defects(cause))).toEqual([defect])
    expect(service.requests).toHaveLength(0)
  })
)

describe("interruption", () => {
  it.effect("aborts the request", () =>
    Effect.gen(function* () {
      const service = script(silence)
      const { getThing } = yield* client(service)
      const fiber = yield* Effect.fork(getThing(get))
      yield* TestClock.adjust("1 second")
      expect(service.requests[0]?.signal.aborted).toBe(false)
      yield* Fiber.interrupt(fiber)
      expect(service.requests[0]?.signal.aborted).toBe(true)
    })
  )
})

describe("headers", () => {
  const sent = (options?: ClientOptions) =>
    Effect.gen(function* () {
      const service = script(found)
      const { getThing } = yield* client(service, options)
      yield* getThing(get)
      return service.requests[0]?.headers ?? {}
    })

  it.effect("say what we take and who we are", () =>
    Effect.gen(function* () {
      const headers = yield* sent()
      expect(headers["accept"]).toBe("application/json")
      expect(headers["user-agent"]).toMatch(/^effect-globus\/\d+\.\d+\.\d+/)
      expect(headers["x-globus-client-info"]).toMatch(/^product=effect-globus,version=\d+\.\d+\.\d+[^;]*$/)
    })
  )

  it.effect("list the user's products after ours", () =>
    Effect.gen(function* () {
      const headers = yield* sent({
        products: [
          { product: "beamline 9", version: "2.1" },
          { product: "p", version: "0" }
        ]
      })
      expect(headers["x-globus-client-info"]).toMatch(
        /^product=effect-globus,version=[^;]+;product=beamline 9,version=2\.1;product=p,version=0$/
      )
    })
  )

  it.effect("take no product that would break the list or the header", () =>
    Effect.gen(function* () {
      for (const bad of ["", "a;b", "a,b", "a=b", "a\nb", "a\r\nx-evil: 1", "日本", "a\0"]) {
        for (const products of [[{ product: bad, version: "1" }], [{ product: "p", version: bad }]]) {
          expect([bad, yield* Effect.flip(client(script(found), { products }))]).toEqual([
            bad,
            expect.objectContaining({ _tag: "GlobusUsageError", field: "products" })
          ])
        }
      }
    })
  )

  it.effect("carry no trace to Globus, unless asked", () =>
    Effect.gen(function* () {
      const within = Effect.withSpan("the user's own")
      const silent = yield* within(sent())
      expect(Object.keys(silent).filter((name) => /trace|b3/.test(name))).toEqual([])
      const { b3, traceparent } = yield* within(sent({ tracePropagation: true }))
      expect(traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
      expect(b3).toContain(traceparent?.split("-")[1])
    })
  )
})

describe("redirects", () => {
  it.effect("are answers, not ways", () =>
    Effect.gen(function* () {
      for (const status of [301, 302, 303, 307, 308]) {
        const service = script(() => Response.redirect("https://evil.example.org/", status), found)
        const { getThing } = yield* client(service, {}, tokens("Bearer secret"))
        expect(yield* failure(getThing(get))).toMatchObject({ _tag: "GlobusApiError", status })
        expect(service.requests).toHaveLength(1)
      }
    })
  )
})

describe("fetch", () => {
  /** What fetch is told, with a RequestInit given to the client's layer or to the program that calls. */
  const inits = (place: "layer" | "program") =>
    Effect.gen(function* () {
      const seen: Array<RequestInit | undefined> = []
      const fetch: typeof globalThis.fetch = (_url, init) => {
        seen.push(init)
        return Promise.resolve(new Response('{"id":"t"}'))
      }
      const init = Layer.succeed(FetchHttpClient.RequestInit, {
        credentials: "include",
        redirect: "follow",
        headers: { "x-gateway": "key" }
      })
      const network = FetchHttpClient.layer.pipe(Layer.provide(Layer.succeed(FetchHttpClient.Fetch, fetch)))
      yield* Effect.flatMap(things(), ({ getThing }) => getThing(get)).pipe(
        Effect.provide(place === "layer" ? Layer.provide(network, init) : Layer.merge(network, init))
      )
      return seen
    })

  for (const place of ["layer", "program"] as const) {
    it.effect(`keeps the user's RequestInit of the ${place}, but for the redirect`, () =>
      Effect.gen(function* () {
        const [init] = yield* inits(place)
        expect(init).toMatchObject({
          credentials: "include",
          redirect: "manual",
          headers: { "x-gateway": "key", accept: "application/json" }
        })
      })
    )
  }
})

describe("the caller's context", () => {
  it.effect("is as it was after a call, and for the authorizer in between", () =>
    Effect.gen(function* () {
      const seen: Array<Option.Option<RequestInit>> = []
      const look = Effect.map(Effect.serviceOption(FetchHttpClient.RequestInit), (init) => void seen.push(init))
      for (const timeout of ["1 second", Duration.infinity] as const) {
        const { service } = tokens("Bearer old", "Bearer new")
        const { getThing } = yield* Effect.provide(
          things({ timeout }, { ...service, reject: (header) => Effect.zipRight(look, service.reject(header)) }),
          script(json({}, 401), found).layer
        )
        yield* getThing(get)
        yield* look
      }
      expect(seen).toEqual([Option.none(), Option.none(), Option.none(), Option.none()])
    })
  )
})

it.effect("an answer that is not as declared is asked for once, whatever the schedule says", () =>
  Effect.gen(function* () {
    const service = script(json({ id: 1 }), found)
    const { getThing } = yield* client(service, { retry: Schedule.recurs(3) })
    expect(yield* failure(getThing(get))).toMatchObject({ _tag: "GlobusDecodeError" })
    expect(service.requests).toHaveLength(1)
  })
)

it.effect("a token that was renewed meanwhile is struck out of an error, too", () =>
  Effect.gen(function* () {
    const authorizer = tokens("Bearer the-first-token", "Bearer the-second-token")
    const { getThing } = yield* client(
      script(json({}, 401), json({ code: "Odd", message: "the-first-token came before the-second-token" }, 403)),
      {},
      authorizer
    )
    expect(yield* failure(getThing(get))).toMatchObject({
      code: "Odd",
      description: expect.stringContaining("<redacted> came before <redacted>")
    })
    expect(authorizer.rejected).toEqual(["Bearer the-first-token"])
  })
)

describe("the span of a call", () => {
  const spans = (options: ClientOptions, ...answers: [Answer, ...Array<Answer>]) =>
    Effect.gen(function* () {
      const { spans, tracer } = recorder()
      const { getThing } = yield* client(script(...answers), options, tokens("Bearer secret"))
      yield* settle(Effect.withTracer(getThing({ ...get, fields: ["private"] }), tracer))
      return spans
    })

  it.effect("is one, with the operation's name and OpenTelemetry's attributes", () =>
    Effect.gen(function* () {
      const [span, ...others] = yield* spans({}, found)
      expect(others).toEqual([])
      expect([span?.name, span?.kind]).toEqual(["getThing", "client"])
      expect(span?.attributes).toEqual({
        "http.request.method": "GET",
        "http.response.status_code": 200,
        "server.address": "things.example.org",
        "server.port": 443,
        "url.scheme": "https",
        "url.template": "/v1/thing/:thing_id/whole"
      })
    })
  )

  it.effect("counts what was sent again, and has the last status", () =>
    Effect.gen(function* () {
      const [span] = yield* spans({ baseUrl: "http://127.0.0.1:8080/base" }, json({}, 503), json({}, 404))
      expect(span?.attributes).toMatchObject({
        "http.request.resend_count": 1,
        "http.response.status_code": 404,
        "server.address": "127.0.0.1",
        "server.port": 8080,
        "url.scheme": "http"
      })
    })
  )

  it.effect("fails with an answer that is not as declared, which is not asked for again", () =>
    Effect.gen(function* () {
      const [span, ...others] = yield* spans({}, json({ id: 1 }), found)
      expect(others).toEqual([])
      expect(span?.attributes).toMatchObject({ "http.response.status_code": 200 })
      expect(span?.attributes).not.toHaveProperty(["http.request.resend_count"])
      expect(span?.status).toMatchObject({ _tag: "Ended", exit: { _tag: "Failure" } })
    })
  )

  it.effect("has the status of an answer that nobody has read yet", () =>
    Effect.gen(function* () {
      const { spans, tracer } = recorder()
      const { request } = yield* client(script(found))
      yield* settle(Effect.withTracer(request({ method: "GET", path: "/thing" }), tracer))
      expect(spans.map(({ attributes, name }) => [name, attributes["http.response.status_code"]])).toEqual([
        ["request", 200]
      ])
    })
  )

  it.effect("is the parent of what the authorizer does", () =>
    Effect.gen(function* () {
      const { spans, tracer } = recorder()
      const { getThing } = yield* Effect.provide(
        things(
          {},
          {
            header: () => Effect.withSpan(Effect.succeedSome(Redacted.make("Bearer secret")), "renewal"),
            reject: () => Effect.succeed(false)
          }
        ),
        script(found).layer
      )
      yield* settle(Effect.withTracer(getThing(get), tracer))
      expect(spans.map(({ name, parent }) => [name, parent])).toEqual([
        ["getThing", undefined],
        ["renewal", "getThing"]
      ])
    })
  )
})
