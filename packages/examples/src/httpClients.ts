// Connections belong to the HttpClient layer: proxies, certificates, and what else undici can do.
import { UndiciHttpClient } from "@effect-globus/http"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { readFileSync } from "node:fs"
import { EnvHttpProxyAgent } from "undici"

// HTTP_PROXY, HTTPS_PROXY and NO_PROXY.
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

// Certificates of your own authority, instead of the system's.
export const OwnAuthority = (file: string) => UndiciHttpClient.layer({ agent: { connect: { ca: readFileSync(file) } } })
