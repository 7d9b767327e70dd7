/**
 * The options that every client has, and the same from `Config`.
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
 * What a `Config` can hold of the options: addresses and times.
 *
 * @since 0.1.0
 * @category models
 */
export interface Settings {
  /** The deployment. Default: `GLOBUS_SDK_ENVIRONMENT`, else production. */
  readonly environment?: Environment | undefined
  /** Where the service is. Default: `GLOBUS_SDK_SERVICE_URL_<SERVICE>`, else the deployment's. */
  readonly baseUrl?: string | undefined
  /** The deadline of each attempt. Default: `GLOBUS_SDK_HTTP_TIMEOUT`, else 60 seconds. `Duration.infinity`: none. */
  readonly timeout?: Duration.DurationInput | undefined
}

/**
 * What only a program can say.
 *
 * @since 0.1.0
 * @category models
 */
export interface Behaviour {
  /**
   * The most bytes of an answer that are held in memory at once: a body that is collected, one item of a stream of items,
   * what stands around the items, one piece of a download. More is `GlobusAnswerTooLarge`, and is not asked for again.
   * Default: 268435456 (256 MiB), as the `HttpClient` layers have for bodies that they collect: the smaller one holds.
   * From 65536 to 536870888, the longest text that V8 can hold.
   */
  readonly maxHeldBytes?: number | undefined
  /** When a failed call is sent again. Default: `Retry.schedule()`. `Schedule.stop`: never. */
  readonly retry?: Schedule.Schedule<unknown, Retry.Failure> | undefined
  /**
   * Paces the requests of all clients that are given the same one: each attempt waits for its turn before its token is asked
   * for, and that wait is no part of its deadline. Make it once, by Effect's `RateLimiter.make`. Default: no limit.
   */
  readonly limit?: RateLimiter | undefined
  /** Names and versions that `X-Globus-Client-Info` lists after our own. */
  readonly products?: ReadonlyArray<{ readonly product: string; readonly version: string }> | undefined
  /** Your middleware around every attempt. The authorization is set inside of it, for this client's origin alone. */
  readonly transformClient?: ((client: HttpClient.HttpClient) => HttpClient.HttpClient) | undefined
  /**
   * `checked`, the default: an answer that is not as declared fails with `GlobusDecodeError`. `trusted`: a call gives what
   * the JSON gave, whatever that is, so the types are no more than what Globus says of itself: for the day on which a
   * service changes before this library does. Login clients check theirs in any case.
   */
  readonly answers?: "checked" | "trusted" | undefined
  /** Sends `traceparent` and `b3` headers to Globus. Default: false. */
  readonly tracePropagation?: boolean | undefined
}

/**
 * The last argument of every client's `make` and `layer`. A wrong one fails with `GlobusUsageError` there.
 *
 * @since 0.1.0
 * @category models
 */
export interface ClientOptions extends Settings, Behaviour {}

/**
 * The same options, the settings as `Config`.
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
 * Reads the settings. One that is not there is left out, so that its default holds.
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
