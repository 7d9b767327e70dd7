/**
 * @since 0.1.0
 */

/**
 * What the lean clients share, for who makes one, or looks for what they can do.
 *
 * @since 0.1.0
 */
export * as LeanHttpClient from "./LeanHttpClient.js"
/**
 * A fast `HttpClient` over `fetch`.
 *
 * @since 0.1.0
 */
export * as WebHttpClient from "./WebHttpClient.js"
