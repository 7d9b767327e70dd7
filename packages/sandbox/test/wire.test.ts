/** The sandbox over a real socket, by `fetch`: what only a connection can show. */
import { describe, expect, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Redacted from "effect/Redacted"
import * as Scope from "effect/Scope"
import { layer, make, Sandbox } from "../src/Sandbox.js"
import * as Ask from "./ask.js"

const request = (path: string, init?: RequestInit) =>
  Effect.gen(function* () {
    const { baseUrl } = yield* Sandbox
    return yield* Effect.tryPromise(async (signal) => {
      const response = await fetch(new URL(path, baseUrl), { redirect: "manual", signal, ...init })
      return { status: response.status, headers: response.headers, text: await response.text() }
    })
  })

const tokenRequest = (id: string, secret: string, form: Record<string, string>) =>
  request("/v2/oauth2/token", {
    method: "POST",
    headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`, "utf8").toString("base64")}` },
    body: new URLSearchParams(form)
  })

describe("over a socket", () => {
  it.live("a login from the authorize page to userinfo", () =>
    Effect.gen(function* () {
      const { baseUrl, nativeClient, users } = yield* Sandbox
      expect(baseUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/)
      const redirect_uri = `${baseUrl}v2/web/auth-code`
      const redirected = yield* request(Ask.authorization(nativeClient.id, { redirect_uri }))
      expect(redirected.status).toBe(302)
      const page = yield* request(redirected.headers.get("location") ?? "")
      const form = { grant_type: "authorization_code", redirect_uri, code_verifier: Ask.verifier }
      const tokens = yield* request("/v2/oauth2/token", {
        method: "POST",
        body: new URLSearchParams({ ...form, code: page.text, client_id: nativeClient.id })
      })
      const authorization = `Bearer ${String(Ask.parse(tokens.text)["access_token"])}`
      const userinfo = yield* request("/v2/oauth2/userinfo", { headers: { authorization } })
      expect(Ask.parse(userinfo.text)).toStrictEqual({ sub: users[0].sub })
    }).pipe(Effect.provide(layer()))
  )

  it.live("odd secrets arrive as they are", () =>
    Effect.gen(function* () {
      const { confidentialClient } = yield* Sandbox
      const form = { grant_type: "client_credentials", scope: "openid" }
      const secret = Redacted.value(confidentialClient.secret)
      expect((yield* tokenRequest(confidentialClient.id, secret, form)).status).toBe(200)
      expect((yield* tokenRequest(confidentialClient.id, secret.replaceAll("+", " "), form)).status).toBe(401)
    }).pipe(Effect.provide(layer({ clients: [{ secret: "a+b/c=d%20e:Grüße 鍵" }] })))
  )

  it.live("a token lives its two seconds", () =>
    Effect.gen(function* () {
      const { issueTokens } = yield* Sandbox
      const { access_token, expires_in } = yield* issueTokens({ scopes: "openid" })
      expect(expires_in).toBe(2)
      const userinfo = request("/v2/oauth2/userinfo", { headers: { authorization: `Bearer ${access_token}` } })
      expect((yield* userinfo).status).toBe(200)
      yield* Effect.sleep("2 seconds")
      expect((yield* userinfo).status).toBe(401)
    }).pipe(Effect.provide(layer({ accessTokenLife: "2 seconds" })))
  )

  it.live("a dropped connection is no answer, before the request is handled and after", () =>
    Effect.gen(function* () {
      const { confidentialClient, fault, issueTokens, journal } = yield* Sandbox
      const { refresh_token = "" } = yield* issueTokens({ scopes: "openid", refreshTokens: true })
      const secret = Redacted.value(confidentialClient.secret)
      const refresh = tokenRequest(confidentialClient.id, secret, { grant_type: "refresh_token", refresh_token })
      yield* fault({ drop: true })
      yield* fault({ drop: true, after: true })
      const errors = [yield* Effect.flip(refresh), yield* Effect.flip(refresh)]
      expect(errors.map(({ error }) => error)).toStrictEqual([expect.any(TypeError), expect.any(TypeError)])
      // It was rotated by the second request, whose answer nobody saw.
      expect(Ask.parse((yield* refresh).text)["error"]).toBe("invalid_grant")
      expect((yield* journal).map(({ outcome }) => outcome)).toStrictEqual(["dropped", "dropped", "answered"])
    }).pipe(Effect.provide(layer({ rotateRefreshTokens: true })))
  )

  it.live("a truncated answer is a whole message with half of the JSON", () =>
    Effect.gen(function* () {
      const { fault } = yield* Sandbox
      const whole = yield* request("/.well-known/openid-configuration")
      yield* fault({ truncate: true })
      const half = yield* request("/.well-known/openid-configuration")
      expect([half.status, half.text]).toStrictEqual([200, whole.text.slice(0, Math.floor(whole.text.length / 2))])
    }).pipe(Effect.provide(layer()))
  )

  it.live("a connection that goes within an answer leaves its head and half of its body", () =>
    Effect.gen(function* () {
      const { baseUrl, fault, journal } = yield* Sandbox
      const whole = yield* request("/.well-known/openid-configuration")
      yield* fault({ truncate: true, drop: true })
      const seen = yield* Effect.promise(async () => {
        const response = await fetch(`${baseUrl}.well-known/openid-configuration`)
        const parts: Array<string> = []
        const reader = response.body?.getReader()
        const reading = async () => {
          for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) {
            parts.push(Buffer.from(part.value).toString())
          }
        }
        const error = await reading().then(
          () => undefined,
          (error: unknown) => error
        )
        return { status: response.status, length: response.headers.get("content-length"), error, text: parts.join("") }
      })
      expect(seen).toStrictEqual({
        status: 200,
        length: String(whole.text.length),
        error: expect.any(TypeError),
        text: whole.text.slice(0, Math.floor(whole.text.length / 2))
      })
      expect((yield* journal)[1]).toMatchObject({ outcome: "dropped", status: 200 })
    }).pipe(Effect.provide(layer()))
  )

  it.live("a delay is waited for, and who hangs up is written down", () =>
    Effect.gen(function* () {
      const { awaitJournal, fault } = yield* Sandbox
      yield* fault({ delay: "300 millis" })
      yield* fault({ delay: "1 hour" })
      const [time, answer] = yield* Effect.timed(request("/jwk.json"))
      expect(answer.status).toBe(200)
      expect(Duration.toMillis(time)).toBeGreaterThanOrEqual(295)
      yield* Effect.timeout(request("/jwk.json"), "200 millis").pipe(Effect.ignore)
      const entries = yield* awaitJournal((entries) => entries[1]?.outcome === "interrupted")
      expect(entries).toHaveLength(2)
    }).pipe(Effect.provide(layer()))
  )

  it.live("closing the sandbox frees the port at once, whatever is under way", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const sandbox = yield* Scope.extend(make(), scope)
      yield* sandbox.fault({ delay: "1 hour" })
      const waiting = yield* Effect.fork(Effect.flip(Effect.provideService(request("/jwk.json"), Sandbox, sandbox)))
      yield* sandbox.awaitJournal((entries) => entries.length === 1)
      yield* Effect.timeout(Scope.close(scope, Exit.void), "2 seconds")
      expect((yield* waiting).error).toBeInstanceOf(TypeError)
      const again = yield* make({ port: Number(new URL(sandbox.baseUrl).port) })
      expect(again.baseUrl).toBe(sandbox.baseUrl)
    }).pipe(Effect.scoped)
  )
})
