/** An agent whose connections go through proxies. All of them are connections of `connector`, those without a proxy too. */
import * as ConfigError from "effect/ConfigError"
import * as Either from "effect/Either"
import * as Redacted from "effect/Redacted"
import * as Undici from "undici"
import type { TlsOptions } from "./certificates.js"
import { connector } from "./connector.js"
import { supported } from "./dispatcher.js"

/** A user's name and password (Basic), or a token (Bearer). Documented where it is public. */
export type Credentials =
  | { readonly username: string; readonly password: Redacted.Redacted }
  | { readonly token: Redacted.Redacted }

/** The proxies, each by its URL; an empty text is none. */
export interface Proxies {
  readonly http: string
  readonly https: string
  /** Hosts that are reached without a proxy. */
  readonly except: string
  readonly credentials: Credentials | undefined
}

/** How long the proxy may take to open a tunnel, in milliseconds: undici's default for a connection. */
const defaultConnectTimeout = 10_000

/** The URL of a proxy, if it is one. What is wrong with it is told without it: it may hold a password. */
export const readUri = (name: string, uri: string): Either.Either<string, ConfigError.ConfigError> => {
  const invalid = (why: string) => Either.left(ConfigError.InvalidData([name], why))
  if (!URL.canParse(uri)) return invalid("It is not a URL, such as http://proxy.example:3128")
  const { password, protocol, username } = new URL(uri)
  if (protocol !== "http:" && protocol !== "https:") {
    return invalid("The URL of a proxy begins with http:// or https://, such as http://proxy.example:3128")
  }
  if ((username === "") !== (password === "")) return invalid("A username needs a password, and a password a username")
  try {
    decodeURIComponent(username + password)
  } catch {
    return invalid("The username or the password is not percent-encoded")
  }
  return Either.right(uri)
}

const authorization = (credentials: Credentials): string =>
  "token" in credentials
    ? `Bearer ${Redacted.value(credentials.token)}`
    : `Basic ${Buffer.from(`${credentials.username}:${Redacted.value(credentials.password)}`).toString("base64")}`

export const proxyAgent = (
  { credentials, except, http, https }: Proxies,
  options: Omit<Undici.Agent.Options, "connect" | "factory">,
  tls: { readonly server: TlsOptions; readonly proxy: TlsOptions }
): Undici.EnvHttpProxyAgent => {
  const timeout = options.connectTimeout ?? defaultConnectTimeout
  return supported(
    // Each text that is given, also an empty one, stands for the environment's.
    new Undici.EnvHttpProxyAgent({
      ...options,
      httpProxy: http,
      httpsProxy: https,
      noProxy: except,
      ...(credentials !== undefined && { token: authorization(credentials) }),
      connect: { ...tls.server },
      requestTls: { ...tls.server, timeout },
      proxyTls: { ...tls.proxy, timeout },
      // The connections to servers: through a tunnel, which `connect` is then, or without a proxy.
      factory: (origin: string | URL, options: Undici.Agent.Options) =>
        new Undici.Pool(origin, { ...options, connect: connector(options) }),
      // The connections to the proxy. Its answer to CONNECT would have 300 s.
      clientFactory: (origin: URL, options: Undici.Pool.Options) =>
        new Undici.Pool(origin, { ...options, headersTimeout: timeout })
    })
  )
}
