import { describe, expect, it } from "@effect/vitest"
import * as AuthClient from "@effect-globus/sdk/auth/AuthClient"
import * as ConfidentialAppAuthClient from "@effect-globus/sdk/auth/ConfidentialAppAuthClient"
import { AuthScopes } from "@effect-globus/sdk/Scopes"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { layerInProcess, Sandbox } from "../../src/Sandbox.js"
import * as Ask from "../ask.js"
import { as } from "../clients.js"

const ada = "6f1c2a7e-0000-4000-8000-0000000000a1"
const bob = "6f1c2a7e-0000-4000-8000-0000000000b1"
const seeded = "6f1c2a7e-0000-4000-8000-0000000000e1"
const nobody = "6f1c2a7e-0000-4000-8000-0000000000ff"
const users = [
  { sub: ada, username: "ada@example.org" },
  { sub: bob, username: "bob@example.org" }
]
const clients = [{ secret: "s" }, { id: seeded, secret: "secret-of-the-service", scopes: ["run"] }]

const inProcess = Effect.provide(layerInProcess({ users, clients }))

/** A service in a project of its administrator. */
const service = Effect.gen(function* () {
  const { baseUrl } = yield* Sandbox
  const auth = yield* as(AuthClient.make, AuthScopes.manage_projects)
  const made = { display_name: "Portal", contact_email: "help@example.org", admin_ids: [ada] }
  const { project } = yield* auth.createProject({ project: made })
  const { client } = yield* auth.createClient({ client: { name: "A", project: project.id, public_client: false } })
  const client_id = String(client.id)
  const { credential } = yield* auth.createClientCredential({ client_id, credential: { name: "First" } })
  const own = yield* ConfidentialAppAuthClient.make({
    clientId: client_id,
    clientSecret: Redacted.make(String(credential.secret)),
    baseUrl
  })
  return { auth, client_id, own, string: (suffix: string) => `https://auth.globus.org/scopes/${client_id}/${suffix}` }
})

const manage = { name: "Manage", description: "Manage it all", scope_suffix: "manage" }

/** Whether a login can ask for a scope. */
const isTaken = (scope: string) =>
  Effect.gen(function* () {
    const { nativeClient } = yield* Sandbox
    const { status } = yield* Ask.get(Ask.authorization(nativeClient.id, { scope }))
    return status === 302
  })

describe("scopes of a client", () => {
  it.effect("are made in the words of recorded answers, and listed with their client", () =>
    Effect.gen(function* () {
      const { auth, client_id, string } = yield* service
      const { scope } = yield* auth.createScope({ client_id, scope: manage })
      expect(scope).toStrictEqual({
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        scope_string: string("manage"),
        client: client_id,
        name: "Manage",
        description: "Manage it all",
        advertised: false,
        allows_refresh_token: true,
        required_domains: [],
        dependent_scopes: []
      })
      const scope_id = scope.id
      expect(yield* auth.getScope({ scope_id })).toStrictEqual({ scope })
      expect(yield* auth.getScopes({})).toStrictEqual({ scopes: [scope] })
      expect((yield* auth.getClient({ client_id })).client.scopes).toStrictEqual([scope_id])
    }).pipe(inProcess)
  )

  it.effect("can be asked for until they are deleted, and their tokens are for the client", () =>
    Effect.gen(function* () {
      const { auth, client_id, own, string } = yield* service
      const { issueTokens } = yield* Sandbox
      expect(yield* isTaken(string("manage"))).toBe(false)
      const { scope } = yield* auth.createScope({ client_id, scope: manage })
      expect(yield* isTaken(string("manage"))).toBe(true)
      const { access_token, resource_server } = yield* issueTokens({ scopes: string("manage") })
      expect(resource_server).toBe(client_id)
      const { scope: granted } = yield* own.oauth2TokenIntrospect({ token: Redacted.make(access_token) })
      expect(granted).toBe(string("manage"))
      expect(yield* auth.deleteScope({ scope_id: scope.id })).toStrictEqual({ scope })
      expect(yield* isTaken(string("manage"))).toBe(false)
      expect(yield* Effect.flip(auth.getScope({ scope_id: scope.id }))).toMatchObject({ status: 404 })
    }).pipe(inProcess)
  )

  it.effect("are renamed: the new name is asked for, the old one no more, and the UUID stays", () =>
    Effect.gen(function* () {
      const { auth, client_id, string } = yield* service
      const first = yield* auth.createScope({ client_id, scope: manage })
      const scope_id = first.scope.id
      const changes = { scope_suffix: "view", advertised: true }
      const { scope } = yield* auth.updateScope({ scope_id, scope: changes })
      expect(scope).toStrictEqual({ ...first.scope, scope_string: string("view"), advertised: true })
      expect([yield* isTaken(string("manage")), yield* isTaken(string("view"))]).toStrictEqual([false, true])
      const second = yield* auth.createScope({ client_id, scope: manage })
      expect(second.scope.id).not.toBe(scope_id)
      expect(yield* auth.getScope({ scope_id })).toStrictEqual({ scope })
    }).pipe(inProcess)
  )

  it.effect("are refused where the suffix is taken or odd, or a scope that they need is not there", () =>
    Effect.gen(function* () {
      const { auth, client_id } = yield* service
      yield* auth.createScope({ client_id, scope: manage })
      const { scope } = yield* auth.createScope({ client_id, scope: { ...manage, scope_suffix: "view" } })
      const needs = [{ scope: nobody, optional: false, requires_refresh_token: false }]
      const his = yield* as(AuthClient.make, AuthScopes.manage_projects, bob)
      for (const [status, refused] of [
        [409, auth.createScope({ client_id, scope: manage })],
        [409, auth.updateScope({ scope_id: scope.id, scope: { scope_suffix: "manage" } })],
        [400, auth.createScope({ client_id, scope: { ...manage, scope_suffix: "Man age" } })],
        [400, auth.createScope({ client_id, scope: { ...manage, scope_suffix: "run", dependent_scopes: needs } })],
        [404, auth.createScope({ client_id: nobody, scope: manage })],
        [403, his.createScope({ client_id, scope: { ...manage, scope_suffix: "mine" } })],
        [403, his.updateScope({ scope_id: scope.id, scope: { name: "Mine" } })],
        [403, his.deleteScope({ scope_id: scope.id })]
      ] as const) {
        expect(yield* Effect.flip(Effect.asVoid(refused))).toMatchObject({ status })
      }
      expect((yield* auth.getScopes({})).scopes).toHaveLength(2)
      expect(yield* his.getScopes({})).toStrictEqual({ scopes: [] })
    }).pipe(inProcess)
  )

  it.effect("end with their client", () =>
    Effect.gen(function* () {
      const { auth, client_id, string } = yield* service
      const { scope } = yield* auth.createScope({ client_id, scope: manage })
      yield* auth.deleteClient({ client_id })
      expect(yield* isTaken(string("manage"))).toBe(false)
      expect(yield* auth.getScopes({ ids: scope.id })).toStrictEqual({ scopes: [] })
    }).pipe(inProcess)
  )

  it.effect("bring consents for the scopes that they need, so that the service gets tokens for these", () =>
    Effect.gen(function* () {
      const { auth, client_id, own, string } = yield* service
      const { issueTokens } = yield* Sandbox
      const found = yield* auth.getScopes({ scope_strings: [Ask.transferAll, Ask.groupsAll] })
      const dependent_scopes = found.scopes.map(({ id, scope_string }) => ({
        scope: id,
        optional: scope_string === Ask.groupsAll,
        requires_refresh_token: false
      }))
      yield* auth.createScope({ client_id, scope: { ...manage, dependent_scopes } })
      const dependents = (scopes: string) =>
        Effect.gen(function* () {
          const token = Redacted.make((yield* issueTokens({ scopes })).access_token)
          const { tokens } = yield* own.oauth2GetDependentTokens({ token })
          return tokens.map(({ scope }) => scope)
        })
      expect(yield* dependents(string("manage"))).toStrictEqual([Ask.transferAll])
      expect(yield* dependents(`${string("manage")}[*${Ask.groupsAll}]`)).toStrictEqual([
        Ask.transferAll,
        Ask.groupsAll
      ])
    }).pipe(inProcess)
  )

  it.effect("that were consented to and are deleted stand in nobody's way", () =>
    Effect.gen(function* () {
      const { auth, client_id, string } = yield* service
      const { nativeClient } = yield* Sandbox
      const { scope } = yield* auth.createScope({ client_id, scope: manage })
      yield* Ask.exchange(yield* Ask.login({ scope: string("manage") }))
      yield* auth.deleteScope({ scope_id: scope.id })
      const form = {
        grant_type: "authorization_code",
        code: yield* Ask.login(),
        redirect_uri: "http://localhost:1234/callback",
        code_verifier: Ask.verifier
      }
      const again = yield* Ask.post("/v2/oauth2/token?include_consented_scopes=true", form, nativeClient)
      expect([again.status, again.body["other_tokens"]]).toStrictEqual([200, []])
    }).pipe(inProcess)
  )
})

describe("a scope that another one needs", () => {
  it.effect("is asked for by the name that it has now, and no more when it is deleted", () =>
    Effect.gen(function* () {
      const { auth, client_id, own, string } = yield* service
      const { issueTokens } = yield* Sandbox
      const { scope } = yield* auth.createScope({ client_id, scope: { ...manage, scope_suffix: "below" } })
      const scope_id = scope.id
      const dependent_scopes = [{ scope: scope_id, optional: false, requires_refresh_token: false }]
      yield* auth.createScope({ client_id, scope: { ...manage, dependent_scopes } })
      const dependents = Effect.gen(function* () {
        const token = Redacted.make((yield* issueTokens({ scopes: string("manage") })).access_token)
        const { tokens } = yield* own.oauth2GetDependentTokens({ token })
        return tokens.map(({ scope }) => scope)
      })
      expect(yield* dependents).toStrictEqual([string("below")])
      yield* auth.updateScope({ scope_id, scope: { scope_suffix: "under" } })
      expect(yield* dependents).toStrictEqual([string("under")])
      yield* auth.deleteScope({ scope_id })
      expect(yield* dependents).toStrictEqual([])
    }).pipe(inProcess)
  )

  it.effect("may be itself, by way of others: a login ends", () =>
    Effect.gen(function* () {
      const { auth, client_id, string } = yield* service
      const { scope } = yield* auth.createScope({ client_id, scope: manage })
      const needs = (scope: string) => [{ scope, optional: false, requires_refresh_token: false }]
      const view = { ...manage, scope_suffix: "view", dependent_scopes: needs(scope.id) }
      const other = yield* auth.createScope({ client_id, scope: view })
      yield* auth.updateScope({ scope_id: scope.id, scope: { dependent_scopes: needs(other.scope.id) } })
      expect(yield* isTaken(string("manage"))).toBe(true)
    }).pipe(inProcess)
  )
})

describe("scopes that there were from the beginning", () => {
  it.effect("are found by their names and by the UUIDs that these answers have; unknown ones are left out", () =>
    Effect.gen(function* () {
      const auth = yield* as(AuthClient.make, AuthScopes.manage_projects, bob)
      const run = `https://auth.globus.org/scopes/${seeded}/run`
      const { scopes } = yield* auth.getScopes({ scope_strings: [Ask.transferAll, run, "urn:unknown"] })
      expect(scopes.map(({ client, scope_string }) => [scope_string, client])).toStrictEqual([
        [Ask.transferAll, expect.stringMatching(/^[0-9a-f-]{36}$/)],
        [run, seeded]
      ])
      const ids = scopes.map(({ id }) => id)
      expect(yield* auth.getScopes({ ids: [...ids, nobody] })).toStrictEqual({ scopes })
      const [first] = scopes
      if (first === undefined) return expect.unreachable()
      expect(yield* auth.getScope({ scope_id: first.id })).toStrictEqual({ scope: first })
      for (const scope_id of ids) {
        expect(yield* Effect.flip(auth.deleteScope({ scope_id }))).toMatchObject({ status: 403 })
      }
      const { access_token } = yield* (yield* Sandbox).issueTokens({ scopes: AuthScopes.manage_projects })
      expect((yield* Ask.get("/v2/api/scopes?ids=a&scope_strings=b", access_token)).status).toBe(400)
    }).pipe(inProcess)
  )

  it.effect("are a seeded service's own to change", () =>
    Effect.gen(function* () {
      const run = `https://auth.globus.org/scopes/${seeded}/run`
      const own = { id: seeded, secret: Redacted.make("secret-of-the-service") }
      const form = { grant_type: "client_credentials", scope: AuthScopes.manage_projects }
      const { body } = yield* Ask.token(form, own)
      const list = yield* Ask.get("/v2/api/scopes", String(body["access_token"]))
      expect(list.body).toMatchObject({ scopes: [{ scope_string: run, client: seeded }] })
    }).pipe(inProcess)
  )
})
