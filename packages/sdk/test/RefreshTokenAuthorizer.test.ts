import * as Sandbox from "@effect-globus/sandbox/Sandbox"
import * as HttpBody from "@effect/platform/HttpBody"
import type * as HttpClient from "@effect/platform/HttpClient"
import { describe, expect, it } from "@effect/vitest"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Config from "effect/Config"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as HashMap from "effect/HashMap"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Ref from "effect/Ref"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import { inspect } from "node:util"
import * as NativeAppAuthClient from "../src/auth/NativeAppAuthClient.js"
import { Authorization } from "../src/Authorization.js"
import * as RefreshTokenAuthorizer from "../src/RefreshTokenAuthorizer.js"
import * as TransferClient from "../src/transfer/TransferClient.js"
import { handlerClient } from "./handlerClient.js"
import { law } from "./law.js"
import { app, asked, authorizer, login, renewals, transferClient } from "./local.js"
import { onlyLogger } from "./onlyLogger.js"

const server = "transfer.api.globus.org"

type Local = Sandbox.Sandbox | HttpClient.HttpClient | Scope.Scope

/** A test against a sandbox of its own, on a clock of its own. */
const local = <E>(
  title: string,
  body: Effect.Effect<void, E, Local>,
  options: Parameters<typeof Sandbox.layer>[0] = {}
) => it.scoped(title, () => Effect.provide(body, Sandbox.layerInProcess(options)))

/** A Transfer client over an authorizer. */
const over = (service: Authorization["Type"]) => transferClient().pipe(Effect.provideService(Authorization, service))

/** Everything that is logged, at every level, as text. */
const logged = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const lines: Array<string> = []
    const logger = Logger.make((options) =>
      lines.push(
        [
          Logger.stringLogger.log(options),
          Logger.jsonLogger.log(options),
          Logger.logfmtLogger.log(options),
          inspect(Logger.structuredLogger.log(options), { depth: 10 }),
          inspect([...HashMap.toEntries(options.annotations)], { depth: 10 })
        ].join("\n")
      )
    )
    const exit = yield* Effect.exit(effect).pipe(
      Effect.provide(onlyLogger(logger)),
      Logger.withMinimumLogLevel(LogLevel.All)
    )
    return { lines, exit }
  })

describe("RefreshTokenAuthorizer", () => {
  local(
    "gets its first access token when a client first asks, and serves the next calls from memory",
    Effect.gen(function* () {
      const transfer = yield* over(yield* authorizer())
      expect(yield* renewals).toEqual({ asked: 0, granted: 0 })
      yield* transfer.taskList()
      yield* transfer.taskList()
      expect(yield* renewals).toEqual({ asked: 1, granted: 1 })
    })
  )

  local(
    "begins with the access token that it is given, and renews it as it nears its expiry",
    Effect.gen(function* () {
      const { transfer } = yield* login()
      const own = yield* RefreshTokenAuthorizer.make({ ...transfer, expiresAtSeconds: 172_800 }).pipe(
        Effect.provide(app)
      )
      const client = yield* over(own)
      yield* client.taskList()
      expect(yield* renewals).toEqual({ asked: 0, granted: 0 })
      yield* TestClock.adjust("47 hours")
      yield* TestClock.adjust("12 minutes")
      expect(yield* renewals).toEqual({ asked: 1, granted: 1 })
      yield* TestClock.adjust("1 hours")
      yield* client.taskList()
    })
  )

  local(
    "goes on from the token that onRefresh was handed, in another life of the program",
    Effect.gen(function* () {
      const stored = yield* Ref.make<RefreshTokenAuthorizer.RenewedToken | undefined>(undefined)
      const onRefresh = (token: RefreshTokenAuthorizer.RenewedToken) => Ref.set(stored, token)
      const { transfer } = yield* login()
      const before = yield* RefreshTokenAuthorizer.make({ refreshToken: transfer.refreshToken, onRefresh }).pipe(
        Effect.provide(app)
      )
      yield* (yield* over(before)).taskList()
      const token = yield* Ref.get(stored)
      if (token === undefined) return expect.unreachable()
      expect(yield* renewals).toEqual({ asked: 1, granted: 1 })

      const options = RefreshTokenAuthorizer.fromToken(token)
      const after = yield* RefreshTokenAuthorizer.make({ ...options, onRefresh }).pipe(Effect.provide(app))
      const client = yield* over(after)
      yield* client.taskList()
      expect(yield* renewals).toEqual({ asked: 1, granted: 1 })
      // The refresh token of the rotation is the one that is used next.
      yield* after.ensure("3 days").pipe(Effect.ignore)
      expect(yield* renewals).toEqual({ asked: 2, granted: 2 })
    }),
    { rotateRefreshTokens: true }
  )

  local(
    "begins with the refresh token alone where the expiry was not stored",
    Effect.gen(function* () {
      const { transfer } = yield* login()
      const options = RefreshTokenAuthorizer.fromToken({
        refresh_token: transfer.refreshToken,
        access_token: transfer.accessToken
      })
      const client = yield* over(yield* RefreshTokenAuthorizer.make(options).pipe(Effect.provide(app)))
      yield* client.taskList()
      expect(yield* renewals).toEqual({ asked: 1, granted: 1 })
    })
  )

  for (const [given, field] of [
    [{ accessToken: Redacted.make("a-token") }, "expiresAtSeconds"],
    [{ expiresAtSeconds: 1 }, "accessToken"],
    [{ accessToken: Redacted.make("a-token"), expiresAtSeconds: Number.NaN }, "expiresAtSeconds"],
    [{ refreshToken: Redacted.make("") }, "refreshToken"],
    [{ refreshToken: Redacted.make("two\nlines") }, "refreshToken"],
    [{ resourceServer: "" }, "resourceServer"],
    [{ policy: { deadline: -1 } }, "policy.deadline"]
  ] as const) {
    local(
      `${Object.keys(given).join(" and ")} alone or wrong is a usage error that names ${field}`,
      Effect.gen(function* () {
        const error = yield* Effect.flip(authorizer(given))
        expect(error).toMatchObject({ _tag: "GlobusUsageError", field })
        expect(inspect(error)).not.toContain("a-token")
      })
    )
  }

  local(
    "13. transient is not terminal: 429, 5xx, HTML, a reset, cut JSON never cost the refresh token",
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      const own = yield* authorizer({ policy: { patience: 0 } })
      const faults = [
        { status: 429 },
        { status: 500 },
        { status: 503 },
        { status: 403, body: "<html><title>Forbidden</title></html>", contentType: "text/html" },
        { status: 200, body: "<html></html>", contentType: "text/html" },
        { drop: true },
        { truncate: true }
      ]
      for (const fault of faults) {
        yield* sandbox.fault({ operation: "oauth2Token", ...fault })
        expect(yield* Effect.flip(own.header(server))).toMatchObject({ _tag: "GlobusRefreshFailed" })
        yield* TestClock.adjust("5 minutes")
      }
      expect(Option.isSome(yield* own.header(server))).toBe(true)
      expect(yield* renewals).toEqual({ asked: faults.length + 1, granted: 3 })
    })
  )

  local(
    "the token endpoint is asked once for each attempt: the transport does not retry it as well",
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      const own = yield* authorizer({ policy: { patience: 0 } })
      yield* sandbox.fault({ operation: "oauth2Token", status: 503, times: Infinity })
      yield* Effect.flip(own.header(server))
      expect(yield* renewals).toEqual({ asked: 1, granted: 0 })
    })
  )

  local(
    "12. a refresh token that is revoked is GlobusLoginRequired, and no further request",
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      const transfer = yield* over(yield* authorizer())
      yield* sandbox.revokeRefreshTokens()
      for (let call = 0; call < 20; call++) {
        expect(yield* Effect.flip(transfer.taskList())).toMatchObject({
          _tag: "GlobusLoginRequired",
          reason: "invalid_grant"
        })
      }
      expect(yield* renewals).toEqual({ asked: 1, granted: 0 })
      expect(yield* asked("taskList")).toBe(0)
    })
  )

  local(
    "15. a 401 is one forced refresh and one replay",
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      const transfer = yield* over(yield* authorizer())
      yield* transfer.taskList()
      yield* sandbox.expireAccessTokens()
      expect((yield* transfer.taskList()).DATA).toEqual([])
      expect(yield* renewals).toEqual({ asked: 2, granted: 2 })
      expect(yield* asked("taskList")).toBe(3)
    })
  )

  local(
    "15. a second 401 is the caller's error: never three attempts",
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      const transfer = yield* over(yield* authorizer())
      yield* sandbox.fault({ operation: "taskList", status: 401, times: Infinity })
      expect(yield* Effect.flip(transfer.taskList())).toMatchObject({ _tag: "GlobusUnauthenticated", status: 401 })
      expect(yield* asked("taskList")).toBe(2)
      expect(yield* renewals).toEqual({ asked: 2, granted: 2 })
    })
  )

  local(
    "16. 64 calls that get a 401 at once are one refresh, and all succeed",
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      const transfer = yield* over(yield* authorizer())
      yield* transfer.taskList()
      yield* sandbox.expireAccessTokens()
      const all = yield* Effect.all(
        Array.from({ length: 64 }, () => transfer.taskList()),
        { concurrency: 64 }
      )
      expect(all.length).toBe(64)
      expect(yield* renewals).toEqual({ asked: 2, granted: 2 })
    })
  )

  const requirements = { authorization_parameters: { session_required_mfa: true, required_scopes: ["a", "b"] } }
  const refusals = [
    [403, { code: "PermissionDenied", message: "no" }, "GlobusPermissionDenied", undefined],
    [
      403,
      { code: "ConsentRequired", required_scopes: ["a[*b]"] },
      "GlobusConsentRequired",
      { required_scopes: ["a[*b]"] }
    ],
    [403, { code: "x", ...requirements }, "GlobusAuthorizationRequired", requirements.authorization_parameters],
    [401, { code: "x", ...requirements }, "GlobusAuthorizationRequired", requirements.authorization_parameters],
    [401, { code: "ConsentRequired", required_scope: "a" }, "GlobusConsentRequired", { required_scopes: ["a"] }],
    [403, "AccessDenied", "GlobusPermissionDenied", undefined]
  ] as const
  for (const [status, body, tag, parameters] of refusals) {
    local(
      `17. only token 401s refresh: ${status} ${typeof body === "string" ? body : body.code} is ${tag}, with its parameters`,
      Effect.gen(function* () {
        const sandbox = yield* Sandbox.Sandbox
        const transfer = yield* over(yield* authorizer())
        yield* transfer.taskList()
        yield* sandbox.fault({ operation: "taskList", status, body })
        expect(yield* Effect.flip(transfer.taskList())).toMatchObject({ _tag: tag, requirements: parameters })
        expect(yield* renewals).toEqual({ asked: 1, granted: 1 })
      })
    )
  }

  local(
    "18. a body that is a stream is not sent again after a 401; the token is renewed, and the error says what to do",
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      const transfer = yield* over(yield* authorizer())
      yield* transfer.taskList()
      yield* sandbox.expireAccessTokens()
      const reads = yield* Ref.make(0)
      const body = Stream.fromEffect(
        Effect.as(
          Ref.update(reads, (n) => n + 1),
          new TextEncoder().encode("{}")
        )
      )
      const error = yield* Effect.flip(
        transfer.request({ method: "POST", path: "/v0.10/transfer", body: HttpBody.stream(body, "application/json") })
      )
      expect(error).toMatchObject({ _tag: "GlobusUnauthenticated", message: expect.stringContaining("new body") })
      expect(yield* Ref.get(reads)).toBe(1)
      yield* transfer.taskList()
      expect(yield* renewals).toEqual({ asked: 2, granted: 2 })
    })
  )

  local(
    "19. rotation safe: single-use refresh tokens, 1,000 concurrent callers, 10 rotations, no failure",
    Effect.gen(function* () {
      const own = yield* authorizer()
      for (let rotation = 0; rotation < 10; rotation++) {
        const all = yield* Effect.all(
          Array.from({ length: 1000 }, () => own.header(server)),
          { concurrency: 1000 }
        )
        expect(new Set(all.map((header) => Redacted.value(Option.getOrThrow(header)))).size).toBe(1)
        yield* TestClock.adjust("58 seconds")
      }
      const { asked, granted } = yield* renewals
      expect(granted).toBeGreaterThanOrEqual(10)
      expect(asked).toBe(granted)
    }),
    { rotateRefreshTokens: true, accessTokenLife: "60 seconds" }
  )

  for (const rotateRefreshTokens of [true, false]) {
    local(
      `21. onRefresh gets the refresh token to keep, ${rotateRefreshTokens ? "the rotated one" : "the old one when none came"}`,
      Effect.gen(function* () {
        const { transfer } = yield* login()
        const kept = yield* Ref.make<ReadonlyArray<string>>([])
        const own = yield* RefreshTokenAuthorizer.make({
          refreshToken: transfer.refreshToken,
          onRefresh: ({ refresh_token }) =>
            Ref.update(kept, (all) => [...all, refresh_token === undefined ? "" : Redacted.value(refresh_token)])
        }).pipe(Effect.provide(app))
        yield* own.ensure("1 hours")
        yield* own.ensure("100 hours").pipe(Effect.ignore)
        const [first, second] = yield* Ref.get(kept)
        expect(first === Redacted.value(transfer.refreshToken)).toBe(!rotateRefreshTokens)
        expect(first === second).toBe(!rotateRefreshTokens)
        expect(yield* renewals).toEqual({ asked: 2, granted: 2 })
      }),
      { rotateRefreshTokens }
    )
  }

  local(
    "31. no secrets: what is logged at any level, on success and on every failure, names no token",
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      const { transfer } = yield* login()
      const seen: Array<string> = [
        Redacted.value(transfer.refreshToken),
        Redacted.value(transfer.accessToken),
        Redacted.value(sandbox.confidentialClient.secret)
      ]
      const run = Effect.gen(function* () {
        const own = yield* RefreshTokenAuthorizer.make({
          ...transfer,
          expiresAtSeconds: 3600,
          onRefresh: ({ access_token, refresh_token }) =>
            Effect.suspend(() => {
              seen.push(Redacted.value(access_token), refresh_token === undefined ? "" : Redacted.value(refresh_token))
              const known = seen.filter((secret) => secret !== Redacted.value(sandbox.confidentialClient.secret))
              return Effect.fail(`cannot store ${known.join(" ")}`)
            })
        })
        // A second authorizer with the same token: the warning must not name it.
        yield* RefreshTokenAuthorizer.make({ refreshToken: transfer.refreshToken })
        const echo = { error: "server_error", error_description: `no: ${Redacted.value(transfer.refreshToken)}` }
        yield* sandbox.fault({ operation: "oauth2Token", status: 500, body: echo })
        yield* Effect.ignore(own.ensure("40 hours"))
        yield* TestClock.adjust("10 minutes")
        yield* own.ensure("40 hours")
        const header = yield* own.header(server)
        yield* own.reject(Option.getOrThrow(header))
        yield* sandbox.revokeRefreshTokens()
        yield* TestClock.adjust("10 minutes")
        return yield* own.ensure("1000 hours")
      }).pipe(Effect.provide(app))
      const { exit, lines } = yield* logged(run)
      const text = [...lines, inspect(exit, { depth: 20 }), JSON.stringify(exit), String(exit)].join("\n")
      expect(lines.length).toBeGreaterThan(4)
      expect(text).toContain("same refresh token")
      expect(Exit.isFailure(exit)).toBe(true)
      for (const secret of seen.filter((secret) => secret !== "")) expect(text).not.toContain(secret)
    }),
    { rotateRefreshTokens: true }
  )

  local(
    "16. replace: after the grant is dead, the tokens of a new login serve the same client",
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      const own = yield* authorizer()
      const transfer = yield* over(own)
      yield* sandbox.revokeRefreshTokens()
      expect(yield* Effect.flip(transfer.taskList())).toMatchObject({ _tag: "GlobusLoginRequired" })
      const again = (yield* login()).transfer
      yield* own.replace({ refresh_token: again.refreshToken })
      yield* transfer.taskList()
      expect(yield* renewals).toEqual({ asked: 2, granted: 1 })
      // With the access token that came along, nothing has to be asked for.
      const third = (yield* login()).transfer
      yield* own.replace({
        refresh_token: third.refreshToken,
        access_token: third.accessToken,
        expires_at_seconds: 172_800,
        resource_server: server
      })
      yield* transfer.taskList()
      expect(yield* renewals).toEqual({ asked: 2, granted: 1 })
      expect(yield* own.validFor("47 hours")).toBe(true)
    })
  )

  local(
    "16. replace refuses a grant without a refresh token, or with one that cannot be sent, and keeps the old one",
    Effect.gen(function* () {
      const own = yield* authorizer()
      for (const refresh_token of [undefined, Redacted.make(""), Redacted.make("canary\n")]) {
        const error = yield* Effect.flip(own.replace({ refresh_token }))
        expect(error).toMatchObject({ _tag: "GlobusUsageError", field: "refresh_token" })
        expect(inspect(error)).not.toContain("canary")
      }
      yield* (yield* over(own)).taskList()
    })
  )

  /** An authorizer over a token endpoint that answers by its number, and the refresh tokens that it was shown. */
  const endpointOf = (
    answer: (n: number) => Response | Promise<Response>,
    options: Partial<RefreshTokenAuthorizer.Options> = {}
  ) => {
    const shown: Array<string | null> = []
    const own = RefreshTokenAuthorizer.make({ refreshToken: Redacted.make("RT-of-a-length-0"), ...options }).pipe(
      Effect.provide(NativeAppAuthClient.layer({ clientId: "app", baseUrl: "https://globus.test" })),
      Effect.provide(
        handlerClient(async (request) => {
          shown.push(new URLSearchParams(await request.text()).get("refresh_token"))
          return answer(shown.length)
        })
      )
    )
    return { own, shown }
  }

  const answered = (n: number, replaced: object) =>
    Response.json({
      access_token: `AT-${n}`,
      token_type: "Bearer",
      expires_in: 60,
      resource_server: server,
      ...replaced
    })

  for (const refresh_token of [null, "", " ", "caf\u00e9", "two\nlines", 5, ["RT-X"]]) {
    law(`11. a refresh token ${JSON.stringify(refresh_token)} in an answer never replaces a good one`, (time) =>
      Effect.gen(function* () {
        const kept: Array<string> = []
        const { own, shown } = endpointOf((n) => answered(n, { refresh_token }), {
          onRefresh: ({ refresh_token }) =>
            Effect.sync(() => kept.push(refresh_token === undefined ? "" : Redacted.value(refresh_token)))
        })
        yield* Effect.tap(own, (cache) => cache.header(server))
        yield* time.advance("59 seconds")
        expect(shown.length).toBeGreaterThan(1)
        expect(new Set([...shown, ...kept])).toEqual(new Set(["RT-of-a-length-0"]))
      })
    )
  }

  for (const odd of [
    { other_tokens: {} },
    { other_tokens: [null, { token_type: "mac" }] },
    { other_tokens: null },
    { scope: ["a"] },
    { scope: null },
    { expires_in: "60" },
    { resource_server: null },
    { id_token: 5, state: [] }
  ]) {
    law(`11. an answer with ${JSON.stringify(odd)} never loses its rotated refresh token`, (time) =>
      Effect.gen(function* () {
        const { own, shown } = endpointOf((n) => answered(n, { refresh_token: `RT-of-a-length-${n}`, ...odd }))
        const cache = yield* own
        yield* cache.header(server)
        yield* time.advance("59 seconds")
        expect(shown.length).toBeGreaterThan(1)
        expect(shown).toEqual(shown.map((_, n) => `RT-of-a-length-${n}`))
      })
    )
  }

  law(
    "13. GlobusRefreshFailed tells of an HTML page, a status, a broken connection, and of the token endpoint's address",
    () =>
      Effect.gen(function* () {
        const html = { headers: { "content-type": "text/html" } }
        for (const [answer, words] of [
          [
            () => new Response("<!doctype html><title>Bad gateway</title>", { status: 502, ...html }),
            /502.*an HTML page/
          ],
          [() => new Response("<html></html>", { status: 200, ...html }), /no JSON \(text\/html\)/],
          [() => Response.json({ error: "busy" }, { status: 503 }), /503.*busy/],
          [() => Promise.reject(new Error("connect ECONNREFUSED 127.0.0.1:1")), /ECONNREFUSED/]
        ] as const) {
          const { own } = endpointOf(answer, { policy: { patience: 0 } })
          const error = yield* Effect.flatMap(own, (own) => Effect.flip(own.header(server)))
          expect(error).toMatchObject({ _tag: "GlobusRefreshFailed", origin: "https://globus.test" })
          expect(error.message).toMatch(words)
          expect(error.message).toMatch(/could not be got from https:\/\/globus\.test/)
        }
      })
  )

  local(
    "two live authorizers of one refresh token are a warning; one after the other is none",
    Effect.gen(function* () {
      const { transfer } = yield* login()
      const one = RefreshTokenAuthorizer.make({ refreshToken: transfer.refreshToken }).pipe(Effect.provide(app))
      const inTurn = yield* logged(Effect.zipRight(Effect.scoped(one), Effect.scoped(one)))
      expect(inTurn.lines).toEqual([])
      const atOnce = yield* logged(Effect.scoped(Effect.zipRight(one, one)))
      expect(atOnce.lines.length).toBe(1)
      expect(atOnce.lines[0]).toContain("WARN")
    })
  )

  local(
    "32. one authorizer for two services: the second is refused, and nothing is sent",
    Effect.gen(function* () {
      const own = yield* authorizer()
      yield* (yield* over(own)).taskList()
      expect(yield* Effect.flip(own.header("auth.globus.org"))).toMatchObject({
        _tag: "GlobusWrongResourceServer",
        held: server,
        asked: "auth.globus.org"
      })
    })
  )

  local(
    "32. a refresh token of another service shows at its first answer: the call is refused unsent",
    Effect.gen(function* () {
      const { auth } = yield* login()
      const transfer = yield* over(yield* authorizer({ refreshToken: auth.refreshToken }))
      expect(yield* Effect.flip(transfer.taskList())).toMatchObject({
        _tag: "GlobusWrongResourceServer",
        held: "auth.globus.org"
      })
      expect(yield* asked("taskList")).toBe(0)
    })
  )

  local(
    "32. resourceServer says whose it is before anything is asked",
    Effect.gen(function* () {
      const own = yield* authorizer({ resourceServer: "groups.api.globus.org" })
      expect(yield* Effect.flip(own.header(server))).toMatchObject({ _tag: "GlobusWrongResourceServer" })
      expect(yield* renewals).toEqual({ asked: 0, granted: 0 })
    })
  )

  local(
    "the layer supplies Authorization and the authorizer's own service, from Config too",
    Effect.gen(function* () {
      const { transfer } = yield* login()
      const layer = RefreshTokenAuthorizer.layerConfig({ refreshToken: Config.redacted("TOKEN") }).pipe(
        Layer.provide(app),
        Layer.provide(
          Layer.setConfigProvider(ConfigProvider.fromMap(new Map([["TOKEN", Redacted.value(transfer.refreshToken)]])))
        )
      )
      yield* Effect.gen(function* () {
        const own = yield* RefreshTokenAuthorizer.RefreshTokenAuthorizer
        expect(yield* own.validFor("1 hours")).toBe(false)
        const header = yield* Effect.flatMap(Authorization, ({ header }) => header(server))
        expect(Redacted.value(Option.getOrThrow(header))).toMatch(/^Bearer ./)
        expect(yield* own.validFor("1 hours")).toBe(true)
      }).pipe(Effect.provide(layer))
    })
  )

  /** A Globus of a test: tokens that live so long, an endless clock, a list of 1,000 pages, a task of days. */
  const days = (life: number, now: () => number) => {
    const counts = { tokens: 0, calls: 0, late: 0 }
    const born = new Map<string, number>()
    const json = (document: unknown, status = 200) => Response.json(document, { status })
    const layer = handlerClient(async (request) => {
      const url = new URL(request.url)
      if (url.pathname === "/v2/oauth2/token") {
        const access_token = `token-${++counts.tokens}`
        born.set(`Bearer ${access_token}`, now())
        return json({ access_token, token_type: "Bearer", expires_in: life, resource_server: server, other_tokens: [] })
      }
      counts.calls++
      const age = (now() - (born.get(request.headers.get("authorization") ?? "") ?? -Infinity)) / 1000
      if (age >= life) {
        counts.late++
        return json({ code: "AuthenticationFailed", message: "expired" }, 401)
      }
      if (url.pathname === "/v0.10/endpoint_search") {
        const offset = Number(url.searchParams.get("offset") ?? 0)
        return json({ DATA: [{ id: String(offset) }], has_next_page: offset < 999 })
      }
      return json({ task_id: "t", status: now() < 10 * 86_400_000 ? "ACTIVE" : "SUCCEEDED" })
    })
    const client = RefreshTokenAuthorizer.make({ refreshToken: Redacted.make("a-grant-of-some-length") }).pipe(
      Effect.provide(NativeAppAuthClient.layer({ clientId: "app", baseUrl: "https://globus.test" })),
      Effect.flatMap((own) =>
        TransferClient.make({ baseUrl: "https://globus.test" }).pipe(Effect.provideService(Authorization, own))
      ),
      Effect.provide(layer)
    )
    return { client, counts }
  }

  law("37. long streams: tokens that expire in the middle of a listing of 1,000 pages are invisible", (time) =>
    Effect.gen(function* () {
      const clock = yield* Effect.clock
      const { client, counts } = days(60, () => clock.unsafeCurrentTimeMillis())
      const transfer = yield* client
      const rows = yield* transfer.endpointSearchStream({ filter_fulltext: "x" }).pipe(
        Stream.tap(() => time.advance("10 seconds")),
        Stream.runCount
      )
      expect(rows).toBe(1000)
      expect(counts.calls).toBe(1000)
      expect(counts.late).toBe(0)
      expect(counts.tokens).toBeGreaterThan(160)
    })
  )

  law("37. long streams: a task that is waited for over ten days outlives its tokens", (time) =>
    Effect.gen(function* () {
      const clock = yield* Effect.clock
      const { client, counts } = days(172_800, () => clock.unsafeCurrentTimeMillis())
      const transfer = yield* client
      const waiting = yield* Effect.fork(transfer.taskWait({ task_id: "t" }, { pollingInterval: "1 hours" }))
      yield* time.advance(Duration.days(11))
      expect(yield* waiting).toMatchObject({ status: "SUCCEEDED" })
      expect(counts.late).toBe(0)
      expect(counts.tokens).toBeGreaterThanOrEqual(5)
    })
  )
})
