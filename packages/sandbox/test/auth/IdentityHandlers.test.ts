import { describe, expect, it } from "@effect/vitest"
import * as AuthClient from "@effect-globus/sdk/auth/AuthClient"
import * as Effect from "effect/Effect"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import { layerInProcess, Sandbox } from "../../src/Sandbox.js"
import * as Ask from "../ask.js"
import { as } from "../clients.js"

const ada = { sub: "6f1a4bb4-9d2b-4d3c-8d2e-1f5b3c1d2e3f", username: "ada@example.org", name: "Ada", email: "a@e.org" }

const inProcess = Effect.provide(layerInProcess({ users: [ada, { username: "bob@example.org" }] }))

const viewIdentitySet = "urn:globus:auth:scope:auth.globus.org:view_identity_set"

const userinfo = (scopes: string) =>
  Effect.gen(function* () {
    const { issueTokens } = yield* Sandbox
    const { access_token } = yield* issueTokens({ scopes })
    return yield* Ask.get("/v2/oauth2/userinfo", access_token)
  })

const identities = (query: Record<string, string>) =>
  Effect.gen(function* () {
    const { issueTokens } = yield* Sandbox
    const { access_token } = yield* issueTokens({ scopes: "openid" })
    return yield* Ask.get(`/v2/api/identities?${new URLSearchParams(query)}`, access_token)
  })

describe("userinfo", () => {
  it.effect("each scope opens its own claims", () =>
    Effect.gen(function* () {
      expect((yield* userinfo("openid")).body).toStrictEqual({ sub: ada.sub })
      expect((yield* userinfo("openid email")).body).toStrictEqual({ sub: ada.sub, email: ada.email })
      expect((yield* userinfo("openid profile")).body).toStrictEqual({
        sub: ada.sub,
        preferred_username: ada.username,
        name: ada.name,
        organization: null,
        identity_provider: expect.any(String),
        identity_provider_display_name: expect.any(String),
        last_authentication: 0
      })
      expect((yield* userinfo(`openid ${viewIdentitySet}`)).body).toMatchObject({
        identity_set: [{ sub: ada.sub, username: ada.username, status: "used" }]
      })
    }).pipe(inProcess)
  )
})

describe("OpenID configuration", () => {
  it.effect("is open to all, and names this sandbox as the issuer of RS512 tokens", () =>
    Effect.gen(function* () {
      const { body } = yield* Ask.get("/.well-known/openid-configuration")
      expect(body).toMatchObject({
        issuer: "http://localhost",
        authorization_endpoint: "http://localhost/v2/oauth2/authorize",
        token_endpoint: "http://localhost/v2/oauth2/token",
        userinfo_endpoint: "http://localhost/v2/oauth2/userinfo",
        revocation_endpoint: "http://localhost/v2/oauth2/token/revoke",
        jwks_uri: "http://localhost/jwk.json",
        id_token_signing_alg_values_supported: ["RS512"]
      })
    }).pipe(inProcess)
  )
})

describe("identities", () => {
  it.effect("by ids or by usernames, unknown ones left out", () =>
    Effect.gen(function* () {
      const { users } = yield* Sandbox
      const stranger = "00000000-0000-4000-8000-000000000000"
      const byId = yield* identities({ ids: `${ada.sub},${stranger}` })
      expect(byId.body).toStrictEqual({
        identities: [
          {
            id: ada.sub,
            username: ada.username,
            name: ada.name,
            email: ada.email,
            organization: null,
            identity_provider: expect.any(String),
            identity_type: "login",
            status: "used"
          }
        ]
      })
      const byName = yield* identities({ usernames: "BOB@example.org,nobody@example.org" })
      expect(byName.body).toMatchObject({ identities: [{ id: users[1]?.sub, username: "bob@example.org" }] })
    }).pipe(inProcess)
  )

  it.effect("both, neither, and malformed ones are refused in Auth's words", () =>
    Effect.gen(function* () {
      for (const query of [{ ids: ada.sub, usernames: ada.username }, {}, { ids: "1" }, { usernames: "ada" }]) {
        const answer = yield* identities({ ...query })
        expect(answer.status).toBe(400)
        expect(answer.body["errors"]).toMatchObject([{ status: "400", id: expect.stringMatching(/^[0-9a-f-]{36}$/) }])
      }
    }).pipe(inProcess)
  )

  it.effect("provision makes an unknown username an identity that is unused, for good", () =>
    Effect.gen(function* () {
      const made = yield* identities({ usernames: "new@example.org", provision: "true" })
      expect(made.body).toMatchObject({ identities: [{ username: "new@example.org", status: "unused" }] })
      const found = yield* identities({ usernames: "new@example.org" })
      expect(found.body).toStrictEqual(made.body)
    }).pipe(inProcess)
  )

  it.effect("include=identity_provider adds the providers", () =>
    Effect.gen(function* () {
      const { body } = yield* identities({ ids: ada.sub, include: "identity_provider" })
      expect(body["included"]).toMatchObject({ identity_providers: [{ id: expect.any(String) }] })
    }).pipe(inProcess)
  )

  it.effect("one by its id", () =>
    Effect.gen(function* () {
      const { access_token } = yield* (yield* Sandbox).issueTokens({ scopes: "openid" })
      const { body } = yield* identities({ ids: ada.sub })
      const one = yield* Ask.get(`/v2/api/identities/${ada.sub}`, access_token)
      expect({ identities: [one.body["identity"]] }).toStrictEqual(body)
      const unknown = yield* Ask.get("/v2/api/identities/00000000-0000-4000-8000-000000000000", access_token)
      expect([unknown.status, unknown.body["errors"]]).toMatchObject([404, [{ code: "NOT_FOUND" }]])
      expect((yield* Ask.get(`/v2/api/identities/${ada.sub}`)).status).toBe(401)
    }).pipe(inProcess)
  )

  it.effect("a client may ask in its own name, and find itself", () =>
    Effect.gen(function* () {
      const { confidentialClient } = yield* Sandbox
      const { id, secret } = confidentialClient
      const request = HttpClientRequest.get(`/v2/api/identities?ids=${id}`)
      const answer = yield* Ask.send(HttpClientRequest.basicAuth(request, id, secret))
      expect(answer.body).toMatchObject({ identities: [{ id, username: `${id}@clients.auth.globus.org` }] })
      expect((yield* Ask.send(HttpClientRequest.basicAuth(request, id, "wrong"))).status).toBe(401)
    }).pipe(inProcess)
  )
})

describe("identity providers", () => {
  const globusId = "41143743-f3c8-4d60-bbdb-eeecaba85bd9"
  const staff = "927d7238-f917-4eb2-9ace-c523fa9ba34e"

  it.effect("by ids or by domains, unknown ones left out", () =>
    Effect.gen(function* () {
      const auth = yield* as(AuthClient.make, "openid")
      const byId = yield* auth.getIdentityProviders({ ids: [staff, ada.sub] })
      expect(byId.identity_providers).toStrictEqual([
        { id: staff, name: "Globus Staff", short_name: "globus.org", alternative_names: [], domains: ["globus.org"] }
      ])
      const byDomain = yield* auth.getIdentityProviders({ domains: ["globusid.org", "globus.org", "nowhere.org"] })
      expect(byDomain.identity_providers.map(({ id }) => id)).toStrictEqual([globusId, staff])
      for (const query of ["", `?ids=${staff}&domains=globus.org`]) {
        const { access_token } = yield* (yield* Sandbox).issueTokens({ scopes: "openid" })
        expect((yield* Ask.get(`/v2/api/identity_providers${query}`, access_token)).status).toBe(400)
      }
    }).pipe(inProcess)
  )

  it.effect("of an identity is found by the identity's domain, and by its id alone", () =>
    Effect.gen(function* () {
      const auth = yield* as(AuthClient.make, "openid")
      const { identities } = yield* auth.getIdentities({ ids: ada.sub })
      const { identity_providers } = yield* auth.getIdentityProviders({ domains: "EXAMPLE.org" })
      expect(identity_providers.map(({ id }) => id)).toStrictEqual(
        identities.map(({ identity_provider }) => identity_provider)
      )
      const { access_token } = yield* (yield* Sandbox).issueTokens({ scopes: "openid" })
      const one = yield* Ask.get(`/v2/api/identity_providers/${globusId}`, access_token)
      expect(one.body["identity_provider"]).toStrictEqual(identity_providers[0])
      expect((yield* Ask.get(`/v2/api/identity_providers/${ada.sub}`, access_token)).status).toBe(404)
    }).pipe(inProcess)
  )
})
