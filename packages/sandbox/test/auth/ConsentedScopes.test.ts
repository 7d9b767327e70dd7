import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { layerInProcess, Sandbox } from "../../src/Sandbox.js"
import * as Ask from "../ask.js"

const inProcess = Effect.provide(layerInProcess())

/** A login by the native client, and its exchange with this query. */
const exchange = (scope: string, query: string) =>
  Effect.gen(function* () {
    const { nativeClient } = yield* Sandbox
    const code = yield* Ask.login({ scope })
    const form = {
      grant_type: "authorization_code",
      code,
      redirect_uri: "http://localhost:1234/callback",
      code_verifier: Ask.verifier
    }
    return yield* Ask.post(`/v2/oauth2/token${query}`, form, nativeClient)
  })

const included = "?include_consented_scopes=true"

describe("include_consented_scopes=true", () => {
  it.effect("brings tokens for all that the user has consented to for the client, what was asked for first", () =>
    Effect.gen(function* () {
      const { addUser, confidentialClient, issueTokens, nativeClient } = yield* Sandbox
      const other = yield* addUser({ username: "ada@example.org" })
      yield* issueTokens({ scopes: `${Ask.groupsAll} email`, clientId: nativeClient.id })
      yield* issueTokens({ scopes: `${Ask.transferAll}`, clientId: confidentialClient.id })
      yield* issueTokens({ scopes: `${Ask.transferAll}`, clientId: nativeClient.id, user: other })
      const { body, status } = yield* exchange("openid", included)
      expect([status, body["scope"], body["resource_server"]]).toStrictEqual([200, "openid email", "auth.globus.org"])
      expect(body["other_tokens"]).toMatchObject([{ scope: Ask.groupsAll }])
      const { body: plain } = yield* exchange("openid", "")
      expect([plain["scope"], plain["other_tokens"]]).toStrictEqual(["openid", []])
      const { body: none } = yield* exchange("openid", "?include_consented_scopes=false")
      expect([none["scope"], none["other_tokens"]]).toStrictEqual(["openid", []])
    }).pipe(inProcess)
  )

  it.effect("counts what is asked for anew as asked for, and nothing below a scope", () =>
    Effect.gen(function* () {
      const { issueTokens, nativeClient } = yield* Sandbox
      const scopes = `${Ask.transferAll}[${Ask.groupsAll}]`
      yield* issueTokens({ scopes, clientId: nativeClient.id })
      const { body } = yield* exchange(Ask.transferAll, included)
      expect([body["scope"], body["other_tokens"]]).toStrictEqual([Ask.transferAll, []])
    }).pipe(inProcess)
  )

  it.effect("is refused where it would be of no effect, and so is any other value", () =>
    Effect.gen(function* () {
      const { confidentialClient } = yield* Sandbox
      const form = { grant_type: "client_credentials", scope: "openid" }
      for (const query of [included, "?include_consented_scopes=1", `${included}&include_consented_scopes=true`]) {
        const { body, status } = yield* Ask.post(`/v2/oauth2/token${query}`, form, confidentialClient)
        expect([status, body["error"]]).toStrictEqual([400, "invalid_request"])
      }
    }).pipe(inProcess)
  )
})
