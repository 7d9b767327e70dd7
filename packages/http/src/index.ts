/**
 * @since 0.1.0
 */

/**
 * The contract of an `HttpClient` that keeps deadlines itself.
 *
 * @since 0.1.0
 */
export * as DeadlineHttpClient from "./DeadlineHttpClient.js"
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
