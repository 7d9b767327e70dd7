// Connections belong to the HttpClient layer: proxies, certificates, and what else undici can do.
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as Undici from "@effect/platform-node/Undici"
import * as Layer from "effect/Layer"
import { readFileSync } from "node:fs"

const over = (dispatcher: Undici.Dispatcher) =>
  NodeHttpClient.layerUndiciWithoutDispatcher.pipe(Layer.provide(Layer.succeed(NodeHttpClient.Dispatcher, dispatcher)))

// HTTP_PROXY, HTTPS_PROXY and NO_PROXY.
export const Proxied = () => over(new Undici.EnvHttpProxyAgent())

// Certificates of your own authority, instead of the system's.
export const OwnAuthority = (file: string) => over(new Undici.Agent({ connect: { ca: readFileSync(file) } }))
