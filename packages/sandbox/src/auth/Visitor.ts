/**
 * The person at the browser, who is asked at the authorize page: a test says beforehand what the answer is.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Ref from "effect/Ref"

/**
 * @since 0.1.0
 * @category models
 */
export type Decision =
  | {
      readonly _tag: "Approve"
      /** The identity's UUID. */
      readonly sub: string
    }
  | {
      readonly _tag: "Refuse"
      /** RFC 6749, section 4.1.2.1. */
      readonly error: string
      readonly description: string
    }

/**
 * A refusal. `access_denied` is OAuth's word for it; what Globus says was not seen: a guess.
 *
 * @since 0.1.0
 * @category constructors
 */
export const refusal = (error = "access_denied", description = "The user refused"): Decision => ({
  _tag: "Refuse",
  error,
  description
})

/**
 * @since 0.1.0
 * @category services
 */
export class Visitor extends Context.Tag("@effect-globus/sandbox/auth/Visitor")<Visitor, Visitor.Service>() {}

/**
 * @since 0.1.0
 */
export declare namespace Visitor {
  /**
   * @since 0.1.0
   * @category services
   */
  export interface Service {
    readonly decision: Effect.Effect<Decision>
    readonly decide: (decision: Decision) => Effect.Effect<void>
  }
}

/**
 * @since 0.1.0
 * @category layers
 */
export const layer = (first: Decision): Layer.Layer<Visitor> =>
  Layer.effect(
    Visitor,
    Effect.map(Ref.make(first), (decision) => ({
      decision: Ref.get(decision),
      decide: (next) => Ref.set(decision, next)
    }))
  )
