/**
 * @since 0.1.0
 */

/**
 * What the clients share, for who makes one, or looks for what they can do.
 *
 * @since 0.1.0
 */
export * as LeanHttpClient from "./LeanHttpClient.js"
/**
 * A fast `HttpClient` for Node.
 *
 * @since 0.1.0
 */
export * as UndiciHttpClient from "./UndiciHttpClient.js"
/**
 * A fast `HttpClient` over `fetch`.
 *
 * @since 0.1.0
 */
export * as WebHttpClient from "./WebHttpClient.js"
