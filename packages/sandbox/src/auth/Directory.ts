/**
 * Who there is: the people and the clients that Globus Auth knows. A client is an identity as well, under a name of its
 * own, for the tokens it gets in its own right.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Encoding from "effect/Encoding"
import * as HashMap from "effect/HashMap"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Ref from "effect/Ref"
import type { SandboxError } from "../SandboxError.js"
import { wrong } from "../SandboxError.js"
import * as Credentials from "./Credentials.js"

/**
 * A user to seed. What is left out is made up.
 *
 * @since 0.1.0
 * @category options
 */
export interface UserOptions {
  /** The identity's UUID. Default: a new one. */
  readonly sub?: string | undefined
  /** `name@domain`. Must not be another user's. */
  readonly username: string
  readonly name?: string | undefined
  /** Default: the username. */
  readonly email?: string | undefined
  readonly organization?: string | undefined
}

/**
 * An identity.
 *
 * @since 0.1.0
 * @category models
 */
export interface User {
  /** UUID. */
  readonly sub: string
  readonly username: string
  readonly name: string | null
  readonly email: string | null
  readonly organization: string | null
  /** UUID of the identity provider. */
  readonly identityProvider: string
  readonly identityProviderName: string
  /** `unused` until it has logged in for the first time. */
  readonly status: "used" | "unused"
}

/**
 * An application to seed. With a secret it is confidential, without one native, unless `native` says otherwise.
 *
 * @since 0.1.0
 * @category options
 */
export interface ClientOptions {
  /** UUID. Default: a new one. */
  readonly id?: string | undefined
  readonly name?: string | undefined
  /** With a secret the client is confidential, without one it is public (native). */
  readonly secret?: Redacted.Redacted | string | undefined
  /** Where codes may be sent, compared character by character. */
  readonly redirectUris?: ReadonlyArray<string> | undefined
  /**
   * Whether codes may also be sent to any loopback address (RFC 8252, section 7.3) and to Globus's page that shows the
   * code. Default: whether it has no secret. An installed application's own instance has both, as the Globus CLI's does.
   */
  readonly native?: boolean | undefined
  /**
   * Names of scopes, for an application that is a service itself: `https://auth.globus.org/scopes/<id>/<name>`. It is the
   * resource server of tokens with these scopes, and gets dependent tokens for them.
   */
  readonly scopes?: ReadonlyArray<string> | undefined
}

/**
 * An application that Globus Auth knows.
 *
 * @since 0.1.0
 * @category models
 */
export interface Client {
  /** UUID. */
  readonly id: string
  readonly name: string
  /** The one that it was made with, if it was made with one. Those that prove it are among the credentials. */
  readonly secret: Redacted.Redacted | undefined
  /** Whether it can keep no secret, and needs none. */
  readonly isPublic: boolean
  readonly redirectUris: ReadonlyArray<string>
  /** Codes may also be sent to any loopback address and to Globus's page that shows the code. */
  readonly native: boolean
  /** Names of its own scopes. */
  readonly scopes: ReadonlyArray<string>
}

/**
 * An application that was made with a secret.
 *
 * @since 0.1.0
 * @category models
 */
export interface ConfidentialClient extends Client {
  readonly secret: Redacted.Redacted
}

/**
 * Whether an application was made with a secret.
 *
 * @since 0.1.0
 * @category refinements
 */
export const isConfidential = (client: Client): client is ConfidentialClient => client.secret !== undefined

/**
 * Whether a text is a UUID, of any version.
 *
 * @since 0.1.0
 * @category refinements
 */
export const isUuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)

/** Globus ID, the identity provider of people who have no other. */
const globusId = { identityProvider: "41143743-f3c8-4d60-bbdb-eeecaba85bd9", identityProviderName: "Globus ID" }

/**
 * The identity that a client has by itself.
 *
 * @since 0.1.0
 * @category conversions
 */
export const clientIdentity = (client: Client): User => ({
  sub: client.id,
  username: `${client.id}@clients.auth.globus.org`,
  name: client.name,
  email: null,
  organization: null,
  // A guess: which provider Globus states for clients was not seen.
  identityProvider: "3a1bc9a2-0000-4000-8000-000000000000",
  identityProviderName: "Globus Auth Clients",
  status: "used"
})

/**
 * Users and applications.
 *
 * @since 0.1.0
 * @category services
 */
export class Directory extends Context.Tag("@effect-globus/sandbox/auth/Directory")<Directory, Directory.Service>() {}

/**
 * @since 0.1.0
 */
export declare namespace Directory {
  /**
   * @since 0.1.0
   * @category services
   */
  export interface Service {
    /** `option` names the place in an error. */
    readonly addUser: (user: UserOptions, option: string) => Effect.Effect<User, SandboxError>
    /** `isPublic` is said of a client that gets its secrets later. Default: whether it has no secret. */
    readonly addClient: <Secret extends Redacted.Redacted | undefined>(
      client: Omit<ClientOptions, "secret"> & { readonly isPublic?: boolean | undefined },
      secret: Secret,
      option: string
    ) => Effect.Effect<Client & { readonly secret: Secret }, SandboxError>
    readonly client: (id: string) => Effect.Effect<Option.Option<Client>>
    /** Puts a client in the place of the one with its id. */
    readonly changeClient: (client: Client, option: string) => Effect.Effect<Client, SandboxError>
    /** From now on there is no such client, and nothing proves it. Its identity stays, for what it owns. */
    readonly removeClient: (client: Client) => Effect.Effect<void>
    readonly credentials: Credentials.Credentials
    /** All of them, clients' too. */
    readonly identities: Effect.Effect<ReadonlyArray<User>>
    /** By UUID; a client's identity too. */
    readonly identity: (id: string) => Effect.Effect<Option.Option<User>>
    readonly identityByName: (username: string) => Effect.Effect<Option.Option<User>>
    /** The identity of this name; if there is none, a new one that has not been used yet. */
    readonly provision: (username: string) => Effect.Effect<User>
  }
}

const sameName = (one: string, other: string) => one.toLowerCase() === other.toLowerCase()

/**
 * A secret as it is held.
 *
 * @since 0.1.0
 * @category conversions
 */
export const toSecret = (secret: ClientOptions["secret"]): Redacted.Redacted | undefined =>
  typeof secret === "string" ? Redacted.make(secret) : secret

/**
 * A secret as Globus makes them: 32 bytes in base64, with `+`, `/` and `=`.
 *
 * @since 0.1.0
 * @category constructors
 */
export const newSecret = (): Redacted.Redacted =>
  Redacted.make(Encoding.encodeBase64(globalThis.crypto.getRandomValues(new Uint8Array(32))))

/**
 * An empty directory.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make: Effect.Effect<Directory.Service> = Effect.gen(function* () {
  const users = yield* Ref.make(HashMap.empty<string, User>())
  const clients = yield* Ref.make(HashMap.empty<string, Client>())
  const credentials = yield* Credentials.make

  const client = (id: string) => Effect.map(Ref.get(clients), HashMap.get(id.toLowerCase()))

  const identities = Effect.zipWith(Ref.get(users), Ref.get(clients), (users, clients) => [
    ...HashMap.values(users),
    ...Array.from(HashMap.values(clients), clientIdentity)
  ])

  const find = (is: (user: User) => boolean) =>
    Effect.map(identities, (all) => Option.fromNullable(all.find((user) => is(user))))

  const identity = (id: string) => find((user) => sameName(user.sub, id))
  const identityByName = (username: string) => find((user) => sameName(user.username, username))

  const checkRedirectUris = (uris: ReadonlyArray<string>, option: string) =>
    uris.every((uri) => URL.canParse(uri) && new URL(uri).hash === "")
      ? Effect.void
      : wrong(`${option}.redirectUris`, "give absolute URLs without a fragment")

  const insert = (user: User) => Effect.as(Ref.update(users, HashMap.set(user.sub, user)), user)

  return {
    client,
    changeClient: (client, option) =>
      Effect.gen(function* () {
        yield* checkRedirectUris(client.redirectUris, option)
        yield* Ref.update(clients, HashMap.set(client.id, client))
        return client
      }),
    removeClient: (client) =>
      Effect.gen(function* () {
        yield* Ref.update(clients, HashMap.remove(client.id))
        yield* credentials.clear(client.id)
        yield* insert(clientIdentity(client))
      }),
    credentials,
    identities,
    identity,
    identityByName,
    addUser: (options, option) =>
      Effect.gen(function* () {
        const sub = options.sub?.toLowerCase() ?? globalThis.crypto.randomUUID()
        if (!isUuid(sub)) return yield* wrong(`${option}.sub`, "give a UUID, or leave it out to get a new one")
        if (!/^[^@\s]+@[^@\s]+$/.test(options.username)) {
          return yield* wrong(`${option}.username`, "give a name and a domain, such as ada@example.org")
        }
        if (Option.isSome(yield* identity(sub))) {
          return yield* wrong(`${option}.sub`, "another identity has this UUID: give each its own")
        }
        if (Option.isSome(yield* identityByName(options.username))) {
          return yield* wrong(`${option}.username`, "another user has this name: give each its own")
        }
        return yield* insert({
          sub,
          username: options.username,
          name: options.name ?? null,
          email: options.email ?? options.username,
          organization: options.organization ?? null,
          ...globusId,
          status: "used"
        })
      }),
    addClient: (options, secret, option) =>
      Effect.gen(function* () {
        const id = options.id?.toLowerCase() ?? globalThis.crypto.randomUUID()
        if (!isUuid(id)) return yield* wrong(`${option}.id`, "give a UUID, or leave it out to get a new one")
        if (Option.isSome(yield* identity(id))) {
          return yield* wrong(`${option}.id`, "another identity has this UUID: give each its own")
        }
        if (secret !== undefined && Redacted.value(secret) === "") {
          return yield* wrong(`${option}.secret`, "give a secret that is not empty, or none for a public client")
        }
        const redirectUris = options.redirectUris ?? []
        yield* checkRedirectUris(redirectUris, option)
        const scopes = options.scopes ?? []
        if (!scopes.every((name) => /^[A-Za-z0-9_.-]+$/.test(name))) {
          return yield* wrong(`${option}.scopes`, "give names of letters, digits, dots, dashes and underscores")
        }
        const isPublic = options.isPublic ?? secret === undefined
        const native = options.native ?? isPublic
        const name = options.name ?? "A client of the sandbox"
        const client = { id, name, secret, isPublic, redirectUris, native, scopes }
        yield* Ref.update(clients, HashMap.set<string, Client>(id, client))
        if (secret !== undefined) yield* credentials.add(id, "Auto-created at client creation", secret)
        return client
      }),
    provision: (username) =>
      Effect.flatMap(
        identityByName(username),
        Option.match({
          onSome: Effect.succeed,
          onNone: () =>
            insert({
              sub: globalThis.crypto.randomUUID(),
              username,
              name: null,
              email: null,
              organization: null,
              ...globusId,
              status: "unused"
            })
        })
      )
  }
})

/**
 * `make` as a layer.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (): Layer.Layer<Directory> => Layer.effect(Directory, make)
