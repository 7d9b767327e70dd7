/** The layer of an authorizer that renews: one cache, as `Authorization` and under the authorizer's own tag. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { Authorization } from "../../Authorization.js"
import type { TokenCache } from "../../TokenCache.js"

export const renewingLayer = <Self, Service extends TokenCache, E, R>(
  tag: Context.Tag<Self, Service>,
  make: Effect.Effect<Service, E, R>
): Layer.Layer<Authorization | Self, E, Exclude<R, Scope.Scope>> =>
  Layer.scopedContext(Effect.map(make, (cache) => Context.make(Authorization, cache).pipe(Context.add(tag, cache))))
