import { describe, expect, it } from "@effect/vitest"
import * as Config from "effect/Config"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { inspect } from "node:util"
import * as NativeAppAuthClient from "../../src/auth/NativeAppAuthClient.js"
import { json, script } from "../script.js"
import { clientId, issuer, tokenDocument, type Issuer } from "./issuer.js"

const make = (server: Issuer) => Effect.provide(NativeAppAuthClient.make({ clientId }), server.layer)

const token = Redacted.make("a-token")

describe("NativeAppAuthClient", () => {
  it.effect("sends its id in forms, and no authorization", () =>
    Effect.gen(function* () {
      const server = issuer()
      const auth = yield* make(server)
      const code_verifier = Redacted.make("v".repeat(43))
      server.answer = () => Response.json({ ...tokenDocument(), active: false })
      yield* auth.oauth2ExchangeCodeForTokens({
        code: Redacted.make("c"),
        redirect_uri: "http://localhost/",
        code_verifier
      })
      yield* auth.oauth2RefreshToken({ refresh_token: token })
      yield* auth.oauth2RevokeToken({ token })
      yield* auth.oauth2ValidateToken({ token })
      yield* auth.withResponse.oauth2RevokeToken({ token })
      yield* auth.withResponse.oauth2ValidateToken({ token })
      yield* auth.getOpenidConfiguration()
      expect(server.asked.map(({ form }) => form)).toEqual([
        {
          client_id: clientId,
          grant_type: "authorization_code",
          code: "c",
          code_verifier: Redacted.value(code_verifier),
          redirect_uri: "http://localhost/"
        },
        { client_id: clientId, grant_type: "refresh_token", refresh_token: "a-token" },
        { client_id: clientId, token: "a-token" },
        { client_id: clientId, token: "a-token" },
        { client_id: clientId, token: "a-token" },
        { client_id: clientId, token: "a-token" },
        {}
      ])
      expect(server.asked.every(({ authorization }) => authorization === null)).toBe(true)
    })
  )

  it.effect("sends the form of any other grant unchanged, as the Python SDK does", () =>
    Effect.gen(function* () {
      const server = issuer()
      const auth = yield* make(server)
      yield* auth.oauth2Token({ grant_type: "refresh_token", refresh_token: token, extra: "x y" })
      expect(server.asked[0]?.form).toEqual({ grant_type: "refresh_token", refresh_token: "a-token", extra: "x y" })
    })
  )

  it.effect("creates an instance of a template, whose secret is sent once and appears in no error", () =>
    Effect.gen(function* () {
      const client_credential = { id: "k", secret: "s3cret-text" }
      const service = script(
        json({ client: { id: "c", name: "n" }, included: { client_credential } }),
        json({ client: "s3cret-text" })
      )
      const auth = yield* Effect.provide(NativeAppAuthClient.make({ clientId }), service.layer)
      const client = { template_id: "t", name: "n" }
      const made = yield* auth.createNativeAppInstance({ client })
      expect(made.included?.client_credential).toEqual(client_credential)
      const error = yield* Effect.flip(auth.withResponse.createNativeAppInstance({ client }))
      expect(error._tag).toBe("GlobusDecodeError")
      expect(inspect(error, { depth: 10 })).not.toContain("s3cret-text")
      expect(
        service.requests.map(({ headers, method, text, url }) => [
          method,
          url.pathname,
          JSON.parse(text),
          headers["authorization"]
        ])
      ).toEqual(Array.from({ length: 2 }, () => ["POST", "/v2/api/clients", { client }, undefined]))
    })
  )

  it.effect("always uses PKCE", () =>
    Effect.gen(function* () {
      const auth = yield* make(issuer())
      // As a JavaScript caller could write it.
      const options: Parameters<typeof auth.oauth2StartFlow>[0] = JSON.parse(
        '{"requested_scopes":"openid","pkce":false}'
      )
      expect((yield* auth.oauth2StartFlow(options)).authorizeUrl()).toContain("code_challenge_method=S256")
    })
  )

  it.effect("names an invalid client id", () =>
    Effect.gen(function* () {
      for (const clientId of ["", "a:b", "a\tb"]) {
        const error = yield* Effect.flip(Effect.provide(NativeAppAuthClient.make({ clientId }), issuer().layer))
        expect(error).toMatchObject({ _tag: "GlobusUsageError", field: "clientId" })
      }
    })
  )

  it.effect("reads its options from Config", () =>
    Effect.gen(function* () {
      const layer = NativeAppAuthClient.layerConfig({ clientId: Config.string("CLIENT_ID") }).pipe(
        Layer.provide(issuer().layer),
        Layer.provide(Layer.setConfigProvider(ConfigProvider.fromMap(new Map([["CLIENT_ID", "from-config"]]))))
      )
      const { clientId } = yield* Effect.provide(NativeAppAuthClient.NativeAppAuthClient, layer)
      expect(clientId).toBe("from-config")
    })
  )
})
