/**
 * The manager of one Globus Connect Server endpoint: its collections, storage gateways, roles and credentials. Each
 * endpoint is a resource server of its own, whose name is the endpoint's id: the client is made for one, and its token is
 * that endpoint's. `Scopes.gcsEndpointScopes` has the scope to ask for.
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
import { checkBaseUrl } from "../Environment.js"
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
 * The manager of one endpoint, for whoever holds a token for it.
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
   * The operations of a manager, under the Python SDK's names in camelCase.
   *
   * @since 0.1.0
   * @category models
   */
  export interface Service extends Operations<typeof GcsApi>, Streams<typeof GcsApi> {
    /** The same operations, returning status and headers with the document. */
    readonly withResponse: Replies<typeof GcsApi>
    /** A call that is not declared, with the endpoint's token. */
    readonly request: Operation.SendRaw
  }
}

/**
 * Which endpoint, and what every client takes. There is no deployment of Globus that an endpoint's address could be had
 * from: `gcs_manager_url` of the endpoint and of its collections has it, in Transfer.
 *
 * @since 0.1.0
 * @category models
 */
export interface Options extends Omit<ClientOptions.ClientOptions, "baseUrl" | "environment"> {
  /** DNS name or URL of the manager: `abc.xyz.data.globus.org`. `/api` is added where it is not there. */
  readonly gcsAddress: string
  /**
   * UUID. It names the token to ask the authorizer for. Without it `getGcsInfo`, which tells it, is all that can be
   * called.
   */
  readonly endpointId?: string | undefined
}

/**
 * The same options, the settings as `Config`.
 *
 * @since 0.1.0
 * @category models
 */
export type Configured = Omit<ClientOptions.Configured, "baseUrl" | "environment"> & {
  readonly gcsAddress: Config.Config<string>
  readonly endpointId?: Config.Config<string> | undefined
}

/**
 * The base URL of a manager, without `/` at its end.
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

/** Whose token a call needs is not known. */
const ofUnknown: Authorization.Service = {
  header: () => advise("endpointId", "give the endpoint's id, whose token the call needs; getGcsInfo tells it"),
  reject: () => Effect.succeed(false)
}

/** No endpoint's id. */
const unknown = "unknown"

const service = (wire: transport.Transport, endpointId: string = unknown): GCSClient.Service => {
  const { operations, replies, streams } = derive(forEndpoint(endpointId), wire)
  return { ...operations, ...streams, withResponse: replies, request: request.make(wire, endpointId) }
}

/**
 * A client over the `Authorization` and the `HttpClient` that are there. Fails with `GlobusUsageError` for an option, and
 * with `ConfigError` for a `GLOBUS_SDK_*` variable, that is wrong. Several endpoints are several values.
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
 * `make` as a layer. Provide its authorizer to it alone: an endpoint's token is for that endpoint.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (
  options: Options
): Layer.Layer<GCSClient, GlobusUsageError | ConfigError.ConfigError, Authorization | HttpClient.HttpClient> =>
  Layer.effect(GCSClient, make(options))

/**
 * `layer`, the endpoint, its address and times from `Config`.
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
