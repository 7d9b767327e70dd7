import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { layerInProcess, Sandbox } from "../../src/Sandbox.js"
import * as Ask from "../ask.js"

const callback = "https://portal.example.org/callback?from=globus"

const inProcess = Effect.provide(layerInProcess({ clients: [{ secret: "s", redirectUris: [callback] }] }))

describe("the authorize page", () => {
  it.effect("sends the browser back with a code and the state, and keeps the query that was there", () =>
    Effect.gen(function* () {
      const { confidentialClient } = yield* Sandbox
      const path = Ask.authorization(confidentialClient.id, { redirect_uri: callback, prompt: "login" })
      const { status, target } = yield* Ask.visit(path)
      expect(status).toBe(302)
      expect(target.origin + target.pathname).toBe("https://portal.example.org/callback")
      expect(Object.fromEntries(target.searchParams)).toStrictEqual({
        from: "globus",
        code: expect.stringMatching(/^.{40,}$/),
        state: "a state"
      })
    }).pipe(inProcess)
  )

  it.effect("approves as the user it is told to", () =>
    Effect.gen(function* () {
      const { addUser, approveAuthorization } = yield* Sandbox
      const { sub } = yield* addUser({ username: "ada@example.org" })
      yield* approveAuthorization("ada@example.org")
      const { body } = yield* Ask.exchange(yield* Ask.login())
      const userinfo = yield* Ask.get("/v2/oauth2/userinfo", String(body["access_token"]))
      expect(userinfo.body).toStrictEqual({ sub })
    }).pipe(inProcess)
  )

  it.effect("refuses when told to, with the error it is told, until it is told to approve", () =>
    Effect.gen(function* () {
      const { approveAuthorization, nativeClient, refuseAuthorization } = yield* Sandbox
      const visit = Effect.map(Ask.visit(Ask.authorization(nativeClient.id)), ({ target }) =>
        Object.fromEntries(target.searchParams)
      )
      yield* refuseAuthorization()
      expect(yield* visit).toStrictEqual({
        error: "access_denied",
        error_description: expect.any(String),
        state: "a state"
      })
      yield* refuseAuthorization("login_required", "Who are you?")
      expect(yield* visit).toMatchObject({ error: "login_required", error_description: "Who are you?" })
      yield* approveAuthorization()
      expect(yield* visit).toHaveProperty("code")
    }).pipe(inProcess)
  )

  it.effect("can refuse from the start", () =>
    Effect.gen(function* () {
      const { nativeClient } = yield* Sandbox
      const { target } = yield* Ask.visit(Ask.authorization(nativeClient.id))
      expect(target.searchParams.get("error")).toBe("access_denied")
    }).pipe(Effect.provide(layerInProcess({ authorize: "refuse" })))
  )

  it.effect("sends nobody to an address that is not the client's", () =>
    Effect.gen(function* () {
      const { confidentialClient, nativeClient } = yield* Sandbox
      const unknown = "6f1a4bb4-9d2b-4d3c-8d2e-1f5b3c1d2e3f"
      for (const path of [
        Ask.authorization(unknown),
        Ask.authorization(confidentialClient.id, { redirect_uri: `${callback}&more` }),
        Ask.authorization(confidentialClient.id, { redirect_uri: "http://localhost:1234/callback" }),
        Ask.authorization(nativeClient.id, { redirect_uri: "http://localhost.example.org/" }),
        Ask.authorization(nativeClient.id, { redirect_uri: "https://example.org/" }),
        Ask.authorization(nativeClient.id, { redirect_uri: undefined })
      ]) {
        const answer = yield* Ask.visit(path)
        expect(answer.status).toBe(400)
        expect(answer.headers).not.toHaveProperty("location")
      }
    }).pipe(inProcess)
  )

  it.effect("a native client may use any port of the loopback, by any of its names, and Globus's own page", () =>
    Effect.gen(function* () {
      const { nativeClient } = yield* Sandbox
      for (const redirect_uri of [
        "http://127.0.0.1:61234/done",
        "http://[::1]:5000",
        "http://localhost/",
        "http://localhost/v2/web/auth-code"
      ]) {
        expect((yield* Ask.visit(Ask.authorization(nativeClient.id, { redirect_uri }))).status).toBe(302)
      }
    }).pipe(inProcess)
  )

  it.effect("the page of auth.globus.org is every native client's, and is shown here, not there", () =>
    Effect.gen(function* () {
      const { baseUrl, clients, nativeClient } = yield* Sandbox
      const redirect_uri = "https://auth.globus.org/v2/web/auth-code"
      const instance = clients.find(({ name }) => name === "An instance")
      for (const client of [nativeClient, instance]) {
        const { status, target } = yield* Ask.visit(Ask.authorization(client?.id ?? "", { redirect_uri }))
        expect([status, target.origin + target.pathname]).toStrictEqual([302, `${baseUrl}v2/web/auth-code`])
        const code = target.searchParams.get("code") ?? ""
        const form = { grant_type: "authorization_code", code, redirect_uri, code_verifier: Ask.verifier }
        expect((yield* Ask.token(form, client)).status).toBe(200)
      }
      const confidential = Ask.authorization(clients[0]?.id ?? "", { redirect_uri })
      expect((yield* Ask.visit(confidential)).status).toBe(400)
      const browser = clients.find(({ name }) => name === "In a browser")
      expect((yield* Ask.visit(Ask.authorization(browser?.id ?? "", { redirect_uri }))).status).toBe(400)
    }).pipe(
      Effect.provide(
        layerInProcess({
          clients: [
            { secret: "s", redirectUris: [callback] },
            { name: "Native" },
            { name: "An instance", secret: "t", native: true },
            { name: "In a browser", native: false, redirectUris: ["https://example.org/app"] }
          ]
        })
      )
    )
  )

  it.effect("a public client must use PKCE, and everybody S256", () =>
    Effect.gen(function* () {
      const { confidentialClient, nativeClient } = yield* Sandbox
      const none = { code_challenge: undefined, code_challenge_method: undefined }
      const plain = { redirect_uri: callback, code_challenge_method: "plain" }
      const unnamed = { redirect_uri: callback, code_challenge_method: undefined }
      const short = { redirect_uri: callback, code_challenge: "short" }
      for (const path of [
        Ask.authorization(nativeClient.id, none),
        Ask.authorization(confidentialClient.id, plain),
        Ask.authorization(confidentialClient.id, unnamed),
        Ask.authorization(confidentialClient.id, short)
      ]) {
        const { target } = yield* Ask.visit(path)
        expect(target.searchParams.get("error")).toBe("invalid_request")
        expect(target.searchParams.get("state")).toBe("a state")
      }
    }).pipe(inProcess)
  )

  it.effect("an unknown scope is refused on the page, an unknown response type after the redirect", () =>
    Effect.gen(function* () {
      const { nativeClient } = yield* Sandbox
      const scope = yield* Ask.visit(Ask.authorization(nativeClient.id, { scope: "openid else" }))
      expect([scope.status, scope.body["error"]]).toStrictEqual([400, "invalid_scope"])
      const type = yield* Ask.visit(Ask.authorization(nativeClient.id, { response_type: "token" }))
      expect(type.target.searchParams.get("error")).toBe("unsupported_response_type")
      const none = yield* Ask.visit(Ask.authorization(nativeClient.id, { response_type: undefined }))
      expect(none.target.searchParams.get("error")).toBe("invalid_request")
    }).pipe(inProcess)
  )
})

describe("the page of the code", () => {
  it.effect("shows the code as text, and the journal does not", () =>
    Effect.gen(function* () {
      const { journal } = yield* Sandbox
      const answer = yield* Ask.get("/v2/web/auth-code?code=the-code&state=_default")
      expect(answer.text).toBe("the-code")
      expect(answer.headers["content-type"]).toMatch(/^text\/plain/)
      expect(JSON.stringify(yield* journal)).not.toContain("the-code")
    }).pipe(inProcess)
  )
})

describe("the page that a logout ends at", () => {
  it.effect("has a link back to a web address, under the name that it is given", () =>
    Effect.gen(function* () {
      const query = new URLSearchParams({ redirect_uri: callback, redirect_name: "The portal" })
      const { headers, status, text } = yield* Ask.get(`/v2/web/logout?${query}`)
      expect([status, headers["content-type"]]).toMatchObject([200, expect.stringMatching(/^text\/html/)])
      expect(text).toContain(`<a href="${callback}">Continue to The portal</a>`)
      expect((yield* Ask.get("/v2/web/logout")).text).not.toContain("<a")
    }).pipe(inProcess)
  )

  it.effect("runs nothing that the address says", () =>
    Effect.gen(function* () {
      for (const redirect_uri of ["javascript:alert(1)", "data:text/html,hello", "back"]) {
        const { text } = yield* Ask.get(`/v2/web/logout?${new URLSearchParams({ redirect_uri })}`)
        expect(text).not.toContain("<a")
      }
      const odd = { redirect_uri: 'https://example.org/"><script>', redirect_name: "<script>" }
      expect((yield* Ask.get(`/v2/web/logout?${new URLSearchParams(odd)}`)).text).not.toContain("<script>")
    }).pipe(inProcess)
  )

  it.effect("ends no token", () =>
    Effect.gen(function* () {
      const { issueTokens } = yield* Sandbox
      const { access_token } = yield* issueTokens({ scopes: "openid" })
      yield* Ask.get("/v2/web/logout")
      expect((yield* Ask.get("/v2/oauth2/userinfo", access_token)).status).toBe(200)
    }).pipe(inProcess)
  )
})
