/**
 * The rest of Globus Auth: userinfo, OpenID discovery and keys, identities, and the organizations that
 * people log in at.
 *
 * @since 0.1.0
 */
import { resourceServer } from "@effect-globus/sdk/auth/AuthApi"
import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { Caller } from "../Caller.js"
import { Connection } from "../Connection.js"
import * as Envelope from "../Envelope.js"
import { answered } from "../Failure.js"
import { GlobusApi } from "../GlobusApi.js"
import { listed } from "../Listed.js"
import { claims, identity } from "./Claims.js"
import * as ClientAuthentication from "./ClientAuthentication.js"
import { grantType as dependentTokenGrant } from "./DependentTokens.js"
import { Directory, isUuid } from "./Directory.js"
import { Grants } from "./Grants.js"
import * as IdentityProviders from "./IdentityProviders.js"
import { IdToken } from "./IdToken.js"

const refuse = (status: number, detail: string, path: string) =>
  Envelope.refuse(resourceServer, { status, detail, path })

const userinfo = Effect.gen(function* () {
  const { scopes, sub } = yield* Caller
  const directory = yield* Directory
  const grants = yield* Grants
  const user = yield* Effect.orDie(Effect.flatten(directory.identity(sub)))
  const request = yield* HttpServerRequest.HttpServerRequest
  const bearer = Option.map(ClientAuthentication.credentials(request), ({ value }) => value)
  const token = Option.isSome(bearer) ? yield* grants.find(bearer.value) : Option.none()
  const authenticatedAt = Option.match(token, { onNone: () => 0, onSome: ({ session }) => session.authenticatedAt })
  return claims(user, scopes, authenticatedAt)
})

const configuration = Effect.map(Connection, ({ origin }) => ({
  issuer: origin,
  authorization_endpoint: `${origin}/v2/oauth2/authorize`,
  token_endpoint: `${origin}/v2/oauth2/token`,
  userinfo_endpoint: `${origin}/v2/oauth2/userinfo`,
  revocation_endpoint: `${origin}/v2/oauth2/token/revoke`,
  introspection_endpoint: `${origin}/v2/oauth2/token/introspect`,
  jwks_uri: `${origin}/jwk.json`,
  response_types_supported: ["code"],
  grant_types_supported: ["authorization_code", "refresh_token", "client_credentials", dependentTokenGrant],
  subject_types_supported: ["public"],
  id_token_signing_alg_values_supported: ["RS512"],
  scopes_supported: ["openid", "email", "profile"],
  token_endpoint_auth_methods_supported: ["client_secret_basic"],
  code_challenge_methods_supported: ["S256"],
  claims_supported: ["at_hash", "aud", "email", "exp", "name", "nonce", "preferred_username", "iat", "iss", "sub"]
}))

const one = (id: string) =>
  Effect.gen(function* () {
    const directory = yield* Directory
    const found = yield* directory.identity(id)
    return Option.isSome(found)
      ? { identity: identity(found.value) }
      : yield* refuse(404, "There is no such identity", `/v2/api/identities/${id}`)
  })

const provider = (id: string) =>
  Effect.gen(function* () {
    const found = (yield* IdentityProviders.all).find((provider) => provider.id === id.toLowerCase())
    return found === undefined
      ? yield* refuse(404, "There is no such identity provider", `/v2/api/identity_providers/${id}`)
      : { identity_provider: found }
  })

const providers = (query: {
  readonly domains?: string | ReadonlyArray<string> | undefined
  readonly ids?: string | ReadonlyArray<string> | undefined
}) =>
  Effect.gen(function* () {
    if ((query.ids === undefined) === (query.domains === undefined)) {
      return yield* refuse(400, "Give ids or domains, one of them", "/v2/api/identity_providers")
    }
    const ids = new Set(listed(query.ids ?? []).map((id) => id.toLowerCase()))
    const domains = new Set(listed(query.domains ?? []).map((domain) => domain.toLowerCase()))
    const all = yield* IdentityProviders.all
    return {
      identity_providers: all.filter(
        (provider) => ids.has(provider.id) || provider.domains?.some((domain) => domains.has(domain)) === true
      )
    }
  })

const identities = (query: {
  readonly ids?: string | ReadonlyArray<string> | undefined
  readonly usernames?: string | ReadonlyArray<string> | undefined
  readonly provision?: boolean | undefined
  readonly include?: string | ReadonlyArray<string> | undefined
}) =>
  Effect.gen(function* () {
    const path = "/v2/api/identities"
    const directory = yield* Directory
    if ((query.ids === undefined) === (query.usernames === undefined)) {
      return yield* refuse(400, "Give ids or usernames, one of them", path)
    }
    const ids = listed(query.ids ?? [])
    const usernames = listed(query.usernames ?? [])
    const malformed = [...ids.filter((id) => !isUuid(id)), ...usernames.filter((name) => !/^[^@]+@[^@]+$/.test(name))]
    if (malformed.length > 0) return yield* refuse(400, `Malformed: ${malformed.join(", ")}`, path)
    const found = yield* Effect.forEach([...ids, ...usernames], (key, index) => {
      if (index < ids.length) return directory.identity(key)
      return query.provision === true ? Effect.asSome(directory.provision(key)) : directory.identityByName(key)
    })
    const users = found.flatMap(Option.toArray)
    const providers = new Set(users.map((user) => user.identityProvider))
    return {
      identities: users.map(identity),
      ...(listed(query.include ?? []).includes("identity_provider")
        ? { included: { identity_providers: (yield* IdentityProviders.all).filter(({ id }) => providers.has(id)) } }
        : {})
    }
  })

/**
 * The handlers of userinfo, discovery and keys.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerOpenId = () =>
  HttpApiBuilder.group(GlobusApi, "auth.openid", (handlers) =>
    handlers
      .handle("userinfo", () => userinfo)
      .handle("getOpenidConfiguration", () => configuration)
      .handle("getJwk", () => Effect.flatMap(IdToken, ({ keys }) => Effect.map(keys, (keys) => ({ keys }))))
  )

/**
 * The handlers of one identity, and of one organization that people log in at.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerLookups = () =>
  HttpApiBuilder.group(GlobusApi, "auth.lookups", (handlers) =>
    handlers
      .handle("getIdentity", ({ path: { id } }) => answered(one(id)))
      .handle("getIdentityProvider", ({ path: { id } }) => answered(provider(id)))
  )

/**
 * The handlers of the organizations that people log in at.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerProviders = () =>
  HttpApiBuilder.group(GlobusApi, "auth.identityProviders", (handlers) =>
    handlers.handle("getIdentityProviders", ({ urlParams }) => answered(providers(urlParams)))
  )

/**
 * The handlers of identities.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerIdentities = () =>
  HttpApiBuilder.group(GlobusApi, "auth.identities", (handlers) =>
    handlers.handle("getIdentities", ({ urlParams }) => answered(identities(urlParams)))
  )
