/** A user's grant at the foreign server, and our authorizers and clients that use it. */
import * as AuthClient from "@effect-globus/sdk/auth/AuthClient"
import { AuthLoginClient } from "@effect-globus/sdk/auth/AuthLoginClient"
import type { TokenResponse } from "@effect-globus/sdk/auth/TokenResponse"
import { Authorization } from "@effect-globus/sdk/Authorization"
import * as RefreshTokenAuthorizer from "@effect-globus/sdk/RefreshTokenAuthorizer"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Ref from "effect/Ref"
import { start, visit } from "./applications.js"
import { ForeignServer } from "./ForeignServer.js"

/** A user's refresh token and its application. The login makes one token request. */
export const login = (who: keyof typeof start = "native") =>
  Effect.gen(function* () {
    const { client, flow } = yield* start[who]
    const { refresh_token } = yield* flow.handleRedirect(yield* visit(flow))
    return refresh_token === undefined
      ? yield* Effect.dieMessage("The login gave no refresh token")
      : { client, refresh_token }
  })

export type Grant = Effect.Effect.Success<ReturnType<typeof login>>

export const authorizer = ({ client, refresh_token }: Grant, options: Partial<RefreshTokenAuthorizer.Options> = {}) =>
  Effect.provideService(
    RefreshTokenAuthorizer.make({ refreshToken: refresh_token, ...options }),
    AuthLoginClient,
    client
  )

/** A client of the foreign server's userinfo. */
export const authClient = (authorization: Authorization["Type"]) =>
  Effect.flatMap(ForeignServer, ({ baseUrl }) =>
    Effect.provideService(AuthClient.make({ baseUrl }), Authorization, authorization)
  )

/** An `onRefresh` that records the refresh tokens, oldest first. */
export const keeper = Effect.map(Ref.make<ReadonlyArray<string>>([]), (kept) => ({
  onRefresh: ({ refresh_token }: TokenResponse) =>
    Ref.update(kept, (before) => [...before, refresh_token === undefined ? "" : Redacted.value(refresh_token)]),
  refreshTokens: Ref.get(kept)
}))
