/** An installed application makes itself a client, logs in by it and signs out, as the Globus CLI does. */
import { describe, expect, it } from "@effect/vitest"
import * as NativeAppAuthClient from "@effect-globus/sdk/auth/NativeAppAuthClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { layerInProcess, Sandbox } from "../../src/Sandbox.js"
import * as Ask from "../ask.js"

const template_id = "95fdeba8-fac2-42bd-a357-e068d82ff78e"

const create = (body: unknown, headers: Readonly<Record<string, string>> = {}) =>
  Ask.send(
    HttpClientRequest.post("/v2/api/clients").pipe(
      HttpClientRequest.bodyUnsafeJson(body),
      HttpClientRequest.setHeaders(headers)
    )
  )

const inProcess = Effect.provide(layerInProcess())

describe("an instance of a template", () => {
  it.effect("is made without authorization, in the words of a recorded answer", () =>
    Effect.gen(function* () {
      const { body, status } = yield* create({ client: { template_id, name: "Globus CLI" } })
      expect(status).toBe(200)
      expect(body).toMatchObject({
        client: {
          name: "Globus CLI",
          parent_client: template_id,
          client_type: "confidential_client",
          public_client: false,
          redirect_uris: []
        },
        included: { client_credential: { secret: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/) } }
      })
      const again = yield* create({ client: { template_id } })
      expect(again.body["included"]).not.toStrictEqual(body["included"])
    }).pipe(inProcess)
  )

  it.effect("logs a person in by Basic, without PKCE, with the page of the code or a loopback address", () =>
    Effect.gen(function* () {
      const { baseUrl, users } = yield* Sandbox
      const auth = yield* NativeAppAuthClient.make({ clientId: template_id, baseUrl })
      const { included } = yield* auth.createNativeAppInstance({ client: { template_id, name: "Globus CLI" } })
      const { client, secret } = included?.client_credential ?? {}
      const own = { id: String(client), secret: Redacted.make(String(secret)) }
      for (const redirect_uri of [`${baseUrl}v2/web/auth-code`, "http://localhost:4321/"]) {
        const changes = { redirect_uri, code_challenge: undefined, code_challenge_method: undefined }
        const { target } = yield* Ask.visit(Ask.authorization(own.id, changes))
        const code = target.searchParams.get("code") ?? ""
        const tokens = yield* Ask.token({ grant_type: "authorization_code", code, redirect_uri }, own)
        expect(tokens.body).toHaveProperty("id_token")
        const userinfo = yield* Ask.get("/v2/oauth2/userinfo", String(tokens.body["access_token"]))
        expect(userinfo.body["sub"]).toBe(users[0].sub)
      }
    }).pipe(inProcess)
  )

  it.effect("is refused where the template is no UUID; a client of a project needs a token", () =>
    Effect.gen(function* () {
      for (const [status, body] of [
        [400, { client: { template_id: "cli" } }],
        [400, { client: { template_id: 5 } }],
        [401, { template_id }],
        [401, []],
        [401, { client: { name: "A client", project: template_id } }]
      ] as const) {
        const answer = yield* create(body)
        expect([answer.status, answer.body["errors"]]).toMatchObject([status, [{ status: String(status) }]])
      }
      const text = HttpClientRequest.post("/v2/api/clients").pipe(HttpClientRequest.bodyText("{", "application/json"))
      expect((yield* Ask.send(text)).status).toBe(400)
    }).pipe(inProcess)
  )

  it.effect("is not told to the pages of the web, which could read by it what collections hold", () =>
    Effect.gen(function* () {
      const body = { client: { template_id, name: "A page" } }
      const { headers } = yield* create(body, { origin: "https://example.org" })
      expect(headers).not.toHaveProperty("access-control-allow-origin")
      const local = yield* create(body, { origin: "http://localhost:3000" })
      expect(local.headers["access-control-allow-origin"]).toBe("http://localhost:3000")
    }).pipe(inProcess)
  )
})
