/**
 * The OAuth2 endpoints of Globus Auth that clients call: tokens by four grants, introspection, revocation, validation.
 *
 * @since 0.1.0
 */
import * as AuthApi from "@effect-globus/sdk/auth/AuthApi"
import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { createHash } from "node:crypto"
import { Connection } from "../Connection.js"
import { oauthRefusal } from "../Envelope.js"
import { answered } from "../Failure.js"
import { GlobusApi } from "../GlobusApi.js"
import { fingerprint } from "../Journal.js"
import { identityDetail } from "./Claims.js"
import * as ClientAuthentication from "./ClientAuthentication.js"
import * as ConsentedScopes from "./ConsentedScopes.js"
import * as DependentTokens from "./DependentTokens.js"
import { Directory } from "./Directory.js"
import type { Approval, Token } from "./Grants.js"
import { Grants } from "./Grants.js"
import { ScopeTable } from "./ScopeTable.js"
import * as TokenAnswer from "./TokenAnswer.js"

type Request = HttpServerRequest.HttpServerRequest

type Grant =
  | typeof AuthApi.AuthorizationCodeGrant.Type
  | typeof AuthApi.RefreshTokenGrant.Type
  | typeof AuthApi.ClientCredentialsGrant.Type
  | typeof AuthApi.OtherGrant.Type

/** RFC 7636, section 4.6. */
const provesKey = (approval: Approval, verifier: string | undefined): boolean =>
  approval.challenge === undefined
    ? verifier === undefined
    : verifier !== undefined &&
      // The verifier's alphabet and length: section 4.1.
      /^[A-Za-z0-9._~-]{43,128}$/.test(verifier) &&
      createHash("sha256").update(verifier, "ascii").digest("base64url") === approval.challenge

const authorizationCode = (
  request: Request,
  payload: {
    readonly code: Redacted.Redacted
    readonly redirect_uri: string
    readonly code_verifier?: Redacted.Redacted | undefined
  },
  includeConsented: boolean
) =>
  Effect.gen(function* () {
    const client = yield* ClientAuthentication.any(request)
    const grants = yield* Grants
    const approval = yield* grants.redeem(Redacted.value(payload.code))
    const verifier = payload.code_verifier === undefined ? undefined : Redacted.value(payload.code_verifier)
    if (
      Option.isNone(approval) ||
      approval.value.clientId !== client.id ||
      approval.value.redirectUri !== payload.redirect_uri ||
      !provesKey(approval.value, verifier)
    ) {
      return yield* oauthRefusal(
        "invalid_grant",
        "The code is not known, is spent, is too old, or was not asked for by this client, redirect URI and verifier"
      )
    }
    const { nonce, refreshTokens, state, sub } = approval.value
    const granted = includeConsented ? yield* ConsentedScopes.withApproved(approval.value) : approval.value.granted
    const issued = yield* grants.issue({ sub, clientId: client.id, granted, refreshTokens })
    return yield* TokenAnswer.make(issued, { state, nonce, idToken: true })
  })

const refreshToken = (request: Request, payload: { readonly refresh_token: Redacted.Redacted }) =>
  Effect.gen(function* () {
    const client = yield* ClientAuthentication.any(request)
    const grants = yield* Grants
    const issued = yield* grants.refresh(Redacted.value(payload.refresh_token), client.id)
    if (Option.isNone(issued)) {
      return yield* oauthRefusal("invalid_grant", "The refresh token is not known, was revoked, or is another client's")
    }
    return yield* TokenAnswer.make([issued.value], { idToken: false })
  })

const clientCredentials = (request: Request, payload: { readonly scope: string }) =>
  Effect.gen(function* () {
    const client = yield* ClientAuthentication.any(request)
    if (client.isPublic) {
      return yield* oauthRefusal("unauthorized_client", "A public client has no tokens of its own")
    }
    const scopes = yield* ScopeTable
    const granted = yield* Effect.mapError(scopes.read(payload.scope), (flaw) => oauthRefusal("invalid_scope", flaw))
    const grants = yield* Grants
    // Its identity is its own id. No refresh token: the client can always ask again.
    const issued = yield* grants.issue({ sub: client.id, clientId: client.id, granted, refreshTokens: false })
    return yield* TokenAnswer.make(issued, { idToken: false })
  })

const introspection = (token: Token, include: ReadonlySet<string>) =>
  Effect.gen(function* () {
    const directory = yield* Directory
    const { origin } = yield* Connection
    const user = yield* Effect.orDie(Effect.flatten(directory.identity(token.sub)))
    const seconds = (milliseconds: number) => Math.floor(milliseconds / 1000)
    const { authenticatedAt, id } = token.session
    return {
      active: true,
      token_type: "Bearer",
      scope: token.scopes.join(" "),
      client_id: token.clientId,
      sub: user.sub,
      username: user.username,
      name: user.name,
      email: user.email,
      aud: [token.resourceServer, token.clientId],
      iss: origin,
      iat: seconds(token.issuedAt),
      nbf: seconds(token.issuedAt),
      ...(token.kind === "access" ? { exp: seconds(token.expiresAt) } : {}),
      ...(include.has("identity_set") ? { identity_set: [user.sub] } : {}),
      ...(include.has("identity_set_detail") ? { identity_set_detail: [identityDetail(user, authenticatedAt)] } : {}),
      ...(include.has("session_info")
        ? {
            session_info: {
              session_id: id,
              authentications: {
                [user.sub]: {
                  acr: null,
                  amr: null,
                  idp: user.identityProvider,
                  auth_time: seconds(authenticatedAt),
                  custom_claims: {}
                }
              }
            }
          }
        : {}),
      dependent_tokens_cache_id: fingerprint(token.token)
    }
  })

const isAuthorizationCode = Schema.is(AuthApi.AuthorizationCodeGrant)
const isRefreshToken = Schema.is(AuthApi.RefreshTokenGrant)
const isClientCredentials = Schema.is(AuthApi.ClientCredentialsGrant)

/** Known by name, but then a member was missing, or the declaration would have taken it for what it is. */
const knownGrants: ReadonlySet<string> = new Set(["authorization_code", "refresh_token"])

const token = (request: Request, payload: Grant) =>
  Effect.gen(function* () {
    const includeConsented = yield* ConsentedScopes.areAskedFor(request, payload.grant_type)
    if (isAuthorizationCode(payload)) return yield* authorizationCode(request, payload, includeConsented)
    if (isRefreshToken(payload)) return yield* refreshToken(request, payload)
    if (isClientCredentials(payload)) return yield* clientCredentials(request, payload)
    // RFC 6749, section 3.3: without a scope it is a default one or `invalid_scope`; that Globus has a default is not known.
    if (payload.grant_type === "client_credentials") return yield* clientCredentials(request, { scope: "" })
    if (payload.grant_type === DependentTokens.grantType) return yield* DependentTokens.grant(request, payload)
    return yield* knownGrants.has(payload.grant_type)
      ? oauthRefusal("invalid_request", `A member that ${payload.grant_type} needs is missing`)
      : oauthRefusal("unsupported_grant_type", `The sandbox does not know ${payload.grant_type}`)
  })

/**
 * The handlers.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = () =>
  HttpApiBuilder.group(GlobusApi, "auth.oauth2", (handlers) =>
    handlers
      .handle("oauth2Token", ({ payload, request }) =>
        answered(
          Effect.map(token(request, payload), (answer) =>
            HttpServerResponse.unsafeJson(answer, {
              // RFC 6749, section 5.1.
              headers: { "cache-control": "no-store", pragma: "no-cache" }
            })
          )
        )
      )
      .handle("oauth2TokenIntrospect", ({ payload, request }) =>
        answered(
          Effect.gen(function* () {
            yield* ClientAuthentication.confidential(request)
            const grants = yield* Grants
            const found = yield* grants.findLive(Redacted.value(payload.token))
            const include = new Set([payload.include ?? []].flat().flatMap((names) => names.split(",")))
            return Option.isNone(found) ? { active: false } : yield* introspection(found.value, include)
          })
        )
      )
      // Raw, since the declaration asks for a token, as RFC 7009, section 2.1 does. A guess: Globus seems not to: the Globus CLI
      // revokes the refresh token of a client that has none, by a form without one, and would stop at a refusal.
      .handleRaw("oauth2RevokeToken", ({ request }) =>
        answered(
          Effect.gen(function* () {
            yield* ClientAuthentication.named(request)
            const grants = yield* Grants
            const gone = Option.getOrUndefined(yield* ClientAuthentication.formToken(request))
            // A guess: whether the access tokens of a refresh token die with it is not known: here each dies alone.
            yield* grants.revoke(({ token }) => token === gone)
            return { active: false }
          })
        )
      )
      .handle("oauth2ValidateToken", ({ payload, request }) =>
        answered(
          Effect.gen(function* () {
            yield* ClientAuthentication.named(request)
            const grants = yield* Grants
            return { active: Option.isSome(yield* grants.findLive(Redacted.value(payload.token))) }
          })
        )
      )
  )
