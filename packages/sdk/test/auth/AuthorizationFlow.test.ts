import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Random from "effect/Random"
import * as Redacted from "effect/Redacted"
import { inspect } from "node:util"
import * as AuthorizationFlow from "../../src/auth/AuthorizationFlow.js"
import * as ConfidentialAppAuthClient from "../../src/auth/ConfidentialAppAuthClient.js"
import * as NativeAppAuthClient from "../../src/auth/NativeAppAuthClient.js"
import * as Pkce from "../../src/auth/Pkce.js"
import {
  atHash,
  claims,
  clientId,
  issuer,
  origin,
  sign,
  signingKey,
  tokenDocument,
  userId,
  type Issuer
} from "./issuer.js"

const key = await signingKey()

const redirect_uri = "https://portal.example.org/back"

const confidential = (server: Issuer = issuer()) =>
  ConfidentialAppAuthClient.make({ clientId, clientSecret: Redacted.make("a-secret-of-the-application") }).pipe(
    Effect.provide(server.layer)
  )

const native = (server: Issuer = issuer()) => NativeAppAuthClient.make({ clientId }).pipe(Effect.provide(server.layer))

const start = (options: Partial<AuthorizationFlow.ConfidentialFlowOptions> = {}, server?: Issuer) =>
  Effect.flatMap(confidential(server), (client) =>
    client.oauth2StartFlow({ requested_scopes: "openid", redirect_uri, ...options })
  )

const query = (flow: AuthorizationFlow.AuthorizationFlow) =>
  Object.fromEntries(new URL(flow.authorizeUrl()).searchParams)

const field = (options: Partial<AuthorizationFlow.ConfidentialFlowOptions>) =>
  Effect.map(Effect.flip(start(options)), (error) => ("field" in error ? error.field : undefined))

describe("AuthorizationFlow", () => {
  it.effect("sends the user to the service of the client", () =>
    Effect.gen(function* () {
      const client = yield* NativeAppAuthClient.make({ clientId, baseUrl: "http://127.0.0.1:8080/base/" }).pipe(
        Effect.provide(issuer().layer)
      )
      const flow = yield* client.oauth2StartFlow({ requested_scopes: "openid" })
      expect(flow.authorizeUrl()).toMatch(/^http:\/\/127\.0\.0\.1:8080\/base\/v2\/oauth2\/authorize\?client_id=/)
      expect(query(flow)["redirect_uri"]).toBe("http://127.0.0.1:8080/base/v2/web/auth-code")
    })
  )

  it.effect("makes state, nonce and verifier unguessable: not with Effect's Random", () =>
    Effect.gen(function* () {
      const seeded = Effect.withRandom(start(), Random.make("seed"))
      const [one, two] = [yield* seeded, yield* seeded]
      const secrets = [one, two].flatMap((flow) => [
        flow.state,
        flow.nonce,
        flow.verifier === undefined ? undefined : Redacted.value(flow.verifier)
      ])
      expect(new Set(secrets).size).toBe(6)
      for (const secret of secrets) expect(secret).toMatch(/^[A-Za-z0-9_-]{43}$/)
    })
  )

  it.effect("sends the challenge, and never the verifier", () =>
    Effect.gen(function* () {
      const flow = yield* start()
      const verifier = flow.verifier ?? Redacted.make("")
      expect(query(flow)).toMatchObject({
        state: flow.state,
        nonce: flow.nonce,
        code_challenge: yield* Pkce.challenge(verifier),
        code_challenge_method: "S256"
      })
      expect(flow.authorizeUrl()).not.toContain(Redacted.value(verifier))
    })
  )

  it.effect("uses a nonce only if openid is among the scopes, and not if it is turned off", () =>
    Effect.gen(function* () {
      expect((yield* start({ requested_scopes: ["email", "openid"] })).nonce).toBeDefined()
      expect((yield* start({ requested_scopes: "email openid" })).nonce).toBeDefined()
      expect((yield* start({ requested_scopes: ["urn:x:openid"] })).nonce).toBeUndefined()
      expect((yield* start({ nonce: false })).nonce).toBeUndefined()
      expect(query(yield* start({ nonce: "mine" }))["nonce"]).toBe("mine")
    })
  )

  it.effect("asks for the scopes that an error requires, for both kinds of applications", () =>
    Effect.gen(function* () {
      const requirements = { required_scopes: ["all[*data_access]"], session_required_policies: ["p"] }
      const options = { requested_scopes: ["openid", "all"], redirect_uri }
      for (const client of [yield* confidential(), yield* native()]) {
        const flow = yield* client.oauth2StartFlow(options)
        const { searchParams } = new URL(flow.authorizeUrl(requirements))
        expect(searchParams.get("scope")).toBe("openid all[*data_access]")
        expect(searchParams.get("session_required_policies")).toBe("p")
      }
    })
  )

  it.effect("can be restarted from its state, nonce and verifier", () =>
    Effect.gen(function* () {
      const flow = yield* start()
      const again = yield* start({ state: flow.state, nonce: flow.nonce, verifier: flow.verifier })
      expect(again.authorizeUrl()).toBe(flow.authorizeUrl())
    })
  )

  it.effect("asks for refresh tokens if the options say so", () =>
    Effect.gen(function* () {
      expect(query(yield* start())["access_type"]).toBe("online")
      expect(query(yield* start({ refresh_tokens: true }))["access_type"]).toBe("offline")
    })
  )

  it.effect("does not use PKCE if the options say so", () =>
    Effect.gen(function* () {
      const flow = yield* start({ pkce: false })
      expect(flow.verifier).toBeUndefined()
      expect(query(flow)).not.toHaveProperty("code_challenge")
    })
  )

  it.effect("joins scopes by spaces, and leaves a text unchanged", () =>
    Effect.gen(function* () {
      expect(query(yield* start({ requested_scopes: ["openid", "a[b *c]"] }))["scope"]).toBe("openid a[b *c]")
      expect(query(yield* start({ requested_scopes: "openid  email" }))["scope"]).toBe("openid  email")
    })
  )

  it.effect("names a wrong option", () =>
    Effect.gen(function* () {
      expect(yield* field({ requested_scopes: "" })).toBe("requested_scopes")
      expect(yield* field({ requested_scopes: [] })).toBe("requested_scopes")
      expect(yield* field({ requested_scopes: ["openid", " "] })).toBe("requested_scopes")
      expect(yield* field({ redirect_uri: "" })).toBe("redirect_uri")
      expect(yield* field({ redirect_uri: "/back" })).toBe("redirect_uri")
      expect(yield* field({ redirect_uri: "https://portal.example.org/#back" })).toBe("redirect_uri")
      expect(yield* field({ verifier: Redacted.make("short") })).toBe("verifier")
      expect(yield* field({ verifier: Redacted.make("a".repeat(43)), pkce: false })).toBe("pkce")
      expect(yield* field({ nonce: "" })).toBe("nonce")
    })
  )

  it.effect("uses the Globus page that shows the code, if a native application has no redirect URI", () =>
    Effect.gen(function* () {
      const client = yield* native()
      const page = `${origin}/v2/web/auth-code`
      expect((yield* client.oauth2StartFlow({ requested_scopes: "openid" })).redirect_uri).toBe(page)
      expect((yield* client.oauth2StartFlow({ requested_scopes: "openid", redirect_uri: "" })).redirect_uri).toBe(page)
      const own = { requested_scopes: "openid", redirect_uri: "http://127.0.0.1:4711/" }
      expect((yield* client.oauth2StartFlow(own)).redirect_uri).toBe("http://127.0.0.1:4711/")
    })
  )
})

describe("AuthorizationFlow, after the redirect", () => {
  const read = (url: string) => AuthorizationFlow.readRedirect(url, { state: "s t&te", redirect_uri })
  const reason = (url: string) => Either.match(read(url), { onLeft: ({ reason }) => reason, onRight: () => "a code" })

  it("reads a code from a whole URL, or from a path with its query", () => {
    for (const url of [`${redirect_uri}?code=c%2B%2F%3D&state=s+t%26te`, "/back?state=s%20t%26te&code=c%2B%2F%3D"]) {
      expect(Either.getOrThrow(Either.map(read(url), Redacted.value))).toBe("c+/=")
    }
  })

  it("refuses a redirect of another flow, whatever else is in the URL", () => {
    expect(reason("/back?code=c&state=other")).toBe("state")
    expect(reason("/back?code=c")).toBe("state")
    expect(reason("/back?error=access_denied&state=other")).toBe("state")
    expect(reason("/back?code=c&state=s+t%26te&state=other")).toBe("state")
    expect(reason("/back?code=c&state=other&state=s+t%26te")).toBe("state")
  })

  it("reports why Globus Auth refused", () => {
    const failed = Either.getOrThrow(
      Either.flip(read("/?error=access_denied&error_description=No+thanks&state=s+t%26te"))
    )
    expect(failed).toMatchObject({ _tag: "GlobusLoginFailed", reason: "refused", error: "access_denied" })
    expect(failed.message).toContain("No thanks")
    expect(reason("/?error=access_denied&code=c&state=s+t%26te")).toBe("refused")
  })

  it("refuses a redirect without a code or with several", () => {
    for (const url of ["/?state=s+t%26te", "/?code=&state=s+t%26te", "/?code=a&code=b&state=s+t%26te", "http://["]) {
      expect([url, reason(url)]).toEqual([url, "malformed"])
    }
  })

  it("shows no code in its failures", () => {
    const shown =
      inspect(read("/back?code=canary&state=other"), { depth: 9 }) +
      inspect(read("/?state=s+t%26te&code=canary&code=b"))
    expect(shown).not.toContain("canary")
  })

  it.effect("exchanges the code with its own redirect URI and verifier, and verifies the id token", () =>
    Effect.gen(function* () {
      const server = issuer(key)
      const flow = yield* start({ requested_scopes: ["openid", "email"] }, server)
      server.answer = async () =>
        Response.json(
          tokenDocument({
            id_token: await sign(key, claims({ nonce: flow.nonce, at_hash: atHash("an-access-token") }))
          })
        )
      const login = yield* flow.handleRedirect(`${redirect_uri}?code=the-code&state=${flow.state}`)
      expect(login.id_token_claims?.sub).toBe(userId)
      expect(Redacted.value(login.access_token)).toBe("an-access-token")
      expect(server.asked[0]).toMatchObject({
        method: "POST",
        url: `${origin}/v2/oauth2/token`,
        form: {
          grant_type: "authorization_code",
          code: "the-code",
          redirect_uri,
          code_verifier: flow.verifier === undefined ? "" : Redacted.value(flow.verifier)
        }
      })
    })
  )

  it.effect("sends nothing for the redirect of another flow", () =>
    Effect.gen(function* () {
      const server = issuer(key)
      const flow = yield* start({}, server)
      const error = yield* Effect.flip(flow.handleRedirect("/back?code=c&state=forged"))
      expect(error._tag).toBe("GlobusLoginFailed")
      expect(server.asked).toEqual([])
    })
  )

  it.effect("refuses an id token of another login", () =>
    Effect.gen(function* () {
      const server = issuer(key)
      server.answer = async () =>
        Response.json(tokenDocument({ id_token: await sign(key, claims({ nonce: "another" })) }))
      const flow = yield* start({}, server)
      const error = yield* Effect.flip(flow.exchange({ code: Redacted.make("c") }))
      expect(error).toMatchObject({ _tag: "GlobusIdTokenInvalid", reason: "nonce" })
    })
  )

  it.effect("refuses an id token for another access token", () =>
    Effect.gen(function* () {
      const server = issuer(key)
      server.answer = async () =>
        Response.json(tokenDocument({ id_token: await sign(key, claims({ at_hash: atHash("another") })) }))
      const flow = yield* start({ nonce: false }, server)
      const error = yield* Effect.flip(flow.exchange({ code: Redacted.make("c") }))
      expect(error).toMatchObject({ _tag: "GlobusIdTokenInvalid", reason: "at_hash" })
    })
  )

  it.effect("compares the id token with the access token of the same document, if there are several", () =>
    Effect.gen(function* () {
      const server = issuer(key)
      const id_token = yield* Effect.promise(() => sign(key, claims({ at_hash: atHash("auth-token") })))
      server.answer = () =>
        Response.json(
          tokenDocument({
            resource_server: "transfer.api.globus.org",
            other_tokens: [tokenDocument({ access_token: "auth-token", id_token, other_tokens: undefined })]
          })
        )
      const flow = yield* start({ nonce: false }, server)
      expect((yield* flow.exchange({ code: Redacted.make("c") })).id_token_claims?.sub).toBe(userId)
    })
  )

  it.effect("has no claims without an id token", () =>
    Effect.gen(function* () {
      const server = issuer(key)
      const flow = yield* start({ requested_scopes: "urn:x:all" }, server)
      expect((yield* flow.exchange({ code: Redacted.make("c") })).id_token_claims).toBeUndefined()
      expect(server.count("/jwk.json")).toBe(0)
    })
  )
})
