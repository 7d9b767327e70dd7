/**
 * Who makes a request: what the sandbox knows of the live token it came with. The middleware sets it before a handler
 * runs; a handler reads it by `yield* Caller`.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import type { Basis } from "./auth/Consents.js"

/**
 * @since 0.1.0
 * @category models
 */
export interface Principal {
  /** Identity UUID; empty for a request without a token. */
  readonly sub: string
  readonly username: string
  /** The client that obtained the token. */
  readonly clientId: string
  /** What its token is for; empty for a request without one. */
  readonly resourceServer: string
  readonly scopes: ReadonlyArray<string>
  /** Of a token that a service got for another token. */
  readonly basis?: Basis | undefined
}

/**
 * @since 0.1.0
 * @category context
 */
export class Caller extends Context.Reference<Caller>()("@effect-globus/sandbox/Caller", {
  defaultValue: (): Principal => ({ sub: "", username: "", clientId: "", resourceServer: "", scopes: [] })
}) {}
