/**
 * The addresses of the services: Globus deployments by name, and the `GLOBUS_SDK_*` variables that the Python SDK and
 * the Globus CLI also read. The variables are read through Effect's `Config`.
 *
 * @since 0.1.0
 * @see https://globus-sdk-python.readthedocs.io/en/stable/config.html
 */
import * as Config from "effect/Config"
import * as ConfigError from "effect/ConfigError"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import { GlobusUsageError } from "./GlobusError.js"
import { checkBaseUrl } from "./internal/wire/checkBaseUrl.js"

const domains = {
  production: "globus.org",
  preview: "preview.globus.org",
  sandbox: "sandbox.globuscs.info",
  integration: "integration.globuscs.info",
  test: "test.globuscs.info",
  staging: "staging.globuscs.info"
} as const

/**
 * A Globus deployment. Most programs use `production`.
 *
 * @since 0.1.0
 * @category models
 */
export type Environment = keyof typeof domains

/**
 * A service with its own address.
 *
 * @since 0.1.0
 * @category models
 */
export type Service = "auth" | "app" | "transfer" | "groups" | "search" | "flows" | "timer" | "compute"

const isEnvironment = (name: string): name is Environment => Object.hasOwn(domains, name)

/**
 * The base URL of a service, with `/` at its end.
 *
 * @since 0.1.0
 * @category conversions
 */
export const serviceUrl = (service: Service, environment: Environment = "production"): string => {
  switch (service) {
    case "auth":
    case "app":
      return `https://${service}.${domains[environment]}/`
    case "flows":
    case "timer":
      return `https://${environment === "production" ? "" : `${environment}.`}${service}.automate.globus.org/`
    default:
      return `https://${service}.api.${domains[environment]}/`
  }
}

const knownEnvironments = Object.keys(domains).join(", ")

const unknownEnvironment = (name: string) => `"${name}" is not a Globus environment: use one of ${knownEnvironments}`

// An empty variable counts as unset, as in the Python SDK.
const variable = (name: string): Config.Config<Option.Option<string>> =>
  Config.option(Config.string(name)).pipe(Config.map(Option.filter((text) => text !== "")))

const invalid = (name: string, message: string) => Either.left(ConfigError.InvalidData([name], `${name}: ${message}`))

/**
 * `GLOBUS_SDK_ENVIRONMENT`. Default: `production`. Fails for an unknown name.
 *
 * @since 0.1.0
 * @category config
 */
export const environment: Config.Config<Environment> = variable("GLOBUS_SDK_ENVIRONMENT").pipe(
  Config.mapOrFail((name) => {
    const value = Option.getOrElse(name, () => "production")
    return isEnvironment(value) ? Either.right(value) : invalid("GLOBUS_SDK_ENVIRONMENT", unknownEnvironment(value))
  })
)

/**
 * `GLOBUS_SDK_HTTP_TIMEOUT`, in seconds. Default: 60. -1 means no timeout, and gives `Option.none()`.
 *
 * @since 0.1.0
 * @category config
 */
export const httpTimeout: Config.Config<Option.Option<Duration.Duration>> = variable("GLOBUS_SDK_HTTP_TIMEOUT").pipe(
  Config.mapOrFail((text) => {
    const seconds = Option.match(text, { onNone: () => 60, onSome: Number })
    if (seconds === -1) return Either.right(Option.none())
    return Number.isFinite(seconds) && seconds > 0
      ? Either.right(Option.some(Duration.seconds(seconds)))
      : invalid("GLOBUS_SDK_HTTP_TIMEOUT", "give a number of seconds above 0, or -1 for no timeout")
  })
)

/**
 * `GLOBUS_SDK_VERIFY_SSL`. The `HttpClient` layer decides about certificates, so this SDK cannot follow the variable.
 * It accepts an unset or true variable, and fails for any other value rather than silently ignore the setting.
 *
 * @since 0.1.0
 * @category config
 */
export const verifySsl: Config.Config<true> = Config.option(Config.string("GLOBUS_SDK_VERIFY_SSL")).pipe(
  Config.mapOrFail((text) =>
    Option.isNone(text) || /^(|y|yes|t|true|on|1)$/i.test(text.value)
      ? Either.right(true as const)
      : invalid(
          "GLOBUS_SDK_VERIFY_SSL",
          "this SDK leaves certificates to the HttpClient layer: unset the variable, and configure that layer's TLS " +
            "(for Node, NODE_EXTRA_CA_CERTS=<file> trusts a CA of your own)"
        )
  )
)

/**
 * The base URL of a service, without a trailing slash: the `baseUrl` option, else `GLOBUS_SDK_SERVICE_URL_<SERVICE>`,
 * else the address in the environment (the `environment` option, else `GLOBUS_SDK_ENVIRONMENT`).
 *
 * @since 0.1.0
 * @category constructors
 */
export const baseUrl = (
  service: Service,
  options: { readonly baseUrl?: string | undefined; readonly environment?: Environment | undefined }
): Effect.Effect<string, GlobusUsageError | ConfigError.ConfigError> =>
  Effect.gen(function* () {
    if (options.baseUrl !== undefined) return yield* checkBaseUrl("baseUrl", options.baseUrl)
    const name = `GLOBUS_SDK_SERVICE_URL_${service.toUpperCase()}`
    const override = yield* variable(name)
    if (Option.isSome(override)) return yield* checkBaseUrl(name, override.value)
    const chosen = options.environment ?? (yield* environment)
    // The type forbids it, but JavaScript callers are not checked.
    if (!isEnvironment(chosen)) {
      return yield* new GlobusUsageError({ field: "environment", message: unknownEnvironment(String(chosen)) })
    }
    return yield* checkBaseUrl(service, serviceUrl(service, chosen))
  })
