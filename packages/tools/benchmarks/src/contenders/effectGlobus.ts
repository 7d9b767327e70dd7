/**
 * `@effect-globus/sdk` as its README shows it, with everything on: authorization, a deadline for each attempt, retries,
 * checked answers, and requests that are aborted on interruption.
 */
import * as NativeAppAuthClient from "@effect-globus/sdk/auth/NativeAppAuthClient"
import * as RefreshTokenAuthorizer from "@effect-globus/sdk/RefreshTokenAuthorizer"
import * as TransferClient from "@effect-globus/sdk/transfer/TransferClient"
import * as UndiciHttpClient from "@effect-globus/http/UndiciHttpClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { resourceServer, taskId } from "../documents.js"
import { expiredToken } from "../server.js"
import type { Contender, Make, Surroundings } from "./Contender.js"
import { accessToken } from "./Contender.js"
import { calls, fixed } from "./globusCalls.js"
import * as program from "./program.js"

const twoDays = 172_800

interface Grant {
  readonly refreshToken: string
  readonly accessToken: string
  /** In seconds from now. */
  readonly expiresIn: number
}

const renewing = ({ baseUrl }: Surroundings, { accessToken, expiresIn, refreshToken }: Grant) =>
  RefreshTokenAuthorizer.layer({
    refreshToken: Redacted.make(refreshToken),
    accessToken: Redacted.make(accessToken),
    expiresAtSeconds: Math.floor(Date.now() / 1000) + expiresIn,
    resourceServer
  }).pipe(Layer.provide(NativeAppAuthClient.layer({ baseUrl, clientId: "5a3cbb4e-0000-4000-8000-000000000000" })))

/** Makes a new client each time, since its expired token can be used only once. */
const storm =
  (surroundings: Surroundings): NonNullable<Contender["storm"]> =>
  (calls, expiry) =>
    Effect.gen(function* () {
      const transfer = yield* TransferClient.make({ baseUrl: surroundings.baseUrl })
      return yield* Effect.forEach(Array.from({ length: calls }), () => transfer.getTask({ task_id: taskId }), {
        concurrency: "unbounded"
      })
    }).pipe(
      Effect.provide(
        renewing(surroundings, {
          // Not the refresh token of the other calls.
          refreshToken: `storm-of-${expiry}`,
          accessToken: expiredToken,
          expiresIn: expiry === "known" ? -60 : twoDays
        })
      ),
      Effect.provide(UndiciHttpClient.layer()),
      Effect.runPromise
    )

export const make: Make = (surroundings) =>
  program.contender(
    Layer.effect(program.Program, calls(surroundings)).pipe(
      Layer.provide(fixed),
      Layer.provide(UndiciHttpClient.layer())
    )
  )

export const makeRenewing: Make = (surroundings) =>
  program.contender(
    Layer.effect(program.Program, calls(surroundings)).pipe(
      Layer.provide(renewing(surroundings, { refreshToken: "a-refresh-token", accessToken, expiresIn: twoDays })),
      Layer.provide(UndiciHttpClient.layer())
    ),
    { storm: storm(surroundings) }
  )

export const makeTraced: Make = (surroundings) =>
  program.contender(
    Layer.effect(program.Program, calls(surroundings)).pipe(
      Layer.provide(fixed),
      Layer.provide(UndiciHttpClient.layer()),
      Layer.provideMerge(program.cheapTracer)
    )
  )
