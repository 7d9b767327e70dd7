import { describe, expect, it } from "@effect/vitest"
import * as AuthClient from "@effect-globus/sdk/auth/AuthClient"
import * as ConfidentialAppAuthClient from "@effect-globus/sdk/auth/ConfidentialAppAuthClient"
import type { GlobusError } from "@effect-globus/sdk/GlobusError"
import { AuthScopes } from "@effect-globus/sdk/Scopes"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { Client } from "../../src/auth/Directory.js"
import { layerInProcess, Sandbox } from "../../src/Sandbox.js"
import * as Ask from "../ask.js"
import { as } from "../clients.js"

const ada = "6f1c2a7e-0000-4000-8000-0000000000a1"
const bob = "6f1c2a7e-0000-4000-8000-0000000000b1"
const users = [
  { sub: ada, username: "ada@example.org" },
  { sub: bob, username: "bob@example.org" }
]

const inProcess = Effect.provide(layerInProcess({ users }))

/** An administrator, with a project. */
const begun = Effect.gen(function* () {
  const auth = yield* as(AuthClient.make, AuthScopes.manage_projects)
  const made = { display_name: "Portal", contact_email: "help@example.org", admin_ids: [ada] }
  const { project } = yield* auth.createProject({ project: made })
  return { auth, project: project.id }
})

/** A client of the project that has a secret. */
const confidential = (redirect_uris: ReadonlyArray<string> = []) =>
  Effect.gen(function* () {
    const { auth, project } = yield* begun
    const { client } = yield* auth.createClient({
      client: { name: "App", project, public_client: false, redirect_uris }
    })
    const client_id = String(client.id)
    const { credential } = yield* auth.createClientCredential({ client_id, credential: { name: "First" } })
    return { auth, project, client, client_id, credential, own: ownOf(client_id, credential.secret) }
  })

const ownOf = (id: string, secret: unknown): Pick<Client, "id" | "secret"> => ({
  id,
  secret: Redacted.make(String(secret))
})

const byItself = (client: Ask.Identification) =>
  Ask.token({ grant_type: "client_credentials", scope: AuthScopes.manage_projects }, client)

const basic = (request: HttpClientRequest.HttpClientRequest, { id, secret }: Pick<Client, "id" | "secret">) =>
  Ask.send(HttpClientRequest.basicAuth(request, id, secret ?? Redacted.make("")))

describe("clients of a project", () => {
  it.effect("are made in the words of recorded answers, by public_client or by client_type", () =>
    Effect.gen(function* () {
      const { auth, project } = yield* begun
      const links = { privacy_policy: "https://example.org/p", terms_and_conditions: "https://example.org/t" }
      const settings = { redirect_uris: ["https://example.org/back"], visibility: "public" as const, links }
      const open = yield* auth.createClient({ client: { name: "App", project, public_client: true, ...settings } })
      expect(open.client).toStrictEqual({
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        name: "App",
        project,
        parent_client: null,
        client_type: "public_installed_client",
        public_client: true,
        ...settings,
        required_idp: null,
        preselect_idp: null,
        fqdns: [],
        scopes: [],
        grant_types: ["authorization_code", "refresh_token"],
        prompt_for_named_grant: true,
        userinfo_from_effective_identity: true
      })
      const closed = yield* auth.createClient({ client: { name: "Service", project, public_client: false } })
      expect(closed.client).toMatchObject({
        client_type: "hybrid_confidential_client_resource_server",
        public_client: false,
        visibility: "private",
        links: { privacy_policy: null, terms_and_conditions: null }
      })
      const typed = yield* auth.createClient({ client: { name: "Robot", project, client_type: "client_identity" } })
      expect(typed.client).toMatchObject({ client_type: "client_identity", public_client: false })
      expect(yield* auth.getClients()).toStrictEqual({ clients: [open.client, closed.client, typed.client] })
      expect(yield* auth.getClient({ client_id: String(typed.client.id) })).toStrictEqual(typed)
    }).pipe(inProcess)
  )

  it.effect("are refused where the project, the type or a redirect URI is no good", () =>
    Effect.gen(function* () {
      const { auth, project } = yield* begun
      const his = yield* as(AuthClient.make, AuthScopes.manage_projects, bob)
      for (const [status, refused] of [
        [400, auth.createClient({ client: { name: "A", project, client_type: "robot" } })],
        [400, auth.createClient({ client: { name: "A", project, public_client: true, redirect_uris: ["back"] } })],
        [404, auth.createClient({ client: { name: "A", project: ada, public_client: true } })],
        [403, his.createClient({ client: { name: "A", project, public_client: true } })]
      ] as const) {
        expect(yield* Effect.flip(refused)).toMatchObject({ status })
      }
      expect(yield* auth.getClients()).toStrictEqual({ clients: [] })
    }).pipe(inProcess)
  )

  it.effect("a public one logs people in, by PKCE, at once", () =>
    Effect.gen(function* () {
      const { auth, project } = yield* begun
      const redirect_uri = "https://example.org/back"
      const asked = { name: "App", project, public_client: true, redirect_uris: [redirect_uri] }
      const { client } = yield* auth.createClient({ client: asked })
      const id = String(client.id)
      const { target } = yield* Ask.visit(Ask.authorization(id, { redirect_uri }))
      const code = target.searchParams.get("code") ?? ""
      const form = { grant_type: "authorization_code", code, redirect_uri, code_verifier: Ask.verifier }
      const { body } = yield* Ask.token(form, { id, secret: undefined })
      const userinfo = yield* Ask.get("/v2/oauth2/userinfo", String(body["access_token"]))
      expect(userinfo.body["sub"]).toBe(ada)
    }).pipe(inProcess)
  )

  it.effect("one with a secret is taken by it alone, and never without", () =>
    Effect.gen(function* () {
      const { auth, client_id, own, project } = yield* confidential(["https://example.org/back"])
      expect((yield* byItself(own)).status).toBe(200)
      expect((yield* byItself(ownOf(client_id, "wrong"))).status).toBe(401)

      const { client } = yield* auth.createClient({ client: { name: "Mute", project, public_client: false } })
      const mute = String(client.id)
      for (const secret of [undefined, Redacted.make(""), Redacted.make("undefined")]) {
        expect((yield* byItself({ id: mute, secret })).status).toBe(401)
      }
      // It is no public client, though it has no secret yet: a code that somebody caught is of no use.
      const { target } = yield* Ask.visit(Ask.authorization(client_id, { redirect_uri: "https://example.org/back" }))
      const caught = {
        grant_type: "authorization_code",
        code: target.searchParams.get("code") ?? "",
        redirect_uri: "https://example.org/back",
        code_verifier: Ask.verifier
      }
      expect((yield* Ask.token(caught, { id: client_id, secret: undefined })).status).toBe(401)
    }).pipe(inProcess)
  )

  it.effect("are changed: a new redirect URI is taken, one that is left out no more", () =>
    Effect.gen(function* () {
      const { auth, client_id } = yield* confidential(["https://example.org/old"])
      const idp = "41143743-f3c8-4d60-bbdb-eeecaba85bd9"
      const changed = yield* auth.updateClient({
        client_id,
        client: { name: "Renamed", redirect_uris: ["https://example.org/new"], required_idp: idp }
      })
      expect(changed.client).toMatchObject({
        name: "Renamed",
        redirect_uris: ["https://example.org/new"],
        required_idp: idp,
        visibility: "private"
      })
      const visit = (path: string) =>
        Ask.get(Ask.authorization(client_id, { redirect_uri: `https://example.org/${path}` }))
      expect((yield* visit("new")).status).toBe(302)
      expect((yield* visit("old")).status).toBe(400)
      const cleared = yield* auth.updateClient({ client_id, client: { required_idp: null } })
      expect(cleared.client).toMatchObject({ name: "Renamed", required_idp: null })
      const odd = auth.updateClient({ client_id, client: { redirect_uris: ["https://example.org/#part"] } })
      expect(yield* Effect.flip(odd)).toMatchObject({ status: 400 })
      expect(yield* auth.getClient({ client_id })).toStrictEqual(cleared)
    }).pipe(inProcess)
  )

  it.effect("a deleted one is not taken, and neither are its tokens; its name stays", () =>
    Effect.gen(function* () {
      const { auth, client_id, own } = yield* confidential()
      const { body } = yield* byItself(own)
      const token = String(body["access_token"])
      expect((yield* Ask.get("/v2/api/projects", token)).status).toBe(200)
      const { client } = yield* auth.deleteClient({ client_id })
      expect(client).toMatchObject({ id: client_id, name: "App" })
      expect((yield* byItself(own)).status).toBe(401)
      expect((yield* Ask.get("/v2/api/projects", token)).status).toBe(401)
      expect((yield* Ask.get(Ask.authorization(client_id))).status).toBe(400)
      expect(yield* Effect.flip(auth.getClient({ client_id }))).toMatchObject({ status: 404 })
      expect(yield* auth.getClients()).toStrictEqual({ clients: [] })
      const lookups = yield* as(AuthClient.make, AuthScopes.openid)
      expect((yield* lookups.getIdentities({ ids: client_id })).identities).toMatchObject([
        { id: client_id, name: "App" }
      ])
    }).pipe(inProcess)
  )

  it.effect("are nothing to others, but one that is public is seen", () =>
    Effect.gen(function* () {
      const { auth, client_id } = yield* confidential()
      const his = yield* as(AuthClient.make, AuthScopes.manage_projects, bob)
      const attempts: ReadonlyArray<Effect.Effect<object, GlobusError>> = [
        his.getClient({ client_id }),
        his.updateClient({ client_id, client: { name: "Mine" } }),
        his.deleteClient({ client_id }),
        his.getClientCredentials({ client_id }),
        his.createClientCredential({ client_id, credential: { name: "Mine" } })
      ]
      for (const attempt of attempts) expect(yield* Effect.flip(attempt)).toMatchObject({ status: 403 })
      expect(yield* his.getClients()).toStrictEqual({ clients: [] })
      yield* auth.updateClient({ client_id, client: { visibility: "public" } })
      expect((yield* his.getClient({ client_id })).client.name).toBe("App")
      expect(yield* Effect.flip(his.getClient({ fqdn: "example.org" }))).toMatchObject({ status: 404 })
    }).pipe(inProcess)
  )
})

describe("credentials", () => {
  it.effect("are several, each told once and taken until it is deleted", () =>
    Effect.gen(function* () {
      const { auth, client_id, credential, own } = yield* confidential()
      expect(credential).toStrictEqual({
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        name: "First",
        client: client_id,
        created: "1970-01-01T00:00:00.000+00:00",
        secret: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/)
      })
      const second = yield* auth.createClientCredential({ client_id, credential: { name: "Second" } })
      expect(second.credential.secret).not.toBe(credential.secret)
      const { credentials } = yield* auth.getClientCredentials({ client_id })
      expect(credentials).toStrictEqual([
        { ...credential, secret: null },
        { ...second.credential, secret: null }
      ])

      const key = { client_id, credential_id: credential.id }
      expect(yield* auth.deleteClientCredential(key)).toStrictEqual({ credential: { ...credential, secret: null } })
      expect((yield* byItself(own)).status).toBe(401)
      expect((yield* byItself(ownOf(client_id, second.credential.secret))).status).toBe(200)
      expect(yield* Effect.flip(auth.deleteClientCredential(key))).toMatchObject({ status: 404 })
    }).pipe(inProcess)
  )

  it.effect("of another client are not deleted by one's own, and a public client has none", () =>
    Effect.gen(function* () {
      const { auth, credential, own, project } = yield* confidential()
      const { client } = yield* auth.createClient({ client: { name: "Other", project, public_client: true } })
      const client_id = String(client.id)
      const gone = auth.deleteClientCredential({ client_id, credential_id: credential.id })
      expect(yield* Effect.flip(gone)).toMatchObject({ status: 404 })
      expect((yield* byItself(own)).status).toBe(200)
      const made = auth.createClientCredential({ client_id, credential: { name: "A secret" } })
      expect(yield* Effect.flip(made)).toMatchObject({ status: 400 })
    }).pipe(inProcess)
  )

  it.effect("of a client that the sandbox was made with are the same thing", () =>
    Effect.gen(function* () {
      const { confidentialClient: seeded } = yield* Sandbox
      const path = `/v2/api/clients/${seeded.id}/credentials`
      const { body } = yield* basic(HttpClientRequest.get(path), seeded)
      expect(body).toMatchObject({ credentials: [{ client: seeded.id, secret: null }] })
      const [first] = Object(body["credentials"])
      expect((yield* basic(HttpClientRequest.del(`${path}/${first.id}`), seeded)).status).toBe(200)
      expect((yield* byItself(seeded)).status).toBe(401)
    }).pipe(inProcess)
  )
})

describe("a client in its own name", () => {
  it.effect("makes children, which it administers", () =>
    Effect.gen(function* () {
      const { baseUrl, confidentialClient: parent, nativeClient } = yield* Sandbox
      const auth = yield* ConfidentialAppAuthClient.make({
        clientId: parent.id,
        clientSecret: parent.secret,
        baseUrl
      })
      const { client } = yield* auth.createChildClient({ client: { name: "Child", public_client: false } })
      expect(client).toMatchObject({ name: "Child", project: null, parent_client: parent.id })
      const list = yield* basic(HttpClientRequest.get("/v2/api/clients"), parent)
      expect(list.body).toMatchObject({ clients: [{ id: parent.id }, { id: client.id, parent_client: parent.id }] })

      const { body } = yield* byItself(parent)
      const credential = HttpClientRequest.post(`/v2/api/clients/${client.id}/credentials`).pipe(
        HttpClientRequest.bodyUnsafeJson({ credential: { name: "First" } }),
        HttpClientRequest.bearerToken(String(body["access_token"]))
      )
      expect((yield* Ask.send(credential)).body).toMatchObject({ credential: { client: client.id } })
      const others = HttpClientRequest.get(`/v2/api/clients/${nativeClient.id}`)
      expect((yield* basic(others, parent)).status).toBe(403)
      expect((yield* basic(HttpClientRequest.get("/v2/api/clients"), ownOf(parent.id, "wrong"))).status).toBe(401)
    }).pipe(inProcess)
  )

  it.effect("deletes itself, as the Globus CLI does at a logout; its template is no administrator of it", () =>
    Effect.gen(function* () {
      const { confidentialClient: template } = yield* Sandbox
      const asked = HttpClientRequest.post("/v2/api/clients").pipe(
        HttpClientRequest.bodyUnsafeJson({ client: { template_id: template.id, name: "An instance" } })
      )
      const { body } = yield* Ask.send(asked)
      const { client, secret } = Object(body["included"]).client_credential
      const instance = ownOf(client, secret)
      const path = `/v2/api/clients/${client}`
      expect((yield* basic(HttpClientRequest.del(path), template)).status).toBe(403)
      expect((yield* Ask.send(HttpClientRequest.del(path))).status).toBe(401)
      const gone = yield* basic(HttpClientRequest.del(path), instance)
      expect([gone.status, gone.body]).toMatchObject([200, { client: { id: client, parent_client: template.id } }])
      expect((yield* basic(HttpClientRequest.del(path), instance)).status).toBe(401)
      expect((yield* byItself(instance)).status).toBe(401)
    }).pipe(inProcess)
  )

  it.effect("needs no token for an instance alone, and one that is no good is refused", () =>
    Effect.gen(function* () {
      const { confidentialClient } = yield* Sandbox
      const child = HttpClientRequest.post("/v2/api/clients").pipe(
        HttpClientRequest.bodyUnsafeJson({ client: { name: "Child", public_client: true } })
      )
      expect((yield* Ask.send(child)).status).toBe(401)
      expect((yield* basic(child, ownOf(confidentialClient.id, "wrong"))).status).toBe(401)
      expect((yield* Ask.send(HttpClientRequest.bearerToken(child, "unknown"))).status).toBe(401)
    }).pipe(inProcess)
  )
})
