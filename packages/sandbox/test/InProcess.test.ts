import { describe, expect, it } from "@effect/vitest"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Ref from "effect/Ref"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import { layerInProcess, Sandbox } from "../src/Sandbox.js"
import * as Ask from "./ask.js"

const inProcess = Effect.provide(layerInProcess())

describe("in process", () => {
  it.effect("the test's clock may jump over many requests at once", () =>
    Effect.gen(function* () {
      const { confidentialClient, issueTokens, journal } = yield* Sandbox
      const { refresh_token = "" } = yield* issueTokens({ scopes: "openid", refreshTokens: true })
      const failures = yield* Ref.make(0)
      const refresh = Effect.flatMap(
        Ask.token({ grant_type: "refresh_token", refresh_token }, confidentialClient),
        ({ status }) => (status === 200 ? Effect.void : Ref.update(failures, (count) => count + 1))
      )
      yield* Effect.fork(Effect.schedule(refresh, Schedule.spaced("40 hours")))
      yield* TestClock.adjust("30 days")
      const times = (yield* journal).map(({ time }) => time / 3_600_000)
      expect(times).toStrictEqual(Array.from({ length: 18 }, (_, index) => (index + 1) * 40))
      expect(yield* failures).toBe(0)
    }).pipe(inProcess)
  )

  it.effect("interrupting the call interrupts what handles it", () =>
    Effect.gen(function* () {
      const { awaitJournal, fault, journal } = yield* Sandbox
      yield* fault({ delay: "1 hour" })
      const fiber = yield* Effect.fork(Ask.get("/jwk.json"))
      yield* awaitJournal((entries) => entries.some((entry) => entry.fault))
      yield* Fiber.interrupt(fiber)
      expect(yield* journal).toMatchObject([{ outcome: "interrupted" }])
    }).pipe(inProcess)
  )

  it.effect("another origin is out of reach", () =>
    Effect.gen(function* () {
      const client = yield* HttpClient.HttpClient
      for (const url of ["http://localhost:1/jwk.json", "https://localhost/jwk.json", "http://example.org/jwk.json"]) {
        const error = yield* Effect.flip(client.get(url))
        expect(error).toMatchObject({ _tag: "RequestError", reason: "Transport" })
      }
    }).pipe(inProcess)
  )

  it.effect("bodies of every kind arrive", () =>
    Effect.gen(function* () {
      const { confidentialClient } = yield* Sandbox
      const form = "grant_type=client_credentials&scope=openid"
      const bytes = new TextEncoder().encode(form)
      const type = "application/x-www-form-urlencoded"
      const post = HttpClientRequest.post("/v2/oauth2/token").pipe(
        HttpClientRequest.basicAuth(confidentialClient.id, confidentialClient.secret)
      )
      for (const request of [
        HttpClientRequest.bodyText(post, form, type),
        HttpClientRequest.bodyUint8Array(post, bytes, type),
        HttpClientRequest.bodyStream(post, Stream.make(bytes.slice(0, 5), bytes.slice(5)), { contentType: type })
      ]) {
        expect((yield* Ask.send(request)).status).toBe(200)
      }
    }).pipe(inProcess)
  )

  it.effect("HEAD is GET without a body", () =>
    Effect.gen(function* () {
      const answer = yield* Ask.send(HttpClientRequest.head("/.well-known/openid-configuration"))
      expect([answer.status, answer.text]).toStrictEqual([200, ""])
    }).pipe(inProcess)
  )
})
