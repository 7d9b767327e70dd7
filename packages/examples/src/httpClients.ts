// The HttpClient layer configures connections: proxies, certificates, and other settings of undici.
import { UndiciHttpClient } from "@effect-globus/http"
import { readFileSync } from "node:fs"

// Uses HTTP_PROXY, HTTPS_PROXY and NO_PROXY.
export const Proxied = () => UndiciHttpClient.layerProxyConfig()

// Trusts your own certificate authority beside those that Node trusts.
export const OwnAuthority = (file: string) => UndiciHttpClient.layerCertificates({ ca: readFileSync(file, "utf8") })
