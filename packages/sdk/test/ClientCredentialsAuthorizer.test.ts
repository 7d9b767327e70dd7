import * as Sandbox from "@effect-globus/sandbox/Sandbox"
import { describe, expect, it } from "@effect/vitest"
import * as Config from "effect/Config"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Ref from "effect/Ref"
import * as TestClock from "effect/TestClock"
import * as ConfidentialAppAuthClient from "../src/auth/ConfidentialAppAuthClient.js"
import { Authorization } from "../src/Authorization.js"
import * as ClientCredentialsAuthorizer from "../src/ClientCredentialsAuthorizer.js"
import { app, transferClient, transferScope } from "./local.js"

const server = "transfer.api.globus.org"

const requests = Effect.map(
  Effect.flatMap(Sandbox.Sandbox, ({ journal }) => journal),
  (entries) => entries.filter(({ grantType }) => grantType === "client_credentials").length
)

const make = (options: ClientCredentialsAuthorizer.Options) =>
  ClientCredentialsAuthorizer.make(options).pipe(Effect.provide(app))

const local = <A, E>(
  title: string,
  body: Effect.Effect<A, E, Effect.Effect.Context<ReturnType<typeof make>> | Sandbox.Sandbox>
) => it.scoped(title, () => Effect.provide(body, Sandbox.layerInProcess()))

describe("ClientCredentialsAuthorizer", () => {
  local(
    "gets the app's own token once, and renews it ahead of its expiry",
    Effect.gen(function* () {
      const own = yield* make({ scopes: transferScope })
      const client = yield* transferClient().pipe(Effect.provideService(Authorization, own))
      yield* client.taskList()
      yield* client.taskList()
      expect(yield* requests).toBe(1)
      yield* TestClock.adjust("47 hours")
      yield* TestClock.adjust("12 minutes")
      expect(yield* requests).toBe(2)
    })
  )

  local(
    "a 401 is one new token and one replay",
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      const own = yield* make({ scopes: [transferScope] })
      const client = yield* transferClient().pipe(Effect.provideService(Authorization, own))
      yield* client.taskList()
      yield* sandbox.expireAccessTokens()
      yield* client.taskList()
      expect(yield* requests).toBe(2)
    })
  )

  local(
    "scopes of several resource servers are a usage error that names the servers, and no second request",
    Effect.gen(function* () {
      const own = yield* make({ scopes: ["openid", transferScope] })
      for (let call = 0; call < 3; call++) {
        expect(yield* Effect.flip(own.header(server))).toMatchObject({
          _tag: "GlobusUsageError",
          field: "scopes",
          message: expect.stringMatching(/auth\.globus\.org.*transfer\.api\.globus\.org/)
        })
      }
      expect(yield* requests).toBe(1)
    })
  )

  local(
    "scopes that are refused are named, and nobody is told to wait",
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      const own = yield* make({ scopes: "no-such-scope" })
      yield* sandbox.fault({ operation: "oauth2Token", status: 400, body: { error: "invalid_scope" } })
      const error = yield* Effect.flip(own.header(server))
      expect(error).toMatchObject({ _tag: "GlobusClientRejected", reason: "invalid_scope" })
      expect(error.message).toContain("no-such-scope")
      yield* TestClock.adjust("1 hour")
      yield* Effect.flip(own.header(server))
      expect(yield* requests).toBe(1)
    })
  )

  for (const scopes of ["", "  ", [], [" "]]) {
    local(
      `no scope at all (${JSON.stringify(scopes)}) is a usage error before anything is sent`,
      Effect.gen(function* () {
        expect(yield* Effect.flip(make({ scopes }))).toMatchObject({ _tag: "GlobusUsageError", field: "scopes" })
        expect(yield* requests).toBe(0)
      })
    )
  }

  local(
    "a client that is refused is GlobusClientRejected with the reason, and no further request; replace begins anew",
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      const own = yield* make({ scopes: transferScope })
      yield* sandbox.fault({ operation: "oauth2Token", status: 401, body: { error: "invalid_client" } })
      const rejected = {
        _tag: "GlobusClientRejected",
        reason: "invalid_client",
        clientId: sandbox.confidentialClient.id
      }
      expect(yield* Effect.flip(own.header(server))).toMatchObject(rejected)
      expect(yield* Effect.flip(own.header(server))).toMatchObject(rejected)
      expect(yield* requests).toBe(1)
      const client = yield* transferClient().pipe(Effect.provideService(Authorization, own))
      yield* own.replace(yield* ConfidentialAppAuthClient.ConfidentialAppAuthClient.pipe(Effect.provide(app)))
      yield* client.taskList()
      expect(yield* requests).toBe(2)
    })
  )

  local(
    "onRefresh gets each answer before its token is used",
    Effect.gen(function* () {
      const kept = yield* Ref.make<ReadonlyArray<string>>([])
      const own = yield* make({
        scopes: transferScope,
        onRefresh: ({ access_token }) => Ref.update(kept, (all) => [...all, `Bearer ${Redacted.value(access_token)}`])
      })
      const header = Redacted.value(Option.getOrThrow(yield* own.header(server)))
      expect(yield* Ref.get(kept)).toEqual([header])
    })
  )

  local(
    "the layer supplies Authorization and the authorizer's own service, from Config too",
    Effect.gen(function* () {
      const layer = ClientCredentialsAuthorizer.layerConfig({ scopes: Config.string("SCOPES") }).pipe(
        Layer.provide(app),
        Layer.provide(Layer.setConfigProvider(ConfigProvider.fromMap(new Map([["SCOPES", transferScope]]))))
      )
      yield* Effect.gen(function* () {
        const own = yield* ClientCredentialsAuthorizer.ClientCredentialsAuthorizer
        yield* own.ensure("1 hours")
        expect(yield* own.validFor("47 hours")).toBe(true)
        expect(Option.isSome(yield* Effect.flatMap(Authorization, ({ header }) => header(server)))).toBe(true)
      }).pipe(Effect.provide(layer))
    })
  )
})
