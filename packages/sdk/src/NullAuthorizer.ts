/**
 * No authorization: calls go out without a header. For the few that Globus answers to anybody.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Authorization } from "./Authorization.js"
import { neverWaits } from "./internal/wire/headerWithin.js"

/**
 * No header for anybody; a 401 is final.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (): Effect.Effect<Authorization.Service> =>
  Effect.sync(() => neverWaits({ header: () => Effect.succeedNone, reject: () => Effect.succeed(false) }))

/**
 * `make` as a layer.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (): Layer.Layer<Authorization> => Layer.effect(Authorization, make())

/**
 * The same as `layer`: there is nothing to be read from `Config`. It is here so that a program can choose any authorizer
 * in the same way.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerConfig = (): Layer.Layer<Authorization> => layer()
