// Refresh tokens for two services with one confidential app: the access tokens are renewed automatically.
import { AuthClient, ConfidentialAppAuthClient, RefreshTokenAuthorizer, TransferClient } from "@effect-globus/sdk"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

const App = ConfidentialAppAuthClient.layerConfig({
  clientId: Config.string("CLIENT_ID"),
  clientSecret: Config.redacted("CLIENT_SECRET")
})

const Globus = Layer.mergeAll(
  AuthClient.layer().pipe(
    Layer.provide(RefreshTokenAuthorizer.layerConfig({ refreshToken: Config.redacted("AUTH_REFRESH_TOKEN") }))
  ),
  TransferClient.layer().pipe(
    Layer.provide(RefreshTokenAuthorizer.layerConfig({ refreshToken: Config.redacted("TRANSFER_REFRESH_TOKEN") }))
  )
).pipe(Layer.provide(App))

export const refreshTokens = Effect.gen(function* () {
  const auth = yield* AuthClient.AuthClient
  const transfer = yield* TransferClient.TransferClient

  const me = yield* auth.userinfo()
  const tasks = yield* transfer.taskList({ limit: 10 })
  return `${me.preferred_username} has ${tasks.DATA.length} tasks so far`
}).pipe(Effect.provide(Globus))
