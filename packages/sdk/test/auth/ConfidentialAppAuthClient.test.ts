import { describe, expect, it } from "@effect/vitest"
import * as Config from "effect/Config"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"
import { inspect } from "node:util"
import * as ConfidentialAppAuthClient from "../../src/auth/ConfidentialAppAuthClient.js"
import { json, script } from "../script.js"
import { clientId, issuer, origin, tokenDocument, type Issuer } from "./issuer.js"

const secret = "s3cret+/=%ü of some length"

const basic = `Basic ${Buffer.from(`${clientId}:${secret}`).toString("base64")}`

const make = (server: Issuer, options: Partial<ConfidentialAppAuthClient.Options> = {}) =>
  ConfidentialAppAuthClient.make({ clientId, clientSecret: Redacted.make(secret), ...options }).pipe(
    Effect.provide(server.layer)
  )

const token = Redacted.make("a-token")

describe("ConfidentialAppAuthClient", () => {
  it.effect("authorizes each call itself, with its secret unchanged", () =>
    Effect.gen(function* () {
      const server = issuer()
      const auth = yield* make(server)
      server.answer = () => Response.json({ ...tokenDocument(), active: false })
      yield* auth.oauth2RefreshToken({ refresh_token: token })
      yield* auth.oauth2ClientCredentialsTokens({ requested_scopes: "openid" })
      yield* auth.oauth2TokenIntrospect({ token })
      yield* auth.oauth2RevokeToken({ token })
      yield* auth.request({ method: "GET", path: "/v2/api/clients" })
      expect(server.asked.map(({ authorization }) => authorization)).toEqual(Array.from({ length: 5 }, () => basic))
    })
  )

  it.effect("sends the forms of the Python SDK, without client_id", () =>
    Effect.gen(function* () {
      const server = issuer()
      const auth = yield* make(server)
      const code = Redacted.make("a+code/=")
      yield* auth.oauth2ExchangeCodeForTokens({ code, redirect_uri: "https://portal.example.org/?a=b&c" })
      yield* auth.oauth2RefreshToken({ refresh_token: token })
      yield* auth.oauth2ClientCredentialsTokens({ requested_scopes: ["openid", "a[*b]"] })
      yield* auth.oauth2Token({
        grant_type: "urn:globus:auth:grant_type:dependent_token",
        token,
        access_type: "offline"
      })
      expect(server.asked.map(({ form }) => form)).toEqual([
        { grant_type: "authorization_code", code: "a+code/=", redirect_uri: "https://portal.example.org/?a=b&c" },
        { grant_type: "refresh_token", refresh_token: "a-token" },
        { grant_type: "client_credentials", scope: "openid a[*b]" },
        { grant_type: "urn:globus:auth:grant_type:dependent_token", token: "a-token", access_type: "offline" }
      ])
      expect(server.asked.every(({ url }) => url === `${origin}/v2/oauth2/token`)).toBe(true)
    })
  )

  it.effect("gets dependent tokens, by resource server", () =>
    Effect.gen(function* () {
      const server = issuer()
      const auth = yield* make(server)
      yield* TestClock.setTime(5000)
      server.answer = () =>
        Response.json([
          { access_token: "t", token_type: "bearer", expires_in: 120, scope: "a b", resource_server: "transfer" },
          { access_token: "g", token_type: "Bearer", scope: "c", resource_server: "groups", refresh_token: "r" }
        ])
      const found = yield* auth.oauth2GetDependentTokens({ token })
      expect(found.tokens.map(({ access_token }) => Redacted.value(access_token))).toEqual(["t", "g"])
      expect(found.by_resource_server["groups"]).toBe(found.tokens[1])
      expect(found.by_scope["b"]).toBe(found.tokens[0])
      expect(found.tokens.map(({ expires_at_seconds }) => expires_at_seconds)).toEqual([125, undefined])
      expect(found.tokens[1]?.refresh_token).toEqual(Redacted.make("r"))
      server.answer = () => Response.json([])
      expect(yield* auth.oauth2GetDependentTokens({ token, refresh_tokens: false })).toEqual({
        tokens: [],
        by_resource_server: {},
        by_scope: {}
      })
      yield* auth.oauth2GetDependentTokens({ token, refresh_tokens: true, scope: ["a[*b]", "c"], note: "x y" })
      const grant_type = "urn:globus:auth:grant_type:dependent_token"
      expect(server.asked.map(({ form }) => form)).toEqual([
        { grant_type, token: "a-token" },
        { grant_type, token: "a-token" },
        { grant_type, token: "a-token", access_type: "offline", scope: "a[*b] c", note: "x y" }
      ])
    })
  )

  it.effect("reports what is wrong with dependent tokens or with their request", () =>
    Effect.gen(function* () {
      const server = issuer()
      const auth = yield* make(server)
      const ask = Effect.flip(auth.oauth2GetDependentTokens({ token }))
      expect(yield* ask).toMatchObject({ _tag: "GlobusDecodeError", documentPath: [] })
      server.answer = () => Response.json([tokenDocument(), tokenDocument({ token_type: "mac" })])
      expect(yield* ask).toMatchObject({ _tag: "GlobusDecodeError", documentPath: [1, "token_type"] })
      // For other grants, a list is not a valid answer.
      expect(yield* Effect.flip(auth.oauth2RefreshToken({ refresh_token: token }))).toMatchObject({
        _tag: "GlobusDecodeError",
        documentPath: []
      })
      server.answer = () =>
        Response.json(
          { error: "dependent_consent_required", errors: [{ unapproved_scopes: ["s[t]"] }] },
          { status: 403 }
        )
      expect(yield* ask).toMatchObject({ _tag: "GlobusConsentRequired", requirements: { required_scopes: ["s[t]"] } })
      const sent = server.asked.length
      const wrong = (argument: Partial<ConfidentialAppAuthClient.DependentTokensArgument>) =>
        Effect.map(Effect.flip(auth.oauth2GetDependentTokens({ token, ...argument })), (error) =>
          error._tag === "GlobusUsageError" ? error.field : error._tag
        )
      expect(yield* wrong({ scope: [] })).toBe("scope")
      expect(yield* wrong({ note: true })).toBe("note")
      expect(server.asked).toHaveLength(sent)
    })
  )

  it.effect("introspects a token, with the requested details", () =>
    Effect.gen(function* () {
      const server = issuer()
      const auth = yield* make(server)
      server.answer = () =>
        Response.json({ active: true, sub: "u", identity_set: ["u", "v"], session_info: { session_id: "s" } })
      const found = yield* auth.oauth2TokenIntrospect({ token, include: ["identity_set", "session_info"] })
      expect(found).toMatchObject({ active: true, identity_set: ["u", "v"] })
      expect(server.asked[0]).toMatchObject({
        url: `${origin}/v2/oauth2/token/introspect`,
        form: { token: "a-token", include: "identity_set,session_info" }
      })
      const reply = yield* auth.withResponse.oauth2TokenIntrospect({ token })
      expect([reply.status, reply.value.active]).toEqual([200, true])
    })
  )

  it.effect("creates a child client with its own authorization, without a project", () =>
    Effect.gen(function* () {
      const service = script(json({ client: { id: "c", parent_client: clientId } }, 201))
      const auth = yield* Effect.provide(
        ConfidentialAppAuthClient.make({ clientId, clientSecret: Redacted.make(secret) }),
        service.layer
      )
      const client = { name: "n", public_client: true }
      expect((yield* auth.createChildClient({ client })).client.parent_client).toBe(clientId)
      expect(yield* auth.withResponse.createChildClient({ client })).toMatchObject({ status: 201 })
      // @ts-expect-error no kind
      const kindless = auth.createChildClient({ client: { name: "n" } })
      expect(yield* Effect.flip(kindless)).toMatchObject({ _tag: "GlobusUsageError" })
      expect(
        service.requests.map(({ headers, method, text, url }) => [
          method,
          url.pathname,
          JSON.parse(text),
          headers["authorization"]
        ])
      ).toEqual(Array.from({ length: 2 }, () => ["POST", "/v2/api/clients", { client }, basic]))
    })
  )

  it.effect("reads the answer of a revocation", () =>
    Effect.gen(function* () {
      const server = issuer()
      const auth = yield* make(server)
      server.answer = () => Response.json({ active: false })
      expect(yield* auth.oauth2RevokeToken({ token })).toEqual({ active: false })
      expect(yield* auth.oauth2ValidateToken({ token })).toEqual({ active: false })
      expect(server.asked.map(({ url }) => url)).toEqual([
        `${origin}/v2/oauth2/token/revoke`,
        `${origin}/v2/oauth2/token/validate`
      ])
    })
  )

  for (const status of [429, 500, 503]) {
    it.effect(`asks for tokens only once, also after a ${status}`, () =>
      Effect.gen(function* () {
        const server = issuer()
        const auth = yield* make(server)
        server.answer = () => Response.json({ error: "server_error" }, { status, headers: { "retry-after": "0" } })
        const fiber = yield* Effect.fork(Effect.flip(auth.oauth2RefreshToken({ refresh_token: token })))
        yield* TestClock.adjust("1 hour")
        expect(yield* Fiber.join(fiber)).toMatchObject({ status, code: "server_error" })
        expect(server.asked).toHaveLength(1)
      })
    )
  }

  it.effect("asks for tokens only once, also after a broken connection", () =>
    Effect.gen(function* () {
      const server = issuer()
      const auth = yield* make(server)
      server.answer = () => {
        throw new TypeError("socket hang up")
      }
      const fiber = yield* Effect.fork(Effect.flip(auth.oauth2ClientCredentialsTokens({ requested_scopes: "openid" })))
      yield* TestClock.adjust("1 hour")
      expect((yield* Fiber.join(fiber))._tag).toBe("GlobusNetworkError")
      expect(server.asked).toHaveLength(1)
    })
  )

  it.effect("accepts only a bearer token, in upper or lower case; an invalid further one is left out", () =>
    Effect.gen(function* () {
      const server = issuer()
      const auth = yield* make(server)
      const ask = auth.oauth2RefreshToken({ refresh_token: token })
      server.answer = () => Response.json(tokenDocument({ token_type: "bEARER" }))
      expect((yield* ask).token_type).toBe("bEARER")
      server.answer = () =>
        Response.json(tokenDocument({ token_type: "mac" }), { status: 200, headers: { "x-request-id": "r1" } })
      expect(yield* Effect.flip(ask)).toMatchObject({
        _tag: "GlobusDecodeError",
        documentPath: ["token_type"],
        requestId: "r1"
      })
      const other_tokens = [tokenDocument({ other_tokens: undefined }), tokenDocument({ token_type: "DPoP" })]
      server.answer = () => Response.json(tokenDocument({ other_tokens }))
      expect((yield* ask).other_tokens.map(({ token_type }) => token_type)).toEqual(["Bearer"])
    })
  )

  for (const [what, replaced, member] of [
    ["empty", { access_token: "" }, "access_token"],
    ["blank", { access_token: "  " }, "access_token"],
    ["with a line end", { access_token: "canary\nx: y" }, "access_token"],
    ["beyond ASCII", { access_token: "canary\u00e9" }, "access_token"],
    ["null", { access_token: null }, "access_token"],
    ["no text", { access_token: { canary: 1 } }, "access_token"],
    ["of no type", { token_type: null }, "token_type"]
  ] as const) {
    it.effect(`an access token ${what} is a decode error that does not show the answer`, () =>
      Effect.gen(function* () {
        const server = issuer()
        const auth = yield* make(server)
        server.answer = () => Response.json(tokenDocument({ refresh_token: "canary-refresh", ...replaced }))
        const error = yield* Effect.flip(auth.oauth2RefreshToken({ refresh_token: token }))
        expect(error).toMatchObject({ _tag: "GlobusDecodeError" })
        expect(inspect(error, { depth: 9 }) + JSON.stringify(error)).not.toContain("canary")
        if (what !== "null" && what !== "no text" && what !== "of no type") {
          expect(error).toMatchObject({ documentPath: [member] })
        }
        server.answer = () => Response.json([tokenDocument(), tokenDocument(replaced)])
        expect(yield* Effect.flip(auth.oauth2GetDependentTokens({ token }))).toMatchObject({
          _tag: "GlobusDecodeError"
        })
      })
    )
  }

  it.effect("counts the life of a token from the request", () =>
    Effect.gen(function* () {
      const server = issuer()
      const auth = yield* make(server)
      yield* TestClock.setTime(5000)
      const tokens = yield* auth.oauth2ClientCredentialsTokens({ requested_scopes: "openid" })
      expect(tokens.expires_at_seconds).toBe(172805)
    })
  )

  it.effect("has OAuth's code when the token endpoint refuses", () =>
    Effect.gen(function* () {
      const server = issuer()
      const auth = yield* make(server)
      server.answer = () => Response.json({ error: "invalid_grant" }, { status: 400 })
      expect(yield* Effect.flip(auth.oauth2RefreshToken({ refresh_token: token }))).toMatchObject({
        _tag: "GlobusInvalidRequest",
        code: "invalid_grant",
        status: 400
      })
      server.answer = () => Response.json({ error: "invalid_client" }, { status: 401 })
      expect(yield* Effect.flip(auth.oauth2RefreshToken({ refresh_token: token }))).toMatchObject({
        _tag: "GlobusUnauthenticated",
        code: "invalid_client"
      })
    })
  )

  it.effect("names a wrong option, and sends nothing", () =>
    Effect.gen(function* () {
      const server = issuer()
      const wrong = (options: Partial<ConfidentialAppAuthClient.Options>) =>
        Effect.map(Effect.flip(make(server, options)), (error) => ("field" in error ? error.field : error._op))
      expect(yield* wrong({ clientId: "" })).toBe("clientId")
      expect(yield* wrong({ clientId: "a:b" })).toBe("clientId")
      expect(yield* wrong({ clientSecret: Redacted.make("") })).toBe("clientSecret")
      expect(yield* wrong({ clientSecret: Redacted.make("a\nb of some length") })).toBe("clientSecret")
      expect(yield* wrong({ clientSecret: Redacted.make("short") })).toBe("clientSecret")
      expect(yield* wrong({ baseUrl: "http://auth.example.org" })).toBe("baseUrl")
      expect(yield* wrong({ timeout: 0 })).toBe("timeout")
      const auth = yield* make(server)
      expect(yield* Effect.flip(auth.oauth2ClientCredentialsTokens({ requested_scopes: [] }))).toMatchObject({
        _tag: "GlobusUsageError",
        field: "requested_scopes"
      })
      expect(server.asked).toEqual([])
    })
  )

  it.effect("sends any Redacted member of a grant, and shows none", () =>
    Effect.gen(function* () {
      const server = issuer()
      const auth = yield* make(server)
      const canaries = ["canary+assertion/1 &", "canary+assertion/2 &", "canary+assertion/3 &"] as const
      const form = {
        grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
        assertion: Redacted.make<string>(canaries[0]),
        redirect_uri: Redacted.make<string>(canaries[1]),
        // Plain text under a name that is secret in OAuth counts as a secret too.
        client_assertion: canaries[2]
      }
      const grants = [form, { ...form, grant_type: "authorization_code", code: Redacted.make("canary-code-0001") }]
      for (const grant of grants) {
        yield* auth.oauth2Token(grant)
        expect(server.asked.at(-1)?.form).toEqual({
          ...grant,
          assertion: canaries[0],
          redirect_uri: canaries[1],
          ...("code" in grant && { code: "canary-code-0001" })
        })
        server.answer = (form) => Promise.reject(new TypeError(`cannot send ${new URLSearchParams(form).toString()}`))
        const failed = yield* Effect.flip(auth.oauth2Token(grant))
        expect(failed._tag).toBe("GlobusNetworkError")
        expect(inspect(failed, { depth: 9, showHidden: true })).toContain("cannot send grant_type=")
        expect(inspect(failed, { depth: 9, showHidden: true })).not.toContain("canary")
        server.answer = () => Response.json(tokenDocument())
      }
    })
  )

  it.effect("reads its options from Config", () =>
    Effect.gen(function* () {
      const server = issuer()
      const layer = ConfidentialAppAuthClient.layerConfig({
        clientId: Config.string("CLIENT_ID"),
        clientSecret: Config.redacted("CLIENT_SECRET"),
        baseUrl: Config.string("AUTH_URL")
      }).pipe(
        Layer.provide(server.layer),
        Layer.provide(
          Layer.setConfigProvider(
            ConfigProvider.fromMap(
              new Map([
                ["CLIENT_ID", clientId],
                ["CLIENT_SECRET", secret],
                ["AUTH_URL", "http://127.0.0.1:8080"]
              ])
            )
          )
        )
      )
      yield* Effect.flatMap(ConfidentialAppAuthClient.ConfidentialAppAuthClient, (auth) =>
        auth.oauth2ClientCredentialsTokens({ requested_scopes: "openid" })
      ).pipe(Effect.provide(layer))
      expect(server.asked[0]).toMatchObject({ url: "http://127.0.0.1:8080/v2/oauth2/token", authorization: basic })
    })
  )
})
