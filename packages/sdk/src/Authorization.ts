/**
 * What every client asks for: a header, and what to do when a service rejects it. Each authorizer is a layer that
 * supplies it; an application gives each client its own, since a Globus token is for one service.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import type { AuthorizationError, GlobusUsageError } from "./GlobusError.js"

/**
 * What every client asks for. Each authorizer's layer supplies it.
 *
 * @since 0.1.0
 * @category context
 */
export class Authorization extends Context.Tag("@effect-globus/sdk/Authorization")<
  Authorization,
  Authorization.Service
>() {}

/**
 * @since 0.1.0
 */
export declare namespace Authorization {
  /**
   * @since 0.1.0
   * @category models
   */
  export interface Service {
    /**
     * The value of the `Authorization` header for a call to this resource server; none for an anonymous call. A token
     * known to be another server's fails with `GlobusWrongResourceServer`, and nothing is sent. `GlobusUsageError` says that
     * the authorizer was set up in a way that cannot work.
     */
    readonly header: (
      resourceServer: string
    ) => Effect.Effect<Option.Option<Redacted.Redacted>, AuthorizationError | GlobusUsageError>
    /**
     * A service answered 401 to this very header. True: ask for `header` again and repeat the call once. Naming the
     * header keeps a late 401 for an old token from throwing away the new one.
     */
    readonly reject: (header: Redacted.Redacted) => Effect.Effect<boolean>
  }
}
