/**
 * What a route's declaration says in place of its resource server and scopes, where both depend on the path: each
 * collection is a resource server of its own.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"

/**
 * @since 0.1.0
 * @category models
 */
export interface Known {
  readonly service: string
  readonly scopes: ReadonlyArray<string>
  /** A browser that has no token is sent to the login page. */
  readonly sendsBrowsers: boolean
}

/**
 * Annotates an endpoint or a group: by the parameters of the path.
 *
 * @since 0.1.0
 * @category annotations
 */
export class ResourceServerOf extends Context.Tag("@effect-globus/sandbox/ResourceServerOf")<
  ResourceServerOf,
  (parameters: Readonly<Record<string, string | undefined>>) => Known
>() {}
