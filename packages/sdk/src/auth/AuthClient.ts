/**
 * Globus Auth for a user who holds a token: who am I, who are they. The flows that get tokens are the login clients'.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/auth/reference/
 */
import type * as HttpClient from "@effect/platform/HttpClient"
import type * as ConfigError from "effect/ConfigError"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Struct from "effect/Struct"
import { Authorization } from "../Authorization.js"
import * as ClientOptions from "../ClientOptions.js"
import type { GlobusUsageError } from "../GlobusError.js"
import { derive } from "../internal/call.js"
import type { Operations, Replies } from "../internal/declaration.js"
import * as request from "../internal/request.js"
import * as transport from "../internal/transport.js"
import { unconnected } from "../internal/unconnected.js"
import type * as Operation from "../Operation.js"
import { AuthApi, resourceServer } from "./AuthApi.js"

/**
 * Globus Auth, for whoever holds a token.
 *
 * @since 0.1.0
 * @category context
 */
export class AuthClient extends Context.Tag("@effect-globus/sdk/AuthClient")<AuthClient, AuthClient.Service>() {}

type Names = "userinfo" | "getIdentities" | "getOpenidConfiguration" | "getJwk"

/**
 * @since 0.1.0
 */
export declare namespace AuthClient {
  /**
   * The operations of Globus Auth, under the Python SDK's names in camelCase.
   *
   * @since 0.1.0
   * @category models
   */
  export interface Service extends Pick<Operations<typeof AuthApi>, Names> {
    /** The same operations, with status and headers of the answer. */
    readonly withResponse: Pick<Replies<typeof AuthApi>, Names>
    /** A call that is not declared. */
    readonly request: Operation.SendRaw
  }
}

const own = Struct.pick("userinfo", "getIdentities", "getOpenidConfiguration", "getJwk")

const service = (wire: transport.Transport): AuthClient.Service => {
  const { operations, replies } = derive(AuthApi, wire)
  return { ...own(operations), withResponse: own(replies), request: request.make(wire, resourceServer) }
}

/**
 * A client over the `Authorization` and the `HttpClient` that are there. Fails with `GlobusUsageError` for an option, and
 * with `ConfigError` for a `GLOBUS_SDK_*` variable, that is wrong.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (
  options: ClientOptions.ClientOptions = {}
): Effect.Effect<
  AuthClient.Service,
  GlobusUsageError | ConfigError.ConfigError,
  Authorization | HttpClient.HttpClient
> =>
  Effect.map(
    Effect.flatMap(Authorization, (authorization) => transport.make("auth", options, authorization)),
    service
  )

/**
 * `make` as a layer. Provide its authorizer to it alone: a Globus token is for one service.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (
  options?: ClientOptions.ClientOptions
): Layer.Layer<AuthClient, GlobusUsageError | ConfigError.ConfigError, Authorization | HttpClient.HttpClient> =>
  Layer.effect(AuthClient, make(options))

/**
 * `layer`, addresses and times from `Config`.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerConfig = (
  configured: ClientOptions.Configured
): Layer.Layer<AuthClient, GlobusUsageError | ConfigError.ConfigError, Authorization | HttpClient.HttpClient> =>
  Layer.effect(AuthClient, Effect.flatMap(ClientOptions.fromConfig(configured), make))

/**
 * Handlers of your own, for a test: no network, no authorization. An operation that has none dies when it is called.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerNoop = (handlers: Partial<AuthClient.Service>): Layer.Layer<AuthClient> =>
  Layer.sync(AuthClient, () => ({ ...service(unconnected), ...handlers }))
