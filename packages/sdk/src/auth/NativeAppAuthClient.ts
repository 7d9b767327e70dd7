/**
 * The login client of an application that cannot keep a secret: a command or a program on the user's machine. The
 * application sends its id without proof. PKCE protects its authorization codes.
 *
 * @since 0.1.0
 * @see https://www.rfc-editor.org/rfc/rfc8252
 */
import type * as HttpClient from "@effect/platform/HttpClient"
import type * as Config from "effect/Config"
import type * as ConfigError from "effect/ConfigError"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ClientOptions from "../ClientOptions.js"
import type { GlobusError, GlobusUsageError } from "../GlobusError.js"
import { checkClientId } from "../internal/token/credentials.js"
import * as loginClient from "./internal/loginClient.js"
import * as NullAuthorizer from "../NullAuthorizer.js"
import type { CallOptions, Reply } from "../Operation.js"
import type { AuthorizationFlow, NativeFlowOptions } from "./AuthorizationFlow.js"
import { AuthLoginClient } from "./AuthLoginClient.js"
import type { ClientDocument, NativeAppInstanceCreate } from "./Client.js"

/**
 * The client of Globus Auth for an application that cannot keep a secret.
 *
 * @since 0.1.0
 * @category context
 */
export class NativeAppAuthClient extends Context.Tag("@effect-globus/sdk/NativeAppAuthClient")<
  NativeAppAuthClient,
  NativeAppAuthClient.Service
>() {}

/**
 * @since 0.1.0
 */
export declare namespace NativeAppAuthClient {
  /**
   * @since 0.1.0
   * @category models
   */
  export interface Service extends AuthLoginClient.Service {
    /** Starts the login of a user, with PKCE. Without a `redirect_uri`, the user copies the code from a Globus page. */
    readonly oauth2StartFlow: (options: NativeFlowOptions) => Effect.Effect<AuthorizationFlow, GlobusUsageError>
    /**
     * Creates an instance of a template: a confidential client for this installation. Only this answer contains its
     * secret, in `included.client_credential`.
     */
    readonly createNativeAppInstance: (
      argument: { readonly client: NativeAppInstanceCreate },
      options?: CallOptions
    ) => Effect.Effect<ClientDocument, GlobusError>
    readonly withResponse: AuthLoginClient.Service["withResponse"] & {
      readonly createNativeAppInstance: (
        argument: { readonly client: NativeAppInstanceCreate },
        options?: CallOptions
      ) => Effect.Effect<Reply<ClientDocument>, GlobusError>
    }
  }
}

/**
 * The application's id, and the options of every client.
 *
 * @since 0.1.0
 * @category models
 */
export interface Options extends ClientOptions.ClientOptions {
  /** UUID. */
  readonly clientId: string
}

/**
 * Makes the client. Its calls have no authorization header, but `client_id` in their forms. Fails with
 * `GlobusUsageError` for a wrong option, and names it.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (
  options: Options
): Effect.Effect<NativeAppAuthClient.Service, GlobusUsageError | ConfigError.ConfigError, HttpClient.HttpClient> =>
  Effect.gen(function* () {
    const clientId = yield* checkClientId(options.clientId)
    const { baseUrl, operations, replies, service, startFlow } = yield* loginClient.make(
      { clientId, authorization: yield* NullAuthorizer.make(), form: { client_id: clientId } },
      options
    )
    const page = `${baseUrl}/v2/web/auth-code`
    return {
      ...service,
      // An empty redirect URI counts as absent, as in the Python SDK.
      oauth2StartFlow: ({ redirect_uri = "", ...options }) =>
        startFlow({ ...options, redirect_uri: redirect_uri === "" ? page : redirect_uri, pkce: true }),
      createNativeAppInstance: operations.createClient,
      withResponse: { ...service.withResponse, createNativeAppInstance: replies.createClient }
    }
  })

const toContext = (client: NativeAppAuthClient.Service) =>
  Context.make(NativeAppAuthClient, client).pipe(Context.add(AuthLoginClient, client))

/**
 * `make` as a layer. It provides the client also as `AuthLoginClient`, which `RefreshTokenAuthorizer` needs.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (
  options: Options
): Layer.Layer<
  NativeAppAuthClient | AuthLoginClient,
  GlobusUsageError | ConfigError.ConfigError,
  HttpClient.HttpClient
> => Layer.effectContext(Effect.map(make(options), toContext))

/**
 * `layer`, with the id from `Config`.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerConfig = (
  configured: ClientOptions.Configured & { readonly clientId: Config.Config<string> }
): Layer.Layer<
  NativeAppAuthClient | AuthLoginClient,
  GlobusUsageError | ConfigError.ConfigError,
  HttpClient.HttpClient
> =>
  Layer.effectContext(
    Effect.gen(function* () {
      const clientId = yield* configured.clientId
      const options = yield* ClientOptions.fromConfig(configured)
      return toContext(yield* make({ ...options, clientId }))
    })
  )
