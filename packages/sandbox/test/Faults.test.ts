import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as TestClock from "effect/TestClock"
import type { FaultOptions } from "../src/Faults.js"
import type { Arrival } from "../src/Journal.js"
import { layerInProcess, Sandbox } from "../src/Sandbox.js"
import * as Ask from "./ask.js"

const inProcess = Effect.provide(layerInProcess())

const configuration = Ask.get("/.well-known/openid-configuration")

const failing = <A, E, R>(fault: FaultOptions, effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const sandbox = yield* Sandbox
    yield* sandbox.fault(fault)
    return yield* effect
  })

describe("faults", () => {
  it.effect("a status is said in the words of the service, once", () =>
    Effect.gen(function* () {
      const answer = yield* failing({ status: 503, headers: { "retry-after": "7" } }, configuration)
      expect(answer.status).toBe(503)
      expect(answer.headers).toMatchObject({ "retry-after": "7", "content-type": "application/json" })
      expect(answer.body["errors"]).toMatchObject([{ status: "503", code: "SERVICE_UNAVAILABLE" }])
      expect((yield* configuration).status).toBe(200)
      const transfer = yield* failing({ status: 429 }, Ask.get("/v0.10/task_list"))
      expect([transfer.status, transfer.body["code"]]).toStrictEqual([429, "RateLimitExceeded"])
    }).pipe(inProcess)
  )

  it.effect("a body is sent as it is, with its content type", () =>
    Effect.gen(function* () {
      const page = { status: 502, body: "<html>Bad gateway</html>", contentType: "text/html" }
      const html = yield* failing(page, configuration)
      expect([html.status, html.headers["content-type"], html.text]).toStrictEqual([502, "text/html", page.body])
      const json = yield* failing({ body: { issuer: 1 } }, configuration)
      expect([json.status, json.headers["content-type"], json.body]).toStrictEqual([
        200,
        "application/json",
        { issuer: 1 }
      ])
    }).pipe(inProcess)
  )

  it.effect("they are tried in order, and each ends after its times", () =>
    Effect.gen(function* () {
      const { clearFaults, fault } = yield* Sandbox
      yield* fault({ status: 500, times: 2 })
      yield* fault({ status: 503, times: Infinity })
      const statuses = yield* Effect.replicateEffect(
        Effect.map(configuration, ({ status }) => status),
        5
      )
      expect(statuses).toStrictEqual([500, 500, 503, 503, 503])
      yield* clearFaults
      expect((yield* configuration).status).toBe(200)
    }).pipe(inProcess)
  )

  it.effect("one for an operation can be for one service of those that have it", () =>
    Effect.gen(function* () {
      const { fault } = yield* Sandbox
      yield* fault({ operation: "getTask", service: "search.api.globus.org", status: 503 })
      const statuses = [yield* Ask.get("/v0.10/task/t"), yield* Ask.get("/v1/task/t"), yield* Ask.get("/v1/task/t")]
      expect(statuses.map(({ status }) => status)).toStrictEqual([401, 503, 401])
      expect(statuses[1]?.body).toMatchObject({ "@datatype": "GError", status: 503 })
    }).pipe(inProcess)
  )

  it.effect("each is for the requests it names, by operation, method and path", () =>
    Effect.gen(function* () {
      const { fault } = yield* Sandbox
      yield* fault({ operation: "getJwk", status: 500 })
      yield* fault({ method: "post", status: 501 })
      yield* fault({ path: "/.well-known/openid", status: 502 })
      yield* fault({ path: /well-known/, status: 503 })
      const statuses = [yield* configuration, yield* configuration, yield* Ask.get("/jwk.json"), yield* Ask.token({})]
      expect(statuses.map(({ status }) => status)).toStrictEqual([503, 200, 500, 501])
    }).pipe(inProcess)
  )

  it.effect("a pattern with state matches alike each time", () =>
    Effect.gen(function* () {
      const { fault } = yield* Sandbox
      yield* fault({ path: /well-known/g, status: 503, times: 3 })
      for (let time = 0; time < 3; time++) expect((yield* configuration).status).toBe(503)
    }).pipe(inProcess)
  )

  it.effect("a choice is made once for each request that no other fault is meant for, by all that is known of it", () =>
    Effect.gen(function* () {
      const { chooseFaults, clearFaults, confidentialClient, fault } = yield* Sandbox
      const asked: Array<Arrival> = []
      yield* chooseFaults((request) => {
        asked.push(request)
        return request.query["q"] === "2" ? { status: 503 } : undefined
      })
      yield* fault({ status: 500 })
      const ask = (q: number) => Ask.get(`/.well-known/openid-configuration?q=${q}`)
      const statuses = [yield* ask(2), yield* ask(1), yield* ask(2), yield* ask(2)].map(({ status }) => status)
      expect(statuses).toStrictEqual([500, 200, 503, 503])
      expect(asked.map(({ query }) => query["q"])).toStrictEqual(["1", "2", "2"])
      yield* Ask.token({ grant_type: "client_credentials", scope: "openid" }, confidentialClient)
      expect(asked.at(-1)).toMatchObject({ clientId: confidentialClient.id, grantType: "client_credentials" })
      yield* clearFaults
      expect((yield* ask(2)).status).toBe(200)
    }).pipe(inProcess)
  )

  it.effect("a choice that makes no sense is the program's defect, and says so", () =>
    Effect.gen(function* () {
      const { chooseFaults } = yield* Sandbox
      yield* chooseFaults(() => ({ status: 42 }))
      const exit = yield* Effect.exit(configuration)
      expect(String(exit)).toContain("give an HTTP status from 200 to 599")
    }).pipe(inProcess)
  )

  it.effect("a delay alone is a later answer", () =>
    Effect.gen(function* () {
      const fiber = yield* Effect.fork(failing({ delay: "1 hour" }, configuration))
      yield* TestClock.adjust("59 minutes")
      expect(Option.isNone(yield* Fiber.poll(fiber))).toBe(true)
      yield* TestClock.adjust("1 minute")
      expect((yield* Fiber.join(fiber)).status).toBe(200)
    }).pipe(inProcess)
  )

  it.effect("a truncated answer is half of the JSON", () =>
    Effect.gen(function* () {
      const whole = yield* configuration
      const half = yield* failing({ truncate: true }, configuration)
      expect(half.status).toBe(200)
      expect(half.text).toBe(whole.text.slice(0, Math.floor(whole.text.length / 2)))
      expect(() => JSON.parse(half.text)).toThrow(SyntaxError)
    }).pipe(inProcess)
  )

  it.effect("a dropped connection is a transport error in process, and so is one that goes within the answer", () =>
    Effect.gen(function* () {
      for (const truncate of [false, true]) {
        const error = yield* Effect.flip(failing({ drop: true, truncate }, configuration))
        expect(error).toMatchObject({ _tag: "RequestError", reason: "Transport" })
        expect((yield* configuration).status).toBe(200)
      }
    }).pipe(inProcess)
  )

  it.effect("without after nothing is done, with after all is", () =>
    Effect.gen(function* () {
      const { confidentialClient, issueTokens } = yield* Sandbox
      for (const [after, later] of [
        [false, 200],
        [true, 400]
      ] as const) {
        const { refresh_token = "" } = yield* issueTokens({ scopes: "openid", refreshTokens: true })
        const refresh = Ask.token({ grant_type: "refresh_token", refresh_token }, confidentialClient)
        expect((yield* Effect.flip(failing({ drop: true, after }, refresh)))._tag).toBe("RequestError")
        expect((yield* refresh).status).toBe(later)
        const second = yield* issueTokens({ scopes: "openid", refreshTokens: true })
        const form = { grant_type: "refresh_token", refresh_token: second.refresh_token ?? "" }
        const refreshAgain = Ask.token(form, confidentialClient)
        expect((yield* failing({ status: 502, after }, refreshAgain)).status).toBe(502)
        expect((yield* refreshAgain).status).toBe(later)
      }
    }).pipe(Effect.provide(layerInProcess({ rotateRefreshTokens: true })))
  )

  // What no type can stop: options that come from a file.
  const soon: FaultOptions = JSON.parse('{ "delay": "soon" }')

  for (const [option, fault] of [
    ["delay", soon],
    ["fault", {}],
    ["fault", { status: 500, drop: true }],
    ["fault", { body: "", truncate: true }],
    ["times", { status: 500, times: 0 }],
    ["times", { status: 500, times: 1.5 }],
    ["status", { status: 42 }],
    ["after", { delay: "1 second", after: true }]
  ] satisfies ReadonlyArray<readonly [string, FaultOptions]>) {
    it.effect(`${JSON.stringify(fault)} is refused, naming ${option}`, () =>
      Effect.gen(function* () {
        const sandbox = yield* Sandbox
        const error = yield* Effect.flip(sandbox.fault(fault))
        expect([error._tag, error.option]).toStrictEqual(["SandboxError", option])
      }).pipe(inProcess)
    )
  }
})
