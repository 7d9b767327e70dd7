/**
 * The login client of an application that can keep a secret, such as a portal or a service. The application
 * authenticates with its id and secret, gets tokens for its users and for itself, and introspects tokens that it
 * receives. For calls with a user's token, use `AuthClient`.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/auth/reference/
 */
import type * as HttpClient from "@effect/platform/HttpClient"
import type * as Config from "effect/Config"
import type * as ConfigError from "effect/ConfigError"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as BasicAuthorizer from "../BasicAuthorizer.js"
import * as ClientOptions from "../ClientOptions.js"
import type { GlobusError } from "../GlobusError.js"
import { GlobusUsageError } from "../GlobusError.js"
import { checkClientId } from "../internal/token/credentials.js"
import type { Operations, Replies } from "../internal/operation/declaration.js"
import * as loginClient from "./internal/loginClient.js"
import type { CallOptions, Reply } from "../Operation.js"
import * as Scope from "../Scope.js"
import type { AuthApi } from "./AuthApi.js"
import type { AuthorizationFlow, ConfidentialFlowOptions } from "./AuthorizationFlow.js"
import { AuthLoginClient, type TokenForm } from "./AuthLoginClient.js"
import type { ChildClientCreate, ClientDocument } from "./Client.js"
import type { DependentTokenResponse, TokenResponse } from "./TokenResponse.js"

/**
 * The client of Globus Auth for an application that can keep a secret.
 *
 * @since 0.1.0
 * @category context
 */
export class ConfidentialAppAuthClient extends Context.Tag("@effect-globus/sdk/ConfidentialAppAuthClient")<
  ConfidentialAppAuthClient,
  ConfidentialAppAuthClient.Service
>() {}

/**
 * @since 0.1.0
 */
export declare namespace ConfidentialAppAuthClient {
  /**
   * @since 0.1.0
   * @category models
   */
  export interface Service extends AuthLoginClient.Service, Pick<Operations<typeof AuthApi>, "oauth2TokenIntrospect"> {
    /** Starts the login of a user, with PKCE unless the options turn it off. */
    readonly oauth2StartFlow: (options: ConfidentialFlowOptions) => Effect.Effect<AuthorizationFlow, GlobusUsageError>
    /** Gets tokens for the application's own identity (RFC 6749, section 4.4). Sent once, never retried here. */
    readonly oauth2ClientCredentialsTokens: (
      argument: { readonly requested_scopes: Scope.Scopes },
      options?: CallOptions
    ) => Effect.Effect<TokenResponse, GlobusError>
    /**
     * Gets tokens with which a service calls other services for the user whose token it received. They cover the scopes
     * that the service's own scope depends on. Fails with `GlobusConsentRequired` if the user did not consent to one of
     * them. Sent once, never retried here.
     */
    readonly oauth2GetDependentTokens: (
      argument: DependentTokensArgument,
      options?: CallOptions
    ) => Effect.Effect<DependentTokenResponse, GlobusError>
    /** Creates a client whose parent is this application. */
    readonly createChildClient: (
      argument: { readonly client: ChildClientCreate },
      options?: CallOptions
    ) => Effect.Effect<ClientDocument, GlobusError>
    readonly withResponse: AuthLoginClient.Service["withResponse"] &
      Pick<Replies<typeof AuthApi>, "oauth2TokenIntrospect"> & {
        readonly createChildClient: (
          argument: { readonly client: ChildClientCreate },
          options?: CallOptions
        ) => Effect.Effect<Reply<ClientDocument>, GlobusError>
      }
  }
}

/**
 * The argument of `oauth2GetDependentTokens`. Further members are sent unchanged.
 *
 * @since 0.1.0
 * @category models
 */
export interface DependentTokensArgument {
  /** The access token that came with a request to this service. */
  readonly token: Redacted.Redacted
  /** Whether to ask for refresh tokens, to continue after the user's token has expired. Default: false. */
  readonly refresh_tokens?: boolean | undefined
  /** Only these scopes, one or several. Default: all scopes that the service's scope depends on. */
  readonly scope?: Scope.Scopes | undefined
  readonly [member: string]: boolean | Redacted.Redacted | Scope.Scopes | undefined
}

const dependentTokensForm = ({
  refresh_tokens,
  scope,
  ...further
}: DependentTokensArgument): Either.Either<TokenForm, GlobusUsageError> =>
  Either.gen(function* () {
    const members: Record<string, string | Redacted.Redacted> = {}
    for (const [name, value] of Object.entries(further)) {
      if (value === undefined) continue
      if (typeof value !== "string" && !Redacted.isRedacted(value)) {
        return yield* Either.left(
          new GlobusUsageError({ field: name, message: `oauth2GetDependentTokens: ${name}: give a string` })
        )
      }
      members[name] = value
    }
    return {
      ...members,
      ...(refresh_tokens === true && { access_type: "offline" }),
      ...(scope !== undefined && { scope: yield* Scope.toText(scope, "scope") }),
      grant_type: "urn:globus:auth:grant_type:dependent_token"
    }
  })

/**
 * The application's credentials, and the options of every client.
 *
 * @since 0.1.0
 * @category models
 */
export interface Options extends ClientOptions.ClientOptions {
  /** UUID. */
  readonly clientId: string
  readonly clientSecret: Redacted.Redacted
}

/**
 * Makes the client. It authorizes itself and needs no `Authorization`. Fails with `GlobusUsageError` for a wrong
 * option, and names it.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (
  options: Options
): Effect.Effect<
  ConfidentialAppAuthClient.Service,
  GlobusUsageError | ConfigError.ConfigError,
  HttpClient.HttpClient
> =>
  Effect.gen(function* () {
    // Only the empty secret is checked here: the authorizer reports a missing one.
    if (Redacted.isRedacted(options.clientSecret) && Redacted.value(options.clientSecret) === "") {
      return yield* new GlobusUsageError({
        field: "clientSecret",
        message: "clientSecret: it is empty: give the secret, or use NativeAppAuthClient for an application without one"
      })
    }
    const authorization = yield* BasicAuthorizer.make(options)
    const { dependentTokens, operations, replies, service, startFlow, tokens } = yield* loginClient.make(
      { clientId: yield* checkClientId(options.clientId), authorization, form: {} },
      options
    )
    return {
      ...service,
      oauth2StartFlow: startFlow,
      oauth2ClientCredentialsTokens: ({ requested_scopes }, options) =>
        Effect.flatMap(Scope.toText(requested_scopes, "requested_scopes"), (scope) =>
          tokens({ grant_type: "client_credentials", scope }, options)
        ),
      oauth2GetDependentTokens: (argument, options) =>
        Effect.flatMap(dependentTokensForm(argument), (form) => dependentTokens(form, options)),
      oauth2TokenIntrospect: operations.oauth2TokenIntrospect,
      createChildClient: operations.createClient,
      withResponse: {
        ...service.withResponse,
        oauth2TokenIntrospect: replies.oauth2TokenIntrospect,
        createChildClient: replies.createClient
      }
    }
  })

const toContext = (client: ConfidentialAppAuthClient.Service) =>
  Context.make(ConfidentialAppAuthClient, client).pipe(Context.add(AuthLoginClient, client))

/**
 * `make` as a layer. It provides the client also as `AuthLoginClient`, which `RefreshTokenAuthorizer` needs.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (
  options: Options
): Layer.Layer<
  ConfidentialAppAuthClient | AuthLoginClient,
  GlobusUsageError | ConfigError.ConfigError,
  HttpClient.HttpClient
> => Layer.effectContext(Effect.map(make(options), toContext))

/**
 * `layer`, with the credentials from `Config`.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerConfig = (
  configured: ClientOptions.Configured & {
    readonly clientId: Config.Config<string>
    readonly clientSecret: Config.Config<Redacted.Redacted>
  }
): Layer.Layer<
  ConfidentialAppAuthClient | AuthLoginClient,
  GlobusUsageError | ConfigError.ConfigError,
  HttpClient.HttpClient
> =>
  Layer.effectContext(
    Effect.gen(function* () {
      const clientId = yield* configured.clientId
      const clientSecret = yield* configured.clientSecret
      const options = yield* ClientOptions.fromConfig(configured)
      return toContext(yield* make({ ...options, clientId, clientSecret }))
    })
  )
