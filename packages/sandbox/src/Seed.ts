/**
 * Checks the options of a sandbox and puts people and clients in their places, before anything can ask for them.
 *
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { Settings } from "./App.js"
import type { Client, ConfidentialClient, User, UserOptions } from "./auth/Directory.js"
import * as Directory from "./auth/Directory.js"
import { knownClients } from "./auth/KnownClients.js"
import * as Visitor from "./auth/Visitor.js"
import { isHost } from "./Hosts.js"
import type { Options } from "./Options.js"
import type { SandboxError } from "./SandboxError.js"
import { wrong } from "./SandboxError.js"
import type { CollectionOptions } from "./transfer/Collections.js"

/**
 * @since 0.1.0
 * @category models
 */
export interface Seed {
  readonly settings: Settings
  readonly directory: Directory.Directory.Service
  readonly users: readonly [User, ...ReadonlyArray<User>]
  readonly clients: ReadonlyArray<Client>
  readonly confidentialClient: ConfidentialClient
  readonly nativeClient: Client
  readonly collections: ReadonlyArray<CollectionOptions>
}

const newcomer: UserOptions = {
  username: "researcher@sandbox.example.org",
  name: "Robin Researcher",
  organization: "The Sandbox"
}

const shortestLife = Duration.seconds(2)

/**
 * A life for access tokens, or what is wrong with it.
 *
 * @since 0.1.0
 * @category validation
 */
export const checkLife = (life: Duration.DurationInput): Effect.Effect<Duration.Duration, SandboxError> =>
  Option.match(
    Option.filter(
      Duration.decodeUnknown(life),
      (life) => Duration.isFinite(life) && Duration.greaterThanOrEqualTo(life, shortestLife)
    ),
    {
      onNone: () => wrong("accessTokenLife", 'give a duration of at least 2 seconds, such as "1 hour"'),
      onSome: Effect.succeed
    }
  )

/** How long tasks of a service are pending, or what is wrong with that. */
const checkTaskTime = (
  option: "searchTaskTime" | "computeTaskTime",
  time: Duration.DurationInput = Duration.zero
): Effect.Effect<Duration.Duration, SandboxError> =>
  Option.match(Option.filter(Duration.decodeUnknown(time), Duration.isFinite), {
    onNone: () => wrong(option, 'give a duration such as "1 second", or leave it out'),
    onSome: Effect.succeed
  })

const check = (options: Options): SandboxError | undefined => {
  const { allowedHosts = [], authorize = "approve", maxBodySize = 1, port = 0 } = options
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    return wrong("port", "give a whole number from 1 to 65535, or none to get a free one")
  }
  const noHost = allowedHosts.find((host) => !isHost(host))
  if (noHost !== undefined) return wrong("allowedHosts", `"${noHost}" is no name or name:port`)
  if (!Number.isInteger(maxBodySize) || maxBodySize < 1) {
    return wrong("maxBodySize", "give a whole number of bytes from 1 up, or leave it out for 10 MiB")
  }
  if (authorize !== "approve" && authorize !== "refuse") {
    return wrong("authorize", 'give "approve" or "refuse"')
  }
  return undefined
}

/**
 * @since 0.1.0
 * @category constructors
 */
export const make = (options: Options): Effect.Effect<Seed, SandboxError> =>
  Effect.gen(function* () {
    const flaw = check(options)
    if (flaw !== undefined) return yield* flaw
    const accessTokenLife = yield* checkLife(options.accessTokenLife ?? Duration.hours(48))
    const searchTaskTime = yield* checkTaskTime("searchTaskTime", options.searchTaskTime)
    const computeTaskTime = yield* checkTaskTime("computeTaskTime", options.computeTaskTime)
    const directory = yield* Directory.make

    const [firstUser, ...otherUsers] = yield* Effect.forEach(options.users ?? [newcomer], (user, index) =>
      directory.addUser(user, `users[${index}]`)
    )
    if (firstUser === undefined) return yield* wrong("users", "give at least one user, or leave them out to get one")

    const given = yield* Effect.forEach(options.clients ?? [], (client, index) =>
      directory.addClient(client, Directory.toSecret(client.secret), `clients[${index}]`)
    )
    const confidentialClient =
      given.find(Directory.isConfidential) ??
      (yield* directory.addClient({ name: "The sandbox's confidential client" }, Directory.newSecret(), "clients"))
    const nativeClient =
      given.find((client) => !Directory.isConfidential(client)) ??
      (yield* directory.addClient({ name: "The sandbox's native client" }, undefined, "clients"))

    // Not before the others: neither of them is to be the sandbox's own native client.
    const known = yield* Effect.forEach(
      knownClients.filter(({ id }) => options.knownClients === true && !given.some((client) => client.id === id)),
      (client) => directory.addClient(client, undefined, "knownClients")
    )

    return {
      settings: {
        accessTokenLife,
        rotateRefreshTokens: options.rotateRefreshTokens ?? false,
        keyIds: options.keyIds ?? false,
        searchTaskTime,
        endpointOwner: firstUser.sub,
        computeTaskTime,
        cors: options.cors ?? true,
        maxBodySize: options.maxBodySize,
        transfer: options,
        visitor: options.authorize === "refuse" ? Visitor.refusal() : { _tag: "Approve", sub: firstUser.sub }
      },
      directory,
      users: [firstUser, ...otherUsers],
      clients: [...new Set<Client>([...given, confidentialClient, nativeClient, ...known])],
      confidentialClient,
      nativeClient,
      collections: options.collections ?? []
    }
  })
