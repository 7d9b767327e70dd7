/** Consents, as the SDK's own clients meet them: asked for by Transfer, given at a login, and listed by Globus Auth. */
import { describe, expect, it } from "@effect/vitest"
import * as AuthClient from "@effect-globus/sdk/auth/AuthClient"
import * as ConsentForest from "@effect-globus/sdk/auth/ConsentForest"
import * as ConfidentialAppAuthClient from "@effect-globus/sdk/auth/ConfidentialAppAuthClient"
import * as NativeAppAuthClient from "@effect-globus/sdk/auth/NativeAppAuthClient"
import type * as AuthRequirements from "@effect-globus/sdk/AuthRequirements"
import * as AccessTokenAuthorizer from "@effect-globus/sdk/AccessTokenAuthorizer"
import * as Authorization from "@effect-globus/sdk/Authorization"
import * as ClientCredentialsAuthorizer from "@effect-globus/sdk/ClientCredentialsAuthorizer"
import type { GlobusError } from "@effect-globus/sdk/GlobusError"
import * as Scope from "@effect-globus/sdk/Scope"
import {
  AuthScopes,
  gcsCollectionScopes,
  timersWithDataAccess,
  transferWithDataAccess
} from "@effect-globus/sdk/Scopes"
import * as TimersClient from "@effect-globus/sdk/timers/TimersClient"
import * as TimerSchedule from "@effect-globus/sdk/timers/TimerSchedule"
import * as TransferTimer from "@effect-globus/sdk/timers/TransferTimer"
import * as DeleteData from "@effect-globus/sdk/transfer/DeleteData"
import * as TransferClient from "@effect-globus/sdk/transfer/TransferClient"
import * as TransferData from "@effect-globus/sdk/transfer/TransferData"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { pipe } from "effect/Function"
import * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import type * as EffectScope from "effect/Scope"
import { layer, Sandbox } from "../../src/Sandbox.js"
import * as Ask from "../ask.js"
import { as } from "../clients.js"
import { pause, plant, temporaryDirectory } from "../transfer/TransferFixture.js"

const ada = "6f1c2a7e-0000-4000-8000-0000000000a1"
const bob = "6f1c2a7e-0000-4000-8000-0000000000b1"
const mapped = "6f1c2a7e-0000-4000-8000-0000000000c1"
const open = "6f1c2a7e-0000-4000-8000-0000000000c2"
const clientId = "6f1c2a7e-0000-4000-8000-0000000000e1"
const users = [
  { sub: ada, username: "ada@example.org" },
  { sub: bob, username: "bob@example.org" }
]

const withDataAccess = Scope.print(Either.getOrThrow(transferWithDataAccess(mapped)))
const consents = { all: `${AuthScopes.openid} ${AuthScopes.view_consents}`, own: AuthScopes.openid }

/** A sandbox behind a socket, with a collection that asks for a consent and one that does not. */
const run = <A, E>(test: Effect.Effect<A, E, Sandbox | HttpClient.HttpClient | EffectScope.Scope>) =>
  Effect.scoped(
    Effect.gen(function* () {
      const home = yield* temporaryDirectory
      plant(home, { "mapped/notes.txt": "notes", "open/": "" })
      const collections = [
        { id: mapped, displayName: "Mapped", root: `${home}/mapped`, dataAccess: true },
        { id: open, displayName: "Open", root: `${home}/open` }
      ]
      return yield* Effect.provide(
        test,
        Layer.merge(
          layer({ users, collections, clients: [{ id: clientId, secret: "secret-of-the-portal" }] }),
          FetchHttpClient.layer
        )
      )
    })
  )

/** A client for the token that a login gave. */
const by = <A, E, R>(
  make: (options: { readonly baseUrl: string }) => Effect.Effect<A, E, R>,
  accessToken: Redacted.Redacted
) =>
  Effect.gen(function* () {
    const { baseUrl } = yield* Sandbox
    const authorization = yield* AccessTokenAuthorizer.make({ accessToken })
    return yield* Effect.provideService(make({ baseUrl }), Authorization.Authorization, authorization)
  })

/** A user's login with the native client: by its address, as a browser goes there, and back. */
const login = (scopes: ReadonlyArray<string>, requirements: AuthRequirements.AuthRequirements = {}) =>
  Effect.gen(function* () {
    const { baseUrl, nativeClient } = yield* Sandbox
    const client = yield* NativeAppAuthClient.make({ clientId: nativeClient.id, baseUrl })
    const flow = yield* client.oauth2StartFlow({
      requested_scopes: [...scopes, ...(requirements.required_scopes ?? [])],
      redirect_uri: "http://127.0.0.1:4711/"
    })
    const back = yield* HttpClient.get(flow.authorizeUrl(requirements)).pipe(
      Effect.provideService(FetchHttpClient.RequestInit, { redirect: "manual" })
    )
    return yield* flow.handleRedirect(back.headers["location"] ?? "")
  })

const tokenFor = (
  {
    by_resource_server
  }: { readonly by_resource_server: Readonly<Record<string, { readonly access_token: Redacted.Redacted }>> },
  resourceServer: string
) => Effect.fromNullable(by_resource_server[resourceServer]?.access_token)

describe("a collection that asks for data_access", () => {
  it.live("is refused until a login has given the consent that the refusal names", () =>
    run(
      Effect.gen(function* () {
        const first = yield* login([Ask.transferAll])
        const before = yield* by(TransferClient.make, yield* tokenFor(first, "transfer.api.globus.org"))
        const list = { endpoint_id: mapped, path: "/" }
        expect((yield* before.operationLs({ ...list, endpoint_id: open })).DATA).toStrictEqual([])

        const refusal = yield* Effect.flip(before.operationLs(list))
        expect(refusal).toMatchObject({
          _tag: "GlobusConsentRequired",
          status: 403,
          code: "ConsentRequired",
          requirements: { required_scopes: [`${Ask.transferAll}[*${gcsCollectionScopes(mapped).data_access}]`] }
        })
        // A guest collection is no way round it.
        const share = { display_name: "Guest", host_endpoint: mapped, host_path: "/" }
        expect(yield* Effect.flip(before.createSharedEndpoint(share))).toMatchObject({ _tag: "GlobusConsentRequired" })
        if (refusal._tag !== "GlobusConsentRequired") return expect.unreachable()
        const { requirements } = refusal
        const second = yield* login(["openid"], requirements)
        const after = yield* by(TransferClient.make, yield* tokenFor(second, "transfer.api.globus.org"))
        expect((yield* after.operationLs(list)).DATA.map(({ name }) => name)).toStrictEqual(["notes.txt"])

        const auth = yield* by(AuthClient.make, yield* tokenFor(second, "auth.globus.org"))
        const listed = yield* auth.getConsents({ identity_id: ada })
        const forest = Either.getOrThrow(ConsentForest.make(listed.consents))
        const wanted = Either.getOrThrow(Scope.parse(requirements?.required_scopes?.join(" ") ?? ""))
        expect(ConsentForest.uncovered(forest, wanted)).toStrictEqual([])
      })
    )
  )

  it.live("is refused to every operation on its files, and to tasks on either side", () =>
    run(
      Effect.gen(function* () {
        const transfer = yield* as(TransferClient.make, Ask.transferAll)
        const move = (source_endpoint: string, destination_endpoint: string) =>
          transfer.submitTransfer(
            pipe(
              TransferData.make({ source_endpoint, destination_endpoint }),
              TransferData.addItem("/notes.txt", "/copy.txt")
            )
          )
        const calls: ReadonlyArray<Effect.Effect<unknown, GlobusError>> = [
          transfer.operationLs({ endpoint_id: mapped }),
          transfer.operationStat({ endpoint_id: mapped, path: "/notes.txt" }),
          transfer.operationMkdir({ endpoint_id: mapped, path: "/new" }),
          transfer.operationRename({ endpoint_id: mapped, old_path: "/notes.txt", new_path: "/new.txt" }),
          transfer.submitDelete(pipe(DeleteData.make({ endpoint: mapped }), DeleteData.addItem("/notes.txt"))),
          move(mapped, open),
          move(open, mapped),
          move(mapped, mapped)
        ]
        for (const call of calls) {
          expect(yield* Effect.flip(call)).toMatchObject({
            _tag: "GlobusConsentRequired",
            requirements: { required_scopes: [withDataAccess] }
          })
        }
        expect(yield* (yield* Sandbox).tasks).toStrictEqual([])
        // What it is called is no secret.
        expect(yield* transfer.getEndpoint({ endpoint_id: mapped })).toMatchObject({
          entity_type: "GCSv5_mapped_collection",
          high_assurance: false
        })
        yield* as(TransferClient.make, withDataAccess)
        for (const call of calls.slice(0, 3)) yield* call
        expect((yield* move(mapped, open)).code).toBe("Accepted")
      })
    )
  )

  it.live("a consent is one user's, to one client, below Transfer's own scope", () =>
    run(
      Effect.gen(function* () {
        const { issueTokens, nativeClient } = yield* Sandbox
        const list = { endpoint_id: mapped }
        yield* issueTokens({ scopes: withDataAccess, user: bob })
        yield* issueTokens({ scopes: withDataAccess, clientId: nativeClient.id })
        yield* issueTokens({ scopes: `${gcsCollectionScopes(mapped).data_access} ${Ask.transferAll}` })
        yield* issueTokens({ scopes: Scope.print(Either.getOrThrow(timersWithDataAccess(mapped))) })
        const transfer = yield* as(TransferClient.make, Ask.transferAll)
        expect((yield* Effect.flip(transfer.operationLs(list)))._tag).toBe("GlobusConsentRequired")
        const bobs = yield* as(TransferClient.make, Ask.transferAll, bob)
        expect((yield* bobs.operationLs(list)).DATA).toHaveLength(1)
      })
    )
  )

  it.live("client credentials bring the consent along when they ask for its scope", () =>
    run(
      Effect.gen(function* () {
        const { baseUrl, confidentialClient } = yield* Sandbox
        const inItsOwnName = (scopes: string) =>
          Effect.gen(function* () {
            const client = yield* ConfidentialAppAuthClient.make({
              clientId: confidentialClient.id,
              clientSecret: confidentialClient.secret,
              baseUrl
            })
            const authorization = yield* Effect.provideService(
              ClientCredentialsAuthorizer.make({ scopes }),
              ConfidentialAppAuthClient.ConfidentialAppAuthClient,
              client
            )
            return yield* Effect.provideService(
              TransferClient.make({ baseUrl }),
              Authorization.Authorization,
              authorization
            )
          })
        const list = { endpoint_id: mapped }
        const plain = yield* inItsOwnName(Ask.transferAll)
        expect((yield* Effect.flip(plain.operationLs(list)))._tag).toBe("GlobusConsentRequired")
        const consenting = yield* inItsOwnName(withDataAccess)
        expect((yield* consenting.operationLs(list)).DATA).toHaveLength(1)
      })
    )
  )

  it.live("a timer needs the consent below its own scope, or its runs are errors", () =>
    run(
      Effect.gen(function* () {
        const timerOf = (scopes: string) =>
          Effect.gen(function* () {
            const timers = yield* as(TimersClient.make, scopes)
            const { timer } = yield* timers.createTimer({
              timer: TransferTimer.make({
                schedule: TimerSchedule.once(),
                body: pipe(
                  TransferData.make({ source_endpoint: mapped, destination_endpoint: open }),
                  TransferData.addItem("/notes.txt", "/notes.txt")
                )
              })
            })
            return yield* timers.getJob({ job_id: timer.job_id }).pipe(
              Effect.map(({ results }) => (results != null && "data" in results ? (results.data ?? []) : [])),
              Effect.tap((runs) => (runs.length === 0 ? pause : Effect.void)),
              Effect.repeat({ until: (runs) => runs.length > 0 })
            )
          })
        const timer = "https://auth.globus.org/scopes/524230d7-ea86-4a52-8312-86065a9e0417/timer"
        yield* as(TransferClient.make, withDataAccess)
        expect(yield* timerOf(`${timer}[${Ask.transferAll}]`)).toMatchObject([{ errors: { code: "ConsentRequired" } }])
        const scope = Scope.print(Either.getOrThrow(timersWithDataAccess(mapped)))
        expect(yield* timerOf(scope)).toMatchObject([{ run_status: "success" }])
      })
    )
  )

  it.live("has a scope only where Globus has one", () =>
    run(
      Effect.gen(function* () {
        const { addCollection, issueTokens } = yield* Sandbox
        const scopes = gcsCollectionScopes(open)
        expect((yield* issueTokens({ scopes: scopes.https })).resource_server).toBe(open)
        expect(yield* Effect.flip(issueTokens({ scopes: scopes.data_access }))).toMatchObject({ option: "scopes" })
        for (const more of [{ entityType: "GCSv5_guest_collection" }, { highAssurance: true }]) {
          const refused = addCollection({ displayName: "Else", root: ".", dataAccess: true, ...more })
          expect(yield* Effect.flip(refused)).toMatchObject({ option: "collection.dataAccess" })
        }
        const { id } = yield* addCollection({
          displayName: "HA",
          root: ".",
          entityType: "GCSv5_mapped_collection",
          highAssurance: true
        })
        expect(yield* Effect.flip(issueTokens({ scopes: gcsCollectionScopes(id).data_access }))).toMatchObject({
          option: "scopes"
        })
      })
    )
  )
})

describe("the consents of an identity", () => {
  it.live("are trees, one consent a scope, and grow by what is new", () =>
    run(
      Effect.gen(function* () {
        const { issueTokens } = yield* Sandbox
        const auth = yield* as(AuthClient.make, consents.own)
        yield* issueTokens({ scopes: Ask.transferAll })
        yield* issueTokens({ scopes: withDataAccess, refreshTokens: true })
        yield* issueTokens({ scopes: withDataAccess })
        const listed = yield* auth.getConsents({ identity_id: ada })
        const common = { status: "approved", effective_identity: ada, auto_approved: false }
        expect(listed.consents).toMatchObject([
          { id: 1, scope_name: "openid", client: clientId, dependency_path: [1], allows_refresh: false, ...common },
          {
            id: 2,
            scope_name: Ask.transferAll,
            client: clientId,
            dependency_path: [2],
            allows_refresh: true,
            ...common
          },
          {
            id: 3,
            scope_name: gcsCollectionScopes(mapped).data_access,
            dependency_path: [2, 3],
            atomically_revocable: true,
            allows_refresh: true,
            ...common
          }
        ])
        expect(listed.consents[2]?.client).not.toBe(clientId)
        const [created] = listed.consents.map(({ created }) => Date.parse(created ?? ""))
        expect(created).toBeLessThanOrEqual(Date.now())
      })
    )
  )

  it.live("are the client's own, or all for who may see consents, and nobody else's", () =>
    run(
      Effect.gen(function* () {
        const { issueTokens, nativeClient } = yield* Sandbox
        yield* issueTokens({ scopes: Ask.groupsAll, clientId: nativeClient.id })
        yield* issueTokens({ scopes: "email", user: bob })
        const names = (list: {
          readonly consents: ReadonlyArray<{ readonly scope_name?: string | null | undefined }>
        }) => list.consents.map(({ scope_name }) => scope_name)
        const plain = yield* as(AuthClient.make, consents.own)
        expect(names(yield* plain.getConsents({ identity_id: ada }))).toStrictEqual(["openid"])
        expect(yield* Effect.flip(plain.getConsents({ identity_id: ada, all: true }))).toMatchObject({ status: 403 })
        expect(yield* Effect.flip(plain.getConsents({ identity_id: bob }))).toMatchObject({
          status: 403,
          code: "FORBIDDEN"
        })
        const reader = yield* as(AuthClient.make, consents.all)
        expect(names(yield* reader.getConsents({ identity_id: ada, all: true }))).toStrictEqual([
          Ask.groupsAll,
          "openid",
          AuthScopes.view_consents
        ])
      })
    )
  )
})
