/**
 * One call on the wire: authorization, attempt with a deadline, renewal after a 401, retry. What goes in is encoded,
 * what comes out is an answer of status 2xx or a typed error that holds no secret of the call.
 */
import type * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import type { HttpMethod } from "@effect/platform/HttpMethod"
import * as HttpTraceContext from "@effect/platform/HttpTraceContext"
import * as Clock from "effect/Clock"
import type * as ConfigError from "effect/ConfigError"
import * as Context from "effect/Context"
import * as DefaultServices from "effect/DefaultServices"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import type * as Fiber from "effect/Fiber"
import * as FiberRef from "effect/FiberRef"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import type * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import * as Tracer from "effect/Tracer"
import type * as Authorization from "../Authorization.js"
import type { ClientOptions } from "../ClientOptions.js"
import * as Environment from "../Environment.js"
import type { ApiError, AuthorizationError, Call, GlobusDecodeError } from "../GlobusError.js"
import { apiError, GlobusUsageError } from "../GlobusError.js"
import type * as Operation from "../Operation.js"
import * as Retry from "../Retry.js"
import type { Answer } from "./apiError.js"
import * as apiErrors from "./apiError.js"
import * as attempt from "./attempt.js"
import { checkTimeout, isHeaderValue } from "./callOptions.js"
import type { Strike } from "./strike.js"
import { headerSecrets, strikeError, striker } from "./strike.js"
import { version } from "./version.js"

/** A call has none of its own, as a rule. */
export const noHeaders: Readonly<Record<string, string>> = {}

/** What a declaration says of an endpoint, for all its calls. */
export interface Endpoint {
  /** For errors and spans. */
  readonly call: Call
  readonly method: HttpMethod
  /** Whose token it needs; none: it goes out without authorization. */
  readonly resourceServer: string | undefined
  readonly repeat: Operation.Repeat["Type"]
  /** The answer's text may hold secrets. */
  readonly sensitive: boolean
}

/** A body that is a stream: each attempt has its own, or there is but one attempt. */
export interface Upload {
  /** There can be another attempt. */
  readonly isReplayable: boolean
  /** What an attempt sends, and what stands around it. */
  readonly start: () => {
    readonly body: HttpBody.HttpBody
    readonly within: <A>(attempt: Effect.Effect<A, Failure>) => Effect.Effect<A, Failure>
  }
}

/** A request, ready but for its authorization. */
export interface Request {
  readonly endpoint: Endpoint
  /** Path and query, encoded, below the base URL. */
  readonly target: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: HttpBody.HttpBody
  /** Instead of the body. */
  readonly upload?: Upload
  /** Secrets in the body, to be struck out of errors. */
  readonly secrets: ReadonlyArray<string>
  /** The deadline of each attempt, instead of the transport's; `None`: there is none. */
  readonly timeout: Option.Option<Duration.Duration> | undefined
}

/** Everything that sending can fail with. */
export type Failure = Sending | AuthorizationError | GlobusUsageError | GlobusDecodeError

/** What sending again may help against. */
type Sending = Retry.Failure["error"]

/** Nothing was sent, or all of the answer is here: sending again is not for the transport to decide. */
const isFinal = (error: Failure): error is Exclude<Failure, Sending> =>
  error._tag === "LoginRequired" ||
  error._tag === "RefreshFailed" ||
  error._tag === "WrongResourceServer" ||
  error._tag === "GlobusUsageError" ||
  error._tag === "GlobusDecodeError"

/** A success, and how to strike the call's secrets out of an error about it. */
export interface Success<A> {
  readonly answer: A
  readonly strike: Strike
}

/** What is known of an attempt: how to tell of an answer that is no success, and the span that its status belongs to. */
interface Sent extends attempt.Attempt {
  readonly refused: (answer: Answer) => Effect.Effect<never, ApiError>
  readonly span: Tracer.Span | undefined
}

/** Sends a request once, and makes of the answer what is asked for. */
type Exchange<A> = (request: HttpClientRequest.HttpClientRequest, sent: Sent) => Effect.Effect<A, Failure>

/** A way to one service, with the authorization of one client. */
export interface Transport {
  readonly baseUrl: string
  /** Its scheme, host and port. */
  readonly origin: string
  /** Of each attempt, unless a request says otherwise. */
  readonly deadline: Option.Option<Duration.Duration>
  /** When a failed call is sent again. */
  readonly retry: Schedule.Schedule<unknown, Retry.Failure>
  /** Sends and collects the answer's text, all within the deadline, and hands a success on. */
  readonly collect: <A>(
    request: Request,
    receive: (success: Success<Answer>) => Effect.Effect<A, GlobusDecodeError>
  ) => Effect.Effect<A, Failure>
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

const isRepeatable = (request: Request): boolean =>
  request.endpoint.repeat === "safe" || idempotent.has(request.endpoint.method)

const nativeTracer = Context.get(DefaultServices.liveServices, Tracer.Tracer)

/** Nobody reads the spans of the native tracer. */
const isTraced = (fiber: Fiber.RuntimeFiber<unknown, unknown>): boolean =>
  fiber.currentTracer !== nativeTracer && fiber.getFiberRef(FiberRef.currentTracerEnabled)

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

/** A transport to a base URL that was checked. */
export const makeAt = (
  baseUrl: string,
  options: Omit<ClientOptions, "baseUrl" | "environment">,
  authorization: Authorization.Authorization.Service
): Effect.Effect<Transport, GlobusUsageError | ConfigError.ConfigError, HttpClient.HttpClient> =>
  Effect.gen(function* () {
    yield* Environment.verifySsl
    const { origin, hostname, port, protocol } = new URL(baseUrl)
    const deadline =
      options.timeout === undefined ? yield* Environment.httpTimeout : yield* checkTimeout(options.timeout)
    const headers = {
      accept: "application/json",
      "x-globus-client-info": yield* clientInfo(options.products),
      ...userAgent
    }
    const attempts = attempt.make(yield* HttpClient.HttpClient, origin, options.transformClient)
    const retry = options.retry ?? Retry.schedule()

    const bases = new Map<HttpMethod, HttpClientRequest.HttpClientRequest>()
    /** A request to which only its target is to be added. */
    const base = (method: HttpMethod): HttpClientRequest.HttpClientRequest => {
      const known = bases.get(method) ?? HttpClientRequest.make(method)("", { headers })
      bases.set(method, known)
      return known
    }

    const prepare = (
      request: Request,
      body: HttpBody.HttpBody,
      span: Tracer.Span | undefined
    ): HttpClientRequest.HttpClientRequest => {
      let prepared = HttpClientRequest.setUrl(base(request.endpoint.method), baseUrl + request.target)
      if (span !== undefined) prepared = HttpClientRequest.setHeaders(prepared, HttpTraceContext.toHeaders(span))
      if (request.headers !== noHeaders) prepared = HttpClientRequest.setHeaders(prepared, request.headers)
      return body._tag === "Empty" ? prepared : HttpClientRequest.setBody(prepared, body)
    }

    const server = {
      "server.address": hostname,
      "server.port": port === "" ? (protocol === "https:" ? 443 : 80) : Number(port),
      "url.scheme": protocol.slice(0, -1)
    }

    /** A span of our own. A tracer is handed what its effect gives, and an answer may hold tokens: it goes around. */
    const inSpan = <A>(
      { call }: Endpoint,
      effect: (span: Tracer.Span) => Effect.Effect<A, Failure>
    ): Effect.Effect<A, Failure> => {
      let success = Option.none<A>()
      const attributes = { "http.request.method": call.method, ...server, "url.template": call.path }
      return Effect.map(
        Effect.useSpan(call.operation, { kind: "client", captureStackTrace: false, attributes }, (span) =>
          Effect.withParentSpan(
            Effect.map(effect(span), (value) => {
              success = Option.some(value)
            }),
            span
          )
        ),
        () => Option.getOrThrow(success)
      )
    }

    const perform = <A>(
      request: Request,
      exchange: Exchange<A>,
      span: Tracer.Span | undefined
    ): Effect.Effect<A, Failure> => {
      const { call, method, repeat, resourceServer, sensitive } = request.endpoint
      /** The headers that were sent, the newest last. */
      let shown: ReadonlyArray<Redacted.Redacted> = []
      const strike = striker(() => [...shown.flatMap(headerSecrets), ...request.secrets])

      const refused = (answer: Answer): Effect.Effect<never, ApiError> =>
        Effect.flatMap(Clock.currentTimeMillis, (now) =>
          Effect.fail(strikeError(apiErrors.fromAnswer(call, answer, now, sensitive), strike))
        )

      const authorized = (header: Option.Option<Redacted.Redacted>): Effect.Effect<A, Failure> => {
        if (Option.isSome(header)) shown = [...shown, header.value]
        const upload = request.upload?.start()
        const body = upload?.body ?? request.body
        const attempt = exchange(prepare(request, body, options.tracePropagation === true ? span : undefined), {
          call,
          header,
          deadline: request.timeout ?? deadline,
          strike,
          refused,
          span
        })
        return upload === undefined ? attempt : upload.within(attempt)
      }
      const once: Effect.Effect<A, Failure> =
        resourceServer === undefined
          ? Effect.suspend(() => authorized(Option.none()))
          : Effect.flatMap(authorization.header(resourceServer), authorized)

      /** After a first failure: renewal after a 401, and what the schedule says. */
      const recover = (failure: Failure): Effect.Effect<A, Failure> =>
        Effect.gen(function* () {
          const replayable = request.upload?.isReplayable ?? isReplayable(request.body)
          let driver: Schedule.ScheduleDriver<unknown, Retry.Failure> | undefined
          let renewed = false
          let error: Failure = failure
          for (let resend = 1; ; resend++) {
            if (isFinal(error)) return yield* error
            let again = false
            const used = shown.at(-1)
            if (error._tag === "Unauthenticated" && used !== undefined && !renewed) {
              renewed = true
              again = yield* authorization.reject(used)
              if (again && !replayable) {
                return yield* apiError("Unauthenticated", {
                  ...error,
                  message: `${error.message}. The token is renewed now, but the body was a stream and is read: retry with a new body.`
                })
              }
            }
            if (!again) {
              if (repeat === "never" || !replayable) return yield* error
              driver ??= yield* Schedule.driver(retry)
              const next = driver.next({ error, method, repeatable: isRepeatable(request) })
              if (Option.isNone(yield* Effect.option(next))) return yield* error
            }
            span?.attribute("http.request.resend_count", resend)
            const outcome = yield* Effect.either(once)
            if (Either.isRight(outcome)) return outcome.right
            error = outcome.left
          }
        })

      return Effect.catchAll(once, recover)
    }

    const run = <A>(request: Request, exchange: Exchange<A>): Effect.Effect<A, Failure> =>
      Effect.withFiberRuntime((fiber) =>
        options.tracePropagation === true || isTraced(fiber)
          ? inSpan(request.endpoint, (span) => perform(request, exchange, span))
          : perform(request, exchange, undefined)
      )

    return {
      baseUrl,
      origin,
      deadline,
      retry,
      collect: <A>(request: Request, receive: (success: Success<Answer>) => Effect.Effect<A, GlobusDecodeError>) =>
        run(request, (prepared, sent) =>
          attempts.collect(prepared, sent, (answer): Effect.Effect<A, Failure> => {
            sent.span?.attribute("http.response.status_code", answer.status)
            return attempt.isSuccess(answer.status) ? receive({ answer, strike: sent.strike }) : sent.refused(answer)
          })
        ),
      open: (request) =>
        run(request, (prepared, sent) =>
          attempts.open(prepared, sent, (outcome) => {
            sent.span?.attribute("http.response.status_code", Either.merge(outcome).status)
            return Either.isRight(outcome)
              ? Effect.succeed({ answer: outcome.right, strike: sent.strike })
              : sent.refused(outcome.left)
          })
        )
    } satisfies Transport
  })

/** A transport to a service, its options checked. */
export const make = (
  service: Environment.Service,
  options: ClientOptions,
  authorization: Authorization.Authorization.Service
): Effect.Effect<Transport, GlobusUsageError | ConfigError.ConfigError, HttpClient.HttpClient> =>
  Effect.flatMap(Environment.baseUrl(service, options), (baseUrl) => makeAt(baseUrl, options, authorization))
