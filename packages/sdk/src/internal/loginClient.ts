/** What both login clients are made of: the operations of `AuthLoginClient` over one transport. */
import * as HttpClient from "@effect/platform/HttpClient"
import * as ConfigError from "effect/ConfigError"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import * as Struct from "effect/Struct"
import { AuthApi, resourceServer, type TokenDocument } from "../auth/AuthApi.js"
import * as AuthorizationFlow from "../auth/AuthorizationFlow.js"
import type { AuthLoginClient, TokenForm } from "../auth/AuthLoginClient.js"
import * as IdToken from "../auth/IdToken.js"
import * as TokenResponse from "../auth/TokenResponse.js"
import type { Authorization } from "../Authorization.js"
import type { ClientOptions } from "../ClientOptions.js"
import type { GlobusError } from "../GlobusError.js"
import { GlobusDecodeError, GlobusUsageError } from "../GlobusError.js"
import * as NullAuthorizer from "../NullAuthorizer.js"
import type { CallOptions, Reply } from "../Operation.js"
import { derive } from "./call.js"
import type { Operations } from "./declaration.js"
import * as request from "./request.js"
import * as signingKeys from "./signingKeys.js"
import * as transport from "./transport.js"

type Grant = Parameters<Operations<typeof AuthApi>["oauth2Token"]>[0]

/** How a client says who it is. */
export interface Identity {
  readonly clientId: string
  readonly authorization: Authorization.Service
  /** What goes into each form: the id of a client that has no secret to show. */
  readonly form: { readonly client_id?: string }
}

/** RFC 6749, section 7.1: a client must not use a token of a type that it does not know. */
const checkBearer = (
  { headers, status, value }: Reply<TokenDocument>,
  origin: string
): Either.Either<TokenDocument, GlobusDecodeError> => {
  const isBearer = ({ token_type }: { readonly token_type: string }) => token_type.toLowerCase() === "bearer"
  const other = (value.other_tokens ?? []).findIndex(Predicate.not(isBearer))
  if (isBearer(value) && other === -1) return Either.right(value)
  return Either.left(
    new GlobusDecodeError({
      operation: "oauth2Token",
      method: "POST",
      origin,
      path: "/v2/oauth2/token",
      status,
      requestId: headers["x-request-id"],
      documentPath: isBearer(value) ? ["other_tokens", other, "token_type"] : ["token_type"],
      message: "The answer is not as declared: token_type: expected Bearer, in any case"
    })
  )
}

/** What the declaration knows to be secret, and keeps out of errors. */
const secretMembers: ReadonlySet<string> = new Set(["code", "code_verifier", "refresh_token", "token"])

const checkForm = (form: TokenForm): Either.Either<TokenForm, GlobusUsageError> => {
  const stray = Object.entries(form).find(([name, value]) => Redacted.isRedacted(value) && !secretMembers.has(name))
  return stray === undefined
    ? Either.right(form)
    : Either.left(
        new GlobusUsageError({
          field: stray[0],
          message: `oauth2Token: ${stray[0]}: give a string; Redacted are ${[...secretMembers].join(", ")}`
        })
      )
}

/** The parts of a login client. */
export const make = (identity: Identity, options: ClientOptions) =>
  Effect.gen(function* () {
    const { clientId, form } = identity
    const wire = yield* transport.make("auth", options, identity.authorization)
    const { operations, replies } = derive(AuthApi, wire)

    const tokens = (grant: Grant, options?: CallOptions): Effect.Effect<TokenResponse.TokenResponse, GlobusError> =>
      TokenResponse.timed(
        Effect.flatMap(replies.oauth2Token(grant, options), (reply) => checkBearer(reply, wire.origin))
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
        return yield* Effect.catchTag(verify(issuer), "IdTokenInvalid", (error) =>
          // The issuer may have a new key by now. A key that the token names, and that does not fit, is no old one.
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
      oauth2Token: (form, options) => Effect.flatMap(checkForm(form), (form) => tokens(form, options)),
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
    return { service, startFlow, tokens, operations, replies, baseUrl: wire.baseUrl }
  })
