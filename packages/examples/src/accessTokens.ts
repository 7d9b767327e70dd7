// Given access tokens, a separate one for each service.
import { AccessTokenAuthorizer, AuthClient, TransferClient } from "@effect-globus/sdk"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

const Globus = Layer.mergeAll(
  AuthClient.layer().pipe(
    Layer.provide(AccessTokenAuthorizer.layerConfig({ accessToken: Config.redacted("AUTH_TOKEN") }))
  ),
  TransferClient.layer().pipe(
    Layer.provide(AccessTokenAuthorizer.layerConfig({ accessToken: Config.redacted("TRANSFER_TOKEN") }))
  )
)

export const accessTokens = Effect.gen(function* () {
  const auth = yield* AuthClient.AuthClient
  const transfer = yield* TransferClient.TransferClient

  const me = yield* auth.userinfo()
  const mine = yield* transfer.endpointSearch({ filter_scope: "my-endpoints" })
  return `${me.preferred_username} has ${mine.DATA.length} collections`
}).pipe(Effect.provide(Globus))
