/**
 * What every request passes, whichever service it is for. It is written into the journal, may be made to fail, must come from
 * a caller that may ask for the operation, and gets the service's own words where the platform would answer by itself. All
 * that the gate knows of an operation stands in its declaration.
 *
 * @since 0.1.0
 */
import type * as HttpApi from "@effect/platform/HttpApi"
import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import type * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import type * as HttpApp from "@effect/platform/HttpApp"
import * as HttpMethod from "@effect/platform/HttpMethod"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type { Directory } from "./auth/Directory.js"
import type { Grants } from "./auth/Grants.js"
import * as Body from "./Body.js"
import { Caller } from "./Caller.js"
import { Connection, dropped } from "./Connection.js"
import * as Cors from "./Cors.js"
import { toResponse } from "./Failure.js"
import { Faults } from "./Faults.js"
import { admit, nobody } from "./gate/Admission.js"
import { explain } from "./gate/Explanation.js"
import { failing } from "./gate/FaultAnswer.js"
import { asksByForm, identify, shownQuery } from "./gate/Identity.js"
import { routesOf } from "./gate/Route.js"
import type { Arrival } from "./Journal.js"
import { Journal } from "./Journal.js"

/**
 * @since 0.1.0
 * @category options
 */
export interface GateOptions {
  /** Whether browser programs of other origins may call the API. Default: true. */
  readonly cors?: boolean | undefined
  /** In bytes, for bodies of callers that the gate admits. Default: 10 MiB. */
  readonly maxBodySize?: number | undefined
}

/** The middleware of an API. */
const make = <Groups extends HttpApiGroup.HttpApiGroup.Any, E, R>(
  api: HttpApi.HttpApi<string, Groups, E, R>,
  { cors = true, maxBodySize = Body.defaultLimit }: GateOptions
) =>
  Effect.gen(function* () {
    const routeOf = routesOf(api)
    const connection = yield* Connection
    const faults = yield* Faults
    const journal = yield* Journal
    const services = yield* Effect.context<Connection | Directory | Grants>()

    /** The request with its body read. Interruptible: its sender may go away. */
    const whole = (request: HttpServerRequest.HttpServerRequest, limit: number) =>
      Body.read(connection.body(request), { announced: request.headers["content-length"], limit }).pipe(
        Effect.map((body) => Body.provide(request, body)),
        Effect.interruptible
      )

    return (app: HttpApp.Default): HttpApp.Default =>
      Effect.gen(function* () {
        const request = yield* HttpServerRequest.HttpServerRequest
        const { method } = request
        // As it was sent: a URL would fold dots and take "//" for a host.
        const [path = "", ...rest] = request.url.split("?")
        const route = yield* routeOf
        const { operation, service } = Option.getOrElse(route, () => ({ operation: undefined, service: undefined }))

        // Identity: the journal says which client asks, and that may stand in the form.
        const form =
          asksByForm(route) && HttpMethod.hasBody(method)
            ? yield* Effect.exit(whole(request, Body.strangersLimit))
            : undefined
        const identified =
          form === undefined
            ? request
            : Exit.match(form, { onSuccess: (read) => read, onFailure: () => Body.provide(request, new Uint8Array()) })
        const { bearer, ...caller } = yield* identify(identified, route)

        // Journal.
        const arrival: Arrival = { method, path, query: shownQuery(rest.join("?")), operation, service, ...caller }
        const note = yield* journal.open(arrival)

        // Admission, then the handler.
        const principal = Option.match(route, {
          onNone: () => Effect.succeed(nobody),
          onSome: (route) => admit(route, path, bearer)
        })
        const asked = Effect.flatMap(principal, (principal) => {
          const isRead = Option.exists(route, ({ isStreamed }) => !isStreamed) && HttpMethod.hasBody(method)
          const limit = principal === nobody ? Math.min(Body.strangersLimit, maxBodySize) : maxBodySize
          return Effect.flatMap(form ?? (isRead ? whole(request, limit) : Effect.succeed(request)), (request) =>
            app.pipe(
              Effect.provideService(Caller, principal),
              Effect.provideService(HttpServerRequest.HttpServerRequest, request)
            )
          )
        })
        const isPreflight = cors && Cors.isPreflight(request)
        const handled: HttpApp.Default<never, Connection | Directory | Grants> = (
          isPreflight ? Effect.sync(() => Cors.preflight(request)) : asked
        ).pipe(
          Effect.catchAllCause((cause) => {
            if (Cause.isInterrupted(cause)) return Effect.failCause(Cause.stripFailures(cause))
            return Effect.flatMap(explain(Cause.squash(cause), { method, path }, route), (failure) =>
              Effect.as(
                failure.status === 500
                  ? Effect.logError(`The sandbox failed at ${method} ${path}`, cause)
                  : Effect.void,
                toResponse(failure)
              )
            )
          })
        )

        // Faults.
        const fault = yield* faults.take(arrival)
        if (Option.isSome(fault)) yield* note({ fault: true, faultName: fault.value.name })
        const response = yield* Effect.onInterrupt(
          Option.match(fault, {
            onNone: () => handled,
            onSome: (fault) => failing(fault, request, path, service, handled)
          }),
          () => note({ outcome: "interrupted" })
        )
        const isDropped = Option.exists(fault, ({ drop }) => drop === true)
        yield* note({
          outcome: isDropped ? "dropped" : "answered",
          status: response === dropped ? undefined : response.status
        })
        return cors && response !== dropped ? Cors.readable(response, request, operation) : response
      }).pipe(Effect.provide(services))
  })

/**
 * The gate before an API.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = <Groups extends HttpApiGroup.HttpApiGroup.Any, E, R>(
  api: HttpApi.HttpApi<string, Groups, E, R>,
  options: GateOptions = {}
): Layer.Layer<never, never, Connection | Directory | Faults | Grants | Journal> =>
  HttpApiBuilder.middleware(make(api, options))
