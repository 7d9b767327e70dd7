// Basic authorization: an app authenticates with its id and secret, and gets a token for itself.
import { ConfidentialAppAuthClient } from "@effect-globus/sdk"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"

const App = ConfidentialAppAuthClient.layerConfig({
  clientId: Config.string("CLIENT_ID"),
  clientSecret: Config.redacted("CLIENT_SECRET")
})

export const basicAuthorization = Effect.gen(function* () {
  const app = yield* ConfidentialAppAuthClient.ConfidentialAppAuthClient

  const tokens = yield* app.oauth2ClientCredentialsTokens({
    requested_scopes: "urn:globus:auth:scope:transfer.api.globus.org:all"
  })
  const seen = yield* app.oauth2TokenIntrospect({ token: tokens.access_token })
  return `${seen.username} holds a token for ${tokens.resource_server}`
}).pipe(Effect.provide(App))
