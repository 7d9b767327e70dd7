// Lists the collections that your app can see. Its tokens are renewed automatically.
import { ClientCredentialsAuthorizer, ConfidentialAppAuthClient, TransferClient } from "@effect-globus/sdk"
import { UndiciHttpClient } from "@effect-globus/http"
import * as Config from "effect/Config"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

const App = ConfidentialAppAuthClient.layerConfig({
  clientId: Config.string("CLIENT_ID"),
  clientSecret: Config.redacted("CLIENT_SECRET")
})

const Globus = TransferClient.layer().pipe(
  Layer.provide(ClientCredentialsAuthorizer.layer({ scopes: "urn:globus:auth:scope:transfer.api.globus.org:all" })),
  Layer.provide(App),
  Layer.provide(UndiciHttpClient.layer())
)

const program = Effect.gen(function* () {
  const transfer = yield* TransferClient.TransferClient
  const found = yield* transfer.endpointSearch({ filter_fulltext: "Data" })
  for (const { display_name, id } of found.DATA) yield* Console.log(`${id}  ${display_name}`)
})

await Effect.runPromise(Effect.provide(program, Globus))
