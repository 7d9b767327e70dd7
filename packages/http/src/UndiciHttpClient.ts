/**
 * An `HttpClient` for Node over undici's `dispatch`. The body of an answer is collected as it arrives, so a small answer
 * needs no stream, no `AbortController` and no `URL` object. Interrupting a request aborts it on the server.
 *
 * It follows no redirect and asks for no content encoding. Undici's own timeouts for head and body are off: deadlines are
 * the program's, by `Effect.timeout` or `DeadlineHttpClient`.
 *
 * @since 0.1.0
 */
import * as HttpClient from "@effect/platform/HttpClient"
import * as Config from "effect/Config"
import type * as ConfigError from "effect/ConfigError"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Undici from "undici"
import type { DeadlineHttpClient } from "./DeadlineHttpClient.js"
import { tlsOptions } from "./internal/undici/certificates.js"
import * as client from "./internal/undici/client.js"
import { ownAgent, supported } from "./internal/undici/dispatcher.js"
import type { Proxies } from "./internal/undici/proxyAgent.js"
import { proxyAgent, readUri } from "./internal/undici/proxyAgent.js"

/**
 * How bodies are held.
 *
 * @since 0.1.0
 * @category models
 */
export interface Options {
  /**
   * The longest body, in bytes, that `text`, `json` and the like collect in memory. A longer one is aborted, with a
   * `ResponseError`. Streams have no such limit, but with `layerWithDispatcher` it also limits what may wait for the
   * reader of a stream. Default 256 MiB.
   */
  readonly maxBodyBytes?: number | undefined
  /** The bytes of a body that are taken off the connection before somebody reads them. Default 64 KiB. */
  readonly highWaterMark?: number | undefined
}

/**
 * Options of undici's `Agent` for connections that this package opens: `connections` per origin, `keepAliveTimeout`,
 * `connectTimeout` (milliseconds, default 10,000), `maxHeaderSize` and others.
 *
 * @since 0.1.0
 * @category models
 */
export type AgentOptions = Omit<Undici.Agent.Options, "connect" | "factory">

/**
 * Certificates, as PEM texts.
 *
 * @since 0.1.0
 * @category models
 */
export interface Certificates {
  /**
   * Authorities to trust beside those that Node trusts, each text with one certificate or more. (Before Node 22.15,
   * those of `NODE_EXTRA_CA_CERTS` are not trusted then.)
   */
  readonly ca?: string | ReadonlyArray<string> | undefined
  /** The client's own certificate, for servers that ask for one, with the chain above it. It needs `key`. */
  readonly cert?: string | undefined
  /** The private key of `cert`. */
  readonly key?: Redacted.Redacted | undefined
  /** The passphrase of an encrypted `key`. */
  readonly passphrase?: Redacted.Redacted | undefined
  /**
   * The name that every server's certificate must have. Without it, that is the host of the URL; for a server that is
   * reached by its address or through a tunnel, it is the name to ask for.
   */
  readonly servername?: string | undefined
}

/**
 * What the proxy asks for: a username and a password (Basic), or a token (Bearer).
 *
 * @since 0.1.0
 * @category models
 */
export type ProxyCredentials =
  | { readonly username: string; readonly password: Redacted.Redacted }
  | { readonly token: Redacted.Redacted }

/**
 * What connections through a proxy have beside its URL.
 *
 * @since 0.1.0
 * @category models
 */
export interface TunnelOptions extends Options {
  /** Without them, those in the URL of the proxy, if it has some. */
  readonly credentials?: ProxyCredentials | undefined
  /** For the servers behind the proxy. An `https:` proxy is trusted by the same `ca`, and gets no client certificate. */
  readonly certificates?: Certificates | undefined
  readonly agent?: AgentOptions | undefined
}

/**
 * A proxy, and the hosts that are reached without it.
 *
 * @since 0.1.0
 * @category models
 */
export interface ProxyOptions extends TunnelOptions {
  /** `http://host:port` or `https://host:port`, with `user:password@` in it or not. */
  readonly uri: string | URL | Redacted.Redacted
  /**
   * Hosts that are reached without the proxy, as in `NO_PROXY`: names, each for its subdomains too, with a port or not;
   * `*` is all.
   */
  readonly noProxy?: string | ReadonlyArray<string> | undefined
}

/**
 * A client over a dispatcher, which the caller closes. It throws on Bun, which has only a stand-in for undici.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (dispatcher: Undici.Dispatcher, options: Options = {}): DeadlineHttpClient =>
  client.make(supported(dispatcher), options, { isOwnAgent: false, writesHeaders: true })

/** A client over an agent that ends with the scope, and the requests on it with the agent. */
const scoped = <E>(
  agent: Effect.Effect<Undici.Dispatcher, E>,
  options: Options,
  surroundings: client.Surroundings
): Layer.Layer<HttpClient.HttpClient, E> =>
  Layer.scoped(
    HttpClient.HttpClient,
    Effect.map(
      Effect.acquireRelease(agent, (agent) => Effect.promise(() => agent.destroy())),
      (agent) => client.make(agent, options, surroundings)
    )
  )

/**
 * A client with connections of its own. They, and the requests on them, end with the layer's scope. `agent` is what
 * undici's `Agent` takes: certificates, connections per origin, how long idle ones are kept. On Bun, which has only a
 * stand-in for undici, building the layer is a defect that names the layer to use.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (
  options: Options & { readonly agent?: Undici.Agent.Options | undefined } = {}
): Layer.Layer<HttpClient.HttpClient> =>
  scoped(
    Effect.sync(() => ownAgent(Undici.Agent, options.agent)),
    options,
    // A factory of the program may make any dispatcher.
    options.agent?.factory === undefined
      ? { isOwnAgent: true, writesHeaders: false }
      : { isOwnAgent: false, writesHeaders: true }
  )

/**
 * `layer` for servers with certificates of a private authority, or servers that ask for a client certificate. What cannot
 * be read is a `ConfigError` when the layer is built. The error holds neither key nor passphrase.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerCertificates = (
  options: Certificates & Options & { readonly agent?: AgentOptions | undefined }
): Layer.Layer<HttpClient.HttpClient, ConfigError.ConfigError> =>
  scoped(
    Effect.map(
      Effect.suspend(() => tlsOptions(options)),
      ({ server }) => ownAgent(Undici.Agent, { ...options.agent, connect: { ...server } })
    ),
    options,
    { isOwnAgent: true, writesHeaders: false }
  )

const tunnels = (
  proxies: Effect.Effect<Omit<Proxies, "credentials">, ConfigError.ConfigError>,
  options: TunnelOptions
): Layer.Layer<HttpClient.HttpClient, ConfigError.ConfigError> =>
  scoped(
    Effect.gen(function* () {
      const tls = yield* tlsOptions(options.certificates ?? {})
      return proxyAgent({ ...(yield* proxies), credentials: options.credentials }, options.agent ?? {}, tls)
    }),
    options,
    { isOwnAgent: true, writesHeaders: true }
  )

/**
 * `layer` through a proxy. All requests go through a tunnel (`CONNECT`), those to `http:` URLs too, so the proxy sees host
 * and port of a request, and of an `https:` one nothing else.
 *
 * A `uri` that is no proxy's is a `ConfigError` when the layer is built; it does not tell the URL. A proxy that cannot be
 * reached, refuses the tunnel (407: it wants other credentials) or does not answer within `connectTimeout` is a
 * `RequestError` of each request.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerProxy = (options: ProxyOptions): Layer.Layer<HttpClient.HttpClient, ConfigError.ConfigError> => {
  const { noProxy = "", uri } = options
  const text = Redacted.isRedacted(uri) ? Redacted.value(uri) : String(uri)
  const except = typeof noProxy === "string" ? noProxy : noProxy.join(",")
  return tunnels(
    // Without one for https, that of http is for both.
    Effect.map(
      Effect.suspend(() => readUri("uri", text)),
      (http) => ({ http, https: "", except })
    ),
    options
  )
}

/** A variable in lower case, else in upper case; empty: it is not set. */
const variable = (name: string): Config.Config<string> =>
  Config.redacted(name).pipe(
    Config.orElse(() => Config.redacted(name.toUpperCase())),
    Config.map(Redacted.value),
    Config.withDefault("")
  )

const proxyVariable = (name: string): Config.Config<string> =>
  Config.mapOrFail(variable(name), (uri) => (uri === "" ? Either.right("") : readUri(name.toUpperCase(), uri)))

/**
 * `layerProxy`, with the proxies of `Config`, which by default are the variables that most programs know: `HTTPS_PROXY` for
 * `https:` URLs, `HTTP_PROXY` for `http:` URLs, and `NO_PROXY` for hosts that are reached without one. The names may be in
 * lower case, which comes first. Without `HTTPS_PROXY`, the proxy of `HTTP_PROXY` is for both. Without either, it is like
 * `layer`.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerProxyConfig = (
  options: TunnelOptions = {}
): Layer.Layer<HttpClient.HttpClient, ConfigError.ConfigError> =>
  tunnels(
    Config.all({
      http: proxyVariable("http_proxy"),
      https: proxyVariable("https_proxy"),
      except: variable("no_proxy")
    }),
    options
  )

/**
 * A client over a dispatcher of the program's: an agent with interceptors, a mock. The program closes it. Bodies are taken
 * off its connections before they are read: undici 7 can end the process where one has to wait.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerWithDispatcher = (
  dispatcher: Undici.Dispatcher,
  options?: Options
): Layer.Layer<HttpClient.HttpClient> => Layer.sync(HttpClient.HttpClient, () => make(dispatcher, options))
