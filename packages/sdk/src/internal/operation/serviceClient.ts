/** How a client of a service comes to be: alike for all that are made with somebody's authorization and options. */
import type * as HttpClient from "@effect/platform/HttpClient"
import type * as ConfigError from "effect/ConfigError"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Authorization } from "../../Authorization.js"
import * as ClientOptions from "../../ClientOptions.js"
import type * as Environment from "../../Environment.js"
import type { GlobusUsageError } from "../../GlobusError.js"
import * as transport from "../wire/transport.js"
import { unconnected } from "./unconnected.js"

/** What is wrong with options or with a `GLOBUS_SDK_*` variable. */
type Misconfigured = GlobusUsageError | ConfigError.ConfigError

/** What a client takes from where it is made. */
type Surroundings = Authorization | HttpClient.HttpClient

/** The ways to make a client. Their meaning stands at each module's own. */
export interface ServiceClient<Id, Client> {
  readonly make: (options?: ClientOptions.ClientOptions) => Effect.Effect<Client, Misconfigured, Surroundings>
  readonly layer: (options?: ClientOptions.ClientOptions) => Layer.Layer<Id, Misconfigured, Surroundings>
  readonly layerConfig: (configured: ClientOptions.Configured) => Layer.Layer<Id, Misconfigured, Surroundings>
  readonly layerNoop: (handlers: Partial<Client>) => Layer.Layer<Id>
}

/**
 * A client of handlers. What it makes of operations, streams and waits say, is made of their handlers. A handler of
 * anything else takes its place, and so does one of an operation, unless the client adds to that (`added`).
 */
export const ofHandlers = <Client extends object>(
  client: (wire: transport.Transport) => Client,
  handlers: Partial<Client>,
  added: ReadonlyArray<keyof Client> = []
): Client => {
  const own = { ...handlers }
  for (const name of added) delete own[name]
  return { ...client(unconnected(handlers)), ...own }
}

/** `client` makes one over a transport. `added`: the operations that it adds to. */
export const serviceClient = <Id, Client extends object>(
  tag: Context.Tag<Id, Client>,
  service: Environment.Service,
  client: (wire: transport.Transport) => Client,
  added: ReadonlyArray<keyof Client> = []
): ServiceClient<Id, Client> => {
  const make = (options: ClientOptions.ClientOptions = {}) =>
    Effect.map(
      Effect.flatMap(Authorization, (authorization) => transport.make(service, options, authorization)),
      client
    )
  return {
    make,
    layer: (options) => Layer.effect(tag, make(options)),
    layerConfig: (configured) => Layer.effect(tag, Effect.flatMap(ClientOptions.fromConfig(configured), make)),
    layerNoop: (handlers) => Layer.sync(tag, () => ofHandlers(client, handlers, added))
  }
}
