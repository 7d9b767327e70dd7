// The HttpClient layer configures connections: proxies, certificates, and other settings of undici.
import { UndiciHttpClient } from "@effect-globus/http"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { readFileSync } from "node:fs"
import { EnvHttpProxyAgent } from "undici"

// Uses HTTP_PROXY, HTTPS_PROXY and NO_PROXY.
export const Proxied = () =>
  Layer.unwrapScoped(
    Effect.map(
      Effect.acquireRelease(
        Effect.sync(() => new EnvHttpProxyAgent()),
        (agent) => Effect.promise(() => agent.destroy())
      ),
      (agent) => UndiciHttpClient.layerWithDispatcher(agent)
    )
  )

// Trusts your own certificate authority instead of those of the system.
export const OwnAuthority = (file: string) => UndiciHttpClient.layer({ agent: { connect: { ca: readFileSync(file) } } })
