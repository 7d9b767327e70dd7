import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"
import { fingerprint } from "../src/Journal.js"
import { layerInProcess, Sandbox } from "../src/Sandbox.js"
import * as Ask from "./ask.js"

const inProcess = Effect.provide(layerInProcess())

describe("the journal", () => {
  it.effect("names the client that says in the form who it is, wherever it may, and hides its secret", () =>
    Effect.gen(function* () {
      const { confidentialClient, journal, nativeClient } = yield* Sandbox
      const client_secret = Redacted.value(confidentialClient.secret)
      const form = { client_id: confidentialClient.id, client_secret, token: "any" }
      for (const path of ["", "/introspect", "/validate", "/revoke"]) yield* Ask.post(`/v2/oauth2/token${path}`, form)
      yield* Ask.post("/v2/oauth2/token/revoke", { token: "any" }, nativeClient)
      const entries = yield* journal
      const { id } = confidentialClient
      expect(entries.map(({ clientId }) => clientId)).toStrictEqual([id, id, id, id, nativeClient.id])
      expect(JSON.stringify(entries)).not.toContain(client_secret)
    }).pipe(inProcess)
  )

  it.effect("says when, what, for whom and how it ended, in the order of arrival", () =>
    Effect.gen(function* () {
      const { confidentialClient, issueTokens, journal } = yield* Sandbox
      const { access_token } = yield* issueTokens({ scopes: Ask.transferAll })
      yield* TestClock.setTime(3_000)
      yield* Ask.token({ grant_type: "client_credentials", scope: "openid" }, confidentialClient)
      yield* TestClock.setTime(4_000)
      yield* Ask.get("/v0.10/task_list?filter=type:TRANSFER&filter=status:ACTIVE&limit=1", access_token)
      yield* Ask.get("/nowhere")
      const plain = { fault: false, faultName: undefined, outcome: "answered", query: {}, grantType: undefined }
      const nobody = { scheme: undefined, token: undefined, tokenResourceServer: undefined, clientId: undefined }
      expect(yield* journal).toStrictEqual([
        {
          ...plain,
          ...nobody,
          time: 3_000,
          method: "POST",
          path: "/v2/oauth2/token",
          operation: "oauth2Token",
          service: "auth.globus.org",
          scheme: "Basic",
          clientId: confidentialClient.id,
          grantType: "client_credentials",
          status: 200,
          endTime: 3_000
        },
        {
          ...plain,
          time: 4_000,
          method: "GET",
          path: "/v0.10/task_list",
          query: { filter: ["type:TRANSFER", "status:ACTIVE"], limit: "1" },
          operation: "taskList",
          service: "transfer.api.globus.org",
          scheme: "Bearer",
          token: fingerprint(access_token),
          tokenResourceServer: "transfer.api.globus.org",
          clientId: confidentialClient.id,
          status: 200,
          endTime: 4_000
        },
        {
          ...plain,
          ...nobody,
          time: 4_000,
          method: "GET",
          path: "/nowhere",
          operation: undefined,
          service: undefined,
          status: 501,
          endTime: 4_000
        }
      ])
    }).pipe(inProcess)
  )

  it.effect("knows the public client of a token request by its form", () =>
    Effect.gen(function* () {
      const { journal, nativeClient } = yield* Sandbox
      yield* Ask.token({ grant_type: "refresh_token", refresh_token: "r" }, nativeClient)
      expect(yield* journal).toMatchObject([
        { clientId: nativeClient.id, grantType: "refresh_token", scheme: undefined }
      ])
    }).pipe(inProcess)
  )

  it.effect("holds no token, code, secret or verifier in clear", () =>
    Effect.gen(function* () {
      const { confidentialClient, issueTokens, journal } = yield* Sandbox
      const { access_token, refresh_token = "" } = yield* issueTokens({ scopes: "openid", refreshTokens: true })
      yield* Ask.token({ grant_type: "refresh_token", refresh_token }, confidentialClient)
      const code = yield* Ask.login()
      yield* Ask.get(`/v2/web/auth-code?code=${code}&code=${code}`)
      yield* Ask.exchange(code)
      yield* Ask.get(`/v2/oauth2/userinfo?access_token=${access_token}&token=${refresh_token}`, access_token)
      yield* Ask.post("/v2/oauth2/token/introspect", { token: access_token }, confidentialClient)
      const text = JSON.stringify(yield* journal)
      const secret = Redacted.value(confidentialClient.secret)
      for (const canary of [access_token, refresh_token, code, secret, Ask.verifier]) expect(text).not.toContain(canary)
      expect(text).toContain(fingerprint(access_token))
      expect(text).toContain(fingerprint(code))
    }).pipe(inProcess)
  )

  it.effect("has a request from its arrival on, and tells a fault, a drop and a caller that went away", () =>
    Effect.gen(function* () {
      const { awaitJournal, clearJournal, fault, journal } = yield* Sandbox
      yield* fault({ name: "slow", delay: "1 hour" })
      yield* fault({ drop: true })
      const fiber = yield* Effect.fork(Ask.get("/jwk.json"))
      const arrived = yield* awaitJournal((entries) => entries[0]?.fault === true)
      expect(arrived).toMatchObject([{ outcome: "pending", status: undefined, time: 0, endTime: undefined }])
      yield* TestClock.adjust("1 minute")
      yield* Fiber.interrupt(fiber)
      yield* Effect.ignore(Ask.get("/jwk.json"))
      yield* Ask.get("/v2/web/auth-code")
      expect(yield* journal).toMatchObject([
        { fault: true, faultName: "slow", outcome: "interrupted", status: undefined, time: 0, endTime: 60_000 },
        { fault: true, faultName: undefined, outcome: "dropped", status: undefined },
        { fault: false, faultName: undefined, outcome: "answered", status: 200 }
      ])
      yield* clearJournal
      expect(yield* journal).toStrictEqual([])
    }).pipe(inProcess)
  )
})
