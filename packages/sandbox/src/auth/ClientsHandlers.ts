/**
 * Clients and their credentials, for those who register them: people by their projects, clients for themselves and for
 * the clients that they make. What logs in is the directory's.
 *
 * @since 0.1.0
 */
import type { ClientUpdate } from "@effect-globus/sdk/auth/Client"
import { ChildClientCreate, ClientCreate } from "@effect-globus/sdk/auth/Client"
import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { Caller } from "../Caller.js"
import { answered } from "../Failure.js"
import { GlobusApi } from "../GlobusApi.js"
import type { SandboxError } from "../SandboxError.js"
import * as Administration from "./Administration.js"
import { document, kindOf } from "./ClientDocuments.js"
import * as Credentials from "./Credentials.js"
import { clientIdentity, Directory, newSecret } from "./Directory.js"
import { Grants } from "./Grants.js"
import * as InstancesHandlers from "./InstancesHandlers.js"
import * as RegisteredScopes from "./RegisteredScopes.js"
import { Registry } from "./Registry.js"

const { refuse } = Administration

const inEnvelope = (registered: Administration.Registered) => Effect.map(document(registered), (client) => ({ client }))

/** What the directory does not take. */
const refused = ({ message }: SandboxError) => refuse(400, message)

const Asked = Schema.Struct({ client: Schema.Union(ClientCreate, ChildClientCreate) })

const create = (body: unknown) =>
  Effect.gen(function* () {
    const { sub } = yield* Caller
    const directory = yield* Directory
    const registry = yield* Registry
    if (sub === "") return yield* refuse(401, "Call must be authenticated, but for a client with a template_id")
    const asked = Schema.decodeUnknownOption(Asked)(body)
    if (Option.isNone(asked)) return yield* refuse(400, "Missing or malformed: client")
    const made = asked.value.client
    const kind = kindOf(made)
    if (kind === undefined) return yield* refuse(400, "client.client_type: there is no such type")
    const project = "project" in made ? yield* Administration.project(made.project) : undefined
    const parent = Option.getOrUndefined(yield* directory.client(sub))
    if (project === undefined && parent === undefined) return yield* refuse(400, "Missing or malformed: client.project")
    const { links, name, preselect_idp = null, redirect_uris, required_idp = null, visibility = "private" } = made
    const client = yield* Effect.catchAll(
      directory.addClient({ name, redirectUris: redirect_uris, isPublic: kind.isPublic }, undefined, "client"),
      refused
    )
    const registration = yield* registry.registrations.put({
      id: client.id,
      project: project?.id ?? null,
      // A guess: recorded answers to a client say null.
      parent_client: project === undefined ? sub : null,
      isChild: project === undefined,
      client_type: kind.client_type,
      visibility,
      links: links ?? { privacy_policy: null, terms_and_conditions: null },
      required_idp,
      preselect_idp,
      prompt_for_named_grant: true
    })
    return yield* inEnvelope({ client, registration })
  })

/** The instance of a template, which needs no token, or what needs one. */
const createAny = (body: unknown) =>
  InstancesHandlers.isAskedFor(body)
    ? InstancesHandlers.create(body)
    : Effect.map(create(body), (made) => HttpServerResponse.unsafeJson(made))

const list = Effect.gen(function* () {
  const { sub } = yield* Caller
  const directory = yield* Directory
  const registry = yield* Registry
  const ids = new Set([sub, ...(yield* registry.registrations.all).map(({ id }) => id)])
  const known = yield* Effect.filter(ids, (id) => Effect.map(directory.client(id), Option.isSome))
  const clients = yield* Effect.forEach(known, Administration.anyClient)
  return { clients: yield* Effect.forEach(yield* Effect.filter(clients, Administration.administersClient), document) }
})

/** A guess: others see a client whose visibility is public. */
const visible = (id: string) =>
  Effect.gen(function* () {
    const one = yield* Administration.anyClient(id)
    return one.registration.visibility === "public" ? one : yield* Administration.client(id)
  })

const update = (id: string, changes: ClientUpdate) =>
  Effect.gen(function* () {
    const directory = yield* Directory
    const registry = yield* Registry
    const { client: before, registration } = yield* Administration.client(id)
    const { links, name, preselect_idp, redirect_uris, required_idp, visibility } = changes
    const client = yield* Effect.catchAll(
      directory.changeClient(
        { ...before, name: name ?? before.name, redirectUris: redirect_uris ?? before.redirectUris },
        "client"
      ),
      refused
    )
    const changed = yield* registry.registrations.put({
      ...registration,
      visibility: visibility ?? registration.visibility,
      links: links ?? registration.links,
      // Null takes it away, and nothing leaves it.
      required_idp: required_idp === undefined ? registration.required_idp : required_idp,
      preselect_idp: preselect_idp === undefined ? registration.preselect_idp : preselect_idp
    })
    return yield* inEnvelope({ client, registration: changed })
  })

/** Its scopes go with it, and all tokens that it has or that are for it. */
const remove = (id: string) =>
  Effect.gen(function* () {
    const directory = yield* Directory
    const grants = yield* Grants
    const registry = yield* Registry
    const gone = yield* Administration.client(id)
    const answer = yield* inEnvelope(gone)
    const { id: clientId } = gone.client
    yield* directory.removeClient(gone.client)
    yield* registry.registrations.remove(clientId)
    yield* Effect.forEach(yield* RegisteredScopes.ofClient(clientId), RegisteredScopes.remove, { discard: true })
    const { sub } = clientIdentity(gone.client)
    yield* grants.revoke((token) => [token.clientId, token.resourceServer].includes(clientId) || token.sub === sub)
    return answer
  })

const credentials = (clientId: string) =>
  Effect.gen(function* () {
    const directory = yield* Directory
    const { client } = yield* Administration.client(clientId)
    const all = yield* directory.credentials.of(client.id)
    return { credentials: all.map((one) => Credentials.document(one, { told: false })) }
  })

const createCredential = (clientId: string, name: string) =>
  Effect.gen(function* () {
    const directory = yield* Directory
    const { client } = yield* Administration.client(clientId)
    // A guess.
    if (client.isPublic) return yield* refuse(400, "A public client has no credentials")
    const made = yield* directory.credentials.add(client.id, name, newSecret())
    return HttpServerResponse.unsafeJson(
      { credential: Credentials.document(made, { told: true }) },
      { headers: { "cache-control": "no-store" } }
    )
  })

const removeCredential = (clientId: string, id: string) =>
  Effect.gen(function* () {
    const directory = yield* Directory
    const { client } = yield* Administration.client(clientId)
    const gone = yield* Administration.found("credential", yield* directory.credentials.remove(client.id, id))
    return { credential: Credentials.document(gone, { told: false }) }
  })

/**
 * The handlers.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = () =>
  HttpApiBuilder.group(GlobusApi, "auth.clients", (handlers) =>
    handlers
      .handle("getClients", ({ urlParams: { fqdn } }) =>
        // A guess: nobody can show here that a domain name is theirs.
        answered(fqdn === undefined ? list : refuse(404, "No client was shown to own this domain name"))
      )
      .handle("getClient", ({ path: { client_id } }) => answered(Effect.flatMap(visible(client_id), inEnvelope)))
      // Raw, since the declaration demands an instance's name, which is taken (a guess) from the template here.
      .handleRaw("createClient", ({ request }) =>
        answered(
          Effect.flatMap(
            Effect.catchAll(request.json, () => refuse(400, "The body is no JSON")),
            createAny
          )
        )
      )
      .handle("updateClient", ({ path: { client_id }, payload: { client } }) => answered(update(client_id, client)))
      .handle("deleteClient", ({ path: { client_id } }) => answered(remove(client_id)))
      .handle("getClientCredentials", ({ path: { client_id } }) => answered(credentials(client_id)))
      .handle("createClientCredential", ({ path: { client_id }, payload: { credential } }) =>
        answered(createCredential(client_id, credential.name))
      )
      .handle("deleteClientCredential", ({ path: { client_id, credential_id } }) =>
        answered(removeCredential(client_id, credential_id))
      )
  )
