/**
 * The two principals of a run. Each has a client of Transfer and one of Auth, so there are four token caches. The
 * person has refresh tokens and uses `@effect-globus/http`; the app has client credentials and uses `fetch`. Each cache
 * has its own client at Globus Auth, so that the sandbox can tell them apart.
 */
import { fingerprint } from "@effect-globus/sandbox/Journal"
import type { Options } from "@effect-globus/sandbox/Options"
import type * as Sandbox from "@effect-globus/sandbox/Sandbox"
import { resourceServer as authServer } from "@effect-globus/sdk/auth/AuthApi"
import * as AuthClient from "@effect-globus/sdk/auth/AuthClient"
import { AuthLoginClient } from "@effect-globus/sdk/auth/AuthLoginClient"
import * as ConfidentialAppAuthClient from "@effect-globus/sdk/auth/ConfidentialAppAuthClient"
import * as NativeAppAuthClient from "@effect-globus/sdk/auth/NativeAppAuthClient"
import type { TokenResponse } from "@effect-globus/sdk/auth/TokenResponse"
import { Authorization } from "@effect-globus/sdk/Authorization"
import * as ClientCredentialsAuthorizer from "@effect-globus/sdk/ClientCredentialsAuthorizer"
import type { ClientOptions } from "@effect-globus/sdk/ClientOptions"
import * as RefreshTokenAuthorizer from "@effect-globus/sdk/RefreshTokenAuthorizer"
import * as Retry from "@effect-globus/sdk/Retry"
import { resourceServer as transferServer } from "@effect-globus/sdk/transfer/TransferApi"
import * as TransferClient from "@effect-globus/sdk/transfer/TransferClient"
import * as UndiciHttpClient from "@effect-globus/http/UndiciHttpClient"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import * as Redacted from "effect/Redacted"
import * as Dice from "./Dice.js"
import type { Recorder } from "./Recorder.js"
import type { Cache, Settings } from "./RunRecord.js"

/** A principal: its identity at Globus, and its clients. */
export interface Principal {
  readonly name: string
  /** The UUID of its identity at Transfer. */
  readonly ownerId: string
  /** The expected answer of `userinfo`. */
  readonly identity: { readonly sub: string; readonly username: string }
  readonly transfer: TransferClient.TransferClient.Service
  readonly auth: AuthClient.AuthClient.Service
}

const transferScope = "urn:globus:auth:scope:transfer.api.globus.org:all"
const authScopes = ["openid", "profile", "email", "urn:globus:auth:scope:auth.globus.org:view_identities"]

/** The caches of a run. */
export interface Caches {
  readonly user: { readonly transfer: Cache; readonly auth: Cache }
  readonly app: { readonly transfer: Cache; readonly auth: Cache }
}

export const caches = (dice: Dice.Dice): Caches => {
  const of = (principal: string, service: string, resourceServer: string): Cache => {
    const name = `${principal}, ${service}`
    return { name, principal, resourceServer, clientId: Dice.uuid(dice, name) }
  }
  const both = (principal: string) => ({
    transfer: of(principal, "Transfer", transferServer),
    auth: of(principal, "Auth", authServer)
  })
  return { user: both("user"), app: both("app") }
}

const secretOf = (dice: Dice.Dice, { name }: Cache): Redacted.Redacted =>
  Redacted.make(`canary-${Dice.uuid(dice, name, "secret")}`)

/** The registered clients that the sandbox needs for these caches. The person's client for Auth has no secret. */
export const clients = (dice: Dice.Dice, { app, user }: Caches): NonNullable<Options["clients"]> => [
  ...[user.transfer, app.transfer, app.auth].map((cache) => ({
    id: cache.clientId,
    name: cache.name,
    secret: secretOf(dice, cache)
  })),
  { id: user.auth.clientId, name: user.auth.name }
]

/** Makes the person and the app, within a scope. Their long-lived secrets are returned for the laws. */
export const make = (
  sandbox: Sandbox.Sandbox.Service,
  dice: Dice.Dice,
  { app, user }: Caches,
  settings: Settings,
  recorder: Recorder
) =>
  Effect.gen(function* () {
    const { baseUrl } = sandbox
    const options: ClientOptions = {
      baseUrl,
      timeout: Duration.millis(settings.timeout),
      retry: Retry.schedule({
        maxRetries: settings.maxRetries,
        base: Duration.millis(100),
        maxDelay: Duration.seconds(1)
      })
    }

    /** Storing a token takes some time, which depends on the number of the renewal. */
    const renewing = (cache: Cache) => {
      let renewals = 0
      return {
        policy: settings.policy,
        onRefresh: (token: TokenResponse) =>
          Effect.suspend(() => Effect.sleep(Dice.between(dice.roll("storing", cache.name, renewals++), [0, 30]))).pipe(
            Effect.zipRight(recorder.stored(cache, fingerprint(Redacted.value(token.access_token))))
          )
      }
    }
    /** Uses only the upper half of random numbers, so that each pause after a failure is long enough to be noticed. */
    const withDraws =
      (cache: Cache) =>
      <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> => {
        const { leastDraw } = settings
        const draw = (index: number) => leastDraw + (1 - leastDraw) * dice.roll("draw", cache.name, index)
        const further = Array.from({ length: 200 }, (_, index) => draw(index + 1))
        return Effect.withRandom(effect, Random.fixed([draw(0), ...further]))
      }

    const refreshToken = (cache: Cache, scopes: string | ReadonlyArray<string>) =>
      Effect.map(sandbox.issueTokens({ scopes, clientId: cache.clientId, refreshTokens: true }), (tokens) =>
        Redacted.make(tokens.refresh_token ?? "")
      )
    const confidential = (cache: Cache) =>
      ConfidentialAppAuthClient.make({
        ...options,
        clientId: cache.clientId,
        clientSecret: secretOf(dice, cache)
      })

    const transferRefreshToken = yield* refreshToken(user.transfer, transferScope)
    const authRefreshToken = yield* refreshToken(user.auth, authScopes)
    const undici = yield* Layer.build(UndiciHttpClient.layer())
    const fetch = yield* Layer.build(FetchHttpClient.layer)

    const userTransfer = yield* RefreshTokenAuthorizer.make({
      refreshToken: transferRefreshToken,
      ...renewing(user.transfer)
    }).pipe(
      withDraws(user.transfer),
      Effect.provideServiceEffect(AuthLoginClient, confidential(user.transfer)),
      Effect.provide(undici)
    )
    const userAuth = yield* RefreshTokenAuthorizer.make({
      refreshToken: authRefreshToken,
      ...renewing(user.auth)
    }).pipe(
      withDraws(user.auth),
      Effect.provideServiceEffect(
        AuthLoginClient,
        NativeAppAuthClient.make({ ...options, clientId: user.auth.clientId })
      ),
      Effect.provide(undici)
    )
    const credentials = (cache: Cache, scopes: string | ReadonlyArray<string>) =>
      ClientCredentialsAuthorizer.make({ scopes, ...renewing(cache) }).pipe(
        withDraws(cache),
        Effect.provideServiceEffect(ConfidentialAppAuthClient.ConfidentialAppAuthClient, confidential(cache)),
        Effect.provide(fetch)
      )
    const appTransfer = yield* credentials(app.transfer, transferScope)
    const appAuth = yield* credentials(app.auth, authScopes)

    const [person] = sandbox.users
    const principals: readonly [Principal, Principal] = [
      {
        name: "user",
        ownerId: person.sub,
        identity: person,
        transfer: yield* TransferClient.make(options).pipe(
          Effect.provideService(Authorization, userTransfer),
          Effect.provide(undici)
        ),
        auth: yield* AuthClient.make(options).pipe(
          Effect.provideService(Authorization, userAuth),
          Effect.provide(undici)
        )
      },
      {
        name: "app",
        ownerId: app.transfer.clientId,
        identity: { sub: app.auth.clientId, username: `${app.auth.clientId}@clients.auth.globus.org` },
        transfer: yield* TransferClient.make(options).pipe(
          Effect.provideService(Authorization, appTransfer),
          Effect.provide(fetch)
        ),
        auth: yield* AuthClient.make(options).pipe(Effect.provideService(Authorization, appAuth), Effect.provide(fetch))
      }
    ]
    return {
      principals,
      secrets: [
        ...[transferRefreshToken, authRefreshToken].map(Redacted.value),
        ...[user.transfer, app.transfer, app.auth].flatMap((cache) => {
          const secret = Redacted.value(secretOf(dice, cache))
          return [secret, Buffer.from(`${cache.clientId}:${secret}`).toString("base64")]
        })
      ]
    }
  })
