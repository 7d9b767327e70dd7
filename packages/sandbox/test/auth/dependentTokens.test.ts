/** Dependent tokens over a real socket: a service of one's own acts for the users of an application, by their consents. */
import { describe, expect, it } from "@effect/vitest"
import * as AccessTokenAuthorizer from "@effect-globus/sdk/AccessTokenAuthorizer"
import * as Authorization from "@effect-globus/sdk/Authorization"
import * as AuthClient from "@effect-globus/sdk/auth/AuthClient"
import * as ConfidentialAppAuthClient from "@effect-globus/sdk/auth/ConfidentialAppAuthClient"
import { AuthScopes, gcsCollectionScopes } from "@effect-globus/sdk/Scopes"
import * as TransferClient from "@effect-globus/sdk/transfer/TransferClient"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { layer, Sandbox } from "../../src/Sandbox.js"
import * as Ask from "../ask.js"
import { as } from "../clients.js"

const portal = "6f1c2a7e-0000-4000-8000-0000000000e1"
const service = "6f1c2a7e-0000-4000-8000-0000000000e2"
const mapped = "6f1c2a7e-0000-4000-8000-0000000000c1"
const run = `https://auth.globus.org/scopes/${service}/run`
const clients = [
  { id: portal, secret: "secret-of-the-portal" },
  { id: service, secret: "secret-of-the-service", scopes: ["run", "status"] }
]

const overSocket = Effect.provide(
  Layer.merge(
    layer({ clients, collections: [{ id: mapped, displayName: "Mapped", root: ".", dataAccess: true }] }),
    FetchHttpClient.layer
  )
)

/** The service, with a token that the portal got for it. */
const shown = (scopes: string) =>
  Effect.gen(function* () {
    const { baseUrl, issueTokens } = yield* Sandbox
    const { access_token, resource_server } = yield* issueTokens({ scopes })
    const clientOf = (clientId: string, secret: string) =>
      ConfidentialAppAuthClient.make({ clientId, clientSecret: Redacted.make(secret), baseUrl })
    return {
      resource_server,
      token: Redacted.make(access_token),
      auth: yield* clientOf(service, "secret-of-the-service"),
      other: yield* clientOf(portal, "secret-of-the-portal")
    }
  })

const transferBy = (accessToken: Redacted.Redacted) =>
  Effect.gen(function* () {
    const { baseUrl } = yield* Sandbox
    const authorization = yield* AccessTokenAuthorizer.make({ accessToken })
    return yield* Effect.provideService(TransferClient.make({ baseUrl }), Authorization.Authorization, authorization)
  })

describe("dependent tokens", () => {
  it.live("are for what the user has consented to below the token's scope", () =>
    Effect.gen(function* () {
      const { auth, resource_server, token } = yield* shown(`${run}[${Ask.transferAll} ${Ask.groupsAll}]`)
      expect(resource_server).toBe(service)
      const { by_resource_server, tokens } = yield* auth.oauth2GetDependentTokens({ token })
      expect(tokens.map(({ resource_server, scope }) => [resource_server, scope])).toStrictEqual([
        ["transfer.api.globus.org", Ask.transferAll],
        ["groups.api.globus.org", Ask.groupsAll]
      ])
      expect(tokens.map(({ refresh_token }) => refresh_token)).toStrictEqual([undefined, undefined])
      const transfer = by_resource_server["transfer.api.globus.org"]
      if (transfer === undefined) return expect.unreachable()
      const { username } = yield* auth.oauth2TokenIntrospect({ token: transfer.access_token })
      expect(username).toBe("researcher@sandbox.example.org")

      const one = yield* auth.oauth2GetDependentTokens({ token, scope: Ask.groupsAll, refresh_tokens: true })
      expect(one.tokens.map(({ resource_server }) => resource_server)).toStrictEqual(["groups.api.globus.org"])
      expect(one.tokens[0]?.refresh_token).toBeDefined()
      const offline = { token, scope: `${Ask.groupsAll} offline_access` }
      expect((yield* auth.oauth2GetDependentTokens(offline)).tokens[0]?.refresh_token).toBeDefined()

      // They are no consents to the service itself.
      const reader = yield* as(AuthClient.make, AuthScopes.view_consents)
      const { issueTokens, users } = yield* Sandbox
      yield* issueTokens({ scopes: "openid", clientId: service })
      const { consents } = yield* reader.getConsents({ identity_id: users[0].sub, all: true })
      expect(consents.filter(({ client }) => client === service).map(({ scope_name }) => scope_name)).toStrictEqual([
        Ask.transferAll,
        Ask.groupsAll,
        "openid"
      ])
      expect(consents.filter(({ dependency_path }) => dependency_path.length === 1)).toHaveLength(3)

      const none = yield* shown(`https://auth.globus.org/scopes/${service}/status`)
      expect((yield* none.auth.oauth2GetDependentTokens({ token: none.token })).tokens).toStrictEqual([])
    }).pipe(Effect.scoped, overSocket)
  )

  it.live("carry the consents of their login along, to a collection that asks for them", () =>
    Effect.gen(function* () {
      const list = { endpoint_id: mapped, limit: 1 }
      const transferOf = ({ auth, token }: Effect.Effect.Success<ReturnType<typeof shown>>) =>
        Effect.gen(function* () {
          const { tokens } = yield* auth.oauth2GetDependentTokens({ token })
          return yield* transferBy(tokens[0]?.access_token ?? Redacted.make(""))
        })
      const before = yield* transferOf(yield* shown(`${run}[${Ask.transferAll}]`))
      expect((yield* Effect.flip(before.operationLs(list)))._tag).toBe("GlobusConsentRequired")
      // Consents of the portal itself are no consents of the service.
      yield* shown(`${Ask.transferAll}[${gcsCollectionScopes(mapped).data_access}]`)
      expect((yield* Effect.flip(before.operationLs(list)))._tag).toBe("GlobusConsentRequired")
      const scopes = `${run}[${Ask.transferAll}[*${gcsCollectionScopes(mapped).data_access}]]`
      const after = yield* transferOf(yield* shown(scopes))
      expect((yield* after.operationLs(list)).DATA).toHaveLength(1)
    }).pipe(Effect.scoped, overSocket)
  )

  it.live("are refused to others, for tokens that have ended, and without a consent, which is named", () =>
    Effect.gen(function* () {
      const { auth, other, token } = yield* shown(`${run}[${Ask.transferAll}]`)
      expect(yield* Effect.flip(other.oauth2GetDependentTokens({ token }))).toMatchObject({ code: "invalid_grant" })
      expect(yield* Effect.flip(auth.oauth2GetDependentTokens({ token, scope: Ask.groupsAll }))).toMatchObject({
        status: 403,
        code: "DEPENDENT_CONSENT_REQUIRED",
        requirements: { required_scopes: [`${run}[${Ask.groupsAll}]`] }
      })
      yield* (yield* Sandbox).revokeToken(token)
      expect(yield* Effect.flip(auth.oauth2GetDependentTokens({ token }))).toMatchObject({ code: "invalid_grant" })
    }).pipe(Effect.scoped, overSocket)
  )
})
