/** The routes of an API, with what the gate must know of each: all of it stands in the declaration. */
import * as Operation from "@effect-globus/sdk/Operation"
import * as HttpApi from "@effect/platform/HttpApi"
import type * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as HttpRouter from "@effect/platform/HttpRouter"
import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Body from "../Body.js"
import { ResourceServerOf } from "../ResourceServerOf.js"

/** A route, as its declaration has it. */
export interface Route {
  readonly _tag: "Route"
  readonly operation: string
  /** Its resource server. */
  readonly service: string | undefined
  /** Undefined: the route takes no token. Empty: every token of the resource server will do. */
  readonly scopes: ReadonlyArray<string> | undefined
  /** Who else may ask, other than with a token that has one of the scopes. */
  readonly callers: Operation.Callers["Type"]
  /** A browser that has no token is sent to the login page. */
  readonly sendsBrowsers: boolean
  /** Its handler takes the body piece by piece. */
  readonly isStreamed: boolean
}

export type RouteOf = Effect.Effect<Option.Option<Route>, never, HttpServerRequest.HttpServerRequest>

/** They depend on the declaration alone, and making them is a good part of a sandbox's start. */
const known = new WeakMap<object, RouteOf>()

/**
 * Finds the route of a request by the platform's own router, so that the two never disagree. Nothing is handled: the
 * routes found "fail" with what they are.
 */
export const routesOf = <Groups extends HttpApiGroup.HttpApiGroup.Any, E, R>(
  api: HttpApi.HttpApi<string, Groups, E, R>
): RouteOf => {
  const made = known.get(api)
  if (made !== undefined) return made
  const routes: Array<HttpRouter.Route<Route, never>> = []
  HttpApi.reflect(api, {
    onGroup: () => {},
    onEndpoint: ({ endpoint, mergedAnnotations }) => {
      const route: Route = {
        _tag: "Route",
        operation: endpoint.name,
        service: Option.getOrUndefined(Context.getOption(mergedAnnotations, Operation.ResourceServer)),
        scopes: Option.getOrUndefined(Context.getOption(mergedAnnotations, Operation.Scopes)),
        callers: Context.get(mergedAnnotations, Operation.Callers),
        sendsBrowsers: false,
        isStreamed: Option.isSome(Context.getOption(mergedAnnotations, Body.IsStreamed))
      }
      const found = Option.match(Context.getOption(mergedAnnotations, ResourceServerOf), {
        onNone: () => Effect.fail(route),
        onSome: (known) =>
          Effect.flatMap(HttpRouter.params, (parameters) => Effect.fail({ ...route, ...known(parameters) }))
      })
      routes.push(HttpRouter.makeRoute(endpoint.method, endpoint.path, found))
    }
  })
  const routeOf = HttpRouter.fromIterable(routes).pipe(
    Effect.match({
      onFailure: (found) => (found._tag === "Route" ? Option.some(found) : Option.none()),
      onSuccess: () => Option.none<Route>()
    })
  )
  known.set(api, routeOf)
  return routeOf
}
