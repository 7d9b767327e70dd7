/**
 * Our authorization for that of a recorded client. What the recording does not say of it (which token, and whether the token
 * was still valid) is read off the exchanges.
 */
import type * as HttpClient from "@effect/platform/HttpClient"
import * as AccessTokenAuthorizer from "@effect-globus/sdk/AccessTokenAuthorizer"
import { AuthLoginClient } from "@effect-globus/sdk/auth/AuthLoginClient"
import * as ConfidentialAppAuthClient from "@effect-globus/sdk/auth/ConfidentialAppAuthClient"
import * as NativeAppAuthClient from "@effect-globus/sdk/auth/NativeAppAuthClient"
import type { Authorization } from "@effect-globus/sdk/Authorization"
import * as BasicAuthorizer from "@effect-globus/sdk/BasicAuthorizer"
import * as ClientCredentialsAuthorizer from "@effect-globus/sdk/ClientCredentialsAuthorizer"
import type { ClientOptions } from "@effect-globus/sdk/ClientOptions"
import { type Environment, serviceUrl } from "@effect-globus/sdk/Environment"
import { GlobusLoginRequired } from "@effect-globus/sdk/GlobusError"
import * as NullAuthorizer from "@effect-globus/sdk/NullAuthorizer"
import * as RefreshTokenAuthorizer from "@effect-globus/sdk/RefreshTokenAuthorizer"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import { clients, clientSecret } from "./Clients.js"
import type { Exchange, Vector } from "./Corpus.js"

export const isTokenRequest = ({ request }: Exchange): boolean =>
  request.method === "POST" && request.url.endsWith("/v2/oauth2/token")

const isEnvironment = (name: string): name is Environment =>
  /^(production|preview|sandbox|integration|test|staging)$/.test(name)

/** The value of a parameter in a recorded form. */
const member = (exchange: Exchange | undefined, name: string): string | undefined => {
  const body = exchange?.request.body
  const pair = Array.isArray(body) ? body.find((pair) => Array.isArray(pair) && pair[0] === name) : undefined
  return Array.isArray(pair) ? String(pair[1]) : undefined
}

const clientId = "11111111-0000-4000-8000-000000000001"

const accessToken = Redacted.make("conformance-access-token")

/** The name of the recorded client's authorizer. An app has one inside, and a login client authorizes itself. */
const kind = (vector: Vector): string => {
  const {
    client,
    clientConfig: { app, authorizer },
    exchanges,
    outcome: { error },
    params
  } = vector

  if (clients.get(client)?.login === true) return "own"
  // Python says so for one call. Here it is another client, without authorization.
  if (params["automatic_authorization"] === false) return "NullAuthorizer"
  if (app === "ClientApp")
    return exchanges.some(isTokenRequest) ? "ClientCredentialsAuthorizer" : "AccessTokenAuthorizer"
  if (app === "UserApp") {
    if (exchanges.some(isTokenRequest)) return "RefreshTokenAuthorizer"
    return error === "MissingTokenError" ? "no token" : "AccessTokenAuthorizer"
  }
  return authorizer ?? "NullAuthorizer"
}

/** The exchange with another token in its answer. */
const withToken = ({ request, response }: Exchange, access_token: string): Exchange => ({
  request,
  response:
    "exception" in response || !Predicate.isRecord(response.body) || !("access_token" in response.body)
      ? response
      : { ...response, body: { ...response.body, access_token } }
})

/**
 * The exchanges that our client should make. The recordings give the same token again and again, which our cache takes for a
 * refusal to renew, so each answer gets another token. Our `ClientCredentialsAuthorizer` begins without a token: if the
 * recorded one had a token that was refused, ours gets that token first.
 */
export const exchanges = (vector: Vector): ReadonlyArray<Exchange> => {
  const token = vector.exchanges.find(isTokenRequest)
  if (token === undefined || kind(vector) === "own") return vector.exchanges
  const all =
    kind(vector) === "ClientCredentialsAuthorizer" && token !== vector.exchanges[0]
      ? [token, ...vector.exchanges]
      : vector.exchanges
  return all.map((exchange, place) =>
    isTokenRequest(exchange) ? withToken(exchange, `conformance-access-token-${place}`) : exchange
  )
}

/** An authorizer that a program wrote for itself. Its header is opaque, and it may have another one to send. */
const ownAuthorizer = (vector: Vector): Authorization.Service => ({
  header: () => Effect.succeedSome(Redacted.make("conformance-opaque")),
  reject: () => Effect.succeed(vector.exchanges.length > 1)
})

/** An authorizer without a token. `asked` is called with each resource server. */
export const withoutToken = (asked: (resourceServer: string) => void = () => {}): Authorization.Service => ({
  header: (resourceServer) => {
    asked(resourceServer)
    return Effect.fail(
      new GlobusLoginRequired({ reason: "no token", resourceServer, message: "There is no token here" })
    )
  },
  reject: () => Effect.succeed(false)
})

/** Python asks the token endpoint once for each call. */
const policy = { patience: 0 }

/** The authorization. None: there is no such authorizer here. */
export const make = (
  vector: Vector,
  local: (url: string) => string,
  options: ClientOptions
): Effect.Effect<Option.Option<Authorization.Service>, unknown, HttpClient.HttpClient | Scope.Scope> =>
  Effect.gen(function* () {
    const token = vector.exchanges.find(isTokenRequest)
    const environment = vector.clientConfig.environment ?? "production"
    const login = {
      ...options,
      baseUrl: local(serviceUrl("auth", isEnvironment(environment) ? environment : undefined)),
      clientId: member(token, "client_id") ?? clientId
    }
    switch (kind(vector)) {
      case "own":
      case "NullAuthorizer":
        return Option.some(yield* NullAuthorizer.make())
      case "AccessTokenAuthorizer":
        return Option.some(yield* AccessTokenAuthorizer.make({ accessToken }))
      case "BasicAuthorizer":
        return Option.some(yield* BasicAuthorizer.make({ clientId, clientSecret }))
      case "RefreshTokenAuthorizer": {
        const client =
          token?.request.headers["authorization"] === "Basic"
            ? ConfidentialAppAuthClient.make({ ...login, clientSecret })
            : NativeAppAuthClient.make(login)
        const isFresh = token === undefined || token !== vector.exchanges[0]
        const now = (yield* Clock.currentTimeMillis) / 1000
        const authorizer = RefreshTokenAuthorizer.make({
          refreshToken: Redacted.make(member(token, "refresh_token") ?? "conformance-refresh-token"),
          ...(isFresh ? { accessToken, expiresAtSeconds: now + 3600 } : {}),
          policy
        })
        return Option.some(yield* Effect.provideServiceEffect(authorizer, AuthLoginClient, client))
      }
      case "ClientCredentialsAuthorizer":
        return Option.some(
          yield* Effect.provideServiceEffect(
            ClientCredentialsAuthorizer.make({ scopes: member(token, "scope") ?? "openid", policy }),
            ConfidentialAppAuthClient.ConfidentialAppAuthClient,
            ConfidentialAppAuthClient.make({ ...login, clientSecret })
          )
        )
      case "no token":
        return Option.some(withoutToken())
      case "GlobusAuthorizer":
        return Option.some(ownAuthorizer(vector))
      default:
        return Option.none()
    }
  })
