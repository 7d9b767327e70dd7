/**
 * One call on the wire: authorization, attempt with a deadline, renewal after a 401, retry. What goes in is encoded,
 * what comes out is an answer of status 2xx or a typed error that holds no secret of the call.
 */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import type * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClient from "@effect/platform/HttpClient"
import type * as HttpClientError from "@effect/platform/HttpClientError"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import type { HttpMethod } from "@effect/platform/HttpMethod"
import * as HttpTraceContext from "@effect/platform/HttpTraceContext"
import * as Clock from "effect/Clock"
import type * as ConfigError from "effect/ConfigError"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as FiberRef from "effect/FiberRef"
import { identity } from "effect/Function"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import type * as Authorization from "../Authorization.js"
import type { ClientOptions } from "../ClientOptions.js"
import * as Environment from "../Environment.js"
import type { ApiError, AuthorizationError, Call } from "../GlobusError.js"
import { apiError, GlobusNetworkError, GlobusTimeout, GlobusUsageError } from "../GlobusError.js"
import type * as Operation from "../Operation.js"
import * as Retry from "../Retry.js"
import type { Answer } from "./apiError.js"
import * as apiErrors from "./apiError.js"
import { checkTimeout, isHeaderValue } from "./callOptions.js"
import type { Strike } from "./strike.js"
import { headerSecrets, strikeError, striker } from "./strike.js"
import { version } from "./version.js"

/** A request, ready but for its authorization. */
export interface Request {
  readonly operation: string
  readonly method: HttpMethod
  /** The declared path: for errors and spans. */
  readonly template: string
  /** Path and query, encoded, below the base URL. */
  readonly target: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: HttpBody.HttpBody
  /** Whose token it needs; none: it goes out without authorization. */
  readonly resourceServer: string | undefined
  readonly repeat: Operation.Repeat["Type"]
  /** The answer's text may hold secrets. */
  readonly sensitive: boolean
  /** Secrets in the body, to be struck out of errors. */
  readonly secrets: ReadonlyArray<string>
  /** The deadline of each attempt, instead of the transport's; `None`: there is none. */
  readonly timeout: Option.Option<Duration.Duration> | undefined
}

/** What the authorizer fails with: nothing was sent, and sending again is not for the transport to decide. */
type AuthorizerFailure = AuthorizationError | GlobusUsageError

const isAuthorizerFailure = (error: Failure): error is AuthorizerFailure =>
  error._tag === "LoginRequired" ||
  error._tag === "RefreshFailed" ||
  error._tag === "WrongResourceServer" ||
  error._tag === "GlobusUsageError"

/** Everything that sending can fail with. */
export type Failure = ApiError | GlobusNetworkError | GlobusTimeout | AuthorizerFailure

/** A success, and how to strike the call's secrets out of an error about it. */
export interface Success<A> {
  readonly answer: A
  readonly strike: Strike
}

/** A way to one service, with the authorization of one client. */
export interface Transport {
  readonly baseUrl: string
  /** Sends and collects the answer's text, all within the deadline. */
  readonly collect: (request: Request) => Effect.Effect<Success<Answer>, Failure>
  /** Sends; the answer's body is still to be read, and only its head is within the deadline. */
  readonly open: (request: Request) => Effect.Effect<Success<HttpClientResponse.HttpClientResponse>, Failure>
}

const idempotent = new Set<HttpMethod>(["GET", "HEAD", "PUT", "DELETE", "OPTIONS"])

/** A stream is read once: also one of the platform underneath, the web's or Node's. */
const isReplayable = (body: HttpBody.HttpBody): boolean =>
  body._tag !== "Stream" &&
  !(
    body._tag === "Raw" &&
    (Predicate.hasProperty(body.body, "getReader") || Predicate.hasProperty(body.body, Symbol.asyncIterator))
  )

const isRepeatable = (request: Request): boolean => request.repeat === "safe" || idempotent.has(request.method)

/** The header of the call that this fiber makes. It joins the request where nobody can turn that away any more. */
const currentHeader = FiberRef.unsafeMake<Option.Option<Redacted.Redacted>>(Option.none())

/**
 * A client that follows no redirect. Fetch is told by a service, set where the request is made: inside of the client,
 * where the one that the user gave to the fetch layer is in sight, and whose other settings stay.
 */
const withoutRedirects = HttpClient.mapRequestEffect((request: HttpClientRequest.HttpClientRequest) =>
  Effect.as(
    FiberRef.update(FiberRef.currentContext, (context) =>
      Context.add(context, FetchHttpClient.RequestInit, {
        ...Option.getOrElse(Context.getOption(context, FetchHttpClient.RequestInit), () => ({})),
        redirect: "manual"
      })
    ),
    request
  )
)

/**
 * The innermost client: whatever middleware made of the request, the header is set last, and only if the request still
 * goes to the origin that the client is for.
 */
const withAuthorization = (client: HttpClient.HttpClient, origin: string): HttpClient.HttpClient =>
  HttpClient.makeWith(
    (request: Effect.Effect<HttpClientRequest.HttpClientRequest, HttpClientError.HttpClientError>) =>
      Effect.flatMap(request, (request) =>
        Effect.flatMap(FiberRef.get(currentHeader), (header) =>
          client.execute(
            Option.isSome(header) && URL.canParse(request.url) && new URL(request.url).origin === origin
              ? HttpClientRequest.setHeader(request, "authorization", Redacted.value(header.value))
              : request
          )
        )
      ),
    Effect.succeed
  )

const always = () => true

/** Sends by the given client, and the platform makes no span of its own. */
const send = (
  client: HttpClient.HttpClient,
  request: HttpClientRequest.HttpClientRequest,
  header: Option.Option<Redacted.Redacted>
): Effect.Effect<HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError> =>
  client.execute(request).pipe(
    // Middleware may have turned a status into an error: here it is an answer like any other.
    Effect.catchIf(
      (error) => error._tag === "ResponseError" && error.reason === "StatusCode",
      (error) => (error._tag === "ResponseError" ? Effect.succeed(error.response) : Effect.fail(error))
    ),
    // What `withoutRedirects` adds to the context ends here.
    Effect.mapInputContext<never, never>(identity),
    Effect.locally(currentHeader, header),
    Effect.locally(HttpClient.currentTracerDisabledWhen, always)
  )

/** The messages of an error and of its causes: text, and none of the objects, which print the request's headers. */
const messages = (error: unknown, depth = 0): ReadonlyArray<string> => {
  if (!Predicate.isRecord(error)) return []
  const own = Predicate.isString(error["message"]) && error["message"] !== "" ? [error["message"]] : []
  const code = Predicate.isString(error["code"]) ? [error["code"]] : []
  return depth > 4 ? own : [...own, ...code, ...messages(error["cause"], depth + 1)]
}

export const networkError = (
  call: Call,
  error: HttpClientError.HttpClientError,
  strike: Strike
): GlobusNetworkError => {
  const causes = [...new Set(messages(error.cause))].join(": ")
  return new GlobusNetworkError({
    ...call,
    message: strike(causes === "" ? (error.description ?? error.reason) : causes)
  })
}

const userAgent: Readonly<Record<string, string>> =
  "document" in globalThis || "importScripts" in globalThis ? {} : { "user-agent": `effect-globus/${version}` }

/** Semicolons separate products, commas their members, `=` key and value: none of them can be inside. */
const isProductText = (text: string): boolean => text !== "" && isHeaderValue(text) && !/[;,=]/.test(text)

const clientInfo = (products: ClientOptions["products"]): Either.Either<string, GlobusUsageError> => {
  const all = [{ product: "effect-globus", version }, ...(products ?? [])]
  return all.every(({ product, version }) => isProductText(product) && isProductText(version))
    ? Either.right(all.map(({ product, version }) => `product=${product},version=${version}`).join(";"))
    : Either.left(
        new GlobusUsageError({
          field: "products",
          message: "products: give each a product and a version, printable and without semicolon, comma or equals sign"
        })
      )
}

/** A transport to a service, its options checked. */
export const make = (
  service: Environment.Service,
  options: ClientOptions,
  authorization: Authorization.Authorization.Service
): Effect.Effect<Transport, GlobusUsageError | ConfigError.ConfigError, HttpClient.HttpClient> =>
  Effect.gen(function* () {
    yield* Environment.verifySsl
    const baseUrl = yield* Environment.baseUrl(service, options)
    const { origin, hostname, port, protocol } = new URL(baseUrl)
    const deadline =
      options.timeout === undefined ? yield* Environment.httpTimeout : yield* checkTimeout(options.timeout)
    const headers = {
      accept: "application/json",
      "x-globus-client-info": yield* clientInfo(options.products),
      ...userAgent
    }
    const authorized = withAuthorization(withoutRedirects(yield* HttpClient.HttpClient), origin)
    const client = options.transformClient === undefined ? authorized : options.transformClient(authorized)
    const retry = options.retry ?? Retry.schedule()

    const prepare = (request: Request) =>
      Effect.map(
        options.tracePropagation === true ? Effect.option(Effect.currentSpan) : Effect.succeed(Option.none()),
        (span) =>
          HttpClientRequest.make(request.method)(baseUrl + request.target, {
            headers: {
              ...headers,
              ...Option.match(span, { onNone: () => ({}), onSome: HttpTraceContext.toHeaders }),
              ...request.headers
            },
            body: request.body
          })
      )

    /** One attempt: an answer of any status, or no answer. */
    const attempt = <A>(
      request: Request,
      call: Call,
      header: Option.Option<Redacted.Redacted>,
      strike: Strike,
      read: (response: HttpClientResponse.HttpClientResponse) => Effect.Effect<A, HttpClientError.HttpClientError>
    ) =>
      Effect.flatMap(prepare(request), (prepared) => send(client, prepared, header)).pipe(
        Effect.flatMap(read),
        Effect.mapError((error) => networkError(call, error, strike))
      )

    const withDeadline = <A, E>(
      effect: Effect.Effect<A, E>,
      call: Call,
      timeout: Option.Option<Duration.Duration>
    ): Effect.Effect<A, E | GlobusTimeout> =>
      Option.match(timeout, {
        onNone: () => effect,
        onSome: (duration) =>
          Effect.timeoutFail(effect, {
            duration,
            onTimeout: () =>
              new GlobusTimeout({
                ...call,
                timeout: duration,
                message: `No answer within ${Duration.format(duration)}`
              })
          })
      })

    /** A span of our own. A tracer is handed what its effect gives, and an answer may hold tokens: it goes around. */
    const inSpan = <A, E>(request: Request, effect: Effect.Effect<A, E>): Effect.Effect<A, E> =>
      Effect.suspend(() => {
        let success = Option.none<A>()
        return Effect.map(effect, (value) => {
          success = Option.some(value)
        }).pipe(
          Effect.withSpan(request.operation, {
            kind: "client",
            captureStackTrace: false,
            attributes: {
              "http.request.method": request.method,
              "server.address": hostname,
              "server.port": port === "" ? (protocol === "https:" ? 443 : 80) : Number(port),
              "url.scheme": protocol.slice(0, -1),
              "url.template": request.template
            }
          }),
          Effect.map(() => Option.getOrThrow(success))
        )
      })

    const run = <A extends { readonly status: number }>(
      request: Request,
      /** A success, or the answer that is none. */
      read: (
        response: HttpClientResponse.HttpClientResponse
      ) => Effect.Effect<Either.Either<A, Answer>, HttpClientError.HttpClientError>
    ): Effect.Effect<Success<A>, Failure> =>
      inSpan(
        request,
        Effect.gen(function* () {
          const call: Call = { operation: request.operation, method: request.method, origin, path: request.template }
          const timeout = request.timeout ?? deadline
          const replayable = isReplayable(request.body)
          const shown: Array<Redacted.Redacted> = []
          const strike = striker(() => [...shown.flatMap(headerSecrets), ...request.secrets])
          let driver: Schedule.ScheduleDriver<unknown, Retry.Failure> | undefined
          let renewed = false
          for (let resend = 0; ; resend++) {
            if (resend > 0) yield* Effect.annotateCurrentSpan("http.request.resend_count", resend)
            let used: Option.Option<Redacted.Redacted> = Option.none()
            const outcome = yield* withDeadline(
              Effect.gen(function* () {
                if (request.resourceServer !== undefined) used = yield* authorization.header(request.resourceServer)
                if (Option.isSome(used)) shown.push(used.value)
                const answer = yield* attempt(request, call, used, strike, read)
                yield* Effect.annotateCurrentSpan("http.response.status_code", Either.merge(answer).status)
                if (Either.isRight(answer)) return { answer: answer.right, strike }
                const now = yield* Clock.currentTimeMillis
                return yield* strikeError(apiErrors.fromAnswer(call, answer.left, now, request.sensitive), strike)
              }),
              call,
              timeout
            ).pipe(Effect.either)
            if (Either.isRight(outcome)) return outcome.right
            const error = outcome.left
            if (isAuthorizerFailure(error)) {
              return yield* error
            }
            if (error._tag === "Unauthenticated" && Option.isSome(used) && !renewed) {
              renewed = true
              if (yield* authorization.reject(used.value)) {
                if (replayable) continue
                return yield* apiError("Unauthenticated", {
                  ...error,
                  message: `${error.message}. The token is renewed now, but the body was a stream and is read: retry with a new body.`
                })
              }
            }
            if (request.repeat === "never" || !replayable) return yield* error
            driver ??= yield* Schedule.driver(retry)
            const again = yield* Effect.either(
              driver.next({ error, method: request.method, repeatable: isRepeatable(request) })
            )
            if (Either.isLeft(again)) return yield* error
          }
        })
      )

    const toAnswer = (
      response: HttpClientResponse.HttpClientResponse
    ): Effect.Effect<Answer, HttpClientError.HttpClientError> =>
      Effect.map(response.text, (text) => ({ status: response.status, headers: response.headers, text }))

    const isSuccess = ({ status }: { readonly status: number }) => status >= 200 && status < 300

    return {
      baseUrl,
      collect: (request) =>
        run(request, (response) =>
          Effect.map(toAnswer(response), (answer) => (isSuccess(answer) ? Either.right(answer) : Either.left(answer)))
        ),
      open: (request) =>
        run(request, (response) =>
          isSuccess(response) ? Effect.succeed(Either.right(response)) : Effect.map(toAnswer(response), Either.left)
        )
    } satisfies Transport
  })
