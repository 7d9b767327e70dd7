import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { inspect } from "node:util"
import { resourceServer } from "../../src/auth/AuthApi.js"
import * as AuthClient from "../../src/auth/AuthClient.js"
import { Authorization } from "../../src/Authorization.js"
import { failure, json, script, tokens, type Script } from "../script.js"

const authorizer = tokens("Bearer t")

const provided = (service: Script, options?: Parameters<typeof AuthClient.layer>[0]) =>
  AuthClient.layer(options).pipe(
    Layer.provide(Layer.succeed(Authorization, authorizer.service)),
    Layer.provide(service.layer)
  )

const made = (service: Script, options?: Parameters<typeof AuthClient.layer>[0]) =>
  Effect.provide(AuthClient.AuthClient, provided(service, options))

type Operations = Omit<AuthClient.AuthClient.Service, "withResponse" | "request">

const project = { id: "p", display_name: "Portal", admins: { identities: [], groups: [{ id: "g", name: "Staff" }] } }
const policy = { id: "y", project_id: "p", domain_constraints_include: ["example.org"], required_mfa: null }
const client = { id: "c", name: "Portal", redirect_uris: [], links: { terms_and_conditions: null } }
const scope = { id: "s", scope_string: "https://auth.globus.org/scopes/c/all", dependent_scopes: [] }
const credential = { id: "k", name: "first", secret: null }
const needs = { scope: "t", optional: true, requires_refresh_token: false }

/** Each operation: its call, its answer, and its request. */
const calls: Record<
  keyof Operations,
  {
    readonly call: (auth: Operations) => Effect.Effect<unknown, unknown>
    readonly answer: unknown
    readonly request: readonly [method: string, target: string, body?: unknown]
  }
> = {
  userinfo: { call: (_) => _.userinfo(), answer: { sub: "u" }, request: ["GET", "/v2/oauth2/userinfo"] },
  getOpenidConfiguration: {
    call: (_) => _.getOpenidConfiguration(),
    answer: { issuer: "i", jwks_uri: "j" },
    request: ["GET", "/.well-known/openid-configuration"]
  },
  getJwk: { call: (_) => _.getJwk(), answer: { keys: [] }, request: ["GET", "/jwk.json"] },
  getIdentities: {
    call: (_) => _.getIdentities({ ids: ["u", "v"] }),
    answer: { identities: [], included: { identity_providers: [{ id: "i", name: "Example" }] } },
    request: ["GET", "/v2/api/identities?ids=u%2Cv"]
  },
  getIdentityProviders: {
    call: (_) => _.getIdentityProviders({ domains: ["example.org", "globus.org"] }),
    answer: { identity_providers: [{ id: "i", short_name: "x", alternative_names: [], domains: ["example.org"] }] },
    request: ["GET", "/v2/api/identity_providers?domains=example.org%2Cglobus.org"]
  },
  getConsents: {
    call: (_) => _.getConsents({ identity_id: "u", all: true }),
    answer: { consents: [{ id: 2, dependency_path: [1, 2], last_used: null }] },
    request: ["GET", "/v2/api/identities/u/consents?all=true"]
  },
  getProjects: { call: (_) => _.getProjects(), answer: { projects: [project] }, request: ["GET", "/v2/api/projects"] },
  getProject: {
    call: (_) => _.getProject({ project_id: "p" }),
    answer: { project },
    request: ["GET", "/v2/api/projects/p"]
  },
  createProject: {
    call: (_) => _.createProject({ project: { display_name: "Portal", contact_email: "a@b", admin_ids: ["u"] } }),
    answer: { project },
    request: [
      "POST",
      "/v2/api/projects",
      { project: { display_name: "Portal", contact_email: "a@b", admin_ids: ["u"] } }
    ]
  },
  updateProject: {
    call: (_) => _.updateProject({ project_id: "p", project: { admin_group_ids: [] } }),
    answer: { project },
    request: ["PUT", "/v2/api/projects/p", { project: { admin_group_ids: [] } }]
  },
  deleteProject: {
    call: (_) => _.deleteProject({ project_id: "p" }),
    answer: { project },
    request: ["DELETE", "/v2/api/projects/p"]
  },
  getClients: { call: (_) => _.getClients(), answer: { clients: [client] }, request: ["GET", "/v2/api/clients"] },
  getClient: {
    call: (_) => _.getClient({ client_id: "c" }),
    answer: { client },
    request: ["GET", "/v2/api/clients/c"]
  },
  createClient: {
    call: (_) => _.createClient({ client: { name: "Portal", project: "p", client_type: "client_identity" } }),
    answer: { client },
    request: ["POST", "/v2/api/clients", { client: { name: "Portal", project: "p", client_type: "client_identity" } }]
  },
  updateClient: {
    call: (_) =>
      _.updateClient({
        client_id: "c",
        client: { required_idp: null, links: { terms_and_conditions: null, privacy_policy: null } }
      }),
    answer: { client },
    request: [
      "PUT",
      "/v2/api/clients/c",
      { client: { required_idp: null, links: { terms_and_conditions: null, privacy_policy: null } } }
    ]
  },
  deleteClient: {
    call: (_) => _.deleteClient({ client_id: "c" }),
    answer: { client },
    request: ["DELETE", "/v2/api/clients/c"]
  },
  getClientCredentials: {
    call: (_) => _.getClientCredentials({ client_id: "c" }),
    answer: { credentials: [credential] },
    request: ["GET", "/v2/api/clients/c/credentials"]
  },
  createClientCredential: {
    call: (_) => _.createClientCredential({ client_id: "c", credential: { name: "first" } }),
    answer: { credential: { ...credential, secret: "s3cret" } },
    request: ["POST", "/v2/api/clients/c/credentials", { credential: { name: "first" } }]
  },
  deleteClientCredential: {
    call: (_) => _.deleteClientCredential({ client_id: "c", credential_id: "k" }),
    answer: { credential },
    request: ["DELETE", "/v2/api/clients/c/credentials/k"]
  },
  getPolicies: { call: (_) => _.getPolicies(), answer: { policies: [policy] }, request: ["GET", "/v2/api/policies"] },
  getPolicy: {
    call: (_) => _.getPolicy({ policy_id: "y" }),
    answer: { policy },
    request: ["GET", "/v2/api/policies/y"]
  },
  createPolicy: {
    call: (_) =>
      _.createPolicy({ policy: { project_id: "p", display_name: "d", description: "e", high_assurance: true } }),
    answer: { policy },
    request: [
      "POST",
      "/v2/api/policies",
      { policy: { project_id: "p", display_name: "d", description: "e", high_assurance: true } }
    ]
  },
  updatePolicy: {
    call: (_) =>
      _.updatePolicy({
        policy_id: "y",
        policy: { authentication_assurance_timeout: 300, domain_constraints_include: null }
      }),
    answer: { policy },
    request: [
      "PUT",
      "/v2/api/policies/y",
      { policy: { authentication_assurance_timeout: 300, domain_constraints_include: null } }
    ]
  },
  deletePolicy: {
    call: (_) => _.deletePolicy({ policy_id: "y" }),
    answer: { policy },
    request: ["DELETE", "/v2/api/policies/y"]
  },
  getScopes: {
    call: (_) => _.getScopes({ scope_strings: ["openid", "email"] }),
    answer: { scopes: [scope] },
    request: ["GET", "/v2/api/scopes?scope_strings=openid%2Cemail"]
  },
  getScope: { call: (_) => _.getScope({ scope_id: "s" }), answer: { scope }, request: ["GET", "/v2/api/scopes/s"] },
  createScope: {
    call: (_) =>
      _.createScope({
        client_id: "c",
        scope: { name: "n", description: "d", scope_suffix: "all", dependent_scopes: [needs] }
      }),
    answer: { scope },
    request: [
      "POST",
      "/v2/api/clients/c/scopes",
      { scope: { name: "n", description: "d", scope_suffix: "all", dependent_scopes: [needs] } }
    ]
  },
  updateScope: {
    call: (_) => _.updateScope({ scope_id: "s", scope: { advertised: true } }),
    answer: { scope },
    request: ["PUT", "/v2/api/scopes/s", { scope: { advertised: true } }]
  },
  deleteScope: {
    call: (_) => _.deleteScope({ scope_id: "s" }),
    answer: { scope },
    request: ["DELETE", "/v2/api/scopes/s"]
  }
}

describe("each operation of AuthClient", () => {
  it.effect.each(Object.entries(calls))("%s is one request, and returns the answer unchanged", ([, row]) =>
    Effect.gen(function* () {
      const service = script(json(row.answer))
      const auth = yield* made(service)
      expect(yield* row.call(auth)).toEqual(row.answer)
      const [seen] = service.requests
      const body: ReadonlyArray<unknown> = seen === undefined || seen.text === "" ? [] : [JSON.parse(seen.text)]
      expect([seen?.method, seen?.url.href.slice(seen.url.origin.length), ...body]).toEqual(row.request)
      expect(seen?.url.origin).toBe("https://auth.globus.org")
      expect(seen?.headers["authorization"]).toBe("Bearer t")
    })
  )

  it.effect("is also in withResponse", () =>
    Effect.gen(function* () {
      const auth = yield* made(script(json({})))
      expect(Object.keys(auth.withResponse).sort()).toEqual(Object.keys(calls).sort())
    })
  )
})

describe("registered clients", () => {
  it.effect("are found by id or by domain name", () =>
    Effect.gen(function* () {
      const service = script(json({ client }, 200, { "x-request-id": "r" }))
      const auth = yield* made(service)
      expect(yield* auth.getClient({ fqdn: "portal.example.org" })).toEqual({ client })
      const reply = yield* auth.withResponse.getClient({ fqdn: "a&b" }, { query: { further: 1 } })
      expect(reply).toMatchObject({ status: 200, headers: { "x-request-id": "r" }, value: { client } })
      expect(service.requests.map(({ url }) => url.pathname + url.search)).toEqual([
        "/v2/api/clients?fqdn=portal.example.org",
        "/v2/api/clients?fqdn=a%26b&further=1"
      ])
    })
  )

  it.effect("are not found with both keys or with none: nothing is sent", () =>
    Effect.gen(function* () {
      const service = script(json({ client }))
      const auth = yield* made(service)
      // @ts-expect-error one of them
      const both = auth.getClient({ client_id: "c", fqdn: "portal.example.org" })
      // @ts-expect-error one of them
      const neither = auth.withResponse.getClient({})
      for (const call of [Effect.asVoid(both), Effect.asVoid(neither)]) {
        expect(yield* Effect.flip(call)).toMatchObject({ _tag: "GlobusUsageError", field: "client_id" })
      }
      expect(service.requests).toEqual([])
    })
  )

  it.effect("are a list or one document: the other kind of answer fails", () =>
    Effect.gen(function* () {
      const one = yield* made(script(json({ client }, 200, { "x-request-id": "r" })))
      expect(yield* Effect.flip(one.getClients())).toMatchObject({
        _tag: "GlobusDecodeError",
        operation: "getClients",
        documentPath: ["clients"],
        requestId: "r"
      })
      const list = yield* made(script(json({ clients: [client] })))
      expect(yield* Effect.flip(list.getClient({ fqdn: "portal.example.org" }))).toMatchObject({
        _tag: "GlobusDecodeError",
        documentPath: ["client"]
      })
    })
  )

  it.effect("are created with one kind, and with both links or none", () =>
    Effect.gen(function* () {
      const service = script(json({ client }))
      const auth = yield* made(service)
      const base = { name: "Portal", project: "p" }
      const refused = [
        // @ts-expect-error no kind
        auth.createClient({ client: base }),
        // @ts-expect-error two kinds
        auth.createClient({ client: { ...base, public_client: true, client_type: "client_identity" } }),
        // @ts-expect-error one link
        auth.createClient({ client: { ...base, public_client: true, links: { privacy_policy: "https://p" } } }),
        // @ts-expect-error one link
        auth.updateClient({ client_id: "c", client: { links: { privacy_policy: "https://p" } } })
      ]
      for (const call of refused) {
        const error = yield* Effect.flip(Effect.asVoid(call))
        expect(error).toMatchObject({ _tag: "GlobusUsageError", field: expect.stringMatching(/^client/) })
      }
      // @ts-expect-error a client of a project has one
      const childless = auth.createClient({ client: { name: "Portal", public_client: true } })
      expect(childless).toBeDefined()
      expect(service.requests).toEqual([])
    })
  )

  it.effect("keep their secrets out of errors", () =>
    Effect.gen(function* () {
      const service = script(json({ credential: { secret: "s3cret-text" } }), json({ secret: "s3cret-text" }, 400))
      const auth = yield* made(service)
      for (const tag of ["GlobusDecodeError", "GlobusInvalidRequest"]) {
        const error = yield* Effect.flip(auth.createClientCredential({ client_id: "c", credential: { name: "n" } }))
        expect(error._tag).toBe(tag)
        expect(inspect(error, { depth: 10 }) + JSON.stringify(error)).not.toContain("s3cret-text")
      }
    })
  )

  it.effect("are not created again after a failure that may have come after the creation", () =>
    Effect.gen(function* () {
      const service = script(json({}, 502), json({ client }))
      const auth = yield* made(service)
      const error = yield* failure(auth.createClient({ client: { name: "n", project: "p", public_client: true } }))
      expect(error._tag).toBe("GlobusServiceUnavailable")
      expect(service.requests).toHaveLength(1)
    })
  )
})

describe("AuthClient", () => {
  it.effect("takes one kind of key for a lookup: with two nothing is sent", () =>
    Effect.gen(function* () {
      const service = script(json({ scopes: [], identity_providers: [] }))
      const auth = yield* made(service)
      // @ts-expect-error one of them
      const scopes = auth.getScopes({ scope_strings: "openid", ids: "s" })
      // @ts-expect-error one of them
      const providers = auth.getIdentityProviders({ domains: "example.org", ids: "i" })
      for (const call of [Effect.asVoid(scopes), Effect.asVoid(providers)]) {
        expect(yield* Effect.flip(call)).toMatchObject({ _tag: "GlobusUsageError" })
      }
      expect(service.requests).toEqual([])
      yield* auth.getScopes({ ids: ["s", "t"] })
      yield* auth.getScopes()
      yield* auth.getIdentityProviders({ ids: "i" })
      expect(service.requests.map(({ url }) => url.search)).toEqual(["?ids=s%2Ct", "", "?ids=i"])
    })
  )

  it.effect("gets userinfo with the token for Globus Auth", () =>
    Effect.gen(function* () {
      const before = authorizer.asked.length
      const service = script(json({ sub: "u", preferred_username: "marie@example.org", name: null, later: 1 }))
      const auth = yield* Effect.provide(AuthClient.AuthClient, provided(service))
      const user = yield* auth.userinfo()
      expect(user).toEqual({ sub: "u", preferred_username: "marie@example.org", name: null, later: 1 })
      expect(service.requests[0]?.url.href).toBe("https://auth.globus.org/v2/oauth2/userinfo")
      expect(service.requests[0]?.headers["authorization"]).toBe("Bearer t")
      expect(authorizer.asked.slice(before)).toEqual([resourceServer])
    })
  )

  it.effect("looks up several identities at once, joined by commas", () =>
    Effect.gen(function* () {
      const service = script(json({ identities: [{ id: "i", username: "marie@example.org" }] }))
      const auth = yield* Effect.provide(AuthClient.AuthClient, provided(service))
      const { identities } = yield* auth.getIdentities({ usernames: ["marie@example.org", "a+b@c"], provision: false })
      expect(identities[0]?.username).toBe("marie@example.org")
      yield* auth.getIdentities({ ids: "one", include: "identity_provider" })
      expect(service.requests.map(({ url }) => [url.pathname, ...url.searchParams])).toEqual([
        ["/v2/api/identities", ["usernames", "marie@example.org,a+b@c"], ["provision", "false"]],
        ["/v2/api/identities", ["ids", "one"], ["include", "identity_provider"]]
      ])
    })
  )

  it.effect("reads the discovery document and the keys", () =>
    Effect.gen(function* () {
      const service = script(
        json({ issuer: "https://auth.globus.org", jwks_uri: "https://auth.globus.org/jwk.json" }),
        json({ keys: [{ kty: "RSA", alg: "RS512", n: "n", e: "AQAB" }] }),
        json({ keys: { kty: "RSA" } })
      )
      const auth = yield* Effect.provide(AuthClient.AuthClient, provided(service))
      expect((yield* auth.getOpenidConfiguration()).issuer).toBe("https://auth.globus.org")
      expect((yield* auth.withResponse.getJwk()).value.keys).toEqual([{ kty: "RSA", alg: "RS512", n: "n", e: "AQAB" }])
      expect(yield* Effect.flip(auth.getJwk())).toMatchObject({
        _tag: "GlobusDecodeError",
        documentPath: ["keys"]
      })
    })
  )

  it.effect("names the place where an answer does not match its declaration", () =>
    Effect.gen(function* () {
      const service = script(json({ identities: [{ username: "u" }] }, 200, { "x-request-id": "r" }))
      const auth = yield* Effect.provide(AuthClient.AuthClient, provided(service))
      expect(yield* Effect.flip(auth.getIdentities({ ids: "i" }))).toMatchObject({
        _tag: "GlobusDecodeError",
        documentPath: ["identities", 0, "id"],
        requestId: "r"
      })
    })
  )

  it.effect("has no operations of applications, which are in the login clients", () =>
    Effect.gen(function* () {
      const auth = yield* Effect.provide(AuthClient.AuthClient, provided(script(json({}))))
      expect(Object.keys(auth).filter((name) => /token/i.test(name))).toEqual([])
    })
  )
})
