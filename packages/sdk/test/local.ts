/** The in-process sandbox, an app of it, and authorizers with its tokens. */
import * as Sandbox from "@effect-globus/sandbox/Sandbox"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as AuthClient from "../src/auth/AuthClient.js"
import * as ConfidentialAppAuthClient from "../src/auth/ConfidentialAppAuthClient.js"
import * as NativeAppAuthClient from "../src/auth/NativeAppAuthClient.js"
import * as RefreshTokenAuthorizer from "../src/RefreshTokenAuthorizer.js"
import * as TransferClient from "../src/transfer/TransferClient.js"

export const transferScope = "urn:globus:auth:scope:transfer.api.globus.org:all"

// Without `openid`: making a key to sign id tokens takes longer than all else.
export const scopes = ["profile", "email", transferScope]

/** The sandbox's confidential app. */
export const app = Layer.unwrapEffect(
  Effect.map(Sandbox.Sandbox, ({ baseUrl, confidentialClient }) =>
    ConfidentialAppAuthClient.layer({
      baseUrl,
      clientId: confidentialClient.id,
      clientSecret: confidentialClient.secret
    })
  )
)

/** The sandbox's native app. */
export const nativeApp = Layer.unwrapEffect(
  Effect.map(Sandbox.Sandbox, ({ baseUrl, nativeClient }) =>
    NativeAppAuthClient.layer({ baseUrl, clientId: nativeClient.id })
  )
)

export const authClient = (options: Parameters<typeof AuthClient.make>[0] = {}) =>
  Effect.flatMap(Sandbox.Sandbox, ({ baseUrl }) => AuthClient.make({ baseUrl, ...options }))

export const transferClient = (options: Parameters<typeof TransferClient.make>[0] = {}) =>
  Effect.flatMap(Sandbox.Sandbox, ({ baseUrl }) => TransferClient.make({ baseUrl, ...options }))

/** A login's tokens for Auth and for Transfer. */
export const login = (options: { readonly clientId?: string; readonly refreshTokens?: boolean } = {}) =>
  Effect.gen(function* () {
    const sandbox = yield* Sandbox.Sandbox
    const auth = yield* sandbox.issueTokens({ scopes, refreshTokens: true, ...options })
    const [transfer] = auth.other_tokens
    if (transfer === undefined) return yield* Effect.dieMessage("no token for Transfer")
    const redact = (text: string | undefined) => Redacted.make(text ?? "")
    return {
      auth: { accessToken: redact(auth.access_token), refreshToken: redact(auth.refresh_token) },
      transfer: { accessToken: redact(transfer.access_token), refreshToken: redact(transfer.refresh_token) }
    }
  })

/** A user's authorizer for Transfer, through the confidential app. */
export const authorizer = (options: Partial<RefreshTokenAuthorizer.Options> = {}) =>
  Effect.gen(function* () {
    const { transfer } = yield* login()
    return yield* RefreshTokenAuthorizer.make({ refreshToken: transfer.refreshToken, ...options })
  }).pipe(Effect.provide(app))

/** How many renewals the sandbox has granted, and how many it was asked for. */
export const renewals = Effect.map(
  Effect.flatMap(Sandbox.Sandbox, ({ journal }) => journal),
  (entries) => {
    const asked = entries.filter(({ grantType }) => grantType === "refresh_token")
    return { asked: asked.length, granted: asked.filter(({ status }) => status === 200).length }
  }
)

/** How often an operation was asked for. */
export const asked = (operation: string) =>
  Effect.map(
    Effect.flatMap(Sandbox.Sandbox, ({ journal }) => journal),
    (entries) => entries.filter((entry) => entry.operation === operation).length
  )
