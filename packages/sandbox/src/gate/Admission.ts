/** Whether a caller may ask for an operation: with a live token of its resource server and scope, or as `Callers` says. */
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as ClientAuthentication from "../auth/ClientAuthentication.js"
import { clientIdentity, Directory } from "../auth/Directory.js"
import { Grants } from "../auth/Grants.js"
import type { Principal } from "../Caller.js"
import { Connection } from "../Connection.js"
import * as Envelope from "../Envelope.js"
import { Failure } from "../Failure.js"
import type { Route } from "./Route.js"

/** The caller of a request without authorization. */
export const nobody: Principal = { sub: "", username: "", clientId: "", resourceServer: "", scopes: [] }

/** Where a browser without a token goes. A guess: the query of the real redirect was not seen. */
const toLogin = (route: Route, path: string) =>
  Effect.flatMap(Connection, ({ origin }) => {
    const query = new URLSearchParams({
      client_id: route.service ?? "",
      redirect_uri: `${origin}${path}`,
      response_type: "code",
      scope: (route.scopes ?? []).join(" ")
    })
    const location = `${origin}/v2/oauth2/authorize?${query}`
    return Effect.fail(new Failure({ status: 302, body: {}, headers: { location } }))
  })

/** A client in its own name, where its id and secret are right. */
const byBasic = Effect.map(
  Effect.option(Effect.flatMap(HttpServerRequest.HttpServerRequest, ClientAuthentication.byHeader)),
  Option.map((client): Principal => {
    const { sub, username } = clientIdentity(client)
    return { sub, username, clientId: client.id, resourceServer: "", scopes: [] }
  })
)

/** `bearer`: the token of the request, if it has one. */
export const admit = (route: Route, path: string, bearer: string | undefined) =>
  Effect.gen(function* () {
    const { callers, service } = route
    const isForOneFlow = callers.includes("flow")
    if (route.scopes === undefined && !isForOneFlow) return nobody
    const { headers, method } = yield* HttpServerRequest.HttpServerRequest
    if (callers.includes("anonymous") && headers["authorization"] === undefined) return nobody
    if (bearer === undefined && callers.includes("client")) {
      const client = yield* byBasic
      if (Option.isSome(client)) return client.value
    }
    const isBrowser = method === "GET" && headers["accept"]?.includes("text/html") === true
    if (bearer === undefined && route.sendsBrowsers && isBrowser) return yield* toLogin(route, path)

    const grants = yield* Grants
    const token = bearer === undefined ? undefined : Option.getOrUndefined(yield* grants.findLive(bearer))
    if (token?.kind !== "access" || (token.resourceServer !== service && !isForOneFlow)) {
      const refusal = Envelope.unauthenticated(service, path, { sent: bearer !== undefined })
      return yield* Effect.flatMap(refusal, Effect.fail)
    }
    const { basis, clientId, resourceServer, scopes, sub } = token
    const needed = callers.includes("anyScope") ? [] : (route.scopes ?? [])
    if (needed.length > 0 && !needed.some((scope) => scopes.includes(scope))) {
      return yield* Effect.flatMap(Envelope.insufficientScope(service, path, needed), Effect.fail)
    }
    const directory = yield* Directory
    const identity = yield* directory.identity(sub)
    const username = Option.match(identity, { onNone: () => "", onSome: ({ username }) => username })
    return { sub, username, clientId, resourceServer, scopes, basis } satisfies Principal
  })
