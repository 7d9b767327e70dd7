// Connections belong to the HttpClient layer: proxies, certificates, and what else undici can do.
import { UndiciHttpClient } from "@effect-globus/http"
import { readFileSync } from "node:fs"

// HTTP_PROXY, HTTPS_PROXY and NO_PROXY.
export const Proxied = () => UndiciHttpClient.layerProxyConfig()

// Certificates of your own authority, beside those that Node trusts.
export const OwnAuthority = (file: string) => UndiciHttpClient.layerCertificates({ ca: readFileSync(file, "utf8") })
