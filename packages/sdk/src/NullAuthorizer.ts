/**
 * No authorization: calls go out without a header. For the few that Globus answers to anybody.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Authorization } from "./Authorization.js"

/**
 * No header for anybody; a 401 is final.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (): Effect.Effect<Authorization.Service> =>
  Effect.succeed({ header: () => Effect.succeedNone, reject: () => Effect.succeed(false) })

/**
 * `make` as a layer. It has no `layerConfig`, as there is nothing to be told.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (): Layer.Layer<Authorization> => Layer.effect(Authorization, make())
