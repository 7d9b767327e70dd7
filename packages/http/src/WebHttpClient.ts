/**
 * An `HttpClient` over the runtime's own `fetch`: browsers, edge runtimes, Bun, Deno, and Node. It does less around a
 * request than the platform's `FetchHttpClient`, and uses the same services: `Fetch` and `RequestInit`. Interrupting a
 * request aborts it on the server.
 *
 * It follows no redirect and sets no deadline: that is the program's, by `Effect.timeout` or `DeadlineHttpClient`.
 *
 * @since 0.1.0
 */
import * as HttpClient from "@effect/platform/HttpClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { DeadlineHttpClient } from "./DeadlineHttpClient.js"
import { defaultMaxBodyBytes } from "./internal/client.js"
import * as client from "./internal/web/client.js"

/**
 * How bodies are held.
 *
 * @since 0.1.0
 * @category models
 */
export interface Options {
  /**
   * The longest body, in bytes, that `text`, `json` and the like collect in memory. A longer one is aborted, with a
   * `ResponseError`. Streams have no such limit. Default 256 MiB.
   */
  readonly maxBodyBytes?: number | undefined
}

/**
 * A client that uses `FetchHttpClient.Fetch` and `FetchHttpClient.RequestInit` from a request's context, or else from the
 * context that the client is made in. Without `Fetch` in either, it uses the global `fetch`.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (options: Options = {}): Effect.Effect<DeadlineHttpClient> =>
  Effect.map(Effect.context<never>(), (context) => client.make(context, options.maxBodyBytes ?? defaultMaxBodyBytes))

/**
 * A client for the whole program. Its connections belong to the runtime.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (options?: Options): Layer.Layer<HttpClient.HttpClient> =>
  Layer.effect(HttpClient.HttpClient, make(options))
