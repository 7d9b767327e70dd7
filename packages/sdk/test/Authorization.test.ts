/** The wiring of authorizers and clients: each of these was seen to go wrong somewhere. */
import * as Sandbox from "@effect-globus/sandbox/Sandbox"
import { describe, expect, it } from "@effect/vitest"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as AccessTokenAuthorizer from "../src/AccessTokenAuthorizer.js"
import * as AuthClient from "../src/auth/AuthClient.js"
import { AuthLoginClient } from "../src/auth/AuthLoginClient.js"
import * as ConfidentialAppAuthClient from "../src/auth/ConfidentialAppAuthClient.js"
import { NativeAppAuthClient } from "../src/auth/NativeAppAuthClient.js"
import { Authorization } from "../src/Authorization.js"
import * as BasicAuthorizer from "../src/BasicAuthorizer.js"
import * as NullAuthorizer from "../src/NullAuthorizer.js"
import * as RefreshTokenAuthorizer from "../src/RefreshTokenAuthorizer.js"
import * as TransferClient from "../src/transfer/TransferClient.js"
import { app, authClient, login, nativeApp, transferClient } from "./local.js"

const local = (options: Parameters<typeof Sandbox.layerInProcess>[0] = {}) => Sandbox.layerInProcess(options)

/** The variables that a program finds in its environment. */
const pointed = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.flatMap(Sandbox.Sandbox, ({ environment }) =>
    Effect.withConfigProvider(effect, ConfigProvider.fromMap(new Map(Object.entries(environment))))
  )

const alice = { username: "alice@example.org" }
const bob = { username: "bob@example.org" }

const tokenOf = (user: string) =>
  Effect.flatMap(Sandbox.Sandbox, ({ issueTokens }) =>
    Effect.map(issueTokens({ user, scopes: ["openid", "profile", "email"] }), ({ access_token }) =>
      Redacted.make(access_token)
    )
  )

describe("wiring", () => {
  it.scoped("distinct access tokens for two services: each client sends its own", () =>
    Effect.gen(function* () {
      const { auth, transfer } = yield* login()
      const Globus = Layer.mergeAll(
        AuthClient.layer().pipe(Layer.provide(AccessTokenAuthorizer.layer({ accessToken: auth.accessToken }))),
        TransferClient.layer().pipe(Layer.provide(AccessTokenAuthorizer.layer({ accessToken: transfer.accessToken })))
      )
      yield* Effect.gen(function* () {
        yield* Effect.flatMap(AuthClient.AuthClient, (client) => client.userinfo())
        yield* Effect.flatMap(TransferClient.TransferClient, (client) => client.taskList())
      }).pipe(Effect.provide(Globus), pointed)
      const journal = yield* Effect.flatMap(Sandbox.Sandbox, ({ journal }) => journal)
      expect(journal.map(({ service, tokenResourceServer }) => [service, tokenResourceServer])).toEqual([
        ["auth.globus.org", "auth.globus.org"],
        ["transfer.api.globus.org", "transfer.api.globus.org"]
      ])
    }).pipe(Effect.provide(local()))
  )

  it.scoped("refresh tokens for two services through one confidential app", () =>
    Effect.gen(function* () {
      const { auth, transfer } = yield* login()
      const { confidentialClient } = yield* Sandbox.Sandbox
      const App = ConfidentialAppAuthClient.layer({
        clientId: confidentialClient.id,
        clientSecret: confidentialClient.secret
      })
      const Globus = Layer.mergeAll(
        AuthClient.layer().pipe(Layer.provide(RefreshTokenAuthorizer.layer({ refreshToken: auth.refreshToken }))),
        TransferClient.layer().pipe(
          Layer.provide(RefreshTokenAuthorizer.layer({ refreshToken: transfer.refreshToken }))
        )
      ).pipe(Layer.provide(App))
      const name = yield* Effect.gen(function* () {
        const me = yield* Effect.flatMap(AuthClient.AuthClient, (client) => client.userinfo())
        yield* Effect.flatMap(TransferClient.TransferClient, (client) => client.taskList())
        return me.preferred_username
      }).pipe(Effect.provide(Globus), pointed)
      expect(name).toMatch(/@/)
      const journal = yield* Effect.flatMap(Sandbox.Sandbox, ({ journal }) => journal)
      expect(journal.filter(({ grantType }) => grantType === "refresh_token").map(({ clientId }) => clientId)).toEqual([
        confidentialClient.id,
        confidentialClient.id
      ])
    }).pipe(Effect.provide(local()))
  )

  it.scoped("both login clients supply AuthLoginClient, as the very same client", () =>
    Effect.gen(function* () {
      const confidential = yield* Effect.zip(AuthLoginClient, ConfidentialAppAuthClient.ConfidentialAppAuthClient).pipe(
        Effect.provide(app)
      )
      expect(confidential[0]).toBe(confidential[1])
      const native = yield* Effect.zip(AuthLoginClient, NativeAppAuthClient).pipe(Effect.provide(nativeApp))
      expect(native[0]).toBe(native[1])
    }).pipe(Effect.provide(local()))
  )

  it.scoped("a refresh token authorizer works through the native app as well", () =>
    Effect.gen(function* () {
      const { nativeClient } = yield* Sandbox.Sandbox
      const { transfer } = yield* login({ clientId: nativeClient.id })
      const own = yield* RefreshTokenAuthorizer.make({ refreshToken: transfer.refreshToken }).pipe(
        Effect.provide(nativeApp)
      )
      const client = yield* transferClient().pipe(Effect.provideService(Authorization, own))
      expect((yield* client.taskList()).DATA).toEqual([])
    }).pipe(Effect.provide(local()))
  )

  it.scoped(
    "one bearer authorizer for two clients stops at GlobusWrongResourceServer, with nothing sent to the second",
    () =>
      Effect.gen(function* () {
        const { auth } = yield* login()
        const both = Layer.mergeAll(AuthClient.layer(), TransferClient.layer()).pipe(
          Layer.provide(AccessTokenAuthorizer.layer({ accessToken: auth.accessToken }))
        )
        const error = yield* Effect.gen(function* () {
          yield* Effect.flatMap(AuthClient.AuthClient, (client) => client.userinfo())
          return yield* Effect.flip(Effect.flatMap(TransferClient.TransferClient, (client) => client.taskList()))
        }).pipe(Effect.provide(both), pointed)
        expect(error).toMatchObject({
          _tag: "GlobusWrongResourceServer",
          held: "auth.globus.org",
          asked: "transfer.api.globus.org"
        })
        const journal = yield* Effect.flatMap(Sandbox.Sandbox, ({ journal }) => journal)
        expect(journal.map(({ operation }) => operation)).toEqual(["userinfo"])
      }).pipe(Effect.provide(local()))
  )

  it.scoped("basic and none are pinned to no server", () =>
    Effect.forEach(
      [
        BasicAuthorizer.make({ clientId: "app", clientSecret: Redacted.make("a-secret-of-the-application") }),
        NullAuthorizer.make()
      ],
      (make) =>
        Effect.gen(function* () {
          const { header } = yield* make
          const [one, other] = yield* Effect.all([header("auth.globus.org"), header("transfer.api.globus.org")])
          expect(Option.map(other, Redacted.value)).toEqual(Option.map(one, Redacted.value))
        })
    )
  )

  it.scoped("layers are functions: given alice and bob in one program, each is served for themselves", () =>
    Effect.gen(function* () {
      const who = (accessToken: Redacted.Redacted) =>
        Effect.flatMap(AuthClient.AuthClient, (client) => client.userinfo()).pipe(
          Effect.map(({ preferred_username }) => preferred_username),
          Effect.provide(AuthClient.layer().pipe(Layer.provide(AccessTokenAuthorizer.layer({ accessToken })))),
          pointed
        )
      const aliceToken = yield* tokenOf(alice.username)
      const bobToken = yield* tokenOf(bob.username)
      expect(yield* Effect.all([who(aliceToken), who(bobToken)])).toEqual([alice.username, bob.username])
    }).pipe(Effect.provide(local({ users: [alice, bob] })))
  )

  it.scoped("two identities in one application are two values", () =>
    Effect.gen(function* () {
      const clientOf = (user: string) =>
        Effect.gen(function* () {
          const authorization = yield* AccessTokenAuthorizer.make({ accessToken: yield* tokenOf(user) })
          return yield* authClient().pipe(Effect.provideService(Authorization, authorization))
        })
      const ofAlice = yield* clientOf(alice.username)
      const ofBob = yield* clientOf(bob.username)
      expect((yield* ofBob.userinfo()).preferred_username).toBe(bob.username)
      expect((yield* ofAlice.userinfo()).preferred_username).toBe(alice.username)
    }).pipe(Effect.provide(local({ users: [alice, bob] })))
  )

  it.scoped("an authorizer whose layer is closed already says so, instead of failing in a riddle", () =>
    Effect.gen(function* () {
      const { transfer } = yield* login()
      const trap = yield* transferClient().pipe(
        Effect.provide(RefreshTokenAuthorizer.layer({ refreshToken: transfer.refreshToken })),
        Effect.provide(app)
      )
      const error = yield* Effect.flip(trap.taskList())
      expect(error).toMatchObject({ _tag: "GlobusUsageError", message: expect.stringContaining("scope is closed") })
    }).pipe(Effect.provide(local()))
  )
})
