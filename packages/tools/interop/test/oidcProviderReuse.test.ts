import type * as AuthClient from "@effect-globus/sdk/auth/AuthClient"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import { describe, expect, it } from "@effect/vitest"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import * as ForeignServer from "./ForeignServer.js"
import { authClient, authorizer, keeper, login } from "./userGrant.js"

/** Without the log, since refused renewals are expected here. */
const server = Effect.provide(
  Layer.mergeAll(ForeignServer.layer(), FetchHttpClient.layer, Logger.remove(Logger.defaultLogger))
)

/** The errors of 20 calls at once, which all fail. */
const refusals = (auth: AuthClient.AuthClient.Service) =>
  Effect.all(
    Array.from({ length: 20 }, () => Effect.flip(auth.userinfo())),
    { concurrency: "unbounded" }
  )

const loginRequired = { _tag: "GlobusLoginRequired", reason: "invalid_grant" }

describe("a refresh token that is used twice at oidc-provider (RFC 9700, section 4.14.2)", () => {
  for (const who of ["native", "confidential"] as const) {
    it.scopedLive(`${who}: the second program must log in and asks no more; the first loses its newest token too`, () =>
      Effect.gen(function* () {
        const grant = yield* login(who)
        const { onRefresh, refreshTokens } = yield* keeper
        const cache = yield* authorizer(grant, { onRefresh })
        const auth = yield* authClient(cache)
        yield* auth.userinfo()
        expect(yield* ForeignServer.tokenRequests).toBe(2)

        // Another program starts with the used refresh token.
        const late = yield* authClient(yield* authorizer(grant))
        expect(yield* Effect.flip(late.userinfo())).toMatchObject(loginRequired)
        expect(yield* ForeignServer.tokenRequests).toBe(3)
        for (const error of yield* refusals(late)) expect(error).toMatchObject(loginRequired)
        expect(yield* ForeignServer.tokenRequests).toBe(3)

        // The server cannot know who was first, so it ended the whole grant, including the access token.
        const events = yield* Effect.fork(Stream.runCollect(Stream.take(cache.events, 1)))
        for (const error of yield* refusals(auth)) expect(error).toMatchObject(loginRequired)
        expect(yield* ForeignServer.tokenRequests).toBe(4)
        expect(Chunk.toReadonlyArray(yield* Fiber.join(events))).toMatchObject([
          { cause: "401", outcome: "loginRequired", reason: "invalid_grant", nextAttempt: undefined }
        ])
        for (const error of yield* refusals(auth)) expect(error).toMatchObject(loginRequired)
        expect(yield* Effect.flip(cache.ensure("1 second"))).toMatchObject(loginRequired)
        expect(yield* cache.validFor("1 second")).toBe(false)
        expect(yield* ForeignServer.tokenRequests).toBe(4)

        const [newest = ""] = yield* refreshTokens
        const error = yield* Effect.flip(grant.client.oauth2RefreshToken({ refresh_token: Redacted.make(newest) }))
        expect(error).toMatchObject({ _tag: "GlobusInvalidRequest", status: 400, code: "invalid_grant" })
      }).pipe(server)
    )
  }

  it.scopedLive("a new login is a new grant and is not affected", () =>
    Effect.gen(function* () {
      const before = yield* login()
      yield* before.client.oauth2RefreshToken({ refresh_token: before.refresh_token })
      const auth = yield* authClient(yield* authorizer(yield* login()))
      yield* Effect.flip(before.client.oauth2RefreshToken({ refresh_token: before.refresh_token }))
      expect(yield* auth.userinfo()).toEqual(ForeignServer.account)
    }).pipe(server)
  )
})
