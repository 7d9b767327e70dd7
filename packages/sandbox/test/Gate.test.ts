import { describe, expect, it } from "@effect/vitest"
import * as Operation from "@effect-globus/sdk/Operation"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as HttpApi from "@effect/platform/HttpApi"
import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Schema from "effect/Schema"
import * as TestClock from "effect/TestClock"
import * as Directory from "../src/auth/Directory.js"
import * as Consents from "../src/auth/Consents.js"
import * as Grants from "../src/auth/Grants.js"
import { Caller } from "../src/Caller.js"
import * as Connection from "../src/Connection.js"
import * as Faults from "../src/Faults.js"
import * as Gate from "../src/Gate.js"
import * as InProcess from "../src/InProcess.js"
import * as Journal from "../src/Journal.js"
import { layerInProcess, Sandbox } from "../src/Sandbox.js"
import * as Ask from "./ask.js"

const inProcess = Effect.provide(layerInProcess())

const unauthenticated = [
  {
    status: "401",
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    code: "UNAUTHORIZED",
    title: "Unauthorized",
    detail: expect.any(String)
  }
]

describe("the token check", () => {
  it.effect("no token, an unknown one and one for another service are 401 in Auth's words", () =>
    Effect.gen(function* () {
      const { issueTokens } = yield* Sandbox
      const { access_token } = yield* issueTokens({ scopes: Ask.transferAll })
      for (const token of [undefined, "unknown", access_token]) {
        const answer = yield* Ask.get("/v2/oauth2/userinfo", token)
        expect(answer.status).toBe(401)
        expect(answer.body).toStrictEqual({
          errors: unauthenticated,
          error: "unauthorized",
          error_description: "Unauthorized"
        })
        // RFC 6750, section 3.1: who sent no token is not told that it is a wrong one.
        expect(answer.headers["www-authenticate"]).toBe(
          token === undefined ? 'Bearer realm="Globus Auth"' : 'Bearer realm="Globus Auth", error="invalid_token"'
        )
      }
    }).pipe(inProcess)
  )

  it.effect("no token, an unknown one and one for another service are 401 in Transfer's words", () =>
    Effect.gen(function* () {
      const { issueTokens } = yield* Sandbox
      const { access_token } = yield* issueTokens({ scopes: "openid" })
      for (const token of [undefined, "unknown", access_token]) {
        const answer = yield* Ask.get("/v0.10/task_list", token)
        expect(answer.status).toBe(401)
        expect(answer.body).toStrictEqual({
          code: "ClientError.AuthenticationFailed",
          message: expect.any(String),
          request_id: expect.stringMatching(/^[A-Za-z0-9]{9}$/),
          resource: "/task_list"
        })
      }
    }).pipe(inProcess)
  )

  it.effect("a token of the service without the scope is 403, in the words of each", () =>
    Effect.gen(function* () {
      const { issueTokens } = yield* Sandbox
      const manage = yield* issueTokens({ scopes: "urn:globus:auth:scope:auth.globus.org:manage_projects" })
      const auth = yield* Ask.get("/v2/oauth2/userinfo", manage.access_token)
      expect([auth.status, auth.body["errors"]]).toMatchObject([403, [{ code: "FORBIDDEN", status: "403" }]])
      expect(auth.headers["www-authenticate"]).toBe(
        'Bearer realm="Globus Auth", error="insufficient_scope", scope="openid email profile"'
      )
      const install = yield* issueTokens({ scopes: "urn:globus:auth:scope:transfer.api.globus.org:gcp_install" })
      const transfer = yield* Ask.get("/v0.10/task_list", install.access_token)
      expect([transfer.status, transfer.body["code"]]).toStrictEqual([403, "PermissionDenied"])
    }).pipe(inProcess)
  )

  it.effect("a refresh token is no access token", () =>
    Effect.gen(function* () {
      const { issueTokens } = yield* Sandbox
      const { refresh_token } = yield* issueTokens({ scopes: "openid", refreshTokens: true })
      expect((yield* Ask.get("/v2/oauth2/userinfo", refresh_token)).status).toBe(401)
    }).pipe(inProcess)
  )

  it.effect("a token works until its life is over, to the millisecond", () =>
    Effect.gen(function* () {
      const { issueTokens } = yield* Sandbox
      const { access_token, expires_in } = yield* issueTokens({ scopes: "openid" })
      expect(expires_in).toBe(172_800)
      yield* TestClock.adjust(172_800_000 - 1)
      expect((yield* Ask.get("/v2/oauth2/userinfo", access_token)).status).toBe(200)
      yield* TestClock.adjust(1)
      expect((yield* Ask.get("/v2/oauth2/userinfo", access_token)).status).toBe(401)
    }).pipe(inProcess)
  )

  it.effect("tokens of one service can be ended at once, the others stay", () =>
    Effect.gen(function* () {
      const { expireAccessTokens, issueTokens } = yield* Sandbox
      const tokens = yield* issueTokens({ scopes: `openid ${Ask.transferAll}` })
      yield* expireAccessTokens("transfer.api.globus.org")
      expect((yield* Ask.get("/v0.10/task_list", tokens.other_tokens[0]?.access_token)).status).toBe(401)
      expect((yield* Ask.get("/v2/oauth2/userinfo", tokens.access_token)).status).toBe(200)
      yield* expireAccessTokens()
      expect((yield* Ask.get("/v2/oauth2/userinfo", tokens.access_token)).status).toBe(401)
      const later = yield* issueTokens({ scopes: "openid" })
      expect((yield* Ask.get("/v2/oauth2/userinfo", later.access_token)).status).toBe(200)
    }).pipe(inProcess)
  )

  it.effect("one token can be ended, the others stay", () =>
    Effect.gen(function* () {
      const { issueTokens, revokeToken } = yield* Sandbox
      const [one, other] = [yield* issueTokens({ scopes: "openid" }), yield* issueTokens({ scopes: "openid" })]
      yield* revokeToken(one.access_token)
      expect((yield* Ask.get("/v2/oauth2/userinfo", one.access_token)).status).toBe(401)
      expect((yield* Ask.get("/v2/oauth2/userinfo", other.access_token)).status).toBe(200)
    }).pipe(inProcess)
  )

  it.effect("comes before the request is read: a caller without a token learns nothing of its mistakes", () =>
    Effect.gen(function* () {
      const { issueTokens } = yield* Sandbox
      const { access_token } = yield* issueTokens({ scopes: Ask.transferAll })
      const request = HttpClientRequest.post("/v0.10/transfer").pipe(HttpClientRequest.bodyUnsafeJson({ DATA: 1 }))
      expect((yield* Ask.send(request)).status).toBe(401)
      expect((yield* Ask.send(HttpClientRequest.bearerToken(request, access_token))).status).toBe(400)
    }).pipe(inProcess)
  )
})

describe("a further service", () => {
  const Api = HttpApi.make("further").add(
    HttpApiGroup.make("things")
      .add(HttpApiEndpoint.get("getThing", "/thing").addSuccess(Schema.Struct({ sub: Schema.String })))
      .add(HttpApiEndpoint.get("breakThing", "/thing/break"))
      .annotate(Operation.ResourceServer, "transfer.api.globus.org")
      .annotate(Operation.Scopes, [])
  )

  const things = HttpApiBuilder.group(Api, "things", (handlers) =>
    handlers
      .handle("getThing", () => Effect.map(Caller, ({ sub }) => ({ sub })))
      .handle("breakThing", () => Effect.die("a broken thing"))
  )

  const further = Effect.gen(function* () {
    const directory = yield* Directory.make
    const { sub } = yield* directory.addUser({ username: "ada@example.org" }, "user")
    const context = yield* Layer.build(
      HttpApiBuilder.api(Api).pipe(
        Layer.provide(things),
        Layer.merge(Gate.layer(Api)),
        Layer.provideMerge(Grants.layer({ accessTokenLife: Duration.hours(1), rotateRefreshTokens: false })),
        Layer.provideMerge(Consents.layer()),
        Layer.provide(Layer.succeed(Directory.Directory, directory)),
        Layer.provide(Connection.layerInProcess("http://localhost")),
        Layer.provide(Faults.layer()),
        Layer.provide(Journal.layer()),
        Layer.merge(HttpApiBuilder.Router.Live),
        Layer.merge(HttpApiBuilder.Middleware.layer),
        Layer.merge(NodeHttpServer.layerContext)
      )
    )
    const app = Effect.provide(yield* Effect.provide(HttpApiBuilder.httpApp, context), context)
    const client = InProcess.make(app, "http://localhost", yield* Effect.runtime<never>())
    const granted = { resourceServer: "transfer.api.globus.org", scopes: ["anything"], requested: [] }
    const options = { sub, clientId: "client", granted: [granted], refreshTokens: false } as const
    const [{ access }] = yield* Context.get(context, Grants.Grants).issue(options)
    return {
      sub,
      get: (path: string, token: string) =>
        client.get(`http://localhost${path}`, { headers: { authorization: `Bearer ${token}` } }),
      token: access.token
    }
  })

  it.scoped("is guarded as its declaration says, and its handlers know the caller", () =>
    Effect.gen(function* () {
      const { get, sub, token } = yield* further
      expect((yield* get("/thing", "unknown")).status).toBe(401)
      expect(yield* Effect.flatMap(get("/thing", token), ({ json }) => json)).toStrictEqual({ sub })
    })
  )

  it.scoped("a defect is 500 in its words, and the reason stays in the log", () =>
    Effect.gen(function* () {
      const { get, token } = yield* further
      const answer = yield* get("/thing/break", token)
      expect(answer.status).toBe(500)
      const text = yield* answer.text
      expect(Ask.parse(text)).toMatchObject({ code: "InternalError", resource: "/thing/break" })
      expect(text).not.toContain("broken")
    }).pipe(Logger.withMinimumLogLevel(LogLevel.None))
  )
})

describe("what the platform would answer by itself", () => {
  it.effect("a bad document or query is 400 in the words of the service, naming the field", () =>
    Effect.gen(function* () {
      const { issueTokens } = yield* Sandbox
      const { access_token } = yield* issueTokens({ scopes: Ask.transferAll })
      const answer = yield* Ask.get("/v0.10/task_list?limit=ten", access_token)
      expect(answer.status).toBe(400)
      expect(answer.body).toMatchObject({
        code: "ClientError.BadRequest",
        message: expect.stringContaining("limit"),
        request_id: expect.stringMatching(/^[A-Za-z0-9]{9}$/),
        resource: "/task_list"
      })
    }).pipe(inProcess)
  )

  it.effect("a body that is no JSON is 400", () =>
    Effect.gen(function* () {
      const { issueTokens } = yield* Sandbox
      const { access_token } = yield* issueTokens({ scopes: Ask.transferAll })
      const request = HttpClientRequest.post("/v0.10/transfer").pipe(
        HttpClientRequest.bodyText("{", "application/json"),
        HttpClientRequest.bearerToken(access_token)
      )
      const answer = yield* Ask.send(request)
      expect([answer.status, answer.body["code"]]).toStrictEqual([400, "ClientError.BadRequest"])
    }).pipe(inProcess)
  )

  it.effect("a route or a method that is not imitated is 501, and the body says so in both kinds of words", () =>
    Effect.gen(function* () {
      for (const request of [HttpClientRequest.get("/v2/api/sessions"), HttpClientRequest.del("/v2/api/identities")]) {
        const answer = yield* Ask.send(request)
        const says = expect.stringContaining(`does not imitate ${request.method} ${request.url}`)
        expect(answer.status).toBe(501)
        expect(answer.body).toMatchObject({ code: "NotImplemented", message: says, errors: [{ detail: says }] })
      }
    }).pipe(inProcess)
  )
})
