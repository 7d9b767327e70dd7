/** The common part of both login clients: the operations of `AuthLoginClient` over one transport. */
import * as HttpClient from "@effect/platform/HttpClient"
import * as ConfigError from "effect/ConfigError"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Struct from "effect/Struct"
import { AuthApi, resourceServer, type DependentTokens, type OtherToken, type TokenDocument } from "../AuthApi.js"
import * as AuthorizationFlow from "../AuthorizationFlow.js"
import type { AuthLoginClient, TokenForm } from "../AuthLoginClient.js"
import * as IdToken from "../IdToken.js"
import type * as TokenResponse from "../TokenResponse.js"
import { timed, timedDependentTokens } from "./timed.js"
import type { Authorization } from "../../Authorization.js"
import type { ClientOptions } from "../../ClientOptions.js"
import type { GlobusError } from "../../GlobusError.js"
import { GlobusDecodeError, GlobusUsageError } from "../../GlobusError.js"
import * as NullAuthorizer from "../../NullAuthorizer.js"
import type { CallOptions, Reply } from "../../Operation.js"
import { isTokenText } from "../../internal/token/bearer.js"
import { derive } from "../../internal/operation/call.js"
import type { Operations } from "../../internal/operation/declaration.js"
import * as request from "../../internal/operation/request.js"
import * as signingKeys from "./signingKeys.js"
import * as transport from "../../internal/wire/transport.js"

type Grant = Parameters<Operations<typeof AuthApi>["oauth2Token"]>[0]

/** How a client identifies itself. */
export interface Identity {
  readonly clientId: string
  readonly authorization: Authorization.Service
  /** Members of each form: the id of a client without a secret. */
  readonly form: { readonly client_id?: string }
}

type Answer = Reply<TokenDocument | DependentTokens>

const isList = (value: Answer["value"]): value is DependentTokens => Array.isArray(value)

const undeclared = (
  { headers, status }: Answer,
  origin: string,
  documentPath: ReadonlyArray<string | number>,
  expected: string
): Either.Either<never, GlobusDecodeError> =>
  Either.left(
    new GlobusDecodeError({
      operation: "oauth2Token",
      method: "POST",
      origin,
      path: "/v2/oauth2/token",
      status,
      requestId: headers["x-request-id"],
      documentPath,
      description: `The answer is not as declared: ${expected}`
    })
  )

/** Why a token document is unusable. Undefined if it is usable. */
const fault = ({ access_token, token_type }: OtherToken): readonly [member: string, expected: string] | undefined => {
  if (!isTokenText(access_token)) return ["access_token", "one or more ASCII characters (RFC 6749, A.12)"]
  return token_type.toLowerCase() === "bearer" ? undefined : ["token_type", "Bearer, in any case"]
}

const checkTokens = (reply: Answer, origin: string): Either.Either<TokenDocument, GlobusDecodeError> => {
  const { value } = reply
  if (isList(value))
    return undeclared(reply, origin, [], "expected one document, but it is a list, as for dependent tokens")
  const wrong = fault(value)
  return wrong === undefined
    ? Either.right(value)
    : undeclared(reply, origin, [wrong[0]], `${wrong[0]}: expected ${wrong[1]}`)
}

const checkDependentTokens = (reply: Answer, origin: string): Either.Either<DependentTokens, GlobusDecodeError> => {
  const { value } = reply
  if (!isList(value)) return undeclared(reply, origin, [], "expected a list of tokens")
  for (const [index, document] of value.entries()) {
    const wrong = fault(document)
    if (wrong !== undefined) {
      return undeclared(reply, origin, [index, wrong[0]], `${wrong[0]}: expected ${wrong[1]}`)
    }
  }
  return Either.right(value)
}

/** The parts of a login client. */
export const make = (identity: Identity, options: ClientOptions) =>
  Effect.gen(function* () {
    const { clientId, form } = identity
    const wire = yield* transport.make("auth", options, identity.authorization)
    // Logins depend on these answers, so they are checked whatever the option `answers` says.
    const { operations, replies } = derive(AuthApi, { ...wire, trusts: false })

    const tokens = (grant: Grant, options?: CallOptions): Effect.Effect<TokenResponse.TokenResponse, GlobusError> =>
      timed(Effect.flatMap(replies.oauth2Token(grant, options), (reply) => checkTokens(reply, wire.origin)))

    const dependentTokens = (
      form: TokenForm,
      options?: CallOptions
    ): Effect.Effect<TokenResponse.DependentTokenResponse, GlobusError> =>
      timedDependentTokens(
        Effect.flatMap(replies.oauth2Token(form, options), (reply) => checkDependentTokens(reply, wire.origin))
      )

    const exchange: AuthLoginClient.Service["oauth2ExchangeCodeForTokens"] = (argument, options) =>
      tokens({ ...argument, ...form, grant_type: "authorization_code" }, options)

    const httpClient = yield* HttpClient.HttpClient
    const anonymous = yield* NullAuthorizer.make()
    const configProvider = yield* Effect.configProviderWith(Effect.succeed)
    const keys = yield* signingKeys.make({
      baseUrl: wire.baseUrl,
      configuration: replies.getOpenidConfiguration(),
      connect: (baseUrl) =>
        transport.make("auth", { ...options, baseUrl }, anonymous).pipe(
          Effect.provideService(HttpClient.HttpClient, httpClient),
          Effect.withConfigProvider(configProvider),
          Effect.mapError((error) =>
            ConfigError.isConfigError(error)
              ? new GlobusUsageError({ field: "configuration", message: String(error) })
              : error
          )
        )
    })

    const verifyIdToken: AuthLoginClient.Service["verifyIdToken"] = ({ access_token, id_token, nonce }) =>
      Effect.gen(function* () {
        const { kid } = yield* IdToken.header(id_token)
        const verify = (issuer: signingKeys.Issuer) =>
          IdToken.verify(id_token, { ...issuer, clientId, nonce, accessToken: access_token })
        const issuer = yield* keys.current
        return yield* Effect.catchTag(verify(issuer), "GlobusIdTokenInvalid", (error) =>
          // The issuer may have a new key by now. If the token names a key by `kid`, a wrong signature does not come
          // from an old key.
          error.reason === "key" || (error.reason === "signature" && kid === undefined)
            ? Effect.flatMap(keys.renewed, (renewed) => (renewed === issuer ? error : verify(renewed)))
            : error
        )
      })

    const startFlow = (options: AuthorizationFlow.ConfidentialFlowOptions) =>
      AuthorizationFlow.make(
        { clientId, authorizationEndpoint: `${wire.baseUrl}/v2/oauth2/authorize`, exchange, verifyIdToken },
        options
      )

    const plain = Struct.pick("getOpenidConfiguration", "getJwk")
    const service: AuthLoginClient.Service = {
      ...plain(operations),
      clientId,
      oauth2StartFlow: startFlow,
      oauth2Token: tokens,
      oauth2ExchangeCodeForTokens: exchange,
      oauth2RefreshToken: (argument, options) => tokens({ ...argument, ...form, grant_type: "refresh_token" }, options),
      oauth2RevokeToken: (argument, options) => operations.oauth2RevokeToken({ ...form, ...argument }, options),
      oauth2ValidateToken: (argument, options) => operations.oauth2ValidateToken({ ...form, ...argument }, options),
      verifyIdToken,
      withResponse: {
        ...plain(replies),
        oauth2RevokeToken: (argument, options) => replies.oauth2RevokeToken({ ...form, ...argument }, options),
        oauth2ValidateToken: (argument, options) => replies.oauth2ValidateToken({ ...form, ...argument }, options)
      },
      request: request.make(wire, resourceServer)
    }
    return { service, startFlow, tokens, dependentTokens, operations, replies, baseUrl: wire.baseUrl }
  })
