/**
 * What `@effect-globus/http` is in a bundle for browsers, by the condition `browser` of package.json. `UndiciHttpClient` is
 * left out: it needs modules of Node, and a bundler looks for them even when nobody uses it.
 */
export * as DeadlineHttpClient from "../DeadlineHttpClient.js"
export * as WebHttpClient from "../WebHttpClient.js"
