import * as AuthClient from "@effect-globus/sdk/auth/AuthClient"
import * as NativeAppAuthClient from "@effect-globus/sdk/auth/NativeAppAuthClient"
import * as RefreshTokenAuthorizer from "@effect-globus/sdk/RefreshTokenAuthorizer"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Ref from "effect/Ref"
import * as Stream from "effect/Stream"
import * as ForeignServer from "./ForeignServer.js"
import { authClient, authorizer, keeper, login } from "./userGrant.js"

const over = (options?: ForeignServer.ForeignServer.Options) =>
  Effect.provide(Layer.merge(ForeignServer.layer(options), FetchHttpClient.layer))

const userinfoRequests = Effect.flatMap(ForeignServer.ForeignServer, ({ count }) => count("GET /v2/oauth2/userinfo"))

/** Makes this many calls of userinfo at once. */
const together = (auth: AuthClient.AuthClient.Service, calls: number) =>
  Effect.all(
    Array.from({ length: calls }, () => auth.userinfo()),
    { concurrency: "unbounded" }
  )

describe("refreshing at oidc-provider, whose refresh tokens work once", () => {
  for (const who of ["native", "confidential"] as const) {
    it.scopedLive(`${who}: onRefresh has stored the rotated refresh token before the new access token is used`, () =>
      Effect.gen(function* () {
        const { count } = yield* ForeignServer.ForeignServer
        const user = yield* login(who)
        const { onRefresh, refreshTokens } = yield* keeper
        const usedWhileStoring = yield* Ref.make(-1)
        const cache = yield* authorizer(user, {
          onRefresh: (tokens) =>
            Effect.gen(function* () {
              yield* Effect.sleep("50 millis")
              yield* onRefresh(tokens)
              yield* Ref.set(usedWhileStoring, yield* count("GET /v2/oauth2/userinfo"))
            })
        })
        const auth = yield* authClient(cache)
        expect(yield* auth.userinfo()).toEqual(ForeignServer.account)
        expect(yield* Ref.get(usedWhileStoring)).toBe(0)
        expect(yield* ForeignServer.tokenRequests).toBe(2)
        const [rotated] = yield* refreshTokens
        expect(rotated).not.toBe(Redacted.value(user.refresh_token))
        // It is the refresh token that works from now on.
        const next = yield* user.client.oauth2RefreshToken({ refresh_token: Redacted.make(rotated ?? "") })
        expect(next.refresh_token).toBeDefined()
      }).pipe(over())
    )
  }

  it.live("with layers, as the README shows", () =>
    Effect.gen(function* () {
      const { baseUrl } = yield* ForeignServer.ForeignServer
      const { refresh_token } = yield* login()
      const Globus = AuthClient.layer({ baseUrl }).pipe(
        Layer.provide(RefreshTokenAuthorizer.layer({ refreshToken: refresh_token })),
        Layer.provide(NativeAppAuthClient.layer({ baseUrl, clientId: ForeignServer.native.id }))
      )
      const me = yield* Effect.provide(
        Effect.flatMap(AuthClient.AuthClient, (auth) => auth.userinfo()),
        Globus
      )
      expect(me).toEqual(ForeignServer.account)
    }).pipe(over())
  )

  it.scopedLive("64 callers at once make one token request", () =>
    Effect.gen(function* () {
      const auth = yield* authClient(yield* authorizer(yield* login()))
      const answers = yield* together(auth, 64)
      expect(answers).toEqual(answers.map(() => ForeignServer.account))
      expect(yield* ForeignServer.tokenRequests).toBe(2)
    }).pipe(over())
  )

  it.scopedLive(
    "64 calls with a token that the server has ended make one token request, and each is sent once more",
    () =>
      Effect.gen(function* () {
        const { endAccessTokens } = yield* ForeignServer.ForeignServer
        const auth = yield* authClient(yield* authorizer(yield* login()))
        yield* auth.userinfo()
        yield* endAccessTokens
        yield* together(auth, 64)
        expect(yield* ForeignServer.tokenRequests).toBe(3)
        expect(yield* userinfoRequests).toBeLessThanOrEqual(1 + 64 + 64)
      }).pipe(over())
  )

  it.scopedLive(
    "10 rotations in a row, ahead of time and under load: no call fails, and no refresh token is lost",
    () =>
      Effect.gen(function* () {
        const user = yield* login()
        const { onRefresh, refreshTokens } = yield* keeper
        const renewals = yield* Effect.scoped(
          Effect.gen(function* () {
            // A token is renewed after a fiftieth of its three seconds.
            const cache = yield* authorizer(user, { onRefresh, policy: { advisoryShare: 0.98, jitter: 0 } })
            const auth = yield* authClient(cache)
            yield* auth.userinfo()
            // It renews without any call.
            yield* Stream.runDrain(Stream.take(cache.events, 2))
            const calls = Effect.forever(together(auth, 8))
            return yield* Effect.raceFirst(Stream.runCollect(Stream.take(cache.events, 10)), calls)
          })
        )
        expect(Array.from(renewals, ({ outcome }) => outcome)).toEqual(Array.from(renewals, () => "renewed"))
        expect(yield* userinfoRequests).toBeGreaterThan(10)
        const all = yield* refreshTokens
        expect(all.length).toBeGreaterThan(10)
        expect(new Set([Redacted.value(user.refresh_token), ...all]).size).toBe(all.length + 1)
        // One for the login; all others are renewals.
        expect(yield* ForeignServer.tokenRequests).toBe(1 + all.length)
        // A restarted program continues with the last stored token.
        const stored = Redacted.make(all.at(-1) ?? "")
        const auth = yield* authClient(yield* authorizer({ ...user, refresh_token: stored }))
        expect(yield* auth.userinfo()).toEqual(ForeignServer.account)
      }).pipe(over({ accessTokenLife: 3 }))
  )

  it.scopedLive("the id token of a renewal is verified like that of a login", () =>
    Effect.gen(function* () {
      const { client, refresh_token } = yield* login("confidential")
      const { id_token = Redacted.make("") } = yield* client.oauth2RefreshToken({ refresh_token })
      expect((yield* client.verifyIdToken({ id_token })).sub).toBe(ForeignServer.account.sub)
    }).pipe(over())
  )
})

describe("a server that names no resource server", () => {
  it.scopedLive("its token belongs to the first service that asks, and is sent to no other", () =>
    Effect.gen(function* () {
      const cache = yield* authorizer(yield* login())
      const auth = yield* authClient(cache)
      yield* auth.userinfo()
      expect(yield* Effect.flip(cache.header("transfer.api.globus.org"))).toMatchObject({
        _tag: "GlobusWrongResourceServer",
        held: "auth.globus.org"
      })
    }).pipe(over())
  )

  it.scopedLive("`resourceServer` names its service, and no request is sent for another", () =>
    Effect.gen(function* () {
      const cache = yield* authorizer(yield* login(), { resourceServer: "transfer.api.globus.org" })
      const auth = yield* authClient(cache)
      expect(yield* Effect.flip(auth.userinfo())).toMatchObject({ _tag: "GlobusWrongResourceServer" })
      expect(yield* ForeignServer.tokenRequests).toBe(1)
      yield* cache.header("transfer.api.globus.org")
      expect(yield* ForeignServer.tokenRequests).toBe(2)
    }).pipe(over())
  )
})
