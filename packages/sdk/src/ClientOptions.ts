/**
 * The options that every client takes, directly or from `Config`.
 *
 * @since 0.1.0
 */
import type * as HttpClient from "@effect/platform/HttpClient"
import * as Config from "effect/Config"
import type * as ConfigError from "effect/ConfigError"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { RateLimiter } from "effect/RateLimiter"
import type * as Schedule from "effect/Schedule"
import type { Environment } from "./Environment.js"
import type * as Retry from "./Retry.js"

/**
 * The options that a `Config` can hold: addresses and times.
 *
 * @since 0.1.0
 * @category models
 */
export interface Settings {
  /** The deployment. Default: `GLOBUS_SDK_ENVIRONMENT`, else production. */
  readonly environment?: Environment | undefined
  /** The address of the service. Default: `GLOBUS_SDK_SERVICE_URL_<SERVICE>`, else the address in the deployment. */
  readonly baseUrl?: string | undefined
  /**
   * The deadline of each attempt. Default: `GLOBUS_SDK_HTTP_TIMEOUT`, else 60 seconds. `Duration.infinity`: no
   * deadline.
   */
  readonly timeout?: Duration.DurationInput | undefined
}

/**
 * The options that only code can give.
 *
 * @since 0.1.0
 * @category models
 */
export interface Behaviour {
  /**
   * The most bytes of an answer that may be in memory at once. The limit holds for a collected body, for one item of a
   * stream of items, for the text around the items, and for one chunk of a download. A longer answer fails with
   * `GlobusAnswerTooLarge`, and is not retried. Default: 268435456 (256 MiB). The `HttpClient` layers have a limit of
   * the same default for collected bodies, and the smaller limit holds. Allowed: 65536 to 536870888, the longest string
   * of V8.
   */
  readonly maxHeldBytes?: number | undefined
  /** When a failed call is sent again. Default: `Retry.schedule()`. `Retry.never`: never. */
  readonly retry?: Schedule.Schedule<unknown, Retry.Failure> | undefined
  /**
   * Paces the requests of all clients that are given the same one: each attempt waits for its turn before its token is asked
   * for, and that wait is no part of its deadline. Make it once, by Effect's `RateLimiter.make`. Default: no limit.
   */
  readonly limit?: RateLimiter | undefined
  /** Names and versions that `X-Globus-Client-Info` lists after those of the SDK. */
  readonly products?: ReadonlyArray<{ readonly product: string; readonly version: string }> | undefined
  /**
   * Your middleware around every attempt. The authorization is set inside the middleware, and only for the origin of
   * this client.
   */
  readonly transformClient?: ((client: HttpClient.HttpClient) => HttpClient.HttpClient) | undefined
  /**
   * `checked`, the default: an answer that does not match its declaration fails with `GlobusDecodeError`. `trusted`: a
   * call returns the parsed JSON without a check, so its type may be wrong. Use it if a service has changed and this
   * library has not followed yet. Login clients always check their answers.
   */
  readonly answers?: "checked" | "trusted" | undefined
  /** Sends `traceparent` and `b3` headers to Globus. Default: false. */
  readonly tracePropagation?: boolean | undefined
}

/**
 * The last argument of every client's `make` and `layer`, which fail with `GlobusUsageError` for a wrong option.
 *
 * @since 0.1.0
 * @category models
 */
export interface ClientOptions extends Settings, Behaviour {}

/**
 * The same options, with each setting as a `Config`.
 *
 * @since 0.1.0
 * @category models
 */
export type Configured = Behaviour & {
  readonly [K in keyof Settings]?: Config.Config<Exclude<Settings[K], undefined>> | undefined
}

const read = <A>(config: Config.Config<A> | undefined) =>
  config === undefined ? Effect.succeed(undefined) : Effect.map(Config.option(config), Option.getOrUndefined)

/**
 * Reads the settings. A missing setting keeps its default.
 *
 * @since 0.1.0
 * @category config
 */
export const fromConfig = (configured: Configured): Effect.Effect<ClientOptions, ConfigError.ConfigError> =>
  Effect.map(
    Effect.all({
      environment: read(configured.environment),
      baseUrl: read(configured.baseUrl),
      timeout: read(configured.timeout)
    }),
    (settings) => ({ ...configured, ...settings })
  )
