/** Browser programs of other origins, as the Fetch Standard has a browser ask for them. */
import { describe, expect, it } from "@effect/vitest"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as HttpApi from "@effect/platform/HttpApi"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { GlobusApi } from "../src/GlobusApi.js"
import { layer, layerInProcess, Sandbox } from "../src/Sandbox.js"
import * as Ask from "./ask.js"

const origin = "https://portal.example.org"

const preflight = (path: string, method: string, headers = "authorization,content-type,x-globus-client-info") =>
  Ask.send(
    HttpClientRequest.options(path).pipe(
      HttpClientRequest.setHeaders({
        origin,
        "access-control-request-method": method,
        "access-control-request-headers": headers
      })
    )
  )

const from = (request: HttpClientRequest.HttpClientRequest, by = origin) =>
  Ask.send(HttpClientRequest.setHeader(request, "origin", by))

/** Every route of the API, and one that there is not. */
const routes: Array<readonly [method: string, path: string]> = [["GET", "/no/such/route"]]
HttpApi.reflect(GlobusApi, {
  onGroup: () => {},
  onEndpoint: ({ endpoint }) => {
    routes.push([endpoint.method, endpoint.path.replaceAll(/:\w+|\*/g, "x")])
  }
})

describe("a preflight", () => {
  it.effect("is answered on every route: any method and header that was asked for, without a token", () =>
    Effect.gen(function* () {
      expect(routes.length).toBeGreaterThan(100)
      for (const [method, path] of routes) {
        const { headers, status, text } = yield* preflight(path, method)
        expect([path, status, text]).toStrictEqual([path, 204, ""])
        expect(headers["access-control-allow-origin"]).toBe("*")
        expect(headers["access-control-allow-methods"]?.split(", ")).toContain(method)
        expect(headers["access-control-allow-headers"]).toBe("authorization,content-type,x-globus-client-info")
        expect(headers).not.toHaveProperty("access-control-allow-credentials")
      }
    }).pipe(Effect.provide(layerInProcess()))
  )

  it.effect("stands in the journal, and a fault that is meant for it befalls it", () =>
    Effect.gen(function* () {
      const { fault, journal } = yield* Sandbox
      yield* fault({ method: "OPTIONS", status: 503 })
      expect((yield* preflight("/v0.10/task_list", "GET")).status).toBe(503)
      expect((yield* preflight("/v0.10/task_list", "GET")).status).toBe(204)
      expect((yield* journal).map(({ method, status }) => [method, status])).toStrictEqual([
        ["OPTIONS", 503],
        ["OPTIONS", 204]
      ])
    }).pipe(Effect.provide(layerInProcess()))
  )
})

describe("an answer to a program of another origin", () => {
  it.effect("may be read, whatever its status, with the headers that programs need", () =>
    Effect.gen(function* () {
      const { issueTokens } = yield* Sandbox
      const { access_token } = yield* issueTokens({ scopes: "openid" })
      const userinfo = HttpClientRequest.get("/v2/oauth2/userinfo")
      const statuses = [
        HttpClientRequest.bearerToken(userinfo, access_token),
        userinfo,
        HttpClientRequest.get("/no/such/route"),
        HttpClientRequest.post("/v2/oauth2/token").pipe(HttpClientRequest.bodyUrlParams({ grant_type: "odd" }))
      ]
      const answers = yield* Effect.forEach(statuses, (request) => from(request))
      expect(answers.map(({ status }) => status)).toStrictEqual([200, 401, 501, 400])
      for (const { headers } of answers) {
        expect(headers["access-control-allow-origin"]).toBe("*")
        const exposed = headers["access-control-expose-headers"]?.toLowerCase().split(", ")
        for (const name of ["www-authenticate", "retry-after", "etag", "content-range"]) expect(exposed).toContain(name)
        expect(headers).not.toHaveProperty("access-control-allow-credentials")
      }
      expect((yield* Ask.send(userinfo)).headers).not.toHaveProperty("access-control-allow-origin")
    }).pipe(Effect.provide(layerInProcess()))
  )

  it.effect(
    "may not be read by the pages of the web where it hands out a code or a secret, since nobody approves",
    () =>
      Effect.gen(function* () {
        const { nativeClient } = yield* Sandbox
        for (const request of [
          HttpClientRequest.get(Ask.authorization(nativeClient.id)),
          HttpClientRequest.get("/v2/web/auth-code?code=a")
        ]) {
          expect((yield* from(request)).headers).not.toHaveProperty("access-control-allow-origin")
          for (const local of ["http://localhost:3000", "https://127.0.0.1", "http://[::1]:5173"]) {
            expect((yield* from(request, local)).headers["access-control-allow-origin"]).toBe(local)
          }
          for (const odd of ["null", "http://localhost.example.org", "http://127.0.0.1.example.org"]) {
            expect((yield* from(request, odd)).headers).not.toHaveProperty("access-control-allow-origin")
          }
        }
      }).pipe(Effect.provide(layerInProcess()))
  )

  it.live("is the same over a socket, and a connection can be dropped", () =>
    Effect.gen(function* () {
      const { fault } = yield* Sandbox
      expect((yield* preflight("/v0.10/task_list", "GET")).status).toBe(204)
      const keys = from(HttpClientRequest.get("/jwk.json"))
      expect((yield* keys).headers["access-control-allow-origin"]).toBe("*")
      yield* fault({ drop: true })
      expect((yield* Effect.flip(keys))._tag).toBe("RequestError")
    }).pipe(Effect.provide(Layer.merge(layer(), FetchHttpClient.layer)))
  )
})

describe("cors: false", () => {
  it.effect("answers browsers as before: no preflight, and nothing that they may read", () =>
    Effect.gen(function* () {
      const { headers, status } = yield* preflight("/v0.10/task_list", "GET")
      expect(status).toBe(501)
      expect(headers).not.toHaveProperty("access-control-allow-origin")
      expect((yield* from(HttpClientRequest.get("/jwk.json"))).headers).not.toHaveProperty(
        "access-control-allow-origin"
      )
    }).pipe(Effect.provide(layerInProcess({ cors: false })))
  )
})
