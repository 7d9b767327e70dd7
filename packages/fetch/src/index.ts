/**
 * @since 0.1.0
 */

/**
 * A fast `HttpClient` over `fetch`.
 *
 * @since 0.1.0
 */
export * as WebHttpClient from "./WebHttpClient.js"
