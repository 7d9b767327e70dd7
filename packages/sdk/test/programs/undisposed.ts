/** A program that never disposes of its runtime: nothing of the token cache may keep the process alive. */
import * as NativeAppAuthClient from "@effect-globus/sdk/auth/NativeAppAuthClient"
import { Authorization } from "@effect-globus/sdk/Authorization"
import * as RefreshTokenAuthorizer from "@effect-globus/sdk/RefreshTokenAuthorizer"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Redacted from "effect/Redacted"
import { handlerClient } from "../handlerClient.js"

const token = {
  access_token: "token",
  token_type: "Bearer",
  expires_in: 172_800,
  resource_server: "transfer.api.globus.org",
  other_tokens: []
}

const runtime = ManagedRuntime.make(
  RefreshTokenAuthorizer.layer({ refreshToken: Redacted.make("a-grant-of-some-length") }).pipe(
    Layer.provide(NativeAppAuthClient.layer({ clientId: "app" })),
    Layer.provide(handlerClient(() => Response.json(token)))
  )
)

await runtime.runPromise(Effect.flatMap(Authorization, ({ header }) => header("transfer.api.globus.org")))
process.stdout.write("done")
