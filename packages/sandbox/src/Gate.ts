/**
 * What every request passes, whichever service it is for: it is written down, may be made to fail, must bring a live
 * token for the right resource server and scope, and what the platform would answer by itself is said in the words of
 * the service. All it knows of a route stands in the route's declaration.
 *
 * @since 0.1.0
 */
import { resourceServer as authServer } from "@effect-globus/sdk/auth/AuthApi"
import { resourceServer as flowsServer } from "@effect-globus/sdk/flows/FlowsApi"
import * as Operation from "@effect-globus/sdk/Operation"
import { resourceServer as searchServer } from "@effect-globus/sdk/search/SearchApi"
import { resourceServer as transferServer } from "@effect-globus/sdk/transfer/TransferApi"
import * as HttpApi from "@effect/platform/HttpApi"
import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import { HttpApiDecodeError } from "@effect/platform/HttpApiError"
import type * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import type * as HttpApp from "@effect/platform/HttpApp"
import * as HttpBody from "@effect/platform/HttpBody"
import * as HttpMethod from "@effect/platform/HttpMethod"
import * as HttpRouter from "@effect/platform/HttpRouter"
import * as HttpServerError from "@effect/platform/HttpServerError"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Multipart from "@effect/platform/Multipart"
import * as UrlParams from "@effect/platform/UrlParams"
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as ClientAuthentication from "./auth/ClientAuthentication.js"
import { clientIdentity, Directory } from "./auth/Directory.js"
import { Grants } from "./auth/Grants.js"
import * as Body from "./Body.js"
import type { Principal } from "./Caller.js"
import { Caller } from "./Caller.js"
import { Connection, dropped } from "./Connection.js"
import * as Cors from "./Cors.js"
import * as Envelope from "./Envelope.js"
import { Failure, toResponse } from "./Failure.js"
import type { FaultOptions } from "./Faults.js"
import { Faults } from "./Faults.js"
import type { Arrival } from "./Journal.js"
import { fingerprint, Journal } from "./Journal.js"
import { ResourceServerOf } from "./ResourceServerOf.js"

/** A route, as its declaration has it. */
interface Route {
  readonly _tag: "Route"
  readonly operation: string
  /** Its resource server. */
  readonly service: string | undefined
  /** Undefined: the route takes no token. Empty: every token of the resource server will do. */
  readonly scopes: ReadonlyArray<string> | undefined
  /** A browser that has no token is sent to the login page. */
  readonly sendsBrowsers: boolean
  /** Its handler takes the body piece by piece. */
  readonly isStreamed: boolean
}

/**
 * Operations of Auth that a client may also ask for in its own name, by Basic. The Globus CLI deletes its own client so,
 * and the SDKs make children of a client so. [K] That the other operations of clients are the same.
 */
const takesBasic: ReadonlySet<string> = new Set([
  "getIdentities",
  "getIdentity",
  "getIdentityProviders",
  "getIdentityProvider",
  "getClients",
  "getClient",
  "createClient",
  "updateClient",
  "deleteClient",
  "getClientCredentials",
  "createClientCredential",
  "deleteClientCredential"
])

/** Operations of Auth that need no authorization for a part of what they do, which their handlers know. */
const takesNewcomers: ReadonlySet<string> = new Set(["createClient"])

/** Operations of Search that anybody may ask for: they answer with what is public. [K] What an index is called is. */
const takesNobody: ReadonlySet<string> = new Set([
  "search",
  "postSearch",
  "scroll",
  "getSubject",
  "getEntry",
  "getIndex"
])

/** Operations of Flows that take a token for one flow. Whether it is for theirs, their handlers know. */
const takesFlowToken: ReadonlySet<string> = new Set(["runFlow", "validateRun", "resumeRun"])

/**
 * Operations that any token of their service may ask for something, and the declared scopes for more: the handler looks.
 * The Globus CLI reads its own consents with the scopes of a plain login.
 */
const looksItself: ReadonlySet<string> = new Set(["getConsents"])

/** Who sends no token. */
const nobody: Principal = { sub: "", username: "", clientId: "", resourceServer: "", scopes: [] }

type RouteOf = Effect.Effect<Option.Option<Route>, never, HttpServerRequest.HttpServerRequest>

/** They depend on the declaration alone, and making them is a good part of a sandbox's start. */
const known = new WeakMap<object, RouteOf>()

/**
 * Finds the route of a request by the platform's own router, so that the two never disagree. Nothing is handled: the
 * routes found "fail" with what they are.
 */
const routesOf = <Groups extends HttpApiGroup.HttpApiGroup.Any, E, R>(
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

/** Query parameters whose values are secrets; they appear where a client misplaces one, and at the code's page. */
const secretParameters: ReadonlySet<string> = new Set([
  "code",
  "token",
  "access_token",
  "refresh_token",
  "client_secret",
  "code_verifier"
])

const shownQuery = (query: string): Readonly<Record<string, string | ReadonlyArray<string>>> => {
  const hide = (value: string | ReadonlyArray<string>): string | ReadonlyArray<string> =>
    typeof value === "string" ? fingerprint(value) : value.map(fingerprint)
  return Object.fromEntries(
    Object.entries(UrlParams.toRecord(UrlParams.fromInput(new URLSearchParams(query)))).map(([name, value]) => [
      name,
      secretParameters.has(name) ? hide(value) : value
    ])
  )
}

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

/** The middleware of an API: everything the module says. */
const make = <Groups extends HttpApiGroup.HttpApiGroup.Any, E, R>(
  api: HttpApi.HttpApi<string, Groups, E, R>,
  { cors = true, maxBodySize = Body.defaultLimit }: GateOptions
) =>
  Effect.gen(function* () {
    const routeOf = routesOf(api)
    const connection = yield* Connection
    const directory = yield* Directory
    const faults = yield* Faults
    const grants = yield* Grants
    const journal = yield* Journal

    /** The request with its body read. Interruptible: who sends it may go away. */
    const whole = (request: HttpServerRequest.HttpServerRequest, limit: number) =>
      Body.read(connection.body(request), { announced: request.headers["content-length"], limit }).pipe(
        Effect.map((body) => Body.provide(request, body)),
        Effect.interruptible
      )

    /** Who asks, as far as the request says; whether that is good enough is for `admit`. */
    const identify = (request: HttpServerRequest.HttpServerRequest, route: Option.Option<Route>) =>
      Effect.gen(function* () {
        const credentials = Option.getOrUndefined(ClientAuthentication.credentials(request))
        const bearer = credentials?.scheme === "bearer" ? credentials.value : undefined
        const token = bearer === undefined ? undefined : Option.getOrUndefined(yield* grants.find(bearer))
        const isTokenRequest = Option.exists(route, ({ operation }) => operation === "oauth2Token")
        const formClientId = Option.exists(route, ({ operation }) => operation.startsWith("oauth2"))
          ? yield* ClientAuthentication.formClientId(request)
          : Option.none()
        const basic = credentials === undefined ? Option.none() : ClientAuthentication.basic(credentials)
        return {
          scheme: request.headers["authorization"]?.split(" ")[0],
          bearer,
          token: bearer === undefined ? undefined : fingerprint(bearer),
          tokenResourceServer: token?.resourceServer,
          clientId: token?.clientId ?? Option.getOrUndefined(basic)?.id ?? Option.getOrUndefined(formClientId),
          grantType: isTokenRequest
            ? Option.getOrUndefined(yield* ClientAuthentication.formGrantType(request))
            : undefined
        }
      })

    /** [K] The parameters: where a person comes out who was there was not seen. */
    const toLogin = (route: Route, back: string) => {
      const query = new URLSearchParams({
        client_id: route.service ?? "",
        redirect_uri: back,
        response_type: "code",
        scope: (route.scopes ?? []).join(" ")
      })
      const location = `${connection.origin}/v2/oauth2/authorize?${query}`
      return Effect.fail(new Failure({ status: 302, body: {}, headers: { location } }))
    }

    const admit = (
      route: Route,
      path: string,
      bearer: string | undefined
    ): Effect.Effect<Principal, Failure, HttpServerRequest.HttpServerRequest> =>
      Effect.gen(function* () {
        const ofOneFlow = route.service === flowsServer && takesFlowToken.has(route.operation)
        if (route.scopes === undefined && !ofOneFlow) return nobody
        const { headers, method } = yield* HttpServerRequest.HttpServerRequest
        if (takesNewcomers.has(route.operation) && headers["authorization"] === undefined) return nobody
        if (bearer === undefined && takesBasic.has(route.operation)) {
          const client = yield* Effect.option(
            Effect.provideService(
              Effect.flatMap(HttpServerRequest.HttpServerRequest, ClientAuthentication.byHeader),
              Directory,
              directory
            )
          )
          if (Option.isSome(client)) {
            const { sub, username } = clientIdentity(client.value)
            return { sub, username, clientId: client.value.id, resourceServer: "", scopes: [] }
          }
        }
        const found = bearer === undefined ? Option.none() : yield* grants.findLive(bearer)
        const token = Option.getOrUndefined(found)
        if (bearer === undefined && takesNobody.has(route.operation) && route.service === searchServer) return nobody
        const isBrowser = method === "GET" && headers["accept"]?.includes("text/html") === true
        if (bearer === undefined && route.sendsBrowsers && isBrowser) {
          return yield* toLogin(route, `${connection.origin}${path}`)
        }
        if (token?.kind !== "access" || (token.resourceServer !== route.service && !ofOneFlow)) {
          const refusal = Envelope.unauthenticated(route.service, path, { sent: bearer !== undefined })
          return yield* Effect.flatMap(refusal, Effect.fail)
        }
        const { basis, clientId, resourceServer, scopes, sub } = token
        const needed = looksItself.has(route.operation) ? [] : (route.scopes ?? [])
        if (needed.length > 0 && !needed.some((scope) => scopes.includes(scope))) {
          return yield* Effect.flatMap(Envelope.insufficientScope(route.service, path, needed), Effect.fail)
        }
        const identity = yield* directory.identity(sub)
        return {
          sub,
          username: Option.match(identity, { onNone: () => "", onSome: ({ username }) => username }),
          clientId,
          resourceServer,
          scopes,
          basis
        }
      })

    /** What the platform would say by itself, in the words of the service. */
    const explain = (
      problem: unknown,
      request: { readonly method: string; readonly path: string },
      route: Option.Option<Route>
    ): Effect.Effect<Failure> => {
      const { method, path } = request
      const service = Option.getOrUndefined(route)?.service
      if (problem instanceof Failure) return Effect.succeed(problem)
      if (problem instanceof HttpApiDecodeError) {
        const fields = problem.issues.map(({ path }) => path.join("."))
        // The field's name alone: the value may be a secret.
        const detail = `Missing or malformed: ${fields.join(", ")}`
        return Option.exists(route, ({ scopes }) => scopes === undefined) && service === authServer
          ? Effect.succeed(Envelope.oauthRefusal("invalid_request", detail))
          : Envelope.malformed(service, request, problem.issues)
      }
      if (problem instanceof Body.TooLarge) {
        const detail = `The body is larger than ${problem.limit} bytes`
        return Envelope.refusal(service, { status: 413, detail, path })
      }
      if (problem instanceof Multipart.MultipartError) {
        return Envelope.refusal(service, { status: 415, detail: "multipart/form-data is not taken here", path })
      }
      if (HttpServerError.isServerError(problem)) {
        return problem._tag === "RouteNotFound"
          ? Envelope.refusal(path.startsWith("/v0.10/") ? transferServer : service, {
              status: 501,
              detail: `The sandbox does not imitate ${method} ${path}`,
              path
            })
          : Envelope.refusal(service, {
              status: 400,
              detail: (problem._tag === "RequestError" && problem.description) || "The body cannot be read",
              path
            })
      }
      return Envelope.refusal(service, { status: 500, detail: "The sandbox failed; its log says why", path })
    }

    const failing = (
      fault: FaultOptions,
      request: HttpServerRequest.HttpServerRequest,
      path: string,
      route: Option.Option<Route>,
      handled: HttpApp.Default
    ): HttpApp.Default =>
      Effect.gen(function* () {
        // The server runs handlers uninterruptibly up to the router; who waits must be free to go.
        if (fault.delay !== undefined) yield* Effect.interruptible(Effect.sleep(fault.delay))
        const answers = fault.status !== undefined || fault.body !== undefined
        const fails = answers || (fault.drop === true && fault.truncate !== true)
        const answer = fault.after === true || !fails ? yield* handled : HttpServerResponse.empty()
        if (answers) return yield* faultAnswer(fault, path, route)
        if (fault.truncate === true) return yield* cut(answer, request, fault.drop === true)
        return fault.drop === true ? yield* connection.drop(request) : answer
      })

    /** The first half of an answer: as if it were all, or as the connection goes. */
    const cut = (
      answer: HttpServerResponse.HttpServerResponse,
      request: HttpServerRequest.HttpServerRequest,
      drop: boolean
    ) => {
      const { body } = answer
      const length = body.contentLength
      if ((body._tag !== "Uint8Array" && body._tag !== "Stream") || length === undefined) {
        return drop ? connection.drop(request) : Effect.succeed(answer)
      }
      const half = Math.floor(length / 2)
      const bytes = beginning(body._tag === "Stream" ? body.stream : Stream.make(body.body), half)
      return drop
        ? connection.breakOff(request, answer, bytes, length)
        : Effect.succeed(HttpServerResponse.setBody(answer, HttpBody.stream(bytes, body.contentType, half)))
    }

    return (app: HttpApp.Default): HttpApp.Default =>
      Effect.gen(function* () {
        const request = yield* HttpServerRequest.HttpServerRequest
        const method = request.method
        // As it was sent: a URL would fold dots and take "//" for a host.
        const [path = "", ...rest] = request.url.split("?")
        const query = rest.join("?")
        const route = yield* routeOf
        const operation = Option.getOrUndefined(route)?.operation
        // The journal says which client asks, and that may stand in the form.
        const form =
          operation?.startsWith("oauth2") === true && HttpMethod.hasBody(method)
            ? yield* Effect.exit(whole(request, Body.strangersLimit))
            : undefined
        const { bearer, ...caller } = yield* identify(
          form === undefined
            ? request
            : Exit.match(form, { onSuccess: (read) => read, onFailure: () => Body.provide(request, new Uint8Array()) }),
          route
        )
        const arrival: Arrival = {
          method,
          path,
          query: shownQuery(query),
          operation,
          service: Option.getOrUndefined(route)?.service,
          ...caller
        }
        const note = yield* journal.open(arrival)

        const asked = Effect.flatMap(
          Option.match(route, {
            onNone: () => Effect.succeed(nobody),
            onSome: (route) => admit(route, path, bearer)
          }),
          (principal) => {
            const read =
              form ??
              (Option.exists(route, ({ isStreamed }) => !isStreamed) && HttpMethod.hasBody(method)
                ? whole(request, principal === nobody ? Math.min(Body.strangersLimit, maxBodySize) : maxBodySize)
                : Effect.succeed(request))
            return Effect.flatMap(read, (request) =>
              app.pipe(
                Effect.provideService(Caller, principal),
                Effect.provideService(HttpServerRequest.HttpServerRequest, request)
              )
            )
          }
        )
        const isPreflight = cors && Cors.isPreflight(request)
        const handled: HttpApp.Default = (isPreflight ? Effect.sync(() => Cors.preflight(request)) : asked).pipe(
          Effect.catchAllCause((cause) => {
            if (Cause.isInterrupted(cause)) return Effect.failCause(Cause.stripFailures(cause))
            const problem = Cause.squash(cause)
            return Effect.flatMap(explain(problem, { method, path }, route), (failure) =>
              Effect.as(
                failure.status === 500
                  ? Effect.logError(`The sandbox failed at ${method} ${path}`, cause)
                  : Effect.void,
                toResponse(failure)
              )
            )
          })
        )

        const fault = yield* faults.take(arrival)
        if (Option.isSome(fault)) yield* note({ fault: true, faultName: fault.value.name })
        const response = yield* Effect.onInterrupt(
          Option.match(fault, {
            onNone: () => handled,
            onSome: (fault) => failing(fault, request, path, route, handled)
          }),
          () => note({ outcome: "interrupted" })
        )
        const isDropped = Option.exists(fault, ({ drop }) => drop === true)
        yield* note({
          outcome: isDropped ? "dropped" : "answered",
          status: response === dropped ? undefined : response.status
        })
        return cors && response !== dropped ? Cors.readable(response, request, operation) : response
      })
  })

/** So many bytes of a stream, which has no empty pieces. */
const beginning = <E, R>(stream: Stream.Stream<Uint8Array, E, R>, length: number): Stream.Stream<Uint8Array, E, R> =>
  stream.pipe(
    Stream.mapAccum(length, (left, piece) => {
      const part = piece.subarray(0, left)
      return [left - part.length, part] as const
    }),
    Stream.takeWhile((part) => part.length > 0)
  )

const faultAnswer = (
  { body, contentType, headers, status = 200 }: FaultOptions,
  path: string,
  route: Option.Option<Route>
): Effect.Effect<HttpServerResponse.HttpServerResponse> => {
  const named = contentType === undefined ? {} : { contentType }
  const options = { status, headers, ...named }
  if (typeof body === "string") return Effect.succeed(HttpServerResponse.text(body, options))
  if (body !== undefined) return Effect.succeed(HttpServerResponse.unsafeJson(body, options))
  if (status < 400) return Effect.succeed(HttpServerResponse.empty({ status, headers }))
  const service = Option.getOrUndefined(route)?.service
  return Effect.map(Envelope.refusal(service, { status, detail: "A fault, as asked for", path }), (failure) =>
    toResponse(new Failure({ status, body: failure.body, headers: { ...failure.headers, ...headers } }))
  )
}

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
