/**
 * Globus Auth for a user with a token: identities, and the user's registered projects, clients, policies and scopes. To
 * get tokens, use a login client: `NativeAppAuthClient` or `ConfidentialAppAuthClient`.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/auth/reference/
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import * as Struct from "effect/Struct"
import type { GlobusError } from "../GlobusError.js"
import { GlobusDecodeError, GlobusUsageError } from "../GlobusError.js"
import { derive } from "../internal/operation/call.js"
import type { Operations, Replies } from "../internal/operation/declaration.js"
import * as request from "../internal/operation/request.js"
import { serviceClient } from "../internal/operation/serviceClient.js"
import type * as transport from "../internal/wire/transport.js"
import type * as Operation from "../Operation.js"
import { AuthApi, resourceServer } from "./AuthApi.js"
import type { ClientCreate } from "./Client.js"
import { ClientDocument, ClientList } from "./Client.js"

/**
 * The client of Globus Auth for a user with a token.
 *
 * @since 0.1.0
 * @category context
 */
export class AuthClient extends Context.Tag("@effect-globus/sdk/AuthClient")<AuthClient, AuthClient.Service>() {}

/** Operations that are taken from the declaration unchanged. */
const names = [
  "userinfo",
  "getIdentities",
  "getIdentityProviders",
  "getConsents",
  "getOpenidConfiguration",
  "getJwk",
  "getProjects",
  "getProject",
  "createProject",
  "updateProject",
  "deleteProject",
  "updateClient",
  "deleteClient",
  "getClientCredentials",
  "createClientCredential",
  "deleteClientCredential",
  "getPolicies",
  "getPolicy",
  "createPolicy",
  "updatePolicy",
  "deletePolicy",
  "getScopes",
  "getScope",
  "createScope",
  "updateScope",
  "deleteScope"
] as const

type Names = (typeof names)[number]

/** The argument of `getClient`: an id or a domain name. */
type ClientKey =
  | { readonly client_id: string; readonly fqdn?: undefined }
  | { readonly fqdn: string; readonly client_id?: undefined }

/**
 * @since 0.1.0
 */
export declare namespace AuthClient {
  /**
   * The operations of Globus Auth, with the names of the Python SDK in camelCase. Create and update operations take
   * their document in an envelope, as answers have it: `createProject({ project: { … } })`.
   *
   * @since 0.1.0
   * @category models
   */
  export interface Service extends Pick<Operations<typeof AuthApi>, Names> {
    /** Lists the clients of the projects that the caller administers. */
    readonly getClients: (
      argument?: Record<never, never>,
      options?: Operation.CallOptions
    ) => Effect.Effect<ClientList, GlobusError>
    /** Gets one client, by its id or by a verified domain name. */
    readonly getClient: (
      argument: ClientKey,
      options?: Operation.CallOptions
    ) => Effect.Effect<ClientDocument, GlobusError>
    /** Creates a client in a project. It has no secret yet: `createClientCredential` makes one. */
    readonly createClient: (
      argument: { readonly client: ClientCreate },
      options?: Operation.CallOptions
    ) => Effect.Effect<ClientDocument, GlobusError>
    /** The same operations, returning status and headers with the document. */
    readonly withResponse: Pick<Replies<typeof AuthApi>, Names> & {
      readonly getClients: (
        argument?: Record<never, never>,
        options?: Operation.CallOptions
      ) => Effect.Effect<Operation.Reply<ClientList>, GlobusError>
      readonly getClient: (
        argument: ClientKey,
        options?: Operation.CallOptions
      ) => Effect.Effect<Operation.Reply<ClientDocument>, GlobusError>
      readonly createClient: (
        argument: { readonly client: ClientCreate },
        options?: Operation.CallOptions
      ) => Effect.Effect<Operation.Reply<ClientDocument>, GlobusError>
    }
    /** Sends an undeclared call. */
    readonly request: Operation.SendRaw
  }
}

const own = Struct.pick(...names)

type ClientsReply = Operation.Reply<ClientList | ClientDocument>

/** `GET /v2/api/clients` has two kinds of answers: checks that this one is the kind that was asked for. */
const only = <A extends ClientList | ClientDocument>(
  schema: Schema.Schema<A>,
  member: string,
  wire: transport.Transport
) => {
  const is = Schema.is(schema)
  const isOne = (value: ClientsReply["value"]): value is A => wire.trusts || is(value)
  return ({ headers, status, value }: ClientsReply): Either.Either<Operation.Reply<A>, GlobusDecodeError> =>
    isOne(value)
      ? Either.right({ headers, status, value })
      : Either.left(
          new GlobusDecodeError({
            operation: "getClients",
            method: "GET",
            origin: wire.origin,
            path: "/v2/api/clients",
            status,
            requestId: headers["x-request-id"],
            documentPath: [member],
            description: `The answer is not as declared: ${member}: it is missing`
          })
        )
}

const service = (wire: transport.Transport): AuthClient.Service => {
  const { operations, replies } = derive(AuthApi, wire)
  const { createClient } = replies
  const listed = only(ClientList, "clients", wire)
  const found = only(ClientDocument, "client", wire)

  const getClients: AuthClient.Service["withResponse"]["getClients"] = (argument, options) =>
    Effect.flatMap(replies.getClients(argument, options), listed)

  const getClient: AuthClient.Service["withResponse"]["getClient"] = (argument, options) => {
    if (argument.client_id !== undefined && argument.fqdn === undefined) return replies.getClient(argument, options)
    if (argument.fqdn !== undefined && argument.client_id === undefined) {
      return Effect.flatMap(replies.getClients(argument, options), found)
    }
    return new GlobusUsageError({ field: "client_id", message: "getClient: give either client_id or fqdn" })
  }

  return {
    ...own(operations),
    getClients: (argument, options) => Effect.map(getClients(argument, options), ({ value }) => value),
    getClient: (argument, options) => Effect.map(getClient(argument, options), ({ value }) => value),
    createClient: operations.createClient,
    withResponse: { ...own(replies), getClients, getClient, createClient },
    request: request.make(wire, resourceServer)
  }
}

const client = serviceClient(AuthClient, "auth", service)

/**
 * Makes a client that uses `Authorization` and `HttpClient` from the context. Fails with `GlobusUsageError` for a wrong
 * option, and with `ConfigError` for a wrong `GLOBUS_SDK_*` variable.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = client.make

/**
 * `make` as a layer. Provide the authorizer only to this layer: a Globus token is valid for one service.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = client.layer

/**
 * `layer`, with addresses and times from `Config`.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerConfig = client.layerConfig

/**
 * A client from your own handlers, for tests: no network, no authorization. An operation without a handler dies when it is
 * called.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerNoop = client.layerNoop
