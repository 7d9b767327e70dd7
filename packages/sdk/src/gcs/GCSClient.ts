/**
 * The client of the manager of one Globus Connect Server endpoint: its collections, storage gateways, roles and
 * credentials. Each endpoint is a resource server, named by its id, so a client belongs to one endpoint and needs a
 * token for it. `Scopes.gcsEndpointScopes` gives the scope to ask for.
 *
 * @since 0.1.0
 */
import type * as HttpClient from "@effect/platform/HttpClient"
import * as Config from "effect/Config"
import type * as ConfigError from "effect/ConfigError"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { Authorization } from "../Authorization.js"
import * as ClientOptions from "../ClientOptions.js"
import { checkBaseUrl } from "../internal/wire/checkBaseUrl.js"
import type { GlobusUsageError } from "../GlobusError.js"
import { derive } from "../internal/operation/call.js"
import type { Operations, Replies, Streams } from "../internal/operation/declaration.js"
import * as request from "../internal/operation/request.js"
import * as transport from "../internal/wire/transport.js"
import { ofHandlers } from "../internal/operation/serviceClient.js"
import { advise, checkUuid } from "../internal/usage.js"
import type * as Operation from "../Operation.js"
import { forEndpoint, type GcsApi } from "./GcsApi.js"

/**
 * The client of the manager of one endpoint.
 *
 * @since 0.1.0
 * @category context
 */
export class GCSClient extends Context.Tag("@effect-globus/sdk/GCSClient")<GCSClient, GCSClient.Service>() {}

/**
 * @since 0.1.0
 */
export declare namespace GCSClient {
  /**
   * The operations of a manager, with the names of the Python SDK in camelCase.
   *
   * @since 0.1.0
   * @category models
   */
  export interface Service extends Operations<typeof GcsApi>, Streams<typeof GcsApi> {
    /** The same operations, returning status and headers with the document. */
    readonly withResponse: Replies<typeof GcsApi>
    /** Sends an undeclared call with the endpoint's token. */
    readonly request: Operation.SendRaw
  }
}

/**
 * The endpoint, and the options of every client. The address does not depend on the Globus deployment: `TransferClient`
 * returns it as `gcs_manager_url` of the endpoint and of its collections.
 *
 * @since 0.1.0
 * @category models
 */
export interface Options extends Omit<ClientOptions.ClientOptions, "baseUrl" | "environment"> {
  /** DNS name or URL of the manager: `abc.xyz.data.globus.org`. `/api` is added if it is missing. */
  readonly gcsAddress: string
  /**
   * UUID. It names the token to ask the authorizer for. Without it only `getGcsInfo` can be called, which returns the
   * id.
   */
  readonly endpointId?: string | undefined
}

/**
 * The same options, with each setting as a `Config`.
 *
 * @since 0.1.0
 * @category models
 */
export type Configured = Omit<ClientOptions.Configured, "baseUrl" | "environment"> & {
  readonly gcsAddress: Config.Config<string>
  readonly endpointId?: Config.Config<string> | undefined
}

/**
 * The base URL of a manager, without a trailing slash.
 *
 * @since 0.1.0
 * @category conversions
 */
export const baseUrl = (gcsAddress: string): Either.Either<string, GlobusUsageError> => {
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(gcsAddress) ? gcsAddress : `https://${gcsAddress}`
  return URL.canParse(url)
    ? Either.map(checkBaseUrl("gcsAddress", url), (base) => (base.endsWith("/api") ? base : `${base}/api`))
    : advise("gcsAddress", "give the DNS name or the URL of the endpoint's manager, such as abc.xyz.data.globus.org")
}

const checkEndpointId = (endpointId: string | undefined): Either.Either<string | undefined, GlobusUsageError> =>
  endpointId === undefined ? Either.right(undefined) : checkUuid("endpointId", endpointId)

/** For a client without an endpoint's id: it is unknown which token a call needs. */
const ofUnknown: Authorization.Service = {
  header: () =>
    advise("endpointId", "give the id of the endpoint, since the call needs its token; getGcsInfo returns the id"),
  reject: () => Effect.succeed(false)
}

/** Stands for the unknown id. */
const unknown = "unknown"

const service = (wire: transport.Transport, endpointId: string = unknown): GCSClient.Service => {
  const { operations, replies, streams } = derive(forEndpoint(endpointId), wire)
  return { ...operations, ...streams, withResponse: replies, request: request.make(wire, endpointId) }
}

/**
 * Makes a client that uses `Authorization` and `HttpClient` from the context. Fails with `GlobusUsageError` for a wrong
 * option, and with `ConfigError` for a wrong `GLOBUS_SDK_*` variable. For several endpoints, make several clients.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (
  options: Options
): Effect.Effect<
  GCSClient.Service,
  GlobusUsageError | ConfigError.ConfigError,
  Authorization | HttpClient.HttpClient
> =>
  Effect.gen(function* () {
    const endpointId = yield* checkEndpointId(options.endpointId)
    const authorization = yield* Authorization
    const address = yield* baseUrl(options.gcsAddress)
    const wire = yield* transport.makeAt(address, options, endpointId === undefined ? ofUnknown : authorization)
    return service(wire, endpointId)
  })

/**
 * `make` as a layer. Provide the authorizer only to this layer: an endpoint's token is valid for that endpoint.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (
  options: Options
): Layer.Layer<GCSClient, GlobusUsageError | ConfigError.ConfigError, Authorization | HttpClient.HttpClient> =>
  Layer.effect(GCSClient, make(options))

/**
 * `layer`, with the endpoint, its address and times from `Config`.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerConfig = (
  configured: Configured
): Layer.Layer<GCSClient, GlobusUsageError | ConfigError.ConfigError, Authorization | HttpClient.HttpClient> =>
  Layer.effect(
    GCSClient,
    Effect.gen(function* () {
      const gcsAddress = yield* configured.gcsAddress
      const endpointId =
        configured.endpointId === undefined
          ? undefined
          : Option.getOrUndefined(yield* Config.option(configured.endpointId))
      const options = yield* ClientOptions.fromConfig(configured)
      return yield* make({ ...options, gcsAddress, endpointId })
    })
  )

/**
 * A client from your own handlers, for tests: no network, no authorization. An operation without a handler dies when it is
 * called.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerNoop = (handlers: Partial<GCSClient.Service>): Layer.Layer<GCSClient> =>
  Layer.sync(GCSClient, () => ofHandlers((wire) => service(wire), handlers))
